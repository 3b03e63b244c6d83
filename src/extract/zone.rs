//! Where on the page the fields are looked for: around the headline and the body.

use std::ops::Range;

use jiff::civil::Date;

use crate::document::{Document, Line, visible_chars};

/// Where the article stands among the document's lines, as far as it was found.
#[derive(Debug, Clone, Default)]
pub struct Zone {
    /// The line of the headline.
    pub headline: Option<usize>,
    /// From the first line of the body to behind its last.
    pub body: Option<Range<usize>>,
}

/// What else is known of the page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Where the page was fetched from.
    pub url: Option<&'a str>,
    /// The day that 昨天 counts from.
    pub reference: Option<Date>,
}

/// Lines before the headline that may belong to its byline.
const ABOVE_HEADLINE: usize = 4;
/// Lines of running text at the body's beginning that may still hold a byline, and the most lines of any kind.
const INTO_BODY: (usize, usize) = (2, 8);
/// Lines above a body without headline, or below a headline without body.
const BLIND: usize = 12;
/// Lines of a document of which neither headline nor body is known, and the most a zone may hold.
const MOST: usize = 60;

impl Zone {
    /// Where the byline stands: from some lines above the headline to the first lines of the body.
    pub fn byline(&self, document: &Document) -> Range<usize> {
        let lines = document.lines.len();
        let body = self.body.as_ref().map(|b| b.start);
        let start = match (self.headline, body) {
            (Some(headline), Some(body)) => headline.min(body).saturating_sub(ABOVE_HEADLINE),
            (Some(headline), None) => headline.saturating_sub(ABOVE_HEADLINE),
            (None, Some(body)) => body.saturating_sub(BLIND),
            (None, None) => 0,
        };
        let end = match (self.headline, body) {
            (_, Some(body)) => body + self.lines_into_body(document),
            (Some(headline), None) => headline + BLIND,
            (None, None) => MOST,
        };
        start.min(lines)..end.min(start + MOST).min(lines)
    }

    /// A byline that was taken into the body stands before its second line of running text.
    fn lines_into_body(&self, document: &Document) -> usize {
        let Some(body) = &self.body else { return 0 };
        let lines = document.lines.get(body.clone()).unwrap_or_default();
        let prose = lines.iter().enumerate().filter(|(_, line)| is_prose(line)).nth(INTO_BODY.0 - 1);
        prose.map_or(lines.len(), |(at, _)| at + 1).min(INTO_BODY.1)
    }

    /// The `count` lines behind the body; behind the byline, where no body was found.
    pub fn after(&self, document: &Document, count: usize) -> Range<usize> {
        let lines = document.lines.len();
        let start = self.body.as_ref().map_or_else(|| self.byline(document).end, |b| b.end).min(lines);
        start..(start + count).min(lines)
    }
}

/// Whether a reader sees the words of `span`, and no rule removed any of them.
pub(super) fn stands(line: &Line, span: &Range<usize>) -> bool {
    !line.birth.hidden && !line.removals.iter().any(|r| r.span.start < span.end && span.start < r.span.end)
}

/// A line of running text rather than of facts: long, with a full stop.
pub(super) fn is_prose(line: &Line) -> bool {
    let text = &line.text;
    // Asked a dozen times of many a line: what no pass has rewritten has been counted.
    let visible = || if line.edits.is_empty() { line.birth.visible } else { visible_chars(text) };
    text.len() > 360 || text.len() > 150 && visible() > 50 && has_full_stop(text.as_bytes())
}

/// Whether 。, ！ or ？ stands in a text. Their first bytes are looked for, which punctuation alone has.
fn has_full_stop(text: &[u8]) -> bool {
    const STOPS: [[u8; 3]; 3] = [[0xe3, 0x80, 0x82], [0xef, 0xbc, 0x81], [0xef, 0xbc, 0x9f]];
    memchr::memchr2_iter(0xe3, 0xef, text).any(|at| STOPS.iter().any(|stop| text[at..].starts_with(stop)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Birth;

    #[test]
    fn prose_is_long_and_has_a_full_stop() {
        let line = |text: String| Line::new(text, Birth::default());
        for stop in ["。", "！", "？"] {
            assert!(is_prose(&line(format!("{}{stop}", "早".repeat(51)))));
            assert!(!is_prose(&line(format!("{}{stop}", "早".repeat(40)))));
        }
        assert!(!is_prose(&line(format!("{}，、；：《》「」（）～", "早".repeat(51)))));
        assert!(is_prose(&line("早".repeat(121))));
    }
}
