//! Pages in, records out: folders, files and streams, and the ordered parallel runner between.
//!
//! [`Sources`] turns the named inputs into [`Job`]s without opening more than it must, [`Job::load`] makes a
//! page of a job, and [`run`] cleans jobs on every core and hands the outcomes back in input order.

mod failure;
mod folder;
mod format;
mod guard;
mod inventory;
mod job;
mod jsonl;
mod lines;
mod outcome;
mod output;
mod queue;
mod reader;
mod resume;
mod run;
mod select;
mod source;
mod workers;

pub use failure::{Failure, Kind};
pub use format::{Format, LATER};
pub(crate) use guard::guard;
pub use guard::silence_caught_panics;
pub use inventory::Holding;
pub use job::{Concern, Job, Loaded, Warning};
pub use outcome::{Outcome, Written};
pub use output::Output;
pub use resume::{Earlier, Journal, Plan};
pub use run::{Ran, Reading, Run, each, run};
pub use select::{Columns, KEYS, POSTS};
pub use source::{Input, Skipped, Sources};
pub use workers::{Pace, Stopper};

/// The largest page that is read into memory, unpacked. No article comes near it; without a bound a small
/// compressed file could ask for all the memory there is.
pub const MAX_PAGE: u64 = 256 << 20;
