//! The account of a run: every record read is written, rejected aside or an error.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::document::Id;
use crate::io::{Outcome, Skipped};

/// Counts what became of the records of a run.
#[derive(Debug, Default)]
pub struct Tally {
    /// Records written to the output, rejects among them unless they go aside.
    pub written: u64,
    /// Records with the verdict `reject`, wherever they were written.
    pub rejected: u64,
    /// Rejects that were taken aside.
    pub aside: u64,
    /// Records that could not be processed.
    pub errors: u64,
    /// Records whose id an earlier record had.
    pub repeated: u64,
    /// Pages with a warning.
    pub warnings: u64,
    /// What rules on trial would have taken.
    pub trials: BTreeMap<Id, Trial>,
    /// What folders and archives held and was not read.
    pub skipped: Skipped,
    // Eight bytes an id: of a dump of ten million pages 160 MB, where the ids themselves would take gigabytes.
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Tally {
    /// Counts an outcome. `takes_aside` says whether rejects are kept out of the output.
    pub fn count(&mut self, outcome: &Outcome, takes_aside: bool) {
        let id = match outcome {
            Outcome::Failed(failure) => {
                self.errors += 1;
                &failure.id
            }
            Outcome::Written(record) => {
                self.rejected += u64::from(record.rejected);
                if record.rejected && takes_aside {
                    self.aside += 1;
                } else {
                    self.written += 1;
                }
                self.warnings += u64::from(record.warning.is_some());
                for (rule, chars) in &record.trials {
                    let trial = self.trials.entry(rule.clone()).or_default();
                    trial.pages += 1;
                    trial.chars += chars;
                }
                &record.id
            }
        };
        if !self.seen.insert(self.hasher.hash_one(id)) {
            self.repeated += 1;
        }
    }

    /// Records read.
    pub fn read(&self) -> u64 {
        self.written + self.aside + self.errors
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

/// What a rule on trial would have taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
        let (line, removals) = (String::new(), String::new());
        Outcome::Written(Written {
            id: id.into(),
            line,
            rejected,
            removals,
            warning: None,
            trials: Vec::new(),
        })
    }

    #[test]
    fn every_record_is_counted_once() {
        let mut tally = Tally::default();
        for outcome in [written("a", false), written("a", true), written("b", true)] {
            tally.count(&outcome, true);
        }
        tally.count(&Outcome::Failed(Failure::input("c", 0, "read", "no")), true);
        assert_eq!(tally.to_string(), "read 4 = written 1 + rejected aside 2 + errors 1; 1 ids came before");
        tally.count(&written("d", true), false);
        assert!(
            tally
                .to_string()
                .contains("written 2 + rejected aside 2 + errors 1; 1 of the written are rejects")
        );
    }
}
