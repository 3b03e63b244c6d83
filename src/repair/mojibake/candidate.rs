//! Which characters may begin at a place: what the bytes from there on spell, and what they may have spelt where some
//! are lost.

use super::lattice::{Node, Slot};
use super::price::{BAD, GONE};
use super::search::{Mode, Search, State};
use super::writer::{LONGEST, Writer};

/// A character that may be read at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub c: char,
    pub end: Node,
    /// The byte it begins with.
    pub first: u8,
    pub lost: Option<u8>,
    pub cost: u32,
    pub mode: Mode,
    /// Who wrote it, where there may be two.
    pub writer: Writer,
}

impl Candidate {
    /// The way that reads it after another.
    pub fn state(&self, cost: u32, from: u32) -> State {
        State {
            cost,
            from,
            node: self.end as u32,
            out: Some(self.c),
            lost: self.lost,
            mode: self.mode,
            first: self.first,
            writer: Some(self.writer),
        }
    }
}

/// Bytes from a place on.
#[derive(Clone, Copy)]
struct Path {
    slots: [Slot; LONGEST],
    count: usize,
}

impl Path {
    fn with(mut self, slot: Slot) -> Path {
        self.slots[self.count] = slot;
        self.count += 1;
        self
    }
}

impl Default for Path {
    fn default() -> Path {
        Path { slots: [Slot::Lost; LONGEST], count: 0 }
    }
}

impl Search<'_> {
    /// The characters that may begin at a place.
    pub(super) fn candidates_at(&self, node: Node, candidates: &mut Vec<Candidate>) {
        for &writer in self.link.writer.parts() {
            self.spell(writer, node, Path::default(), 0, candidates);
        }
    }

    /// Follows the bytes from a place, as far as a character goes.
    fn spell(&self, writer: Writer, node: Node, before: Path, cost: u32, candidates: &mut Vec<Candidate>) {
        for (slot, next, price) in self.lattice.steps(node) {
            let path = before.with(slot);
            let cost = cost + price;
            let length = match path.slots[0] {
                Slot::Known(byte) => writer.length(byte),
                _ => writer.usual_length(),
            };
            if path.count == 1 {
                let cost = cost + if matches!(slot, Slot::Known(_)) { BAD } else { GONE };
                candidates.push(Candidate {
                    c: '\u{fffd}',
                    end: next,
                    first: 0,
                    lost: None,
                    cost,
                    mode: Mode::Gone,
                    writer,
                });
            }
            if path.count < length {
                self.spell(writer, next, path, cost, candidates);
            } else if path.count == length {
                self.complete(writer, &path.slots[..length], next, cost, candidates);
            }
        }
    }

    /// The characters that the bytes of a path may be.
    fn complete(&self, writer: Writer, path: &[Slot], end: Node, cost: u32, candidates: &mut Vec<Candidate>) {
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
            if let Some(c) = writer.character(&bytes[..path.len()]) {
                candidates.push(Candidate {
                    c,
                    end,
                    first: bytes[0],
                    lost: None,
                    cost,
                    mode: Mode::Char,
                    writer,
                });
            }
            return;
        }
        let gone = Candidate {
            c: '\u{fffd}',
            end,
            first: 0,
            lost: None,
            cost: cost + GONE,
            mode: Mode::Gone,
            writer,
        };
        candidates.push(gone);
        let is_guessed = if self.by_words { true } else { known > 0 && self.budget.guesses() };
        if !is_guessed {
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
            candidates.push(Candidate { c, end, first: bytes[0], lost, cost, mode: Mode::Guess, writer });
        };
        if known > 0 {
            writer.completions(pattern, take);
        } else {
            let unseen = writer.unseen(self.link.reader, self.loss.wide, path.len()).iter();
            unseen.copied().for_each(|(c, bytes)| take(c, bytes));
        }
    }
}
