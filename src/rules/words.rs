//! The words of all rules and lexicons, found in a text while it is folded.
//!
//! A word is looked for only where its first two characters stand, and a bit says of most pairs of characters that
//! no word begins so. That is a third of the work of an automaton that takes a step for every character of every
//! page: 28 MB of pages took 78 million instructions in `daachorse`, and 25 million here.

use super::fold::fold_into;

/// Bits of [`Words::pairs`]. The built-in rules begin in some 1,500 ways.
const BITS: usize = 1 << 16;

/// The words, as texts have them when they are folded.
#[derive(Debug)]
pub(super) struct Words {
    /// Whether a word begins with a pair of characters that falls on this bit.
    pairs: Vec<u64>,
    /// By their first two characters: those, where their words begin in `words`, and how many there are.
    heads: Vec<(Head, usize, usize)>,
    words: Vec<(Box<str>, u32)>,
    /// Words of one character.
    single: Vec<(char, u32)>,
}

type Head = (char, char);

/// A word in a folded text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Its number.
    pub(super) pattern: u32,
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl Default for Words {
    fn default() -> Words {
        Words::new(&[])
    }
}

impl Words {
    /// The words; each one's number is its index.
    pub(super) fn new(texts: &[String]) -> Words {
        let mut words =
            Words { pairs: vec![0; BITS / 64], heads: Vec::new(), words: Vec::new(), single: Vec::new() };
        let mut by_head: Vec<(Head, &str, u32)> = Vec::new();
        for (text, number) in texts.iter().zip(0_u32..) {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(first), Some(second)) => by_head.push(((first, second), text, number)),
                (Some(only), None) => words.single.push((only, number)),
                (None, _) => {}
            }
        }
        by_head.sort_unstable();
        for (head, text, number) in by_head {
            let bit = bit(head.0 as u32, head.1 as u32);
            words.pairs[bit / 64] |= 1 << (bit % 64);
            match words.heads.last_mut() {
                Some((last, _, count)) if *last == head => *count += 1,
                _ => words.heads.push((head, words.words.len(), 1)),
            }
            words.words.push((text.into(), number));
        }
        words
    }

    /// Folds a text into `folded` and finds every word in it, by their ends, the longer first where several end at
    /// one place. `marks` is room to work in.
    pub(super) fn find(
        &self,
        text: &str,
        folded: &mut String,
        marks: &mut Vec<usize>,
        found: &mut Vec<Found>,
    ) {
        marks.clear();
        found.clear();
        let pairs = &self.pairs[..];
        let mut before = 0;
        fold_into(text, folded, |code, at| {
            let bit = bit(before, code);
            before = code;
            if pairs[bit / 64] >> (bit % 64) & 1 != 0 {
                marks.push(at);
            }
        });
        for second in marks.iter().copied() {
            let Some((start, _)) = folded[..second].char_indices().next_back() else { continue };
            let rest = &folded[start..];
            let mut chars = rest.chars();
            let (Some(first), Some(second)) = (chars.next(), chars.next()) else { continue };
            let Ok(head) = self.heads.binary_search_by_key(&(first, second), |(head, ..)| *head) else {
                continue;
            };
            let (_, from, count) = self.heads[head];
            let here = self.words[from..from + count].iter().filter(|(word, _)| rest.starts_with(&**word));
            found.extend(here.map(|(word, pattern)| Found {
                pattern: *pattern,
                start,
                end: start + word.len(),
            }));
        }
        if !self.single.is_empty() {
            for (start, c) in folded.char_indices() {
                let here = self.single.iter().filter(|(only, _)| *only == c);
                found.extend(here.map(|(_, pattern)| Found {
                    pattern: *pattern,
                    start,
                    end: start + c.len_utf8(),
                }));
            }
        }
        found.sort_unstable_by_key(|found| (found.end, found.start));
    }
}

#[inline]
fn bit(first: u32, second: u32) -> usize {
    (first.wrapping_mul(0x9e3b) ^ second) as usize % BITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(words: &[String], text: &str) -> Vec<(usize, usize, u32)> {
        let (mut folded, mut marks, mut found) = (String::new(), Vec::new(), Vec::new());
        Words::new(words).find(text, &mut folded, &mut marks, &mut found);
        found.iter().map(|f| (f.end, f.start, f.pattern)).collect()
    }

    proptest! {
        #[test]
        fn every_word_is_found_where_it_stands(
            words in prop::collection::hash_set("[ab甲乙]{1,4}", 0..12),
            text in "[ab甲乙 Ａ·]{0,30}",
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let folded = crate::rules::folded(&text);
            let mut expected: Vec<(usize, usize, u32)> = Vec::new();
            for (number, word) in words.iter().enumerate() {
                let starts = folded.char_indices().map(|(at, _)| at).filter(|at| folded[*at..].starts_with(&**word));
                expected.extend(starts.map(|at| (at + word.len(), at, number as u32)));
            }
            expected.sort_unstable();
            prop_assert_eq!(found(&words, &text), expected);
        }
    }
}
