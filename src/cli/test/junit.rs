//! The report as JUnit XML: a test case for every case and every labelled text.

use std::fmt::Write;

use crate::fixture::Report;
use similar::TextDiff;

use super::{Suite, brief, lost, shown};

pub fn report(suite: &Suite<'_>) -> String {
    let (all, failed) = (suite.reports.len(), suite.failed());
    let below = usize::from(!suite.below.is_empty());
    let tests = all + below;
    let counts = format!(
        "tests=\"{tests}\" failures=\"{}\" errors=\"0\" skipped=\"0\" time=\"{:.3}\"",
        failed + below,
        suite.elapsed.as_secs_f64()
    );
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a String does not fail.
    let _ = writeln!(out, "<testsuites name=\"qingliu test\" {counts}>");
    let _ = writeln!(out, "  <testsuite name=\"qingliu test\" {counts}>");
    properties(&mut out, suite);
    for report in &suite.reports {
        let (family, case) = report.case.name.split_once('/').unwrap_or(("", &report.case.name));
        open(&mut out, family, case, report.elapsed.as_secs_f64());
        let failures = failures(suite, report);
        close(&mut out, &failures);
    }
    if below > 0 {
        open(&mut out, "labels", "least precision and recall", 0.0);
        let below: Vec<Failure> = suite
            .below
            .iter()
            .map(|b| Failure { kind: "below", message: b.clone(), text: b.clone() })
            .collect();
        close(&mut out, &below);
    }
    out += "  </testsuite>\n</testsuites>\n";
    out
}

struct Failure {
    kind: &'static str,
    message: String,
    text: String,
}

fn properties(out: &mut String, suite: &Suite<'_>) {
    let junk = suite.figures.junk();
    let shares = [("precision", junk.precision), ("recall", junk.recall)];
    let mut properties = vec![("rules".to_owned(), suite.rules.hash().to_owned())];
    properties.extend(
        shares.iter().filter_map(|(name, share)| Some((format!("junk {name}"), share.as_ref()?.to_string()))),
    );
    *out += "    <properties>\n";
    for (name, value) in properties {
        let _ = writeln!(out, "      <property name=\"{}\" value=\"{}\"/>", escaped(&name), escaped(&value));
    }
    *out += "    </properties>\n";
}

fn open(out: &mut String, family: &str, case: &str, seconds: f64) {
    let (family, case) = (escaped(family), escaped(case));
    let _ = write!(out, "    <testcase classname=\"{family}\" name=\"{case}\" time=\"{seconds:.6}\"");
}

fn close(out: &mut String, failures: &[Failure]) {
    if failures.is_empty() {
        *out += "/>\n";
        return;
    }
    *out += ">\n";
    // Many readers of the format keep one failure of a case, so all go into one.
    let kinds: Vec<&str> = failures.iter().map(|f| f.kind).collect();
    let message: Vec<&str> = failures.iter().map(|f| f.message.as_str()).collect();
    let text: Vec<&str> = failures.iter().map(|f| f.text.as_str()).collect();
    let _ = writeln!(
        out,
        "      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>",
        kinds[0],
        escaped(&message.join("; ")),
        escaped(&text.join("\n"))
    );
}

fn failures(suite: &Suite<'_>, report: &Report) -> Vec<Failure> {
    let mut failures = Vec::new();
    for trouble in &report.troubles {
        failures.push(Failure { kind: "trouble", message: trouble.to_string(), text: trouble.to_string() });
    }
    for line in report.lost() {
        let message = format!("{}:{}: {}", shown(&report.case.labels()), line.line, lost(line));
        let text = format!("{message}\n{}\n{}", suite.takers(&line.taken), brief(&line.text));
        failures.push(Failure { kind: "loss", message, text });
    }
    for difference in &report.differences {
        let file = shown(&difference.file);
        let message = match &difference.expected {
            None => format!("{file}: there is no such expectation"),
            Some(_) => format!("{file}:{}: differs from here", difference.line()),
        };
        let expected = difference.expected.as_deref().unwrap_or_default();
        let diff = TextDiff::from_lines(expected, difference.actual.as_str());
        let text = format!("{message}\n{}", diff.unified_diff().context_radius(2));
        failures.push(Failure { kind: "difference", message, text });
    }
    failures
}

/// The text as it may stand in XML 1.0, in which most control characters may not stand at all.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\t' | '\n' => out.push(c),
            '\r' => out += "&#13;",
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
