//! What `diff` is told.

use std::ffi::OsString;

use clap::{Args, ValueEnum};

use super::{PageArgs, RuleArgs, ThreadArgs, share};

/// Compare the rules with others over a dump: what is newly removed and newly kept, by rule, worst first
///
/// Every page is cleaned under the base and under the rules that the other options ask for. What differs is
/// grouped by the rule that takes it now, or took it before; worst are the characters that were in a body.
/// Memory does not grow with the dump: counts are kept for each rule, and a few examples.
#[derive(Debug, Args)]
#[command(after_help = DIFF_HELP)]
pub struct DiffArgs {
    /// What to compare with: a folder laid out like rules/, instead of the built-in rules; or `builtin`
    ///
    /// Given several times they add up, so `--base builtin --base old` is what `--rules old` would be.
    #[arg(long, value_name = "RULES", required = true)]
    pub base: Vec<OsString>,

    /// Files, folders, or `-`, as `clean` reads them; none means standard input
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,

    /// Examples for each rule: the worst ones, no two of the same words
    #[arg(long, value_name = "N", default_value = "5", value_parser = clap::value_parser!(u16).range(0..=1000))]
    pub sample: u16,

    /// For people or for programs
    #[arg(long, value_enum, default_value = "human")]
    pub format: DiffFormat,

    /// Exit with 1 if more than this share of the base's body characters is lost: 0.05% or 0.0005
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub max_loss: Option<f64>,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    pub rules: RuleArgs,

    #[command(flatten)]
    pub threads: ThreadArgs,

    /// No summary and no progress on standard error
    #[arg(short, long)]
    pub quiet: bool,
}

const DIFF_HELP: &str = "\
Examples:
  qingliu diff --base builtin --rules my-rules dump.jsonl.gz     what my rules add
  qingliu diff --base rules.old --rules-only rules pages/        two folders, nothing built in
  qingliu diff --base builtin --rules my-rules --max-loss 0.05% dump.jsonl.gz

Trial rules take nothing; what they would newly remove is listed apart, and is no loss.

Exit status: 1 above --max-loss; 3 when some pages are in the errors.";

/// How a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// A listing
    Human,
    /// One JSON object
    Json,
}
