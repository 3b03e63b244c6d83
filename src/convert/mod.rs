//! Conversion between scripts, by page script and never on Japanese.

use crate::document::Document;
use crate::pipeline::Context;

/// Which conversion a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conversion {
    /// Leave the script alone.
    None,
    /// Traditional to simplified.
    #[default]
    T2s,
}

/// Tells the script of every line and of the page, then converts a page that is not in the target script.
pub fn pass(_document: &mut Document, _context: &Context<'_>) {}
