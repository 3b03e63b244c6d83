//! Comparisons added up, in bounded memory: counts for each rule, and the worst few examples of each.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Change, Kind, PageDiff};
use crate::document::{Id, visible_chars};
use crate::sweep::Place;

/// Characters of an example that are kept: enough to judge it, and of a page on one line not the page.
const TEXT: usize = 240;

/// Characters of a neighbouring line that are kept.
const CONTEXT: usize = 80;

/// What differs on all pages so far. Its size depends on the number of rules and of examples, never on the pages.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Total {
    /// Pages compared.
    pub pages: u64,
    /// Pages whose record differs.
    pub changed: u64,
    /// Visible characters of all bodies under the base.
    pub base_body: u64,
    /// Visible characters of all bodies under the new rules.
    pub body: u64,
    /// Characters of the base's bodies that are in no field now.
    pub lost: u64,
    /// Characters of the bodies now that were in no field under the base.
    pub gained: u64,
    /// Characters that went from a body to another field: neither lost nor gained.
    pub to_fields: u64,
    /// Characters that went from another field to a body.
    pub from_fields: u64,
    /// What is taken now, by who takes it.
    #[serde(skip)]
    pub removed: BTreeMap<Id, Group>,
    /// What is no longer taken, by who took it.
    #[serde(skip)]
    pub kept: BTreeMap<Id, Group>,
    /// What another rule takes now, by the rule of the base and the rule now.
    #[serde(skip)]
    pub moved: BTreeMap<(Id, Id), Moved>,
    /// Fields that differ, by key.
    #[serde(skip)]
    pub fields: BTreeMap<&'static str, FieldGroup>,
    #[serde(skip)]
    samples: usize,
}

/// What one rule is to be blamed for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Group {
    /// Visible characters of the body among them.
    pub body: u64,
    /// Visible characters of other fields among them.
    pub fields: u64,
    /// Visible characters.
    pub characters: u64,
    /// Lines.
    pub lines: u64,
    /// Pages.
    pub pages: u64,
    /// The worst, worst first: most characters of the body, of fields, most characters; of equals the first. No two
    /// of the same words.
    pub samples: Vec<Sample>,
}

/// An example of what a rule does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The page.
    pub id: String,
    /// One-based line; 0 for the head.
    pub line: usize,
    /// The words.
    pub text: String,
    /// What the rule hit.
    pub hit: String,
    /// What stands on the line before and behind the words.
    pub around: [String; 2],
    /// The line before.
    pub before: Option<String>,
    /// The line after.
    pub after: Option<String>,
    /// Visible characters.
    pub characters: u64,
    /// Those of the body.
    pub body: u64,
    /// Those of other fields.
    pub fields: u64,
}

/// How much changed hands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Visible characters.
    pub characters: u64,
    /// Lines.
    pub lines: u64,
    /// Pages.
    pub pages: u64,
}

/// How often a field differs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FieldGroup {
    /// Pages where it differs.
    pub pages: u64,
    /// Pages where it stood before and is `null` now.
    pub lost: u64,
    /// The first few; losses first.
    pub samples: Vec<FieldSample>,
}

/// An example of a field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldSample {
    /// The page.
    pub id: String,
    /// Under the base.
    pub was: Option<String>,
    /// Under the new rules.
    pub now: Option<String>,
}

impl Total {
    /// Of nothing yet, with room for so many examples of each rule.
    pub fn new(samples: usize) -> Total {
        Total { samples, ..Total::default() }
    }

    /// Of one page.
    pub fn of(diff: &PageDiff<'_>, samples: usize) -> Total {
        let (base, now) = (&diff.base.record, &diff.now.record);
        let mut total = Total {
            pages: 1,
            changed: u64::from(base != now),
            base_body: visible_chars(&base.body) as u64,
            body: visible_chars(&now.body) as u64,
            lost: diff.body(Kind::Removed),
            gained: diff.body(Kind::Kept),
            to_fields: diff.to_fields,
            from_fields: diff.from_fields,
            ..Total::new(samples)
        };
        let mut last: BTreeMap<(Kind, &str), usize> = BTreeMap::new();
        for change in &diff.changes {
            let groups = if change.kind == Kind::Removed { &mut total.removed } else { &mut total.kept };
            let group = groups.entry(change.by.clone()).or_default();
            group.pages = 1;
            group.body += change.body;
            group.fields += change.fields;
            group.characters += change.characters;
            group.lines +=
                u64::from(last.insert((change.kind, &change.by), change.line) != Some(change.line));
            if samples > 0 && group.has_room(samples, &(change.body, change.fields, change.characters)) {
                group.sample(Sample::of(diff, change), samples);
            }
        }
        for (before, after, characters, lines) in &diff.moved {
            let moved = total.moved.entry((before.clone(), after.clone())).or_default();
            moved.pages = 1;
            moved.characters += characters;
            moved.lines += lines;
        }
        for change in &diff.fields {
            let (was, now) = (change.was.clone(), change.now.clone());
            let lost = u64::from(now.is_none());
            let sample = FieldSample {
                id: base.id.clone(),
                was: was.map(|w| shortened(&w, TEXT)),
                now: now.map(|n| shortened(&n, TEXT)),
            };
            let samples = if samples > 0 { vec![sample] } else { Vec::new() };
            total.fields.insert(change.field, FieldGroup { pages: 1, lost, samples });
        }
        total
    }

    /// Adds what comes after.
    pub fn add(&mut self, next: Total) {
        self.pages += next.pages;
        self.changed += next.changed;
        self.base_body += next.base_body;
        self.body += next.body;
        self.lost += next.lost;
        self.gained += next.gained;
        self.to_fields += next.to_fields;
        self.from_fields += next.from_fields;
        for (groups, next) in [(&mut self.removed, next.removed), (&mut self.kept, next.kept)] {
            for (id, group) in next {
                groups.entry(id).or_default().add(group, self.samples);
            }
        }
        for (pair, next) in next.moved {
            let moved = self.moved.entry(pair).or_default();
            moved.characters += next.characters;
            moved.lines += next.lines;
            moved.pages += next.pages;
        }
        for (field, next) in next.fields {
            let group = self.fields.entry(field).or_default();
            group.pages += next.pages;
            group.lost += next.lost;
            for sample in next.samples {
                let at = group.samples.partition_point(|known| known.now.is_none() >= sample.now.is_none());
                group.samples.insert(at, sample);
            }
            group.samples.truncate(self.samples);
        }
    }

    /// The share of the base's body characters that are lost, 0 where there were none.
    pub fn loss(&self) -> f64 {
        if self.base_body == 0 { 0.0 } else { self.lost as f64 / self.base_body as f64 }
    }
}

impl Group {
    /// What is worse comes first.
    pub fn badness(&self) -> Reverse<(u64, u64, u64)> {
        Reverse((self.body, self.fields, self.characters))
    }

    fn has_room(&self, most: usize, weight: &(u64, u64, u64)) -> bool {
        self.samples.len() < most || self.samples.last().is_some_and(|last| last.weight() < *weight)
    }

    fn sample(&mut self, sample: Sample, most: usize) {
        let weight = sample.weight();
        if let Some(same) = self.samples.iter().position(|known| known.text == sample.text) {
            if self.samples[same].weight() >= weight {
                return;
            }
            self.samples.remove(same);
        }
        let at = self.samples.partition_point(|known| known.weight() >= weight);
        self.samples.insert(at, sample);
        self.samples.truncate(most);
    }

    fn add(&mut self, next: Group, most: usize) {
        self.body += next.body;
        self.fields += next.fields;
        self.characters += next.characters;
        self.lines += next.lines;
        self.pages += next.pages;
        for sample in next.samples {
            if self.has_room(most, &sample.weight()) {
                self.sample(sample, most);
            }
        }
    }
}

impl Sample {
    fn of(diff: &PageDiff<'_>, change: &Change) -> Sample {
        let lines = &diff.now.document.lines;
        let beside =
            |at: Option<usize>| at.and_then(|at| lines.get(at)).map(|line| shortened(&line.text, CONTEXT));
        let line = match change.at {
            Place::Line(at) => Some(at),
            Place::Head(_) => None,
        };
        let whole = diff.text(change);
        let around = [&whole[..change.span.start], &whole[change.span.end..]];
        let before = around[0].chars().rev().take(CONTEXT).collect::<Vec<_>>().into_iter().rev().collect();
        Sample {
            id: diff.base.record.id.clone(),
            line: change.line,
            text: shortened(&whole[change.span.clone()], TEXT),
            hit: shortened(whole.get(change.hit.clone()).unwrap_or_default(), CONTEXT),
            around: [before, shortened(around[1], CONTEXT)],
            before: beside(line.and_then(|at| at.checked_sub(1))),
            after: beside(line.map(|at| at + 1)),
            characters: change.characters,
            body: change.body,
            fields: change.fields,
        }
    }

    fn weight(&self) -> (u64, u64, u64) {
        (self.body, self.fields, self.characters)
    }
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(text: &str, body: u64) -> Sample {
        Sample {
            id: String::new(),
            line: 1,
            text: text.to_owned(),
            hit: String::new(),
            around: Default::default(),
            before: None,
            after: None,
            characters: 9,
            body,
            fields: 0,
        }
    }

    #[test]
    fn the_worst_examples_stay_whatever_the_order_of_the_pages() {
        let pages = [("甲", 1), ("乙", 5), ("甲", 7), ("丙", 0), ("丁", 5), ("乙", 5)];
        let kept = |order: &mut dyn Iterator<Item = &(&str, u64)>| {
            let mut group = Group::default();
            for (text, body) in order {
                let next = Group { samples: vec![sample(text, *body)], pages: 1, ..Group::default() };
                group.add(next, 2);
            }
            assert_eq!(group.pages, 6);
            group.samples.into_iter().map(|s| (s.text, s.body)).collect::<Vec<_>>()
        };
        assert_eq!(kept(&mut pages.iter()), [("甲".to_owned(), 7), ("乙".to_owned(), 5)]);
        assert_eq!(kept(&mut pages.iter().rev())[0], ("甲".to_owned(), 7));
    }
}
