//! What `clean` is told.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::io::ShardSize;
use clap::{Args, ValueEnum};

use super::{FormArgs, PageArgs, RuleArgs, ThreadArgs, parse, seconds};

/// Clean pages: one JSON object a page, in input order
#[derive(Debug, Args)]
#[command(after_help = CLEAN_EXAMPLES)]
pub struct CleanArgs {
    /// Files, folders, patterns, or `-`; none means standard input
    ///
    /// A folder is walked in sorted order for .html .htm .xhtml .shtml .txt .jsonl .ndjson .warc .wet .mhtml .mht
    /// .tar .tgz .zip .parquet, packed as .gz or .zst or not; other files are skipped and counted, in archives too.
    /// A file that you name is read whatever its name. A pattern in quotes, such as 'crawl/**/*.warc.gz', stands for
    /// the files that match.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    pub rules: RuleArgs,

    #[command(flatten)]
    pub form: FormArgs,

    /// Write the records to FILE instead of standard output
    ///
    /// This and the other files are packed if their names end in .gz or .zst, and tables if in .parquet.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Write numbered files of so many records, or of such a size before packing: 100000, 500MB, 1GiB
    ///
    /// `-o out.jsonl.zst` gives out-00000.jsonl.zst, out-00001.jsonl.zst and so on, each under its name when it is whole.
    #[arg(long, value_name = "N|SIZE", value_parser = parse::<ShardSize>, help_heading = "Output")]
    pub shard_size: Option<ShardSize>,

    /// Write one JSON object per removal: id, line, rule, pass, hit, text
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub removed: Option<PathBuf>,

    /// Write one JSON object per page that could not be processed: id, offset, stage, kind, message
    ///
    /// Without it each error is a line on standard error.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub errors: Option<PathBuf>,

    /// Take records with the verdict `reject` out of the output and into FILE
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub rejects: Option<PathBuf>,

    /// Write counts of the run as JSON: by charset, script, flag, rule; fields, lengths, time
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub stats: Option<PathBuf>,

    /// Leave out records whose body came before in this run; the first is kept
    ///
    /// Bodies are compared whole, white space aside. A record without a body is no duplicate.
    #[arg(long, value_name = "HOW", value_enum, help_heading = "Output")]
    pub dedup: Option<DedupBy>,

    /// Write one JSON object per record that --dedup left out: id, of_line (the line of the record that has its body),
    /// copies (so far)
    #[arg(long, value_name = "FILE", requires = "dedup", help_heading = "Output")]
    pub duplicates: Option<PathBuf>,

    /// The most that --dedup remembers by; of bodies beyond it, copies are kept, and the summary says so
    #[arg(long, value_name = "MIB", default_value_t = 1024, requires = "dedup", help_heading = "Output")]
    pub dedup_memory: u32,

    /// Write only these keys of the record, separated by commas
    #[arg(long, value_name = "a,b,c", value_delimiter = ',', help_heading = "Output")]
    pub fields: Vec<String>,

    /// Copy this key of a JSONL input, or column of a Parquet one, to its record; may be given several times
    #[arg(long, value_name = "KEY", value_delimiter = ',', help_heading = "Output")]
    pub carry: Vec<String>,

    /// Reject pages that are not Chinese (flag `lang/other`)
    #[arg(long)]
    pub require_chinese: bool,

    /// Exit with 1 when any record is rejected
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub threads: ThreadArgs,

    /// Begin or take up a run that can be interrupted at any moment (needs -o FILE)
    ///
    /// The output is made in FILE.part, and FILE.resume says how far it has come. The same command again goes on from
    /// there; once the output is whole, FILE.manifest.json says what it was made of.
    #[arg(long, requires = "output", help_heading = "Run")]
    pub resume: bool,

    /// The longest that a page may take before it is an error (kind `timeout`); 0 for no limit
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds, help_heading = "Run")]
    pub record_timeout: Duration,

    /// Stop, with status 3, when there are more errors than N, or than P% of the pages read
    ///
    /// A share is looked at from 1000 pages on, and at the end.
    #[arg(long, value_name = "N|P%", value_parser = parse::<MaxErrors>, help_heading = "Run")]
    pub max_errors: Option<MaxErrors>,

    /// No summary and no progress on standard error
    #[arg(short, long, help_heading = "Run")]
    pub quiet: bool,

    /// How messages are written to standard error
    #[arg(long, value_name = "HOW", value_enum, default_value = "text", help_heading = "Run")]
    pub log: LogAs,
}

/// How duplicates are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DedupBy {
    /// By the whole body, white space aside
    Exact,
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogAs {
    /// For people
    Text,
    /// An object a line: level, message, and what it is about
    Json,
}

/// How many pages may be in the errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxErrors {
    /// So many.
    Number(u64),
    /// Such a share of the pages read.
    Share(f64),
}

impl FromStr for MaxErrors {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxErrors, String> {
        if text.trim_end().ends_with('%') {
            return super::share(text).map(MaxErrors::Share);
        }
        text.parse()
            .map(MaxErrors::Number)
            .map_err(|_| format!("`{text}` is neither a number nor a share such as 2%"))
    }
}

impl fmt::Display for MaxErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MaxErrors::Number(number) => write!(f, "{number}"),
            MaxErrors::Share(share) => write!(f, "{}%", share * 100.0),
        }
    }
}

const CLEAN_EXAMPLES: &str = "\
Examples:
  qingliu clean page.html                          one page, one JSON line
  qingliu clean pages/ -o clean.jsonl --errors errors.jsonl
  qingliu clean 'crawl/*.warc.gz' -o clean.jsonl.zst --shard-size 500MB
  zcat dump.jsonl.gz | qingliu clean --carry crawl_id --fields id,title,date,body > clean.jsonl
  qingliu clean pages/ --removed removed.jsonl     every removal, with the rule that made it
  qingliu clean dump.jsonl.gz -o clean.jsonl --resume --errors errors.jsonl --stats stats.json

JSONL in: an object a line with exactly one of html, text (strings) or bytes
(base64 of the raw page), and optionally id, url, charset.

Exit status: 1 with --strict when a record is rejected; 3 when some pages are in the errors
or --max-errors is passed; 130 and 143 when SIGINT or SIGTERM stopped it, with
everything that was read written out (a second signal ends it at once).";
