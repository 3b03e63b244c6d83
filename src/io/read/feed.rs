//! A reader on a thread of its own: it reads and unpacks ahead while others clean.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::{Flow, Found, Met, Settings};
use crate::io::failure::{Failure, Kind};
use crate::io::guard::guard;
use crate::io::job::Job;

/// So many pages wait to be taken; then the reader waits. They are cleaned by the thousand, so that this bounds
/// memory only while somebody else is busy.
const AHEAD: usize = 8;

/// What a reader finds, in order. Dropped, it lets the reader end at the next page.
pub(in crate::io) struct Feed(Receiver<Met>);

impl Feed {
    /// Starts `read` on a thread of its own. A panic in it is a failure of the input `name`, and its end.
    pub(in crate::io) fn start(
        name: String,
        settings: Settings,
        one_page: bool,
        read: impl FnOnce(&str, &mut Found<'_>) -> Flow + Send + 'static,
    ) -> Feed {
        let (send, receive) = sync_channel(AHEAD);
        let at_once = send.clone();
        let reading = move || {
            let mut give = |met| give(&send, met);
            let read = guard(|_| read(&name, &mut Found::new(&settings, one_page, &mut give)));
            if let Err(caught) = read {
                let message =
                    format!("{name}: a fault of qingliu in `read`, please report it: {}", caught.message);
                let failure = Failure { id: name, offset: 0, stage: "read", kind: Kind::Panic, message };
                let _ = give(Met::Job(Box::new(Job::failed(failure))));
            }
        };
        if let Err(e) = thread::Builder::new().name("read".into()).spawn(reading) {
            let failure = Failure::reading("-", 0, "a thread to read with", &e);
            // The receiver is here, and has room.
            let _ = at_once.try_send(Met::Job(Box::new(Job::failed(failure))));
        }
        Feed(receive)
    }

    /// The next thing that the reader meets; `None` at its end.
    pub(in crate::io) fn next(&self) -> Option<Met> {
        self.0.recv().ok()
    }
}

fn give(send: &SyncSender<Met>, met: Met) -> Flow {
    match send.send(met) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    }
}
