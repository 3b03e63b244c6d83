//! The command line as it is typed.

mod author;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;
use qingliu::convert::Conversion;
use qingliu::extract::Threads;
use qingliu::io::{Format, Input, Sources};
use qingliu::segment::Markup;
use qingliu::{Cleaner, CleanerBuilder, Error};

pub use author::{DiffArgs, DiffFormat, NewArgs, NewFamily, PromoteArgs};

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
    Clean(CleanArgs),
    Repair(RepairArgs),
    Explain(ExplainArgs),
    /// Check, list, show, draft or promote rules
    #[command(subcommand)]
    Rules(RulesCommand),
    Test(TestArgs),
    Diff(DiffArgs),
    /// Print a completion script for a shell
    Completions {
        shell: Shell,
    },
    /// Print the JSON schema of what is written, or of a rule file
    Schema {
        of: Schema,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    Check(CheckArgs),
    /// Name every rule, its state, its scope and why it is there
    List {
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Show a rule as it is in force
    Show {
        /// The rule's id, such as spam/keyword-list
        id: String,
        #[command(flatten)]
        rules: RuleArgs,
    },
    New(NewArgs),
    Promote(PromoteArgs),
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Schema {
    /// A line that `clean` writes
    Record,
    /// A rule file, for editors that check and complete TOML by a schema
    Rules,
}

/// See that the rules compile and hold their examples
///
/// Every mistake of every file is reported at once, with its place and what to write instead; then status 1. Warns of a
/// rule that is shadowed by another, never fires on the fixtures, or takes more steps than all others together.
#[derive(Debug, ClapArgs)]
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

const EXAMPLES: &str = "\
Examples:
  qingliu clean pages/ -o clean.jsonl       a folder of pages, a JSON line each
  curl -s URL | qingliu clean               one page from a pipe
  qingliu explain page.html                 what was kept, what was taken, by which rule and why

Exit status:
  0  done
  1  a check failed
  2  usage, a rule file to mend, an output that cannot be written
  3  done, but some pages are in the errors";

/// Clean pages: one JSON object a page, in input order
#[derive(Debug, ClapArgs)]
#[command(after_help = CLEAN_EXAMPLES)]
pub struct CleanArgs {
    /// Files, folders, or `-`; none means standard input
    ///
    /// A folder is walked in sorted order for .html .htm .xhtml .shtml .txt .jsonl, packed as .gz or .zst or
    /// not; other files are skipped and counted. A file that you name is read whatever its name.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    pub rules: RuleArgs,

    #[command(flatten)]
    pub form: FormArgs,

    /// Write the records to FILE instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

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

    /// Copy this key of a JSONL input to its record; may be given several times
    #[arg(long, value_name = "KEY", value_delimiter = ',', help_heading = "Output")]
    pub carry: Vec<String>,

    /// Reject pages that are not Chinese (flag `lang/other`)
    #[arg(long)]
    pub require_chinese: bool,

    /// Exit with 1 when any record is rejected
    #[arg(long)]
    pub strict: bool,

    /// Number of threads; all cores unless given. The output is the same for every number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// No summary and no progress on standard error
    #[arg(short, long)]
    pub quiet: bool,
}

const CLEAN_EXAMPLES: &str = "\
Examples:
  qingliu clean page.html                          one page, one JSON line
  qingliu clean pages/ -o clean.jsonl --errors errors.jsonl
  zcat dump.jsonl.gz | qingliu clean --carry crawl_id --fields id,title,date,body > clean.jsonl
  qingliu clean pages/ --removed removed.jsonl     every removal, with the rule that made it

JSONL in: an object a line with exactly one of html, text (strings) or bytes
(base64 of the raw page), and optionally id, url, charset.";

/// Repair text: undo damage to the characters and nothing else
///
/// Plain text comes out as plain text, JSONL as JSONL: an object a line with id, text, edits and unsure.
#[derive(Debug, ClapArgs)]
pub struct RepairArgs {
    /// Files, folders, or `-`; none means standard input
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,

    #[command(flatten)]
    pub page: PageArgs,

    /// Punctuation of Chinese prose that was folded to ASCII: , : ; ? ! and brackets; quotes stay
    #[arg(long, value_name = "WHAT", value_enum, default_value = "keep")]
    pub punctuation: Punctuation,
}

/// What becomes of punctuation that was folded to ASCII.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Punctuation {
    /// Leave it as it stands
    Keep,
    /// Give it its width back
    Restore,
}

impl From<Punctuation> for qingliu::Punctuation {
    fn from(punctuation: Punctuation) -> Self {
        match punctuation {
            Punctuation::Keep => qingliu::Punctuation::Keep,
            Punctuation::Restore => qingliu::Punctuation::Restore,
        }
    }
}

/// Explain a page line by line: kept, edited or removed, by which rule and why
#[derive(Debug, ClapArgs)]
#[command(after_help = EXPLAIN_LEGEND)]
pub struct ExplainArgs {
    /// A file, or `-` for standard input
    #[arg(value_name = "INPUT")]
    pub input: OsString,

    /// Which page, where the input is JSONL
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    pub rules: RuleArgs,

    #[command(flatten)]
    pub form: FormArgs,
}

const EXPLAIN_LEGEND: &str = "\
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

/// Test every fixture against its expectation and every labelled line against its label
///
/// Shows what each rule took, whether it was right to, and what of it no other rule has; of each label, precision and
/// recall. A lost line of body, title or date fails the run. All cases run, whatever fails.
#[derive(Debug, ClapArgs)]
#[command(after_help = TEST_EXAMPLES)]
pub struct TestArgs {
    /// A folder of fixtures and labelled texts, a family, a single case, or a labelled text
    #[arg(value_name = "DIR", default_value = "fixtures")]
    pub dir: PathBuf,

    /// Make what comes out the expectation: hunk by hunk on a terminal, else all of it; not where CI is set
    #[arg(long)]
    pub accept: bool,

    /// How to report, on standard output
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    pub format: TestFormat,

    /// Show the figures of this rule only
    #[arg(long, value_name = "ID")]
    pub rule: Option<String>,

    /// Fail when less than this share of the labelled lines that are gone should be
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub min_precision: Option<f64>,

    /// Fail when less than this share of the labelled lines that should be gone are
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub min_recall: Option<f64>,

    /// No tables and nothing about what does not fail
    #[arg(short, long)]
    pub quiet: bool,

    #[command(flatten)]
    pub rules: RuleArgs,
}

/// How `test` reports.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum TestFormat {
    /// For people
    Human,
    /// One JSON object
    Json,
    /// JUnit XML
    Junit,
    /// Annotations of GitHub Actions
    Github,
}

const TEST_EXAMPLES: &str = "\
Examples:
  qingliu test                              all of fixtures/
  qingliu test fixtures/spam --accept       accept what came out, hunk by hunk
  qingliu test labels/ --min-recall 0.98    pages whose lines somebody labelled
  qingliu test --rules my-rules --rule ads/my-rule

A labelled text is a file NAME.tsv, a page in itself, or labels.tsv beside a page:
label<TAB>line, for every line that the page shows. The labels that stay are title, date_meta and
body; those that go are spam_keyword, template_filler, ad, boilerplate_nav,
boilerplate_footer, related, disclaimer and comment_ui.";

/// What is said about the pages
#[derive(Debug, ClapArgs)]
pub struct PageArgs {
    /// What the input is: auto, html, text, jsonl
    ///
    /// `auto` goes by the name, then by the first bytes. Text is never parsed as HTML.
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = parse::<Format>)]
    pub from: Format,

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

/// How the article is written
#[derive(Debug, Default, ClapArgs)]
pub struct FormArgs {
    /// Of a forum thread: the texts alone, or beside them a list `posts` with each one's author and time
    #[arg(long, value_name = "FORM", value_enum, default_value = "text", help_heading = "Article")]
    pub threads_as: ThreadsAs,

    /// Write the body as Markdown: headings, lists, quotes, tables, code, links and pictures
    #[arg(long, help_heading = "Article")]
    pub markdown: bool,
}

/// What becomes of a forum thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ThreadsAs {
    /// The texts of the posts, in order
    #[default]
    Text,
    /// The same, and the key `posts`
    Posts,
}

impl PageArgs {
    /// The inputs as jobs. What is said about one page is refused for several.
    pub fn sources(&self, inputs: Vec<Input>) -> Result<Sources, Error> {
        let sources = Sources::new(inputs, self.from)?;
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
        let threads = match form.threads_as {
            ThreadsAs::Text => Threads::Text,
            ThreadsAs::Posts => Threads::Posts,
        };
        let markup = if form.markdown { Markup::Kept } else { Markup::Plain };
        self.builder(None, None).threads(threads).markup(markup).build()
    }

    /// The cleaner that was asked for, but for what is asked here.
    pub fn cleaner_for(&self, convert: Option<Conversion>, date: Option<Date>) -> Result<Cleaner, Error> {
        self.builder(convert, date).build()
    }

    fn builder(&self, convert: Option<Conversion>, date: Option<Date>) -> CleanerBuilder {
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
        builder
    }
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(name: &str) -> Result<T, String> {
    name.parse().map_err(|e: T::Err| e.to_string())
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number from 0 to 1".into()),
    }
}

fn charset(label: &str) -> Result<String, String> {
    if qingliu::decode::charset_label(label).is_some() {
        Ok(label.to_owned())
    } else {
        Err(format!("`{label}` is not the label of an encoding; try utf-8, gb18030, gbk, big5 or hz-gb-2312"))
    }
}
