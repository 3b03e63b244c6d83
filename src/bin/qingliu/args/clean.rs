//! What `clean` is told.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use qingliu::io::ShardSize;

use super::{FormArgs, PageArgs, RuleArgs, ThreadArgs, parse};

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

    /// No summary and no progress on standard error
    #[arg(short, long)]
    pub quiet: bool,
}

const CLEAN_EXAMPLES: &str = "\
Examples:
  qingliu clean page.html                          one page, one JSON line
  qingliu clean pages/ -o clean.jsonl --errors errors.jsonl
  qingliu clean 'crawl/*.warc.gz' -o clean.jsonl.zst --shard-size 500MB
  zcat dump.jsonl.gz | qingliu clean --carry crawl_id --fields id,title,date,body > clean.jsonl
  qingliu clean pages/ --removed removed.jsonl     every removal, with the rule that made it

JSONL in: an object a line with exactly one of html, text (strings) or bytes
(base64 of the raw page), and optionally id, url, charset.

Exit status: 1 with --strict when a record is rejected; 3 when some pages are in the errors.";
