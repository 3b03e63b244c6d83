//! qingliu (清流, "clear stream") turns scraped Chinese pages into clean records: title, date, heat and
//! body, and for every word that was taken away the rule that took it.
//!
//! A page travels one way, and the modules are named for its stations:
//!
//! ```text
//! page → decode → segment → [ repair → convert → sweep ] → extract → record
//! ```
//!
//! ```
//! use qingliu::{Cleaner, Page};
//!
//! let cleaner = Cleaner::builder().build()?;
//! let page = Page::html("a.html", "<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>");
//! let cleaned = cleaner.clean(&page);
//! assert_eq!(cleaned.record.title.as_deref(), Some("小城的早市"));
//! assert_eq!(cleaned.record.body, "天还没亮，卖菜的人已经把摊子支好了。");
//! # Ok::<(), qingliu::Error>(())
//! ```
#![cfg_attr(not(feature = "opencc"), forbid(unsafe_code))]
#![warn(missing_docs)]
// The library prints nothing and never panics on a page.
#![warn(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

pub mod audit;
pub mod author;
mod builder;
#[cfg(feature = "cli")]
pub mod cli;
pub mod convert;
pub mod decode;
pub mod dedup;
pub mod diff;
pub mod document;
mod error;
pub mod explain;
pub mod extract;
pub mod fixture;
pub mod io;
pub mod lang;
mod page;
mod pipeline;
mod record;
pub mod repair;
#[cfg(feature = "report")]
pub mod report;
pub mod rules;
pub mod segment;
pub mod stats;
pub mod sweep;
pub mod tally;
#[cfg(feature = "workbench")]
pub mod workbench;

pub use builder::CleanerBuilder;
pub use error::{Error, Problem};
pub use page::{Content, Page};
pub use pipeline::{Cleaned, Cleaner, Context, Options, PASSES, Pass};
pub use record::{PostRecord, RECORD_SCHEMA, Record, RemovalRecord};
pub use repair::{Punctuation, Repaired, repair, repair_with};
