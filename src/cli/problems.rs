//! Mistakes in rule files, as compilers show theirs: place, rule, what is wrong, the words, what to write instead.

use crate::Problem;
use crate::explain::columns;
use serde_json::json;

use crate::cli::args::ProblemFormat;

/// How much somebody must do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

/// Characters of a line that are shown around the offending words.
const BEFORE: usize = 30;
const SHOWN: usize = 90;

/// The problem, with the end of its last line.
pub fn shown(problem: &Problem, severity: Severity, format: ProblemFormat) -> String {
    match format {
        ProblemFormat::Human => human(problem, severity),
        ProblemFormat::Json => json_line(problem, severity),
        ProblemFormat::Github => github(problem, severity),
    }
}

fn human(problem: &Problem, severity: Severity) -> String {
    let mut place = problem.file.clone();
    for number in [problem.line, problem.column].into_iter().take_while(|n| *n > 0) {
        place += &format!(":{number}");
    }
    let warning = if severity == Severity::Warning { " warning:" } else { "" };
    let rule = problem.rule.as_ref().map_or_else(String::new, |rule| format!(" {rule}:"));
    let mut out = format!("{place}:{warning}{rule} {}\n", problem.message);
    let gutter = " ".repeat(problem.line.to_string().len() + 1);
    if !problem.excerpt.is_empty() && problem.column > 0 {
        let (line, before, words) = window(problem);
        out += &format!(" {} | {line}\n", problem.line);
        let width = |text: &str| text.chars().map(columns).sum::<usize>();
        out += &format!("{gutter} | {}{}\n", " ".repeat(width(&before)), "^".repeat(width(&words).max(1)));
    }
    if let Some(help) = &problem.help {
        out += &format!("{gutter} = help: {help}\n");
    }
    out
}

/// As much of the line as is shown, what of that stands before the offending words, and those.
fn window(problem: &Problem) -> (String, String, String) {
    let line: Vec<char> = problem.excerpt.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let at = (problem.column - 1).min(line.len());
    let from = if line.len() <= SHOWN { 0 } else { at.saturating_sub(BEFORE) };
    let to = (from + SHOWN).min(line.len());
    let mark = if from > 0 { "…" } else { "" };
    let words: String = line[at..(at + problem.width).clamp(at, to)].iter().collect();
    let before = format!("{mark}{}", line[from..at].iter().collect::<String>());
    let rest = if to < line.len() { "…" } else { "" };
    (format!("{mark}{}{rest}", line[from..to].iter().collect::<String>()), before, words)
}

fn json_line(problem: &Problem, severity: Severity) -> String {
    let mut object = json!(problem);
    object["severity"] = name(severity).into();
    format!("{object}\n")
}

/// An annotation of a pull request.
fn github(problem: &Problem, severity: Severity) -> String {
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let value = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let Problem { file, line, column, width, rule, message, help, .. } = problem;
    let mut out = format!("::{} file={}", name(severity), value(file));
    if *line > 0 {
        out += &format!(",line={line},col={column},endColumn={}", column + width);
    }
    if let Some(rule) = rule {
        out += &format!(",title={}", value(rule));
    }
    let help = help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
    out + &format!("::{}\n", escape(&format!("{message}{help}")))
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
