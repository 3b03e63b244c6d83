//! The body of an HTML page: the best container, pruned, and the lead that stands before it.

use crate::document::{BlockId, Document, Role};

use super::classes::{Class, Classes};
use super::container;
use super::measure::Measure;
use super::{prune, split, teaser, thread};

/// A headline that no `<title>` vouches for has no more characters than this.
pub const LONGEST_HEADLINE: usize = 60;

/// Which lines are the article's.
#[derive(Debug, Default)]
pub struct Selection {
    /// Lines by index, each [`Role::Body`] or [`Role::Pruned`].
    pub roles: Vec<(usize, Role)>,
    /// The line that is the headline, where the selection has to say so because nothing else does.
    pub headline: Option<usize>,
    /// Several people speak, each a line or two.
    pub talk: bool,
}

impl Selection {
    /// Of a page of one line, which is kept: as a headline where it is short and no sentence, else as the body.
    pub fn alone(line: usize, measure: &Measure) -> Selection {
        if measure.chars <= LONGEST_HEADLINE && !measure.sentence {
            Selection { headline: Some(line), ..Selection::default() }
        } else {
            Selection { roles: vec![(line, Role::Body)], ..Selection::default() }
        }
    }
}

/// Selects the body's lines.
pub fn select(
    document: &Document,
    measures: &[Measure],
    classes: &Classes,
    headline: Option<usize>,
    discussed: bool,
) -> Selection {
    let alive: Vec<usize> = (0..document.lines.len()).filter(|&line| measures[line].chars > 0).collect();
    if let [only] = alive[..] {
        return Selection::alone(only, &measures[only]);
    }
    let teasers = teaser::find(document);
    let comments = classes.inside(document, Class::Comments);
    let Some(container) = container::best(document, measures, classes, &teasers, &comments, headline) else {
        return Selection::default();
    };
    // A comment section inside the container is none of the article's; a container inside one is a page of them.
    let outside_comments = |line: &usize| comments[container] || !comments[document.lines[*line].birth.block];
    let parts = split::parts(document, measures, classes, &comments, container, headline);
    let mut inside: Vec<usize> = parts
        .into_iter()
        .flat_map(|part| lines_of(document, part))
        .filter(outside_comments)
        .filter(|&line| measures[line].chars > 0)
        .filter(|&line| document.blocks[container].hidden || !document.lines[line].birth.hidden)
        .collect();
    inside.sort_unstable();
    let mut kept = prune::prune(document, measures, classes, &teasers, &inside, headline);
    // Posts that hold far less than the container were told by the wrong make.
    let running = |lines: &[usize]| {
        lines.iter().filter(|l| measures[**l].is_long()).map(|l| measures[*l].chars).sum::<usize>()
    };
    let thread = discussed
        .then(|| thread::read(document, measures, classes, headline))
        .filter(|thread| !thread.written.is_empty() && running(&thread.written) * 4 >= running(&kept));
    let talk = thread.is_some();
    if let Some(thread) = thread {
        // Beside posts that are classed as such, the opening one among them, short lines are names and counters.
        let first = thread.written[0];
        let opens = !kept.iter().any(|&line| line < first && measures[line].is_long());
        let beside = |line: usize| thread.classed && opens && !measures[line].is_long();
        kept.retain(|&line| {
            !thread.holds(document, line) && !beside(line) && headline.is_none_or(|h| line > h)
        });
        kept.extend(thread.written);
        kept.sort_unstable();
        kept.dedup();
    }
    let mut roles: Vec<(usize, Role)> = Vec::with_capacity(inside.len());
    if let (Some(headline), Some(&first)) = (headline, inside.first()) {
        roles.extend(lead(document, measures, headline, first).map(|line| (line, Role::Body)));
    }
    roles.extend(
        inside.iter().filter(|line| kept.binary_search(line).is_err()).map(|line| (*line, Role::Pruned)),
    );
    roles.extend(kept.iter().map(|line| (*line, Role::Body)));
    Selection { roles, headline: None, talk }
}

/// The container's lines. The blocks inside it are those that follow it and stand deeper.
fn lines_of(document: &Document, container: BlockId) -> impl Iterator<Item = usize> + '_ {
    let depth = document.blocks[container].depth;
    let inside = document.blocks[container + 1..].iter().take_while(|block| block.depth > depth).count();
    let holds =
        move |line: usize| (container..=container + inside).contains(&document.lines[line].birth.block);
    (0..document.lines.len()).filter(move |&line| holds(line))
}

/// Paragraphs between the headline and the container: a summary in a box of its own.
fn lead<'a>(
    document: &'a Document,
    measures: &'a [Measure],
    headline: usize,
    first: usize,
) -> impl Iterator<Item = usize> + 'a {
    // Further away stands the navigation of the column, not the lead (docs/extraction.md).
    const REACH: usize = 25;
    const SHORTEST: usize = 5;
    let near = headline + 1..first.min(headline + 1 + REACH).max(headline + 1);
    let block = |line: usize| document.lines[line].birth.block;
    let verse = move |line: usize| {
        let measure = measures[line];
        measure.marks > 0 && measure.sentence && measure.links == 0 && measure.hanzi >= SHORTEST
    };
    // Three short sentences in one place are verse or a summary in points.
    let in_verse = move |line: usize| {
        let alike = |other: &usize| *other < measures.len() && verse(*other) && block(*other) == block(line);
        verse(line) && (line.saturating_sub(2)..=line).any(|from| (from..from + 3).all(|other| alike(&other)))
    };
    near.filter(move |&line| {
        let measure = measures[line];
        (measure.chars >= 30 || in_verse(line))
            && measure.links * 10 < measure.chars * 3
            && measure.marks > 0
            && (measure.sentence || measure.chars >= 60)
            && (measure.chars >= 60 || !prune::is_byline(&document.lines[line].kept()))
            && !document.lines[line].birth.hidden
            && !document.lines[line].birth.control
    })
}
