//! A damaged stretch read once more, by words: slower than by pairs of characters, and a better judge of what was lost.

use std::ops::Range;

use super::beam::turn;
use super::lattice::{Loss, Node, STRIDE};
use super::marks::{Marks, ends_a_line};
use super::price::{GONE, restored};
use super::search::{BLOCK, Link, Mode, NOWHERE, Search, State};
use super::short::SHORT;
use super::way::doubt;
use super::writer::LONGEST;
use crate::lang::{self, NAT};

/// Ways that are kept at each place. 24 loses 0.3 % of the characters of Big5 read as GBK with losses, 96 gains 0.1 %.
const BEAM: usize = 48;

/// Completions that are tried at each place, the best by pairs: 64 loses 0.1 % of the same, 128 gains nothing.
const TRIED: usize = 96;

/// One in so many parts of a price is that of the pair of characters: 0.2 to 0.4 % more characters come right than by
/// words alone, with twice that part fewer.
const BY_PAIRS: i32 = 5;

/// What it costs that a long line ends with a guess that ends no sentence. Two nats bring UTF-8 read as Big5 from 83.6
/// to 84.0 %: of 。 and 的 no byte is left.
const UNENDED: u32 = 2 * NAT;

/// How much of the text before is read.
const BEFORE: usize = 8;

/// What a whole line was, if all of it is damaged and nothing is lost.
pub(super) fn whole(text: &[char], link: Link, loss: Loss) -> Option<String> {
    let again = Search::new(text, link, loss).read_again(0..text.len())?;
    (again.gone == 0).then_some(again.now)
}

/// A stretch as words read it.
pub(super) struct Again {
    pub now: String,
    /// Characters that stay lost.
    pub gone: u32,
    /// See [`super::search::Stretch::doubts`].
    pub doubts: Vec<Range<usize>>,
}

impl Search<'_> {
    /// Reads a damaged stretch once more by words, which tell better than pairs what was lost; `None` where it is too
    /// long for that.
    pub(super) fn read_again(&mut self, span: Range<usize>) -> Option<Again> {
        if span.len() > BLOCK {
            return None;
        }
        self.base = span.start * STRIDE;
        self.states.clear();
        self.readings.clear();
        self.by_words = true;
        self.at.iter_mut().for_each(Vec::clear);
        self.at.resize_with((span.len() + LONGEST + 2) * STRIDE, Vec::new);
        let mut reading = lang::Reading::new();
        let mut marks = Marks::default();
        for &c in &self.text[span.start.saturating_sub(BEFORE)..span.start] {
            reading.push(c);
            marks = marks.after(c);
        }
        let node = self.base as u32;
        let first = State {
            cost: reading.price(),
            from: NOWHERE,
            node,
            out: None,
            lost: None,
            mode: Mode::Enter,
            first: 0,
            writer: None,
        };
        let index = self.push(first);
        self.readings.push((reading, marks));
        self.at[0].push(index);
        for node in self.base..span.end * STRIDE {
            self.prune_words(node);
            self.expand_words(node, span.end);
        }
        self.prune_words(span.end * STRIDE);
        let ends = self.at[span.end * STRIDE - self.base].iter();
        let last = *ends.min_by_key(|index| {
            let state = &self.states[**index as usize];
            state.cost + self.unended(state)
        })?;
        let mut again = Again { now: String::new(), gone: 0, doubts: Vec::new() };
        for (step, _) in self.way(last) {
            again.now.extend(step.out);
            again.gone += u32::from(step.mode == Mode::Gone);
            if step.is_doubtful() {
                doubt(&mut again.doubts, &step);
            }
        }
        self.readings.clear();
        Some(again)
    }

    /// What it costs more that the line ends with this guess.
    pub(super) fn unended(&self, state: &State) -> u32 {
        let is_last = state.node as usize == self.text.len() * STRIDE && self.text.len() > SHORT;
        let is_odd = state.mode == Mode::Guess && !state.out.is_some_and(ends_a_line);
        if is_last && is_odd && self.by_words { UNENDED } else { 0 }
    }

    /// Keeps the best ways to a place, one for each last two characters.
    fn prune_words(&mut self, node: Node) {
        let here = &mut self.at[node - self.base];
        let states = &self.states;
        here.sort_unstable_by_key(|index| (states[*index as usize].cost, *index));
        let before = |state: &State| states.get(state.from as usize).and_then(|before| before.out);
        let mut kept: Vec<u32> = Vec::with_capacity(BEAM);
        for &index in here.iter() {
            let state = &states[index as usize];
            let is_new = kept.iter().all(|other| {
                let other = &states[*other as usize];
                (other.out, other.lost, other.writer, before(other))
                    != (state.out, state.lost, state.writer, before(state))
            });
            if is_new && kept.len() < BEAM {
                kept.push(index);
            }
        }
        *here = kept;
    }

    fn expand_words(&mut self, node: Node, end: usize) {
        if self.at[node - self.base].is_empty() {
            return;
        }
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        self.candidates_at(node, &mut candidates);
        candidates.retain(|candidate| candidate.end <= end * STRIDE);
        let here = std::mem::take(&mut self.at[node - self.base]);
        let best = self.states[here[0] as usize].out;
        candidates.sort_by_cached_key(|candidate| match candidate.mode {
            Mode::Guess => candidate.cost + restored(best, candidate.c),
            _ => 0,
        });
        candidates.truncate(TRIED);
        for candidate in &candidates {
            for &index in &here {
                let state = self.states[index as usize];
                let confirmed = candidate.mode == Mode::Gone
                    || state
                        .lost
                        .is_none_or(|lost| self.table.cannot_read(lost, candidate.first, self.loss.wide));
                if !confirmed {
                    continue;
                }
                let (mut reading, marks) = self.readings[index as usize];
                let read = reading.price();
                reading.push(candidate.c);
                // What is lost is a character that the model does not know, which is dear enough.
                let extra = if candidate.mode == Mode::Gone {
                    candidate.cost.saturating_sub(GONE)
                } else {
                    candidate.cost
                };
                let mark = if candidate.mode == Mode::Guess { marks.price(candidate.c) } else { 0 };
                let words = reading.price() as i32 - read as i32;
                let pairs = match candidate.mode {
                    Mode::Gone => words,
                    _ => restored(state.out, candidate.c) as i32,
                };
                let mark = mark + (pairs - words) / BY_PAIRS;
                let extra = extra + turn(&state, candidate);
                let cost =
                    (state.cost + extra + reading.price()).saturating_sub(read).saturating_add_signed(mark);
                let count = self.states.len();
                self.reach(candidate.end, candidate.state(cost, index));
                if self.states.len() > count {
                    self.readings.push((reading, marks.after(candidate.c)));
                }
            }
        }
        self.at[node - self.base] = here;
        self.candidates = candidates;
    }
}
