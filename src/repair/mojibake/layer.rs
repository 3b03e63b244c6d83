//! A line, or what it was before the last of several misreadings: characters, each with where it stands in the line.

use super::search::Link;
use super::writer::Writer;

/// A text made from a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layer {
    pub text: Vec<char>,
    /// The first character of the line that each was made from, and the line's length.
    pub origin: Vec<u32>,
}

/// A character that ends together with one of the bytes' is looked for so far.
const AHEAD: usize = 24;

impl Layer {
    pub fn of(line: &str) -> Layer {
        let text: Vec<char> = line.chars().collect();
        let origin = (0..=text.len() as u32).collect();
        Layer { text, origin }
    }

    /// The text before a misreading that lost nothing: every stretch whose bytes are whole characters, beyond ASCII,
    /// of the right encoding. `None` where that is not most of what it could be.
    pub fn before(&self, link: Link) -> Option<Layer> {
        let table = link.reader.table();
        let length = self.text.len();
        let mut layer = Layer { text: Vec::with_capacity(length), origin: Vec::with_capacity(length + 1) };
        let (mut undone, mut left) = (0, 0);
        let mut at = 0;
        while at < self.text.len() {
            let c = self.text[at];
            if !c.is_ascii() {
                if let Some((chars, end)) = self.restored(at, link) {
                    undone += end - at;
                    for &(c, behind) in &chars {
                        layer.text.push(c);
                        layer.origin.push(self.origin[at]);
                        at = behind;
                    }
                    at = end;
                    continue;
                }
                left += usize::from(table.bytes(c).next().is_some());
            }
            layer.text.push(c);
            layer.origin.push(self.origin[at]);
            at += 1;
        }
        layer.origin.push(self.origin[self.text.len()]);
        (undone >= 4 && undone > 2 * left).then_some(layer)
    }

    /// The characters that begin at a place and end, for the first time, where a character of the text does, each
    /// with the character of the text in which it ends.
    fn restored(&self, start: usize, link: Link) -> Option<(Vec<(char, usize)>, usize)> {
        let table = link.reader.table();
        let mut chars = Vec::new();
        let mut bytes: Vec<u8> = Vec::new();
        let mut at = start;
        while at < self.text.len() && at < start + AHEAD {
            let string = table.bytes(self.text[at]).next()?;
            at += 1;
            let [lead, trail] = string.to_be_bytes();
            if lead > 0 {
                bytes.push(lead);
            }
            bytes.push(trail);
            while let Some(&first) = bytes.first() {
                let length = link.writer.length(first);
                if length == 0 {
                    return None;
                }
                if bytes.len() < length {
                    break;
                }
                let c = link.writer.character(&bytes[..length])?;
                if c.is_ascii() && chars.is_empty() {
                    return None;
                }
                chars.push((c, at));
                bytes.drain(..length);
            }
            if bytes.is_empty() {
                return Some((chars, at));
            }
        }
        None
    }
}

/// Whether it is worth while to look behind a misreading.
pub(super) fn is_outer(link: Link) -> bool {
    link.writer == Writer::Utf8
}
