//! From the line that opens a section to the lines that belong to it.

use std::ops::Range;

use crate::document::{BlockId, Line, Why};
use crate::rules::{Extent, PageView, Rule, folded, is_prose, is_word};

/// Visible characters up to which a line can be the title of an entry.
const ENTRY: usize = 60;

/// Visible characters from which a line without a sentence may be a line of the article: verse, or the prose of
/// people who write without punctuation.
const TITLE: usize = 16;

/// So many of them are no list of titles any more.
const TITLES: usize = 40;

/// Entries from which a list in the middle of a flattened article is a list.
const ENTRIES: usize = 2;

/// What opens at a line.
pub enum Section {
    /// These lines, the opening one among them.
    Lines(Range<usize>),
    /// No section, and why.
    None(Why),
}

/// The lines of the section that opens at `start`, which is the first of them; none where the rule's cap says
/// that this cannot be a section.
///
/// A list goes on while lines look like its entries. A paragraph of prose is a teaser only where it stands below
/// an entry's title, and where there are two such teasers at least: a single paragraph after a list of titles is
/// the article going on.
pub fn lines(page: &PageView<'_>, start: usize, rule: &Rule) -> Section {
    let document_end = page.document.lines.len();
    let limit = end_marker(page, start, rule).unwrap_or(document_end);
    let end = match rule.extent {
        Extent::Page | Extent::Farm => limit,
        Extent::List if page.is_text() => end_of_text_list(page, start, limit),
        Extent::List => end_of_html_list(page, start, limit),
    };
    let taken: usize = page.document.lines[start..end].iter().map(|l| l.birth.visible).sum();
    if end == start {
        Section::None(Why::NoList)
    } else if taken as f32 > rule.cap * page.visible as f32 {
        let share = taken as f32 / page.visible as f32;
        Section::None(Why::Cap { lines: end - start, share, cap: rule.cap })
    } else {
        Section::Lines(start..end)
    }
}

fn end_marker(page: &PageView<'_>, start: usize, rule: &Rule) -> Option<usize> {
    if rule.end.is_empty() {
        return None;
    }
    let markers: Vec<String> = rule.end.iter().map(|words| folded(words)).collect();
    page.lines()
        .skip(start + 1)
        .position(|line| {
            let words = line.folded().trim_start_matches(|c| !is_word(c));
            markers.iter().any(|marker| words.starts_with(marker.as_str()))
        })
        .map(|at| start + 1 + at)
}

/// A flattened page has no containers: the first prose that is no teaser ends the list. Where the article goes on
/// after it, a head with a single title below may be a subheading of the article's own, and nothing is taken.
fn end_of_text_list(page: &PageView<'_>, start: usize, limit: usize) -> usize {
    let lines = &page.document.lines;
    let (mut teasers, mut titles) = (0, 0);
    for at in start + 1..limit {
        if !is_teaser(&lines[at]) {
            titles += usize::from(lines[at].birth.visible >= TITLE);
            if titles > TITLES && teasers == 0 {
                return start;
            }
            continue;
        }
        teasers += 1;
        let below_title = at > start + 1 && is_entry(&lines[at - 1]);
        if !below_title || teasers == 1 && !has_second_teaser(lines, at, limit) {
            return if at - start - 1 < ENTRIES { start } else { at };
        }
    }
    limit
}

/// Whether the next prose after `at` stands below a title of its own.
fn has_second_teaser(lines: &[Line], at: usize, limit: usize) -> bool {
    (at + 1..limit)
        .find(|next| is_teaser(&lines[*next]))
        .is_some_and(|next| next > at + 1 && is_entry(&lines[next - 1]))
}

/// In markup the list ends with its container. Beyond it, lines of links still belong to it.
fn end_of_html_list(page: &PageView<'_>, start: usize, limit: usize) -> usize {
    let lines = &page.document.lines;
    let container = container(page, start);
    let inside =
        |line: &Line| page.document.ancestors(line.birth.block).any(|block| Some(block) == container);
    (start + 1..limit)
        .find(|at| {
            let line = &lines[*at];
            let linked = line.birth.links * 2 >= line.birth.visible;
            !linked && !inside(line)
        })
        .unwrap_or(limit)
}

/// The largest container around the opening line that does not hold the article before it: the box of the list,
/// not the box that both stand in. Prose below the opening line may be a teaser, so only prose
/// before it counts. A head that stands bare among the article's paragraphs has no such container.
fn container(page: &PageView<'_>, start: usize) -> Option<BlockId> {
    let document = page.document;
    let own: Vec<BlockId> = document.ancestors(document.lines[start].birth.block).collect();
    let mut is_own = vec![false; document.blocks.len()];
    for block in &own {
        is_own[*block] = true;
    }
    // Depth of the innermost container that the list shares with the article before it.
    let mut shared = 0;
    for line in document.lines[..start].iter().filter(|line| is_prose(line)) {
        let common = document.ancestors(line.birth.block).find(|block| is_own[*block]);
        shared = shared.max(common.map_or(0, |block| usize::from(document.blocks[block].depth)));
    }
    own.into_iter().rfind(|block| usize::from(document.blocks[*block].depth) > shared)
}

/// Prose that is no entry itself: titles with a question in them can be as long as a paragraph.
fn is_teaser(line: &Line) -> bool {
    is_prose(line) && !line.birth.bullet && !asks(line)
}

/// Looks like the title of an entry.
fn is_entry(line: &Line) -> bool {
    line.birth.bullet || line.birth.visible <= ENTRY && !is_prose(line) || asks(line)
}

/// A headline of a question and its answer: 车主要不要赔？法院这样判. It ends as no sentence does.
fn asks(line: &Line) -> bool {
    const HEADLINE: usize = 40;
    let open = |c: char| c.is_alphanumeric() || matches!(c, '”' | '》' | '）' | '」');
    line.birth.visible <= HEADLINE && !line.text.contains(['。', '；']) && line.text.ends_with(open)
}
