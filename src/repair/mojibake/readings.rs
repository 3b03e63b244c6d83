//! The readings of a line: what it may have been before any of the misreadings, or several of them one upon the other.

use std::ops::Range;

use super::bound::may_gain;
use super::budget::Budget;
use super::lattice::Loss;
use super::layer::{Layer, is_outer};
use super::price::sound;
use super::promise::{Promise, speaks_utf8};
use super::reader::Reader;
use super::search::{Link, Stretch, Switch, read_by_words, search};
use super::short::short;
use super::writer::Writer;
use crate::document::is_hanzi;
use crate::lang::NAT;

/// The misreadings that are looked for.
const LINKS: [Link; 11] = {
    const fn link(writer: Writer, reader: Reader) -> Link {
        Link { writer, reader }
    }
    [
        link(Writer::Utf8, Reader::Western),
        link(Writer::Utf8, Reader::Gbk),
        link(Writer::Gbk, Reader::Western),
        link(Writer::Big5, Reader::Gbk),
        link(Writer::Gbk, Reader::Big5),
        link(Writer::Utf8, Reader::Big5),
        link(Writer::Utf8, Reader::ShiftJis),
        link(Writer::Big5, Reader::Western),
        link(Writer::Utf8, Reader::Latin9),
        link(Writer::Gbk, Reader::Latin9),
        link(Writer::Big5, Reader::Latin9),
    ]
};

/// So many misreadings one upon the other are looked for.
const DEPTH: usize = 3;

/// Where damage begins and ends.
const SWITCH: Switch = Switch { at_start: 2 * NAT, inside: 7 * NAT, out: 5 * NAT };

/// The most that a restored character costs on average: right readings of short lines cost 5.3 to 8.9 nats, with rare
/// names in them 9.7.
const READS: u32 = 10 * NAT;

/// A line is tried by its richest stretch first, at most so many characters, and so many around it.
const PIECE: usize = 400;
const AROUND: usize = 6;

/// A line of hanzi is damaged whole rather than in part, be it by so much less gain.
const WHOLE: i64 = 6 * NAT as i64;

/// So many ways that read the stretch well are tried on the whole line.
pub(super) const PROMISING: usize = 3;

/// What a reading by two hands must gain over the best one by one of them.
const TWO_HANDS: i64 = 10 * NAT as i64;

/// A restored character that costs more on average is a sign of another hand: sound prose costs 6 to 8 nats.
const GOOD: u32 = 8 * NAT;

/// Misreadings, the first one first.
pub(super) type Chain = Vec<Link>;

/// A reading of a line.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub chain: Chain,
    /// In characters of the line.
    pub stretches: Vec<Stretch>,
    pub gain: i64,
}

/// The readings of a line that read as Chinese.
pub(super) fn all_readings(line: &str, rich: Range<usize>, budget: &Budget) -> Vec<Reading> {
    let mut found = Vec::new();
    let piece = piece(line, rich);
    explore(&Layer::of(piece), piece, &mut Vec::new(), &mut found, budget);
    if found.is_empty() {
        return found;
    }
    found.sort_by_key(|reading: &Reading| std::cmp::Reverse(reading.gain));
    let layer = Layer::of(line);
    if piece.len() < line.len() {
        found = found
            .iter()
            .take(PROMISING)
            .filter_map(|tried| reading(&layer, &tried.chain, line, budget))
            .collect();
        found.sort_by_key(|reading: &Reading| std::cmp::Reverse(reading.gain));
    }
    let mixed = found.first().and_then(|best| mixed(&layer, best, line, budget));
    found.extend(mixed);
    found
}

/// The reading of a line by two hands, where one encoding leads into another and the best reading by one of them leaves
/// much of it.
fn mixed(layer: &Layer, best: &Reading, line: &str, budget: &Budget) -> Option<Reading> {
    let (first, after) = best.chain.split_first()?;
    let others: &[Writer] = match (first.writer, first.reader) {
        (Writer::Utf8, Reader::Gbk) => &[Writer::Utf8OrGbk],
        (Writer::Utf8, Reader::Big5) => &[Writer::Utf8OrBig5],
        (Writer::Utf8, _) => &[Writer::Utf8OrGbk, Writer::Utf8OrBig5],
        (Writer::Gbk, _) => &[Writer::Utf8OrGbk],
        (Writer::Big5, _) => &[Writer::Utf8OrBig5],
        _ => &[],
    };
    let mut inner_layer = layer.clone();
    for link in after.iter().rev() {
        inner_layer = inner_layer.before(*link)?;
    }
    if !is_left(&inner_layer.text, best, *first, after.is_empty()) {
        return None;
    }
    let readings = others
        .iter()
        .filter_map(|&writer| inner(&inner_layer, Link { writer, ..*first }, after, line, budget));
    readings.max_by_key(|reading| reading.gain).filter(|mixed| mixed.gain > best.gain + TWO_HANDS)
}

/// Whether the best reading leaves much: what looks like UTF-8 where it has another encoding, or characters beyond ASCII
/// that it does not cover, that stay lost or that are dear.
fn is_left(text: &[char], best: &Reading, first: Link, is_outer: bool) -> bool {
    if first.writer != Writer::Utf8 {
        return speaks_utf8(text, first.reader);
    }
    let dear = best.stretches.iter().any(|s| s.gone > 2 || s.price > s.restored * GOOD);
    if dear || !is_outer {
        return true;
    }
    let mut covered = vec![false; text.len()];
    for stretch in &best.stretches {
        covered[stretch.span.clone()].fill(true);
    }
    let table = first.reader.table();
    let is_odd = |c: char| match first.reader.is_single() {
        true => !c.is_ascii() && table.bytes(c).next().is_some(),
        false => is_hanzi(c) && sound(None, c) > READS,
    };
    text.iter().zip(covered).filter(|(c, covered)| !covered && is_odd(**c)).count() >= 4
}

/// The richest stretch of a line and a little around it; the whole line where that is not much more.
fn piece(line: &str, rich: Range<usize>) -> &str {
    let around = |at: usize, from: &str, reach: usize| {
        from.char_indices().nth(reach).map_or(from.len(), |(n, _)| n) + at
    };
    let end = around(rich.end, &line[rich.end..], AROUND);
    let before = line[..rich.start].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let end = end.min(around(before, &line[before..], PIECE));
    if (end - before) * 2 > line.len() { line } else { &line[before..end] }
}

/// Tries all misreadings, and those before them.
fn explore(layer: &Layer, line: &str, after: &mut Chain, found: &mut Vec<Reading>, budget: &Budget) {
    let promise = Promise::of(&layer.text);
    for link in LINKS {
        if !promise.holds(link) {
            continue;
        }
        budget.try_out(layer.text.len());
        found.extend(inner(layer, link, after, line, budget));
        if is_outer(link)
            && after.len() + 1 < DEPTH
            && let Some(before) = layer.before(link)
        {
            after.insert(0, link);
            explore(&before, line, after, found, budget);
            after.remove(0);
        }
    }
}

/// The reading of a line by a chain.
pub(super) fn reading(layer: &Layer, chain: &[Link], line: &str, budget: &Budget) -> Option<Reading> {
    let (first, after) = chain.split_first()?;
    let mut layer = layer.clone();
    for link in after.iter().rev() {
        layer = layer.before(*link)?;
    }
    inner(&layer, *first, after, line, budget)
}

/// The reading of a layer by its first misreading.
fn inner(layer: &Layer, link: Link, after: &[Link], line: &str, budget: &Budget) -> Option<Reading> {
    let mut best: Option<Vec<Stretch>> = None;
    let gain = |stretches: &[Stretch]| stretches.iter().map(|stretch| stretch.gain).sum::<i64>();
    let found = losses(&layer.text, link.reader).into_iter().map(|loss| {
        let mut stretches = match may_gain(&layer.text, link, loss, SWITCH) {
            true => search(&layer.text, link, loss, SWITCH, budget),
            false => Vec::new(),
        };
        stretches.retain(is_cheap);
        (loss, stretches)
    });
    // What is read by words is dear, and only the best reading is needed.
    let mut found: Vec<(Loss, Vec<Stretch>)> = found.collect();
    found.sort_by_key(|(_, stretches)| std::cmp::Reverse(gain(stretches)));
    for (loss, mut stretches) in found {
        if best.as_ref().is_some_and(|best| gain(&stretches) <= gain(best)) && link.writer == Writer::Utf8 {
            continue;
        }
        read_by_words(&layer.text, link, loss, &mut stretches, budget);
        stretches.retain(reads_well);
        if let Some(all) =
            short(&layer.text, link, loss, budget).filter(|all| all.gain + WHOLE > gain(&stretches))
        {
            stretches = vec![all];
        }
        if best.as_ref().is_none_or(|best| gain(&stretches) > gain(best)) {
            best = Some(stretches);
        }
    }
    let mut stretches = best?;
    let chars: Vec<char> = if after.is_empty() { Vec::new() } else { line.chars().collect() };
    for stretch in &mut stretches {
        if !after.is_empty() {
            let span = layer.origin[stretch.span.start] as usize..layer.origin[stretch.span.end] as usize;
            stretch.gain += price(&chars, &span) - price(&layer.text, &stretch.span);
            stretch.span = span;
            for doubt in &mut stretch.doubts {
                *doubt = layer.origin[doubt.start] as usize..layer.origin[doubt.end] as usize;
            }
        }
    }
    stretches.retain(|stretch| stretch.gain > 0);
    let gain = stretches.iter().map(|stretch| stretch.gain).sum();
    let mut chain = vec![link];
    chain.extend(after);
    (!stretches.is_empty()).then_some(Reading { chain, stretches, gain })
}

/// Whether it is Chinese, and mostly known.
fn reads_well(stretch: &Stretch) -> bool {
    is_cheap(stretch) && different(&stretch.now) > 1 && stretch.gone < stretch.restored
}

/// Whether what was restored is Chinese; reading by words changes nothing of that.
fn is_cheap(stretch: &Stretch) -> bool {
    stretch.restored > 0 && stretch.price <= stretch.restored * READS
}

/// How many different hanzi a text has, as far as that matters.
pub(super) fn different(text: &str) -> usize {
    let mut hanzi: Vec<char> = text.chars().filter(|c| is_hanzi(*c)).take(64).collect();
    hanzi.sort_unstable();
    hanzi.dedup();
    hanzi.len()
}

fn price(text: &[char], span: &Range<usize>) -> i64 {
    let mut before = span.start.checked_sub(1).map(|at| text[at]);
    let mut sum = 0;
    for &c in &text[span.clone()] {
        sum += i64::from(sound(before, c));
        before = Some(c);
    }
    sum
}

/// The ways in which a reader may have dealt with what it could not read.
fn losses(text: &[char], reader: Reader) -> Vec<Loss> {
    let mark = if text.contains(&'\u{fffd}') { '\u{fffd}' } else { '?' };
    let mark = text.contains(&mark).then_some(mark);
    let table = reader.table();
    let wide = text.iter().any(|&c| table.bytes(c).next().is_some() && !table.is_narrow(c));
    let once = Loss { mark, takes_two: false, wide };
    let twice = Loss { takes_two: true, ..once };
    if mark.is_none() || reader.is_single() { vec![once] } else { vec![once, twice] }
}
