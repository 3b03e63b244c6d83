//! The best reading of a line: which stretches of it are damaged by a given link, and what stood there. A beam goes
//! over the line once; what is lost is completed by the language, among the bytes that the wrong reader cannot read.

use std::ops::Range;

use super::lattice::{Lattice, Loss, Node, STRIDE, Slot};
use super::marks::Marks;
use super::price::{BAD, GONE, restored, sound};
use super::reader::{Reader, Table};
use super::writer::{LONGEST, Writer};
use crate::lang::{self, NAT};

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
}

/// Ways that are kept at each place. 8 loses 0.1 % of the characters of text with losses, 64 gains nothing.
const BEAM: usize = 24;

/// A way this much dearer than the best at its place is given up.
const MARGIN: u32 = 14 * NAT;

/// A completion stands when the next best one is this much dearer; else the character stays lost.
const SURE: u32 = 0;

/// So many characters behind a completion are read before it is trusted.
const AFTER: usize = 4;

/// A line is searched in blocks of so many characters, of which the last few are searched again with the next.
pub(super) const BLOCK: usize = 4096;
const OVERLAP: usize = 128;

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
}

/// A character that may be read at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub c: char,
    pub end: Node,
    pub first: u8,
    pub lost: Option<u8>,
    pub cost: u32,
    pub mode: Mode,
}

/// Finds the damaged stretches of a line.
pub(super) fn search(text: &[char], link: Link, loss: Loss, switch: Switch) -> Vec<Stretch> {
    let mut search = Search { switch, ..Search::new(text, link, loss) };
    let mut stretches = search.run();
    for stretch in stretches.iter_mut().filter(|stretch| stretch.guessed + stretch.gone > 0) {
        if let Some((now, _)) = search.read_again(stretch.span.clone()) {
            stretch.now = now;
        }
    }
    stretches
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
    /// Words tell even what a character was of which no byte is left.
    pub(super) by_words: bool,
}

/// A step of the best way: what it covers and what it reads there.
pub(super) struct Step {
    pub from: usize,
    pub to: usize,
    pub mode: Mode,
    pub out: Option<char>,
    pub cost: u32,
    pub guessed: bool,
}

impl<'t> Search<'t> {
    /// Over a line in which damage may begin and end anywhere.
    pub(super) fn new(text: &'t [char], link: Link, loss: Loss) -> Search<'t> {
        Search {
            text,
            link,
            table: link.reader.table(),
            loss,
            switch: Switch { at_start: 0, inside: 0, out: 0 },
            lattice: Lattice::of(text, link.reader, loss),
            states: Vec::new(),
            at: Vec::new(),
            base: 0,
            candidates: Vec::new(),
            readings: Vec::new(),
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

    /// Searches the characters of a block and gives the best way through it.
    fn block(&mut self, start: usize, end: usize, origin: Option<State>) -> Vec<(Step, State)> {
        self.base = start * STRIDE;
        self.states.clear();
        self.at.iter_mut().for_each(Vec::clear);
        self.at.resize_with((end - start + LONGEST + 2) * STRIDE, Vec::new);
        let first = State {
            cost: 0,
            from: NOWHERE,
            node: self.base as u32,
            out: origin.and_then(|o| o.out),
            lost: origin.and_then(|o| o.lost),
            mode: origin.map_or(Mode::Sound, |o| o.mode),
        };
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
        let mut kept: Vec<u32> = Vec::with_capacity(BEAM);
        for &index in here.iter() {
            let state = &states[index as usize];
            let is_new = !kept.iter().any(|other| {
                let other = &states[*other as usize];
                other.out == state.out && other.lost == state.lost
            });
            if is_new {
                kept.push(index);
                if kept.len() == BEAM {
                    break;
                }
            }
        }
        *here = kept;
    }

    /// The best way to a place with what is before it sound.
    fn stay_sound(&mut self, at: usize, before: Option<u32>) -> Option<u32> {
        let node = (at * STRIDE) as u32;
        let c = self.text[at - 1];
        let mut best: Option<State> = before.map(|index| {
            let here = self.states[index as usize];
            let cost = here.cost + sound(here.out, c);
            State { cost, from: index, node, out: Some(c), lost: None, mode: Mode::Sound }
        });
        if let Some(&index) = self.at[at * STRIDE - self.base].first() {
            let here = self.states[index as usize];
            let cost = here.cost + self.switch.out;
            if best.is_none_or(|best| cost < best.cost) {
                best = Some(State { cost, from: index, node, out: here.out, lost: None, mode: Mode::Sound });
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
        self.candidates_at(node, &mut Vec::with_capacity(LONGEST), 0, &mut candidates);
        let here = std::mem::take(&mut self.at[node - self.base]);
        for candidate in candidates.iter().filter(|candidate| candidate.end <= end * STRIDE) {
            // All ways to the same character go on alike, so only the best of them counts.
            let mut best: Option<(u32, u32)> = None;
            for &index in &here {
                let state = &self.states[index as usize];
                if best.is_some_and(|(cost, _)| state.cost + candidate.cost >= cost) {
                    break;
                }
                let confirmed = candidate.mode == Mode::Gone
                    || state
                        .lost
                        .is_none_or(|lost| self.table.cannot_read(lost, candidate.first, self.loss.wide));
                if !confirmed {
                    continue;
                }
                let price = match candidate.mode {
                    Mode::Gone => 0,
                    _ => restored(state.out, candidate.c),
                };
                let cost = state.cost + candidate.cost + price;
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, index));
                }
            }
            let Some((cost, from)) = best else { continue };
            let &Candidate { c, end, lost, mode, .. } = candidate;
            self.reach(end, State { cost, from, node: 0, out: Some(c), lost, mode });
        }
        self.at[node - self.base] = here;
        self.candidates = candidates;
    }

    /// The characters that may begin at a place.
    pub(super) fn candidates_at(
        &self,
        node: Node,
        path: &mut Vec<Slot>,
        cost: u32,
        candidates: &mut Vec<Candidate>,
    ) {
        let writer = self.link.writer;
        for (slot, next, price) in self.lattice.steps(node) {
            path.push(slot);
            let cost = cost + price;
            let length = match path[0] {
                Slot::Known(byte) => writer.length(byte),
                _ => writer.usual_length(),
            };
            if path.len() == 1 {
                let cost = cost + if matches!(slot, Slot::Known(_)) { BAD } else { GONE };
                candidates.push(Candidate {
                    c: '\u{fffd}',
                    end: next,
                    first: 0,
                    lost: None,
                    cost,
                    mode: Mode::Gone,
                });
            }
            if path.len() < length {
                self.candidates_at(next, path, cost, candidates);
            } else if path.len() == length {
                self.complete(path, next, cost, candidates);
            }
            path.pop();
        }
    }

    /// The characters that the bytes of a path may be.
    fn complete(&self, path: &[Slot], end: Node, cost: u32, candidates: &mut Vec<Candidate>) {
        let mut pattern = [None; LONGEST];
        for (byte, slot) in pattern.iter_mut().zip(path) {
            *byte = match slot {
                Slot::Known(byte) => Some(*byte),
                _ => None,
            };
        }
        let pattern = &pattern[..path.len()];
        let known = pattern.iter().flatten().count();
        if known == path.len() {
            let mut bytes = [0; LONGEST];
            for (at, byte) in pattern.iter().enumerate() {
                bytes[at] = byte.unwrap_or_default();
            }
            if let Some(c) = self.link.writer.character(&bytes[..path.len()]) {
                candidates.push(Candidate { c, end, first: bytes[0], lost: None, cost, mode: Mode::Char });
            }
            return;
        }
        let gone =
            Candidate { c: '\u{fffd}', end, first: 0, lost: None, cost: cost + GONE, mode: Mode::Gone };
        candidates.push(gone);
        if known == 0 && !self.by_words {
            return;
        }
        let mut take = |c: char, bytes: [u8; LONGEST]| {
            let mut lost = None;
            for (at, slot) in path.iter().enumerate() {
                if *slot == Slot::Lost {
                    let confirmed = match path.get(at + 1) {
                        Some(_) => self.table.cannot_read(bytes[at], bytes[at + 1], self.loss.wide),
                        None => self.table.may_be_lost(bytes[at]),
                    };
                    if !confirmed {
                        return;
                    }
                    if at + 1 == path.len() {
                        lost = Some(bytes[at]);
                    }
                }
            }
            candidates.push(Candidate { c, end, first: bytes[0], lost, cost, mode: Mode::Guess });
        };
        if known > 0 {
            self.link.writer.completions(pattern, take);
        } else if path.len() == 2 {
            let unseen = self.link.writer.unseen(self.link.reader, self.loss.wide).iter();
            unseen.copied().for_each(|(c, bytes)| take(c, bytes));
        }
    }

    /// The way to a state, from the first one.
    pub(super) fn way(&self, last: u32) -> Vec<(Step, State)> {
        let mut way = Vec::new();
        let mut index = last;
        let mut follows: Vec<char> = Vec::new();
        while index != NOWHERE {
            let state = self.states[index as usize];
            if state.from == NOWHERE {
                break;
            }
            let before = self.states[state.from as usize];
            let mut step = Step {
                from: before.node as usize,
                to: state.node as usize,
                mode: state.mode,
                out: state.out,
                cost: state.cost.saturating_sub(before.cost),
                guessed: state.mode == Mode::Guess,
            };
            if state.mode == Mode::Guess && !self.is_sure(index, &follows) {
                step.mode = Mode::Gone;
                step.out = Some('\u{fffd}');
            }
            way.push((step, state));
            if matches!(state.mode, Mode::Char | Mode::Guess) {
                follows.insert(0, state.out.unwrap_or(' '));
                follows.truncate(AFTER);
            }
            index = state.from;
        }
        way.reverse();
        way
    }

    /// Whether a completion is clearly better than all others at its place, given what follows.
    fn is_sure(&self, index: u32, follows: &[char]) -> bool {
        let state = self.states[index as usize];
        let cost = |index: u32| {
            let state = &self.states[index as usize];
            let Some((mut reading, _)) = self.readings.get(index as usize).copied() else {
                return state.cost + follows.first().map_or(0, |c| restored(state.out, *c));
            };
            let read = reading.price();
            follows.iter().for_each(|c| reading.push(*c));
            (state.cost + reading.price()).saturating_sub(read)
        };
        let here = cost(index);
        self.at[state.node as usize - self.base]
            .iter()
            .all(|other| self.states[*other as usize].out == state.out || cost(*other) >= here + SURE)
    }

    /// What the best way changes.
    fn stretches(&self, steps: &[Step]) -> Vec<Stretch> {
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
            stretch.guessed += u32::from(step.guessed);
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
