//! What text costs: as it stands, where it may be anything that people write, and as the Chinese that it may have been.

use crate::document::is_hanzi;
use crate::lang::{self, NAT};

/// The most that a hanzi costs as it stands: people do write lists of rare characters, and there are some twenty
/// thousand (9.9 nats). 10.5 leaves 23 % of short lines of Big5 read as GBK unrepaired, 11.5 with [`NEIGHBOUR`] 13 %,
/// and neither touches sound prose.
const RARE: u32 = 23 * NAT / 2;

/// A hanzi after one of the same radical, or a sign after one of the same kind, as in lists of them.
const NEIGHBOUR: u32 = 5 * NAT;

/// What a lost character costs in a repaired text: dearer than any character that fits.
pub(super) const GONE: u32 = 13 * NAT;

/// What a byte costs in a repaired text that belongs to no character.
pub(super) const BAD: u32 = 16 * NAT;

/// The price of a character as it stands.
pub(super) fn sound(before: Option<char>, c: char) -> u32 {
    if c.is_ascii() {
        return ascii(c);
    }
    if is_hanzi(c) {
        let price = lang::chinese(before, c).map_or(RARE, |price| price.min(RARE));
        return if before.is_some_and(|b| is_neighbour(b, c)) { price.min(NEIGHBOUR) } else { price };
    }
    match c {
        '\u{fffd}' => 6 * NAT,
        '\u{80}'..='\u{9f}' => 10 * NAT,
        '\u{a0}'..='\u{24f}' => letter(before, c),
        '\u{ff61}'..='\u{ff9f}' => 11 * NAT / 2,
        '\u{ac00}'..='\u{d7a3}' => 6 * NAT,
        // Words of other alphabets, and single letters of theirs.
        '\u{370}'..='\u{52f}' | '\u{3041}'..='\u{312f}' => {
            if before.is_some_and(|b| alphabet(b) == alphabet(c)) { 9 * NAT / 2 } else { 8 * NAT }
        }
        '\u{2100}'..='\u{2bff}' | '\u{fe30}'..='\u{fe4f}' if before.is_some_and(|b| is_near(b, c)) => {
            NEIGHBOUR
        }
        '\u{2500}'..='\u{25ff}' => 10 * NAT,
        _ => lang::chinese(before, c).unwrap_or(10 * NAT).min(10 * NAT),
    }
}

/// A number for each alphabet.
fn alphabet(c: char) -> u8 {
    match c {
        '\u{370}'..='\u{3ff}' => 1,
        '\u{400}'..='\u{52f}' => 2,
        '\u{3041}'..='\u{309f}' => 3,
        'ー' => 0,
        '\u{30a0}'..='\u{30ff}' => 4,
        '\u{3105}'..='\u{312f}' => 5,
        _ => 0,
    }
}

/// Next to each other in the character set: lists go by radical.
fn is_neighbour(before: char, c: char) -> bool {
    is_hanzi(before) && is_near(before, c)
}

/// The same for any character: signs of one kind, a frame.
pub(super) fn is_near(before: char, c: char) -> bool {
    (c as u32).abs_diff(before as u32) <= 48
}

/// The price of a character of a repaired text.
pub(super) fn restored(before: Option<char>, c: char) -> u32 {
    if c.is_ascii() {
        return ascii(c);
    }
    match c {
        '\u{3041}'..='\u{30ff}' => 7 * NAT,
        _ => lang::chinese(before, c).unwrap_or(match c {
            '\u{2010}'..='\u{27bf}' | '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}' => 10 * NAT,
            '\u{a1}'..='\u{4ff}' | '\u{1f300}'..='\u{1faff}' => 11 * NAT,
            '\u{80}'..='\u{9f}' => 20 * NAT,
            _ => 16 * NAT,
        }),
    }
}

/// The same in both.
fn ascii(c: char) -> u32 {
    match c {
        'a'..='z' | '0'..='9' | ' ' | '\n' => 3 * NAT,
        '\t' | '\r' | '!'..='~' => 4 * NAT,
        _ => 14 * NAT,
    }
}

/// Letters beyond ASCII stand among ASCII letters, hardly ever by themselves; a capital opens a word.
fn letter(before: Option<char>, c: char) -> u32 {
    let in_word = before.is_some_and(|b| b.is_ascii_alphabetic());
    let after_small = before.is_some_and(char::is_lowercase);
    match c {
        '·' | '×' | '°' | '©' | '®' | '«' | '»' | '\u{a0}' => 6 * NAT,
        _ if in_word && !(c.is_uppercase() && after_small) => 9 * NAT / 2,
        // All letters here, which the library would look up.
        'ª' | 'µ' | 'º' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{24f}' => 13 * NAT / 2,
        _ => 15 * NAT / 2,
    }
}
