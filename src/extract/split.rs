//! An article in several containers: sections of the same make side by side, a table behind the text.

use crate::document::{BlockId, Document};

use super::classes::{Class, Classes};
use super::measure::Measure;

/// What stands in a container and the containers inside it.
#[derive(Debug, Clone, Copy, Default)]
struct Contents {
    chars: usize,
    links: usize,
    /// Characters of running text.
    running: usize,
    /// Lines of forms and buttons.
    controls: usize,
    lines: usize,
    /// Its first line with words, and whether that is a link.
    first: Option<(usize, bool)>,
}

impl Contents {
    fn without(self, inner: Contents) -> Contents {
        Contents {
            chars: self.chars - inner.chars,
            links: self.links - inner.links,
            running: self.running - inner.running,
            controls: self.controls - inner.controls,
            lines: self.lines - inner.lines,
            first: self.first,
        }
    }
}

/// How far up the container's own part of the page is looked for beside others.
const LEVELS: usize = 4;

/// The containers that hold the article: `container`, which holds the most of it, or one around it that adds hardly
/// anything but running text; else with it neighbours of the same class, or a table without a link behind a table.
pub fn parts(
    document: &Document,
    measures: &[Measure],
    classes: &Classes,
    comments: &[bool],
    container: BlockId,
    headline: Option<usize>,
) -> Vec<BlockId> {
    let contents = contents(document, measures);
    let container = whole(document, &contents, classes, comments, container, headline);
    let mut part = container;
    for _ in 0..LEVELS {
        let around = document.blocks[part].parent;
        if around == 0
            || matches!(&*document.blocks[around].tag, "body" | "html")
            || classes.has(around, Class::Elsewhere)
        {
            break;
        }
        let depth = document.blocks[part].depth;
        let siblings: Vec<BlockId> = (around + 1..document.blocks.len())
            .take_while(|&block| document.blocks[block].depth >= depth)
            .filter(|&block| document.blocks[block].depth == depth && contents[block].chars > 0)
            .filter(|&block| !document.blocks[block].hidden && !comments[block])
            .collect();
        let named: Vec<BlockId> = siblings
            .iter()
            .copied()
            .filter(|&block| {
                block != part && is_alike(document, part, block) && is_section(contents[block], headline)
            })
            .filter(|&block| !classes.has(block, Class::Elsewhere))
            .collect();
        if !named.is_empty() {
            return [vec![part], named].concat();
        }
        let next = siblings.iter().position(|&block| block == part).and_then(|at| siblings.get(at + 1));
        if let Some(&next) = next
            && is_table_of(document, measures, contents[next], part, next)
        {
            return vec![container, next];
        }
        part = around;
    }
    vec![container]
}

/// Editors that wrap each paragraph in boxes of its own leave no container near enough to all of them to be voted for.
fn whole(
    document: &Document,
    contents: &[Contents],
    classes: &Classes,
    comments: &[bool],
    container: BlockId,
    headline: Option<usize>,
) -> BlockId {
    const HIGHEST: usize = 8;
    const LEAST: usize = 60;
    let (mut whole, mut inner) = (container, container);
    for _ in 0..HIGHEST {
        let outer = document.blocks[inner].parent;
        let starts_below = contents[outer].first.is_some_and(|(line, _)| headline.is_some_and(|h| line > h));
        if matches!(&*document.blocks[outer].tag, "body" | "html" | "")
            || !starts_below
            || comments[outer]
            || classes.has(outer, Class::Elsewhere)
        {
            break;
        }
        let added = contents[outer].without(contents[whole]);
        if added.chars > 0 {
            let is_text = added.running * 10 >= added.chars * 8
                && added.links * 20 <= added.chars
                && added.controls == 0;
            if !is_text {
                break;
            }
            // A line of facts in a box of its own is short.
            if added.running >= LEAST {
                whole = outer;
            }
        }
        inner = outer;
    }
    whole
}

/// Of one make: the same element and the same class, numbers aside.
fn is_alike(document: &Document, one: BlockId, other: BlockId) -> bool {
    let (one, other) = (&document.blocks[one], &document.blocks[other]);
    let (ours, theirs) = (one.tokens.bytes(), other.tokens.bytes());
    one.tag == other.tag
        && !one.tokens.is_empty()
        && ours.filter(|b| !b.is_ascii_digit()).eq(theirs.filter(|b| !b.is_ascii_digit()))
}

/// Running text, hardly a link, below the headline; what begins with a link is a teaser of another page.
fn is_section(contents: Contents, headline: Option<usize>) -> bool {
    const LEAST: usize = 40;
    contents.running >= LEAST
        && contents.links * 5 < contents.chars
        && contents.first.is_some_and(|(line, linked)| !linked && headline.is_some_and(|h| line > h))
}

/// A table of facts: rows of short lines, none a link or a button.
fn is_table_of(
    document: &Document,
    measures: &[Measure],
    contents: Contents,
    part: BlockId,
    table: BlockId,
) -> bool {
    const LEAST: usize = 12;
    let is_table = |block: BlockId| &*document.blocks[block].tag == "table";
    is_table(part)
        && is_table(table)
        && contents.lines >= LEAST
        && contents.links == 0
        && contents.controls == 0
        && contents.first.is_some_and(|(first, _)| {
            let lines = first..(first + contents.lines).min(document.lines.len());
            !lines.into_iter().any(|line| measures[line].chars > 0 && is_imprint(&document.lines[line].text))
        })
}

/// The foot of a page: who owns it and who licensed it.
fn is_imprint(text: &str) -> bool {
    ["©", "opyright", "版权所有", "备案", "ICP"].iter().any(|word| text.contains(word))
}

fn contents(document: &Document, measures: &[Measure]) -> Vec<Contents> {
    let mut contents = vec![Contents::default(); document.blocks.len()];
    for (index, (line, measure)) in document.lines.iter().zip(measures).enumerate() {
        if measure.chars == 0 {
            continue;
        }
        let here = &mut contents[line.birth.block];
        here.chars += measure.chars;
        here.links += measure.links;
        here.running += if measure.is_long() { measure.chars } else { 0 };
        here.controls += usize::from(line.birth.control);
        here.lines += 1;
        here.first.get_or_insert((index, measure.links * 2 > measure.chars));
    }
    for block in (1..contents.len()).rev() {
        let inner = contents[block];
        let outer = &mut contents[document.blocks[block].parent];
        outer.chars += inner.chars;
        outer.links += inner.links;
        outer.running += inner.running;
        outer.controls += inner.controls;
        outer.lines += inner.lines;
        outer.first = match (outer.first, inner.first) {
            (Some(a), Some(b)) => Some(if a.0 <= b.0 { a } else { b }),
            (a, b) => a.or(b),
        };
    }
    contents
}
