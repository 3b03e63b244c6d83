//! Words and the white space between them.

use crate::document::is_hanzi;

/// Where the first white space begins. Hanzi are passed over three bytes at a time.
pub(super) fn word_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b'!'..=0x7f => 1,
            0xe4..=0xef => 3,
            _ => match text[at..].chars().next() {
                Some(c) if !c.is_whitespace() => c.len_utf8(),
                _ => return at,
            },
        };
    }
    at
}

/// Where the first character stands that is no white space.
pub(super) fn space_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b' ' | b'\t'..=b'\r' => 1,
            0..0x80 | 0xe4..=0xef => return at,
            _ => match text[at..].chars().next() {
                Some(c) if c.is_whitespace() => c.len_utf8(),
                _ => return at,
            },
        };
    }
    at
}

/// Columns that a line of preformatted text is indented by.
pub(super) fn indent(line: &str) -> u16 {
    let space = &line[..line.len() - line.trim_start().len()];
    let columns = space.chars().map(|c| match c {
        '\t' => 4,
        '\u{3000}' => 2,
        _ => 1,
    });
    columns.sum::<u16>().min(80)
}

/// Hanzi and the marks that stand as wide as one: no space is written between them.
pub(super) fn is_ideographic(c: char) -> bool {
    is_hanzi(c) || matches!(c, '\u{3001}'..='\u{3030}' | '\u{ff01}'..='\u{ff60}' | '\u{2014}'..='\u{2026}')
}
