//! What the author of a rule types: `diff`, `rules new`, `rules promote`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{PageArgs, RuleArgs};

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

    /// Number of threads; all cores unless given. The output is the same for every number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// No summary and no progress on standard error
    #[arg(short, long)]
    pub quiet: bool,
}

const DIFF_HELP: &str = "\
Examples:
  qingliu diff --base builtin --rules my-rules dump.jsonl.gz   what my rules add to the built-in ones
  qingliu diff --base rules.old --rules-only rules pages/      two folders, and no built-in rules
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

/// Draft a rule from a bad line on standard input: state trial, with hit and miss filled in
///
/// Several lines make one rule of what they have in common. The draft passes `rules check` before it is printed.
#[derive(Debug, Args)]
#[command(after_help = NEW_HELP)]
pub struct NewArgs {
    /// Its name; made of the words it looks for unless given
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// Its family; guessed from what the rules know of its words unless given
    #[arg(long, value_enum)]
    pub family: Option<NewFamily>,

    /// Why the line must go, for whoever gets the complaint
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,

    /// Honest text: whatever `clean` reads, or a text file with a line each; may be given several times
    ///
    /// Words are chosen that are rare in it, the nearest lines of it become `miss`, and how many of its lines the
    /// draft hits is said. The lines that the rules in force must spare are always part of it.
    #[arg(long, value_name = "INPUT")]
    pub clean: Vec<OsString>,

    /// Append the rule to DIR/FAMILY.toml, which is made if it is not there; without it, just print
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,

    /// Number of threads; all cores unless given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

const NEW_HELP: &str = "\
Examples:
  echo '☆ 点击右上角分享给好友 ☆' | qingliu rules new
  grep -h 右上角 bad-lines.txt | qingliu rules new --name share-corner --clean clean.jsonl --rules my-rules
  qingliu diff --base builtin --rules my-rules dump.jsonl.gz
  qingliu rules promote boilerplate/share-corner --rules my-rules --corpus dump.jsonl.gz";

/// Families that a draft may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NewFamily {
    /// Put in by somebody who broke into the site or farms pages
    Spam,
    /// Wants the reader to do something else than read
    Ads,
    /// The site's own furniture
    Boilerplate,
}

/// Make a trial rule active, if it passes the gates
///
/// Every gate is printed with what was measured. If all hold, `state = "trial"` becomes `state = "active"` in the
/// rule's file and nothing else of it changes; if one fails, nothing is written and the status is 1.
#[derive(Debug, Args)]
#[command(after_help = PROMOTE_HELP)]
pub struct PromoteArgs {
    /// The rule's id, such as ads/app-banner
    pub id: String,

    /// Pages to measure on: a folder of fixtures, labelled lines (.tsv), a dump; may be given several times
    #[arg(long, value_name = "PATH", required = true)]
    pub corpus: Vec<PathBuf>,

    /// Honest pages, of which the rule may take nothing; may be given several times
    #[arg(long, value_name = "PATH")]
    pub negatives: Vec<PathBuf>,

    /// Gate: the share of the lines it takes in the corpus that ought to go
    #[arg(long, value_name = "SHARE", default_value = "0.995", value_parser = share)]
    pub min_precision: f64,

    /// Gate: so many lines of the corpus that no other rule takes
    #[arg(long, value_name = "N", default_value = "1")]
    pub min_hits: u64,

    #[command(flatten)]
    pub rules: RuleArgs,

    /// Number of threads; all cores unless given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

const PROMOTE_HELP: &str = "\
Gates:
  examples   the rule fires on each hit and spares each miss
  hits       it takes at least --min-hits lines of the corpus that no other rule takes (1)
  precision  of those lines, --min-precision ought to go (0.995)
  negatives  it takes no character of a body or another field of the negatives, nor of
             corpus pages in a folder named negative or negatives (none)

Which line ought to go:
  .tsv       a line is label<TAB>text, as for `qingliu test`: title, date_meta and body must
             stay, every other label ought to go
  fixtures   labels.tsv says it in the same way; else what stands in the body or title of
             expected.json must stay
  else       a line of prose (40 characters or more, with a sentence in it, not of links)
             in the body must stay; this is a guess, so give negatives as well";

/// A share: `0.05%` or `0.0005`.
fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(number) => (number, 100.0),
        None => (text, 1.0),
    };
    match number.trim().parse::<f64>() {
        Ok(number) if (0.0..=unit).contains(&number) => Ok(number / unit),
        _ => Err(format!("`{text}` is no share; write 0.05% or 0.0005, up to 100% or 1")),
    }
}
