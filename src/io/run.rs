//! Jobs in, outcomes out, in input order, on every core.

use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};

use super::failure::Failure;
use super::guard::guard;
use super::job::{Job, Loaded};
use super::outcome::{Outcome, Written};
use super::queue::{Queue, Taken};
use super::select::Columns;
use super::work::{Cleaning, Whole, Work};
use super::worker::{guarded, load};
use super::workers::{self, Pace, Workers};
use crate::error::Error;
use crate::pipeline::{Cleaned, Cleaner, Underway};

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
    /// Whether the facts of each record are wanted, for statistics.
    pub facts: bool,
    /// Whether a digest of each body is wanted, to find duplicates by.
    pub digests: bool,
    /// Whether a page that is not Chinese is rejected.
    pub require_chinese: bool,
    /// The address of the one page that is read.
    pub url: Option<String>,
    /// The declared charset of the one page that is read.
    pub charset: Option<String>,
}

/// Cleans the page of a job on the thread that asks.
///
/// # Errors
/// The failure that stands for the page where there is none to clean, or the program is at fault.
pub fn clean(job: Job, cleaner: &Cleaner) -> Result<Cleaned, Failure> {
    let loaded = load(job, &Reading::default())?;
    let (id, offset) = (loaded.page.id.clone(), loaded.offset);
    guarded(&id, offset, |enter| {
        let mut page = Underway::of(loaded.page);
        loop {
            enter(page.next());
            if let Some(cleaned) = cleaner.advance(&mut page) {
                return Ok(cleaned);
            }
        }
    })
}

/// What a run came to.
#[derive(Debug)]
pub struct Ran<I> {
    /// Records that were read; each has been handed on, unless the run ended with an error.
    pub read: u64,
    /// The jobs, at their end; `None` when the run was asked to stop while it waited for them.
    pub jobs: Option<I>,
}

/// Cleans all jobs and hands the outcomes to `write`, some at a time, in input order.
///
/// # Errors
/// As [`each`].
pub fn run<I, E: From<Error>>(
    jobs: I,
    run: Run,
    pace: &Pace,
    mut write: impl FnMut(Vec<Outcome>) -> Result<(), E>,
) -> Result<Ran<I>, E>
where
    I: Iterator<Item = Job> + Send + 'static,
{
    let (reading, cleaner, timed) = (run.reading(), run.cleaner.clone(), run.facts);
    let finish = move |cleaned, loaded: &Loaded, stages| Written::of(&run, cleaned, loaded, stages);
    let outcome = |done| match done {
        Ok(written) => Outcome::Written(written),
        Err(failure) => Outcome::Failed(failure),
    };
    let write = |results: Vec<_>| write(results.into_iter().map(outcome).collect());
    work_off(jobs, reading, pace, Cleaning { cleaner, timed, finish }, write)
}

/// Cleans every page, and hands what `finish` makes of it to `take`, some at a time, in input order.
///
/// # Errors
/// As [`each`].
pub fn cleaned<I, T, E: From<Error>>(
    jobs: I,
    cleaner: Cleaner,
    pace: &Pace,
    finish: impl Fn(Cleaned) -> T + Send + Sync + 'static,
    take: impl FnMut(Vec<Result<T, Failure>>) -> Result<(), E>,
) -> Result<Ran<I>, E>
where
    I: Iterator<Item = Job> + Send + 'static,
    T: Send + 'static,
{
    let finish = move |cleaned, _: &Loaded, _| Ok(finish(cleaned));
    work_off(jobs, Reading::default(), pace, Cleaning { cleaner, timed: false, finish }, take)
}

/// Does `work` with every page, and hands what came of it to `take`, some at a time, in input order: as soon as they
/// are done where the input is slow. `work` names the stages it enters; a panic in it is a failure of the page.
///
/// Nobody waits for a thread that waits for its input, or that does not come to an end: when this returns, such a
/// thread may still be there.
///
/// # Errors
/// The first error of `take`, which ends the run; [`Error::Usage`] for threads that cannot be started;
/// [`Error::Stuck`] when too many pages do not come to an end.
pub fn each<I, T, E: From<Error>>(
    jobs: I,
    reading: Reading,
    pace: &Pace,
    work: impl Fn(Loaded, &dyn Fn(&'static str)) -> serde_json::Result<T> + Send + Sync + 'static,
    take: impl FnMut(Vec<Result<T, Failure>>) -> Result<(), E>,
) -> Result<Ran<I>, E>
where
    I: Iterator<Item = Job> + Send + 'static,
    T: Send + 'static,
{
    work_off(jobs, reading, pace, Whole(work), take)
}

pub(super) fn work_off<I, W: Work, E: From<Error>>(
    jobs: I,
    reading: Reading,
    pace: &Pace,
    work: W,
    mut take: impl FnMut(Vec<Result<W::Done, Failure>>) -> Result<(), E>,
) -> Result<Ran<I>, E>
where
    I: Iterator<Item = Job> + Send + 'static,
{
    let queue = Arc::new(Queue::new(pace.threads));
    // Whatever ends this function ends the threads.
    let guard = Abandon(&queue);
    let mut workers = Workers::start(queue.clone(), reading, work, pace)?;
    let (sender, end) = mpsc::channel();
    let reader = queue.clone();
    workers::spawn("reader", move || {
        let jobs = read(jobs, &reader);
        // Nobody may be interested any more.
        let _ = sender.send(jobs);
        reader.close();
    })?;
    loop {
        if pace.stop.is_stopped() {
            queue.close();
        }
        match queue.take() {
            Taken::Results(results, bytes) => {
                pace.bytes.fetch_add(bytes, Ordering::Relaxed);
                take(results)?;
            }
            Taken::Nothing => {}
            Taken::End => break,
        }
        workers.look()?;
    }
    let (read, jobs) = (queue.pushed(), end.try_recv().ok());
    drop(guard);
    Ok(Ran { read, jobs })
}

struct Abandon<'a, J, T>(&'a Queue<J, T>);

impl<J, T> Drop for Abandon<'_, J, T> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// Pushes the jobs until there are none or no more are wanted, and gives back where they came from.
fn read<I: Iterator<Item = Job>, T>(mut jobs: I, queue: &Queue<Job, T>) -> I {
    loop {
        match guard(|_| jobs.next()) {
            Ok(Some(job)) => {
                let size = job.size;
                if !queue.push(job, size) {
                    return jobs;
                }
            }
            Ok(None) => return jobs,
            // What comes behind it cannot be trusted.
            Err(caught) => {
                queue.push(Job::failed(Failure::fault("-", 0, caught)), 0);
                return jobs;
            }
        }
    }
}

impl Run {
    fn reading(&self) -> Reading {
        let (url, charset) = (self.url.clone(), self.charset.clone());
        Reading { carry: self.columns.carry().to_vec(), url, charset }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;
    use std::{io, thread};

    use super::*;
    use crate::io::failure::Kind;
    use crate::io::{Format, Input, Sources};

    fn plain() -> Run {
        Run {
            cleaner: Cleaner::builder().build().unwrap(),
            columns: Columns::default(),
            removals: false,
            facts: false,
            digests: false,
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
        let jobs = jobs("{\"id\":\"a\",\"text\":\"早\"}\n{\"id\":\"b\",\"text\":\"晚\"}\n".to_owned());
        let work = |loaded: Loaded, enter: &dyn Fn(&'static str)| {
            enter("sweep");
            assert_ne!(loaded.page.id, "a", "boom");
            Ok(loaded.page.id)
        };
        let mut done = Vec::new();
        let take = |results| {
            done.extend(results);
            Ok::<(), Error>(())
        };
        each(jobs, Reading::default(), &Pace::of(1), work, take).unwrap();
        let [Err(failure), Ok(id)] = &done[..] else { panic!("{done:?}") };
        assert_eq!((failure.id.as_str(), failure.stage, failure.kind), ("a", "sweep", Kind::Panic));
        assert!(failure.message.contains("boom"));
        assert_eq!(id, "b");
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
            let ran = run(jobs(lines.clone()), plain(), &Pace::of(threads), write).unwrap();
            assert_eq!(ran.read, 3000);
            assert!(ran.jobs.is_some());
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

    #[test]
    fn a_page_that_does_not_come_to_an_end_is_given_up_and_the_others_are_done() {
        let lines: String = (0..40).map(|i| format!("{{\"id\":{i},\"text\":\"早\"}}\n")).collect();
        let release = Arc::new(AtomicBool::new(false));
        let released = release.clone();
        let work = move |loaded: Loaded, enter: &dyn Fn(&'static str)| {
            enter("sweep");
            while loaded.page.id == "3" && !released.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(5));
            }
            Ok(loaded.page.id.clone())
        };
        // The only thread there is.
        let limit = Some(Duration::from_millis(300));
        let pace = Pace { record_timeout: limit, timeout_option: "patience=SECONDS", ..Pace::of(1) };
        let mut done = Vec::new();
        let ran = each(jobs(lines), Reading::default(), &pace, work, |results| {
            done.extend(results);
            Ok::<(), Error>(())
        });
        release.store(true, Ordering::Relaxed);
        assert_eq!((ran.unwrap().read, done.len()), (40, 40));
        for (number, result) in done.iter().enumerate() {
            match result {
                Ok(id) => assert_eq!(*id, number.to_string()),
                Err(failure) => {
                    assert_eq!((number, failure.kind, failure.stage), (3, Kind::Timeout, "sweep"));
                    assert!(failure.message.contains("patience=SECONDS gives"), "{failure}");
                }
            }
        }
        assert!(done[3].is_err());
    }

    #[test]
    fn an_error_of_the_writer_ends_the_run_while_the_input_is_still_open() {
        let (sender, receiver) = mpsc::channel();
        sender.send(b"{\"id\":1,\"text\":\"a\"}\n".to_vec()).unwrap();
        let stdin = Stalling(receiver);
        let sources = Sources::new(vec![Input::Stdin], Format::Jsonl).unwrap().with_stdin(stdin);
        let write = |_| Err::<(), Error>(Error::Usage("enough".into()));
        let error = run(sources, plain(), &Pace::of(2), write).map(drop).unwrap_err();
        assert_eq!(error.to_string(), "enough");
        drop(sender);
    }

    /// An input that has nothing to read for as long as its sender lives.
    struct Stalling(mpsc::Receiver<Vec<u8>>);

    impl io::Read for Stalling {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let bytes = self.0.recv().unwrap_or_default();
            to[..bytes.len()].copy_from_slice(&bytes);
            Ok(bytes.len())
        }
    }
}
