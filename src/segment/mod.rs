//! Text to a [`Document`]: lines in reading order and the containers they stand in.
//!
//! Markup goes `strip → tree → lines`: what is never shown is cut out of the source, `parse` makes a tree of the
//! rest, and that is walked as a stream of `Event`s. Nothing behind that stream knows the parser: where site rules ask
//! for elements by CSS selector, the tree is `scraper`'s, and the lines are the same.

mod attributes;
mod bytes;
pub mod credit;
mod event;
mod head;
mod html;
mod kit;
mod layout;
mod marks;
mod parse;
mod plain;
mod row;
mod select;
mod strip;
mod style;
mod targets;
#[cfg(test)]
mod tests;
mod tree;
mod words;

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;

pub use select::{BadSelector, Pick, Selector};

/// Whether addresses of links and pictures are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Markup {
    /// The words alone. The lines are the same either way.
    #[default]
    Plain,
    /// [`crate::document::Line::inlines`] and [`Document::images`] as well.
    Kept,
}

/// Segments HTML. Never fails: what a counted limit keeps out is counted under `limit/…`.
pub fn html(source: &str) -> Document {
    html::segment(source, &[], Markup::Plain)
}

/// The same, and every line bears the marks of the picks whose elements it stands in, from its first character to
/// its last. Scripts, styles and comments are no elements of the page. Costs nothing without picks.
pub fn html_picking(source: &str, picks: &[Pick<'_>], markup: Markup) -> Document {
    html::segment(source, picks, markup)
}

/// Segments plain text; never parses it as HTML.
pub fn text(source: &str) -> Document {
    plain::segment(source)
}

/// Whether a page of unknown kind is markup: a document tag near its start, or two tags of the common kinds.
/// A lone `<br />` that a flattening tool leaked does not make a text HTML.
pub fn looks_like_html(source: &str) -> bool {
    static DOCUMENT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)<(?:!doctype\s+html|html|head|body)[\s>]").expect("a literal"));
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)</(?:p|div|a|span|td|tr|table|li|ul|h[1-6]|font|title|script|strong|b|center|article|section)\s*>|<p>|<div[\s>]")
            .expect("a literal")
    });
    // Enough to pass a long licence comment or a run of blank lines before the first tag.
    const WINDOW: usize = 64 * 1024;
    let window = &source[..source.floor_char_boundary(WINDOW)];
    DOCUMENT.is_match(window) || TAG.find_iter(window).nth(1).is_some()
}
