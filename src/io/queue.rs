//! What lies between reading and writing: jobs that wait for a worker, and results that wait for their turn.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Records between reading and writing. So many keep every core busy while one slow page holds up the order.
const MAX_RECORDS: usize = 1024;

/// Bytes between reading and writing for each thread that cleans, as jobs count them, and one record more. A page takes
/// about eight times its size while it is cleaned, so that those of 16 MiB have to go one by one where there are two
/// threads; of pages of the usual 90 KB there are ninety.
const BYTES_A_THREAD: u64 = 4 << 20;

/// Jobs that a worker takes at once, where so many wait, and their bytes: a stage of cleaning finds its tables in the
/// processor's cache where it does some pages in a row (`Cleaner::clean_batch`), and more of them gain no more.
const SHARE: usize = 16;
const SHARE_BYTES: u64 = 2 << 20;

/// Results that are worth waking the writer for. One that waits for company waits no longer than [`TICK`].
const BATCH: usize = 64;

/// How long the writer sleeps at most. Records of a slow input are written that soon after they are done, and the
/// clock of [`super::workers`] goes by it.
pub(super) const TICK: Duration = Duration::from_millis(50);

/// A queue of jobs that gives their results back in the order in which the jobs came, however the workers finish
/// them. Whoever pushes waits while too much is under way: so memory is bounded, and a writer that is held up holds
/// up the reader.
#[derive(Debug)]
pub(super) struct Queue<J, T> {
    state: Mutex<State<J, T>>,
    /// There is a job, or there will be none.
    jobs: Condvar,
    /// There is room for a job, or none is wanted.
    room: Condvar,
    /// There are results, or the end.
    results: Condvar,
    threads: usize,
}

#[derive(Debug)]
struct State<J, T> {
    waiting: VecDeque<(u64, J)>,
    /// Every record under way, the one whose turn is next first, with its size.
    under_way: VecDeque<(u64, Option<T>)>,
    /// How many of them are done at the front.
    ready: usize,
    /// How many are done anywhere.
    done: usize,
    bytes: u64,
    /// The number of the first of `under_way`.
    first: u64,
    /// No job comes any more, or none is wanted.
    closed: bool,
    /// Nobody waits for the results.
    abandoned: bool,
}

/// What the writer finds.
#[derive(Debug)]
pub(super) enum Taken<T> {
    /// Results, in order, and the size of their jobs.
    Results(Vec<T>, u64),
    /// Nothing yet.
    Nothing,
    /// All there is has been taken.
    End,
}

impl<J, T> Queue<J, T> {
    /// Of jobs for so many threads.
    pub(super) fn new(threads: usize) -> Queue<J, T> {
        let state = State {
            waiting: VecDeque::new(),
            under_way: VecDeque::new(),
            ready: 0,
            done: 0,
            bytes: 0,
            first: 0,
            closed: false,
            abandoned: false,
        };
        Queue {
            state: Mutex::new(state),
            jobs: Condvar::new(),
            room: Condvar::new(),
            results: Condvar::new(),
            threads: threads.max(1),
        }
    }

    /// Adds a job, and says whether another is wanted, once there is room for it: so whoever reads holds none while it
    /// waits. A job that was read before the queue was closed is not lost.
    pub(super) fn push(&self, job: J, size: u64) -> bool {
        let mut state = self.lock();
        let number = state.first + state.under_way.len() as u64;
        state.bytes += size;
        state.under_way.push_back((size, None));
        state.waiting.push_back((number, job));
        self.jobs.notify_one();
        while !state.closed && self.is_full(&state) {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        !state.closed
    }

    /// A worker's share of the jobs that wait, with their numbers, once there is one; `None` when none will come.
    pub(super) fn pop(&self) -> Option<Vec<(u64, J)>> {
        let mut state = self.lock();
        while state.waiting.is_empty() {
            if state.closed {
                return None;
            }
            state = self.jobs.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let most = state.waiting.len().div_ceil(self.threads).min(SHARE);
        let mut bytes = 0;
        let sizes =
            state.waiting.iter().take(most).map(|(n, _)| state.under_way[(n - state.first) as usize].0);
        let within = sizes.take_while(|size| {
            bytes += size;
            bytes <= SHARE_BYTES
        });
        let count = within.count().max(1);
        Some(state.waiting.drain(..count).collect())
    }

    /// Hands in the result of a job; `false` when it has one already, and this comes too late.
    pub(super) fn finish(&self, number: u64, result: T) -> bool {
        let mut state = self.lock();
        let Some(index) = number.checked_sub(state.first) else { return false };
        match state.under_way.get_mut(index as usize) {
            Some((_, slot @ None)) => *slot = Some(result),
            _ => return false,
        }
        state.done += 1;
        while state.under_way.get(state.ready).is_some_and(|(_, result)| result.is_some()) {
            state.ready += 1;
        }
        let wake = state.ready >= BATCH || state.done == state.under_way.len();
        drop(state);
        if wake {
            self.results.notify_one();
        }
        true
    }

    /// The results whose turn it is. Waits for a batch of them, or until everything under way is done, and not longer
    /// than a tick.
    pub(super) fn take(&self) -> Taken<T> {
        let mut state = self.lock();
        if state.ready < BATCH && (state.ready == 0 || state.done < state.under_way.len()) && !state.is_over()
        {
            state = self.results.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner).0;
        }
        if state.ready == 0 {
            return if state.is_over() { Taken::End } else { Taken::Nothing };
        }
        let ready = state.ready.min(MAX_RECORDS);
        let mut results = Vec::with_capacity(ready);
        let before = state.bytes;
        for _ in 0..ready {
            let Some((size, result)) = state.under_way.pop_front() else { break };
            state.bytes -= size;
            results.extend(result);
        }
        state.first += ready as u64;
        state.ready -= ready;
        state.done -= ready;
        let bytes = before - state.bytes;
        drop(state);
        self.room.notify_one();
        Taken::Results(results, bytes)
    }

    /// Lets no further job in. What is under way is finished.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.jobs.notify_all();
        self.room.notify_all();
        self.results.notify_all();
    }

    /// The same, and gives up the jobs that nobody has begun.
    pub(super) fn abandon(&self) {
        let mut state = self.lock();
        state.waiting.clear();
        state.abandoned = true;
        drop(state);
        self.close();
    }

    /// Whether nobody waits for the results.
    pub(super) fn is_abandoned(&self) -> bool {
        self.lock().abandoned
    }

    /// Jobs that have been pushed so far.
    pub(super) fn pushed(&self) -> u64 {
        let state = self.lock();
        state.first + state.under_way.len() as u64
    }

    fn is_full(&self, state: &State<J, T>) -> bool {
        state.under_way.len() >= MAX_RECORDS || state.bytes >= BYTES_A_THREAD * self.threads as u64
    }

    fn lock(&self) -> MutexGuard<'_, State<J, T>> {
        // Nothing here panics half way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J, T> State<J, T> {
    /// Whether no result will come.
    fn is_over(&self) -> bool {
        self.closed && self.under_way.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let queue = Queue::new(1);
        for job in ["a", "b", "c"] {
            assert!(queue.push(job, 1));
        }
        let jobs = queue.pop().unwrap();
        for (number, job) in jobs.into_iter().rev() {
            assert!(queue.finish(number, job));
            assert!(!queue.finish(number, "late"));
        }
        let Taken::Results(results, 3) = queue.take() else { panic!("three are done") };
        assert_eq!(results, ["a", "b", "c"]);
        assert!(matches!(queue.take(), Taken::Nothing));
        queue.close();
        assert!(matches!(queue.take(), Taken::End));
        assert!(queue.pop().is_none());
    }

    #[test]
    fn a_worker_takes_its_share_of_the_jobs_that_wait() {
        let shares = |threads, size, jobs| {
            let queue = Queue::<_, ()>::new(threads);
            (0..jobs).for_each(|job| assert!(queue.push(job, size)));
            queue.close();
            std::iter::from_fn(|| queue.pop().map(|share| share.len())).collect::<Vec<_>>()
        };
        assert_eq!(shares(1, 1, 2 * SHARE + 1), [SHARE, SHARE, 1]);
        assert_eq!(shares(2, 1, 7), [4, 2, 1]);
        // What is large goes alone, and nothing that comes behind it with it.
        assert_eq!(shares(1, SHARE_BYTES / 2, 3), [2, 1]);
        assert_eq!(shares(2, SHARE_BYTES + 1, 3), [1, 1, 1]);
    }

    /// Waits until so many jobs have been pushed, and a moment for one too many.
    fn comes_to(queue: &Queue<u64, u64>, pushed: u64) {
        for _ in 0..1000 {
            if queue.pushed() >= pushed {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(20));
        assert_eq!(queue.pushed(), pushed);
    }

    #[test]
    fn a_full_queue_holds_up_whoever_reads_and_a_closed_one_takes_what_was_read() {
        // By their number, by their bytes, and one that is larger than the bound goes alone.
        for (size, room) in
            [(1, MAX_RECORDS as u64), (BYTES_A_THREAD, 2), (BYTES_A_THREAD + 1, 2), (3 * BYTES_A_THREAD, 1)]
        {
            let queue = Arc::new(Queue::<u64, u64>::new(2));
            let reader = Arc::clone(&queue);
            let reader = thread::spawn(move || while reader.push(7, size) {});
            comes_to(&queue, room);
            let (number, job) = queue.pop().unwrap().swap_remove(0);
            assert!(queue.finish(number, job));
            comes_to(&queue, room);
            while !matches!(queue.take(), Taken::Results(..)) {}
            comes_to(&queue, room + 1);
            queue.close();
            reader.join().unwrap();
            assert!(!queue.push(7, size), "no other is wanted");
            assert_eq!(queue.pushed(), room + 2, "and this one is not lost");
        }
    }
}
