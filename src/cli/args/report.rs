//! What `report` is told.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::{PageArgs, RuleArgs, ThreadArgs, seconds};

/// Write a page to look at: figures over all records, and a sample of pages before and after, line by line
///
/// The inputs are pages, as `clean` reads them, or what a run of `clean` wrote. The report is one file of HTML
/// that any browser opens, without network or server.
#[derive(Debug, Args)]
#[command(after_help = REPORT_HELP)]
pub struct ReportArgs {
    /// Pages, as `clean` reads them; or the records of a finished run, all shards of them
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,

    /// Write the report to FILE
    #[arg(short, long, value_name = "FILE", required = true, help_heading = "Output")]
    pub output: PathBuf,

    /// Show so many pages: the worst ones, a random part, and some for each bar of a chart. Counts are over all
    #[arg(long, value_name = "N", default_value = "500", value_parser = clap::value_parser!(u32).range(1..=100_000), help_heading = "Output")]
    pub pages: u32,

    /// What the random part is drawn by; the same seed draws the same pages
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Output")]
    pub seed: u64,

    /// Of a finished run: what it wrote by --removed
    #[arg(long, value_name = "FILE", help_heading = "A finished run")]
    pub removed: Vec<PathBuf>,

    /// Of a finished run: what it wrote by --stats. Time and errors are known only from there
    #[arg(long, value_name = "FILE", help_heading = "A finished run")]
    pub stats: Option<PathBuf>,

    /// Of a finished run: the pages it read; without them there is no "before" to show
    #[arg(long, value_name = "INPUT", help_heading = "A finished run")]
    pub pages_from: Vec<OsString>,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    pub rules: RuleArgs,

    #[command(flatten)]
    pub threads: ThreadArgs,

    /// The longest that a page may take before it is an error (kind `timeout`); 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = "Run")]
    pub record_timeout: Duration,

    /// No summary and no progress on standard error
    #[arg(short, long, help_heading = "Run")]
    pub quiet: bool,
}

const REPORT_HELP: &str = "\
Examples:
  qingliu report pages/ -o report.html
  qingliu report 'crawl/*.warc.gz' -o report.html --pages 200 --seed 7

  qingliu clean dump.jsonl.gz -o clean.jsonl --removed removed.jsonl --stats stats.json
  qingliu report clean.jsonl -o report.html --removed removed.jsonl --stats stats.json
  qingliu report clean.jsonl -o report.html --stats stats.json --pages-from dump.jsonl.gz

In the report every bar is a button: it lists the pages behind it. j and k walk through the list,
/ searches by text, rule or flag, ? shows all keys. #page=ID and #rule=ID are links that last.

An INPUT is taken for a finished run where --removed, --stats or --pages-from is given, or where
its first line is a record. With --pages-from the pages of the sample are cleaned once more, by
the rules in force; where that makes another body than the run's, the page says so.

Exit status: 3 when some pages could not be processed.";
