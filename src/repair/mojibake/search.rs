//! The best reading of a line: which stretches of it are damaged by a given link, and what stood there. A beam goes
//! over the line once; what is lost is completed by the language, among the bytes that the wrong reader cannot read.

use std::ops::Range;

use super::again::Waiting;
use super::budget::Budget;
use super::candidate::Candidate;
use super::lattice::{Lattice, Loss, Node, STRIDE};
use super::marks::Marks;
use super::reader::{Reader, Table};
use super::way::Step;
use super::writer::Writer;
use crate::lang;

/// Text that `writer` wrote and `reader` read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Link {
    pub writer: Writer,
    pub reader: Reader,
}

/// What it costs that damage begins with the line, begins inside it, and ends inside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Switch {
    pub at_start: u32,
    pub inside: u32,
    pub out: u32,
}

/// A damaged stretch and what stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its characters.
    pub span: Range<usize>,
    pub now: String,
    /// How much less it costs so, switching included.
    pub gain: i64,
    /// Restored characters beyond ASCII, and their price.
    pub restored: u32,
    pub price: u32,
    /// Characters that stay lost, and such as were chosen among several.
    pub gone: u32,
    pub guessed: u32,
    /// Characters of the line that were read as something lost, or as what may as well have been something else.
    pub doubts: Vec<Range<usize>>,
}

/// A line is searched in blocks of so many characters, of which the last few are searched again with the next.
pub(super) const BLOCK: usize = 4096;
pub(super) const OVERLAP: usize = 128;

pub(super) const NOWHERE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Sound,
    /// Damage begins here.
    Enter,
    /// A restored character.
    Char,
    /// A character chosen among several.
    Guess,
    /// What stays lost.
    Gone,
}

/// The way to a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub cost: u32,
    pub from: u32,
    pub node: u32,
    pub out: Option<char>,
    /// A lost byte at the end of it, which the next one must confirm.
    pub lost: Option<u8>,
    pub mode: Mode,
    /// The first byte of what was read last, and who wrote it.
    pub first: u8,
    pub writer: Option<Writer>,
}

/// Finds the damaged stretches of a line. They are read by pairs of characters only, see [`read_by_words`].
pub(super) fn search(text: &[char], link: Link, loss: Loss, switch: Switch, budget: &Budget) -> Vec<Stretch> {
    let mut search = Search::new(text, link, loss, budget);
    search.switch = switch;
    search.run()
}

/// Reads what was lost in the stretches of a line once more, by words.
pub(super) fn read_by_words(
    text: &[char],
    link: Link,
    loss: Loss,
    stretches: &mut [Stretch],
    budget: &Budget,
) {
    if stretches.iter().all(|stretch| stretch.guessed + stretch.gone == 0) {
        return;
    }
    let mut search = Search::new(text, link, loss, budget);
    for stretch in stretches.iter_mut().filter(|stretch| stretch.guessed + stretch.gone > 0) {
        if let Some(again) = search.read_again(stretch.span.clone()) {
            stretch.now = again.now;
            stretch.gone = again.gone;
            stretch.doubts = again.doubts;
        }
    }
}

pub(super) struct Search<'t> {
    pub(super) text: &'t [char],
    pub(super) link: Link,
    pub(super) table: &'static Table,
    pub(super) loss: Loss,
    pub(super) switch: Switch,
    pub(super) lattice: Lattice,
    pub(super) states: Vec<State>,
    /// States by place, from the first place of the block.
    pub(super) at: Vec<Vec<u32>>,
    pub(super) base: Node,
    pub(super) candidates: Vec<Candidate>,
    /// Where words are read: the text up to each state.
    pub(super) readings: Vec<(lang::Reading, Marks)>,
    /// And the ways that wait at each place.
    pub(super) waiting: Vec<Waiting>,
    pub(super) budget: &'t Budget,
    /// Words tell even what a character was of which no byte is left.
    pub(super) by_words: bool,
}

/// What one search leaves to the next of a page, so that it need not be made again.
#[derive(Debug, Default)]
pub(super) struct Store {
    states: Vec<State>,
    at: Vec<Vec<u32>>,
    candidates: Vec<Candidate>,
}

impl Drop for Search<'_> {
    fn drop(&mut self) {
        let (states, at) = (std::mem::take(&mut self.states), std::mem::take(&mut self.at));
        self.budget.store.set(Store { states, at, candidates: std::mem::take(&mut self.candidates) });
    }
}

impl<'t> Search<'t> {
    /// Over a line in which damage may begin and end anywhere.
    pub(super) fn new(text: &'t [char], link: Link, loss: Loss, budget: &'t Budget) -> Search<'t> {
        let Store { states, at, candidates } = budget.store.take();
        Search {
            text,
            link,
            table: link.reader.table(),
            loss,
            switch: Switch { at_start: 0, inside: 0, out: 0 },
            lattice: Lattice::of(text, link.reader, loss),
            states,
            at,
            base: 0,
            candidates,
            readings: Vec::new(),
            waiting: Vec::new(),
            budget,
            by_words: false,
        }
    }

    fn run(&mut self) -> Vec<Stretch> {
        let mut steps: Vec<Step> = Vec::new();
        let mut start = 0;
        let mut origin = None;
        loop {
            let end = (start + BLOCK).min(self.text.len());
            let is_last = end == self.text.len();
            let way = self.block(start, end, origin);
            let keep = if is_last { end } else { end - OVERLAP };
            let mut resume = None;
            for (step, state) in way {
                // The way is cut at a place between two characters.
                if !is_last
                    && (state.node as usize).is_multiple_of(STRIDE)
                    && state.node as usize / STRIDE > keep
                {
                    break;
                }
                if (state.node as usize).is_multiple_of(STRIDE) {
                    resume = Some((steps.len() + 1, state));
                }
                steps.push(step);
            }
            let Some((count, state)) = resume.filter(|_| !is_last) else { break };
            let at = state.node as usize / STRIDE;
            if at <= start {
                break;
            }
            steps.truncate(count);
            start = at;
            origin = Some(state);
        }
        self.stretches(&steps)
    }
}
