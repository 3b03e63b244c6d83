//! How far a run has come, for a terminal.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::io::{Holding, Input, Meter};
use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};

/// A line that is written again and again, on a terminal only.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// Bytes of the pages that are done, unpacked.
    bytes: Arc<AtomicU64>,
    /// Bytes of the inputs that were read, as they lie on the disk.
    read: Meter,
    /// What of them was read before this run began to clean.
    passed: u64,
    /// Bytes of all inputs, where that is known.
    total: Option<u64>,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy)]
struct Come {
    pages: u64,
    errors: u64,
    /// Of the pages.
    bytes: u64,
    /// Of the inputs, by this run.
    read: u64,
    /// Of the inputs, still to be read; `None` where that is not known.
    left: Option<u64>,
    elapsed: Duration,
}

impl Progress {
    /// Of a run over these inputs, which counts its bytes.
    pub fn new(quiet: bool, inputs: &[Input], bytes: Arc<AtomicU64>, read: Meter) -> Progress {
        let shows = !quiet && io::stderr().is_terminal();
        let bar = if shows { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        let total = if shows { total(inputs) } else { None };
        Progress { bar, started: Instant::now(), bytes, read, passed: 0, total }
    }

    /// From here on pages are cleaned; what was read before was read by an earlier run already.
    pub fn begin(&mut self) {
        (self.started, self.passed) = (Instant::now(), self.read.bytes());
    }

    /// Of so many pages, so many are errors.
    pub fn show(&self, pages: u64, errors: u64) {
        self.bar.tick();
        if self.bar.is_hidden() {
            return;
        }
        let read = self.read.bytes();
        self.bar.set_message(line(Come {
            pages,
            errors,
            bytes: self.bytes.load(Ordering::Relaxed),
            read: read - self.passed,
            left: self.total.map(|total| total.saturating_sub(read)),
            elapsed: self.started.elapsed(),
        }));
    }

    /// Takes the line away while something else is written.
    pub fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// Takes the line away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn line(come: Come) -> String {
    let Come { pages, errors, bytes, read, left, elapsed } = come;
    let seconds = elapsed.as_secs_f64().max(1e-3);
    let rate = HumanBytes((bytes as f64 / seconds) as u64);
    let mut line = format!("{} pages, {rate}/s, {errors} errors", HumanCount(pages));
    // Where all has been read, what was read last is still being cleaned.
    if let Some(left) = left.filter(|left| *left > 0 && read > 0 && elapsed > Duration::from_secs(2)) {
        let seconds = left as f64 * seconds / read as f64;
        line += &format!(", {} left", HumanDuration(Duration::from_secs_f64(seconds.min(1e9))));
    }
    line
}

/// Bytes of all inputs as they lie on the disk, unless one is a stream.
fn total(inputs: &[Input]) -> Option<u64> {
    if inputs.is_empty() {
        return None;
    }
    inputs.iter().map(|input| Some(Holding::of(input).ok()??.bytes)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_by_what_this_run_has_read() {
        let elapsed = Duration::from_secs(10);
        let come =
            Come { pages: 1200, errors: 3, bytes: 10 << 20, read: 2 << 20, left: Some(4 << 20), elapsed };
        assert_eq!(line(come), "1,200 pages, 1.00 MiB/s, 3 errors, 20 seconds left");
        for come in [
            Come { left: None, ..come },
            Come { left: Some(0), ..come },
            Come { read: 0, ..come },
            Come { elapsed: Duration::from_secs(1), ..come },
        ] {
            assert!(!line(come).contains("left"), "{come:?}");
        }
    }
}
