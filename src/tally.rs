//! The account of a run: every record read is written, rejected aside or an error.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::hash::Hasher;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use crate::document::Id;
use crate::io::{Outcome, Skipped};

/// Counts what became of the records of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Records written to the output, rejects among them unless they go aside.
    pub written: u64,
    /// Records with the verdict `reject`, wherever they were written.
    pub rejected: u64,
    /// Rejects that were taken aside.
    pub aside: u64,
    /// Records left out because their body came before; `None` when nobody looked.
    pub duplicates: Option<u64>,
    /// Records that could not be processed.
    pub errors: u64,
    /// Records whose id an earlier record had.
    pub repeated: u64,
    /// Pages with a warning.
    pub warnings: u64,
    /// What rules on trial would have taken.
    pub trials: BTreeMap<Id, Trial>,
    /// What folders and archives held and was not read.
    #[serde(skip)]
    pub skipped: Skipped,
    // Eight bytes an id: of a dump of ten million pages 160 MB, where the ids themselves would take gigabytes.
    #[serde(skip)]
    seen: HashSet<u64>,
}

/// Where a record went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// To the output.
    Written,
    /// To the rejects.
    Aside,
    /// Nowhere: its body came before.
    Duplicate,
    /// To the errors.
    Failed,
}

impl Tally {
    /// Nothing counted yet; `dedup` says whether somebody looks for duplicates.
    pub fn new(dedup: bool) -> Tally {
        Tally { duplicates: dedup.then_some(0), ..Tally::default() }
    }

    /// Counts an outcome, and where it went.
    pub fn count(&mut self, outcome: &Outcome, fate: Fate) {
        match fate {
            Fate::Written => self.written += 1,
            Fate::Aside => self.aside += 1,
            Fate::Duplicate => *self.duplicates.get_or_insert(0) += 1,
            Fate::Failed => self.errors += 1,
        }
        if let Outcome::Written(record) = outcome {
            self.rejected += u64::from(record.rejected && fate != Fate::Duplicate);
            self.warnings += u64::from(record.warning.is_some());
            for (rule, chars) in &record.trials {
                let trial = self.trials.entry(rule.clone()).or_default();
                trial.pages += 1;
                trial.chars += chars;
            }
        }
        if !self.seen.insert(key(outcome.id())) {
            self.repeated += 1;
        }
    }

    /// Remembers that an id came before, by its key.
    pub fn recall(&mut self, key: u64) {
        self.seen.insert(key);
    }

    /// Records read.
    pub fn read(&self) -> u64 {
        self.written + self.aside + self.duplicates.unwrap_or(0) + self.errors
    }

    /// The account in one line, for people.
    pub fn summary(&self, elapsed: Duration) -> String {
        let mut line = self.to_string();
        let seconds = elapsed.as_secs_f64();
        let rate = self.read() as f64 / seconds.max(1e-6);
        line += &format!("; {seconds:.1} s, {rate:.0} pages/s");
        line
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { written, aside, errors, .. } = self;
        write!(f, "read {} = written {written} + rejected aside {aside} + errors {errors}", self.read())?;
        if let Some(duplicates) = self.duplicates {
            write!(f, " + duplicates {duplicates}")?;
        }
        if self.rejected > self.aside {
            write!(f, "; {} of the written are rejects", self.rejected - self.aside)?;
        }
        if self.skipped.files() > 0 {
            write!(f, "; skipped {} files", self.skipped.files())?;
        }
        let records = self.skipped.records.values().sum::<usize>();
        if records > 0 {
            write!(f, "; skipped {records} records")?;
        }
        if self.repeated > 0 {
            write!(f, "; {} ids came before", self.repeated)?;
        }
        if self.warnings > 0 {
            write!(f, "; {} warnings", self.warnings)?;
        }
        Ok(())
    }
}

/// Eight bytes of an id: the same in every run.
pub fn key(id: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

/// What a rule on trial would have taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Pages it found something on.
    pub pages: u64,
    /// Visible characters.
    pub chars: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::{Failure, Written};

    fn written(id: &str, rejected: bool) -> Outcome {
        Outcome::Written(Written { id: id.into(), rejected, ..Written::default() })
    }

    #[test]
    fn every_record_is_counted_once() {
        let mut tally = Tally::default();
        tally.count(&written("a", false), Fate::Written);
        tally.count(&written("a", true), Fate::Aside);
        tally.count(&written("b", true), Fate::Aside);
        tally.count(&Outcome::Failed(Failure::input("c", 0, "read", "no")), Fate::Failed);
        assert_eq!(tally.to_string(), "read 4 = written 1 + rejected aside 2 + errors 1; 1 ids came before");
        tally.count(&written("d", true), Fate::Written);
        tally.count(&written("e", true), Fate::Duplicate);
        let told = tally.to_string();
        assert!(
            told.starts_with("read 6 = written 2 + rejected aside 2 + errors 1 + duplicates 1; 1 of the"),
            "{told}"
        );
    }

    #[test]
    fn an_account_is_taken_up_again_with_the_ids_it_knew() {
        let mut tally = Tally::default();
        tally.count(&written("a", false), Fate::Written);
        let mut again: Tally = serde_json::from_str(&serde_json::to_string(&tally).unwrap()).unwrap();
        again.recall(key("a"));
        assert_eq!(again, tally);
        again.count(&written("a", false), Fate::Written);
        assert_eq!(again.repeated, 1);
    }
}
