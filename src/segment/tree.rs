//! A page's source to events, by way of a tree of `super::parse` or of `scraper`. With `select` and the DOCTYPE of
//! `super::parse`, the one module that sees `scraper`'s types.

use ego_tree::iter::Edge;
use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::node::Element;
use scraper::{Html, HtmlTreeSink, Node};

use super::event::{self, Attributes, Event};
use super::parse::{self, Tag};
use super::select::{self, Pick};

/// The parser is fed in pieces of this many bytes and looked at in between. Costs nothing, and a bomb of
/// `<div>` is 3,300 deep at most when it is noticed.
pub(super) const CHUNK: usize = 16 * 1024;

/// Nesting a page may have; html5ever is quadratic in it. The deepest of 317 real portal pages has 44.
pub(super) const MAX_DEPTH: usize = 512;

/// Nodes a page may have. The largest of the same pages has 54,000.
pub(super) const MAX_NODES: usize = 1_000_000;

/// Where a counted limit stopped the parse.
pub struct Stopped {
    /// `limit/depth` or `limit/nodes`.
    pub limit: &'static str,
    /// Byte offset in the source from which nothing was read.
    pub at: usize,
}

/// Parses and hands every event to `sink`. The same source stops at the same place on every machine.
pub fn events(source: &str, picks: &[Pick<'_>], mut sink: impl FnMut(Event<'_>)) -> Option<Stopped> {
    match picks.is_empty().then(|| parse::parse(source)).flatten() {
        Some((tree, stopped)) => {
            tree.walk(&mut sink);
            stopped
        }
        None => events_of_scraper(source, picks, sink),
    }
}

/// The same by way of `scraper`, whose tree selectors can be asked for.
pub(super) fn events_of_scraper(
    source: &str,
    picks: &[Pick<'_>],
    mut sink: impl FnMut(Event<'_>),
) -> Option<Stopped> {
    let mut parser = parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let mut at = 0;
    let mut stopped = None;
    while at < source.len() {
        let end = source.floor_char_boundary(at + CHUNK);
        parser.process(StrTendril::from(&source[at..end]));
        at = end;
        stopped = over_limit(&parser.tokenizer.sink.sink).map(|limit| Stopped { limit, at });
        if stopped.is_some() {
            break;
        }
    }
    walk(&parser.finish(), picks, &mut sink);
    stopped
}

fn over_limit(sink: &HtmlTreeSink) -> Option<&'static str> {
    let html = sink.0.borrow();
    if html.tree.values().len() > MAX_NODES {
        return Some("limit/nodes");
    }
    // In a bomb the newest node is the deepest.
    let newest = html.tree.nodes().next_back()?;
    (newest.ancestors().take(MAX_DEPTH + 1).count() > MAX_DEPTH).then_some("limit/depth")
}

fn walk(html: &Html, picks: &[Pick<'_>], sink: &mut impl FnMut(Event<'_>)) {
    let marks = select::marks(html, picks);
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    let marks = marks.get(&node.id()).map_or(&[][..], Vec::as_slice);
                    let name = element.name();
                    let tag = Tag::of(name.as_bytes());
                    sink(Event::Start(event::Element { tag, name, attributes: element, marks }));
                }
                Node::Text(text) => sink(Event::Text(text)),
                _ => {}
            },
            Edge::Close(node) if node.value().is_element() => sink(Event::End),
            Edge::Close(_) => {}
        }
    }
}

impl Attributes for Element {
    fn get(&self, name: &str) -> Option<&str> {
        // `Element::attr` would intern the name at every call.
        self.attrs().find_map(|(key, value)| (key == name).then_some(value))
    }

    fn is_empty(&self) -> bool {
        self.attrs().next().is_none()
    }
}
