//! `qingliu rules check`: everything that is wrong with rules at once, then what somebody should look at.

use std::fmt::Write;
use std::path::Path;

use crate::audit::{Audit, Origin};
use crate::fixture::{self, Runner};
use crate::rules::{Ruleset, RulesetBuilder};
use crate::{Cleaner, Error, Problem};

use crate::cli::Status;
use crate::cli::args::{CheckArgs, ProblemFormat};
use crate::cli::problems::{Severity, shown};
use crate::cli::terminal::{print, say};

/// The fixtures that are run where nobody names others.
const FIXTURES: &str = "fixtures";

pub fn run(args: &CheckArgs) -> Result<Status, Error> {
    let mut builder = RulesetBuilder::default().prove_builtin();
    if let Some(dir) = &args.dir {
        builder = builder.dir(dir);
    }
    let rules = match builder.build() {
        Ok(rules) => rules,
        Err(Error::Rules(problems)) => {
            tell(&problems, Severity::Error, args.format)?;
            say(format_args!("mistakes in the rules: {}", problems.len()));
            return Ok(Status::Failed);
        }
        Err(error) => return Err(error),
    };
    let audit = audit(args, &rules)?;
    // Whoever checks a folder of their own is not told of ours.
    let warnings = audit.warnings(|rule| args.dir.is_none() || !rule.origin.builtin);
    tell(&warnings, Severity::Warning, args.format)?;
    if args.steps {
        print(&table(&audit))?;
    }
    if args.format == ProblemFormat::Human {
        let (count, hash) = (rules.rules().len(), rules.hash());
        print(&format!("{count} rules compile and hold their examples (rules {hash})\n"))?;
    }
    if warnings.is_empty() {
        return Ok(Status::Done);
    }
    say(format_args!("warnings: {}", warnings.len()));
    Ok(if args.deny.is_some() { Status::Failed } else { Status::Done })
}

fn tell(problems: &[Problem], severity: Severity, format: ProblemFormat) -> Result<(), Error> {
    let mut out = String::new();
    for problem in problems {
        out += &shown(problem, severity, format);
    }
    print(&out)
}

/// Runs the rules over their examples, and over fixtures where there are any.
fn audit<'a>(args: &CheckArgs, rules: &'a Ruleset) -> Result<Audit<'a>, Error> {
    let mut audit = Audit::new(rules);
    audit.examples();
    let cases = match &args.fixtures {
        Some(dir) => fixture::cases(dir)?,
        // A folder of that name may be anything.
        None => fixture::cases(Path::new(FIXTURES)).unwrap_or_default(),
    };
    let make = |conversion: Option<_>, date: Option<_>| {
        let mut builder = Cleaner::builder().convert(conversion.unwrap_or_default());
        if let Some(date) = date {
            builder = builder.reference_date(date);
        }
        if let Some(dir) = &args.dir {
            builder = builder.rules_dir(dir);
        }
        builder.build()
    };
    let mut runner = Runner::new(&make);
    for case in &cases {
        match runner.unswept(case) {
            Ok((document, url)) => audit.page(document, url.as_deref(), Origin::Fixture),
            Err(trouble) => say(format_args!("{}: {trouble}", case.name)),
        }
    }
    Ok(audit)
}

/// What each rule did, the dearest first.
fn table(audit: &Audit<'_>) -> String {
    let mut rows: Vec<_> = audit.rows().collect();
    rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.steps));
    let width = rows.iter().map(|(rule, _)| rule.id.len()).max().unwrap_or(0);
    let mut out =
        format!("{:width$}  {:>10}  {:>8}  {:>8}  {:>8}\n", "rule", "steps", "fixtures", "findings", "late");
    for (rule, row) in rows {
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "{:width$}  {:>10}  {:>8}  {:>8}  {:>8}",
            rule.id, row.steps, row.fixtures, row.findings, row.late
        );
    }
    out
}
