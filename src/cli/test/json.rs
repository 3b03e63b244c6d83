//! The report for programs: one JSON object. Its shape is in docs/contract.md.

use crate::fixture::{Fate, Judged, Label, LabelFigures, Report, Taken, Trouble, Truth};
use serde::Serialize;

use super::{Suite, shown};

#[derive(Serialize)]
struct Output<'a> {
    summary: Summary<'a>,
    junk: LabelFigures,
    labels: Vec<LabelRow>,
    rules: Vec<RuleRow<'a>>,
    cases: Vec<CaseRow<'a>>,
}

#[derive(Serialize)]
struct Summary<'a> {
    cases: usize,
    hold: usize,
    fail: usize,
    lost: u64,
    below: &'a [String],
    seconds: f64,
    rules: &'a str,
}

#[derive(Serialize)]
struct LabelRow {
    label: Label,
    #[serde(flatten)]
    figures: LabelFigures,
}

#[derive(Serialize)]
struct RuleRow<'a> {
    id: &'a str,
    state: &'static str,
    file: &'a str,
    line: usize,
    hits: u64,
    pages: u64,
    characters: u64,
    r#true: u64,
    r#false: u64,
    precision: Option<f64>,
    unique: u64,
    asked: u64,
    seconds: f64,
}

#[derive(Serialize)]
struct CaseRow<'a> {
    name: &'a str,
    path: String,
    holds: bool,
    seconds: f64,
    troubles: &'a [Trouble],
    differences: Vec<DifferenceRow<'a>>,
    /// Labelled lines that are not as they should be.
    lines: Vec<&'a Judged>,
    /// What rules took wrongly.
    r#false: Vec<&'a Taken>,
}

#[derive(Serialize)]
struct DifferenceRow<'a> {
    file: String,
    line: usize,
    expected: Option<&'a str>,
    actual: &'a str,
}

pub fn report(suite: &Suite<'_>) -> String {
    let (all, fail) = (suite.reports.len(), suite.failed());
    let labels = Label::ALL.into_iter().map(|label| LabelRow { label, figures: suite.figures.label(label) });
    let output = Output {
        summary: Summary {
            cases: all,
            hold: all - fail,
            fail,
            lost: suite.figures.lost(),
            below: &suite.below,
            seconds: suite.elapsed.as_secs_f64(),
            rules: suite.rules.hash(),
        },
        junk: suite.figures.junk(),
        labels: labels.filter(|row| row.figures.lines > 0).collect(),
        rules: rules(suite),
        cases: suite.reports.iter().map(case).collect(),
    };
    // Nothing in it can fail to be JSON: its keys are strings and its numbers finite.
    serde_json::to_string_pretty(&output).unwrap_or_default() + "\n"
}

fn rules<'a>(suite: &'a Suite<'_>) -> Vec<RuleRow<'a>> {
    let row = |super::Row { rule, figures: f }| RuleRow {
        id: &rule.id,
        state: rule.state.as_str(),
        file: &rule.origin.file,
        line: rule.origin.line,
        hits: f.hits,
        pages: f.pages,
        characters: f.chars,
        r#true: f.right,
        r#false: f.wrong,
        precision: f.precision(),
        unique: f.unique,
        asked: f.asked,
        seconds: f.time.as_secs_f64(),
    };
    suite.rows().into_iter().map(row).collect()
}

fn case(report: &Report) -> CaseRow<'_> {
    let difference = |d: &'_ crate::fixture::Difference| (shown(&d.file), d.line());
    CaseRow {
        name: &report.case.name,
        path: shown(&report.case.path),
        holds: report.holds(),
        seconds: report.elapsed.as_secs_f64(),
        troubles: &report.troubles,
        differences: report
            .differences
            .iter()
            .map(|d| {
                let (file, line) = difference(d);
                DifferenceRow { file, line, expected: d.expected.as_deref(), actual: &d.actual }
            })
            .collect(),
        lines: report.judged.iter().filter(|line| line.fate != Fate::Right).collect(),
        r#false: report.taken.iter().filter(|taken| taken.truth == Truth::False).collect(),
    }
}
