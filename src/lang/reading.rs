//! Chinese text read from left to right as words.

use std::sync::LazyLock;

use super::words::{NONE, Node, Number, Script, WORDS, Words};
use super::{NAT, UNKNOWN_HANZI};

/// How many ways to have read the text so far are remembered, by its last word.
const WAYS: usize = 4;

/// How many beginnings of a word that is not yet over are remembered: the longest word has eight characters.
const BEGUN: usize = 8;

/// A letter, digit, or sign of ASCII; and one that follows another. A model of letters would do better, but no repair
/// weighs them against each other.
const ASCII: u32 = 5 * NAT;
const MORE_ASCII: u32 = 2 * NAT;

/// How even the two scripts are thought to be before the first character tells: the lower, the sooner a text is taken
/// to be all of one. 0.1 picked more characters right than 0.3 and 1.
const UNDECIDED: f64 = 0.1;

/// The text so far in all the ways that it may be read. Copied at each fork of a search.
#[derive(Clone, Copy)]
pub struct Reading {
    begun: [Begun; BEGUN],
    open: usize,
    here: Ways,
    /// What the forms of the characters cost.
    forms: u32,
    simplified: u8,
    traditional: u8,
    ascii: bool,
}

/// A word that is not yet over, and how the text before it was read.
#[derive(Clone, Copy)]
struct Begun {
    node: Node,
    before: Ways,
}

/// The cheapest readings that end at one place, each by its last word.
#[derive(Clone, Copy)]
struct Ways {
    last: [(Number, u32); WAYS],
    count: usize,
    /// The cheapest, and what any next word costs more after its last one.
    base: u32,
}

/// The price of a short text in [`NAT`]s: the sum over its words, read the cheapest way.
pub fn sentence(text: &[char]) -> u32 {
    let mut reading = Reading::new();
    text.iter().for_each(|&c| reading.push(c));
    reading.end()
}

impl Default for Reading {
    fn default() -> Reading {
        Reading::new()
    }
}

impl Reading {
    /// Of a text that has not begun.
    pub fn new() -> Reading {
        Reading {
            begun: [Begun { node: 0, before: Ways::NONE }; BEGUN],
            open: 0,
            here: Ways::after(0),
            forms: 0,
            simplified: 0,
            traditional: 0,
            ascii: false,
        }
    }

    /// Reads one more character.
    pub fn push(&mut self, c: char) {
        let words = &*WORDS;
        let form = words.form(c);
        self.forms += form.price + self.script(form.script);
        let ascii = c.is_ascii();
        match words.begin(form.c).filter(|_| !ascii) {
            Some(node) => self.read(words, form.c, node),
            None => self.skip(
                c,
                if !ascii {
                    UNKNOWN_HANZI
                } else if self.ascii {
                    MORE_ASCII
                } else {
                    ASCII
                },
            ),
        }
        self.ascii = c.is_ascii_alphanumeric();
    }

    /// The price of the text if its last word may still go on.
    pub fn price(&self) -> u32 {
        let open = &self.begun[..self.open];
        let open = open.iter().map(|begun| begun.before.base + WORDS.begun(begun.node)).min();
        self.forms + open.unwrap_or(u32::MAX).min(self.here.cheapest())
    }

    /// The price of the text if it ends here.
    pub fn end(&self) -> u32 {
        self.forms + self.here.cheapest()
    }

    fn read(&mut self, words: &Words, c: char, first: Node) {
        let mut here = Ways::NONE;
        let mut open = 0;
        for at in 0..=self.open.min(BEGUN - 1) {
            let begun = if at < self.open {
                let Some(node) = words.go_on(self.begun[at].node, c) else { continue };
                Begun { node, ..self.begun[at] }
            } else {
                Begun { node: first, before: self.here }
            };
            if let Some((word, alone)) = words.word(begun.node) {
                here.add(word, begun.before.price(words, word, alone));
            }
            if words.goes_on(begun.node) {
                self.begun[open] = begun;
                open += 1;
            }
        }
        here.close(words);
        self.open = open;
        self.here = here;
    }

    /// No word goes over such a character; digits stand inside what belongs together.
    fn skip(&mut self, c: char, price: u32) {
        self.open = 0;
        if c.is_ascii_digit() {
            self.here.last[..self.here.count].iter_mut().for_each(|way| way.1 += price);
            self.here.base += price;
        } else {
            self.here = Ways::after(self.here.base + price);
        }
    }

    /// What it costs to have the next telling character in this script after those before.
    fn script(&mut self, script: Script) -> u32 {
        let all = self.simplified + self.traditional;
        let same = match script {
            Script::Either => return 0,
            Script::Simplified => &mut self.simplified,
            Script::Traditional => &mut self.traditional,
        };
        let price = SAME[usize::from(all)] - SAME[usize::from(*same)].min(SAME[usize::from(all)]);
        let price = price + if all == 0 { (NAT as f64 * std::f64::consts::LN_2) as u32 } else { 0 };
        *same += 1;
        if all + 1 == SEEN as u8 {
            self.simplified /= 2;
            self.traditional /= 2;
        }
        price
    }
}

/// So many telling characters are enough; the older half is then forgotten.
const SEEN: usize = 64;

/// Logarithms of a count and [`UNDECIDED`], from nought up.
static SAME: LazyLock<[u32; SEEN]> = LazyLock::new(|| {
    std::array::from_fn(|count| {
        let more = (count as f64 + UNDECIDED).ln() - UNDECIDED.ln();
        (more * f64::from(NAT)).round() as u32
    })
});

impl Ways {
    const NONE: Ways = Ways { last: [(NONE, u32::MAX); WAYS], count: 0, base: 0 };

    /// One way, whose last word is none.
    fn after(price: u32) -> Ways {
        let mut ways = Ways::NONE;
        ways.add(NONE, price);
        ways.base = price;
        ways
    }

    /// Remembers a way if it is among the cheapest; they stand in order.
    fn add(&mut self, word: Number, price: u32) {
        let at = self.last[..self.count].iter().take_while(|way| way.1 <= price).count();
        if at == WAYS {
            return;
        }
        self.count = WAYS.min(self.count + 1);
        self.last[at..self.count].rotate_right(1);
        self.last[at] = (word, price);
    }

    fn close(&mut self, words: &Words) {
        let ways = &self.last[..self.count];
        self.base = ways.iter().map(|&(word, price)| price + words.rest(word)).min().unwrap_or(0);
    }

    fn cheapest(&self) -> u32 {
        self.last[0].1
    }

    fn price(&self, words: &Words, word: Number, alone: u32) -> u32 {
        self.last[..self.count]
            .iter()
            .filter_map(|&(before, price)| Some(price + words.after(before, word)?))
            .fold(self.base + alone, u32::min)
    }
}
