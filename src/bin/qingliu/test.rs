//! `qingliu test`: every fixture against its expectation, and a table of what each rule took.

use std::env;
use std::fmt::Write;

use qingliu::Error;
use qingliu::fixture::{self, Difference, Report, Runner};
use qingliu::rules::Ruleset;
use qingliu::tally::{RuleTally, Took};
use similar::TextDiff;

use crate::Status;
use crate::args::TestArgs;
use crate::terminal::{print, say};

pub fn run(args: &TestArgs) -> Result<Status, Error> {
    if args.accept && env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false") {
        return Err(Error::Usage(
            "--accept is refused where CI is set: a person reads the diff first".into(),
        ));
    }
    let cases = fixture::cases(&args.dir)?;
    let cleaner = args.rules.cleaner()?;
    let make = |conversion, date| args.rules.cleaner_for(conversion, date);
    let mut runner = Runner::new(&make);
    let mut tally = RuleTally::default();
    let (mut failed, mut accepted) = (0, 0);
    for case in &cases {
        let mut report = runner.run(case)?;
        if let Some(cleaned) = &report.cleaned {
            tally.count(cleaned);
        }
        if args.accept {
            for difference in report.differences.drain(..) {
                difference.accept()?;
                accepted += 1;
            }
        }
        if !report.holds() {
            failed += 1;
            print(&shown(&case.name, &report))?;
        }
    }
    if !args.quiet {
        print(&table(cleaner.rules(), &tally))?;
    }
    if accepted > 0 {
        say(format_args!("{accepted} expectations rewritten; read their diff before you commit it"));
    }
    say(format_args!("cases {} = hold {} + fail {failed}", cases.len(), cases.len() - failed));
    Ok(if failed == 0 { Status::Done } else { Status::Failed })
}

fn shown(name: &str, report: &Report) -> String {
    let mut out = format!("FAIL {name}\n");
    for trouble in &report.troubles {
        out += &format!("  {trouble}\n");
    }
    for Difference { file, expected, actual } in &report.differences {
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        match expected {
            None => out += &format!("  there is no {file} (--accept writes it)\n"),
            Some(expected) => {
                let diff = TextDiff::from_lines(expected.as_str(), actual.as_str());
                let (was, is) = (format!("{file} expected"), format!("{file} actual"));
                out += &diff.unified_diff().context_radius(2).header(&was, &is).to_string();
            }
        }
    }
    out.push('\n');
    out
}

/// Every rule, also those that no fixture hits: a rule without a fixture is only half proven.
fn table(rules: &Ruleset, tally: &RuleTally) -> String {
    let mut rows: Vec<(&str, Took)> = tally.iter().map(|(id, took)| (&**id, *took)).collect();
    for rule in rules.rules() {
        if tally.get(&rule.id).is_none() {
            rows.push((&rule.id, Took::default()));
        }
    }
    rows.sort_by_key(|(id, _)| *id);
    let width = rows.iter().map(|(id, _)| id.len()).max().unwrap_or(0).max("rule".len());
    let mut out = format!("{:width$}  {:>5}  {:>5}  {:>10}\n", "rule", "cases", "hits", "characters");
    for (id, Took { pages, hits, chars }) in rows {
        // Writing to a String does not fail.
        let _ = writeln!(out, "{id:width$}  {pages:>5}  {hits:>5}  {chars:>10}");
    }
    out
}
