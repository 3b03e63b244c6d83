//! A line as the rules see it: folded, with the words of all of them found, and with the rules worth a look.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use super::compile::Matcher;
use super::expression::Characters;
use super::lexicon::Coverage;
use super::outlook::Lexicons;
use super::rule_bits::RuleBits;
use super::words::Found;
use crate::document::Line;

/// Buffers that matching reuses from line to line.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) folded: String,
    pub(super) found: Vec<Found>,
    pub(super) marks: Vec<usize>,
    pub(super) candidates: RuleBits,
    /// What lists cover of parts of the line, as far as rules asked: many ask the same.
    pub(super) covered: RefCell<Vec<(usize, Range<usize>, Coverage)>>,
    /// Lexicons of which words stand in the line, and telling ones.
    pub(super) any: Lexicons,
    pub(super) telling: Lexicons,
    pub(super) visible: Cell<Option<usize>>,
    /// The line as patterns see it.
    pub(super) characters: Characters,
    /// Steps so far: conditions asked, and bytes or words gone over.
    steps: Cell<u64>,
}

impl Scratch {
    pub(super) fn step(&self, over: usize) {
        self.steps.set(self.steps.get() + 1 + over as u64);
    }

    /// Steps of matching since this was last asked.
    pub fn take_steps(&self) -> u64 {
        self.steps.take()
    }

    /// Bytes of the folded line that was scanned last.
    pub fn folded_len(&self) -> usize {
        self.folded.len()
    }

    /// The rules worth a look on the line that was scanned last.
    pub fn candidates(&self) -> &RuleBits {
        &self.candidates
    }
}

impl Matcher {
    /// The rules whose pattern no word guards: every line goes through it.
    pub fn unguarded(&self) -> &[usize] {
        &self.unguarded_rules
    }

    /// Folds and scans a line of a page. The rules worth a look are those whose words stand in it, and those whose
    /// selectors picked it.
    pub fn scan_line<'s>(&self, line: &Line, scratch: &'s mut Scratch) -> &'s RuleBits {
        self.scan(&line.text, scratch);
        line.birth.picked.iter().for_each(|mark| scratch.candidates.insert(*mark as usize));
        &scratch.candidates
    }

    /// Folds and scans a text.
    pub fn scan<'s>(&self, text: &str, scratch: &'s mut Scratch) -> &'s RuleBits {
        let Scratch { folded, found, marks, candidates, covered, characters, visible, any, telling, .. } =
            scratch;
        characters.forget();
        visible.set(None);
        (*any, *telling) = (0, 0);
        covered.get_mut().clear();
        self.words.find(text, folded, marks, found);
        candidates.clear();
        found.retain(|hit| {
            let pattern = &self.patterns[hit.pattern as usize];
            let stands = !inside_latin_word(folded, hit.start, hit.end, pattern.latin);
            if stands {
                candidates.extend(&self.wakes[pattern.wakes]);
                *any |= pattern.any;
                *telling |= pattern.telling;
            }
            stands
        });
        self.named.iter().for_each(|rule| candidates.insert(*rule));
        if !self.unguarded_rules.is_empty() {
            let matched = self.unguarded.matches(folded);
            matched.iter().for_each(|at| candidates.insert(self.unguarded_rules[at]));
        }
        candidates
    }
}

/// A Latin word is only found as a whole word.
fn inside_latin_word(folded: &str, start: usize, end: usize, latin: (bool, bool)) -> bool {
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let bytes = folded.as_bytes();
    latin.0 && letter(start.checked_sub(1).and_then(|at| bytes.get(at))) || latin.1 && letter(bytes.get(end))
}
