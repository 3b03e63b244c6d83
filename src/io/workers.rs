//! Threads that work off a queue, and the clock that no page may outlast.
//!
//! These are threads of our own and not rayon's: its iterators over a stream give no order back and hold nobody up,
//! it cannot give up a page that does not come to an end, and it would wait for one before the program may leave.

use std::cmp;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::failure::{Failure, Kind};
use super::job::Job;
use super::queue::{Queue, TICK};
use crate::error::Error;

/// Pages that may be given up and not come to an end. Each holds a core; with more of them the pages that are sound
/// would run into the limit as well.
const MAX_STUCK: usize = 16;

/// How a run goes about its pages.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    /// Threads that clean. One reads beside them, and the caller's writes.
    pub threads: usize,
    /// The longest that a page may take; `None` for no limit. The outcome depends on the machine where a page takes
    /// that long, and on nothing else that is here.
    pub record_timeout: Option<Duration>,
    /// Asks the run to come to an end.
    pub stop: Stopper,
    /// Bytes of the records handed on so far, as jobs count them.
    pub bytes: Arc<AtomicU64>,
}

/// Asks a run to read no further, and to finish what it has read.
#[derive(Debug, Clone, Default)]
pub struct Stopper(Arc<AtomicBool>);

impl Pace {
    /// So many threads, and no limit of time.
    pub fn of(threads: usize) -> Pace {
        Pace { threads, ..Pace::default() }
    }
}

impl Stopper {
    /// Asks; the run notices within a twentieth of a second.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// What a handler of signals may set.
    pub fn flag(&self) -> &Arc<AtomicBool> {
        &self.0
    }

    /// Whether it was asked.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a thread is busy with, for the clock.
#[derive(Debug, Default)]
pub(super) struct Watch(Mutex<Option<Running>>);

#[derive(Debug)]
struct Running {
    number: u64,
    id: String,
    offset: u64,
    stage: &'static str,
    since: Instant,
    /// How long it has run as the clock saw it.
    spent: Duration,
}

impl Watch {
    /// From here on the clock counts.
    pub(super) fn begin(&self, number: u64, id: &str, offset: u64) {
        let since = Instant::now();
        let id = id.to_owned();
        *self.lock() = Some(Running { number, id, offset, stage: "read", since, spent: Duration::ZERO });
    }

    /// The page has come to another stage.
    pub(super) fn enter(&self, stage: &'static str) {
        if let Some(running) = &mut *self.lock() {
            running.stage = stage;
        }
    }

    fn end(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is done with every job: given its number and the watch of the thread it runs on.
pub(super) type Work<T> = dyn Fn(u64, Job, &Watch) -> Result<T, Failure> + Send + Sync;

/// The threads of a run.
pub(super) struct Workers<T> {
    queue: Arc<Queue<Job, Result<T, Failure>>>,
    work: Arc<Work<T>>,
    watches: Vec<Arc<Watch>>,
    limit: Option<Duration>,
    looked: Instant,
    stuck: Arc<AtomicUsize>,
}

impl<T: Send + 'static> Workers<T> {
    pub(super) fn start(
        queue: Arc<Queue<Job, Result<T, Failure>>>,
        work: Arc<Work<T>>,
        pace: &Pace,
    ) -> Result<Workers<T>, Error> {
        let mut workers = Workers {
            queue,
            work,
            watches: Vec::new(),
            limit: pace.record_timeout,
            looked: Instant::now(),
            stuck: Arc::default(),
        };
        for _ in 0..pace.threads.max(1) {
            let watch = workers.spawn()?;
            workers.watches.push(watch);
        }
        Ok(workers)
    }

    fn spawn(&self) -> Result<Arc<Watch>, Error> {
        let watch = Arc::new(Watch::default());
        let (queue, work, stuck) = (self.queue.clone(), self.work.clone(), self.stuck.clone());
        let mine = watch.clone();
        spawn("worker", move || {
            while let Some((number, job)) = queue.pop() {
                let result = work(number, job, &mine);
                mine.end();
                if !queue.finish(number, result) {
                    // Somebody else has this thread's place by now.
                    stuck.fetch_sub(1, Ordering::Relaxed);
                    return;
                }
            }
        })?;
        Ok(watch)
    }

    /// Looks at the clock. A page beyond the limit is answered with a failure, its thread is left to itself, and
    /// another takes its place.
    ///
    /// Time in which nobody looked does not count against a page: the program may have been stopped, or held up by
    /// whoever reads its output.
    pub(super) fn look(&mut self) -> Result<(), Error> {
        let Some(limit) = self.limit else { return Ok(()) };
        let now = Instant::now();
        let passed = cmp::min(now - self.looked, 2 * TICK);
        self.looked = now;
        for index in 0..self.watches.len() {
            let mut slot = self.watches[index].lock();
            let Some(running) = &mut *slot else { continue };
            running.spent = cmp::min(running.spent + passed, now.saturating_duration_since(running.since));
            if running.spent < limit {
                continue;
            }
            let Some(running) = slot.take() else { continue };
            drop(slot);
            // Counted before the thread can learn of it.
            let stuck = self.stuck.fetch_add(1, Ordering::Relaxed) + 1;
            if !self.queue.finish(running.number, Err(running.overdue(limit))) {
                self.stuck.fetch_sub(1, Ordering::Relaxed);
                continue;
            }
            if stuck > MAX_STUCK {
                return Err(Error::Stuck(stuck));
            }
            self.watches[index] = self.spawn()?;
        }
        Ok(())
    }
}

impl Running {
    fn overdue(self, limit: Duration) -> Failure {
        let Running { id, offset, stage, .. } = self;
        let seconds = limit.as_secs_f64();
        let message = format!(
            "{id}: not done after {seconds} s, in `{stage}`; --record-timeout SECONDS gives pages more time, 0 all they need"
        );
        Failure { id, offset, stage, kind: Kind::Timeout, message }
    }
}

/// A thread that nobody waits for.
pub(super) fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map(drop)
        .map_err(|e| Error::Usage(format!("a thread cannot be started: {e}; try a smaller --threads")))
}
