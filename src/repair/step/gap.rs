//! Pairs that stand for no character, which the page does not show: dropped, or shown as one `?`.

use std::collections::HashMap;

use super::gbk::{self, Gap};
use super::moves::SWALLOWED;
use super::price::glance;
use super::search::{Search, State};
use crate::lang::NAT;

/// How many characters are tried before a pair that is not seen, before each of two, and the dearest behind it.
const GAP_FIRSTS: usize = 16;
const GAP_TWICE_FIRSTS: usize = 8;
const GAP_CHARACTER: u32 = 12 * NAT;

/// So many ways across what is not seen are read, and so many ways ask for them at each place, the cheapest of both. Of
/// 1,067 texts torn byte by byte two come out other than without these bounds, wrong at the same place as before; with
/// 128 ways across three do, with 16 that ask four.
const GAP_WAYS: usize = 192;
const GAP_ASKED: usize = 24;

/// What stands behind a pair without a character.
#[derive(Clone, Copy)]
struct Behind {
    what: What,
    gap: Gap,
    /// Whether two such pairs are thought of.
    twice: bool,
    /// The token that stands there.
    end: usize,
}

#[derive(Clone, Copy)]
enum What {
    Pair([u8; 2]),
    /// A second half that is ASCII.
    Byte(u8),
    /// A `?` that swallowed what nobody put in.
    Mark,
}

/// A way across what is not seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Across {
    /// About what it costs, and its number among all.
    price: u32,
    number: usize,
    /// The character before the pair, one before a second pair, and one behind.
    first: char,
    between: Option<char>,
    last: char,
}

impl Search<'_, '_> {
    /// A pair without a character: user-defined and dropped before what stands here, or shown as the `?` that stands
    /// here.
    pub(super) fn gaps(&mut self, state: State, pending: u8, at: usize, gap: Gap, twice: bool) {
        if self.asked >= GAP_ASKED || !self.line.budget.spend() {
            return;
        }
        self.asked += 1;
        let end = at + usize::from(gap == Gap::Unassigned);
        let Some(c) = self.line.at(end) else { return };
        if c == '?' && gap == Gap::UserDefined {
            self.gap(state, pending, Behind { what: What::Mark, gap, twice, end });
        }
        let stood = self.line.kit.bytes(c);
        for pair in stood.pairs {
            self.gap(state, pending, Behind { what: What::Pair(pair), gap, twice, end });
        }
        if let Some(byte) = stood.byte.filter(|b| *b >= 0x40) {
            self.gap(state, pending, Behind { what: What::Byte(byte), gap, twice, end });
        }
    }

    /// Goes on behind what is not seen, in the ways that look best.
    fn gap(&mut self, state: State, pending: u8, behind: Behind) {
        let (touched, skip) = (behind.end + 1, if behind.gap == Gap::Unassigned { 2 } else { 1 });
        let mut ways = across(&mut self.line.glances.borrow_mut(), state.last, pending, behind);
        if ways.len() > GAP_WAYS {
            ways.select_nth_unstable(GAP_WAYS);
            ways.truncate(GAP_WAYS);
            ways.sort_unstable_by_key(|way| way.number);
        }
        let cost = if matches!(behind.what, What::Mark) { SWALLOWED } else { 0 };
        // What several ways begin with is read once.
        let mut begun: Option<((char, Option<char>), State)> = None;
        for way in ways {
            let beginning = (way.first, way.between);
            let before = match begun {
                Some((same, before)) if same == beginning => before,
                _ => {
                    let first = self.rejoined(state, way.first, 0, touched);
                    way.between.map_or(first, |c| self.rejoined(first, c, 0, touched))
                }
            };
            begun = Some((beginning, before));
            let next = self.rejoined(before, way.last, cost, touched);
            let next = match behind.what {
                What::Pair([_, fourth]) => self.half(next, fourth, touched),
                _ => State { pending: None, ..next },
            };
            self.push(skip, next);
        }
    }
}

/// The ways across one pair that is not seen, or two.
fn across(glances: &mut Glances, before: char, pending: u8, behind: Behind) -> Vec<Across> {
    let firsts = (0x80..=0xFEu8).filter(|first| gbk::gaps(*first, behind.gap).next().is_some());
    let firsts = firsts.filter_map(|first| Some((first, gbk::character(pending, first)?)));
    let mut ways = Vec::new();
    for (rank, (price, lead, first)) in best(before, firsts, GAP_FIRSTS).into_iter().enumerate() {
        let mut add = |glances: &mut Glances, before: char, lead: u8, price: u32, between: Option<char>| {
            for third in behind.thirds() {
                for &(more, last) in glances.behind(before, lead, behind, third) {
                    let number = ways.len();
                    ways.push(Across { price: price + more, number, first, between, last });
                }
            }
        };
        add(glances, first, lead, price, None);
        if behind.twice && rank < GAP_TWICE_FIRSTS {
            for (more, trail, c) in glances.between(first, lead, behind.gap) {
                add(glances, c, trail, price + more, Some(c));
            }
        }
    }
    ways
}

/// The characters that look best behind another, each with about what it costs and the byte that it stands for.
fn best(before: char, all: impl Iterator<Item = (u8, char)>, count: usize) -> Vec<Looks> {
    let mut best: Vec<_> = all.map(|(byte, c)| (glance(before, c), byte, c)).collect();
    best.sort_unstable();
    best.truncate(count);
    best
}

impl Behind {
    /// The bytes that may stand behind a pair that is not seen.
    fn thirds(&self) -> impl Iterator<Item = u8> + use<> {
        let (one, marks): (_, &[u8]) = match self.what {
            What::Pair([third, _]) | What::Byte(third) => (Some(third), &[]),
            // Only a mark can be told that has lost both its bytes.
            What::Mark => (None, &[0xA3, 0xA1, 0xBF, 0xAC, 0xB1]),
        };
        one.into_iter().chain(marks.iter().copied())
    }

    /// Whether a pair that is not seen may end with this byte.
    fn may_end_with(&self, second: u8) -> bool {
        !matches!(self.what, What::Mark) || matches!(second, 0xA1 | 0xA3)
    }
}

/// A character before a pair that is not seen, and the byte that the pair begins with.
type Before = (char, u8, Gap);

/// About what a character costs, the byte that it stands for, and the character.
type Looks = (u32, u8, char);

/// What was looked up on a line. The ways to one place ask for the same again and again.
#[derive(Default)]
pub(super) struct Glances {
    between: HashMap<Before, Vec<Looks>>,
    /// By what ends them, too.
    behind: HashMap<(Before, u8, bool), Vec<(u32, char)>>,
}

/// So many answers are remembered, of some 70 characters each: .6 MB.
const REMEMBERED: usize = 1024;

impl Glances {
    /// The characters that look best between two pairs that are not seen, of which the first begins with `lead`.
    fn between(&mut self, before: char, lead: u8, gap: Gap) -> Vec<Looks> {
        if self.between.len() == REMEMBERED {
            self.between.clear();
        }
        let answer = self.between.entry((before, lead, gap)).or_insert_with(|| {
            let pairs = gbk::gaps(lead, gap)
                .flat_map(|lead| gbk::user_defined_leads().map(move |trail| (lead, trail)));
            let all = pairs.filter_map(|(lead, trail)| Some((trail, gbk::character(lead, trail)?)));
            best(before, all, GAP_TWICE_FIRSTS)
        });
        answer.clone()
    }

    /// The characters that end with the byte `third` behind a pair that begins with `lead` and is not seen.
    fn behind(&mut self, before: char, lead: u8, behind: Behind, third: u8) -> &[(u32, char)] {
        if self.behind.len() == REMEMBERED {
            self.behind.clear();
        }
        let is_mark = matches!(behind.what, What::Mark);
        self.behind.entry(((before, lead, behind.gap), third, is_mark)).or_insert_with(|| {
            gbk::gaps(lead, behind.gap)
                .filter(|second| behind.may_end_with(*second))
                .filter_map(|second| gbk::character(second, third))
                .map(|c| (glance(before, c), c))
                .filter(|(price, _)| *price <= GAP_CHARACTER)
                .collect()
        })
    }
}
