//! What `explain` is told.

use std::ffi::OsString;

use clap::Args;

use super::{FormArgs, PageArgs, RuleArgs};

/// Explain a page line by line: kept, edited or removed, by which rule and why
#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_HELP)]
pub struct ExplainArgs {
    /// A file, or `-` for standard input
    #[arg(value_name = "INPUT")]
    pub input: OsString,

    /// Which page, where the input holds several
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    pub rules: RuleArgs,

    #[command(flatten)]
    pub form: FormArgs,
}

const EXPLAIN_HELP: &str = "\
Examples:
  qingliu explain page.html
  qingliu explain dump.jsonl.gz --id 4711
  qingliu explain page.html --rules my-rules    what a rule of mine does to it

Each line of the page bears its number and what became of it:
  body      a line of the article
  title date heat source author fields
            fields were read from it
  removed   a rule took it
  pruned    inside the article, but judged not to be of it
  outside   outside the article; no rule took it
  hidden    not shown to a reader of the page
Below a line:
  =         the field that was read here, and what found it
  ~         what was rewritten: -gone, +new, before→after, or what stood there before
  -         what was taken out, marked [-so-] in the line; the rule, why it is there, what it hit
  !         what a rule found and did not take: it is on trial, or its section cannot be one";
