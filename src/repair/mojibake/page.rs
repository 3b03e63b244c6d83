//! What a page was read as: every damaged line is tried in every way, and the page as a whole says which ways count.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::piece::pieces;
use super::super::plan::{Findings, Page, Proposal, Spot};
use super::budget::Budget;
use super::gate::{rich, richest};
use super::layer::Layer;
use super::quote::{is_quoted, speaks_of_encodings};
use super::readings::{Chain, PROMISING, Reading, all_readings, different, reading};
use super::search::Link;
use super::writer::Writer;
use crate::lang::NAT;

/// What all lines together must gain before a page counts as damaged in a given way: twenty to one. In 28,746 paragraphs and
/// 25,000 headlines of sound text no stretch gains anything; of 10,104 lines of character tables three do, up to 9
/// nats, of which [`is_enough`] leaves none.
const LEAST: i64 = 3 * NAT as i64;

/// Finds what a page was read as, and what stood there.
pub(in crate::repair) fn propose(page: &Page) -> Findings {
    propose_within(page, &Budget::new())
}

/// The same, with what may be asked of the searches.
pub(super) fn propose_within(page: &Page, budget: &Budget) -> Findings {
    let mut findings = Findings::default();
    // The readings of each piece that has any; none where it was not tried.
    let mut readings: HashMap<Place, Option<Vec<Reading>>> = HashMap::new();
    let mut gains: HashMap<Chain, i64> = HashMap::new();
    let mut shown: HashSet<Chain> = HashSet::new();
    for (place, piece) in all_pieces(page).filter(|(place, _)| page.signed[place.line]) {
        let Some(stretch) = rich(piece) else { continue };
        let found = budget.tries().then(|| all_readings(piece, stretch, budget));
        for reading in found.iter().flatten() {
            shown.extend(is_enough(reading).then(|| reading.chain.clone()));
            *gains.entry(reading.chain.clone()).or_default() += reading.gain;
        }
        if found.as_ref().is_none_or(|found| !found.is_empty()) {
            readings.insert(place, found);
        }
    }
    let mut chains: Vec<(Chain, i64)> =
        gains.into_iter().filter(|(chain, gain)| *gain >= LEAST && shown.contains(chain)).collect();
    chains.sort_by_key(|(chain, gain)| (std::cmp::Reverse(*gain), chain.len()));
    if chains.is_empty() {
        return findings;
    }
    for (place, piece) in all_pieces(page) {
        // A line that was not tried in all ways is read in those that the page shows most.
        let found = readings.remove(&place).unwrap_or_else(|| Some(Vec::new()));
        let count = if found.is_some() { chains.len() } else { PROMISING.min(chains.len()) };
        let (is_tried, before) = (found.is_some(), findings.proposals.len());
        propose_for(place, piece, found.unwrap_or_default(), &chains[..count], budget, &mut findings);
        if !is_tried && findings.proposals.len() == before {
            let rich = richest(piece).0;
            findings.unsure.push(Spot::new(place.line, place.start + rich.start..place.start + rich.end));
        }
    }
    if is_shown(page.lines, &findings.proposals) {
        findings.proposals.clear();
    }
    findings
}

/// The lines of a page; a giant line is several pieces.
fn all_pieces<'p>(page: &Page<'p>) -> impl Iterator<Item = (Place, &'p str)> {
    let lines = page.lines.iter().enumerate();
    lines.flat_map(|(line, text)| pieces(text).map(move |(start, piece)| (Place { line, start }, piece)))
}

/// Where a piece of a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    line: usize,
    start: usize,
}

/// Proposes the best of a line's readings in the ways that count on its page.
fn propose_for(
    place: Place,
    text: &str,
    mut found: Vec<Reading>,
    chains: &[(Chain, i64)],
    budget: &Budget,
    findings: &mut Findings,
) {
    for (chain, _) in chains {
        // Where one hand leads into another is a matter of one line.
        let is_mixed = chain[0].writer.parts().len() > 1;
        if !is_mixed && !text.is_ascii() && !found.iter().any(|reading| reading.chain == *chain) {
            found.extend(reading(&Layer::of(text), chain, text, budget));
        }
    }
    found.retain(|reading| chains.iter().any(|(chain, _)| *chain == reading.chain));
    found.sort_by_key(|reading| std::cmp::Reverse(reading.gain));
    let mut found = found.into_iter();
    let Some(best) = found.next() else { return };
    let rival = found.find(|other| !says_the_same(&best, other));
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    for stretch in best.stretches {
        let span = offsets[stretch.span.start]..offsets[stretch.span.end];
        if is_quoted(text, span.start, span.end) || is_lost(&text[span.clone()]) {
            continue;
        }
        // What another reading makes of the same place.
        let runner_up = rival.as_ref().map_or(0, |rival| {
            let here = rival.stretches.iter();
            here.filter(|r| r.span.start < stretch.span.end && stretch.span.start < r.span.end)
                .map(|r| r.gain)
                .sum()
        });
        let spot = Spot::new(place.line, place.start + span.start..place.start + span.end);
        let mut proposal = Proposal::new(spot, stretch.now, nats(stretch.gain), nats(runner_up));
        proposal.id = Some(name(&best.chain).into());
        proposal.doubts = stretch
            .doubts
            .iter()
            .map(|d| place.start + offsets[d.start]..place.start + offsets[d.end])
            .collect();
        findings.proposals.push(proposal);
    }
}

/// Whether a stretch is little but U+FFFD that was stored as UTF-8 and read as GBK: nothing is behind it.
fn is_lost(text: &str) -> bool {
    let lost = text.chars().filter(|c| matches!(c, '锟' | '斤' | '拷' | '\u{fffd}')).count();
    text.contains("锟斤拷") && lost * 3 > text.chars().count()
}

/// Two ways to the same text.
fn says_the_same(one: &Reading, other: &Reading) -> bool {
    let texts = |reading: &Reading| -> Vec<(Range<usize>, String)> {
        reading.stretches.iter().map(|s| (s.span.clone(), s.now.clone())).collect()
    };
    texts(one) == texts(other)
}

/// Whether the page shows mojibake to its readers: it speaks of encodings, and most of it is sound.
fn is_shown(lines: &[&str], proposals: &[Proposal]) -> bool {
    let beyond_ascii = |text: &str| text.chars().filter(|c| !c.is_ascii()).count();
    let all: usize = lines.iter().map(|line| beyond_ascii(line)).sum();
    let damaged: usize = proposals.iter().map(|p| beyond_ascii(&lines[p.spot.line][p.spot.span()])).sum();
    damaged * 2 < all && speaks_of_encodings(lines)
}

fn nats(price: i64) -> f32 {
    price as f32 / NAT as f32
}

/// `repair/utf-8-read-as-gbk`, and so on for each misreading.
fn name(chain: &[Link]) -> String {
    let steps: Vec<String> =
        chain.iter().map(|link| format!("{}-read-as-{}", link.writer.name(), link.reader.name())).collect();
    format!("repair/{}", steps.join("-then-"))
}

/// Whether a reading has enough different hanzi in one place to show that a page is damaged: any two pairs of bytes
/// are a word in some encoding.
fn is_enough(reading: &Reading) -> bool {
    let least = if reading.chain[0].writer == Writer::Utf8 { 2 } else { 4 };
    reading.stretches.iter().any(|stretch| different(&stretch.now) >= least)
}
