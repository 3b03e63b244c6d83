//! A line as the bytes that it may have been: for each character the strings of bytes that the wrong reader takes for
//! it, a mark of loss standing for bytes that nobody knows.

use super::reader::{MOST, NO_BREAK, Reader};
use crate::lang::NAT;

/// How the wrong reader dealt with what it could not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Loss {
    /// What it put there; `None` where the text has nothing that may be a mark.
    pub mark: Option<char>,
    /// It swallowed two bytes at a time, as browsers do, not one, as Python does.
    pub takes_two: bool,
    /// It knows the larger tables of its name.
    pub wide: bool,
}

/// One byte of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Known(u8),
    /// Lost because the reader cannot read it before the next one.
    Lost,
    /// Lost together with the one before.
    Swallowed,
}

/// One reading of a character as bytes.
#[derive(Debug, Clone, Copy)]
struct Strand {
    slots: [Slot; 2],
    is_pair: bool,
    cost: u32,
}

/// The strands of a character.
#[derive(Debug, Clone, Copy)]
struct Item {
    strands: [Strand; MOST],
    count: usize,
}

/// A place between two bytes: the place before a character, or inside one of its strands.
pub(super) type Node = usize;

/// Nodes per character.
pub(super) const STRIDE: usize = 1 + MOST;

/// A line.
pub(super) struct Lattice {
    items: Vec<Item>,
}

/// What another string of bytes costs than the one that most readers know, and a no-break space that somebody made
/// plain.
const SECOND: u32 = NAT;
const PLAIN_SPACE: u32 = 3 * NAT;

impl Lattice {
    pub fn of(text: &[char], reader: Reader, loss: Loss) -> Lattice {
        let table = reader.table();
        let items = text.iter().map(|&c| {
            let mut item = Item::default();
            for (n, bytes) in table.bytes(c).enumerate() {
                item.add_bytes(bytes, n as u32 * SECOND);
            }
            if c == ' ' && reader.is_single() {
                item.add_bytes(u16::from(NO_BREAK), PLAIN_SPACE);
            }
            if Some(c) == loss.mark {
                item.add([Slot::Lost; 2], false, 0);
                if loss.takes_two {
                    item.add([Slot::Lost, Slot::Swallowed], true, 0);
                }
            }
            item
        });
        Lattice { items: items.collect() }
    }

    /// The bytes that may come next at a place, each with the place behind it and what it costs.
    pub fn steps(&self, node: Node) -> impl Iterator<Item = (Slot, Node, u32)> {
        let (at, inside) = (node / STRIDE, node % STRIDE);
        let item = self.items.get(at);
        let strands = item.map_or(&[][..], |item| &item.strands[..item.count]);
        let behind = (at + 1) * STRIDE;
        strands.iter().enumerate().filter_map(move |(n, strand)| match inside {
            0 if strand.is_pair => Some((strand.slots[0], node + 1 + n, strand.cost)),
            0 => Some((strand.slots[0], behind, strand.cost)),
            _ if inside == n + 1 => Some((strand.slots[1], behind, 0)),
            _ => None,
        })
    }
}

impl Default for Item {
    fn default() -> Item {
        let none = Strand { slots: [Slot::Lost; 2], is_pair: false, cost: 0 };
        Item { strands: [none; MOST], count: 0 }
    }
}

impl Item {
    fn add_bytes(&mut self, bytes: u16, cost: u32) {
        let [lead, trail] = bytes.to_be_bytes();
        match lead {
            0 => self.add([Slot::Known(trail); 2], false, cost),
            _ => self.add([Slot::Known(lead), Slot::Known(trail)], true, cost),
        }
    }

    fn add(&mut self, slots: [Slot; 2], is_pair: bool, cost: u32) {
        if let Some(free) = self.strands.get_mut(self.count) {
            *free = Strand { slots, is_pair, cost };
            self.count += 1;
        }
    }
}
