//! The report as workflow commands of GitHub Actions: annotations at the rule that took something wrongly, else at
//! the expectation or the labelled line.

use std::collections::BTreeMap;
use std::path::Path;

use crate::fixture::{Fate, Report, Taken, Truth};

use super::{Suite, brief, cuts, lost, missed, shown};

pub fn report(suite: &Suite<'_>) -> String {
    let mut out = String::new();
    suite.reports.iter().for_each(|report| case(&mut out, suite, report));
    for below in &suite.below {
        out += &command("error", None, "labelled junk", below);
    }
    out
}

fn case(out: &mut String, suite: &Suite<'_>, report: &Report) {
    let name = &report.case.name;
    for trouble in &report.troubles {
        let place = Some((shown(&trouble.file), trouble.line));
        *out += &command("error", place, name, &trouble.message);
    }
    let labels = report.case.labels();
    for line in report.lost() {
        let at = format!("{}:{}", shown(&labels), line.line);
        let message = format!("{at}: {}\n{}\n{}", lost(line), suite.takers(&line.taken), brief(&line.text));
        let rule = line.taken.iter().find_map(|(id, _)| rule_place(suite, id));
        let place = rule.or_else(|| Some((shown(&labels), line.line)));
        *out += &command("error", place, &format!("{name}: {} lost", line.label), &message);
    }
    let mut against: BTreeMap<&str, Vec<&Taken>> = BTreeMap::new();
    let wrong = report.taken.iter().filter(|t| t.truth == Truth::False && t.label_line.is_none());
    wrong.for_each(|taken| against.entry(&taken.rule).or_default().push(taken));
    for (rule, taken) in &against {
        let words: Vec<String> =
            taken.iter().map(|t| format!("line {}: {}", t.line, brief(&t.text))).collect();
        let message =
            format!("{rule} takes what the accepted listing does not have it take\n{}", words.join("\n"));
        let place = rule_place(suite, rule).or_else(|| Some((shown(&report.case.path), 0)));
        *out += &command("error", place, name, &message);
    }
    for difference in &report.differences {
        let place = Some((shown(&difference.file), difference.line()));
        let message = match difference.expected {
            None => "there is no such expectation; `qingliu test --accept` writes it".to_owned(),
            Some(_) => changed(difference),
        };
        *out += &command("error", place, name, &message);
    }
    for (taken, line) in cuts(report) {
        let message = format!("{}:{line}: cuts a line that stays\n{}", shown(&labels), brief(&taken.text));
        *out +=
            &command("warning", rule_place(suite, &taken.rule), &format!("{name}: {}", taken.rule), &message);
    }
    for line in report.judged.iter().filter(|line| line.fate == Fate::Missed) {
        let message = format!("{}\n{}", missed(line), brief(&line.text));
        *out += &command("notice", Some((shown(&labels), line.line)), name, &message);
    }
}

fn rule_place(suite: &Suite<'_>, id: &str) -> Option<(String, usize)> {
    suite.origin(id).map(|(file, line)| (shown(Path::new(file)), line))
}

/// The first line that differs, before and after.
fn changed(difference: &crate::fixture::Difference) -> String {
    let at = difference.line() - 1;
    let line = |text: &str| text.lines().nth(at).map_or_else(|| "(ends)".to_owned(), brief);
    let expected = difference.expected.as_deref().unwrap_or_default();
    format!("differs from here\n- {}\n+ {}", line(expected), line(&difference.actual))
}

/// `::error file=…,line=…,title=…::message`, with what would end a part of it written as the runner reads it.
fn command(level: &str, place: Option<(String, usize)>, title: &str, message: &str) -> String {
    let mut properties = Vec::new();
    if let Some((file, line)) = place {
        properties.push(format!("file={}", property(&file)));
        if line > 0 {
            properties.push(format!("line={line}"));
        }
    }
    properties.push(format!("title={}", property(title)));
    format!("::{level} {}::{}\n", properties.join(","), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
