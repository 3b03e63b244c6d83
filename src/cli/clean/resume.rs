//! `--resume`: where a run has come to for certain, and taking it up there.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::Error;
use crate::dedup::{Dedup, Digest};
use crate::io::{Earlier, Journal, Output, Plan, ShardSize, Shards};
use crate::stats::Stats;
use crate::tally::Tally;
use serde::{Deserialize, Serialize};

use crate::cli::args::CleanArgs;
use crate::cli::outputs::{Outputs, Positions, Stop, named};

/// Pages between two places where a run can be taken up. Of a run that is killed, no more than these and what was
/// written within [`pause`] is done again.
const STRIDE: u64 = 512;

/// What is kept of each page beside the outputs: the key of its id, the digest of its body and the line that it was
/// looked up for; the last two are zero where nobody looked.
const KNOWN: usize = 8 + 16 + 8;

/// How far a run has come.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Whether nothing is left to do but to give the outputs their names.
    whole: bool,
    /// What each output holds.
    outputs: Positions,
    /// What is known of ids and bodies.
    known: u64,
    pub tally: Tally,
    pub stats: Option<Stats>,
}

/// What stands beside a whole output.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    #[serde(flatten)]
    plan: Plan,
    outputs: BTreeMap<String, Vec<Made>>,
    records: Tally,
}

/// A file that was written.
#[derive(Debug, Serialize, Deserialize)]
struct Made {
    path: PathBuf,
    bytes: u64,
}

/// A run that can be taken up again.
#[derive(Debug)]
pub struct Resume {
    journal: Journal,
    plan: Plan,
    places: Places,
    /// Where the outputs of this run are, by their options.
    named: Vec<(&'static str, PathBuf)>,
    shard_size: Option<ShardSize>,
    known: Output,
    earlier: Checkpoint,
    started: Instant,
    last: Instant,
}

/// How a run under `--resume` begins.
pub enum Start {
    /// It does not: the output is whole.
    Whole(Tally),
    At(Box<Resume>),
}

#[derive(Debug)]
struct Places {
    journal: PathBuf,
    known: PathBuf,
    manifest: PathBuf,
}

impl Resume {
    /// Finds out what an earlier run has left. One that was to do something else is refused.
    pub fn open(args: &CleanArgs, plan: Plan) -> Result<Start, Error> {
        // `-o` is there: the command line asks for it.
        let output = args.output.clone().unwrap_or_default();
        let beside = |end: &str| {
            let mut name = OsString::from(&output);
            name.push(end);
            PathBuf::from(name)
        };
        let places = Places {
            journal: beside(".resume"),
            known: beside(".known"),
            manifest: beside(".manifest.json"),
        };
        let named: Vec<_> = named(args).map(|(option, path)| (option, path.to_owned())).collect();
        if !places.journal.exists()
            && let Some(tally) = places.finished(&plan)?
        {
            return Ok(Start::Whole(tally));
        }
        let (journal, earlier) = Journal::open::<Checkpoint>(&places.journal, &plan)?;
        let earlier = match earlier {
            Earlier::None => Checkpoint::default(),
            Earlier::Same(checkpoint) => checkpoint.unwrap_or_default(),
            Earlier::Other(other) => {
                let (part, journal) = (Output::part(&output), &places.journal);
                return Err(refused(
                    &format!("{}: begun by a run of another kind", part.display()),
                    &plan.differences(&other),
                    &format!(
                        "make it the same again to go on, or delete {} and {} to begin anew",
                        part.display(),
                        journal.display()
                    ),
                ));
            }
        };
        // Once a run is whole nobody asks what it knew, and that file may be gone already.
        let known = Output::take_up(&places.known, if earlier.whole { 0 } else { earlier.known })?;
        let now = Instant::now();
        let shard_size = args.shard_size;
        let resume =
            Resume { journal, plan, places, named, shard_size, known, earlier, started: now, last: now };
        if resume.earlier.whole {
            let Checkpoint { tally, outputs, .. } = resume.earlier.clone();
            resume.put_in_place(&outputs)?;
            resume.end(&outputs, &tally)?;
            return Ok(Start::Whole(tally));
        }
        Ok(Start::At(Box::new(resume)))
    }

    /// Where the earlier run had come to.
    pub fn earlier(&self) -> &Checkpoint {
        &self.earlier
    }

    /// How far each output was written then.
    pub fn positions(&self) -> &Positions {
        &self.earlier.outputs
    }

    /// Tells the account and the table of bodies what the earlier run knew.
    pub fn recall(&self, tally: &mut Tally, mut dedup: Option<&mut Dedup>) -> Result<(), Error> {
        let part = Output::part(&self.places.known);
        let failed = |source| Error::Io { path: part.clone(), source };
        let mut known = BufReader::new(File::open(&part).map_err(failed)?);
        let mut entry = [0; KNOWN];
        for _ in 0..self.earlier.known / KNOWN as u64 {
            known.read_exact(&mut entry).map_err(failed)?;
            let mut number = [0; 8];
            number.copy_from_slice(&entry[..8]);
            tally.recall(u64::from_le_bytes(number));
            number.copy_from_slice(&entry[24..]);
            let mut digest = [0; 16];
            digest.copy_from_slice(&entry[8..24]);
            if let (Some(dedup), line @ 1..) = (dedup.as_deref_mut(), u64::from_le_bytes(number)) {
                dedup.see(Digest::from_bytes(digest), line);
            }
        }
        Ok(())
    }

    /// Writes down what there is to know of a page: its id's key, and its digest with the line it was looked up for.
    pub fn know(&mut self, key: u64, looked_up: Option<(Digest, u64)>) -> Result<(), Error> {
        let mut entry = [0; KNOWN];
        entry[..8].copy_from_slice(&key.to_le_bytes());
        if let Some((digest, line)) = looked_up {
            entry[8..24].copy_from_slice(&digest.to_bytes());
            entry[24..].copy_from_slice(&line.to_le_bytes());
        }
        let written = self.known.write_all(&entry);
        written.map_err(|source| Error::Io { path: self.known.place().to_owned(), source })
    }

    /// Writes a checkpoint where there may be one, if the last one is long enough ago.
    pub fn checkpoint(
        &mut self,
        outputs: &mut Outputs,
        tally: &Tally,
        stats: Option<&Stats>,
    ) -> Result<(), Stop> {
        if !tally.read().is_multiple_of(STRIDE) {
            return Ok(());
        }
        // Whether or not a checkpoint is due: what is written must not depend on the time.
        outputs.end_frames()?;
        if self.last.elapsed() >= pause(self.started.elapsed()) {
            self.write(outputs.sync()?, false, tally, stats)?;
            self.last = Instant::now();
        }
        Ok(())
    }

    /// Everything is written: gives the outputs their names, and leaves a manifest.
    pub fn finish(mut self, mut outputs: Outputs, tally: &Tally, stats: Option<&Stats>) -> Result<(), Stop> {
        outputs.end()?;
        let positions = outputs.sync()?;
        self.write(positions.clone(), true, tally, stats)?;
        outputs.commit()?;
        self.end(&positions, tally)?;
        Ok(())
    }

    fn write(
        &mut self,
        outputs: Positions,
        whole: bool,
        tally: &Tally,
        stats: Option<&Stats>,
    ) -> Result<(), Error> {
        let known = self.known.sync()?;
        let (tally, stats) = (tally.clone(), stats.cloned());
        self.journal.append(&Checkpoint { whole, outputs, known, tally, stats })
    }

    /// Gives their names to the outputs of a run that was killed while it did so.
    fn put_in_place(&self, positions: &Positions) -> Result<(), Error> {
        // In the order of `Outputs::commit`: the records come last.
        for (option, path) in self.named.iter().rev() {
            let Some(at) = positions.get(*option) else { continue };
            match (at.shard, self.shard_size) {
                (Some(_), Some(size)) => Shards::take_up(path, size, Some(*at))?.commit()?,
                _ if Output::part(path).exists() => Output::take_up(path, at.bytes)?.commit()?,
                _ => {}
            }
        }
        Ok(())
    }

    fn end(self, positions: &Positions, tally: &Tally) -> Result<(), Error> {
        let Resume { journal, plan, places, named, known, .. } = self;
        let made = |path: PathBuf| {
            let bytes = size(&path).unwrap_or(0);
            Made { path, bytes }
        };
        let outputs = named.into_iter().map(|(option, path)| {
            let files = match positions.get(option) {
                Some(at) if at.shard.is_some() => Shards::files(&path, *at),
                _ => vec![path],
            };
            (option.to_owned(), files.into_iter().map(made).collect())
        });
        let outputs = outputs.collect();
        let manifest = Manifest { plan, outputs, records: tally.clone() };
        let path = &places.manifest;
        let failed = |source| Error::Io { path: path.clone(), source };
        let mut text = serde_json::to_vec_pretty(&manifest).map_err(|e| failed(e.into()))?;
        text.push(b'\n');
        // Under the name that the next run takes up: one that is killed here leaves nothing of its own behind.
        let mut file = Output::take_up(path, 0)?;
        file.write_all(&text).map_err(failed)?;
        file.commit()?;
        drop(known);
        // If they stay, they are in nobody's way.
        let _ = fs::remove_file(Output::part(&places.known));
        journal.remove()
    }
}

impl Places {
    /// The account of a run that has finished, if there was one and its output is still there.
    fn finished(&self, plan: &Plan) -> Result<Option<Tally>, Error> {
        let Ok(text) = fs::read(&self.manifest) else { return Ok(None) };
        let manifest = self.manifest.display();
        let anew = format!("to make it anew, delete {manifest}");
        let finished: Manifest = serde_json::from_slice(&text)
            .map_err(|e| refused(&format!("{manifest}: no manifest of a run: {e}"), &[], &anew))?;
        let files = || finished.outputs.values().flatten();
        if !files().any(|file| file.path.exists()) {
            return Ok(None);
        }
        if finished.plan != *plan {
            let message = format!("{manifest}: the output was made by a run of another kind");
            return Err(refused(&message, &plan.differences(&finished.plan), &anew));
        }
        for Made { path, bytes } in files() {
            if size(path) != Some(*bytes) {
                let path = path.display();
                let message = format!("{path}: not as the run has left it, which wrote {bytes} bytes");
                return Err(refused(&message, &[], &anew));
            }
        }
        Ok(Some(finished.records))
    }
}

/// Bytes of a file; of a device 0.
fn size(path: &Path) -> Option<u64> {
    fs::metadata(path).map(|metadata| if metadata.is_file() { metadata.len() } else { 0 }).ok()
}

fn refused(message: &str, differences: &[String], advice: &str) -> Error {
    let differences: String = differences.iter().map(|difference| format!("\n  {difference}")).collect();
    let advice = if differences.is_empty() { format!("; {advice}") } else { format!("\n{advice}") };
    Error::Usage(format!("{message}{differences}{advice}"))
}

/// How long after a checkpoint the next one may come: a sixty-fourth of the time the run has taken, so that the
/// journal of a long run stays small.
fn pause(elapsed: Duration) -> Duration {
    (elapsed / 64).clamp(Duration::from_millis(250), Duration::from_secs(30))
}
