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
mod outcome;
mod queue;
mod read;
mod resume;
mod run;
mod select;
mod size;
mod source;
mod work;
mod worker;
mod workers;
mod write;

pub use failure::{Failure, Kind};
pub use format::{Format, holds_pages};
pub(crate) use guard::guard;
pub use guard::silence_caught_panics;
pub use inventory::Holding;
pub use job::{Concern, Job, Loaded, Warning};
pub use outcome::{Outcome, Written};
pub use read::{Keys, Meter, Settings};
pub use resume::{Earlier, Journal, Plan};
pub use run::{Ran, Reading, Run, clean, cleaned, each, run};
pub use select::{Columns, KEYS, POSTS, Value};
pub use size::bytes;
pub use source::{Input, Skipped, Sources};
pub use workers::{Pace, Stopper};
pub use write::{Output, Position, Records, Schema, Shape, ShardPosition, ShardSize, Shards, is_table};

/// The largest record that is read into memory unless it is said otherwise, unpacked. No article comes near it; without
/// a bound a small compressed file could ask for all the memory there is.
pub const MAX_RECORD: u64 = 16 << 20;
