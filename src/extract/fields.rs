//! Date, heat, source and author of a document, each with the words it was read from.

use std::ops::Range;

use jiff::civil::Date;

use super::{byline, date, heat};
use crate::document::{Document, Found, Line, visible_chars};

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

/// The fields around the body.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    /// Publication time, ISO 8601.
    pub date: Option<Found<String>>,
    /// The count of readers.
    pub heat: Option<Found<u64>>,
    /// Whom the page credits.
    pub source: Option<Found<String>>,
    /// The byline.
    pub author: Option<Found<String>>,
}

/// Reads the fields. Words that a rule removed, and hidden lines, say nothing.
pub fn read(document: &Document, zone: &Zone, known: Known<'_>) -> Fields {
    Fields {
        date: date::choose(document, zone, known),
        heat: heat::choose(document, zone),
        source: byline::source(document, zone),
        author: byline::author(document, zone),
    }
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
    line.text.len() > 360
        || line.text.len() > 150 && visible_chars(&line.text) > 50 && line.text.contains(['。', '！', '？'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{Birth, Head};

    fn line() -> impl Strategy<Value = String> {
        const WORDS: &[&str] = &[
            "来源",
            "：",
            "作者",
            "记者",
            "（",
            ")",
            "【",
            "2011",
            "年",
            "5",
            "月",
            "３",
            "日",
            "-",
            "05",
            " ",
            "08:15",
            "阅读",
            "1.2万",
            "发布时间",
            "某某网",
            "文/",
            "昨天",
            "中",
            "\u{a0}",
            "é",
            "𠮷",
            "T",
            "Z",
            "+08",
            ":",
            "《",
            "/",
            "、",
            "，",
            "。",
            "(",
            "%",
        ];
        prop::collection::vec(prop::sample::select(WORDS), 0..24).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn whatever_the_lines_say_every_span_is_a_place_in_its_line(
            texts in prop::collection::vec(line(), 0..8),
            head in line(),
            headline in prop::option::of(0usize..9),
            body in prop::option::of((0usize..9, 0usize..4)),
        ) {
            let lines = texts.into_iter().map(|text| Line::new(text, Birth::default())).collect();
            let keys = ["meta:pubdate", "meta:author", "meta:source", "link:canonical"];
            let head = keys.map(|key| Head { key: key.into(), line: Line::new(head.clone(), Birth::default()) }).into();
            let document = Document { lines, head, ..Document::default() };
            let zone = Zone { headline, body: body.map(|(start, length)| start..start + length) };
            let reference = Some(jiff::civil::date(2012, 2, 29));
            let fields = read(&document, &zone, Known { url: None, reference });
            let spans = [fields.date.and_then(|f| f.at), fields.heat.and_then(|f| f.at), fields.source.and_then(|f| f.at)];
            for (line, span) in spans.into_iter().chain([fields.author.and_then(|f| f.at)]).flatten() {
                prop_assert!(!document.lines[line].text[span].is_empty());
            }
        }
    }

    #[test]
    fn hostile_pages_are_read_in_linear_time() {
        for unit in
            ["来源：", "作者：某 ", "记者", "2011-05-03 ", "阅读1", "（", "1,111,", "星期二08:15", "05-03"]
        {
            let lines = vec![Line::new(unit.repeat(20_000), Birth::default()); 40];
            let document = Document { lines, ..Document::default() };
            read(&document, &Zone::default(), Known::default());
        }
    }
}
