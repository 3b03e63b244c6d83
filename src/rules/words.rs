//! The words of all rules and lexicons, found in a text while it is folded.
//!
//! A word is looked for only where its first two characters stand, and a bit says of most pairs of characters that
//! no word begins so. That is a third of the work of an automaton that takes a step for every character of every
//! page: 28 MB of pages took 78 million instructions in `daachorse`, and 25 million here.

use std::ops::Range;

use super::fold::{Piece, fold_into};

/// Bits of [`Words::pairs`]. The built-in rules begin in some 1,500 ways.
const BITS: usize = 1 << 16;

/// So many words of one head are looked at one by one.
const FEW: usize = 6;

/// Buckets that the heads are looked up in.
const BUCKETS: usize = 1 << 12;

/// The words, as texts have them when they are folded.
#[derive(Debug)]
pub(super) struct Words {
    /// Whether a word begins with a pair of characters that falls on this bit.
    pairs: Box<[u64; BITS / 64]>,
    /// Where the heads of each bucket begin in `heads`.
    buckets: Vec<u32>,
    heads: Vec<Head>,
    /// By their heads, and of each sorted.
    words: Vec<Word>,
    /// Words of one character, and bits of their codes.
    single: Vec<(char, u32)>,
    singles: [u64; 8],
}

/// Two characters that words begin with.
#[derive(Debug)]
struct Head {
    first: u32,
    second: u32,
    /// Its words.
    words: Range<usize>,
}

#[derive(Debug)]
struct Word {
    /// The third character; `None` of a word of two.
    third: Option<char>,
    /// What follows that.
    rest: Box<str>,
    length: usize,
    number: u32,
}

impl Word {
    fn at(&self, start: usize) -> Found {
        Found { pattern: self.number, start, end: start + self.length }
    }
}

/// Where in the buffer of folded texts a word may begin: its second character, and the two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    at: usize,
    first: u32,
    second: u32,
}

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
        let mut words = Words {
            pairs: Box::new([0; BITS / 64]),
            buckets: vec![0; BUCKETS + 1],
            heads: Vec::new(),
            words: Vec::new(),
            single: Vec::new(),
            singles: [0; 8],
        };
        let mut by_head: Vec<(usize, (u32, u32), &str, u32)> = Vec::new();
        for (text, number) in texts.iter().zip(0_u32..) {
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(first), Some(second)) => {
                    let bit = bit(first as u32, second as u32);
                    words.pairs[bit / 64] |= 1 << (bit % 64);
                    by_head.push((bit % BUCKETS, (first as u32, second as u32), text, number));
                }
                (Some(only), None) => {
                    words.single.push((only, number));
                    words.singles[only as usize / 64 % 8] |= 1 << (only as u32 % 64);
                }
                (None, _) => {}
            }
        }
        by_head.sort_unstable();
        for (bucket, (first, second), text, number) in by_head {
            let at = words.words.len();
            let mut rest = text.chars();
            let third = rest.nth(2);
            words.words.push(Word { third, rest: rest.as_str().into(), length: text.len(), number });
            match words.heads.last_mut() {
                Some(head) if (head.first, head.second) == (first, second) => head.words.end = at + 1,
                _ => {
                    words.heads.push(Head { first, second, words: at..at + 1 });
                    words.buckets[bucket + 1] = words.heads.len() as u32;
                }
            }
        }
        // An empty bucket ends where the one before it does.
        let mut end = 0;
        for bucket in &mut words.buckets {
            end = end.max(*bucket);
            *bucket = end;
        }
        words
    }

    /// The words that begin with two characters.
    fn of(&self, first: u32, second: u32) -> &[Word] {
        let bucket = bit(first, second) % BUCKETS;
        let heads = &self.heads[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize];
        let head = heads.iter().find(|head| head.first == first && head.second == second);
        head.map_or(&[], |head| &self.words[head.words.clone()])
    }

    /// Folds a text behind those in `folded` and finds every word in it, by their ends, the longer first where several
    /// end at one place. `marks` is room to work in.
    pub(super) fn find(
        &self,
        text: &str,
        folded: &mut String,
        pieces: &mut Vec<Piece>,
        marks: &mut Vec<Mark>,
        found: &mut Vec<Found>,
    ) {
        marks.clear();
        let (begin, known) = (folded.len(), found.len());
        let (pairs, singles) = (&*self.pairs, self.singles);
        let mut before = 0;
        fold_into(text, folded, pieces, |code, at| {
            let bit = bit(before, code);
            if (pairs[bit / 64] >> (bit % 64) | singles[code as usize / 64 % 8] >> (code % 64)) & 1 != 0 {
                marks.push(Mark { at, first: before, second: code });
            }
            before = code;
        });
        let folded = &folded[begin..];
        for Mark { at, first, second } in marks.iter().copied() {
            let at = at - begin;
            let behind = at + length(second);
            if singles[second as usize / 64 % 8] >> (second % 64) & 1 != 0 {
                for (only, number) in &self.single {
                    if *only as u32 == second {
                        found.push(Found { pattern: *number, start: at, end: behind });
                    }
                }
            }
            let mut words = self.of(first, second);
            if words.is_empty() {
                continue;
            }
            let start = at - length(first);
            let mut rest = folded[behind..].chars();
            let third = rest.next();
            if words.len() > FEW {
                // What is no longer than its head stands before all others.
                let short = words.partition_point(|word| word.third.is_none());
                let (of_two, longer) = words.split_at(short);
                found.extend(of_two.iter().map(|word| word.at(start)));
                let from = longer.partition_point(|word| word.third < third);
                words = &longer[from..];
                words = &words[..words.partition_point(|word| word.third == third)];
            }
            for word in words {
                let goes_on = word.third.is_none()
                    || word.third == third
                        && (word.rest.is_empty() || rest.as_str().starts_with(&*word.rest));
                if goes_on {
                    found.push(word.at(start));
                }
            }
        }
        found[known..].sort_unstable_by_key(|found| (found.end, found.start));
    }
}

/// Bytes of a character in UTF-8.
#[inline]
fn length(code: u32) -> usize {
    char::from_u32(code).map_or(0, char::len_utf8)
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
        let (mut folded, mut pieces, mut marks, mut found) =
            ("前".to_owned(), Vec::new(), Vec::new(), Vec::new());
        Words::new(words).find(text, &mut folded, &mut pieces, &mut marks, &mut found);
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
