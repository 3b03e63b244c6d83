//! The tree, flat: nodes in the order they were made, texts and values as ranges of the source.

use memchr::memchr_iter;

use super::super::event::{Attributes, Element, Event};
use super::super::tree::MAX_NODES;
use super::tag::Tag;

/// Index of a node.
pub type Id = u32;

/// No node.
pub const NONE: Id = Id::MAX;

/// The document.
pub const ROOT: Id = 0;

/// An element that has so many attributes gets no more when it is opened again: each time the list is copied.
const MOST_ADDED: u32 = 64;

/// A piece of text: of the source, or of what was written beside it where the source says it otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Str {
    start: u32,
    end: u32,
    beside: bool,
}

impl Str {
    /// A range of the source.
    pub fn source(start: usize, end: usize) -> Str {
        Str { start: start as u32, end: end as u32, beside: false }
    }

    /// Without so many bytes at its beginning.
    pub fn from(self, bytes: usize) -> Str {
        Str { start: self.start + bytes as u32, ..self }
    }

    /// Its first bytes.
    pub fn first(self, bytes: usize) -> Str {
        Str { end: self.start + bytes as u32, ..self }
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// An attribute: its name in lower case, and its value with references resolved.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    pub name: Str,
    pub value: Str,
}

/// A range of [`Tree::attributes`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Document,
    Comment,
    Text(Str),
    /// The name is only asked for where the tag is [`Tag::Other`].
    Element(Tag, Str, Span),
}

#[derive(Debug, Clone, Copy)]
struct Node {
    parent: Id,
    previous: Id,
    next: Id,
    first: Id,
    last: Id,
    kind: Kind,
}

/// A page's tree.
pub struct Tree<'a> {
    source: &'a str,
    /// Texts, values and names that the source spells otherwise.
    beside: String,
    nodes: Vec<Node>,
    pub attributes: Vec<Attribute>,
    /// Texts beside texts, which other parsers make one node.
    joined: usize,
}

impl<'a> Tree<'a> {
    pub fn new(source: &'a str) -> Tree<'a> {
        // Half of the tags begin an element, and most have text behind them, if only white space.
        let tags = memchr_iter(b'<', source.as_bytes()).count();
        let mut nodes = Vec::with_capacity((tags + tags / 2).min(MAX_NODES) + 8);
        nodes.push(Node {
            parent: NONE,
            previous: NONE,
            next: NONE,
            first: NONE,
            last: NONE,
            kind: Kind::Document,
        });
        Tree { source, beside: String::new(), nodes, attributes: Vec::new(), joined: 0 }
    }

    /// The text itself.
    pub fn str(&self, text: Str) -> &str {
        let buffer = if text.beside { &self.beside } else { self.source };
        &buffer[text.start as usize..text.end as usize]
    }

    /// The same, for who compares.
    fn bytes(&self, text: Str) -> &[u8] {
        let buffer = if text.beside { &self.beside } else { self.source };
        &buffer.as_bytes()[text.start as usize..text.end as usize]
    }

    /// Keeps a text that the source does not have.
    pub fn keep(&mut self, write: impl FnOnce(&mut String)) -> Str {
        let start = self.beside.len() as u32;
        write(&mut self.beside);
        Str { start, end: self.beside.len() as u32, beside: true }
    }

    /// How many nodes there are, texts that stand side by side counted once.
    pub fn len(&self) -> usize {
        self.nodes.len() - self.joined
    }

    /// How deep the newest node stands, counted up to `most`.
    pub fn depth_of_newest(&self, most: usize) -> usize {
        let newest = self.nodes.len() as Id - 1;
        std::iter::successors(Some(newest), |id| Some(self.parent(*id)).filter(|id| *id != NONE))
            .take(most + 1)
            .count()
            - 1
    }

    pub fn parent(&self, id: Id) -> Id {
        self.nodes[id as usize].parent
    }

    pub fn element(&mut self, tag: Tag, name: Str, attributes: Span) -> Id {
        self.orphan(Kind::Element(tag, name, attributes))
    }

    pub fn comment(&mut self) -> Id {
        self.orphan(Kind::Comment)
    }

    /// The name of an element that has no tag of its own.
    pub fn other_name(&self, id: Id) -> Str {
        match self.nodes[id as usize].kind {
            Kind::Element(_, name, _) => name,
            _ => Str::default(),
        }
    }

    pub fn attributes_of(&self, id: Id) -> Span {
        match self.nodes[id as usize].kind {
            Kind::Element(.., attributes) => attributes,
            _ => Span::default(),
        }
    }

    /// Gives an element that was opened a second time the attributes that it does not have yet.
    pub fn add_missing(&mut self, id: Id, more: Span) {
        let old = self.attributes_of(id);
        if more.start == more.end || old.end - old.start >= MOST_ADDED {
            return;
        }
        let list = |span: Span| &self.attributes[span.start as usize..span.end as usize];
        let is_known = |name| list(old).iter().any(|known| self.str(known.name) == name);
        let missing = list(more).iter().filter(|a| !is_known(self.str(a.name)));
        let all: Vec<Attribute> = list(old).iter().chain(missing).copied().collect();
        if all.len() == list(old).len() {
            return;
        }
        let start = self.attributes.len() as u32;
        self.attributes.extend(all);
        let span = Span { start, end: self.attributes.len() as u32 };
        if let Kind::Element(.., attributes) = &mut self.nodes[id as usize].kind {
            *attributes = span;
        }
    }

    fn orphan(&mut self, kind: Kind) -> Id {
        self.nodes.push(Node { parent: NONE, previous: NONE, next: NONE, first: NONE, last: NONE, kind });
        self.nodes.len() as Id - 1
    }

    /// Makes a node the last child.
    pub fn append(&mut self, parent: Id, child: Id) {
        let last = self.nodes[parent as usize].last;
        let node = &mut self.nodes[child as usize];
        (node.parent, node.previous, node.next) = (parent, last, NONE);
        if last == NONE {
            self.nodes[parent as usize].first = child;
        } else {
            self.nodes[last as usize].next = child;
        }
        self.nodes[parent as usize].last = child;
    }

    /// Puts a node before another, which has a parent.
    pub fn insert_before(&mut self, sibling: Id, child: Id) {
        let Node { parent, previous, .. } = self.nodes[sibling as usize];
        let node = &mut self.nodes[child as usize];
        (node.parent, node.previous, node.next) = (parent, previous, sibling);
        self.nodes[sibling as usize].previous = child;
        if previous == NONE {
            self.nodes[parent as usize].first = child;
        } else {
            self.nodes[previous as usize].next = child;
        }
    }

    /// Appends text, to the last child where that is text.
    pub fn append_text(&mut self, parent: Id, text: Str) {
        if !self.join(self.nodes[parent as usize].last, text) {
            let id = self.orphan(Kind::Text(text));
            self.append(parent, id);
        }
    }

    /// Puts text before a node, which has a parent.
    pub fn insert_text_before(&mut self, sibling: Id, text: Str) {
        if !self.join(self.nodes[sibling as usize].previous, text) {
            let id = self.orphan(Kind::Text(text));
            self.insert_before(sibling, id);
        }
    }

    /// Lengthens a text by what follows it in its buffer. Of another text a node of its own is made, and the two are
    /// read as one.
    fn join(&mut self, id: Id, text: Str) -> bool {
        let Some(Node { kind: Kind::Text(known), .. }) = self.nodes.get_mut(id as usize) else {
            return false;
        };
        if known.beside == text.beside && known.end == text.start {
            known.end = text.end;
            return true;
        }
        self.joined += 1;
        false
    }

    /// Takes a node out of its parent.
    pub fn detach(&mut self, id: Id) {
        let Node { parent, previous, next, .. } = self.nodes[id as usize];
        if parent == NONE {
            return;
        }
        if previous == NONE {
            self.nodes[parent as usize].first = next;
        } else {
            self.nodes[previous as usize].next = next;
        }
        if next == NONE {
            self.nodes[parent as usize].last = previous;
        } else {
            self.nodes[next as usize].previous = previous;
        }
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Moves all children of a node to the end of another's.
    pub fn move_children(&mut self, from: Id, to: Id) {
        let Node { first, last, .. } = self.nodes[from as usize];
        if first == NONE {
            return;
        }
        let mut child = first;
        while child != NONE {
            self.nodes[child as usize].parent = to;
            child = self.nodes[child as usize].next;
        }
        let before = self.nodes[to as usize].last;
        self.nodes[first as usize].previous = before;
        if before == NONE {
            self.nodes[to as usize].first = first;
        } else {
            self.nodes[before as usize].next = first;
        }
        self.nodes[to as usize].last = last;
        (self.nodes[from as usize].first, self.nodes[from as usize].last) = (NONE, NONE);
    }

    /// Hands every event to `sink`, in document order.
    pub fn walk(&self, sink: &mut impl FnMut(Event<'_>)) {
        let mut text = String::new();
        let mut id = self.nodes[ROOT as usize].first;
        while id != NONE {
            let node = &self.nodes[id as usize];
            match node.kind {
                Kind::Element(tag, name, attributes) => {
                    let name = if tag == Tag::Other { self.str(name) } else { tag.name() };
                    let attributes = &Read { tree: self, attributes };
                    sink(Event::Start(Element { tag, name, attributes, marks: &[] }));
                    if node.first != NONE {
                        id = node.first;
                        continue;
                    }
                    sink(Event::End);
                }
                Kind::Text(only) if !self.is_text(node.next) => sink(Event::Text(self.str(only))),
                Kind::Text(_) => {
                    text.clear();
                    while let Kind::Text(piece) = self.nodes[id as usize].kind {
                        text.push_str(self.str(piece));
                        let next = self.nodes[id as usize].next;
                        if !self.is_text(next) {
                            break;
                        }
                        id = next;
                    }
                    sink(Event::Text(&text));
                }
                Kind::Document | Kind::Comment => {}
            }
            while self.nodes[id as usize].next == NONE {
                id = self.nodes[id as usize].parent;
                if id == ROOT {
                    return;
                }
                sink(Event::End);
            }
            id = self.nodes[id as usize].next;
        }
    }

    fn is_text(&self, id: Id) -> bool {
        matches!(self.nodes.get(id as usize), Some(Node { kind: Kind::Text(_), .. }))
    }
}

/// The attributes of an element.
struct Read<'t> {
    tree: &'t Tree<'t>,
    attributes: Span,
}

impl Attributes for Read<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let Span { start, end } = self.attributes;
        let attributes = &self.tree.attributes[start as usize..end as usize];
        attributes.iter().find(|a| self.tree.bytes(a.name) == name.as_bytes()).map(|a| self.tree.str(a.value))
    }

    fn is_empty(&self) -> bool {
        self.attributes.start == self.attributes.end
    }
}
