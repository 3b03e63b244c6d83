//! A byte that is missing from a pair: which one it was and where, by what reads best there.

use super::table::Pairs;
use crate::lang;

/// Characters on either side of the bad byte among which the missing byte is sought: the pairing before and after it
/// is certain only farther off.
const NEAR: usize = 2;

/// Characters beyond those that are read along.
const CONTEXT: usize = 6;

/// So many of the readings that are best by pairs are read by words.
const TRIED: usize = 32;

/// What no Chinese text holds.
const STRANGER: u32 = 20 * lang::NAT;

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

    let mut readings = Vec::with_capacity(TRIED + 1);
    let mut whole = Vec::with_capacity(window.len() + 1);
    for at in 0..=window.len() {
        for byte in 0x80..=0xfe {
            whole.clear();
            whole.extend_from_slice(&window[..at]);
            whole.push(byte);
            whole.extend_from_slice(&window[at..]);
            consider(&mut readings, pairs, &whole, before.last().copied(), after.first().copied());
        }
    }
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

/// Enters a reading of all pairs among the best, unless it is dearer than they are or one of them.
fn consider(
    readings: &mut Vec<(u32, Vec<char>)>,
    pairs: &Pairs,
    bytes: &[u8],
    before: Option<char>,
    after: Option<char>,
) {
    let most = if readings.len() < TRIED { u32::MAX } else { readings.last().map_or(u32::MAX, |r| r.0) };
    let mut read = ['\0'; NEAR * 2 + 2];
    let mut last = before;
    let mut price = 0;
    let mut count = 0;
    for pair in bytes.chunks(2) {
        let &[lead, trail] = pair else { return };
        let Some(c) = pairs.character(lead, trail) else { return };
        price += lang::chinese(last, c).unwrap_or(STRANGER);
        if price > most || count == read.len() {
            return;
        }
        read[count] = c;
        count += 1;
        last = Some(c);
    }
    price += after.map_or(0, |c| lang::chinese(last, c).unwrap_or(STRANGER));
    let read = &read[..count];
    if let Err(place) = readings.binary_search_by(|(of, chars)| (*of, &chars[..]).cmp(&(price, read))) {
        readings.insert(place, (price, read.to_vec()));
        readings.truncate(TRIED);
    }
}
