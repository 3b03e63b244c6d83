//! What lies between reading and writing: jobs that wait for a worker, and results that wait for their turn.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Records between reading and writing. So many keep every core busy while one slow page holds up the order.
const MAX_RECORDS: usize = 1024;

/// Bytes between reading and writing, as jobs count them: what large pages may hold in memory. One record larger
/// than that goes alone.
const MAX_BYTES: u64 = 32 << 20;

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
    /// A job is in the reader's hand.
    held: bool,
    /// No job comes any more, or none is wanted.
    closed: bool,
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
    pub(super) fn new() -> Queue<J, T> {
        let state = State {
            waiting: VecDeque::new(),
            under_way: VecDeque::new(),
            ready: 0,
            done: 0,
            bytes: 0,
            first: 0,
            held: false,
            closed: false,
        };
        Queue {
            state: Mutex::new(state),
            jobs: Condvar::new(),
            room: Condvar::new(),
            results: Condvar::new(),
        }
    }

    /// Adds a job once there is room for it, and says whether another is wanted. A job that was read before the
    /// queue was closed is not lost.
    pub(super) fn push(&self, job: J, size: u64) -> bool {
        let mut state = self.lock();
        state.held = true;
        while !state.closed && state.is_full() {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let number = state.first + state.under_way.len() as u64;
        state.held = false;
        state.bytes += size;
        state.under_way.push_back((size, None));
        state.waiting.push_back((number, job));
        let open = !state.closed;
        drop(state);
        self.jobs.notify_one();
        open
    }

    /// The next job with its number, once there is one; `None` when none will come.
    pub(super) fn pop(&self) -> Option<(u64, J)> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.waiting.pop_front() {
                return Some(job);
            }
            if state.is_closed() {
                return None;
            }
            state = self.jobs.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
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
        self.lock().waiting.clear();
        self.close();
    }

    /// Jobs that have been pushed so far.
    pub(super) fn pushed(&self) -> u64 {
        let state = self.lock();
        state.first + state.under_way.len() as u64
    }

    fn lock(&self) -> MutexGuard<'_, State<J, T>> {
        // Nothing here panics half way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J, T> State<J, T> {
    fn is_full(&self) -> bool {
        !self.under_way.is_empty() && (self.under_way.len() >= MAX_RECORDS || self.bytes >= MAX_BYTES)
    }

    /// Whether no job will come.
    fn is_closed(&self) -> bool {
        self.closed && !self.held
    }

    /// Whether no result will come.
    fn is_over(&self) -> bool {
        self.is_closed() && self.under_way.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let queue = Queue::new();
        for job in ["a", "b", "c"] {
            assert!(queue.push(job, 1));
        }
        let jobs: Vec<_> = (0..3).map(|_| queue.pop().unwrap()).collect();
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
    fn a_full_queue_holds_up_whoever_reads_and_a_closed_one_takes_what_was_read() {
        let queue = Arc::new(Queue::<u64, u64>::new());
        for job in 0..MAX_RECORDS as u64 {
            queue.push(job, 1);
        }
        let reader = Arc::clone(&queue);
        let reader = thread::spawn(move || reader.push(7, 1));
        while !queue.lock().held {
            thread::yield_now();
        }
        assert_eq!(queue.pushed(), MAX_RECORDS as u64);
        queue.close();
        assert!(!reader.join().unwrap(), "no other is wanted");
        assert_eq!(queue.pushed(), MAX_RECORDS as u64 + 1);
    }

    #[test]
    fn a_job_that_is_larger_than_the_bound_goes_alone() {
        let queue = Queue::<&str, ()>::new();
        assert!(queue.push("large", 2 * MAX_BYTES));
        assert!(queue.lock().is_full());
    }
}
