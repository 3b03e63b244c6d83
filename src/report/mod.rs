//! What was cleaned, as one page to look at: figures over all records, and a sample of pages with every line before
//! and after.
//!
//! Records are met one after the other and counted; of those that the [`Sample`] may keep a [`View`] is made, packed,
//! and put aside. [`Report::write`] makes a page of HTML of it that needs nothing else: neither network nor server.

mod entry;
mod html;
mod packed;
mod read;
mod sample;
mod view;

use std::collections::BTreeMap;

use serde::Serialize;

pub use entry::Entry;
pub use html::{PARTS, RuleData, STYLE, inert, policy, rules};
pub use packed::Packed;
pub use read::{RECORD_CARRY, RECORD_KEYS, REMOVAL_CARRY, record, removal};
pub use sample::{Bounds, Chosen, List, Sample, Standing, chance};
pub use view::{LINES, Removed, View};

use crate::io::Failure;
use crate::rules::Ruleset;
use crate::stats::Stats;

/// Failures of a kind that are shown; all are counted.
const FAILURES: usize = 50;

/// Where the pages of a report came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// They were cleaned for the report.
    Pages,
    /// A run had cleaned them before.
    Run,
}

/// Pages that could not be processed: the first of each kind.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Failures(BTreeMap<&'static str, Vec<Failure>>);

impl Failures {
    /// Takes one in, if there is room.
    pub fn add(&mut self, failure: Failure) {
        let of_kind = self.0.entry(failure.kind.as_str()).or_default();
        if of_kind.len() < FAILURES {
            of_kind.push(failure);
        }
    }
}

/// All that a report says.
#[derive(Debug)]
pub struct Report<'a> {
    /// The rules that say why words were taken.
    pub rules: &'a Ruleset,
    /// The hash of the rules that a run was made with, where that is known.
    pub run_rules: Option<String>,
    /// Where the pages came from.
    pub source: Source,
    /// The inputs as they were named.
    pub inputs: Vec<String>,
    /// What the random part of the sample was drawn by.
    pub seed: u64,
    /// Pages read.
    pub read: u64,
    /// Counts over all of them.
    pub stats: &'a Stats,
    /// Pages that could not be processed.
    pub failures: &'a Failures,
    /// The sample, worst pages first.
    pub pages: Vec<Chosen<Packed>>,
}
