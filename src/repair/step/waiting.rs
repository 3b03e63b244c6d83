//! The ways that wait at a place until it is their turn: the cheapest are kept, and few of those that will go on alike.

use super::search::State;
use crate::lang::NAT;

/// States kept at a place, and how far behind the best one may be.
const BEAM: usize = 96;
pub(super) const BEHIND: u32 = 14 * NAT;

/// So many states may wait before the best of them are picked: .4 MB.
const CROWD: usize = 512;

/// How many states are kept that will go on alike: what follows may still tell between them by the word before.
const ALIKE: usize = 6;

/// What the next character may make a way cheaper by at most: the end of a clause that it speaks for.
const CREDIT: u32 = 4 * NAT;

/// Ways to one place.
pub(super) struct Waiting {
    /// Each with its price.
    states: Vec<(u32, State)>,
    /// What a way must cost less than to be kept.
    limit: u32,
}

impl Default for Waiting {
    fn default() -> Waiting {
        Waiting { states: Vec::new(), limit: u32::MAX }
    }
}

impl Waiting {
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Lets a way wait, unless enough others are cheaper.
    pub fn add(&mut self, price: u32, state: State) {
        if price >= self.limit {
            return;
        }
        self.states.push((price, state));
        if self.states.len() >= CROWD {
            self.pick();
        }
    }

    /// Whether a way is so dear that none which goes on from it to here would be kept.
    pub fn is_beyond(&self, price: u32) -> bool {
        price >= self.limit.saturating_add(CREDIT)
    }

    /// Keeps the ways that are in step, and of the others those that cost no more.
    pub fn forget_beyond(&mut self, dear: u32) {
        self.states.retain(|(price, state)| state.pending.is_none() || *price <= dear);
    }

    /// The nodes that the ways end with.
    pub fn nodes(&mut self) -> impl Iterator<Item = &mut u32> {
        self.states.iter_mut().map(|(_, state)| &mut state.node)
    }

    /// The best ways, cheapest first.
    pub fn picked(mut self) -> Vec<State> {
        self.pick();
        self.states.into_iter().map(|(_, state)| state).collect()
    }

    /// Keeps the cheapest states, and few of those that will go on alike.
    fn pick(&mut self) {
        // Of equals the first.
        let mut order: Vec<(u32, usize)> =
            self.states.iter().enumerate().map(|(at, (price, _))| (*price, at)).collect();
        order.sort_unstable();
        let Some(&(best, _)) = order.first() else { return };
        let mut kept = Vec::with_capacity(CROWD);
        let mut seen: Vec<(Option<u8>, char, usize)> = Vec::new();
        for (price, at) in order.into_iter().take_while(|(price, _)| *price <= best + BEHIND) {
            let state = &self.states[at].1;
            match seen.iter_mut().find(|(p, l, _)| (*p, *l) == (state.pending, state.last)) {
                Some((_, _, ALIKE)) => continue,
                Some((_, _, count)) => *count += 1,
                None => seen.push((state.pending, state.last, 1)),
            }
            kept.push((price, *state));
            if kept.len() == BEAM {
                break;
            }
        }
        self.limit = if kept.len() == BEAM { kept[BEAM - 1].0 } else { best + BEHIND + 1 };
        self.states = kept;
    }
}
