//! What is done with every outcome, in order: written, counted, and written down as done.

use std::io::{self, Write};

use crate::dedup::{Dedup, Digest};
use crate::io::{Columns, Outcome, Output, Written};
use crate::stats::Stats;
use crate::tally::{Fate, Tally, key};
use crate::{Cleaner, Error};
use serde::Serialize;

use super::resume::Resume;
use crate::cli::args::{CleanArgs, MaxErrors};
use crate::cli::outputs::{Outputs, Stop};
use crate::cli::terminal::{Warned, warn};

/// Pages of which a share in the errors says something.
const ENOUGH: u64 = 1000;

/// What `--stats` writes.
#[derive(Serialize)]
struct StatsFile<'a> {
    schema: &'static str,
    qingliu: &'static str,
    rules: &'a str,
    read: u64,
    records: &'a Tally,
    pages: &'a Stats,
}

/// Writes and counts.
#[derive(Debug)]
pub struct Scribe<'a> {
    args: &'a CleanArgs,
    outputs: Outputs,
    pub tally: Tally,
    stats: Option<Stats>,
    dedup: Option<Dedup>,
    resume: Option<Resume>,
    warned: Warned,
    /// Whose rules the account names.
    cleaner: Cleaner,
}

impl<'a> Scribe<'a> {
    /// Opens the outputs, where an earlier run has left them if this one takes it up.
    pub fn new(
        args: &'a CleanArgs,
        columns: &Columns,
        resume: Option<Resume>,
        cleaner: Cleaner,
    ) -> Result<Scribe<'a>, Error> {
        let mut scribe = Scribe {
            args,
            outputs: Outputs::create(args, columns, resume.as_ref().map(Resume::positions))?,
            tally: Tally::new(args.dedup.is_some()),
            stats: args.stats.as_ref().map(|_| Stats::new()),
            dedup: args.dedup.map(|_| Dedup::within((args.dedup_memory as usize) << 20)),
            resume,
            warned: Warned::default(),
            cleaner,
        };
        if let Some(resume) = scribe.resume.as_ref().filter(|resume| resume.earlier().tally.read() > 0) {
            scribe.tally = resume.earlier().tally.clone();
            scribe.stats.clone_from(&resume.earlier().stats);
            resume.recall(&mut scribe.tally, scribe.dedup.as_mut())?;
        }
        Ok(scribe)
    }

    /// The hash of the rules in force.
    pub fn rules_hash(&self) -> &str {
        self.cleaner.rules().hash()
    }

    /// Deals with outcomes, in order.
    pub fn take(&mut self, outcomes: &[Outcome]) -> Result<(), Stop> {
        for outcome in outcomes {
            let (fate, looked_up) = self.write(outcome)?;
            self.tally.count(outcome, fate);
            if let Some(resume) = &mut self.resume {
                resume.know(key(outcome.id()), looked_up)?;
                resume.checkpoint(&mut self.outputs, &self.tally, self.stats.as_ref())?;
            }
            if self.tally.read() >= ENOUGH || matches!(self.args.max_errors, Some(MaxErrors::Number(_))) {
                self.check_errors()?;
            }
        }
        self.outputs.flush()
    }

    /// Whether there are more errors than there may be, now that all pages have been read.
    pub fn has_too_many_errors(&self) -> bool {
        self.check_errors().is_err()
    }

    fn check_errors(&self) -> Result<(), Stop> {
        let (errors, read) = (self.tally.errors, self.tally.read());
        let too_many = match self.args.max_errors {
            None => false,
            Some(MaxErrors::Number(most)) => errors > most,
            // A share is no exact number: 334 of 1000 are not more than 33.4 %.
            Some(MaxErrors::Share(most)) => errors as f64 > most * read as f64 + 1e-6,
        };
        if too_many { Err(Stop::TooManyErrors) } else { Ok(()) }
    }

    /// Where an outcome goes, and the body that was looked up for it, with the line it would stand on.
    fn write(&mut self, outcome: &Outcome) -> Result<(Fate, Option<(Digest, u64)>), Stop> {
        let record = match outcome {
            Outcome::Written(record) => record,
            Outcome::Failed(failure) => {
                if let Some(stats) = &mut self.stats {
                    stats.count_error(failure);
                }
                self.outputs.fail(failure)?;
                return Ok((Fate::Failed, None));
            }
        };
        let Written { warning, facts, digest, rejected, .. } = record;
        warning.iter().for_each(|warning| self.warned.say(warning));
        if let (Some(stats), Some(facts)) = (&mut self.stats, facts) {
            stats.count(facts);
        }
        if *rejected && self.outputs.takes_aside() {
            self.outputs.write(record)?;
            return Ok((Fate::Aside, None));
        }
        let mut looked_up = None;
        if let (Some(dedup), Some(digest)) = (&mut self.dedup, digest) {
            let line = self.tally.written + 1;
            looked_up = Some((*digest, line));
            if let Some(survivor) = dedup.see(*digest, line) {
                self.outputs.leave_out(record, survivor)?;
                return Ok((Fate::Duplicate, looked_up));
            }
        }
        self.outputs.write(record)?;
        Ok((Fate::Written, looked_up))
    }

    /// Gives the outputs their names, and the account back. Of a run that is not whole and can be taken up, the
    /// outputs stay as they are.
    pub fn finish(self, is_whole: bool) -> Result<Tally, Stop> {
        let Scribe { args, outputs, tally, stats, dedup, resume, cleaner, .. } = self;
        if let (Some(path), Some(stats)) = (&args.stats, &stats)
            && (is_whole || resume.is_none())
        {
            let object = StatsFile {
                schema: "qingliu.stats/1",
                qingliu: env!("CARGO_PKG_VERSION"),
                rules: cleaner.rules().hash(),
                read: tally.read(),
                records: &tally,
                pages: stats,
            };
            let failed = |source| Error::Io { path: path.clone(), source };
            let mut file = if resume.is_some() { Output::take_up(path, 0)? } else { Output::create(path)? };
            serde_json::to_writer_pretty(&mut file, &object).map_err(io::Error::from).map_err(failed)?;
            writeln!(file).map_err(failed)?;
            file.commit()?;
        }
        match resume {
            None => outputs.commit()?,
            Some(resume) if is_whole => resume.finish(outputs, &tally, stats.as_ref())?,
            Some(_) => {}
        }
        if let Some(dedup) = dedup.filter(|dedup| dedup.forgotten() > 0) {
            warn(format_args!(
                "--dedup-memory {} was full after {} bodies: {} later ones were not remembered, and copies of them are kept",
                args.dedup_memory,
                dedup.limit(),
                dedup.forgotten()
            ));
        }
        Ok(tally)
    }
}
