//! A text with full-width digits, letters and punctuation narrowed, and the way back to the words of the page.

use std::borrow::Cow;
use std::ops::Range;

/// A narrowed view of a text.
#[derive(Debug)]
pub struct Narrow<'a> {
    /// What the recognisers read: every kind of space is one `' '`, every dash `-`, every tilde `~`.
    pub text: Cow<'a, str>,
    /// Where characters of another length in the original end, in `text` and there.
    shifts: Vec<(usize, usize)>,
}

impl<'a> Narrow<'a> {
    /// The view of `text`, without a copy where nothing has to be narrowed.
    pub fn new(text: &'a str) -> Narrow<'a> {
        let (mut view, mut shifts) = (String::new(), Vec::new());
        let (mut copied, mut at) = (0, 0);
        while at < text.len() {
            // What is narrowed begins with one of these bytes, and no other character goes on with one.
            if !matches!(text.as_bytes()[at], b'\t' | 0xc2 | 0xe2..=0xe4 | 0xef) {
                at += 1;
                continue;
            }
            let Some(wide) = text[at..].chars().next() else { break };
            let (c, end) = (narrow(wide), at + wide.len_utf8());
            if c != wide {
                view.reserve(text.len() - copied);
                view.push_str(&text[copied..at]);
                view.push(c);
                copied = end;
                if c.len_utf8() != wide.len_utf8() {
                    shifts.push((view.len(), end));
                }
            }
            at = end;
        }
        if copied == 0 {
            return Narrow { text: Cow::Borrowed(text), shifts };
        }
        view.push_str(&text[copied..]);
        Narrow { text: Cow::Owned(view), shifts }
    }

    /// The byte range of the original that a byte range of the view stands for.
    pub fn span(&self, view: Range<usize>) -> Range<usize> {
        self.origin(view.start)..self.origin(view.end)
    }

    fn origin(&self, at: usize) -> usize {
        let before = self.shifts.partition_point(|(end, _)| *end <= at);
        before.checked_sub(1).map_or(at, |last| self.shifts[last].1 + at - self.shifts[last].0)
    }
}

fn narrow(c: char) -> char {
    match c {
        // Most of a page stays as it is.
        '\u{4e29}'..='\u{9fff}' | '!'..='~' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\t' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '〔' => '[',
        '〕' => ']',
        '〜' => '~',
        '╱' | '∕' => '/',
        '︰' | '∶' => ':',
        '│' | '丨' => '|',
        _ => c,
    }
}

/// Whether a digit stands in it, full-width or not.
pub fn has_digit(text: &str) -> bool {
    // Full-width forms begin with this byte: ０ is EF BC 90.
    let wide = |at: usize| matches!(text.as_bytes()[at..], [_, 0xbc, 0x90..=0x99, ..]);
    text.bytes().any(|b| b.is_ascii_digit()) || memchr::memchr_iter(0xef, text.as_bytes()).any(wide)
}

/// The longest prefix of `text` within `bytes` that ends between two characters.
pub fn head(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// The longest suffix of `text` within `bytes` that begins between two characters.
pub fn tail(text: &str, bytes: usize) -> &str {
    let start = (text.len().saturating_sub(bytes)..text.len()).find(|&at| text.is_char_boundary(at));
    &text[start.unwrap_or(text.len())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_of_the_view_leads_back_to_the_page() {
        let page = "时间：２０１１－０５";
        let view = Narrow::new(page);
        assert_eq!(view.text, "时间:2011-05");
        let at = view.text.find("2011").unwrap_or_default();
        assert_eq!(&page[view.span(at..view.text.len())], "２０１１－０５");
        assert_eq!(&page[view.span(0..7)], "时间：");
    }

    #[test]
    fn a_text_is_narrowed_as_character_by_character() {
        let text = "甲，２０一\t丨\u{a0}é〔〕‘\u{2003}—∶－乙〜 a／𠮷ｂ";
        let view = Narrow::new(text);
        assert_eq!(view.text, text.chars().map(narrow).collect::<String>());
        let mut at = 0;
        for (from, c) in text.char_indices() {
            let end = at + narrow(c).len_utf8();
            assert_eq!(view.span(at..end), from..from + c.len_utf8(), "{c:?}");
            at = end;
        }
    }

    #[test]
    fn digits_are_seen_in_either_width() {
        for text in ["阅读3", "阅读３", "９"] {
            assert!(has_digit(text), "{text}");
        }
        for text in ["", "阅读（次）", "：；", "三"] {
            assert!(!has_digit(text), "{text}");
        }
    }

    #[test]
    fn narrow_text_is_borrowed() {
        assert!(matches!(Narrow::new("时间:2011-05").text, Cow::Borrowed(_)));
    }
}
