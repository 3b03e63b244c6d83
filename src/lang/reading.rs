//! Chinese text read from left to right as words.

use std::sync::LazyLock;

use super::marks::MARKS;
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

/// The text so far in all the ways that it may be read. Copied at each fork of a search; for stretches of text, not
/// for pages: prices overflow after fifteen million characters.
#[derive(Clone, Copy)]
pub struct Reading {
    begun: [Begun; BEGUN],
    open: usize,
    here: Ways,
    /// The last character, as it is looked up.
    last: char,
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
            last: '\n',
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
        self.last = form.c;
    }

    /// The price of the text if its last word may still go on: for ranking what a search should go on with. With the
    /// left side alone the true character was among the cheapest 32 at 97.5 % of the places in news, web pages and
    /// prose, among 64 at 99.7 %; with the next character read too, among 16 at 97.3 %, 32 at 98.9 %.
    pub fn price(&self) -> u32 {
        let open = &self.begun[..self.open];
        let open = open.iter().map(|begun| begun.before.base + WORDS.begun(begun.node)).min();
        self.forms + open.unwrap_or(u32::MAX).min(self.here.cheapest())
    }

    /// What [`Reading::price`] would be behind one more character.
    pub fn price_with(&self, c: char) -> u32 {
        let words = &*WORDS;
        let form = words.form(c);
        let Some(first) = words.begin(form.c).filter(|_| !c.is_ascii()) else {
            let mut reading = *self;
            reading.push(c);
            return reading.price();
        };
        let (mut open, mut here) = (u32::MAX, u32::MAX);
        let mut add = |node: Node, before: &Ways| {
            if let Some((word, alone)) = words.word(node) {
                here = here.min(before.price(words, word, alone));
            }
            if words.goes_on(node) {
                open = open.min(before.base + words.begun(node));
            }
        };
        for begun in &self.begun[..self.open.min(BEGUN)] {
            if let Some(node) = words.go_on(begun.node, form.c) {
                add(node, &begun.before);
            }
        }
        if self.open < BEGUN {
            add(first, &self.here.more(MARKS.after(self.last, form.c)));
        }
        self.forms + form.price + self.script_price(form.script) + open.min(here)
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
                Begun { node: first, before: self.here.more(MARKS.after(self.last, c)) }
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
    fn script_price(&self, script: Script) -> u32 {
        let all = self.simplified + self.traditional;
        let same = match script {
            Script::Either => return 0,
            Script::Simplified => self.simplified,
            Script::Traditional => self.traditional,
        };
        let price = SAME[usize::from(all)] - SAME[usize::from(same)].min(SAME[usize::from(all)]);
        price + if all == 0 { (NAT as f64 * std::f64::consts::LN_2) as u32 } else { 0 }
    }

    /// Counts a telling character and tells what it costs.
    fn script(&mut self, script: Script) -> u32 {
        let price = self.script_price(script);
        match script {
            Script::Either => return 0,
            Script::Simplified => self.simplified += 1,
            Script::Traditional => self.traditional += 1,
        }
        if usize::from(self.simplified + self.traditional) == SEEN {
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

    /// The same ways, each at so much more.
    fn more(mut self, price: i32) -> Ways {
        self.last[..self.count].iter_mut().for_each(|way| way.1 = way.1.saturating_add_signed(price));
        self.base = self.base.saturating_add_signed(price);
        self
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

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> u32 {
        sentence(&text.chars().collect::<Vec<_>>())
    }

    /// What the others cost more than the first.
    fn margin(right: &str, wrong: &[&str]) -> i64 {
        let least = wrong.iter().map(|text| price(text)).min().expect("there is another");
        i64::from(least) - i64::from(price(right))
    }

    #[test]
    fn a_word_is_cheaper_than_what_shares_a_byte_with_it() {
        let nat = i64::from(NAT);
        // 影 D3 B0, 映 D3 B3, 游 D3 CE, 应 D3 A6 in GBK.
        assert!(
            margin("昨晚看了一场电影", &["昨晚看了一场电映", "昨晚看了一场电游", "昨晚看了一场电应"])
                > 3 * nat
        );
        assert!(
            margin("昨晚看了一場電影", &["昨晚看了一場電映", "昨晚看了一場電游", "昨晚看了一場電應"])
                > 3 * nat
        );
    }

    #[test]
    fn the_word_before_tells_which_word_follows() {
        assert!(margin("提高生活水平", &["提高生活水瓶"]) > 0);
        assert!(margin("在2019年3月", &["在2019念3月"]) > 0);
    }

    #[test]
    fn a_form_of_the_other_script_costs_more() {
        assert!(margin("這裡的學校離車站很遠", &["這裡的学校離車站很遠"]) > 0);
        assert!(margin("这里的学校离车站很远", &["这里的學校离车站很远"]) > 0);
        assert!(price("這裡的學校離車站很遠") < price("这里的学校离车站很远") + 4 * NAT);
    }

    #[test]
    fn a_text_is_priced_the_same_in_steps() {
        let mut reading = Reading::new();
        for c in "天还没亮，賣菜的a人，学習".chars() {
            let price = reading.price_with(c);
            reading.push(c);
            assert_eq!(reading.price(), price);
            assert!(reading.price() <= reading.end());
        }
        assert_eq!(reading.end(), price("天还没亮，賣菜的a人，学習"));
        assert_eq!(Reading::default().end(), 0);
    }

    #[test]
    fn nothing_is_too_odd_or_too_long_to_be_priced() {
        let odd: String =
            "の\u{e000}\u{20bb7}\u{0}é 1a\n".repeat(2_000) + &"學学".repeat(20_000) + &"1".repeat(50_000);
        assert!(price(&odd) > 20_000 * NAT);
    }
}
