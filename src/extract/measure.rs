//! What extraction looks at in a line: its length, its punctuation, its links.

use std::sync::LazyLock;

use crate::document::{Document, is_hanzi};

/// The measures of a line as the sweep left it, in characters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measure {
    /// Visible characters; 0 for a line of which nothing is left.
    pub chars: usize,
    /// Hanzi among them.
    pub hanzi: usize,
    /// Hanzi, and letters of other scripts at a quarter each: what a text says, whatever it is written in.
    pub units: usize,
    /// Marks that structure a sentence: 。，！？；：、 and quotes.
    pub marks: usize,
    /// Visible characters in links.
    pub links: usize,
    /// Ends where a sentence does.
    pub sentence: bool,
}

impl Measure {
    /// Running text: little of it linked, punctuated, and long or a whole sentence. The bounds are those of the
    /// study that docs/extraction.md names, folded by host.
    pub fn is_long(&self) -> bool {
        self.links * 10 < self.chars * 3
            && self.marks > 0
            && (self.chars >= 25 || (self.chars >= 12 && self.sentence))
    }

    /// Share of the characters that stand in links.
    pub fn link_share(&self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.links as f32 / self.chars as f32 }
    }
}

/// Measures every visible line.
pub fn measure(document: &Document) -> Vec<Measure> {
    document
        .lines
        .iter()
        .map(|line| {
            if line.is_dropped() {
                return Measure::default();
            }
            let kept = line.kept();
            let mut measure = Measure::default();
            let mut last = ' ';
            let (mut letters, mut plain) = (0, 0);
            let traits = &TRAITS[..];
            for c in kept.chars() {
                let is = traits.get(c as usize).map_or_else(|| traits_of(c), |bits| *bits);
                // Most characters are.
                if is == HANZI | LETTER {
                    plain += 1;
                    last = c;
                    continue;
                }
                measure.chars += usize::from(is & SPACE == 0);
                measure.hanzi += usize::from(is & HANZI != 0);
                letters += usize::from(is & (LETTER | HANZI) == LETTER);
                measure.marks += usize::from(is & MARK != 0);
                if is & (SPACE | CLOSING) == 0 {
                    last = c;
                }
            }
            measure.chars += plain;
            measure.hanzi += plain;
            measure.units = measure.hanzi + letters / 4;
            measure.sentence = matches!(last, '。' | '！' | '？' | '…' | '!' | '?' | '；' | ';' | '.');
            measure.links = (line.link_share() * measure.chars as f32).round() as usize;
            measure
        })
        .collect()
}

const SPACE: u8 = 1;
const HANZI: u8 = 2;
const LETTER: u8 = 4;
const DIGIT: u8 = 8;
const MARK: u8 = 16;
/// May stand behind the end of a sentence.
const CLOSING: u8 = 32;

/// What each character of the basic plane is: one look for questions that are asked of every character of a page.
static TRAITS: LazyLock<Box<[u8]>> =
    LazyLock::new(|| (0..=0xffff).map(|code| char::from_u32(code).map_or(0, traits_of)).collect());

fn traits_of(c: char) -> u8 {
    let closing = matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '"' | '】' | '》');
    [
        (SPACE, c.is_whitespace()),
        (HANZI, is_hanzi(c)),
        (LETTER, c.is_alphabetic()),
        (DIGIT, c.is_numeric()),
        (MARK, is_mark(c)),
        (CLOSING, closing),
    ]
    .into_iter()
    .filter_map(|(bit, is)| is.then_some(bit))
    .sum()
}

/// A letter of any script, a hanzi or a digit; the same as `char::is_alphanumeric`.
pub fn is_word(c: char) -> bool {
    TRAITS.get(c as usize).map_or_else(|| c.is_alphanumeric(), |bits| bits & (LETTER | DIGIT) != 0)
}

/// A letter of any script or a hanzi; the same as `char::is_alphabetic`.
pub fn is_letter(c: char) -> bool {
    TRAITS.get(c as usize).map_or_else(|| c.is_alphabetic(), |bits| bits & LETTER != 0)
}

/// A digit of any kind; the same as `char::is_numeric`.
pub fn is_digit(c: char) -> bool {
    TRAITS.get(c as usize).map_or_else(|| c.is_numeric(), |bits| bits & DIGIT != 0)
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '。' | '，'
            | '！'
            | '？'
            | '；'
            | '：'
            | '、'
            | '“'
            | '”'
            | '「'
            | '」'
            | '…'
            | ','
            | '!'
            | '?'
            | ';'
            | ':'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_library_says() {
        for c in ('\0'..='\u{2ffff}').filter(|c| *c < '\u{11000}' || *c > '\u{1ffff}') {
            assert_eq!(is_word(c), c.is_alphanumeric(), "{c:?}");
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_digit(c), c.is_numeric(), "{c:?}");
        }
    }

    #[test]
    fn a_line_is_measured_by_what_a_reader_sees() {
        let document = crate::segment::html("<p>他说：“走吧。” <a href=x>then go</a>");
        let measure = measure(&document)[0];
        assert_eq!((measure.chars, measure.hanzi, measure.marks, measure.links), (14, 4, 4, 6));
        assert_eq!(measure.units, 5);
        assert!(!measure.sentence);
        assert!(super::measure(&crate::segment::html("<p>他说：“走吧。”"))[0].sentence);
    }
}
