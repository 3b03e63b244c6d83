//! Texts as the rules see them: folded, with the words of all rules found; and what is measured of one while rules are
//! asked about it.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use super::compile::Matcher;
use super::expression::Characters;
use super::facts::LineView;
use super::fold::Piece;
use super::lexicon::Coverage;
use super::outlook::Lexicons;
use super::part::Noted;
use super::rule_bits::RuleBits;
use super::words::{Found, Mark};

/// Texts of a page, folded and scanned one behind the other.
#[derive(Debug, Default)]
pub(super) struct Scan {
    folded: String,
    pieces: Vec<Piece>,
    found: Vec<Found>,
    /// Where each text ends in these.
    ends: Vec<End>,
    /// Room to work in.
    marks: Vec<Mark>,
}

/// Where a text ends in the buffers of a [`Scan`], and the lexicons of which words stand in it, and telling ones.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    folded: usize,
    pieces: usize,
    found: usize,
    any: Lexicons,
    telling: Lexicons,
}

/// One of the texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scanned<'s> {
    pub(super) folded: &'s str,
    pieces: &'s [Piece],
    pub(super) found: &'s [Found],
    /// Lexicons of which words stand in it, and telling ones.
    pub(super) any: Lexicons,
    pub(super) telling: Lexicons,
}

impl Scan {
    /// Room for so many texts, of so many bytes together.
    pub(super) fn with_capacity(texts: usize, bytes: usize) -> Scan {
        Scan {
            folded: String::with_capacity(bytes),
            pieces: Vec::with_capacity(texts * 2),
            found: Vec::with_capacity(texts * 2),
            ends: Vec::with_capacity(texts),
            marks: Vec::new(),
        }
    }

    /// The texts that say one of the words, in order. A word must not begin as it ends.
    pub(super) fn saying(&self, words: &[&str]) -> Vec<usize> {
        let within = |at: usize, word: &str| {
            let text = self.ends.partition_point(|end| end.folded <= at);
            self.ends.get(text).filter(|end| at + word.len() <= end.folded).map(|_| text)
        };
        let places = |word: &str| {
            let places = memchr::memmem::find_iter(self.folded.as_bytes(), word);
            places.filter_map(|at| within(at, word)).collect::<Vec<_>>()
        };
        let mut texts: Vec<usize> = words.iter().flat_map(|word| places(word)).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    pub(super) fn text(&self, index: usize) -> Scanned<'_> {
        let from = index.checked_sub(1).map_or_else(End::default, |before| self.ends[before]);
        let to = self.ends[index];
        Scanned {
            folded: &self.folded[from.folded..to.folded],
            pieces: &self.pieces[from.pieces..to.pieces],
            found: &self.found[from.found..to.found],
            any: to.any,
            telling: to.telling,
        }
    }
}

impl Scanned<'_> {
    /// The words of the page behind a byte range of the folded text: from its first character to its last.
    pub(super) fn origin(&self, folded: Range<usize>) -> Range<usize> {
        let piece = |at: usize| {
            let next = self.pieces.partition_point(|piece| piece.folded as usize <= at);
            self.pieces.get(next.wrapping_sub(1))
        };
        let shifted = |piece: &Piece, at: usize| {
            let alike = piece.length == piece.was;
            piece.text as usize + if alike { at - piece.folded as usize } else { 0 }
        };
        let last = self.folded.char_indices().next_back().map_or(0, |(at, _)| at);
        let first = folded.start.min(last);
        let start = piece(first).map_or(0, |piece| shifted(piece, first));
        if folded.is_empty() || folded.end > self.folded.len() {
            return start..start;
        }
        let end = piece(folded.end - 1).map_or(start, |piece| match piece.length == piece.was {
            true => shifted(piece, folded.end),
            false => (piece.text + piece.was) as usize,
        });
        start..end
    }

    /// Where in the folded text a byte offset of the page's words falls.
    pub(super) fn folded_at(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| (piece.text as usize) < at);
        let Some(piece) = next.checked_sub(1).map(|before| self.pieces[before]) else { return 0 };
        let within = if piece.length == piece.was { at - piece.text as usize } else { usize::MAX };
        piece.folded as usize + within.min(piece.length as usize)
    }
}

/// What rules measured of the line that they are asked about, and buffers that are used again from line to line.
#[derive(Debug, Default)]
pub struct Scratch {
    candidates: RuleBits,
    /// What lists cover of parts of the line, as far as rules asked: many ask the same.
    pub(super) covered: RefCell<Vec<(usize, Range<usize>, Coverage)>>,
    /// Its parts and the addresses in them, likewise.
    pub(super) noted: RefCell<Noted>,
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

    /// The rules worth a look on the line.
    pub fn candidates(&self) -> &RuleBits {
        &self.candidates
    }

    /// Forgets the line before.
    fn turn(&mut self) {
        self.characters.forget();
        self.visible.set(None);
        self.covered.get_mut().clear();
        self.noted.get_mut().clear();
    }
}

impl Matcher {
    /// The rules whose pattern no word guards: every line goes through it.
    pub fn unguarded(&self) -> &[usize] {
        &self.unguarded_rules
    }

    /// Turns to a line. The rules worth a look are those whose words stand in it, those whose selectors picked it, and
    /// those about the site's name where it says that.
    pub fn turn_to<'s>(&self, view: LineView<'_>, scratch: &'s mut Scratch) -> &'s RuleBits {
        scratch.turn();
        let candidates = &mut scratch.candidates;
        candidates.clear();
        for found in view.scanned.found {
            candidates.extend(&self.wakes[self.patterns[found.pattern as usize].wakes]);
        }
        view.line.birth.picked.iter().for_each(|mark| candidates.insert(*mark as usize));
        if !self.named.is_empty() && view.page.says_name(&view.line.text) {
            self.named.iter().for_each(|rule| candidates.insert(*rule));
        }
        if !self.unguarded_rules.is_empty() {
            let matched = self.unguarded.matches(view.scanned.folded);
            matched.iter().for_each(|at| candidates.insert(self.unguarded_rules[at]));
        }
        candidates
    }

    /// Folds and scans a text behind those of `scan`.
    pub(super) fn scan(&self, text: &str, scan: &mut Scan) {
        let Scan { folded, pieces, found, ends, marks } = scan;
        let (begin, known) = (folded.len(), found.len());
        self.words.find(text, folded, pieces, marks, found);
        let own = &folded[begin..];
        let (mut any, mut telling, mut kept) = (0, 0, known);
        for at in known..found.len() {
            let hit = found[at];
            let pattern = &self.patterns[hit.pattern as usize];
            if !inside_latin_word(own, hit.start, hit.end, pattern.latin) {
                any |= pattern.any;
                telling |= pattern.telling;
                found[kept] = hit;
                kept += 1;
            }
        }
        found.truncate(kept);
        ends.push(End { folded: folded.len(), pieces: pieces.len(), found: kept, any, telling });
    }
}

/// A Latin word is only found as a whole word.
fn inside_latin_word(folded: &str, start: usize, end: usize, latin: (bool, bool)) -> bool {
    let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let bytes = folded.as_bytes();
    latin.0 && letter(start.checked_sub(1).and_then(|at| bytes.get(at))) || latin.1 && letter(bytes.get(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(texts: &[&str]) -> Scan {
        let mut scan = Scan::default();
        texts.iter().for_each(|text| Matcher::default().scan(text, &mut scan));
        scan
    }

    #[test]
    fn a_folded_range_leads_back_to_the_words_of_the_page() {
        let line = "甲 关 注·公众號 ＡＢ乙";
        let scan = scanned(&["前", line]);
        let text = scan.text(1);
        let at = text.folded.find("关注公众号").unwrap();
        assert_eq!(&line[text.origin(at..at + "关注公众号".len())], "关 注·公众號");
        let at = text.folded.find("号a").unwrap();
        assert_eq!(&line[text.origin(at..at + "号a".len())], "號 Ａ");
        assert_eq!(text.origin(text.folded.len()..text.folded.len()).start, line.find('乙').unwrap());
        for c in ['关', '公', 'Ｂ', '乙'] {
            let folded = crate::rules::folded(&c.to_string());
            assert_eq!(text.folded_at(line.find(c).unwrap()), text.folded.find(&folded).unwrap(), "{c}");
        }
        assert_eq!(text.folded_at(line.len()), text.folded.len());
    }

    #[test]
    fn a_word_stands_in_one_text() {
        let scan = scanned(&["版权", "所有", "", "版 權所有", "茶", "版权所有"]);
        assert_eq!(scan.saying(&["版权所有", "茶"]), [3, 4, 5]);
    }
}
