//! Tree construction: the stack of open elements, and where a node comes to stand. What each tag does with them is in
//! `rules` and `tables`. Names and steps are those of the HTML standard.

use super::arena::{Id, NONE, ROOT, Span, Str, Tree};
use super::formatting::Formatting;
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
    pub(super) counts: [u32; TAGS_AND_OTHER],
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

    pub(super) fn truncate(&mut self, length: usize) {
        while self.open.len() > length {
            self.pop();
        }
    }

    pub(super) fn remove_open(&mut self, at: usize) {
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
    pub(super) fn insert(&mut self, target: Open, child: Id) {
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

    pub(super) fn current_open(&self) -> Open {
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
