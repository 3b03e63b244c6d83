//! `qingliu test`: every fixture against its expectation, every labelled line against its label, and what each
//! rule took.

mod accept;
mod github;
mod human;
mod json;
mod junit;

use std::env;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Error;
use crate::document::Id;
use crate::fixture::{self, Figures, Judged, Report, Runner, Taken, Truth};
use crate::rules::{Rule, Ruleset, State};

use crate::cli::Status;
use crate::cli::args::{TestArgs, TestFormat, look_up};
use crate::cli::terminal::{print, say};
use accept::Acceptor;

/// What came of all cases, for whoever shows it.
struct Suite<'a> {
    rules: &'a Ruleset,
    reports: Vec<Report>,
    figures: Figures,
    /// What the labelled lines come below that was asked for.
    below: Vec<String>,
    /// The only rule to show the figures of.
    only: Option<&'a str>,
    elapsed: Duration,
}

pub fn run(args: &TestArgs) -> Result<Status, Error> {
    if args.accept && env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false") {
        return Err(Error::Usage(
            "--accept is refused where CI is set: a person reads the diff first".into(),
        ));
    }
    let cases = fixture::cases(&args.dir)?;
    let cleaner = args.rules.cleaner()?;
    let only = args.rule.as_deref();
    only.map(|id| look_up(cleaner.rules(), id)).transpose()?;
    crate::io::silence_caught_panics();
    let began = Instant::now();
    let make = |conversion, date| args.rules.cleaner_for(conversion, date);
    let mut runner = Runner::new(&make);
    let mut reports: Vec<Report> = cases.into_iter().map(|case| runner.run(case)).collect();
    let mut figures = Figures::default();
    reports.iter().for_each(|report| figures.count(report, cleaner.rules()));
    let elapsed = began.elapsed();
    if args.accept {
        let mut acceptor = match io::stdin().is_terminal() && io::stderr().is_terminal() {
            true => Acceptor::asking(io::stdin().lock(), anstream::stderr()),
            false => Acceptor::all(),
        };
        acceptor.accept(&mut reports);
        if acceptor.accepted > 0 {
            let hunks = acceptor.accepted;
            say(format_args!(
                "hunks of expectations rewritten: {hunks}; read their diff before you commit it"
            ));
        }
    }
    let below = below(args, &figures);
    let suite = Suite { rules: cleaner.rules(), reports, figures, below, only, elapsed };
    print(&match args.format {
        TestFormat::Human => human::report(&suite, args.quiet),
        TestFormat::Json => json::report(&suite),
        TestFormat::Junit => junit::report(&suite),
        TestFormat::Github => github::report(&suite),
    })?;
    for below in &suite.below {
        say(format_args!("{below}"));
    }
    let (all, failed) = (suite.reports.len(), suite.failed());
    let lost = suite.figures.lost();
    let lost = if lost > 0 { format!("; lines lost: {lost}") } else { String::new() };
    say(format_args!("cases {all} = hold {} + fail {failed}{lost}", all - failed));
    Ok(if failed == 0 && suite.below.is_empty() { Status::Done } else { Status::Failed })
}

/// What was asked of the labelled lines and does not hold.
fn below(args: &TestArgs, figures: &Figures) -> Vec<String> {
    let junk = figures.junk();
    let asked = [("precision", args.min_precision, junk.precision), ("recall", args.min_recall, junk.recall)];
    let mut below = Vec::new();
    for (name, least, is) in asked {
        match (least, is) {
            (Some(least), Some(is)) if is < least => {
                below.push(format!("{name} of the labelled junk is {is:.4}, below {least}"));
            }
            (Some(least), None) => {
                below.push(format!("--min-{name} {least} is asked, and no line is labelled junk"));
            }
            _ => {}
        }
    }
    below
}

/// A row of the table of rules.
struct Row<'a> {
    rule: &'a Rule,
    figures: fixture::RuleFigures,
}

impl Suite<'_> {
    fn failed(&self) -> usize {
        self.reports.iter().filter(|report| !report.holds()).count()
    }

    /// The rules to show, by name; those that are off are not there.
    fn rows(&self) -> Vec<Row<'_>> {
        let shown = |rule: &&Rule| rule.state != State::Off && self.only.is_none_or(|only| rule.id == only);
        let rules = self.rules.rules().iter().filter(shown);
        let mut rows: Vec<Row<'_>> =
            rules.map(|rule| Row { rule, figures: self.figures.rule(&rule.id) }).collect();
        rows.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
        rows
    }

    /// Where a rule is written.
    fn origin(&self, id: &str) -> Option<(&str, usize)> {
        self.rules.get(id).map(|rule| (rule.origin.file.as_str(), rule.origin.line))
    }

    /// Who took how much of a line, each rule with its place.
    fn takers(&self, taken: &[(Id, usize)]) -> String {
        let one = |(id, chars): &(Id, usize)| match self.origin(id) {
            Some((file, line)) => format!("{id} ({file}:{line}) took {chars}"),
            None => format!("{id} took {chars}"),
        };
        taken.iter().map(one).collect::<Vec<_>>().join(" · ")
    }
}

/// What a lost line lost, in words.
fn lost(line: &Judged) -> String {
    let Judged { label, chars, kept, .. } = line;
    format!("{label} lost: {} of {chars} characters are in no field", chars - kept)
}

/// What a missed line is, in words.
fn missed(line: &Judged) -> String {
    let fields: Vec<&str> = line.fields.iter().copied().collect();
    let Judged { label, chars, kept, .. } = line;
    format!("{label} missed: {kept} of {chars} characters stand in {}", fields.join(", "))
}

/// What rules took wrongly where no lost line tells of it: cuts in labelled lines that stay.
fn cuts(report: &Report) -> impl Iterator<Item = (&Taken, usize)> {
    report.taken.iter().filter(|taken| taken.truth == Truth::False).filter_map(|taken| {
        let line = taken.label_line?;
        (!report.lost().any(|lost| lost.line == line)).then_some((taken, line))
    })
}

/// The beginning of a text on one line, harmless to a terminal.
fn brief(text: &str) -> String {
    const MOST: usize = 60;
    let mut brief: String =
        text.chars().take(MOST).map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        brief.push('…');
    }
    brief
}

/// A path as messages and machines write it.
fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
