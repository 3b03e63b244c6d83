//! Tree construction: the stack of open elements, the list of active formatting elements, and where a node comes to
//! stand. What each tag does with them is in `rules` and `tables`. Names and steps are those of the HTML standard.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::arena::{Id, NONE, ROOT, Span, Str, Tree};
use super::tag::{Set, TAGS_AND_OTHER, Tag, sets};

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    pub tag: Tag,
    pub name: Str,
    pub attributes: Span,
}

/// What follows a start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Markup.
    Markup,
    /// Text up to the element's end tag, with references or without.
    Raw,
    /// Text up to the end of the page.
    Plain,
}

/// The insertion mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    AfterHead,
    InBody,
    InTable,
    InTableText,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    AfterBody,
    AfterAfterBody,
}

/// An entry of the list of active formatting elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formatting {
    Marker,
    /// With a digest of its attributes, whatever their order.
    Element(Open, u64),
}

/// An open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    pub id: Id,
    pub tag: Tag,
}

/// A tree under construction.
pub struct Construction<'a> {
    pub tree: Tree<'a>,
    pub open: Vec<Open>,
    /// How many elements of each kind are open.
    counts: [u32; TAGS_AND_OTHER],
    pub formatting: Vec<Formatting>,
    pub mode: Mode,
    /// The mode behind the text of a table.
    pub table_mode: Mode,
    /// The text between the cells of a table that has been read, and whether there are words in it.
    pub table_text: Vec<Str>,
    pub table_words: bool,
    pub head: Id,
    pub form: Id,
    /// Without a sound DOCTYPE a table does not close a paragraph.
    pub quirks: bool,
    /// A line feed that follows is none.
    pub ignore_line_feed: bool,
    pub fostering: bool,
}

impl<'a> Construction<'a> {
    pub fn new(source: &'a str) -> Construction<'a> {
        Construction {
            tree: Tree::new(source),
            open: Vec::with_capacity(64),
            counts: [0; TAGS_AND_OTHER],
            formatting: Vec::new(),
            mode: Mode::Initial,
            table_mode: Mode::InTable,
            table_text: Vec::new(),
            table_words: false,
            head: NONE,
            form: NONE,
            quirks: false,
            ignore_line_feed: false,
            fostering: false,
        }
    }

    pub fn current(&self) -> Tag {
        self.open.last().map_or(Tag::Other, |open| open.tag)
    }

    pub fn push(&mut self, open: Open) {
        self.counts[open.tag as usize] += 1;
        self.open.push(open);
    }

    pub fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.counts[open.tag as usize] -= 1;
        Some(open)
    }

    fn truncate(&mut self, length: usize) {
        while self.open.len() > length {
            self.pop();
        }
    }

    fn remove_open(&mut self, at: usize) {
        let open = self.open.remove(at);
        self.counts[open.tag as usize] -= 1;
    }

    /// Takes an element out of the stack, wherever it is.
    pub fn remove_from_stack(&mut self, id: Id) {
        if let Some(at) = self.open.iter().rposition(|open| open.id == id) {
            self.remove_open(at);
        }
    }

    /// Whether such an element is open and nothing of the scope is open in it.
    pub fn in_scope(&self, scope: Set, tag: Tag) -> bool {
        self.counts[tag as usize] > 0 && self.any_in_scope(scope, |open| open.tag == tag)
    }

    pub fn any_in_scope(&self, scope: Set, wanted: impl Fn(&Open) -> bool) -> bool {
        for open in self.open.iter().rev() {
            if wanted(open) {
                return true;
            }
            if open.tag.is(scope) {
                return false;
            }
        }
        false
    }

    pub fn generate_implied_ends(&mut self, except: Option<Tag>) {
        while self.current().is(sets::IMPLIED_END) && Some(self.current()) != except {
            self.pop();
        }
    }

    /// Pops until an element of this kind has been popped.
    pub fn pop_until(&mut self, tag: Tag) {
        while self.pop().is_some_and(|open| open.tag != tag) {}
    }

    /// Pops until an element of the set is the current one.
    pub fn pop_to(&mut self, set: Set) {
        while !self.open.is_empty() && !self.current().is(set) {
            self.pop();
        }
    }

    pub fn close_paragraph(&mut self) {
        self.generate_implied_ends(Some(Tag::P));
        self.pop_until(Tag::P);
    }

    pub fn close_paragraph_in_button_scope(&mut self) {
        if self.in_scope(sets::BUTTON_SCOPE, Tag::P) {
            self.close_paragraph();
        }
    }

    // Where a node comes to stand.

    /// The place for a node: in the target, or before the table around it.
    fn insert(&mut self, target: Open, child: Id) {
        match self.place(target) {
            (parent, NONE) => self.tree.append(parent, child),
            (_, sibling) => self.tree.insert_before(sibling, child),
        }
    }

    /// The parent, and the node before which to insert if it is not the end of that.
    fn place(&self, target: Open) -> (Id, Id) {
        if !(self.fostering && target.tag.is(sets::TABLE_OUTER)) {
            return (target.id, NONE);
        }
        let Some(table) = self.open.iter().rposition(|open| open.tag == Tag::Table) else {
            return (self.open[0].id, NONE);
        };
        let parent = self.tree.parent(self.open[table].id);
        if parent == NONE { (self.open[table - 1].id, NONE) } else { (parent, self.open[table].id) }
    }

    fn current_open(&self) -> Open {
        self.open.last().copied().unwrap_or(Open { id: ROOT, tag: Tag::Other })
    }

    pub fn insert_text(&mut self, text: Str) {
        match self.place(self.current_open()) {
            (parent, NONE) => self.tree.append_text(parent, text),
            (_, sibling) => self.tree.insert_text_before(sibling, text),
        }
    }

    pub fn insert_comment(&mut self, parent: Option<Id>) {
        let id = self.tree.comment();
        match parent {
            Some(parent) => self.tree.append(parent, id),
            None => self.insert(self.current_open(), id),
        }
    }

    /// Inserts an element that has no content.
    pub fn insert_void(&mut self, start: Start) -> Open {
        let id = self.tree.element(start.tag, start.name, start.attributes);
        self.insert(self.current_open(), id);
        Open { id, tag: start.tag }
    }

    /// Inserts an element and opens it.
    pub fn insert_element(&mut self, start: Start) -> Open {
        let open = self.insert_void(start);
        self.push(open);
        open
    }

    /// Inserts and opens an element that the page does not write out.
    pub fn insert_implied(&mut self, tag: Tag) -> Open {
        self.insert_element(Start { tag, name: Str::default(), attributes: Span::default() })
    }

    // Active formatting elements.

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

    /// The end tag of an element of no kind of its own.
    pub fn end_any(&mut self, tag: Tag, name: Str) {
        if self.counts[tag as usize] == 0 {
            return;
        }
        for at in (0..self.open.len()).rev() {
            let open = self.open[at];
            let other = || self.tree.str(self.tree.other_name(open.id)) == self.tree.str(name);
            if open.tag == tag && (tag != Tag::Other || other()) {
                self.generate_implied_ends(Some(tag));
                self.truncate(at);
                return;
            }
            if open.tag.is(sets::SPECIAL) {
                return;
            }
        }
    }
}
