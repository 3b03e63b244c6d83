//! Jobs in, outcomes out, in input order, on every core.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::failure::{Failure, Kind};
use super::guard::{Caught, guard};
use super::job::{Job, Loaded, Warning};
use super::select::Columns;
use crate::document::{Id, Why, visible_chars};
use crate::error::Error;
use crate::pipeline::{Cleaned, Cleaner};

/// A chunk is read, cleaned on all cores and written before the next is read: so order is kept and memory
/// bounded however long the input is, and the outcome cannot depend on the number of threads. 1024 pages keep
/// the cores busy for a second or more against the few milliseconds they wait at the chunk's end; the bytes
/// bound what large pages may hold in memory.
const CHUNK_PAGES: usize = 1024;
const CHUNK_BYTES: u64 = 32 << 20;

/// How jobs become pages.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Keys of JSONL input that come along.
    pub carry: Vec<String>,
    /// The address of the one page that is read.
    pub url: Option<String>,
    /// The declared charset of the one page that is read.
    pub charset: Option<String>,
}

/// How a run cleans its pages.
#[derive(Debug, Clone)]
pub struct Run {
    /// Rules and options.
    pub cleaner: Cleaner,
    /// What is written of each record.
    pub columns: Columns,
    /// Whether removals are wanted beside the records.
    pub removals: bool,
    /// Whether a page that is not Chinese is rejected.
    pub require_chinese: bool,
    /// The address of the one page that is read.
    pub url: Option<String>,
    /// The declared charset of the one page that is read.
    pub charset: Option<String>,
}

/// What became of one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A record.
    Written(Written),
    /// None, and why.
    Failed(Failure),
}

/// A record ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

/// Cleans all jobs on `threads` threads and hands the outcomes to `write`, chunk by chunk, in input order.
///
/// # Errors
/// The first error of `write`, which ends the run; [`Error::Usage`] for threads that cannot be started.
pub fn run<E: From<Error>>(
    jobs: &mut dyn Iterator<Item = Job>,
    run: &Run,
    threads: usize,
    mut write: impl FnMut(Vec<Outcome>) -> Result<(), E>,
) -> Result<(), E> {
    let work =
        |loaded: &Loaded, enter: &dyn Fn(&'static str)| write_out(run, clean(run, loaded, enter), loaded);
    let outcome = |done| match done {
        Ok(written) => Outcome::Written(written),
        Err(failure) => Outcome::Failed(failure),
    };
    each(jobs, &run.reading(), threads, work, |chunk| write(chunk.into_iter().map(outcome).collect()))
}

/// Does `work` with every page on `threads` threads, and hands what came of it to `take`, chunk by chunk, in input
/// order. `work` names the stages it enters; a panic in it is a failure of the page.
///
/// # Errors
/// The first error of `take`, which ends the run; [`Error::Usage`] for threads that cannot be started.
pub fn each<T: Send, E: From<Error>>(
    jobs: &mut dyn Iterator<Item = Job>,
    reading: &Reading,
    threads: usize,
    work: impl Fn(&Loaded, &dyn Fn(&'static str)) -> serde_json::Result<T> + Sync,
    mut take: impl FnMut(Vec<Result<T, Failure>>) -> Result<(), E>,
) -> Result<(), E> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Error::Usage(format!("{threads} threads cannot be started: {e}")))?;
    loop {
        let chunk = next_chunk(jobs);
        if chunk.is_empty() {
            return Ok(());
        }
        take(pool.install(|| chunk.into_par_iter().map(|job| process(job, reading, &work)).collect()))?;
    }
}

fn next_chunk(jobs: &mut dyn Iterator<Item = Job>) -> Vec<Job> {
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while chunk.len() < CHUNK_PAGES && bytes < CHUNK_BYTES {
        let Some(job) = jobs.next() else { break };
        bytes += job.size;
        chunk.push(job);
    }
    chunk
}

fn clean(run: &Run, loaded: &Loaded, enter: &dyn Fn(&'static str)) -> Cleaned {
    run.cleaner.clean_watched(&loaded.page, enter)
}

fn process<T>(
    job: Job,
    reading: &Reading,
    work: impl Fn(&Loaded, &dyn Fn(&'static str)) -> serde_json::Result<T>,
) -> Result<T, Failure> {
    let (id, offset) = (job.id.clone(), job.offset);
    let mut loaded = match guard(|_| job.load(&reading.carry)) {
        Ok(loaded) => loaded?,
        Err(caught) => return Err(panicked(&id, offset, caught)),
    };
    if reading.url.is_some() {
        loaded.page.url.clone_from(&reading.url);
    }
    if reading.charset.is_some() {
        loaded.page.charset.clone_from(&reading.charset);
    }
    match guard(|enter| work(&loaded, enter)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(e)) => Err(Failure {
            id: loaded.page.id,
            offset,
            stage: "record",
            kind: Kind::Panic,
            message: e.to_string(),
        }),
        Err(caught) => Err(panicked(&loaded.page.id, offset, caught)),
    }
}

impl Run {
    fn reading(&self) -> Reading {
        let (url, charset) = (self.url.clone(), self.charset.clone());
        Reading { carry: self.columns.carry().to_vec(), url, charset }
    }
}

fn write_out(run: &Run, mut cleaned: Cleaned, loaded: &Loaded) -> serde_json::Result<Written> {
    let record = &mut cleaned.record;
    if run.require_chinese && record.flags.iter().any(|f| f == "lang/other") {
        record.verdict = "reject";
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
    let unsupported = Warning::of_charset(&cleaned.record.id, &cleaned.record.charset);
    Ok(Written {
        rejected: cleaned.record.verdict == "reject",
        id: cleaned.record.id,
        line,
        removals,
        warning: unsupported.or_else(|| loaded.warning.clone()),
        trials,
    })
}

fn trials(cleaned: &Cleaned) -> Vec<(Id, u64)> {
    let mut trials: BTreeMap<&Id, u64> = BTreeMap::new();
    for (line, spared) in cleaned.spared().filter(|(_, spared)| spared.why == Why::Trial) {
        *trials.entry(&spared.rule).or_default() += visible_chars(&line.text[spared.span.clone()]) as u64;
    }
    trials.into_iter().map(|(rule, chars)| (rule.clone(), chars)).collect()
}

fn panicked(id: &str, offset: u64, caught: Caught) -> Failure {
    let message =
        format!("{id}: a fault of qingliu in `{}`, please report it: {}", caught.stage, caught.message);
    Failure { id: id.to_owned(), offset, stage: caught.stage, kind: Kind::Panic, message }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::io::{Format, Input, Sources};

    fn plain() -> Run {
        Run {
            cleaner: Cleaner::builder().build().unwrap(),
            columns: Columns::default(),
            removals: false,
            require_chinese: false,
            url: None,
            charset: None,
        }
    }

    fn jobs(jsonl: String) -> Sources {
        Sources::new(vec![Input::Stdin], Format::Jsonl).unwrap().with_stdin(io::Cursor::new(jsonl))
    }

    #[test]
    fn a_panic_costs_its_record_and_no_other() {
        let mut jobs = jobs("{\"id\":\"a\",\"text\":\"早\"}\n{\"id\":\"b\",\"text\":\"晚\"}\n".to_owned());
        let outcomes: Vec<Result<Cleaned, Failure>> = jobs
            .by_ref()
            .map(|job| {
                process(job, &Reading::default(), |loaded, enter| {
                    enter("sweep");
                    assert_ne!(loaded.page.id, "a", "boom");
                    Ok(clean(&plain(), loaded, enter))
                })
            })
            .collect();
        let [Err(failure), Ok(cleaned)] = &outcomes[..] else { panic!("{outcomes:?}") };
        assert_eq!((failure.id.as_str(), failure.stage, failure.kind), ("a", "sweep", Kind::Panic));
        assert!(failure.message.contains("boom"));
        assert_eq!(cleaned.record.id, "b");
    }

    #[test]
    fn outcomes_come_in_input_order_whatever_the_threads_and_chunks() {
        let lines: String = (0..3000).map(|i| format!("{{\"id\":{i},\"text\":\"{i}日早市\"}}\n")).collect();
        let cleaned = |threads| {
            let mut outcomes = Vec::new();
            let write = |chunk: Vec<Outcome>| {
                outcomes.extend(chunk);
                Ok::<(), Error>(())
            };
            run(&mut jobs(lines.clone()), &plain(), threads, write).unwrap();
            outcomes
        };
        let one = cleaned(1);
        let ids: Vec<_> = one
            .iter()
            .map(|o| match o {
                Outcome::Written(w) => w.id.parse::<usize>().unwrap(),
                Outcome::Failed(f) => panic!("{f}"),
            })
            .collect();
        assert_eq!(ids, (0..3000).collect::<Vec<_>>());
        assert_eq!(one, cleaned(7));
    }
}
