//! What a page may ask of the searches: counted, so that the same page comes out alike on every machine.

use std::cell::Cell;

use super::search::Store;

/// How often a character may be read by words on one way or another: about a second.
const WORDS: u64 = 12_000_000;

/// So many characters may be tried in ways that the page has not shown yet, counted once for each way.
const TRIED: u64 = 250_000;

/// How often a lost character may be guessed by pairs on one way or another. Beyond that it stays lost.
const GUESSES: u64 = 10_000_000;

/// Behind a page's first part it is read on fewer ways at once.
pub(super) struct Budget {
    words: Cell<u64>,
    tried: Cell<u64>,
    guesses: Cell<u64>,
    all: u64,
    pub(super) store: Cell<Store>,
}

impl Budget {
    pub fn new() -> Budget {
        Budget::of(WORDS, TRIED, GUESSES)
    }

    pub fn of(words: u64, tried: u64, guesses: u64) -> Budget {
        let [words, tried, guesses] = [words, tried, guesses].map(Cell::new);
        Budget { all: words.get(), words, tried, guesses, store: Cell::default() }
    }

    /// Takes what was read by words.
    pub fn read(&self, count: usize) {
        self.words.set(self.words.get().saturating_sub(count as u64));
    }

    /// Whether anything more is read by words.
    pub fn reads_words(&self) -> bool {
        self.words.get() > 0
    }

    /// Whether less than half is left for reading by words.
    pub fn is_scarce(&self) -> bool {
        self.words.get() * 2 < self.all
    }

    /// Takes characters that are tried in one more way.
    pub fn try_out(&self, chars: usize) {
        self.tried.set(self.tried.get().saturating_sub(chars as u64));
    }

    /// Whether a line is still tried in ways that the page has not shown.
    pub fn tries(&self) -> bool {
        self.tried.get() > 0
    }

    /// Takes guesses by pairs.
    pub fn guess(&self, count: usize) {
        self.guesses.set(self.guesses.get().saturating_sub(count as u64));
    }

    /// Whether more may be guessed.
    pub fn guesses(&self) -> bool {
        self.guesses.get() > 0
    }
}
