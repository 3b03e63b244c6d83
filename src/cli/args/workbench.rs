//! What `workbench` is told.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::{PageArgs, ThreadArgs};

/// Open a local page to write rules on: lines and their verdicts, a rule in the making, and at once what it changes
///
/// It answers on 127.0.0.1 only, and only to whoever has the address that it prints, which holds a random token. The
/// rules in force are the built-in ones and those of DIR; a rule is saved to DIR on trial, where it takes nothing yet.
#[derive(Debug, Args)]
#[command(after_help = WORKBENCH_HELP)]
pub struct WorkbenchArgs {
    /// The folder of rules to read and to write to; it is made when a rule is saved
    #[arg(long, value_name = "DIR", required = true, help_heading = "Rules")]
    pub rules: PathBuf,

    /// Pages to try a rule on: whatever `clean` reads, fixtures, or labelled lines (.tsv); may be given several times
    #[arg(long, value_name = "INPUT", help_heading = "Pages")]
    pub corpus: Vec<OsString>,

    /// Fixtures that a rule must not break; the folder `fixtures` where there is one
    #[arg(long, value_name = "DIR", help_heading = "Pages")]
    pub fixtures: Option<PathBuf>,

    /// Take so many pages of each corpus, drawn at random
    #[arg(long, value_name = "N", default_value = "300", value_parser = clap::value_parser!(u32).range(1..=10_000), help_heading = "Pages")]
    pub sample: u32,

    /// Draw them from the first so many: a dump is not read to its end
    #[arg(long, value_name = "N", default_value = "10000", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Pages")]
    pub first: u32,

    /// What they are drawn by; the same seed draws the same pages
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Pages")]
    pub seed: u64,

    #[command(flatten)]
    pub page: PageArgs,

    /// The port to answer on; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0, help_heading = "Server")]
    pub port: u16,

    /// Open the page in the browser
    #[arg(long, help_heading = "Server")]
    pub open: bool,

    #[command(flatten)]
    pub threads: ThreadArgs,
}

const WORKBENCH_HELP: &str = "\
Examples:
  qingliu workbench --rules my-rules --corpus dump.jsonl.gz
  qingliu workbench --rules my-rules --corpus pages/ --corpus labelled.tsv --sample 1000 --open

From a bad line to a tested rule:
  1  open the address; pick a page of the list, or paste one
  2  click the line that must go, or select the words, and press `d`: a rule is drafted
  3  say why in `why`; see below the editor what the rule takes, and what it must not
  4  Ctrl+S saves it to DIR on trial, with its hit and miss
Then, on the command line:
  qingliu rules check DIR
  qingliu test --rules DIR
  qingliu rules promote ID --rules DIR --corpus DUMP      trial -> active

Stop it with Ctrl-C.";
