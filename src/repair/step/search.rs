//! Finds the text whose bytes, after a blind insertion, read as the damaged line does: a beam search over what
//! every byte may have been, judged by how it reads.
//!
//! At each place the original is either in step with what the page shows, or one byte is pending: the first half
//! of a character whose second half opens the next pair. A `?` is a byte of the original and an ASCII byte behind it.

use std::collections::VecDeque;
use std::ops::Range;

use super::ending::{self, CLAUSE};
use super::line::Line;
use super::price::{Context, bare_adjective, surprise, wide};
use super::waiting::{BEHIND, Waiting};
use crate::document::is_hanzi;
use crate::lang::{NAT, Reading};

/// What was found for a stretch of the line.
#[derive(Debug)]
pub(super) struct Found {
    /// Tokens from the first `?` to behind the stretch.
    pub tokens: Range<usize>,
    /// Cheapest first, each text once; the line as it stands is not among them.
    pub readings: Vec<Restored>,
    /// The price of the line as it stands.
    pub as_it_stands: u32,
}

impl Found {
    /// Keeps the readings that are no farther than this behind the best one: a page may have very many spots.
    pub fn forget_beyond(&mut self, nats: f32) {
        let Some(best) = self.readings.first().map(|best| best.price) else { return };
        self.readings.retain(|r| (r.price - best) as f32 <= nats * NAT as f32);
        self.readings.shrink_to_fit();
    }

    /// Many characters out of step read far better in step: the page went through a kit.
    pub fn is_beyond_doubt(&self) -> bool {
        let best = self.readings.first();
        best.is_some_and(|best| {
            best.rejoined >= BEYOND_DOUBT && best.price.saturating_add(BEHIND) < self.as_it_stands
        })
    }
}

/// So many characters, each of which reads better than what stands there, are no accident.
const BEYOND_DOUBT: usize = 4;

/// A way to read the stretch.
#[derive(Debug)]
pub(super) struct Restored {
    pub text: String,
    pub price: u32,
    /// Characters put together from bytes of two.
    pub rejoined: usize,
    /// A reading says what was put in.
    pub by_reading: bool,
}

/// A way to have read the line up to some token.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// The first half of a character of the original.
    pub pending: Option<u8>,
    pub last: char,
    pub context: Context,
    /// The last hanzi, and how many of them the clause has so far.
    pub recent: [char; RECENT],
    pub clause: u8,
    /// The text so far, and what speaks against it beside how it reads.
    pub reading: Reading,
    pub against: i32,
    pub node: u32,
    pub rejoined: u16,
    pub by_reading: bool,
    /// Token behind the last one that was not as it stands.
    pub touched: usize,
}

/// What was emitted, and what before it.
#[derive(Clone, Copy)]
struct Node {
    before: u32,
    emit: Emit,
}

#[derive(Clone, Copy)]
pub(super) enum Emit {
    Nothing,
    Char(char),
    /// So many tokens as they stand.
    Tokens(usize, usize),
}

const ROOT: u32 = 0;

/// So many nodes are kept, whether they lead anywhere or not: 1 MB.
const CROWDED: usize = 1 << 16;

/// A search under way.
pub(super) struct Search<'l, 't> {
    pub line: &'l Line<'t>,
    from: usize,
    nodes: Vec<Node>,
    /// Nodes made at this place, and how many there may be before those that lead nowhere are dropped.
    made: u32,
    crowded: usize,
    /// Ways by token, from the next one on.
    ahead: VecDeque<Waiting>,
    /// The line as it stands.
    pub honest: State,
    /// What a shifted way may cost here.
    dear: u32,
    /// How many ways have asked at this place for what is not seen.
    pub asked: usize,
}

impl<'l, 't> Search<'l, 't> {
    /// Begins at a `?`; `context` is what holds before it.
    pub fn new(line: &'l Line<'t>, from: usize, context: Context) -> Self {
        // What the kit put in stands between nothing.
        let comma = usize::from(from > 1 && line.at(from - 1) == Some(','));
        let end = line.before_reading(from - comma);
        let before = end.checked_sub(1).and_then(|at| line.at(at)).unwrap_or('\n');
        let (mut reading, mut recent, mut clause) = (Reading::new(), ['\0'; RECENT], 0);
        for c in (end.saturating_sub(RECENT)..end).map(|at| line.char(at)) {
            reading.push(line.kit.as_read(c));
            recent.rotate_left(1);
            recent[RECENT - 1] = c;
            clause = if is_hanzi(c) { clause + 1 } else { 0 };
        }
        let start = State {
            pending: None,
            last: before,
            context,
            recent,
            clause,
            reading,
            against: 0,
            node: ROOT,
            rejoined: 0,
            by_reading: false,
            touched: from,
        };
        let mut first = Waiting::default();
        first.add(start.price(), start);
        Search {
            line,
            from,
            nodes: vec![Node { before: ROOT, emit: Emit::Nothing }],
            made: 1,
            crowded: CROWDED,
            ahead: VecDeque::from([first]),
            honest: start,
            dear: u32::MAX,
            asked: 0,
        }
    }

    /// Goes on until the line is in step again and has been for some characters; `None` where the line's or the page's
    /// share is used up before.
    pub fn run(mut self) -> Option<Found> {
        let mut at = self.from;
        loop {
            if !self.line.spend_nodes(std::mem::take(&mut self.made)) {
                return None;
            }
            if self.nodes.len() > self.crowded {
                self.forget_dead_ends();
            }
            let mut states = self.ahead.pop_front().unwrap_or_default().picked();
            let waits = self.ahead.iter().any(|s| !s.is_empty());
            let in_step = states.iter().all(|s| s.pending.is_none());
            let touched = states.iter().map(|s| s.touched).max().unwrap_or(at);
            let settled = at > self.from && !waits && in_step && at >= touched + CONTEXT;
            if at == self.line.len() {
                states
                    .iter_mut()
                    .for_each(|s| s.against += self.line.kit.end(self.line.text(), s.last) as i32);
                self.honest.against += self.line.kit.end(self.line.text(), self.honest.last) as i32;
                return Some(self.found(at, states));
            }
            if settled || !waits && states.is_empty() {
                return Some(self.found(at, states));
            }
            let best = states.first().map_or(0, State::price);
            let next = self.honest.read(self.line, self.line.char(at), 0);
            // Shifted far beyond what the line costs as it stands: there is no shift.
            self.dear = next.price() + BEHIND;
            self.asked = 0;
            for state in states {
                match state.pending {
                    None => self.in_step(state, at),
                    Some(pending) => self.shifted(state, pending, at, best),
                }
            }
            self.honest = next;
            at += 1;
            self.ahead.iter_mut().for_each(|waiting| waiting.forget_beyond(self.dear));
        }
    }

    fn found(self, end: usize, states: Vec<State>) -> Found {
        let (as_it_stands, mut states): (Vec<_>, Vec<_>) =
            states.into_iter().filter(|s| s.pending.is_none()).partition(|s| s.touched == self.from);
        let as_it_stands = as_it_stands.iter().map(State::price).min().unwrap_or(u32::MAX);
        states.sort_by_key(|s| s.price());
        let mut readings: Vec<Restored> = Vec::new();
        for state in states {
            let text = self.text_of(state.node);
            if readings.iter().all(|r| r.text != text) {
                readings.push(Restored {
                    text,
                    price: state.price(),
                    rejoined: usize::from(state.rejoined),
                    by_reading: state.by_reading,
                });
            }
        }
        Found { tokens: self.from..end, readings, as_it_stands: as_it_stands.min(self.honest.price()) }
    }

    fn text_of(&self, node: u32) -> String {
        let mut pieces = Vec::new();
        let mut at = node;
        while at != ROOT {
            pieces.push(self.nodes[at as usize].emit);
            at = self.nodes[at as usize].before;
        }
        let mut text = String::new();
        for piece in pieces.into_iter().rev() {
            match piece {
                Emit::Nothing => {}
                Emit::Char(c) => text.push(c),
                Emit::Tokens(from, to) => text += &self.line.text()[self.line.span(&(from..to))],
            }
        }
        text
    }

    /// Keeps the nodes that some way still goes through. They are fewer by far: most ways are given up at the next
    /// place.
    fn forget_dead_ends(&mut self) {
        const DEAD: u32 = u32::MAX;
        let mut moved = vec![DEAD; self.nodes.len()];
        moved[ROOT as usize] = ROOT;
        let ways = self.ahead.iter_mut().flat_map(Waiting::nodes).chain([&mut self.honest.node]);
        for mut node in ways.map(|node| *node) {
            while moved[node as usize] == DEAD {
                moved[node as usize] = ROOT;
                node = self.nodes[node as usize].before;
            }
        }
        // A node stands behind the one before it, so that its place is known when it is asked for.
        let mut kept = 0;
        for at in 0..self.nodes.len() {
            if moved[at] != DEAD {
                moved[at] = kept;
                let Node { before, emit } = self.nodes[at];
                self.nodes[kept as usize] = Node { before: moved[before as usize], emit };
                kept += 1;
            }
        }
        self.nodes.truncate(kept as usize);
        let ways = self.ahead.iter_mut().flat_map(Waiting::nodes).chain([&mut self.honest.node]);
        ways.for_each(|node| *node = moved[*node as usize]);
        self.crowded = CROWDED.max(2 * self.nodes.len());
    }

    /// Lets a way wait at the place that is so many tokens on.
    pub fn push(&mut self, skip: usize, state: State) {
        while self.ahead.len() < skip {
            self.ahead.push_back(Waiting::default());
        }
        let price = state.price();
        if state.pending.is_none() || price <= self.dear {
            self.ahead[skip - 1].add(price, state);
        }
    }

    /// Whether a way is so dear that it leads nowhere from here to the place that is so many tokens on.
    pub fn is_beyond(&self, skip: usize, state: &State) -> bool {
        self.ahead.get(skip - 1).is_some_and(|waiting| waiting.is_beyond(state.price()))
    }

    pub fn emit(&mut self, state: State, emit: Emit) -> u32 {
        self.nodes.push(Node { before: state.node, emit });
        self.made += 1;
        (self.nodes.len() - 1) as u32
    }

    /// The state after a character that was put together from bytes.
    pub fn rejoined(&mut self, state: State, c: char, cost: u32, touched: usize) -> State {
        let node = self.emit(state, Emit::Char(self.line.kit.as_on_the_page(c)));
        State { node, rejoined: state.rejoined + 1, touched, ..state.read(self.line, c, cost) }
    }
}

impl State {
    /// What the text so far costs.
    pub fn price(&self) -> u32 {
        self.reading.price().saturating_add_signed(self.against)
    }

    /// Behind one more character of a page, with what speaks against it.
    pub fn read(self, line: &Line, c: char, against: u32) -> State {
        let (context, unexpected) = self.context.after(c);
        let mut reading = self.reading;
        reading.push(line.kit.as_read(c));
        let price = reading.price().saturating_sub(self.reading.price());
        let credit = line.memory.credit(wide(self.last), wide(c), self.recent.contains(&c), price);
        let unlike = line.kit.other_script(c) + line.kit.unlike_the_page(self.last, c);
        let bare = bare_adjective(self.recent[RECENT - 2], self.last, wide(c));
        let against = against + unexpected + unlike + bare + surprise(self.last, c);
        let credit = credit as i32 + self.ending(line, wide(c));
        let mut recent = self.recent;
        let mut clause = 0;
        if is_hanzi(c) {
            clause = self.clause.saturating_add(1);
            recent.rotate_left(1);
            recent[RECENT - 1] = c;
        }
        State {
            last: c,
            context,
            recent,
            clause,
            reading,
            against: self.against + against as i32 - credit,
            ..self
        }
    }

    /// What speaks for the last character as the end of a clause, where `mark` is a mark.
    fn ending(&self, line: &Line, mark: char) -> i32 {
        if is_hanzi(mark) || self.clause == 0 {
            return 0;
        }
        let before = usize::from(self.clause - 1).min(CLAUSE);
        let mut clause = ['\0'; CLAUSE];
        for (to, c) in clause.iter_mut().zip(&self.recent[RECENT - 1 - before..RECENT - 1]) {
            *to = line.kit.as_read(*c);
        }
        ending::worth(&clause[..before], line.kit.as_read(self.last), mark)
    }
}

/// How many characters before it have a say in what a character may be.
const RECENT: usize = 32;

/// Tokens behind the last touched one that have a say.
const CONTEXT: usize = 6;
