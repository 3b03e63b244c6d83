//! Which container holds the article: every sentence-like line votes for the four containers nearest to it.

use std::ops::Range;

use crate::document::{BlockId, Document};

use super::classes::{Class, Classes};
use super::measure::Measure;
use super::prune;

/// Lines of a container, and what they gave it.
#[derive(Debug, Clone, Copy)]
struct Tally {
    weight: f32,
    chars: usize,
    links: usize,
    /// Index of the first line that stands in it.
    first: usize,
}

/// Words in class or id that speak of anything but the article.
pub const ELSEWHERE: [&str; 17] = [
    "comment",
    "foot",
    "side",
    "relat",
    "recom",
    "hot",
    "rank",
    "nav",
    "share",
    "menu",
    "copyright",
    "reply",
    "pinglun",
    "guess",
    "tui",
    "popular",
    "breadcrumb",
];

/// Units a line must have to vote (docs/extraction.md); and what serves on a page where no line has as many.
const LONG: usize = 16;
const SHORT: usize = 4;

/// Characters of a line of verse, lines of a poem, and lines below the headline within which it begins: the byline's and
/// a few buttons. Further down stand lists of names and forms. Of 317 portal pages none comes out otherwise for them.
const LONGEST_VERSE: usize = 24;
const VERSE: usize = 6;
const NEAR: usize = 12;

/// The container that the page's running text stands in, seen from the headline.
pub fn best(
    document: &Document,
    measures: &[Measure],
    classes: &Classes,
    teasers: &[bool],
    comments: &[bool],
    headline: Option<usize>,
) -> Option<BlockId> {
    let punctuated = |least| move |line: usize| measures[line].units >= least && measures[line].marks > 0;
    // A byline has marks too; without other voters it would stand for the article that it is not of.
    let text = |line: usize| !prune::is_lead_byline(document, measures, line);
    let verse = verse(document, measures, headline);
    vote(document, measures, classes, teasers, comments, headline, |line| {
        punctuated(LONG)(line) || verse.contains(&line)
    })
    .or_else(|| {
        vote(document, measures, classes, teasers, comments, headline, |line| {
            punctuated(SHORT)(line) && text(line)
        })
    })
    // Damage may have left no mark that reads as one.
    .or_else(|| {
        vote(document, measures, classes, teasers, comments, headline, |line| {
            measures[line].units >= LONG && text(line)
        })
    })
    // Tables have none; below a headline they are the article.
    .or_else(|| {
        let headline = headline?;
        vote(document, measures, classes, teasers, comments, Some(headline), |line| {
            line > headline && measures[line].units > 0 && text(line)
        })
    })
}

/// The lines of verse below the headline: short ones without a link that stand in one place, line by line. A poem has
/// no marks that would let it vote; without its own votes a single sentence at the foot of the page is elected.
fn verse(document: &Document, measures: &[Measure], headline: Option<usize>) -> Range<usize> {
    let Some(headline) = headline else { return 0..0 };
    let place = |line: usize| {
        let block = document.lines[line].birth.block;
        let is_line = is_container(&document.blocks[block].tag);
        if is_line { block } else { document.blocks[block].parent }
    };
    let is_verse = |line: usize| {
        let (measure, birth) = (&measures[line], &document.lines[line].birth);
        let is_short = (1..=LONGEST_VERSE).contains(&measure.chars) && measure.hanzi * 3 > measure.chars * 2;
        is_short && birth.links == 0 && !birth.control && !birth.hidden && !birth.bullet
    };
    let lines = document.lines.len();
    (headline + 1..lines.min(headline + 1 + NEAR))
        .map(|first| {
            let goes_on = |line: &usize| is_verse(*line) && place(*line) == place(first);
            first..first + (first..lines).take_while(goes_on).count()
        })
        .find(|verse| verse.len() >= VERSE)
        .unwrap_or(0..0)
}

fn vote(
    document: &Document,
    measures: &[Measure],
    classes: &Classes,
    teasers: &[bool],
    comments: &[bool],
    headline: Option<usize>,
    entitled: impl Fn(usize) -> bool,
) -> Option<BlockId> {
    let windows = classes.inside(document, Class::Window);
    let mut tallies =
        vec![Tally { weight: 0.0, chars: 0, links: 0, first: usize::MAX }; document.blocks.len()];
    // Long characters from the headline up to each line.
    let mut skipped = vec![0; document.lines.len() + 1];
    let mut since = 0;
    for (index, (line, measure)) in document.lines.iter().zip(measures).enumerate() {
        let behind = headline.is_none_or(|h| index >= h);
        skipped[index] = since;
        let tally = &mut tallies[line.birth.block];
        tally.first = tally.first.min(index);
        tally.chars += measure.chars;
        tally.links += measure.links;
        if measure.links * 2 < measure.chars && !line.birth.control && entitled(index) {
            let mut weight = 1.0 + measure.marks.min(6) as f32 + (measure.units as f32 / 25.0).min(6.0);
            if behind {
                weight *= (1.0 / (1.0 + since as f32 / 1000.0)).max(0.1);
            }
            if comments[line.birth.block] || teasers[index] {
                weight *= 0.25;
            }
            if windows[line.birth.block] {
                weight *= 0.1;
            }
            let containers =
                document.ancestors(line.birth.block).filter(|b| is_container(&document.blocks[*b].tag));
            for (distance, block) in containers.take(4).enumerate() {
                tallies[block].weight += weight / (distance + 1) as f32;
            }
        }
        if behind && headline.is_some() && measure.is_long() {
            since += measure.chars;
        }
    }
    // Children stand behind their parents: from the end on, each hands on what it holds.
    for block in (1..tallies.len()).rev() {
        let inner = tallies[block];
        let outer = &mut tallies[document.blocks[block].parent];
        outer.first = outer.first.min(inner.first);
        outer.chars += inner.chars;
        outer.links += inner.links;
    }
    let mut best: Option<(f32, BlockId)> = None;
    for (block, tally) in tallies.iter().enumerate() {
        if tally.weight == 0.0 {
            continue;
        }
        let mut score = tally.weight * (1.0 - tally.links as f32 / tally.chars.max(1) as f32);
        if classes.has(block, Class::Elsewhere) {
            score *= 0.25;
        }
        if headline.is_some_and(|h| tally.first > h) {
            let passed = skipped[tally.first].saturating_sub(100) as f32;
            score *= (1.0 / (1.0 + passed / 100.0)).max(0.2);
        }
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, block));
        }
    }
    best.map(|(_, block)| block)
}

/// Elements that hold lines rather than being one.
fn is_container(tag: &str) -> bool {
    !matches!(tag, "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "html" | "" | "pre")
}
