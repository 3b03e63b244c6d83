//! How much of a part of a line, or of a page, the words of a list cover.

use std::collections::HashSet;
use std::ops::Range;

use super::compile::Matcher;
use super::condition::{Condition, Measure};
use super::fold::is_word;
use super::lexicon::Coverage;
use super::matching::{Asked, Scratch};
use super::rule::Rule;
use super::words::Found;

/// Measurements of a line that are remembered.
const REMEMBERED: usize = 64;

impl Matcher {
    /// Share of a text that the words of the rule's lexicon cover.
    pub fn lexical_share(&self, rule: &Rule, text: &str, scratch: &mut Scratch) -> f32 {
        self.scan(text, scratch);
        let lexicon = rule.needs.iter().find_map(|need| match &need.condition {
            Condition::Bound(Measure::Lexicon(name), _) => Some(name.as_str()),
            _ => None,
        });
        let within = 0..scratch.folded.len();
        lexicon.map_or(0.0, |name| self.coverage(name, &within, scratch).share)
    }

    pub(super) fn coverage(&self, lexicon: &str, within: &Range<usize>, scratch: &Scratch) -> Coverage {
        let Some(lexicon) = self.lexicons.iter().position(|l| l.name == lexicon) else {
            return Coverage::default();
        };
        let mut known = scratch.covered.borrow_mut();
        if let Some((_, _, coverage)) = known.iter().find(|(of, part, _)| *of == lexicon && part == within) {
            return *coverage;
        }
        let coverage = self.measure(lexicon, within, scratch);
        if known.len() < REMEMBERED {
            known.push((lexicon, within.clone(), coverage));
        }
        coverage
    }

    fn measure(&self, lexicon: usize, within: &Range<usize>, scratch: &Scratch) -> Coverage {
        let mut weights = vec![0.0_f32; within.len()];
        let mut telling: Vec<&Found> = Vec::new();
        let first = scratch.found.partition_point(|f| f.end <= within.start);
        for found in scratch.found[first..].iter().take_while(|f| f.end <= within.end) {
            let Some((_, weight)) =
                self.patterns[found.pattern as usize].terms.iter().find(|(l, _)| *l == lexicon)
            else {
                continue;
            };
            if found.start < within.start {
                continue;
            }
            for covered in &mut weights[found.start - within.start..found.end - within.start] {
                *covered = covered.max(*weight);
            }
            if *weight >= 1.0 {
                telling.push(found);
            }
        }
        outermost(&mut telling);
        telling.sort_by_key(|found| found.pattern);
        telling.dedup_by_key(|found| found.pattern);
        let (mut words, mut covered) = (0_usize, 0.0);
        for (at, c) in scratch.folded[within.clone()].char_indices() {
            // A number says nothing for or against: 伟德国际1946.
            if is_word(c) && (weights[at] > 0.0 || !c.is_ascii_digit()) {
                words += 1;
                covered += weights[at];
            }
        }
        Coverage { share: if words == 0 { 0.0 } else { covered / words as f32 }, terms: telling.len() }
    }
}

impl Asked<'_> {
    /// What a list covers of the page; measured once a page.
    pub(super) fn of_page(&self, lexicon: &str) -> Coverage {
        let mut known = self.view.page.coverage.borrow_mut();
        if let Some((_, coverage)) = known.iter().find(|(name, _)| name == lexicon) {
            return *coverage;
        }
        let mut scratch = Scratch::default();
        let (mut words, mut covered, mut terms) = (0.0, 0.0, HashSet::new());
        let list = self.matcher.lexicons.iter().position(|l| l.name == lexicon);
        for line in &self.view.page.document.lines {
            self.matcher.scan(&line.text, &mut scratch);
            let share = self.matcher.coverage(lexicon, &(0..scratch.folded.len()), &scratch).share;
            let count = line.text.chars().filter(|c| is_word(*c)).count() as f32;
            words += count;
            covered += share * count;
            let of_list = |f: &&Found| {
                let found = self.matcher.patterns[f.pattern as usize].terms.iter();
                found.into_iter().any(|(of, weight)| Some(*of) == list && *weight >= 1.0)
            };
            let mut telling: Vec<&Found> = scratch.found.iter().filter(of_list).collect();
            outermost(&mut telling);
            terms.extend(telling.into_iter().map(|f| f.pattern));
        }
        let share = if words > 0.0 { covered / words } else { 0.0 };
        let coverage = Coverage { share, terms: terms.len() };
        known.push((lexicon.to_owned(), coverage));
        coverage
    }
}

/// Keeps what stands in nothing longer: a term inside a longer one is no second sign.
fn outermost(found: &mut Vec<&Found>) {
    found.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    found.dedup_by(|later, first| later.end <= first.end);
}
