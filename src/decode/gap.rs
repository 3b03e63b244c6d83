//! A byte that is missing from a pair: which one it was and where, by what reads best there.

use super::pairs::Pairs;
use crate::lang;

/// Characters on either side of the bad byte among which the missing byte is sought: the pairing before and after it
/// is certain only farther off.
const NEAR: usize = 2;

/// Characters beyond those that are read along.
const CONTEXT: usize = 6;

/// So many of the readings that are best by pairs are read by words.
const TRIED: usize = 32;

/// What the next best reading must cost more.
const CLEAR: u32 = lang::NAT;

/// A step of a reading: its bytes, and the character they are, if they are one.
pub(super) struct Read {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) c: Option<char>,
}

/// What stood around a byte that belongs to no pair, if one byte is missing there: the steps that it replaces, and the
/// characters. `None` where other damage is near, or two readings are about as likely.
pub(super) fn filled(
    pairs: &Pairs,
    bytes: &[u8],
    steps: &[Read],
    bad: usize,
) -> Option<(usize, usize, Vec<char>)> {
    let is_whole = |step: &Read| step.c.is_some_and(|c| !c.is_ascii());
    let first = bad - steps[..bad].iter().rev().take(NEAR).take_while(|step| is_whole(step)).count();
    let last = bad + steps[bad + 1..].iter().take(NEAR).take_while(|step| is_whole(step)).count();
    let others = steps[first.saturating_sub(1)..bad].iter().chain(&steps[bad + 1..steps.len().min(last + 2)]);
    if others.into_iter().any(|step| step.c.is_none()) {
        return None;
    }
    let window = &bytes[steps[first].start..steps[last].end];
    let before: Vec<char> = steps[first.saturating_sub(CONTEXT)..first].iter().filter_map(|s| s.c).collect();
    let after: Vec<char> = steps[last + 1..].iter().take(CONTEXT).filter_map(|s| s.c).collect();

    let mut readings: Vec<(u32, Vec<char>)> = Vec::new();
    let mut whole = Vec::with_capacity(window.len() + 1);
    for at in 0..=window.len() {
        for byte in 0x80..=0xfe {
            whole.clear();
            whole.extend_from_slice(&window[..at]);
            whole.push(byte);
            whole.extend_from_slice(&window[at..]);
            let read: Option<Vec<char>> =
                whole.chunks(2).map(|pair| pairs.character(pair[0], *pair.get(1)?)).collect();
            let Some(read) = read else { continue };
            let mut last = before.last().copied();
            let price = read.iter().chain(after.first()).map(|&c| {
                let price = lang::chinese(last, c).unwrap_or(20 * lang::NAT);
                last = Some(c);
                price
            });
            readings.push((price.sum(), read));
        }
    }
    readings.sort();
    readings.dedup();
    readings.truncate(TRIED);
    let mut readings: Vec<(u32, Vec<char>)> = readings
        .into_iter()
        .map(|(_, read)| {
            let text: Vec<char> = before.iter().chain(&read).chain(&after).copied().collect();
            (lang::sentence(&text), read)
        })
        .collect();
    readings.sort();
    let next = readings.get(1).map_or(u32::MAX, |(price, _)| *price);
    let (price, read) = readings.into_iter().next()?;
    (next >= price.saturating_add(CLEAR)).then_some((first, last, read))
}
