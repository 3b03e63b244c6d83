//! What a rule changes on the pages of the pool, were it in force: as `diff` compares, and judged as `rules promote` does.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{panic, thread};

use serde::Serialize;

use super::Workbench;
use super::pool::{Group, Specimen};
use super::rule::{Checked, Tried, Written};
use crate::audit::{Audit, Origin};
use crate::author::{Gate, Measured, Needed, judge};
use crate::diff::{Change, Kind, PageDiff};
use crate::document::Id;
use crate::error::Problem;
use crate::io::guard;
use crate::rules::State;
use crate::sweep;

/// Changes of a group that are shown; all are counted.
const SHOWN: usize = 60;

/// Characters of a change that are shown, and of what stands beside it.
const LONG: usize = 240;
const BESIDE: usize = 60;

/// What `rules promote` asks for unless told otherwise.
const NEEDED: Needed = Needed { precision: 0.995, hits: 1 };

/// What a rule changes.
#[derive(Debug, Default, Serialize)]
pub struct Effect {
    /// What there is to say of the rule itself; where there are mistakes, nothing was tried.
    pub checked: Checked,
    /// On the fixtures, the labelled lines and the corpus.
    pub groups: Vec<(Group, Sum)>,
    /// What `rules promote` would say.
    pub gates: Vec<Gate>,
    /// What `rules check` warns of.
    pub warnings: Vec<Problem>,
    /// Fixtures whose listing names the rule, on trial or not.
    pub listed: Vec<String>,
    /// Pages that could not be cleaned under it.
    pub failures: Vec<String>,
}

/// What a rule changes on the pages of a group.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Sum {
    /// Pages.
    pub pages: usize,
    /// Pages whose record differs.
    pub changed: usize,
    /// As `rules promote` measures.
    pub measured: Measured,
    /// Characters of bodies and other fields that are lost, and that come back.
    pub lost: u64,
    /// See `lost`.
    pub gained: u64,
    /// The changes, the wrong ones first.
    pub seen: Vec<Seen>,
    /// Changes that are not shown.
    pub left_out: usize,
}

/// A change.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    /// The number of the page in the pool.
    pub page: usize,
    /// Its id.
    pub id: String,
    /// One-based; 0 for a text of the head.
    pub line: usize,
    /// Whether it is taken now or comes back.
    pub kind: Kind,
    /// Who takes it now, or took it before.
    pub by: Id,
    /// The words, and what stands before and behind them.
    pub text: String,
    /// See `text`.
    pub around: [String; 2],
    /// Characters of the body and of other fields.
    pub fields: u64,
    /// Whether it ought to stay; `None` where nobody can say.
    pub stays: Option<bool>,
}

/// What came of one page.
#[derive(Default)]
struct OfPage {
    sum: Sum,
    listed: bool,
    failure: Option<String>,
}

impl Workbench {
    /// What a rule changes; `None` where `is_stale` said on the way that nobody wants to know any more.
    pub fn effect(&self, written: &Written, is_stale: &(dyn Fn() -> bool + Sync)) -> Option<Effect> {
        let (checked, tried) = match self.try_out(written) {
            Ok(tried) => tried,
            Err(checked) => return Some(Effect { checked: *checked, ..Effect::default() }),
        };
        let specimens = &self.pool.specimens;
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(specimen) = specimens.get(at).filter(|_| !is_stale()) else { return done };
                done.push((at, specimen.under(at, &tried)));
            }
        };
        let threads = thread::available_parallelism().map_or(1, |n| n.get());
        let mut pages: Vec<(usize, OfPage)> = thread::scope(|scope| {
            let started: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let joined = started.into_iter().map(|thread| thread.join());
            joined.flat_map(|done| done.unwrap_or_else(|caught| panic::resume_unwind(caught))).collect()
        });
        if is_stale() {
            return None;
        }
        pages.sort_by_key(|(at, _)| *at);
        let mut effect = Effect { checked, ..Effect::default() };
        let mut all = Measured::default();
        for group in [Group::Fixtures, Group::Labels, Group::Corpus] {
            let mut sum = Sum::default();
            for (at, page) in pages.iter().filter(|(at, _)| specimens[*at].group == group) {
                sum.add(&page.sum);
                let id = &specimens[*at].page.id;
                if page.listed && group == Group::Fixtures {
                    effect.listed.push(id.clone());
                }
                effect.failures.extend(page.failure.clone());
            }
            all.add(sum.measured.clone());
            sum.cut();
            effect.groups.push((group, sum));
        }
        effect.gates = all.gates(&NEEDED);
        effect.warnings = self.warnings(&tried, is_stale)?;
        Some(effect)
    }

    /// What `rules check` warns of, of this rule.
    fn warnings(&self, tried: &Tried, is_stale: &dyn Fn() -> bool) -> Option<Vec<Problem>> {
        let mut audit = Audit::new(&tried.with);
        audit.examples();
        for specimen in self.pool.specimens.iter().filter(|specimen| specimen.group == Group::Fixtures) {
            if is_stale() {
                return None;
            }
            audit.page(specimen.unswept.clone(), specimen.page.url.as_deref(), Origin::Fixture);
        }
        Some(audit.warnings(|rule| rule.id == tried.id))
    }
}

impl Specimen {
    fn under(&self, number: usize, tried: &Tried) -> OfPage {
        guard(|enter| self.compare(number, tried, enter)).unwrap_or_else(|caught| OfPage {
            failure: Some(format!("{}: panic in {}: {}", self.page.id, caught.stage, caught.message)),
            ..OfPage::default()
        })
    }

    fn compare(&self, number: usize, tried: &Tried, enter: &dyn Fn(&'static str)) -> OfPage {
        let url = self.page.url.as_deref();
        let Tried { base, with, id } = tried;
        // Selectors mark lines for the rules that the page was read with, and for no others.
        let picked = [base, with].iter().any(|rules| !rules.picks(url).is_empty());
        let finds = |rules: &crate::rules::Ruleset| {
            let index = rules.rules().iter().position(|rule| rule.id == *id && rule.state != State::Off);
            index.is_some_and(|index| {
                sweep::find(&self.unswept, rules, url).iter().any(|finding| finding.rule == index)
            })
        };
        let is_known = base.get(id).is_some();
        let mut sum = Sum { pages: 1, ..Sum::default() };
        let touched = picked || finds(with) || is_known && finds(base);
        if !touched {
            let lines = self.unswept.lines.len() as u64;
            match &self.oracle {
                Some(crate::author::Oracle::Honest) => sum.measured.negatives = 1,
                Some(_) => (sum.measured.pages, sum.measured.lines) = (1, lines),
                None => {}
            }
            return OfPage { sum, ..OfPage::default() };
        }
        let [was, now] = self.cleaner.clean_under(&self.page, [base, with], enter);
        let diff = PageDiff::of(&was, &now);
        sum.changed = usize::from(was.record != now.record);
        if let Some(oracle) = &self.oracle {
            sum.measured = Measured::of(&diff, id, oracle);
        }
        for change in &diff.changes {
            let fields = change.body + change.fields;
            match change.kind {
                Kind::Removed => sum.lost += fields,
                Kind::Kept => sum.gained += fields,
            }
            let stays = self.oracle.as_ref().and_then(|oracle| judge(&diff, change, oracle));
            sum.seen.push(Seen::of(number, &diff, change, stays));
        }
        sum.cut();
        let names = |rule: &str| rule == id;
        let listed = now.removals().any(|removal| names(&removal.rule))
            || now.spared().any(|(_, spared)| names(&spared.rule));
        OfPage { sum, listed, failure: None }
    }
}

impl Sum {
    fn add(&mut self, page: &Sum) {
        self.pages += page.pages;
        self.changed += page.changed;
        self.measured.add(page.measured.clone());
        self.lost += page.lost;
        self.gained += page.gained;
        self.seen.extend(page.seen.iter().cloned());
        self.left_out += page.left_out;
    }

    /// Leaves as many changes as are shown: what must stay first, then what takes most of a record.
    fn cut(&mut self) {
        self.seen.sort_by_key(|seen| (seen.stays != Some(true), Reverse(seen.fields)));
        self.left_out += self.seen.len().saturating_sub(SHOWN);
        self.seen.truncate(SHOWN);
    }
}

impl Seen {
    fn of(page: usize, diff: &PageDiff<'_>, change: &Change, stays: Option<bool>) -> Seen {
        let line = diff.text(change);
        let (before, behind) = (&line[..change.span.start], &line[change.span.end..]);
        let skipped = before.chars().count().saturating_sub(BESIDE);
        Seen {
            page,
            id: diff.base.record.id.clone(),
            line: change.line,
            kind: change.kind,
            by: change.by.clone(),
            text: line[change.span.clone()].chars().take(LONG).collect(),
            around: [before.chars().skip(skipped).collect(), behind.chars().take(BESIDE).collect()],
            fields: change.body + change.fields,
            stays,
        }
    }
}
