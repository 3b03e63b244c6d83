//! The beam: over a block of a line, from each place to what may be read next, the cheapest ways kept.

use super::candidate::Candidate;
use super::lattice::{Node, STRIDE};
use super::price::{restored, sound};
use super::search::{Mode, NOWHERE, Search, State};
use super::way::Step;
use super::writer::LONGEST;
use crate::lang::NAT;

/// Ways that are kept at each place. 8 loses 0.1 % of the characters of text with losses, 64 gains nothing.
const BEAM: usize = 24;

/// A way this much dearer than the best at its place is given up.
pub(super) const MARGIN: u32 = 14 * NAT;

/// What it costs that another hand goes on in the middle of a damaged stretch.
const TURN: u32 = 7 * NAT;

/// A way with nothing in it.
pub(super) const SOUND: State = State {
    cost: 0,
    from: NOWHERE,
    node: 0,
    out: None,
    lost: None,
    mode: Mode::Sound,
    first: 0,
    writer: None,
};

impl Search<'_> {
    /// Searches the characters of a block and gives the best way through it.
    pub(super) fn block(&mut self, start: usize, end: usize, origin: Option<State>) -> Vec<(Step, State)> {
        self.base = start * STRIDE;
        self.states.clear();
        self.clear_places(end - start);
        let origin = origin.unwrap_or(SOUND);
        let first = State { cost: 0, from: NOWHERE, node: self.base as u32, first: 0, ..origin };
        let mut sound_state = (first.mode == Mode::Sound).then(|| self.push(first));
        if first.mode != Mode::Sound {
            let index = self.push(first);
            self.at[0].push(index);
        }
        let mut last = (NOWHERE, u32::MAX);
        for at in start..=end {
            let node = at * STRIDE;
            self.prune(node);
            if at > start {
                sound_state = self.stay_sound(at, sound_state);
            }
            if at == end {
                let best = self.at[node - self.base].first().copied();
                for index in best.into_iter().chain(sound_state) {
                    let cost = self.states[index as usize].cost;
                    if cost < last.1 {
                        last = (index, cost);
                    }
                }
                break;
            }
            if let Some(index) = sound_state {
                let here = self.states[index as usize];
                let price = if at == 0 { self.switch.at_start } else { self.switch.inside };
                self.reach(node, State { cost: here.cost + price, from: index, mode: Mode::Enter, ..here });
                self.prune(node);
            }
            for node in node..node + STRIDE {
                self.prune(node);
                self.expand(node, end);
            }
        }
        self.way(last.0)
    }

    /// Makes room for the places of so many characters. What is behind them was of a longer text.
    pub(super) fn clear_places(&mut self, chars: usize) -> usize {
        let places = (chars + LONGEST + 2) * STRIDE;
        self.at.resize_with(places.max(self.at.len()), Vec::new);
        self.at[..places].iter_mut().for_each(Vec::clear);
        places
    }

    pub(super) fn push(&mut self, state: State) -> u32 {
        self.states.push(state);
        self.states.len() as u32 - 1
    }

    /// Adds a way to a place.
    pub(super) fn reach(&mut self, node: Node, state: State) {
        let index = self.states.len() as u32;
        let Some(here) = self.at.get_mut(node - self.base) else { return };
        let best = here.first().map_or(u32::MAX, |first| self.states[*first as usize].cost);
        if state.cost > best.saturating_add(MARGIN) {
            return;
        }
        here.push(index);
        // The best stands first.
        if state.cost < best {
            let last = here.len() - 1;
            here.swap(0, last);
        }
        self.states.push(State { node: node as u32, ..state });
    }

    /// Keeps the best ways to a place, one for each way to go on.
    fn prune(&mut self, node: Node) {
        let here = &mut self.at[node - self.base];
        if here.len() < 2 {
            return;
        }
        let states = &self.states;
        here.sort_unstable_by_key(|index| (states[*index as usize].cost, *index));
        let mut kept = 0;
        for at in 0..here.len() {
            let state = &states[here[at] as usize];
            let is_new = !here[..kept].iter().any(|other| {
                let other = &states[*other as usize];
                (other.out, other.lost, other.writer) == (state.out, state.lost, state.writer)
            });
            if is_new {
                here[kept] = here[at];
                kept += 1;
                if kept == BEAM {
                    break;
                }
            }
        }
        here.truncate(kept);
    }

    /// Whether a way may go on with a candidate: a byte was lost only where the reader could not read it with the next.
    pub(super) fn goes_on(&self, state: &State, candidate: &Candidate) -> bool {
        let is_lost = |lost| self.table.cannot_read(lost, candidate.first, self.loss.wide);
        candidate.mode == Mode::Gone || state.lost.is_none_or(is_lost)
    }

    /// The best way to a place with what is before it sound.
    fn stay_sound(&mut self, at: usize, before: Option<u32>) -> Option<u32> {
        let node = (at * STRIDE) as u32;
        let c = self.text[at - 1];
        let mut best: Option<State> = before.map(|index| {
            let here = self.states[index as usize];
            let cost = here.cost + sound(here.out, c);
            State { cost, from: index, node, out: Some(c), mode: Mode::Sound, ..SOUND }
        });
        if let Some(&index) = self.at[at * STRIDE - self.base].first() {
            let here = self.states[index as usize];
            let cost = here.cost + self.switch.out;
            if best.is_none_or(|best| cost < best.cost) {
                best = Some(State { cost, from: index, node, out: here.out, ..SOUND });
            }
        }
        best.map(|state| self.push(state))
    }

    /// Reads on from all ways to a place.
    fn expand(&mut self, node: Node, end: usize) {
        if self.at[node - self.base].is_empty() {
            return;
        }
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        self.candidates_at(node, &mut candidates);
        let here = std::mem::take(&mut self.at[node - self.base]);
        let guesses = candidates.iter().filter(|candidate| candidate.mode == Mode::Guess).count();
        self.budget.guess(guesses * here.len());
        for candidate in candidates.iter().filter(|candidate| candidate.end <= end * STRIDE) {
            // All ways to the same character go on alike, so only the best of them counts.
            let mut best: Option<(u32, u32)> = None;
            for &index in &here {
                let state = &self.states[index as usize];
                if best.is_some_and(|(cost, _)| state.cost + candidate.cost >= cost) {
                    break;
                }
                if !self.goes_on(state, candidate) {
                    continue;
                }
                let price = match candidate.mode {
                    Mode::Gone => 0,
                    _ => restored(state.out, candidate.c),
                };
                let cost = state.cost + candidate.cost + price + turn(state, candidate);
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, index));
                }
            }
            let Some((cost, from)) = best else { continue };
            self.reach(candidate.end, candidate.state(cost, from));
        }
        self.at[node - self.base] = here;
        self.candidates = candidates;
    }
}

/// What it costs more that a character is of another hand than the one before.
pub(super) fn turn(before: &State, candidate: &Candidate) -> u32 {
    if before.writer.is_some_and(|writer| writer != candidate.writer) { TURN } else { 0 }
}
