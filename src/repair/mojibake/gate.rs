//! Which lines may hold mojibake: a stretch rich in characters that sound text uses now and then.

use std::ops::Range;
use std::sync::LazyLock;

use super::super::plan::Sign;
use super::short::SHORT;
use crate::document::is_hanzi;
use crate::lang::{self, NAT};

/// How much each character of the BMP speaks for mojibake, in [`NAT`]s over or under what is usual.
static WEIGHT: LazyLock<Box<[i8]>> =
    LazyLock::new(|| (0..0x1_0000).map(|c| char::from_u32(c).map_or(0, weigh)).collect());

/// A hanzi that is dearer than this speaks for mojibake, a cheaper one against it. By themselves the hanzi of sound text
/// cost 7.2 nats on average, those of UTF-8 read as GBK 11.6, those of Big5 and GBK read as each other 13.5.
const USUAL: i32 = 9 * NAT as i32;

/// What a stretch must sum up to: 449 of 450 lines of four to twelve hanzi do, 12 % of 22,800 sound paragraphs and 45 % of
/// 25,000 headlines, which are short and full of names.
const ENOUGH: i32 = 5 * NAT as i32;

/// The same for a line that is read whole: 1 of 406 damaged lines of four to ten hanzi falls short, of
/// [`ENOUGH`] 14.
const SHORT_ENOUGH: i32 = 3 * NAT as i32 / 2;

/// What makes a line worth a look.
pub(in crate::repair) const SIGN: Sign = Sign::Stretch {
    weigh: |c| if c > '\u{ffff}' { BEYOND } else { weigh(c) },
    is_enough: |line, sum| sum >= SHORT_ENOUGH && sum >= least(line, sum),
};

/// Whether the line has a stretch that is rich enough.
pub(in crate::repair) fn gate(line: &str) -> bool {
    rich(line).is_some()
}

/// The bytes of the richest stretch of a line, if it is rich enough.
pub(super) fn rich(line: &str) -> Option<Range<usize>> {
    let (stretch, sum) = richest(line);
    let least = least(line, sum);
    (sum >= least && in_pairs(line, stretch.clone()) >= least).then_some(stretch)
}

/// What a line must sum up to whose richest stretch sums up to so much.
fn least(line: &str, sum: i32) -> i32 {
    if sum < ENOUGH && line.chars().nth(SHORT).is_none() { SHORT_ENOUGH } else { ENOUGH }
}

/// What a stretch sums up to where each hanzi is priced behind the one before it: rare characters make common words
/// (葡萄, 咖啡), those of mojibake hardly ever do.
fn in_pairs(line: &str, stretch: Range<usize>) -> i32 {
    let mut before = line[..stretch.start].chars().next_back();
    let mut sum = 0;
    for c in line[stretch].chars() {
        let alone = i32::from(if c > '\u{ffff}' { weigh(c) } else { WEIGHT[c as usize] });
        let behind =
            if is_hanzi(c) { before.and_then(|before| lang::chinese(Some(before), c)) } else { None };
        sum += behind.map_or(alone, |price| alone.min((price as i32 - USUAL).max(-2 * NAT as i32)));
        before = Some(c);
    }
    sum
}

/// The bytes of the richest stretch of a line, and what it sums up to.
pub(super) fn richest(line: &str) -> (Range<usize>, i32) {
    let weight: &[i8; 0x1_0000] = (**WEIGHT).try_into().expect("one entry for each character of the BMP");
    let (mut sum, mut start) = (0i32, 0);
    let mut best = (0..0, 0);
    for (at, c) in line.char_indices() {
        let weight = match u16::try_from(u32::from(c)) {
            Ok(c) => weight[usize::from(c)],
            Err(_) => BEYOND,
        };
        sum += i32::from(weight);
        if sum <= 0 {
            sum = 0;
            start = at + c.len_utf8();
        }
        if sum > best.1 {
            best = (start..at + c.len_utf8(), sum);
        }
    }
    best
}

/// What characters beyond the BMP weigh.
const BEYOND: i8 = 2 * NAT as i8;

fn weigh(c: char) -> i8 {
    let nats = NAT as i32;
    let weight = match c {
        '\0'..='\u{7f}' => -nats / 4,
        '\u{80}'..='\u{9f}' => 4 * nats,
        '·' | '×' | '°' | '©' | '®' | '\u{a0}' => 0,
        '\u{a1}'..='\u{ff}' => 3 * nats,
        'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ' | 'ƒ' | 'ˆ' | '˜' | '†' | '‡' | '‰' | '‚' | '„' | '‹'
        | '›' | '™' => 2 * nats,
        '\u{2013}'..='\u{2026}' | '€' => nats / 4,
        '\u{ff61}'..='\u{ff9f}' => 2 * nats,
        '\u{3041}'..='\u{30ff}' => 3 * nats / 2,
        '\u{3105}'..='\u{312f}' => 2 * nats,
        '\u{370}'..='\u{52f}' | '\u{2500}'..='\u{2595}' => 3 * nats / 2,
        '\u{e000}'..='\u{f8ff}' => 2 * nats,
        '\u{fffd}' => nats,
        c if is_hanzi(c) => lang::chinese(None, c).map_or(17 * nats, |price| price as i32) - USUAL,
        _ => 0,
    };
    weight.clamp(-2 * nats, 6 * nats) as i8
}
