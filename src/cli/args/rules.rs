//! What `rules` and its commands are told.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::Error;
use crate::rules::{Rule, Ruleset};
use clap::{Args, Subcommand, ValueEnum};

use super::{RuleArgs, ThreadArgs, share};

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    Check(CheckArgs),
    /// Name every rule, its state, its scope and why it is there
    #[command(after_help = "Example:\n  qingliu rules list --rules my-rules | grep trial")]
    List {
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Show a rule as it is in force
    #[command(
        after_help = "Example:\n  qingliu rules show ads/app-banner    a rule, or a stage such as extract/pruned"
    )]
    Show {
        /// The rule's id, such as spam/keyword-list
        id: String,
        #[command(flatten)]
        rules: RuleArgs,
    },
    New(NewArgs),
    Promote(PromoteArgs),
}

/// See that the rules compile and hold their examples
///
/// Every mistake of every file is reported at once, with its place and what to write instead; then status 1. Warns of a
/// rule that is shadowed by another, never fires on the fixtures, or takes more steps than all others together.
#[derive(Debug, Args)]
#[command(after_help = CHECK_HELP)]
pub struct CheckArgs {
    /// A folder of rules to check on top of the built-in ones
    pub dir: Option<PathBuf>,

    /// Fixtures to run the rules on; the folder `fixtures` where there is one
    #[arg(long, value_name = "DIR")]
    pub fixtures: Option<PathBuf>,

    /// How mistakes are shown
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    pub format: ProblemFormat,

    /// Exit with 1 when there are warnings too
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,

    /// Print what each rule did on the examples and fixtures, in counted steps of matching
    #[arg(long)]
    pub steps: bool,
}

pub(super) const RULES_HELP: &str = "\
Examples:
  qingliu rules list
  qingliu rules show ads/app-banner
  qingliu rules check my-rules
  echo '☆ 点击右上角分享给好友 ☆' | qingliu rules new --rules my-rules
  qingliu rules promote ads/my-rule --rules my-rules --corpus dump.jsonl.gz";

const CHECK_HELP: &str = "\
Examples:
  qingliu rules check                             the built-in rules, and fixtures/ if there
  qingliu rules check my-rules --deny warnings
  qingliu rules check my-rules --format github    annotations for a pull request

Exit status: 1 when there are mistakes, or warnings that are denied.";

/// How mistakes in rules are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProblemFormat {
    /// With the offending line and what to write instead
    Human,
    /// A JSON object a line
    Json,
    /// Annotations of a GitHub workflow
    Github,
}

/// What else makes a check fail.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Deny {
    /// Warnings
    Warnings,
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

    #[command(flatten)]
    pub threads: ThreadArgs,
}

const NEW_HELP: &str = "\
Examples:
  echo '☆ 点击右上角分享给好友 ☆' | qingliu rules new
  grep -h 右上角 bad.txt | qingliu rules new --name share-corner --clean clean.jsonl --rules my-rules
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

    #[command(flatten)]
    pub threads: ThreadArgs,
}

const PROMOTE_HELP: &str = "\
Examples:
  qingliu rules promote ads/my-rule --rules my-rules --corpus dump.jsonl.gz --negatives honest/
  qingliu rules promote ads/my-rule --rules my-rules --corpus fixtures --corpus labels

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
             in the body must stay; this is a guess, so give negatives as well

Exit status: 1 when a gate fails; 2 for a label that is none; 3 when pages could not be read.";

/// The rule of this id.
///
/// # Errors
/// There is none, and which one may have been meant.
pub fn look_up<'r>(rules: &'r Ruleset, id: &str) -> Result<&'r Rule, Error> {
    rules.get(id).ok_or_else(|| {
        let meant = rules.nearest(id).map_or_else(String::new, |known| format!("; did you mean `{known}`?"));
        Error::Usage(format!("there is no rule `{id}`{meant} (`qingliu rules list` names them all)"))
    })
}
