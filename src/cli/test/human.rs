//! The report for people: what fails, what was missed, and the tables.

use std::fmt::Write;

use crate::fixture::{Difference, Fate, Label, LabelFigures, Report};
use crate::rules::State;
use anstyle::{AnsiColor, Effects, Style};
use similar::TextDiff;

use super::{Row, Suite, brief, cuts, lost, missed, shown};
use crate::cli::terminal::harmless;

const RED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const GREEN: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const CYAN: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));

/// Failures first; with `quiet` nothing else.
pub fn report(suite: &Suite<'_>, quiet: bool) -> String {
    let mut out = String::new();
    for report in suite.reports.iter().filter(|report| !report.holds()) {
        failure(&mut out, suite, report);
    }
    if quiet {
        return out;
    }
    suite.reports.iter().for_each(|report| findings(&mut out, suite, report));
    if suite.figures.has_labels() && suite.only.is_none() {
        labels(&mut out, suite);
    }
    rules(&mut out, suite);
    out
}

/// A diff as a terminal shows it.
pub fn painted(diff: &str) -> String {
    let mut out = String::new();
    for line in harmless(diff).split_inclusive('\n') {
        let style = match line.as_bytes().first() {
            _ if line.starts_with("--- ") || line.starts_with("+++ ") => Style::new() | Effects::BOLD,
            Some(b'-') => RED,
            Some(b'+') => GREEN,
            Some(b'@') => CYAN,
            _ => Style::new(),
        };
        let text = line.trim_end_matches('\n');
        out += &format!("{style}{text}{style:#}\n");
    }
    out
}

// Writing to a String does not fail; the results of `write!` are let go throughout.

fn failure(out: &mut String, suite: &Suite<'_>, report: &Report) {
    let _ = writeln!(out, "{RED}FAIL{RED:#} {}", report.case.name);
    for trouble in &report.troubles {
        let _ = writeln!(out, "  {}", harmless(&trouble.to_string()));
    }
    for line in report.lost() {
        let _ = writeln!(out, "  {}:{}: {}", shown(&report.case.labels()), line.line, lost(line));
        let _ = writeln!(out, "    {}\n    {}", suite.takers(&line.taken), brief(&line.text));
    }
    for Difference { file, expected, actual } in &report.differences {
        let file = shown(file);
        match expected {
            None => {
                let _ = writeln!(out, "  {file}: there is no {} (--accept writes it)", name(&file));
            }
            Some(expected) => {
                let diff = TextDiff::from_lines(expected.as_str(), actual.as_str());
                let (was, is) = (format!("{file} expected"), format!("{file} actual"));
                *out += &painted(&diff.unified_diff().context_radius(2).header(&was, &is).to_string());
            }
        }
    }
    out.push('\n');
}

fn name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// What fails nothing and is to be known: junk that stands in a field, cuts in lines that stay.
fn findings(out: &mut String, suite: &Suite<'_>, report: &Report) {
    if report.case.is_known_failure() {
        return;
    }
    let file = shown(&report.case.labels());
    let before = out.len();
    for line in report.judged.iter().filter(|line| line.fate == Fate::Missed) {
        let _ = writeln!(out, "{file}:{}: {}\n    {}", line.line, missed(line), brief(&line.text));
    }
    for (taken, line) in cuts(report).filter(|(taken, _)| suite.only.is_none_or(|only| taken.rule == only)) {
        let taker = suite.takers(&[(taken.rule.clone(), taken.chars)]);
        let _ = writeln!(out, "{file}:{line}: {taker} of a line that stays\n    {}", brief(&taken.text));
    }
    if out.len() > before {
        out.push('\n');
    }
}

fn labels(out: &mut String, suite: &Suite<'_>) {
    let _ = writeln!(
        out,
        "{:18}  {:>5}  {:>5}  {:>9}  {:>6}  {:>10}  {:>6}",
        "label", "lines", "right", "precision", "recall", "characters", "right"
    );
    let mut row = |name: &str, figures: LabelFigures| {
        let LabelFigures { lines, right, chars, right_characters, precision, recall } = figures;
        let of_chars = (chars > 0).then(|| right_characters as f64 / chars as f64);
        let _ = writeln!(
            out,
            "{name:18}  {lines:>5}  {right:>5}  {:>9}  {:>6}  {chars:>10}  {:>6}",
            figure(precision),
            figure(recall),
            figure(of_chars)
        );
    };
    for label in Label::ALL {
        let figures = suite.figures.label(label);
        if figures.lines > 0 {
            row(label.as_str(), figures);
        }
    }
    row("all junk", suite.figures.junk());
    out.push('\n');
}

fn rules(out: &mut String, suite: &Suite<'_>) {
    let rows = suite.rows();
    let (fired, idle): (Vec<&Row<'_>>, Vec<&Row<'_>>) =
        rows.iter().partition(|row| row.figures.hits > 0 || suite.only.is_some());
    if fired.is_empty() {
        *out += "no rule fired\n";
    } else {
        table(out, &fired);
    }
    if !idle.is_empty() {
        let names: Vec<String> = idle.iter().map(|row| title(row)).collect();
        let _ = writeln!(out, "\nnever fired, so that nothing here proves them: {}", names.join(" "));
    }
}

fn title(row: &Row<'_>) -> String {
    match row.rule.state {
        State::Trial => format!("{} (trial)", row.rule.id),
        _ => row.rule.id.clone(),
    }
}

fn table(out: &mut String, fired: &[&Row<'_>]) {
    let width = fired.iter().map(|row| title(row).len()).max().unwrap_or(0).max("rule".len());
    let _ = writeln!(
        out,
        "{:width$}  {:>5}  {:>5}  {:>10}  {:>5}  {:>5}  {:>9}  {:>6}  {:>6}  {:>8}",
        "rule", "hits", "pages", "characters", "true", "false", "precision", "unique", "asked", "time"
    );
    for row in fired {
        let f = row.figures;
        let _ = writeln!(
            out,
            "{:width$}  {:>5}  {:>5}  {:>10}  {:>5}  {:>5}  {:>9}  {:>6}  {:>6}  {:>5} µs",
            title(row),
            f.hits,
            f.pages,
            f.chars,
            f.right,
            f.wrong,
            figure(f.precision()),
            f.unique,
            f.asked,
            f.time.as_micros()
        );
    }
}

fn figure(share: Option<f64>) -> String {
    // Rounded down: 1.000 means all of them.
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.3}", (share * 1000.0).floor() / 1000.0))
}
