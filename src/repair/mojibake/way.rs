//! The best way through a line, and what it changes: stretches, and the places in them where another reading is near.

use std::ops::Range;

use super::lattice::STRIDE;
use super::price::{restored, sound};
use super::search::{Mode, NOWHERE, Search, State, Stretch};
use crate::lang::NAT;

/// A guess is in doubt where another character at its place would cost no more than this much more.
const NEAR: u32 = 2 * NAT;

/// So many characters behind a guess are read before it is weighed against others.
const AFTER: usize = 4;

/// A step of the best way: what it covers and what it reads there.
pub(super) struct Step {
    pub from: usize,
    pub to: usize,
    pub mode: Mode,
    pub out: Option<char>,
    pub cost: u32,
    /// Another character is as likely, or nearly so.
    pub is_near: bool,
}

impl Search<'_> {
    /// The way to a state, from the first one.
    pub(super) fn way(&self, last: u32) -> Vec<(Step, State)> {
        let mut way = Vec::new();
        let mut index = last;
        let mut next: Option<State> = None;
        let mut follows: Vec<char> = Vec::new();
        while index != NOWHERE {
            let state = self.states[index as usize];
            if state.from == NOWHERE {
                break;
            }
            let before = self.states[state.from as usize];
            let step = Step {
                from: before.node as usize,
                to: state.node as usize,
                mode: state.mode,
                out: state.out,
                cost: state.cost.saturating_sub(before.cost),
                is_near: state.mode == Mode::Guess && self.margin(index, next.as_ref(), &follows) <= NEAR,
            };
            way.push((step, state));
            if matches!(state.mode, Mode::Char | Mode::Guess) {
                follows.insert(0, state.out.unwrap_or(' '));
                follows.truncate(AFTER);
            }
            next = Some(state);
            index = state.from;
        }
        way.reverse();
        way
    }

    /// What the next best character at the place of a guess costs more, given what follows.
    fn margin(&self, index: u32, next: Option<&State>, follows: &[char]) -> u32 {
        let state = self.states[index as usize];
        let cost = |index: u32| {
            let state = &self.states[index as usize];
            let Some((mut reading, _)) = self.readings.get(index as usize).copied() else {
                return state.cost + follows.first().map_or(0, |c| restored(state.out, *c));
            };
            let read = reading.price();
            follows.iter().for_each(|c| reading.push(*c));
            (state.cost + self.unended(state) + reading.price()).saturating_sub(read)
        };
        // Where its last byte is lost, what follows must confirm it.
        let may_go_on = |other: &State| match (other.lost, next) {
            (Some(lost), Some(next)) if matches!(next.mode, Mode::Char | Mode::Guess) => {
                self.table.cannot_read(lost, next.first, self.loss.wide)
            }
            _ => true,
        };
        let others = self.at[state.node as usize - self.base].iter().filter(|other| {
            let other = &self.states[**other as usize];
            other.out != state.out && may_go_on(other)
        });
        let least = others.map(|other| cost(*other)).min();
        least.map_or(u32::MAX, |least| least.saturating_sub(cost(index)))
    }

    /// What the best way changes.
    pub(super) fn stretches(&self, steps: &[Step]) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut at = 0;
        while at < steps.len() {
            if steps[at].mode == Mode::Sound {
                at += 1;
                continue;
            }
            let end = steps[at..].iter().position(|s| s.mode == Mode::Sound).map_or(steps.len(), |n| at + n);
            stretches.extend(self.stretch(&steps[at..end]));
            at = end;
        }
        stretches
    }

    fn stretch(&self, steps: &[Step]) -> Option<Stretch> {
        let switching: u32 = steps.iter().filter(|s| s.mode == Mode::Enter).map(|s| s.cost).sum();
        let is_same = |step: &Step| {
            step.mode == Mode::Enter
                || step.to == step.from + STRIDE
                    && step.from.is_multiple_of(STRIDE)
                    && step.out == Some(self.text[step.from / STRIDE])
        };
        let first = steps.iter().position(|step| !is_same(step))?;
        let last = steps.iter().rposition(|step| !is_same(step))?;
        let steps = &steps[first..=last];
        let span = steps[0].from / STRIDE..steps[steps.len() - 1].to.div_ceil(STRIDE);
        let mut stretch = Stretch {
            span: span.clone(),
            now: String::new(),
            gain: -i64::from(switching),
            restored: 0,
            price: 0,
            gone: 0,
            guessed: 0,
            doubts: Vec::new(),
        };
        let mut before = span.start.checked_sub(1).map(|at| self.text[at]);
        for &c in &self.text[span] {
            stretch.gain += i64::from(sound(before, c));
            before = Some(c);
        }
        for step in steps {
            let Some(c) = step.out else { continue };
            stretch.now.push(c);
            stretch.gain -= i64::from(step.cost);
            stretch.guessed += u32::from(step.mode == Mode::Guess);
            if step.is_doubtful() {
                doubt(&mut stretch.doubts, step);
            }
            if step.mode == Mode::Gone {
                stretch.gone += 1;
            } else if !c.is_ascii() {
                stretch.restored += 1;
                stretch.price += step.cost;
            }
        }
        Some(stretch)
    }
}

impl Step {
    /// Whether nobody can tell what stood there, or not for certain.
    pub(super) fn is_doubtful(&self) -> bool {
        self.mode == Mode::Gone || self.is_near
    }
}

/// Notes the characters that a doubtful step covers.
pub(super) fn doubt(doubts: &mut Vec<Range<usize>>, step: &Step) {
    let span = step.from / STRIDE..step.to.div_ceil(STRIDE);
    match doubts.last_mut() {
        Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
        _ => doubts.push(span),
    }
}
