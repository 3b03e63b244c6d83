//! What a page says elsewhere: a name that stands there three times is likely to be what a torn spot said.

use std::collections::HashMap;

use super::price::wide;
use crate::document::is_hanzi;
use crate::lang::NAT;

/// Characters of a page and what follows them.
#[derive(Debug, Default)]
pub(super) struct Memory {
    chars: HashMap<char, u32>,
    pairs: HashMap<(char, char), u32>,
    total: u32,
}

/// The characters of a line without what may be out of step: from a `?` to the next ASCII character; the letters of a
/// reading come first.
pub(super) fn sound(line: &str) -> impl Iterator<Item = char> {
    let mut torn = false;
    line.chars().map(move |c| {
        torn = match c {
            '?' => true,
            ' ' | ',' => false,
            _ => torn,
        };
        if torn { '\n' } else { c }
    })
}

/// How far the page is believed beside the language as a whole: as a place for the character, and as one behind the
/// character before it.
const CHARACTER: f32 = 0.05;
const PAIR: f32 = 0.15;

/// How often a character of the last 32 comes next, of those that are neither very common nor rare: .7 % at any
/// distance beyond three, in 250 news texts.
const RECENT: f32 = 0.007;

/// Characters that are remembered; a page has seldom more than some thousands.
const CAPACITY: usize = 100_000;

impl Memory {
    pub fn of(lines: &[&str]) -> Memory {
        let mut memory = Memory::default();
        let mut before = '\n';
        for c in lines.iter().flat_map(|line| sound(line).chain(['\n'])).take(CAPACITY).map(wide) {
            if is_hanzi(c) {
                *memory.chars.entry(c).or_default() += 1;
                memory.total += 1;
                if is_hanzi(before) {
                    *memory.pairs.entry((before, c)).or_default() += 1;
                }
            }
            before = c;
        }
        memory
    }

    /// What `c` behind `before` costs less than `price`, for having been seen on the page, or just before.
    pub fn credit(&self, before: char, c: char, recent: bool, price: u32) -> u32 {
        let seen = self.chars.get(&c).copied().unwrap_or(0);
        if seen == 0 && !recent {
            return 0;
        }
        let behind =
            self.pairs.get(&(before, c)).map_or(0.0, |&pair| pair as f32 / self.chars[&before] as f32);
        let here = CHARACTER * seen as f32 / self.total.max(1) as f32
            + PAIR * behind
            + if recent && is_hanzi(c) { RECENT } else { 0.0 };
        let chance = (-(price as f32) / NAT as f32).exp();
        ((1.0 + here / chance.max(1e-9)).ln() * NAT as f32) as u32
    }
}
