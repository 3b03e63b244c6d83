//! A text with full-width digits, letters and punctuation narrowed, and the way back to the words of the page.

use std::borrow::Cow;
use std::ops::Range;

/// A narrowed view of a text.
#[derive(Debug)]
pub struct Narrow<'a> {
    /// What the recognisers read: every kind of space is one `' '`, every dash `-`, every tilde `~`.
    pub text: Cow<'a, str>,
    /// For every byte of `text` where its character began in the original, and the end. Absent where the two
    /// are the same.
    back: Option<Vec<u32>>,
}

impl<'a> Narrow<'a> {
    /// The view of `text`, without a copy where nothing has to be narrowed.
    pub fn new(text: &'a str) -> Narrow<'a> {
        if text.chars().all(|c| narrow(c) == c) {
            return Narrow { text: Cow::Borrowed(text), back: None };
        }
        let mut view = String::with_capacity(text.len());
        let mut back = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            view.push(narrow(c));
            back.resize(view.len(), at as u32);
        }
        back.push(text.len() as u32);
        Narrow { text: Cow::Owned(view), back: Some(back) }
    }

    /// The byte range of the original that a byte range of the view stands for.
    pub fn span(&self, view: Range<usize>) -> Range<usize> {
        match &self.back {
            None => view,
            Some(back) => back[view.start] as usize..back[view.end] as usize,
        }
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
