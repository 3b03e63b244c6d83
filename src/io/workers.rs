//! The threads that work off a queue, and the clock that no page may outlast.
//!
//! These are threads of our own and not rayon's: its iterators over a stream give no order back and hold nobody up,
//! it cannot give up a page that does not come to an end, and it would wait for one before the program may leave.

use std::cmp;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::failure::Failure;
use super::job::Job;
use super::queue::{Queue, TICK};
use super::run::Reading;
use super::work::Work;
use super::worker::{Place, Share, Worker};
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
    /// What the caller's users write to change that, for the message of a page that takes longer.
    pub timeout_option: &'static str,
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

/// The threads of a run.
pub(super) struct Workers<W: Work> {
    queue: Arc<Queue<Job, Result<W::Done, Failure>>>,
    work: Arc<W>,
    reading: Arc<Reading>,
    places: Vec<Arc<Place<W>>>,
    limit: Option<Duration>,
    option: &'static str,
    looked: Instant,
    stuck: Arc<AtomicUsize>,
}

impl<W: Work> Workers<W> {
    pub(super) fn start(
        queue: Arc<Queue<Job, Result<W::Done, Failure>>>,
        reading: Reading,
        work: W,
        pace: &Pace,
    ) -> Result<Workers<W>, Error> {
        let mut workers = Workers {
            queue,
            work: Arc::new(work),
            reading: Arc::new(reading),
            places: Vec::new(),
            limit: pace.record_timeout,
            option: pace.timeout_option,
            looked: Instant::now(),
            stuck: Arc::default(),
        };
        for _ in 0..pace.threads.max(1) {
            let place = workers.spawn(Vec::new())?;
            workers.places.push(place);
        }
        Ok(workers)
    }

    /// A thread that does these pages, and then takes others.
    fn spawn(&self, share: Share<W>) -> Result<Arc<Place<W>>, Error> {
        let place = Arc::new(Place::of(share));
        let (queue, work, reading) = (self.queue.clone(), self.work.clone(), self.reading.clone());
        let worker = Worker { queue, work, reading, place: place.clone() };
        let stuck = self.stuck.clone();
        spawn("worker", move || {
            if worker.run().is_none() {
                // Somebody else has this thread's place by now.
                stuck.fetch_sub(1, Ordering::Relaxed);
            }
        })?;
        Ok(place)
    }

    /// Looks at the clock. A page beyond the limit is answered with a failure, its thread is left to itself, and
    /// another takes its place and goes on with the pages that it had taken.
    ///
    /// Time in which nobody looked does not count against a page: the program may have been stopped, or held up by
    /// whoever reads its output.
    pub(super) fn look(&mut self) -> Result<(), Error> {
        let Some(limit) = self.limit else { return Ok(()) };
        let now = Instant::now();
        let passed = cmp::min(now - self.looked, 2 * TICK);
        self.looked = now;
        for index in 0..self.places.len() {
            let place = &self.places[index];
            let mut slot = place.running();
            let Some(running) = slot.take_if(|running| running.count(passed, now) >= limit) else { continue };
            // Counted before the thread can learn of it.
            let stuck = self.stuck.fetch_add(1, Ordering::Relaxed) + 1;
            drop(slot);
            let rest = place.give_up();
            self.queue.finish(running.number, Err(running.overdue(limit, self.option)));
            if stuck > MAX_STUCK {
                return Err(Error::Stuck(stuck));
            }
            self.places[index] = self.spawn(rest)?;
        }
        Ok(())
    }
}

/// A thread that nobody waits for.
pub(super) fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map(drop)
        .map_err(|e| Error::Usage(format!("a thread cannot be started: {e}; try fewer threads")))
}
