//! One page cleaned under two sets of rules: every character that is in the record under one and not under the
//! other, or that another rule takes now, with the rule it is to be blamed on.
//!
//! Both cleanings are of the same lines, because nothing before the sweep goes by rules; so characters are
//! compared place by place, and what the extraction leaves out in consequence is found as well.

mod page;
mod total;

use std::ops::Range;

use serde::Serialize;

use crate::document::Id;
use crate::sweep::Place;

pub use page::PageDiff;
pub use total::{FieldGroup, FieldSample, Group, Moved, Sample, Total};

/// What became of characters under the new rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Taken away now: by a rule, or left out of the record by the extraction in consequence.
    Removed,
    /// Taken away before, and no longer.
    Kept,
}

/// Neighbouring characters of a line to which the same happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: Kind,
    /// Who takes them now, or took them before: a rule, or `extract/…`, `segment/hidden`.
    pub by: Id,
    /// Where.
    pub at: Place,
    /// One-based number of the line; 0 for a text of the head.
    pub line: usize,
    /// Which words of the line.
    pub span: Range<usize>,
    /// What the rule hit; empty where the extraction is to blame.
    pub hit: Range<usize>,
    /// Visible characters.
    pub characters: u64,
    /// Those of them that were (removed) or are (kept) in the body.
    pub body: u64,
    /// Those of them that were or are in another field.
    pub fields: u64,
}

/// A value of the record that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The key of the record.
    pub field: &'static str,
    /// Under the base.
    pub was: Option<String>,
    /// Under the new rules.
    pub now: Option<String>,
}
