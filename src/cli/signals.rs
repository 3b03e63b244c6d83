//! SIGINT and SIGTERM: the first asks the run to come to an end, the second ends the program.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Error;
use crate::io::Stopper;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::cli::Status;

/// What the shell sees of a program that a signal has ended is this and the signal's number.
const ENDED: i32 = 128;

/// The signal that came.
#[derive(Debug, Clone, Default)]
pub struct Signals {
    came: Arc<AtomicUsize>,
    stop: Stopper,
}

impl Signals {
    /// Begins to listen. Until then a signal ends the program as it ever does.
    pub fn listen() -> Result<Signals, Error> {
        let signals = Signals::default();
        for signal in [SIGINT, SIGTERM] {
            signals.register(signal).map_err(|e| Error::Usage(format!("signals cannot be handled: {e}")))?;
        }
        Ok(signals)
    }

    fn register(&self, signal: i32) -> io::Result<()> {
        // In this order: at the first signal the flag is not set yet.
        flag::register_conditional_shutdown(signal, ENDED + signal, self.stop.flag().clone())?;
        flag::register_usize(signal, self.came.clone(), signal as usize)?;
        flag::register(signal, self.stop.flag().clone())?;
        Ok(())
    }

    /// What stops the run.
    pub fn stopper(&self) -> Stopper {
        self.stop.clone()
    }

    /// The name of the signal that came, and the status that says so.
    pub fn came(&self) -> Option<(&'static str, Status)> {
        match self.came.load(Ordering::Relaxed) as i32 {
            SIGINT => Some(("SIGINT", Status::Interrupted)),
            SIGTERM => Some(("SIGTERM", Status::Terminated)),
            _ => None,
        }
    }
}
