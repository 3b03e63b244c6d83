//! What a page may ask of the searches: counted, so that the same page comes out alike on every machine.

use std::cell::Cell;

/// How often a character may be read by words on one way or another: some 1.5 s. Of a page of 6 KB that was UTF-8
/// read as Big5, which loses most, all is read so, of a page of UTF-8 read as GBK ten times as much.
const WORDS: u64 = 24_000_000;

/// So many characters may be tried in ways that the page has not shown yet, counted once for each way.
const TRIED: u64 = 400_000;

/// Behind a page's first part it is read on fewer ways at once.
#[derive(Debug)]
pub(super) struct Budget {
    words: Cell<u64>,
    tried: Cell<u64>,
    all: u64,
}

impl Budget {
    pub fn new() -> Budget {
        Budget::of(WORDS, TRIED)
    }

    pub fn of(words: u64, tried: u64) -> Budget {
        Budget { words: Cell::new(words), tried: Cell::new(tried), all: words }
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
}
