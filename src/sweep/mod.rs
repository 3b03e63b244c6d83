//! Rules label lines and spans: boilerplate, ads, injected keywords, sections. Labelled, never deleted.

use crate::document::Document;
use crate::pipeline::Context;

/// Runs the rules in force over the page.
pub fn pass(_document: &mut Document, _context: &Context<'_>) {}
