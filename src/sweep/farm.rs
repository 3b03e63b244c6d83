//! From a link that names a trade of spam to the block of links it stands in.

use super::section::Section;
use crate::document::{Line, Why};
use crate::rules::{Matcher, PageView, Rule};

/// Links from which a block is a farm. Honest sites sell a line or two; the farms that were seen begin at five.
const LINKS: usize = 5;

/// Links without a word of the lexicon that may stand between two with some.
const STRANGE: usize = 2;

/// Share of a link that words of the lexicon cover where the link is of the farm: in such company weak words do.
const COVERED: f32 = 0.4;

/// The lines of the farm that `start` opens: neighbouring links, to the last that holds words of the rule's lexicon.
/// None where there are too few of them.
pub fn lines(page: &PageView<'_>, start: usize, rule: &Rule, matcher: &Matcher) -> Section {
    let (mut end, mut named, mut strange) = (start, 0, 0);
    for (index, view) in page.lines().enumerate().skip(start) {
        if !is_link(view.line) {
            break;
        }
        if matcher.lexical_share(rule, view) >= COVERED {
            (end, named, strange) = (index + 1, named + 1, 0);
        } else {
            strange += 1;
        }
        if strange > STRANGE {
            break;
        }
    }
    let farm = end - start >= LINKS && named * 2 > end - start;
    if farm { Section::Lines(start..end) } else { Section::None(Why::NoList) }
}

fn is_link(line: &Line) -> bool {
    line.birth.links * 10 >= line.birth.visible * 8
}
