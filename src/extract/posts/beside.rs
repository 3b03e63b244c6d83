//! The lines beside a post in which its name and time may stand.

use std::ops::Range;

use crate::document::{BlockId, Document};

/// Lines between two posts that may bear the name and time of one: what software puts there has a dozen.
const REACH: usize = 24;

/// Where the name and time of a post may stand, the nearest place first in each.
#[derive(Debug)]
pub struct Beside {
    /// In the container that holds this post and no other, above and below its text.
    own_above: Range<usize>,
    own_below: Range<usize>,
    /// From the post before and to the one behind, what stands in their containers left out.
    pub above: Vec<usize>,
    pub below: Vec<usize>,
}

impl Beside {
    /// Of each part.
    pub fn all(document: &Document, parts: &[Vec<usize>], headline: Option<usize>) -> Vec<Beside> {
        let units: Vec<BlockId> = (0..parts.len()).map(|at| unit(document, parts, at)).collect();
        (0..parts.len()).map(|at| Beside::of(document, parts, &units, at, headline)).collect()
    }

    fn of(
        document: &Document,
        parts: &[Vec<usize>],
        units: &[BlockId],
        at: usize,
        headline: Option<usize>,
    ) -> Beside {
        // The head of the opening post may stand above its headline: in the post's own container all that phpWind tells
        // of its author.
        const ABOVE_HEADLINE: usize = 4;
        const OWN_ABOVE_HEADLINE: usize = 16;
        let (first, last) = (parts[at][0], parts[at][parts[at].len() - 1]);
        let before = at.checked_sub(1).map(|at| parts[at][parts[at].len() - 1]);
        let behind = parts.get(at + 1).map(|part| part[0]);
        let floor = |reach: usize| {
            let opening = headline.filter(|h| *h < first).unwrap_or(first).saturating_sub(reach);
            before.map_or(opening, |line| line + 1).max(first.saturating_sub(REACH))
        };
        let around = floor(OWN_ABOVE_HEADLINE)..first;
        let below = last + 1..behind.unwrap_or(document.lines.len()).min(last + 1 + REACH);
        let stands_in = |line: usize, unit: BlockId| {
            let deep = document.blocks[unit].depth;
            let around = document.ancestors(document.lines[line].birth.block);
            around.take_while(|&b| document.blocks[b].depth >= deep).any(|b| b == unit)
        };
        let own = |line: &usize| stands_in(*line, units[at]);
        let own_above = around.clone().find(own).map_or(first..first, |from| from..first);
        let own_below = below.clone().rev().find(own).map_or(last + 1..last + 1, |to| last + 1..to + 1);
        let others = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        let others: Vec<BlockId> = others
            .filter_map(|at| units.get(at).copied())
            // Posts that no container parts have all in common.
            .filter(|&unit| !stands_in(first, unit))
            .collect();
        let free = |line: &usize| !others.iter().any(|&unit| stands_in(*line, unit));
        Beside {
            own_above,
            own_below,
            above: (floor(ABOVE_HEADLINE)..first).filter(free).collect(),
            below: below.filter(free).collect(),
        }
    }

    /// The places to look in, in this order. What is of the post alone is read from its top on, and what stands above it
    /// and below the one before from the post's own end.
    pub fn places(&self, below: bool) -> [Vec<usize>; 3] {
        let far = if below { self.below.clone() } else { self.above.iter().rev().copied().collect() };
        [self.own_above.clone().collect(), self.own_below.clone().collect(), far]
    }
}

/// The largest container that holds the lines of a part and none of those before and behind.
fn unit(document: &Document, parts: &[Vec<usize>], at: usize) -> BlockId {
    let (first, last) = (parts[at][0], parts[at][parts[at].len() - 1]);
    let before = at.checked_sub(1).map(|at| parts[at][parts[at].len() - 1]);
    let behind = parts.get(at + 1).map(|part| part[0]);
    let block = |line: usize| document.lines[line].birth.block;
    let depth = |block: BlockId| document.blocks[block].depth;
    let own = document.shared(block(first), block(last));
    // A container that a neighbour shares is theirs, and so are those around it.
    let neighbours = [before, behind].into_iter().flatten();
    let foreign = neighbours.map(|line| depth(document.shared(own, block(line)))).max();
    let around = document.ancestors(own);
    around.take_while(|&b| foreign.is_none_or(|foreign| depth(b) > foreign)).last().unwrap_or(own)
}
