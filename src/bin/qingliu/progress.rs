//! How far a run has come, for a terminal.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use qingliu::io::{Holding, Input};

/// Extensions behind which the size of a file is not that of its pages.
const PACKED: [&str; 8] = [".gz", ".zst", ".zip", ".tar", ".tgz", ".warc", ".wet", ".parquet"];

/// A line that is written again and again, on a terminal only.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// Bytes of the pages that are done.
    bytes: Arc<AtomicU64>,
    /// Bytes that an earlier run had done.
    passed: AtomicU64,
    /// Bytes of all pages, where that is known.
    total: Option<u64>,
}

impl Progress {
    /// Of a run over these inputs, which counts its bytes.
    pub fn new(quiet: bool, inputs: &[Input], bytes: Arc<AtomicU64>) -> Progress {
        let shows = !quiet && io::stderr().is_terminal();
        let bar = if shows { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        let total = if shows { total(inputs) } else { None };
        Progress { bar, started: Instant::now(), bytes, passed: AtomicU64::new(0), total }
    }

    /// Of so many pages, so many are errors.
    pub fn show(&self, pages: u64, errors: u64) {
        self.bar.tick();
        if self.bar.is_hidden() {
            return;
        }
        let (bytes, passed) = (self.bytes.load(Ordering::Relaxed), self.passed.load(Ordering::Relaxed));
        self.bar.set_message(line(pages, errors, bytes, passed, self.total, self.started.elapsed()));
    }

    /// A page of so many bytes was done by an earlier run.
    pub fn pass_over(&self, bytes: u64) {
        self.passed.fetch_add(bytes, Ordering::Relaxed);
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

fn line(pages: u64, errors: u64, bytes: u64, passed: u64, total: Option<u64>, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64().max(1e-3);
    let rate = bytes as f64 / seconds;
    let mut line = format!("{} pages, {}/s, {errors} errors", HumanCount(pages), HumanBytes(rate as u64));
    if let Some(total) = total.filter(|_| rate > 0.0 && elapsed > Duration::from_secs(2)) {
        let left = total.saturating_sub(bytes + passed) as f64 / rate;
        line += &format!(", {} left", HumanDuration(Duration::from_secs_f64(left.min(1e9))));
    }
    line
}

/// Bytes of all pages, unless an input is a stream or packed.
fn total(inputs: &[Input]) -> Option<u64> {
    let is_packed = |input: &Input| match input {
        Input::Stdin => true,
        Input::File(path) => {
            let name = path.to_string_lossy().to_lowercase();
            PACKED.iter().any(|end| name.ends_with(end))
        }
        Input::Folder(_) => false,
    };
    if inputs.is_empty() || inputs.iter().any(is_packed) {
        return None;
    }
    inputs.iter().map(|input| Some(Holding::of(input).ok()??.bytes)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_by_what_this_run_has_done() {
        let elapsed = Duration::from_secs(10);
        let told = line(1200, 3, 10 << 20, 70 << 20, Some(100 << 20), elapsed);
        assert_eq!(told, "1,200 pages, 1.00 MiB/s, 3 errors, 20 seconds left");
        assert!(!line(1, 0, 1, 0, None, elapsed).contains("left"));
    }
}
