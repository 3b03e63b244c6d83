//! Jobs in, outcomes out, in input order, on every core.

use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};

use super::failure::{Failure, Kind};
use super::guard::{Caught, guard};
use super::job::{Job, Loaded};
use super::outcome::{Outcome, Written};
use super::queue::{Queue, Taken};
use super::select::Columns;
use super::workers::{self, Pace, Watch, Workers};
use crate::error::Error;
use crate::pipeline::Cleaner;
use crate::stats::Stages;

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
    let reading = run.reading();
    let work = move |loaded: &Loaded, enter: &dyn Fn(&'static str)| {
        let stages = Stages::default();
        let entered = |stage| {
            enter(stage);
            if run.facts {
                stages.enter(stage);
            }
        };
        let cleaned = run.cleaner.clean_watched(&loaded.page, entered);
        Written::of(&run, cleaned, loaded, stages)
    };
    let outcome = |done| match done {
        Ok(written) => Outcome::Written(written),
        Err(failure) => Outcome::Failed(failure),
    };
    each(jobs, reading, pace, work, |results| write(results.into_iter().map(outcome).collect()))
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
    work: impl Fn(&Loaded, &dyn Fn(&'static str)) -> serde_json::Result<T> + Send + Sync + 'static,
    mut take: impl FnMut(Vec<Result<T, Failure>>) -> Result<(), E>,
) -> Result<Ran<I>, E>
where
    I: Iterator<Item = Job> + Send + 'static,
    T: Send + 'static,
{
    let queue = Arc::new(Queue::new());
    // Whatever ends this function ends the threads.
    let guard = Abandon(&queue);
    let process = move |number, job, watch: &Watch| {
        process(number, job, &reading, watch, |loaded, enter| work(loaded, enter))
    };
    let mut workers = Workers::start(queue.clone(), Arc::new(process), pace)?;
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
                queue.push(Job::failed(panicked("-", 0, caught)), 0);
                return jobs;
            }
        }
    }
}

fn process<T>(
    number: u64,
    job: Job,
    reading: &Reading,
    watch: &Watch,
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
    // A file on a slow disk, or a pipe, is no page that takes long.
    watch.begin(number, &loaded.page.id, offset);
    let watched = |enter: &dyn Fn(&'static str)| {
        let enter = |stage| {
            watch.enter(stage);
            enter(stage);
        };
        work(&loaded, &enter)
    };
    match guard(watched) {
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

fn panicked(id: &str, offset: u64, caught: Caught) -> Failure {
    let message =
        format!("{id}: a fault of qingliu in `{}`, please report it: {}", caught.stage, caught.message);
    Failure { id: id.to_owned(), offset, stage: caught.stage, kind: Kind::Panic, message }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;
    use std::{io, thread};

    use super::*;
    use crate::io::{Format, Input, Sources};
    use crate::pipeline::Cleaned;

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
        let mut jobs = jobs("{\"id\":\"a\",\"text\":\"早\"}\n{\"id\":\"b\",\"text\":\"晚\"}\n".to_owned());
        let outcomes: Vec<Result<Cleaned, Failure>> = jobs
            .by_ref()
            .map(|job| {
                process(0, job, &Reading::default(), &Watch::default(), |loaded, enter| {
                    enter("sweep");
                    assert_ne!(loaded.page.id, "a", "boom");
                    Ok(plain().cleaner.clean_watched(&loaded.page, enter))
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
        let work = move |loaded: &Loaded, enter: &dyn Fn(&'static str)| {
            enter("sweep");
            while loaded.page.id == "3" && !released.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(5));
            }
            Ok(loaded.page.id.clone())
        };
        // The only thread there is.
        let pace = Pace { record_timeout: Some(Duration::from_millis(300)), ..Pace::of(1) };
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
                    assert!(failure.message.contains("--record-timeout"), "{failure}");
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
