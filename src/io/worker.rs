//! A thread that takes pages from the queue and each of them through its stages.

use std::cmp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::failure::{Failure, Kind};
use super::guard::guard;
use super::job::{Job, Loaded};
use super::queue::Queue;
use super::run::Reading;
use super::work::{Step, Work};

/// A thread of a run.
pub(super) struct Worker<W: Work> {
    pub queue: Arc<Queue<Job, Result<W::Done, Failure>>>,
    pub work: Arc<W>,
    pub reading: Arc<Reading>,
    pub place: Arc<Place<W>>,
}

/// What a thread is busy with, for itself and for the clock.
pub(super) struct Place<W: Work> {
    running: Mutex<Option<Running>>,
    share: Mutex<Share<W>>,
}

/// The pages that a thread has taken: a stage is done with all of them before the next begins. `None` stands for one
/// that is worked on, or done.
pub(super) type Share<W> = Vec<Option<Taken<W>>>;

pub(super) struct Taken<W: Work> {
    number: u64,
    /// As messages call it.
    id: String,
    offset: u64,
    /// How long it has been worked on as the clock saw it.
    spent: Duration,
    state: State<W::Underway>,
}

enum State<U> {
    Waiting(Job),
    Underway(U),
}

/// A page that is worked on.
#[derive(Debug)]
pub(super) struct Running {
    pub number: u64,
    id: String,
    offset: u64,
    stage: &'static str,
    since: Instant,
    /// How long it had been worked on before.
    before: Duration,
    /// How long since, as the clock saw it.
    spent: Duration,
}

impl<W: Work> Worker<W> {
    /// Works until there is nothing left to do. `None` if a page was given up, and the thread with it.
    pub(super) fn run(&self) -> Option<()> {
        loop {
            while !self.queue.is_abandoned() && self.round()? {}
            let Some(jobs) = self.queue.pop() else { return Some(()) };
            *self.place.share() =
                jobs.into_iter().map(|(number, job)| Some(Taken::of(number, job))).collect();
        }
    }

    /// Takes every page a stage further, and says whether there was one.
    fn round(&self) -> Option<bool> {
        let mut any = false;
        let pages = self.place.share().len();
        for index in 0..pages {
            let Some(page) = self.place.share()[index].take() else { continue };
            any = true;
            let number = page.number;
            match self.advance(page)? {
                Ok(Step::On(page)) => self.place.share()[index] = Some(page),
                Ok(Step::Done(done)) => drop(self.queue.finish(number, Ok(done))),
                Err(failure) => drop(self.queue.finish(number, Err(failure))),
            }
        }
        Some(any)
    }

    /// Reads the page, or takes it through a stage.
    #[expect(clippy::type_complexity, reason = "each layer is another answer: given up, failed, on or done")]
    fn advance(&self, page: Taken<W>) -> Option<Result<Step<Taken<W>, W::Done>, Failure>> {
        let Taken { number, id, offset, mut spent, state } = page;
        let underway = match state {
            State::Underway(underway) => underway,
            // A file on a slow disk, or a pipe, is no page that takes long: the clock does not count.
            State::Waiting(job) => {
                return Some(load(job, &self.reading).map(|loaded| {
                    let (id, state) = (loaded.page.id.clone(), State::Underway(self.work.begin(loaded)));
                    Step::On(Taken { number, id, offset, spent, state })
                }));
            }
        };
        self.place.begin(number, &id, offset, spent);
        let stepped = guarded(&id, offset, |enter| {
            let enter = |stage| {
                self.place.enter(stage);
                enter(stage);
            };
            self.work.advance(underway, &enter)
        });
        spent += self.place.end()?;
        Some(stepped.map(|step| match step {
            Step::On(underway) => {
                Step::On(Taken { number, id, offset, spent, state: State::Underway(underway) })
            }
            Step::Done(done) => Step::Done(done),
        }))
    }
}

impl<W: Work> Taken<W> {
    fn of(number: u64, job: Job) -> Taken<W> {
        let (id, offset) = (job.id.clone(), job.offset);
        Taken { number, id, offset, spent: Duration::ZERO, state: State::Waiting(job) }
    }
}

impl<W: Work> Place<W> {
    /// Of a thread that has these pages to begin with.
    pub(super) fn of(share: Share<W>) -> Place<W> {
        Place { running: Mutex::default(), share: Mutex::new(share) }
    }

    pub(super) fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn share(&self) -> MutexGuard<'_, Share<W>> {
        self.share.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pages that the thread leaves to another.
    pub(super) fn give_up(&self) -> Share<W> {
        std::mem::take(&mut *self.share())
    }

    /// From here on the clock counts.
    fn begin(&self, number: u64, id: &str, offset: u64, before: Duration) {
        let (id, since, spent) = (id.to_owned(), Instant::now(), Duration::ZERO);
        *self.running() = Some(Running { number, id, offset, stage: "read", since, before, spent });
    }

    /// The page has come to another stage.
    fn enter(&self, stage: &'static str) {
        if let Some(running) = &mut *self.running() {
            running.stage = stage;
        }
    }

    /// How long it took as the clock saw it; `None` if the page was given up meanwhile.
    fn end(&self) -> Option<Duration> {
        self.running().take().map(|running| running.spent)
    }
}

impl Running {
    /// Counts the time that has passed, and says for how long the page has been worked on altogether.
    pub(super) fn count(&mut self, passed: Duration, now: Instant) -> Duration {
        self.spent = cmp::min(self.spent + passed, now.saturating_duration_since(self.since));
        self.before + self.spent
    }

    pub(super) fn overdue(self, limit: Duration, option: &str) -> Failure {
        let Running { id, offset, stage, .. } = self;
        let seconds = limit.as_secs_f64();
        let mut message = format!("{id}: not done after {seconds} s, in `{stage}`");
        if !option.is_empty() {
            message += &format!("; {option} gives pages more time, 0 all they need");
        }
        Failure { id, offset, stage, kind: Kind::Timeout, message }
    }
}

/// Reads the page of a job.
pub(super) fn load(job: Job, reading: &Reading) -> Result<Loaded, Failure> {
    let (id, offset) = (job.id.clone(), job.offset);
    let mut loaded =
        guard(|_| job.load(&reading.carry)).map_err(|caught| Failure::fault(&id, offset, caught))??;
    if reading.url.is_some() {
        loaded.page.url.clone_from(&reading.url);
    }
    if reading.charset.is_some() {
        loaded.page.charset.clone_from(&reading.charset);
    }
    Ok(loaded)
}

/// Runs `work`, which names the stages it enters; a panic in it is a failure of the page.
pub(super) fn guarded<T>(
    id: &str,
    offset: u64,
    work: impl FnOnce(&dyn Fn(&'static str)) -> serde_json::Result<T>,
) -> Result<T, Failure> {
    let unwritten = |e: serde_json::Error| Failure {
        id: id.to_owned(),
        offset,
        stage: "record",
        kind: Kind::Panic,
        message: e.to_string(),
    };
    guard(work).map_err(|caught| Failure::fault(id, offset, caught))?.map_err(unwritten)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;
    use crate::error::Error;
    use crate::io::workers::Pace;
    use crate::page::Page;

    /// Three stages, of which page 3 never ends the second and page 7 panics in the third.
    struct Stalling {
        release: Arc<AtomicBool>,
    }

    const STAGES: [&str; 3] = ["repair", "sweep", "extract"];

    impl Work for Stalling {
        type Underway = (String, usize);
        type Done = String;

        fn begin(&self, loaded: Loaded) -> Self::Underway {
            (loaded.page.id, 0)
        }

        fn advance(
            &self,
            (id, stage): Self::Underway,
            enter: &dyn Fn(&'static str),
        ) -> serde_json::Result<Step<Self::Underway, String>> {
            enter(STAGES[stage]);
            while (id.as_str(), stage) == ("3", 1) && !self.release.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(5));
            }
            assert_ne!((id.as_str(), stage), ("7", 2), "boom");
            Ok(if stage + 1 < STAGES.len() { Step::On((id, stage + 1)) } else { Step::Done(id) })
        }
    }

    #[test]
    fn the_clock_counts_over_all_stages_and_no_more_than_has_passed() {
        let since = Instant::now();
        let (second, before) = (Duration::from_secs(1), Duration::from_secs(6));
        let (id, spent) = ("a".to_owned(), Duration::ZERO);
        let mut running = Running { number: 0, id, offset: 0, stage: "sweep", since, before, spent };
        assert_eq!(running.count(second, since + 3 * second), 7 * second);
        assert_eq!(running.count(second, since + 3 * second), 8 * second);
        assert_eq!(running.count(9 * second, since + 3 * second), 9 * second);
    }

    #[test]
    fn pages_of_a_share_go_on_where_one_of_them_does_not() {
        let release = Arc::new(AtomicBool::new(false));
        let jobs: Vec<_> = (0..12).map(|n| Job::of(Page::text(n.to_string(), "早"))).collect();
        // The only thread there is, so that it takes all of them at once.
        let pace = Pace { record_timeout: Some(Duration::from_millis(900)), ..Pace::of(1) };
        let mut done: Vec<Result<String, Failure>> = Vec::new();
        let work = Stalling { release: release.clone() };
        let ran = super::super::run::work_off(jobs.into_iter(), Reading::default(), &pace, work, |results| {
            done.extend(results);
            Ok::<(), Error>(())
        });
        release.store(true, Ordering::Relaxed);
        assert_eq!((ran.unwrap().read, done.len()), (12, 12));
        for (number, result) in done.iter().enumerate() {
            let failed = |failure: &Failure| (failure.kind, failure.stage);
            match (number, result) {
                (3, result) => assert_eq!(result.as_ref().map_err(failed), Err((Kind::Timeout, "sweep"))),
                (7, result) => assert_eq!(result.as_ref().map_err(failed), Err((Kind::Panic, "extract"))),
                (_, result) => assert_eq!(result.as_ref(), Ok(&number.to_string())),
            }
        }
    }
}
