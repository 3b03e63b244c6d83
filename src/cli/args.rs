//! The command line as it is typed.

mod clean;
mod diff;
mod explain;
mod form;
mod repair;
mod report;
mod rules;
mod test;
#[cfg(feature = "workbench")]
mod workbench;

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::convert::Conversion;
use crate::io::{Format, Input, Keys, Settings, Sources};
use crate::{Cleaner, Error};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

pub use clean::{CleanArgs, DedupBy, LogAs, MaxErrors};
pub use diff::{DiffArgs, DiffFormat};
pub use explain::ExplainArgs;
pub use form::{FormArgs, ThreadsAs};
pub use repair::RepairArgs;
pub use report::ReportArgs;
pub use rules::{CheckArgs, NewArgs, NewFamily, ProblemFormat, PromoteArgs, RulesCommand, look_up};
pub use test::{TestArgs, TestFormat};
#[cfg(feature = "workbench")]
pub use workbench::WorkbenchArgs;

/// Turns scraped Chinese pages into clean JSONL: title, date, heat, body, and for every word taken away the
/// rule that took it.
#[derive(Debug, Parser)]
#[command(
    name = "qingliu",
    disable_version_flag = true,
    arg_required_else_help = true,
    after_help = EXAMPLES
)]
pub struct Args {
    /// Print the version and the hash of the built-in rules
    #[arg(short = 'V', long)]
    pub version: bool,

    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Clean(Box<CleanArgs>),
    Repair(RepairArgs),
    Explain(ExplainArgs),
    /// Check, list, show, draft or promote rules
    #[command(subcommand, after_help = rules::RULES_HELP)]
    Rules(RulesCommand),
    Test(TestArgs),
    Diff(DiffArgs),
    Report(ReportArgs),
    #[cfg(feature = "workbench")]
    Workbench(WorkbenchArgs),
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  qingliu completions bash > ~/.local/share/bash-completion/completions/qingliu"
    )]
    Completions {
        shell: Shell,
    },
    /// Print the JSON schema of what is written, or of a rule file
    #[command(after_help = "Example:\n  qingliu schema rules > rules.schema.json")]
    Schema {
        of: Schema,
    },
    /// Print a manual page
    #[command(after_help = "Examples:\n  qingliu man | man -l -\n  qingliu man rules check | man -l -")]
    Man {
        /// The command that it is of; without it, the page of qingliu itself
        command: Vec<String>,
    },
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Schema {
    /// A line that `clean` writes
    Record,
    /// A rule file, for editors that check and complete TOML by a schema
    Rules,
}

const EXAMPLES: &str = "\
Examples:
  qingliu clean pages/ -o clean.jsonl       a folder of pages, a JSON line each
  curl -s URL | qingliu clean               one page from a pipe
  qingliu explain page.html                 what was kept, what was taken, by which rule and why

Exit status:
  0  done
  1  a check failed: rules check, rules promote, test, diff --max-loss, clean --strict
  2  usage, a rule file to mend, an output that cannot be written
  3  done, but some pages are in the errors, or clean --max-errors was passed
  130, 143  stopped by SIGINT, SIGTERM; what was read is written";

/// What becomes of punctuation that was folded to ASCII.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Punctuation {
    /// Leave it as it stands
    Keep,
    /// Give it its width back
    Restore,
}

impl From<Punctuation> for crate::Punctuation {
    fn from(punctuation: Punctuation) -> Self {
        match punctuation {
            Punctuation::Keep => crate::Punctuation::Keep,
            Punctuation::Restore => crate::Punctuation::Restore,
        }
    }
}

/// What is said about the pages
#[derive(Debug, ClapArgs)]
pub struct PageArgs {
    /// What the input is: auto, html, text, jsonl, warc, wet, mhtml, tar, zip, parquet
    ///
    /// `auto` goes by the name, then by the first bytes. Text is never parsed as HTML. gzip and zstd are seen
    /// through in any case.
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = parse::<Format>)]
    pub from: Format,

    /// The name that JSONL or Parquet has for a key: html, text, bytes, id, url or charset
    ///
    /// `--column html=content --column id=docid`. Where it is said which column holds the page, the others named
    /// html, text or bytes are like any other.
    #[arg(long, value_name = "KEY=NAME", value_delimiter = ',')]
    pub column: Vec<String>,

    /// The largest page that is read, unpacked; a larger one is an error, and the next is read
    #[arg(long, value_name = "SIZE", default_value = "16MiB", value_parser = bytes)]
    pub max_record_bytes: u64,

    /// The address the page was fetched from (one page only)
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,

    /// The charset that the page was served with (one page only): a vote, not an order
    #[arg(long, value_name = "LABEL", value_parser = charset)]
    pub charset: Option<String>,
}

/// Rules and conversion
#[derive(Debug, ClapArgs)]
pub struct RuleArgs {
    /// Add the rules of a folder to the built-in ones; the same id replaces
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    pub rules: Vec<PathBuf>,

    /// Use the rules of a folder instead of the built-in ones
    #[arg(long, value_name = "DIR", conflicts_with = "rules", help_heading = "Rules")]
    pub rules_only: Option<PathBuf>,

    /// Script conversion: none, t2s (traditional to simplified), tw2s, s2t … or, by OpenCC itself, opencc:NAME or FILE.json
    #[arg(long, value_name = "CONFIG", default_value = "t2s", value_parser = parse::<Conversion>)]
    pub convert: Conversion,

    /// Punctuation of Chinese prose that was folded to ASCII: , : ; ? ! and brackets; quotes stay
    #[arg(long, value_name = "WHAT", value_enum, default_value = "keep")]
    pub punctuation: Punctuation,

    /// The day that 昨天 and its kin count from; without it they are no dates
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::<Date>)]
    pub reference_date: Option<Date>,
}

/// How many pages at a time
#[derive(Debug, ClapArgs)]
pub struct ThreadArgs {
    /// Number of threads; all cores unless given. The output is the same for every number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl ThreadArgs {
    /// So many threads, or one a core.
    pub fn number(&self) -> usize {
        self.threads.map_or_else(|| thread::available_parallelism().map_or(1, |n| n.get()), usize::from)
    }
}

impl PageArgs {
    /// The inputs as jobs. What is said about one page is refused for several.
    /// Of JSONL and Parquet the `carry` keys come along.
    pub fn sources(&self, inputs: Vec<Input>, carry: &[String]) -> Result<Sources, Error> {
        let settings = Settings {
            format: self.from,
            max_record_bytes: self.max_record_bytes,
            keys: Arc::new(Keys::new(&self.column)?),
            carry: carry.to_vec(),
        };
        let sources = Sources::with(inputs, settings)?;
        match (&self.url, &self.charset) {
            (Some(_), _) => sources.one_page("--url"),
            (_, Some(_)) => sources.one_page("--charset"),
            _ => Ok(sources),
        }
    }
}

impl RuleArgs {
    /// The cleaner that was asked for.
    pub fn cleaner(&self) -> Result<Cleaner, Error> {
        self.cleaner_for(None, None)
    }

    /// The same, writing the article as it was asked for.
    pub fn cleaner_writing(&self, form: &FormArgs) -> Result<Cleaner, Error> {
        Ok(self.cleaner()?.writing(form.into()))
    }

    /// The cleaner that was asked for, but for what is asked here.
    pub fn cleaner_for(&self, convert: Option<Conversion>, date: Option<Date>) -> Result<Cleaner, Error> {
        let mut builder =
            Cleaner::builder().convert(convert.unwrap_or(self.convert)).punctuation(self.punctuation.into());
        if let Some(date) = date.or(self.reference_date) {
            builder = builder.reference_date(date);
        }
        for dir in &self.rules {
            builder = builder.rules_dir(dir);
        }
        if let Some(dir) = &self.rules_only {
            builder = builder.rules_only(dir);
        }
        builder.build()
    }
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(name: &str) -> Result<T, String> {
    name.parse().map_err(|e: T::Err| e.to_string())
}

/// A share: `0.05%` or `0.0005`.
fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(number) => (number, 100.0),
        None => (text, 1.0),
    };
    match number.trim().parse::<f64>() {
        Ok(number) if (0.0..=unit).contains(&number) => Ok(number / unit),
        Ok(number) if unit == 1.0 && (1.0..=100.0).contains(&number) => {
            Err(format!("`{text}` is more than the whole; did you mean `{text}%`?"))
        }
        _ => Err(format!("`{text}` is no share; write 0.05% or 0.0005, up to 100% or 1")),
    }
}

fn bytes(text: &str) -> Result<u64, String> {
    crate::io::bytes(text).map_err(|e| e.to_string())
}

fn charset(label: &str) -> Result<String, String> {
    if crate::decode::charset_label(label).is_some() {
        Ok(label.to_owned())
    } else {
        Err(format!("`{label}` is not the label of an encoding; try utf-8, gb18030, gbk, big5 or hz-gb-2312"))
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.strip_suffix('s').unwrap_or(text).trim().parse().map_err(|_| ());
    number
        .and_then(|number| Duration::try_from_secs_f64(number).map_err(drop))
        .map_err(|()| format!("`{text}` is no number of seconds"))
}
