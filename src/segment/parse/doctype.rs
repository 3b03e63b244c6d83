//! The document type: whether the page asks for the ways of old browsers.

use html5ever::tree_builder::QuirksMode;
use scraper::Html;

use super::construct::{Construction, Mode};

impl Construction<'_> {
    /// A DOCTYPE, from `<` to `>`. Behind the beginning of the page it is none.
    pub fn doctype(&mut self, declaration: &str) {
        self.ignore_line_feed = false;
        if self.mode == Mode::Initial {
            // The list of old document types is long, and html5ever has it.
            self.quirks = !declaration.eq_ignore_ascii_case("<!doctype html>")
                && Html::parse_document(declaration).quirks_mode == QuirksMode::Quirks;
            self.mode = Mode::BeforeHtml;
        }
    }
}
