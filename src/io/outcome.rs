//! What became of a page: a record ready to be written, or why there is none.

use std::collections::BTreeMap;

use super::failure::Failure;
use super::job::{Loaded, Warning};
use super::run::Run;
use crate::dedup::Digest;
use crate::document::{Id, Why, visible_chars};
use crate::pipeline::Cleaned;
use crate::stats::{Facts, Stages};

/// What became of one job.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A record.
    Written(Written),
    /// None, and why.
    Failed(Failure),
}

/// A record ready to be written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// The record's id.
    pub id: String,
    /// The record as a line of JSON, with its end.
    pub line: String,
    /// Whether the verdict is `reject`.
    pub rejected: bool,
    /// Its removals, a line of JSON each; empty unless they were asked for.
    pub removals: String,
    /// What a person should know about the page.
    pub warning: Option<Warning>,
    /// What rules on trial would take of it, in visible characters. They took nothing.
    pub trials: Vec<(Id, u64)>,
    /// What there is to count of it, if that was asked for.
    pub facts: Option<Box<Facts>>,
    /// Of its body, if that was asked for; an empty one has none.
    pub digest: Option<Digest>,
}

impl Outcome {
    /// The id of the record, or the one it would have had.
    pub fn id(&self) -> &str {
        match self {
            Outcome::Written(record) => &record.id,
            Outcome::Failed(failure) => &failure.id,
        }
    }
}

impl Written {
    /// The record of a page, as the run wants it written.
    pub(super) fn of(
        run: &Run,
        mut cleaned: Cleaned,
        loaded: &Loaded,
        stages: Stages,
    ) -> serde_json::Result<Written> {
        let record = &mut cleaned.record;
        if run.require_chinese {
            record.require_chinese();
        }
        let mut line = run.columns.line(record, &loaded.carried)?;
        line.push('\n');
        let mut removals = String::new();
        if run.removals {
            for removal in cleaned.removals() {
                removals += &serde_json::to_string(&removal)?;
                removals.push('\n');
            }
        }
        let trials = trials(&cleaned);
        let record = cleaned.record;
        let unsupported = Warning::of_charset(&record.id, &record.charset);
        Ok(Written {
            line,
            rejected: record.is_rejected(),
            removals,
            warning: unsupported.or_else(|| loaded.warning.clone()),
            trials,
            digest: if run.digests { Digest::of(&record.body) } else { None },
            facts: run.facts.then(|| Box::new(Facts::of(&record, stages))),
            id: record.id,
        })
    }
}

fn trials(cleaned: &Cleaned) -> Vec<(Id, u64)> {
    let mut trials: BTreeMap<&Id, u64> = BTreeMap::new();
    for (line, spared) in cleaned.spared().filter(|(_, spared)| spared.why == Why::Trial) {
        *trials.entry(&spared.rule).or_default() += visible_chars(&line.text[spared.span.clone()]) as u64;
    }
    trials.into_iter().map(|(rule, chars)| (rule.clone(), chars)).collect()
}
