//! The gates that a trial rule passes before it is active, and what is measured for them.

use std::fmt;

use serde::Serialize;

use super::oracle::Oracle;
use crate::diff::{Change, Kind, PageDiff};
use crate::document::{Document, Line, Role};
use crate::fixture::Labelled;
use crate::rules::{folded, is_prose};
use crate::sweep::Place;

/// Lines that are remembered of what went wrong.
const LINES: usize = 8;

/// Characters of such a line.
const LONG: usize = 60;

/// What a rule must reach.
#[derive(Debug, Clone, Copy)]
pub struct Needed {
    /// The share of the lines it takes that ought to go.
    pub precision: f64,
    /// So many lines.
    pub hits: u64,
}

/// What the rule did to some pages, compared with the same rules without it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Measured {
    /// Pages of the corpus.
    pub pages: u64,
    /// Their lines.
    pub lines: u64,
    /// Lines of the corpus that it takes something of, and no other rule does.
    pub hits: u64,
    /// Pages with such lines.
    pub hit_pages: u64,
    /// Of these lines those that ought to go.
    pub right: u64,
    /// Those that ought to stay.
    pub wrong: u64,
    /// Some of these.
    pub wrong_lines: Vec<String>,
    /// Lines that another rule takes already.
    pub taken: u64,
    /// Pages that are honest.
    pub negatives: u64,
    /// Characters of their fields that are lost.
    pub lost: u64,
    /// Some of the lines.
    pub lost_lines: Vec<String>,
}

/// A gate, and what was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// What it is called.
    pub name: &'static str,
    /// Whether the rule passes.
    pub pass: bool,
    /// What was measured, and what is asked for.
    pub figure: String,
    /// What stands in the way.
    pub lines: Vec<String>,
}

impl Measured {
    /// Measures a page: `diff` compares it without the rule and with it.
    pub fn of(diff: &PageDiff<'_>, rule: &str, oracle: &Oracle) -> Measured {
        let document = &diff.base.document;
        let mut measured = Measured::default();
        if let Oracle::Honest = oracle {
            measured.negatives = 1;
            for change in diff.changes.iter().filter(|change| change.kind == Kind::Removed) {
                measured.lost += change.body + change.fields;
                if change.body + change.fields > 0 {
                    push(&mut measured.lost_lines, diff, change.line, diff.text(change));
                }
            }
            return measured;
        }
        measured.pages = 1;
        measured.lines = document.lines.len() as u64;
        let mut last = None;
        for change in &diff.changes {
            if change.kind != Kind::Removed || change.by != rule || last == Some(change.at) {
                continue;
            }
            last = Some(change.at);
            measured.hits += 1;
            measured.hit_pages = 1;
            match judge(diff, change, oracle) {
                Some(true) => {
                    measured.wrong += 1;
                    push(&mut measured.wrong_lines, diff, change.line, diff.text(change));
                }
                Some(false) => measured.right += 1,
                None => {}
            }
        }
        measured.taken = diff.moved.iter().filter(|moved| moved.1 == rule).map(|moved| moved.3).sum();
        measured
    }

    /// Adds other pages'.
    pub fn add(&mut self, other: Measured) {
        self.pages += other.pages;
        self.lines += other.lines;
        self.hits += other.hits;
        self.hit_pages += other.hit_pages;
        self.right += other.right;
        self.wrong += other.wrong;
        self.taken += other.taken;
        self.negatives += other.negatives;
        self.lost += other.lost;
        for (lines, more) in
            [(&mut self.wrong_lines, other.wrong_lines), (&mut self.lost_lines, other.lost_lines)]
        {
            lines.extend(more);
            lines.truncate(LINES);
        }
    }

    /// The gates, in the order they are asked.
    pub fn gates(&self, needed: &Needed) -> Vec<Gate> {
        let Measured { hits, hit_pages, right, wrong, .. } = *self;
        let judged = right + wrong;
        let taken = match self.taken {
            0 => String::new(),
            taken => format!("; {taken} more are taken by other rules already"),
        };
        let rate = hits as f64 * 1000.0 / self.lines.max(1) as f64;
        let share = right as f64 / judged.max(1) as f64;
        let precision = match judged {
            0 => "no line to judge by".to_owned(),
            _ => format!("{share:.4}: {right} of {judged} lines ought to go"),
        };
        vec![
            Gate {
                name: "hits",
                pass: hits >= needed.hits,
                figure: format!(
                    "{hits} lines of {hit_pages} pages, {rate:.2} in a thousand lines (at least {} lines){taken}",
                    needed.hits
                ),
                lines: Vec::new(),
            },
            Gate {
                name: "precision",
                pass: if judged == 0 { needed.precision <= 0.0 } else { share >= needed.precision },
                figure: format!("{precision} (at least {})", needed.precision),
                lines: self.wrong_lines.clone(),
            },
            Gate {
                name: "negatives",
                pass: self.lost == 0,
                figure: match self.negatives {
                    0 => "not measured: no honest pages were given".to_owned(),
                    pages => format!("{} characters lost on {pages} honest pages (none)", self.lost),
                },
                lines: self.lost_lines.clone(),
            },
        ]
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {:<9}  {}", if self.pass { "pass" } else { "FAIL" }, self.name, self.figure)?;
        self.lines.iter().try_for_each(|line| write!(f, "\n        {line}"))
    }
}

/// Whether what a change takes must stay. `None` where nobody can say.
pub fn judge(diff: &PageDiff<'_>, change: &Change, oracle: &Oracle) -> Option<bool> {
    let document = &diff.base.document;
    let line = match change.at {
        Place::Line(at) => &document.lines[at],
        Place::Head(at) => &document.head[at].line,
    };
    match oracle {
        Oracle::Labels(labels) => stays(labels, document, line),
        Oracle::Expected(record) => Some(record.contains(&folded(&line.text[change.span.clone()]))),
        Oracle::Honest => Some(change.body + change.fields > 0),
        Oracle::Nobody => Some(line.role == Role::Body && is_prose(line)),
    }
}

/// Whether a line of the page must stay. `None` where the line cannot be found among the labelled ones, as may be once
/// segmentation has broken up a giant one.
fn stays(labels: &[Labelled], document: &Document, line: &Line) -> Option<bool> {
    let label = if document.lines.len() == labels.len() {
        labels.get(line.birth.number.checked_sub(1)?)
    } else {
        let view = folded(&line.text);
        labels.iter().find(|labelled| folded(&labelled.text).contains(&view))
    };
    label.map(|labelled| labelled.label.stays())
}

fn push(lines: &mut Vec<String>, diff: &PageDiff<'_>, number: usize, text: &str) {
    if lines.len() < LINES {
        let text: String = text.chars().take(LONG).collect();
        lines.push(format!("{}, line {number}: {text}", diff.base.record.id));
    }
}
