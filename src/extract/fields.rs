//! Date, heat, source and author of a document, each with the words it was read from.

use super::zone::{Known, Zone};
use super::{byline, date, heat};
use crate::document::{Document, Found};

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
    let source = byline::source(document, zone);
    Fields {
        date: date::choose(document, zone, known),
        heat: heat::choose(document, zone),
        author: byline::author(document, zone, source.as_ref()),
        source,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{Birth, Head, Line};

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
    fn hostile_pages_are_read_to_the_end() {
        for unit in
            ["来源：", "作者：某 ", "记者", "2011-05-03 ", "阅读1", "（", "1,111,", "星期二08:15", "05-03"]
        {
            let lines = vec![Line::new(unit.repeat(20_000), Birth::default()); 40];
            let document = Document { lines, ..Document::default() };
            read(&document, &Zone::default(), Known::default());
        }
    }
}
