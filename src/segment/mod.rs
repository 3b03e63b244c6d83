//! Text to a [`Document`]: lines in reading order and the containers they stand in.

use crate::document::{Birth, Block, Document, Kind, Line};

/// Segments HTML.
pub fn html(html: &str) -> Document {
    text(html)
}

/// Segments plain text; never parses it as HTML.
pub fn text(text: &str) -> Document {
    let mut document = Document { kind: Kind::Text, blocks: vec![Block::default()], ..Document::default() };
    for (i, line) in text.lines().map(str::trim).filter(|l| !l.is_empty()).enumerate() {
        document.lines.push(Line::new(line, Birth { number: i + 1, ..Birth::default() }));
    }
    document
}

/// Whether a page of unknown kind is markup.
pub fn looks_like_html(text: &str) -> bool {
    text.contains("</")
}
