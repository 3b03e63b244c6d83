//! The first look at honest text: which of the bad lines' words stand together in it.

use std::collections::HashMap;

use super::words::Bad;
use crate::document::{Document, visible_chars};
use crate::rules::{folded, has_sentence};

/// Sets of words that are told apart; what comes beyond counts as holding them all, so that words are thought
/// commoner than they are and never rarer.
const SETS: usize = 1 << 16;

/// Which words stand together, in how many honest lines.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// Lines with a word in them.
    pub lines: u64,
    /// By the words that they hold.
    all: HashMap<u64, u64>,
    /// Of those the lines that are built like the bad ones.
    alike: HashMap<u64, u64>,
}

impl Survey {
    /// Of one page.
    pub fn of(document: &Document, bad: &Bad) -> Survey {
        let mut survey = Survey::default();
        for line in document.lines.iter().filter(|line| !line.text.is_empty()) {
            survey.lines += 1;
            let mask = bad.mask(&folded(&line.text));
            if mask != 0 {
                let alike =
                    visible_chars(&line.text) <= limit(bad) && (bad.sentence || !has_sentence(&line.text));
                count(&mut survey.all, mask, 1);
                if alike {
                    count(&mut survey.alike, mask, 1);
                }
            }
        }
        survey
    }

    /// Adds another page's.
    pub fn add(&mut self, other: Survey) {
        self.lines += other.lines;
        other.all.into_iter().for_each(|(mask, lines)| count(&mut self.all, mask, lines));
        other.alike.into_iter().for_each(|(mask, lines)| count(&mut self.alike, mask, lines));
    }

    /// How many lines hold all words of a mask: of those built like the bad ones, and of all.
    pub fn hold(&self, mask: u64) -> (u64, u64) {
        let of = |counts: &HashMap<u64, u64>| -> u64 {
            counts.iter().filter(|(held, _)| *held & mask == mask).map(|(_, lines)| lines).sum()
        };
        (of(&self.alike), of(&self.all))
    }
}

/// The bound on the length of lines: half as long again as the longest bad one, a multiple of ten.
pub fn limit(bad: &Bad) -> usize {
    (bad.longest * 3 / 2).max(bad.longest + 6).next_multiple_of(10)
}

fn count(counts: &mut HashMap<u64, u64>, mask: u64, lines: u64) {
    let mask = if counts.len() < SETS || counts.contains_key(&mask) { mask } else { u64::MAX };
    *counts.entry(mask).or_insert(0) += lines;
}
