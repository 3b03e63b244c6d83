//! The second look at honest text: what a draft hits there, and what it would hit with a condition less.

use std::cmp::Reverse;

use super::draft::Draft;
use super::words::Bad;
use crate::document::Document;
use crate::error::Error;
use crate::rules::{Ruleset, RulesetBuilder, folded, has_sentence};
use crate::sweep::{self, Place};

/// Lines that are remembered of each kind.
const LINES: usize = 8;

/// Characters of a `miss`; of a longer line the telling sentence is taken.
const LONG: usize = 60;

/// A draft and its lesser forms, compiled.
#[derive(Debug)]
pub struct Trials {
    rules: Ruleset,
    forms: usize,
}

/// What was met.
#[derive(Debug, Clone, Default)]
pub struct Near {
    /// Lines that the draft hits.
    pub hits: u64,
    /// Some of them.
    pub hit: Vec<String>,
    /// By the condition that is left out, lines that only this keeps from being hit; then those that share words. The
    /// nearest first.
    lesser: Vec<Vec<(u32, String)>>,
}

impl Trials {
    /// Compiles the forms.
    ///
    /// # Errors
    /// [`Error::Rules`] where a form does not compile or hold its examples.
    pub fn new(draft: &Draft) -> Result<Trials, Error> {
        let lesser = draft.lesser();
        let forms = lesser.len() + 1;
        // Whatever the rule looks for has two characters.
        let form = |(at, draft): (usize, Draft)| {
            Draft { name: format!("form-{at}"), why: "A form.".into(), miss: vec!["一".into()], ..draft }
                .toml()
        };
        let forms_text: String =
            std::iter::once(draft.clone()).chain(lesser).enumerate().map(form).collect::<Vec<_>>().join("\n");
        let rules = RulesetBuilder::default()
            .without_builtin()
            .text(format!("{}.toml", draft.family), forms_text)
            .build()?;
        Ok(Trials { rules, forms })
    }

    /// What is met on a page.
    pub fn of(&self, document: &Document, bad: &Bad) -> Near {
        let mut near = Near { lesser: vec![Vec::new(); self.forms], ..Near::default() };
        let mut hit: Vec<usize> = Vec::new();
        let mut others: Vec<(usize, usize)> = Vec::new();
        for finding in sweep::find(document, &self.rules, None) {
            let Place::Line(at) = finding.place else { continue };
            match self.rules.rules()[finding.rule].id.rsplit('-').next().and_then(|n| n.parse::<usize>().ok())
            {
                Some(0) => hit.push(at),
                Some(form) => others.push((form, at)),
                None => {}
            }
        }
        hit.sort_unstable();
        hit.dedup();
        near.hits = hit.len() as u64;
        for at in &hit {
            push(&mut near.hit, document.lines[*at].text.clone());
        }
        for (form, at) in others.into_iter().filter(|(_, at)| hit.binary_search(at).is_err()) {
            near.remember(form - 1, bad, &document.lines[at].text);
        }
        let spared = document.lines.iter().enumerate().filter(|(at, _)| hit.binary_search(at).is_err());
        spared.for_each(|(_, line)| near.remember(self.forms - 1, bad, &line.text));
        near
    }
}

impl Near {
    /// Adds another page's.
    pub fn add(&mut self, other: Near) {
        self.hits += other.hits;
        other.hit.into_iter().for_each(|line| push(&mut self.hit, line));
        self.lesser.resize(self.lesser.len().max(other.lesser.len()), Vec::new());
        for (known, new) in self.lesser.iter_mut().zip(other.lesser) {
            new.into_iter().for_each(|(price, line)| insert(known, price, line));
        }
    }

    /// So many lines for `miss`: one of each condition, then the nearest of all. A long one is cut to a sentence.
    pub fn misses(&self, bad: &Bad, most: usize) -> Vec<String> {
        let mut misses: Vec<String> = Vec::new();
        for round in 0..LINES {
            for (_, line) in self.lesser.iter().filter_map(|lines| lines.get(round)) {
                let line = clipped(line, bad);
                if misses.len() < most && !misses.contains(&line) {
                    misses.push(line);
                }
            }
        }
        misses
    }

    fn remember(&mut self, form: usize, bad: &Bad, line: &str) {
        let known = &mut self.lesser[form];
        let price = bad.price(bad.mask(&folded(line)));
        // A line without a word of the bad ones is better than none.
        if known.len() < LINES || known.last().is_some_and(|(last, _)| *last < price) {
            insert(known, price, line.to_owned());
        }
    }
}

/// Keeps the nearest; of equals the first.
fn insert(known: &mut Vec<(u32, String)>, price: u32, line: String) {
    if known.iter().any(|(_, other)| *other == line) {
        return;
    }
    let at = known.partition_point(|(other, _)| Reverse(*other) <= Reverse(price));
    known.insert(at, (price, line));
    known.truncate(LINES);
}

fn push(lines: &mut Vec<String>, line: String) {
    if lines.len() < LINES && !lines.contains(&line) {
        lines.push(line);
    }
}

/// Of a long line the sentence that has most in common with the bad ones.
fn clipped(line: &str, bad: &Bad) -> String {
    if line.chars().nth(LONG).is_none() {
        return line.to_owned();
    }
    let sentences = line.split_inclusive(['。', '！', '？', '；']);
    let best = sentences.max_by_key(|sentence| {
        (bad.price(bad.mask(&folded(sentence))), has_sentence(sentence), Reverse(sentence.len()))
    });
    let best = best.unwrap_or(line).trim();
    // From shortly before the first word that it shares.
    let first = bad.candidates.iter().filter_map(|word| best.find(word.text.as_str())).min().unwrap_or(0);
    let skipped = best[..first].chars().count().saturating_sub(LONG / 3);
    best.chars().skip(skipped).take(LONG).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::Survey;
    use crate::segment;

    #[test]
    fn a_line_that_one_condition_spares_is_a_near_miss() {
        let bad = Bad::new(&["点击右上角分享给好友".to_owned()]).unwrap();
        let honest = segment::text("天还没亮。\n他点击右上角，把照片分享给好友。\n右上角有一棵树");
        let mut draft = Draft::new(&bad, &Survey::of(&honest, &bad));
        draft.family = "ads".into();
        let near = Trials::new(&draft).unwrap().of(&honest, &bad);
        assert_eq!(near.hits, 0);
        let misses = near.misses(&bad, 2);
        assert_eq!(misses[0], "他点击右上角，把照片分享给好友。", "{near:?}");
    }
}
