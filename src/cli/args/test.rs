//! What `test` is told.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{RuleArgs, share};

/// Test every fixture against its expectation and every labelled line against its label
///
/// Shows what each rule took, whether it was right to, and what of it no other rule has; of each label, precision and
/// recall. A lost line of body, title or date fails the run. All cases run, whatever fails.
#[derive(Debug, Args)]
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

    /// Fail when less than this share (0.98 or 98%) of the labelled lines that are gone should be
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub min_precision: Option<f64>,

    /// Fail when less than this share (0.98 or 98%) of the labelled lines that should be gone are
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
boilerplate_footer, related, disclaimer and comment_ui.

Exit status: 1 when a case fails, a line is lost, or a share is below what was asked for.";
