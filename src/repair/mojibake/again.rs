//! A damaged stretch read once more, by words: slower than by pairs of characters, and a better judge of what was lost.

use std::ops::Range;

use super::beam::{MARGIN, SOUND, turn};
use super::budget::Budget;
use super::lattice::{Loss, Node, STRIDE};
use super::marks::{Marks, ends_a_line};
use super::price::{GONE, restored};
use super::search::{Link, Mode, NOWHERE, OVERLAP, Search, State};
use super::short::SHORT;
use super::way::{Step, doubt};
use crate::lang::{self, NAT};

/// Ways that are kept at each place. 24 loses 0.3 % of the characters of Big5 read as GBK with losses, 96 gains 0.1 %.
const BEAM: usize = 48;

/// Completions that are tried at each place, the best by pairs: 64 loses 0.1 % of the same, 128 gains nothing.
const TRIED: usize = 96;

/// The same where a page has used up half of what it may.
const FEW: usize = 16;
const FEW_TRIED: usize = 32;

/// One in so many parts of a price is that of the pair of characters: 0.2 to 0.4 % more characters come right than by
/// words alone, with twice that part fewer.
const BY_PAIRS: i32 = 5;

/// What it costs that a long line ends with a guess that ends no sentence. Two nats bring UTF-8 read as Big5 from 83.6
/// to 84.0 %: of 。 and 的 no byte is left.
const UNENDED: u32 = 2 * NAT;

/// How much of the text before is read.
const BEFORE: usize = 8;

/// What a whole line was, if all of it is damaged and nothing is lost.
pub(super) fn whole(text: &[char], link: Link, loss: Loss, budget: &Budget) -> Option<String> {
    let again = Search::new(text, link, loss, budget).read_again(0..text.len())?;
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

/// Ways that wait at a place until it is their turn.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    states: Vec<State>,
    /// The least that one of them costs, and what none may cost: there are [`BEAM`] cheaper ones.
    best: Option<u32>,
    limit: Option<u32>,
}

/// So many ways may wait before the best of them are picked.
const CROWD: usize = 4 * BEAM;

/// A long stretch is read in windows of so many characters: what is kept of each place is some 25 kB.
const WINDOW: usize = 1024;

impl Search<'_> {
    /// Reads a damaged stretch once more by words, which tell better than pairs what was lost; `None` where the page
    /// has had its share of that.
    pub(super) fn read_again(&mut self, span: Range<usize>) -> Option<Again> {
        self.by_words = true;
        let mut reading = lang::Reading::new();
        let mut marks = Marks::default();
        for &c in &self.text[span.start.saturating_sub(BEFORE)..span.start] {
            reading.push(c);
            marks = marks.after(c);
        }
        let node = (span.start * STRIDE) as u32;
        let mut first = State { cost: reading.price(), node, mode: Mode::Enter, ..SOUND };
        let mut again = Again { now: String::new(), gone: 0, doubts: Vec::new() };
        let mut start = span.start;
        loop {
            let end = span.end.min(start + WINDOW);
            let last = self.window(start..end, first, (reading, marks))?;
            let mut way = self.way(last);
            let next = if end == span.end { None } else { self.next_window(&mut way, start, end) };
            for (step, _) in way {
                again.now.extend(step.out);
                again.gone += u32::from(step.mode == Mode::Gone);
                if step.is_doubtful() {
                    doubt(&mut again.doubts, &step);
                }
            }
            if end == span.end {
                break;
            }
            let state = self.states[next? as usize];
            (reading, marks) = self.readings[next? as usize];
            start = state.node as usize / STRIDE;
            first = State { from: NOWHERE, ..state };
        }
        self.readings.clear();
        Some(again)
    }

    /// Cuts the way through a window at a character of the line before its end, where the next window begins.
    fn next_window(&self, way: &mut Vec<(Step, State)>, start: usize, end: usize) -> Option<u32> {
        let cut = way.iter().rposition(|(step, _)| {
            step.to.is_multiple_of(STRIDE) && (start + 1..=end - OVERLAP).contains(&(step.to / STRIDE))
        })?;
        let next = way.get(cut + 1)?.1.from;
        way.truncate(cut + 1);
        Some(next)
    }

    /// The best way through a window.
    fn window(&mut self, span: Range<usize>, first: State, read: (lang::Reading, Marks)) -> Option<u32> {
        self.base = span.start * STRIDE;
        self.states.clear();
        self.readings.clear();
        let places = self.clear_places(span.len());
        self.waiting.clear();
        self.waiting.resize_with(places, Waiting::default);
        let index = self.push(first);
        self.readings.push(read);
        self.at[0].push(index);
        for node in self.base..=span.end * STRIDE {
            if node > self.base {
                self.admit(node);
            }
            if node < span.end * STRIDE {
                if !self.budget.reads_words() {
                    return None;
                }
                self.expand_words(node, span.end);
            }
        }
        let ends = self.at[span.end * STRIDE - self.base].iter();
        ends.min_by_key(|index| {
            let state = &self.states[**index as usize];
            state.cost + self.unended(state)
        })
        .copied()
    }

    /// What it costs more that the line ends with this guess.
    pub(super) fn unended(&self, state: &State) -> u32 {
        let is_last = state.node as usize == self.text.len() * STRIDE && self.text.len() > SHORT;
        let is_odd = state.mode == Mode::Guess && !state.out.is_some_and(ends_a_line);
        if is_last && is_odd && self.by_words { UNENDED } else { 0 }
    }

    /// Lets a way wait at a place.
    fn wait(&mut self, node: Node, state: State) {
        let Some(waiting) = self.waiting.get_mut(node - self.base) else { return };
        let is_far = waiting.best.is_some_and(|best| state.cost > best.saturating_add(MARGIN));
        if is_far || waiting.limit.is_some_and(|limit| state.cost >= limit) {
            return;
        }
        waiting.best = Some(waiting.best.map_or(state.cost, |best| best.min(state.cost)));
        waiting.states.push(state);
        if waiting.states.len() >= CROWD {
            waiting.pick(&self.states);
        }
    }

    /// Goes on with the best ways to a place.
    fn admit(&mut self, node: Node) {
        let mut waiting = std::mem::take(&mut self.waiting[node - self.base]);
        waiting.pick(&self.states);
        let beam = if self.budget.is_scarce() { FEW } else { BEAM };
        for state in waiting.states.into_iter().take(beam) {
            let (mut reading, marks) = self.readings[state.from as usize];
            let c = state.out.unwrap_or(' ');
            reading.push(c);
            let index = self.push(State { node: node as u32, ..state });
            self.readings.push((reading, marks.after(c)));
            self.at[node - self.base].push(index);
        }
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
        candidates.truncate(if self.budget.is_scarce() { FEW_TRIED } else { TRIED });
        self.budget.read(candidates.len() * here.len());
        let prices: Vec<u32> = here.iter().map(|index| self.readings[*index as usize].0.price()).collect();
        for candidate in &candidates {
            for (at, &index) in here.iter().enumerate() {
                let state = self.states[index as usize];
                if !self.goes_on(&state, candidate) {
                    continue;
                }
                let (reading, marks) = &self.readings[index as usize];
                let (read, behind) = (prices[at], reading.price_with(candidate.c));
                // What is lost is a character that the model does not know, which is dear enough.
                let extra = if candidate.mode == Mode::Gone {
                    candidate.cost.saturating_sub(GONE)
                } else {
                    candidate.cost
                };
                let mark = if candidate.mode == Mode::Guess { marks.price(candidate.c) } else { 0 };
                let words = behind as i32 - read as i32;
                let pairs = match candidate.mode {
                    Mode::Gone => words,
                    _ => restored(state.out, candidate.c) as i32,
                };
                let mark = mark + (pairs - words) / BY_PAIRS;
                let extra = extra + turn(&state, candidate);
                let cost = (state.cost + extra + behind).saturating_sub(read).saturating_add_signed(mark);
                self.wait(candidate.end, candidate.state(cost, index));
            }
        }
        self.at[node - self.base] = here;
        self.candidates = candidates;
    }
}

impl Waiting {
    /// Keeps the best, one for each last two characters.
    fn pick(&mut self, states: &[State]) {
        // Of equals the first.
        self.states.sort_by_key(|state| state.cost);
        let before = |state: &State| states.get(state.from as usize).and_then(|before| before.out);
        let mut kept: Vec<State> = Vec::with_capacity(CROWD);
        for state in &self.states {
            let is_new = kept.iter().all(|other| {
                (other.out, other.lost, other.writer, before(other))
                    != (state.out, state.lost, state.writer, before(state))
            });
            if is_new {
                kept.push(*state);
                if kept.len() == BEAM {
                    self.limit = Some(state.cost);
                    break;
                }
            }
        }
        self.states = kept;
    }
}
