//! What a page says about the kit that made it, and the bytes that its characters stood for.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::gbk::{self, Pair};
use super::memory;
use super::price::wide;
use crate::convert::{Conversion, Tally, convert};
use crate::document::{Script, is_hanzi};
use crate::lang::NAT;
use crate::repair::reading::Reading;

/// The steps that came after the damage, and how often the kit shows elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kit {
    /// Full-width marks, letters and digits may have been folded to ASCII: the page has none.
    pub folded: bool,
    /// They were: ASCII marks stand in their place.
    pub narrow: bool,
    /// Pairs of the user-defined areas stand as private-use characters, so that none was dropped.
    pub private: bool,
    /// The page was simplified again.
    pub simplified: bool,
    /// Which script the page is in, for the most part.
    script: Script,
    /// Readings and commas put in where nothing was torn.
    pub traces: usize,
    /// Marks with a comma before them, and marks without.
    pub doubled: usize,
    pub single: usize,
    /// Lines that end with each of [`MARKS`], by how they begin: the items of a list end alike.
    endings: [[usize; MARKS.len()]; BULLETS.len() + 1],
    /// Full stops with a space behind them, and with a character.
    spaced_stops: usize,
    tight_stops: usize,
    /// Whether the page has corner quotes.
    corner: bool,
}

impl Kit {
    pub fn of(lines: &[&str]) -> Kit {
        let (mut kit, mut tally, mut sound) = (Kit::default(), Tally::default(), Tally::default());
        let (mut full, mut narrow, mut torn_full) = (0, 0, 0);
        for line in lines {
            tally += Tally::of(line);
            let in_step: String = memory::sound(line).collect();
            sound += Tally::of(&in_step);
            full += in_step.matches(FULL).count();
            torn_full += line.matches(FULL).count();
            let mut before = ' ';
            for (at, c) in line.char_indices() {
                match c {
                    ',' | ':' | ';' if is_hanzi(before) => {
                        let next = line[at + 1..].chars().next();
                        narrow += usize::from(next.is_none_or(|next| !MARKS.contains(&next)));
                    }
                    '(' if is_hanzi(before) => {
                        let reading = Reading::at_start(&line[at..]);
                        kit.traces +=
                            usize::from(reading.is_some_and(|r| r.toned && r.rank_of(before).is_some()));
                    }
                    '\u{e000}'..='\u{f8ff}' => kit.private = true,
                    '「' | '『' => kit.corner = true,
                    ' ' if before == '。' => kit.spaced_stops += 1,
                    _ if before == '。' && is_hanzi(c) => kit.tight_stops += 1,
                    _ => {}
                }
                if MARKS.contains(&c) || c == ',' && kit.doubled > 0 {
                    let is_doubled = before == ',';
                    kit.doubled += usize::from(is_doubled);
                    kit.single += usize::from(!is_doubled);
                } else if c == ',' && before == ',' {
                    kit.doubled += 1;
                }
                before = c;
            }
            if let Some(mark) = MARKS.iter().position(|mark| *mark == wide(before)) {
                kit.endings[bullet(line)][mark] += 1;
            }
        }
        kit.traces += kit.doubled;
        // Out of step some bytes read as full-width marks.
        torn_full -= full;
        kit.folded = full == 0 && (torn_full == 0 || narrow > torn_full);
        kit.narrow = kit.folded && narrow > 0;
        kit.script = sound.script();
        kit.simplified = tally.simplified >= 10 && tally.traditional == 0;
        kit
    }

    /// The price of a mark without the kit's comma before it.
    pub fn undoubled(self) -> u32 {
        if self.doubled == 0 {
            return 0;
        }
        nats(self.single as f64 + 0.5, (self.single + self.doubled + 1) as f64)
    }

    /// A character as it is best looked up: the kit's pages mix both scripts as no writer does.
    pub fn as_read(&self, c: char) -> char {
        let c = wide(c);
        SIMPLIFIED.get(&c).copied().unwrap_or(c)
    }

    /// What speaks against a character that only the other script has. Characters that the kit leaves as they are
    /// (后 里 面) stand in both.
    pub fn other_script(&self, c: char) -> u32 {
        let tally = Tally::of(c.encode_utf8(&mut [0; 4]));
        let other = match self.script {
            Script::Traditional => tally.simplified,
            Script::Simplified => tally.traditional,
            _ => 0,
        };
        other * OTHER_SCRIPT
    }

    /// The price of a line that ends with `c`.
    pub fn end(&self, line: &str, c: char) -> u32 {
        let c = wide(c);
        if matches!(c, '”' | '」' | '』') {
            return 0;
        }
        let price = if matches!(c, '，' | '、' | '（' | '《' | '“') { UNFINISHED } else { 0 };
        let Some(mark) = MARKS.iter().position(|mark| *mark == c) else { return price + NO_MARK };
        let endings = &self.endings[bullet(line)];
        let seen = endings[mark] as f64 + if c == '。' { 2.0 } else { 0.5 };
        price + nats(seen, endings.iter().sum::<usize>() as f64 + 1.5 + 0.5 * MARKS.len() as f64)
    }

    /// What the habits of the page say against `c` behind `before`.
    pub fn unlike_the_page(&self, before: char, c: char) -> u32 {
        match c {
            '「' | '」' | '『' | '』' if !self.corner => NO_CORNER,
            _ if before == '。' && is_hanzi(c) => {
                nats(self.tight_stops as f64 + 1.0, (self.tight_stops + self.spaced_stops) as f64 + 1.0)
            }
            _ => 0,
        }
    }

    /// Whether the page is in the script that kits make.
    pub fn is_traditional(&self) -> bool {
        matches!(self.script, Script::Traditional | Script::Mixed)
    }

    /// Whether sentences follow each other without a space.
    pub fn has_tight_stops(&self) -> bool {
        self.spaced_stops < self.tight_stops
    }

    /// What may have stood where the page has a character.
    pub fn bytes(self, c: char) -> Stood {
        let mut stood = Stood::default();
        if c.is_ascii() {
            stood.byte = Some(c as u8);
            if self.folded && c.is_ascii_graphic() {
                stood.pairs.push([0xA3, c as u8 | 0x80]);
            }
        } else if c == '€' {
            // Code page 936 has it at 80, where it stands alone.
            stood.byte = Some(0x80);
        } else if let Some(pair) = gbk::pair(c) {
            stood.pairs.push(pair);
        }
        if self.simplified && is_hanzi(c) {
            stood.pairs.extend(FORMS.get(&c).into_iter().flatten());
        }
        stood
    }

    /// A restored character as the page would have it.
    pub fn as_on_the_page(self, c: char) -> char {
        match c {
            '\u{ff01}'..='\u{ff5e}' if self.narrow => char::from((c as u32 - 0xff01) as u8 + b'!'),
            '\u{3000}' if self.narrow => ' ',
            _ if self.simplified && is_hanzi(c) => SIMPLIFIED.get(&c).copied().unwrap_or(c),
            _ => c,
        }
    }
}

/// Marks that folding makes narrow.
const FULL: [char; 7] = ['，', '：', '（', '）', '？', '！', '；'];

/// A corner quote on a page that has none.
const NO_CORNER: u32 = 5 * NAT;

/// The price of what is so many of so many.
fn nats(some: f64, all: f64) -> u32 {
    (-(some / all).ln() * f64::from(NAT)) as u32
}

/// What stands behind the number of an item.
const BULLETS: [char; 5] = [')', '）', '.', '、', '．'];

/// How a line begins: with a number and one of [`BULLETS`], or otherwise.
fn bullet(line: &str) -> usize {
    let numbered = line.trim_start().trim_start_matches(['(', '（']);
    let behind = numbered.trim_start_matches(|c: char| c.is_ascii_digit());
    let bullet = behind.chars().next().filter(|_| behind.len() < numbered.len());
    BULLETS.iter().position(|known| Some(*known) == bullet).unwrap_or(BULLETS.len())
}

/// A character of the other script.
const OTHER_SCRIPT: u32 = 3 * NAT;

/// A line that ends in the middle of a sentence, and one that ends without a mark.
const UNFINISHED: u32 = 4 * NAT;
const NO_MARK: u32 = 2 * NAT;

/// The bytes that a character may have come from.
#[derive(Debug, Clone, Default)]
pub(super) struct Stood {
    pub byte: Option<u8>,
    pub pairs: Vec<Pair>,
}

/// The marks that kits put a comma before.
pub(super) const MARKS: [char; 7] = ['。', '，', '、', '？', '；', '！', '：'];

/// By simplified form, the pairs of the traditional forms.
static FORMS: LazyLock<HashMap<char, Vec<Pair>>> = LazyLock::new(|| {
    let mut forms: HashMap<char, Vec<Pair>> = HashMap::new();
    for (&traditional, &simplified) in SIMPLIFIED.iter() {
        forms.entry(simplified).or_default().extend(gbk::pair(traditional));
    }
    forms.values_mut().for_each(|pairs| pairs.sort_unstable());
    forms
});

/// By traditional form that lies in GBK, the simplified one.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let all = gbk::LEADS.flat_map(|lead| (0x40..=0xFE).filter_map(move |trail| gbk::character(lead, trail)));
    let all: Vec<char> = all.filter(|c| is_hanzi(*c)).collect();
    // A line each, so that no two make a word.
    let lines = all.iter().flat_map(|c| [*c, '\n']).collect::<String>();
    let simplified = convert(&lines, Conversion::T2s);
    let simplified = simplified.lines().filter_map(|line| line.chars().next());
    all.into_iter().zip(simplified).filter(|(traditional, simplified)| traditional != simplified).collect()
});
