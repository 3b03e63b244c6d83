//! The journal of a run that can be taken up again: what it was to do, and how far it has come for certain.
//!
//! A journal is a file of JSON lines that only grows. The first line is the [`Plan`]; each of the others is a
//! checkpoint, written once everything it counts on is on the disk. Whatever stands behind the last whole line was
//! written by a run that was killed in the middle of it, and is cut off.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::inventory::Holding;
use crate::error::Error;

/// What a run is to do: two runs with the same plan write the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of the program.
    pub qingliu: String,
    /// The hash of the rules in force.
    pub rules: String,
    /// The inputs, in order.
    pub inputs: Vec<Holding>,
    /// The options that the output depends on, as they were given.
    pub options: BTreeMap<String, String>,
}

/// A journal that nobody else writes.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
}

/// What a journal says of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier<C> {
    /// There was none.
    None,
    /// It has come to this checkpoint, if to any.
    Same(Option<C>),
    /// It was to do something else.
    Other(Plan),
}

impl Plan {
    /// Where this plan and an earlier one part, a line each, for people.
    pub fn differences(&self, earlier: &Plan) -> Vec<String> {
        let mut differences = Vec::new();
        let mut differ = |what: &str, was: &str, is: &str| {
            if was != is {
                differences.push(format!("{what}: it was {was}, and is {is}"));
            }
        };
        differ("the version", &earlier.qingliu, &self.qingliu);
        differ("the rules", &earlier.rules, &self.rules);
        let keys: BTreeSet<&String> = self.options.keys().chain(earlier.options.keys()).collect();
        for key in keys {
            let shown =
                |plan: &Plan| plan.options.get(key).cloned().unwrap_or_else(|| "not given".to_owned());
            differ(key, &shown(earlier), &shown(self));
        }
        let names =
            |plan: &Plan| plan.inputs.iter().map(|input| input.name.as_str()).collect::<Vec<_>>().join(" ");
        differ("the inputs", &names(earlier), &names(self));
        if names(earlier) == names(self) {
            for (was, is) in earlier.inputs.iter().zip(&self.inputs).filter(|(was, is)| was != is) {
                let shown = |h: &Holding| match h.files {
                    1 => format!("{} bytes", h.bytes),
                    files => format!("{files} files of {} bytes", h.bytes),
                };
                let (is, was, name) = (shown(is), shown(was), &is.name);
                differences.push(if is == was {
                    format!("{name}: it has been changed")
                } else {
                    format!("{name}: it was {was}, and is {is}")
                });
            }
        }
        differences
    }
}

impl Journal {
    /// Opens the journal at `path`, making it where there is none, and reads what an earlier run has left there.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Usage`] when another run is writing it, or when it is no journal.
    pub fn open<C: DeserializeOwned>(path: &Path, plan: &Plan) -> Result<(Journal, Earlier<C>), Error> {
        let failed = |source| Error::Io { path: path.to_owned(), source };
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("{}: another run is writing this output", path.display());
                return Err(Error::Usage(message));
            }
            // Not every file system has locks.
            Err(TryLockError::Error(_)) => {}
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let mut journal = Journal { file, path: path.to_owned() };
        let Written { whole, plan: was, last } = read(&bytes).map_err(|e| {
            Error::Usage(format!(
                "{}: this is no journal of a run: {e}; delete it to begin anew",
                path.display()
            ))
        })?;
        journal.cut(whole as u64).map_err(failed)?;
        let earlier = match was {
            None => {
                journal.append(plan)?;
                Earlier::None
            }
            Some(was) if was == *plan => Earlier::Same(last),
            Some(was) => Earlier::Other(was),
        };
        Ok((journal, earlier))
    }

    /// Writes down a checkpoint, and returns when it is on the disk.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn append(&mut self, line: &impl Serialize) -> Result<(), Error> {
        let written = serde_json::to_vec(line).map_err(io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            self.file.write_all(&line)?;
            self.file.sync_data()
        });
        written.map_err(|source| Error::Io { path: self.path.clone(), source })
    }

    /// The run is whole: there is nothing to take up any more.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn remove(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|source| Error::Io { path: self.path.clone(), source })
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length)).map(drop)
    }
}

/// What is written in a journal.
struct Written<C> {
    /// Bytes of whole lines.
    whole: usize,
    plan: Option<Plan>,
    last: Option<C>,
}

fn read<C: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<Written<C>> {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let mut lines = bytes[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let Some(plan) = lines.next() else { return Ok(Written { whole: 0, plan: None, last: None }) };
    let plan = Some(serde_json::from_slice(plan)?);
    let last = lines.next_back().map(serde_json::from_slice).transpose()?;
    Ok(Written { whole, plan, last })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(rules: &str) -> Plan {
        let inputs = vec![Holding { name: "a.jsonl".into(), files: 1, bytes: 9, hash: "0".into() }];
        let options = BTreeMap::from([("--convert".to_owned(), "t2s".to_owned())]);
        Plan { qingliu: "0.1.0".into(), rules: rules.into(), inputs, options }
    }

    #[test]
    fn a_journal_that_was_cut_anywhere_gives_the_last_whole_checkpoint() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.resume");
        let (mut journal, earlier) = Journal::open::<u64>(&path, &plan("r")).unwrap();
        assert_eq!(earlier, Earlier::None);
        let mut ends = vec![fs::metadata(&path).unwrap().len()];
        for records in [512_u64, 1024] {
            journal.append(&records).unwrap();
            ends.push(fs::metadata(&path).unwrap().len());
        }
        drop(journal);
        let bytes = fs::read(&path).unwrap();
        for cut in 0..=bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            let (_, earlier) = Journal::open::<u64>(&path, &plan("r")).unwrap();
            let wanted = match ends.iter().rposition(|end| *end <= cut as u64) {
                None => Earlier::None,
                Some(0) => Earlier::Same(None),
                Some(checkpoints) => Earlier::Same(Some(512 * checkpoints as u64)),
            };
            assert_eq!(earlier, wanted, "cut at {cut}");
        }
    }

    #[test]
    fn two_runs_do_not_write_one_journal_and_another_plan_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.resume");
        let (journal, _) = Journal::open::<u64>(&path, &plan("r")).unwrap();
        assert!(Journal::open::<u64>(&path, &plan("r")).unwrap_err().to_string().contains("another run"));
        drop(journal);
        let (_, earlier) = Journal::open::<u64>(&path, &plan("s")).unwrap();
        assert_eq!(earlier, Earlier::Other(plan("r")));
        fs::write(&path, "{\"id\":1}\n").unwrap();
        assert!(Journal::open::<u64>(&path, &plan("r")).is_err());
    }

    #[test]
    fn differences_name_what_differs_and_nothing_else() {
        let mut now = plan("s");
        now.options.insert("--fields".into(), "id".into());
        now.inputs[0].bytes = 10;
        let told = now.differences(&plan("r"));
        assert_eq!(
            told,
            [
                "the rules: it was r, and is s",
                "--fields: it was not given, and is id",
                "a.jsonl: it was 9 bytes, and is 10 bytes"
            ]
        );
        assert!(plan("r").differences(&plan("r")).is_empty());
    }
}
