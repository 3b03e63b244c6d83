//! Heat: how many readers the page claims for its article.

mod choose;
mod count;

use std::ops::Range;

pub use choose::choose;

/// A count in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatHit {
    /// The bytes of the label and the number.
    pub span: Range<usize>,
    /// The number written out: `1.2万` is 12000.
    pub value: u64,
    /// Whether the label stands before the number, `阅读(410)`; lists of other articles write `410阅读`.
    pub labelled: bool,
}
