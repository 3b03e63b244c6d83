//! How much of a part of a line, or of a page, the words of a list cover.

use std::collections::HashSet;
use std::ops::Range;

use super::compile::Matcher;
use super::condition::{Condition, Measure};
use super::facts::LineView;
use super::fold::is_word;
use super::lexicon::Coverage;
use super::matching::Asked;
use super::outlook::lexicon_bit;
use super::rule::Rule;
use super::scan::Scanned;
use super::words::Found;

/// Coverage from which a sentence is of the list: in honest articles on such trades few have so much.
const SENTENCE: f32 = 0.25;

/// Measurements of a line that are remembered.
const REMEMBERED: usize = 64;

impl Matcher {
    /// Share of a line that the words of the rule's lexicon cover.
    pub fn lexical_share(&self, rule: &Rule, view: LineView<'_>) -> f32 {
        let lexicon = rule.needs.iter().find_map(|need| match &need.condition {
            Condition::Bound(Measure::Lexicon(name), _) => Some(name.as_str()),
            _ => None,
        });
        let lexicon = lexicon.and_then(|name| self.lexicon(name));
        lexicon.map_or(0.0, |lexicon| self.measure(lexicon, &(0..view.folded().len()), view.scanned).share)
    }

    /// The index of a lexicon.
    pub(super) fn lexicon(&self, name: &str) -> Option<usize> {
        self.lexicons.iter().position(|l| l.name == name)
    }

    /// What a lexicon covers of a part of a folded line.
    fn measure(&self, lexicon: usize, within: &Range<usize>, scanned: Scanned<'_>) -> Coverage {
        if scanned.any & lexicon_bit(lexicon) == 0 {
            return Coverage::default();
        }
        let mut weights = vec![0.0_f32; within.len()];
        let mut telling: Vec<&Found> = Vec::new();
        let first = scanned.found.partition_point(|f| f.end <= within.start);
        for found in scanned.found[first..].iter().take_while(|f| f.end <= within.end) {
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
        for (at, c) in scanned.folded[within.clone()].char_indices() {
            // A number says nothing for or against: 伟德国际1946.
            if is_word(c) && (weights[at] > 0.0 || !c.is_ascii_digit()) {
                words += 1;
                covered += weights[at];
            }
        }
        let share = if words == 0 { 0.0 } else { covered / words as f32 };
        Coverage { share, terms: telling.len(), sentences: 0.0 }
    }
}

impl Asked<'_> {
    /// What a lexicon covers of a part of the folded line.
    pub(super) fn coverage(&self, lexicon: &str, within: &Range<usize>) -> Coverage {
        let Some(lexicon) = self.matcher.lexicon(lexicon) else { return Coverage::default() };
        let mut known = self.scratch.covered.borrow_mut();
        if let Some((_, _, coverage)) = known.iter().find(|(of, part, _)| *of == lexicon && part == within) {
            return *coverage;
        }
        let coverage = self.matcher.measure(lexicon, within, self.view.scanned);
        if known.len() < REMEMBERED {
            known.push((lexicon, within.clone(), coverage));
        }
        coverage
    }

    /// What a list covers of the page; measured once a page.
    pub(super) fn of_page(&self, lexicon: &str) -> Coverage {
        let mut known = self.view.page.coverage.borrow_mut();
        if let Some((_, coverage)) = known.iter().find(|(name, _)| name == lexicon) {
            return *coverage;
        }
        self.measure_page(&mut known);
        known
            .iter()
            .find(|(name, _)| name == lexicon)
            .map_or_else(Coverage::default, |(_, coverage)| *coverage)
    }

    /// Measures the page with every list that a rule asks of pages: its lines are scanned once for all of them.
    fn measure_page(&self, known: &mut Vec<(String, Coverage)>) {
        let matcher = self.matcher;
        let mut lists: Vec<OfPage> =
            matcher.of_pages.iter().map(|list| OfPage { list: *list, ..OfPage::default() }).collect();
        let (mut words, mut in_sentences) = (0.0, 0.0);
        for view in self.view.page.rest() {
            let (line, scanned) = (view.line, view.scanned);
            let count = line.text.chars().filter(|c| is_word(*c)).count() as f32;
            words += count;
            for of_page in &mut lists {
                let (list, whole) = (of_page.list, 0..scanned.folded.len());
                of_page.covered += matcher.measure(list, &whole, scanned).share * count;
                let is_telling = |f: &&Found| {
                    let terms = matcher.patterns[f.pattern as usize].terms.iter();
                    terms.into_iter().any(|(of, weight)| *of == list && *weight >= 1.0)
                };
                if scanned.telling & lexicon_bit(list) != 0 {
                    let mut telling: Vec<&Found> = scanned.found.iter().filter(is_telling).collect();
                    outermost(&mut telling);
                    of_page.terms.extend(telling.into_iter().map(|f| f.pattern));
                }
            }
            for sentence in sentences(scanned.folded) {
                let count = scanned.folded[sentence.clone()].chars().filter(|c| is_word(*c)).count() as f32;
                in_sentences += count;
                for of_page in &mut lists {
                    if matcher.measure(of_page.list, &sentence, scanned).share >= SENTENCE {
                        of_page.of_sentences += count;
                    }
                }
            }
        }
        for OfPage { list, covered, terms, of_sentences } in lists {
            let share = if words > 0.0 { covered / words } else { 0.0 };
            let sentences = if in_sentences > 0.0 { of_sentences / in_sentences } else { 1.0 };
            let coverage = Coverage { share, terms: terms.len(), sentences };
            known.push((matcher.lexicons[list].name.clone(), coverage));
        }
    }
}

/// What a list covers of a page, so far.
#[derive(Debug, Default)]
struct OfPage {
    list: usize,
    covered: f32,
    terms: HashSet<u32>,
    of_sentences: f32,
}

/// The sentences of a folded line; none of a line in which no sentence ends.
fn sentences(folded: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const ENDS: [char; 3] = ['。', '!', '?'];
    let mut from = 0;
    let parts = folded.contains(ENDS).then(|| folded.split_inclusive(ENDS));
    parts.into_iter().flatten().map(move |sentence| {
        let part = from..from + sentence.len();
        from = part.end;
        part
    })
}

/// Keeps what stands in nothing longer: a term inside a longer one is no second sign.
fn outermost(found: &mut Vec<&Found>) {
    found.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
    found.dedup_by(|later, first| later.end <= first.end);
}
