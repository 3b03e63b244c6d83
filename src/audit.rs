//! What rules do on pages at hand, and what somebody should look at: a rule that never fires, one that always comes
//! too late, one that costs more than all others. Counted, never timed, so that it is the same on every machine.

use std::collections::BTreeMap;

use crate::document::{Document, Kind, Line, Why};
use crate::error::Problem;
use crate::rules::{Rule, Ruleset, Scope, State};
use crate::sweep::{self, Finding, Place};

/// Where a page came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A fixture.
    Fixture,
    /// The `hit` example of a rule.
    Example,
}

/// What every rule did.
#[derive(Debug)]
pub struct Audit<'a> {
    rules: &'a Ruleset,
    rows: Vec<Row>,
    fixtures: usize,
}

/// What one rule did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Fixtures that it found something on.
    pub fixtures: u64,
    /// What it found, examples included.
    pub findings: u64,
    /// How often it took nothing of that because another rule was first.
    pub late: u64,
    /// Who was.
    pub before: BTreeMap<String, u64>,
    /// Steps of matching: looks, conditions, and bytes that patterns and conditions went over.
    pub steps: u64,
}

impl<'a> Audit<'a> {
    /// No pages yet.
    pub fn new(rules: &'a Ruleset) -> Audit<'a> {
        Audit { rules, rows: vec![Row::default(); rules.rules().len()], fixtures: 0 }
    }

    /// Takes the `hit` examples of every rule for pages.
    pub fn examples(&mut self) {
        for (mut document, url) in self.rules.hit_pages() {
            // A page of one line is kept whole by all but the rules of spam.
            if document.kind == Kind::Text && document.lines.len() == 1 {
                document.lines.push(Line::new("—", crate::document::Birth::default()));
            }
            self.page(document, url.as_deref(), Origin::Example);
        }
    }

    /// Runs the rules over a page that has been through every pass before them.
    pub fn page(&mut self, mut document: Document, url: Option<&str>, origin: Origin) {
        let (mut findings, efforts) = sweep::find_all(&document, self.rules, url);
        findings.retain(|finding| finding.spared.is_none_or(|why| why == Why::Trial));
        sweep::pass(&mut document, self.rules, url);
        self.fixtures += usize::from(origin == Origin::Fixture);
        let mut on_page = vec![false; self.rows.len()];
        for finding in &findings {
            let row = &mut self.rows[finding.rule];
            row.findings += 1;
            row.fixtures += u64::from(origin == Origin::Fixture && !on_page[finding.rule]);
            on_page[finding.rule] = true;
            let rule = &self.rules.rules()[finding.rule];
            let before = who_was_first(&document, rule, finding);
            row.late += u64::from(!before.is_empty());
            before.into_iter().for_each(|id| *row.before.entry(id).or_default() += 1);
        }
        for (row, effort) in self.rows.iter_mut().zip(efforts) {
            row.steps += effort.steps;
        }
    }

    /// What each rule did, in the order of [`Ruleset::rules`].
    pub fn rows(&self) -> impl Iterator<Item = (&Rule, &Row)> {
        self.rules.rules().iter().zip(&self.rows)
    }

    /// What somebody should look at, of the rules that `whose` picks.
    pub fn warnings(&self, whose: impl Fn(&Rule) -> bool) -> Vec<Problem> {
        let total: u64 = self.rows.iter().map(|row| row.steps).sum();
        let mut warnings = Vec::new();
        for (rule, row) in self.rows().filter(|(rule, _)| rule.state != State::Off && whose(rule)) {
            let mut warn = |message: String| {
                let origin = &rule.origin;
                let mut warning = Problem::new(&origin.file, message).of(&rule.id);
                let name = rule.id.rsplit('/').next().unwrap_or_default();
                warning.excerpt = format!("[{name}]");
                warnings.push(warning.at(origin.line, origin.column, origin.width));
            };
            if row.findings > 0 && row.late == row.findings {
                let first =
                    row.before.iter().max_by_key(|(_, times)| **times).map_or("", |(id, _)| id.as_str());
                warn(format!(
                    "is shadowed: {first} takes whatever it finds, on the fixtures and on all examples; narrow the \
                     one, or leave the other out"
                ));
            }
            if self.fixtures > 0 && row.fixtures == 0 {
                warn("never fires on the fixtures; add a page that it is for".to_owned());
            }
            if self.rows.len() > 1 && row.steps > total - row.steps {
                warn(format!(
                    "takes {} of {total} steps of matching, more than all other rules together; guard it with a rarer \
                     word in `any` or `starts`",
                    row.steps
                ));
            }
        }
        warnings
    }
}

/// The rules that took what this one found; none where it took some of it itself.
fn who_was_first(document: &Document, rule: &Rule, finding: &Finding) -> Vec<String> {
    let line = match finding.place {
        Place::Head(index) => &document.head[index].line,
        Place::Line(index) => &document.lines[index],
    };
    if rule.scope == Scope::Page || finding.span.is_empty() {
        return Vec::new();
    }
    let mut free = line.free_spans(finding.span.clone());
    let left = free.any(|span| !line.text[span].trim().is_empty());
    let over = line
        .removals
        .iter()
        .filter(|removal| removal.span.start < finding.span.end && finding.span.start < removal.span.end);
    let mut first: Vec<String> = over.map(|removal| removal.rule.to_string()).collect();
    if left || first.contains(&rule.id) {
        return Vec::new();
    }
    first.dedup();
    first
}
