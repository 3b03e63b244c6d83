//! The list of active formatting elements, `<b>` and `<a>` and their like: what a block cuts off goes on in the next, and
//! what ends out of turn is put right.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::arena::{Id, Span, Str};
use super::construct::{Construction, Open, Start};
use super::tag::{Tag, sets};

/// An entry of the list of active formatting elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formatting {
    Marker,
    /// With a digest of its attributes, whatever their order.
    Element(Open, u64),
}

impl Construction<'_> {
    fn is_open(&self, id: Id) -> bool {
        self.open.iter().rev().any(|open| open.id == id)
    }

    fn formatting_position(&self, id: Id) -> Option<usize> {
        self.formatting
            .iter()
            .rposition(|entry| matches!(entry, Formatting::Element(open, _) if open.id == id))
    }

    /// A copy of an element, not inserted yet.
    fn copy(&mut self, open: Open) -> Open {
        let (name, attributes) = (self.tree.other_name(open.id), self.tree.attributes_of(open.id));
        Open { id: self.tree.element(open.tag, name, attributes), tag: open.tag }
    }

    pub fn reconstruct_formatting(&mut self) {
        let stands = |this: &Self, at: usize| match this.formatting[at] {
            Formatting::Marker => true,
            Formatting::Element(open, _) => this.is_open(open.id),
        };
        let mut first = self.formatting.len();
        while first > 0 && !stands(self, first - 1) {
            first -= 1;
        }
        for at in first..self.formatting.len() {
            if let Formatting::Element(old, digest) = self.formatting[at] {
                let new = self.copy(old);
                self.insert(self.current_open(), new.id);
                self.push(new);
                self.formatting[at] = Formatting::Element(new, digest);
            }
        }
    }

    /// Opens a formatting element. Of more than three that are alike the first is forgotten.
    pub fn open_formatting(&mut self, start: Start) {
        let since_marker =
            self.formatting.iter().rposition(|e| *e == Formatting::Marker).map_or(0, |at| at + 1);
        let digest = self.digest(start.attributes);
        let alike = |entry: &Formatting| match entry {
            Formatting::Element(open, known) => open.tag == start.tag && *known == digest,
            Formatting::Marker => false,
        };
        let mut matches = self.formatting[since_marker..].iter().enumerate().filter(|(_, e)| alike(e));
        let first = matches.next().map(|(at, _)| since_marker + at);
        if let (Some(first), true) = (first, matches.count() >= 2) {
            self.formatting.remove(first);
        }
        let open = self.insert_element(start);
        self.formatting.push(Formatting::Element(open, digest));
    }

    /// Names do not repeat in a tag, so that a sum tells sets of attributes apart.
    fn digest(&self, span: Span) -> u64 {
        let attributes = &self.tree.attributes[span.start as usize..span.end as usize];
        attributes.iter().fold(0, |sum, attribute| {
            let mut hasher = DefaultHasher::new();
            (self.tree.str(attribute.name), self.tree.str(attribute.value)).hash(&mut hasher);
            sum.wrapping_add(hasher.finish())
        })
    }

    pub fn clear_formatting_to_marker(&mut self) {
        while self.formatting.pop().is_some_and(|entry| entry != Formatting::Marker) {}
    }

    /// The newest formatting element of this kind since the last marker.
    fn newest_formatting(&self, tag: Tag) -> Option<(usize, Open)> {
        for (at, entry) in self.formatting.iter().enumerate().rev() {
            match entry {
                Formatting::Marker => return None,
                Formatting::Element(open, _) if open.tag == tag => return Some((at, *open)),
                Formatting::Element(..) => {}
            }
        }
        None
    }

    /// An `<a>` in an `<a>` ends the outer one.
    pub fn end_outer_link(&mut self) {
        if let Some((_, open)) = self.newest_formatting(Tag::A) {
            self.adopt(Tag::A, Str::default());
            if let Some(at) = self.formatting_position(open.id) {
                self.formatting.remove(at);
            }
            self.remove_from_stack(open.id);
        }
    }

    /// The adoption agency algorithm: an end tag of a formatting element.
    pub fn adopt(&mut self, tag: Tag, name: Str) {
        if let Some(open) = self.open.last().copied()
            && open.tag == tag
            && self.formatting_position(open.id).is_none()
        {
            self.pop();
            return;
        }
        for _ in 0..8 {
            let Some((at, element)) = self.newest_formatting(tag) else {
                return self.end_any(tag, name);
            };
            let Some(depth) = self.open.iter().rposition(|open| open.id == element.id) else {
                self.formatting.remove(at);
                return;
            };
            if !self.any_in_scope(sets::DEFAULT_SCOPE, |open| open.id == element.id) {
                return;
            }
            let Some(furthest) = (depth..self.open.len()).find(|at| self.open[*at].tag.is(sets::SPECIAL))
            else {
                self.truncate(depth);
                self.formatting.remove(at);
                return;
            };
            self.adopt_once(element, depth, furthest);
        }
    }

    /// One round: the formatting element at this depth of the stack ends before the block at that depth, and begins
    /// again in it.
    fn adopt_once(&mut self, element: Open, depth: usize, furthest: usize) {
        let block = self.open[furthest];
        let ancestor = self.open[depth - 1];
        let mut bookmark = None;
        let (mut at, mut last) = (furthest, block);
        for round in 1.. {
            at -= 1;
            let node = self.open[at];
            if node.id == element.id {
                break;
            }
            let listed = self.formatting_position(node.id);
            let (Some(listed), true) = (listed, round <= 3) else {
                if let Some(listed) = listed {
                    self.formatting.remove(listed);
                }
                self.remove_open(at);
                continue;
            };
            let new = self.copy(node);
            self.open[at] = new;
            if let Formatting::Element(open, _) = &mut self.formatting[listed] {
                *open = new;
            }
            if last.id == block.id {
                bookmark = Some(new.id);
            }
            self.tree.detach(last.id);
            self.tree.append(new.id, last.id);
            last = new;
        }
        self.tree.detach(last.id);
        self.insert(ancestor, last.id);
        let new = self.copy(element);
        self.tree.move_children(block.id, new.id);
        self.tree.append(block.id, new.id);
        if let Some(old) = self.formatting_position(element.id) {
            if let Formatting::Element(open, _) = &mut self.formatting[old] {
                *open = new;
            }
            // It moves behind the one that took its place around the block.
            if let Some(after) = bookmark.and_then(|id| self.formatting_position(id)) {
                let entry = self.formatting.remove(old);
                self.formatting.insert(if old > after { after + 1 } else { after }, entry);
            }
        }
        self.remove_from_stack(element.id);
        let place =
            self.open.iter().rposition(|open| open.id == block.id).map_or(self.open.len(), |at| at + 1);
        self.counts[new.tag as usize] += 1;
        self.open.insert(place, new);
    }
}
