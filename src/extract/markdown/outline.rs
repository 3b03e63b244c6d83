//! Where each line of the body stands: in which list item, quote, table or code.

use std::collections::{HashMap, HashSet};

use crate::document::{BlockId, Document, Image, Role, is_hanzi};

use super::table;

/// Where a line stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// Quotes around it.
    pub quote: usize,
    /// The innermost list item.
    pub item: Option<Item>,
    /// The table, if it is one of data.
    pub table: Option<BlockId>,
    /// The preformatted element, if it holds code.
    pub code: Option<BlockId>,
}

/// A list item.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Items around it.
    pub depth: usize,
    /// Its number, in a list that has them.
    pub number: Option<u32>,
    /// The line is the first of it.
    pub first: bool,
}

/// The places of the body's lines.
pub(super) struct Outline<'a> {
    document: &'a Document,
    /// By index of the line.
    places: HashMap<usize, Place>,
    /// Pictures to be written before a line.
    images: HashMap<usize, Vec<&'a Image>>,
    /// And behind the last one.
    behind: Vec<&'a Image>,
}

impl<'a> Outline<'a> {
    pub(super) fn of(document: &'a Document, lines: &[usize]) -> Outline<'a> {
        let mut outline =
            Outline { document, places: HashMap::new(), images: HashMap::new(), behind: Vec::new() };
        let Some(holder) = holder(document, lines) else { return outline };
        let depth = document.blocks[holder].depth;
        let numbers = numbers(document);
        let mut tables = HashMap::new();
        let codes = codes(document, lines);
        let mut begun = HashMap::new();
        for (at, &index) in lines.iter().enumerate() {
            let mut place = Place::default();
            let mut item = None;
            let mut items = 0;
            for block in document.ancestors(document.lines[index].birth.block) {
                let inside = document.blocks[block].depth > depth;
                match &*document.blocks[block].tag {
                    "li" if inside => {
                        items += 1;
                        item.get_or_insert(block);
                    }
                    "blockquote" if inside => place.quote += 1,
                    "tr" if inside && place.table.is_none() => {
                        let table = table::around(document, block);
                        let is_data = table.is_some_and(|table| {
                            *tables
                                .entry(table)
                                .or_insert_with(|| table::is_data(document, table, &lines[at..]))
                        });
                        place.table = table.filter(|_| is_data);
                    }
                    tag if place.code.is_none() && is_preformatted(tag) => {
                        place.code = codes.contains(&block).then_some(block);
                    }
                    _ => {}
                }
            }
            place.item = item.map(|block| Item {
                depth: items - 1,
                number: numbers.get(&block).copied(),
                first: begun.insert(block, ()).is_none(),
            });
            outline.places.insert(index, place);
        }
        outline.find_images(lines, holder);
        outline
    }

    /// Pictures between the body's lines, and right before and behind them in the container that holds them.
    fn find_images(&mut self, lines: &[usize], holder: BlockId) {
        let document = self.document;
        for image in document.images.iter().filter(|image| !document.blocks[image.block].hidden) {
            let at = lines.partition_point(|&line| line < image.before);
            let next = lines.get(at).copied();
            // The last line of the page before the picture is one of these, or the first behind it is.
            let touches = next == Some(image.before) || at > 0 && lines[at - 1] + 1 == image.before;
            let inside = document.ancestors(image.block).any(|block| block == holder);
            let body = |line: Option<usize>| {
                line.and_then(|line| document.lines.get(line)).is_some_and(|line| line.role == Role::Body)
            };
            let between = at > 0 && next.is_some();
            let shown = inside
                && (touches || between && (body(image.before.checked_sub(1)) || body(Some(image.before))));
            match next {
                Some(next) if shown => self.images.entry(next).or_default().push(image),
                None if shown => self.behind.push(image),
                _ => {}
            }
        }
    }

    pub(super) fn place(&self, line: usize) -> Place {
        self.places.get(&line).cloned().unwrap_or_default()
    }

    pub(super) fn images(&self, line: usize) -> &[&'a Image] {
        self.images.get(&line).map_or(&[], Vec::as_slice)
    }

    pub(super) fn images_behind(&self) -> &[&'a Image] {
        &self.behind
    }
}

/// The innermost container that all lines stand in; a paragraph or cell is none.
fn holder(document: &Document, lines: &[usize]) -> Option<BlockId> {
    let block = |line: usize| document.lines[line].birth.block;
    let (&first, rest) = lines.split_first()?;
    let holder = rest.iter().fold(block(first), |holder, &line| document.shared(holder, block(line)));
    let lone = |block: &BlockId| {
        matches!(&*document.blocks[*block].tag, "p" | "h1" | "h2" | "h3" | "figure" | "pre")
    };
    document.ancestors(holder).find(|block| !lone(block))
}

fn is_preformatted(tag: &str) -> bool {
    matches!(tag, "pre" | "xmp" | "listing" | "plaintext")
}

/// The preformatted elements that hold code: old pages set prose in one.
fn codes(document: &Document, lines: &[usize]) -> HashSet<BlockId> {
    let mut counts: HashMap<BlockId, (usize, usize)> = HashMap::new();
    for line in lines.iter().map(|&line| &document.lines[line]) {
        let mut around = document.ancestors(line.birth.block);
        let Some(block) = around.find(|&block| is_preformatted(&document.blocks[block].tag)) else {
            continue;
        };
        let (hanzi, chars) = counts.entry(block).or_default();
        *hanzi += line.text.chars().filter(|c| is_hanzi(*c)).count();
        *chars += line.birth.visible;
    }
    counts.into_iter().filter(|(_, (hanzi, chars))| hanzi * 2 < *chars).map(|(block, _)| block).collect()
}

/// The numbers of the items of ordered lists.
fn numbers(document: &Document) -> HashMap<BlockId, u32> {
    let mut counts: HashMap<BlockId, u32> = HashMap::new();
    let mut numbers = HashMap::new();
    for (block, item) in document.blocks.iter().enumerate() {
        if &*item.tag == "li" && &*document.blocks[item.parent].tag == "ol" {
            let count = counts.entry(item.parent).or_insert(0);
            *count += 1;
            numbers.insert(block, *count);
        }
    }
    numbers
}
