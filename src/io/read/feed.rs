//! A reader on a thread of its own: it reads and unpacks ahead while others clean.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::{Flow, Found, Met, Settings};
use crate::io::failure::{Failure, Kind};
use crate::io::guard::guard;
use crate::io::job::Job;

/// So many pages wait to be taken; then the reader waits. They are cleaned by the thousand, so that this bounds
/// memory only while somebody else is busy.
const AHEAD: usize = 8;

/// So many bytes of pages wait to be taken, and one page more: a reader that has found a page of 16 MiB finds no other
/// before that one is taken.
const AHEAD_BYTES: u64 = 4 << 20;

/// What a reader finds, in order. Dropped, it lets the reader end at the next page, and does not wait for it: its input
/// may have nothing to read.
pub(in crate::io) struct Feed {
    ahead: Arc<Ahead>,
    reader: Option<JoinHandle<()>>,
}

/// What was found and nobody has taken yet.
#[derive(Default)]
struct Ahead {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    met: VecDeque<Met>,
    /// Bytes of the pages among them.
    bytes: u64,
    /// Nothing more will be found.
    ended: bool,
    /// Nobody takes what is found.
    left: bool,
}

impl Feed {
    /// Starts `read` on a thread of its own. A panic in it is a failure of the input `name`, and its end.
    pub(in crate::io) fn start(
        name: String,
        settings: Settings,
        one_page: bool,
        read: impl FnOnce(&str, &mut Found<'_>) -> Flow + Send + 'static,
    ) -> Feed {
        let ahead = Arc::new(Ahead::default());
        let to = Arc::clone(&ahead);
        let reading = move || {
            let mut give = |met| to.give(met);
            let read = guard(|_| read(&name, &mut Found::new(&settings, one_page, &mut give)));
            if let Err(caught) = read {
                let message =
                    format!("{name}: a fault of qingliu in `read`, please report it: {}", caught.message);
                let failure = Failure { id: name, offset: 0, stage: "read", kind: Kind::Panic, message };
                to.add(Met::Job(Box::new(Job::failed(failure))));
            }
            to.change(|state| state.ended = true);
        };
        let reader = thread::Builder::new().name("read".into()).spawn(reading).map_err(|e| {
            let failure = Failure::reading("-", 0, "a thread to read with", &e);
            ahead.add(Met::Job(Box::new(Job::failed(failure))));
            ahead.change(|state| state.ended = true);
        });
        Feed { ahead, reader: reader.ok() }
    }

    /// The next thing that the reader meets; `None` at its end.
    pub(in crate::io) fn next(&mut self) -> Option<Met> {
        let mut state = self.ahead.lock();
        loop {
            if let Some(met) = state.met.pop_front() {
                state.bytes -= met.size();
                let has_room = !state.is_full();
                drop(state);
                if has_room {
                    self.ahead.changed.notify_all();
                }
                return Some(met);
            }
            if state.ended {
                drop(state);
                // It has nothing left to do but to end. A panic in it was caught.
                let _ = self.reader.take().map(JoinHandle::join);
                return None;
            }
            state = self.ahead.wait(state);
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.ahead.change(|state| state.left = true);
    }
}

impl Ahead {
    /// Adds what was found, and waits until something else is wanted: so the reader holds no page while it waits.
    fn give(&self, met: Met) -> Flow {
        self.add(met);
        let mut state = self.lock();
        while state.is_full() && !state.left {
            state = self.wait(state);
        }
        if state.left { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn add(&self, met: Met) {
        self.change(|state| {
            state.bytes += met.size();
            state.met.push_back(met);
        });
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing here panics half way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_full(&self) -> bool {
        self.met.len() >= AHEAD || self.bytes >= AHEAD_BYTES
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::io::Format;
    use crate::io::job::Carrier;

    /// A feed of pages of so many bytes, and how many of them the reader has found.
    fn pages(bytes: usize) -> (Feed, Arc<AtomicUsize>) {
        let found = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&found);
        let feed = Feed::start("in".to_owned(), Settings::default(), false, move |name, to| {
            loop {
                count.fetch_add(1, Ordering::SeqCst);
                let carrier = Carrier::Page(vec![b'a'; bytes], Format::Text);
                to.job(Job { id: name.to_owned(), offset: 0, size: bytes as u64, carrier })?;
            }
        });
        (feed, found)
    }

    fn comes_to(found: &AtomicUsize, count: usize) {
        for _ in 0..1000 {
            if found.load(Ordering::SeqCst) >= count {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        // Time for one too many.
        thread::sleep(Duration::from_millis(20));
        assert_eq!(found.load(Ordering::SeqCst), count);
    }

    #[test]
    fn large_pages_wait_one_by_one_and_small_ones_by_their_number() {
        for (bytes, ahead) in [(AHEAD_BYTES as usize, 1), (AHEAD_BYTES as usize / 2, 2), (10, AHEAD)] {
            let (mut feed, found) = pages(bytes);
            comes_to(&found, ahead);
            for taken in 1..=3 {
                assert!(matches!(feed.next(), Some(Met::Job(_))));
                comes_to(&found, ahead + taken);
            }
        }
    }

    #[test]
    fn a_feed_that_nobody_takes_from_lets_its_reader_end() {
        let (feed, found) = pages(10);
        comes_to(&found, AHEAD);
        let ahead = Arc::clone(&feed.ahead);
        drop(feed);
        let mut state = ahead.lock();
        while !state.ended {
            state = ahead.wait(state);
        }
        assert_eq!(found.load(Ordering::SeqCst), AHEAD);
    }
}
