//! A rule's pattern, and where it stands in a folded line.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

use super::backtrack::{TooLong, Walk};
use super::nfa::Nfa;

/// A compiled pattern may need so many bytes; a counted repetition of a class of hanzi is dear.
pub(super) const REGEX_SIZE: usize = 1 << 22;

/// Compiles a rule's pattern.
///
/// # Errors
/// It is no regular expression, or too large a one.
pub fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(REGEX_SIZE).build()
}

/// A pattern of a rule. Of its groups, the one named `span`, else the first, is what it takes.
#[derive(Debug)]
pub(super) struct Expression {
    pattern: String,
    /// Made for the first line that may hold it: most pages wake few rules.
    nfa: OnceLock<Option<Nfa>>,
    /// For patterns that have no graph and lines that take too long; most are never asked for.
    regex: OnceLock<Option<Regex>>,
}

/// The characters of a line, made when the first pattern asks, and room to work in.
#[derive(Debug, Default)]
pub(super) struct Characters {
    text: RefCell<(bool, Vec<char>)>,
    walk: RefCell<Walk>,
}

impl Characters {
    /// The line is another one.
    pub(super) fn forget(&mut self) {
        self.text.get_mut().0 = false;
    }
}

impl Expression {
    /// A pattern that compiles, as [`super::pattern::faults`] says; another matches nothing.
    pub(super) fn new(pattern: &str) -> Expression {
        Expression { pattern: pattern.to_owned(), nfa: OnceLock::new(), regex: OnceLock::new() }
    }

    fn nfa(&self) -> Option<&Nfa> {
        let nfa = self.nfa.get_or_init(|| {
            let hir = regex_syntax::parse(&self.pattern).ok()?;
            groups(&hir).and_then(|group| Nfa::new(&hir, group))
        });
        nfa.as_ref()
    }

    /// Whether a match may begin where the line does, or need not.
    pub(super) fn may_begin(&self, folded: &str) -> bool {
        self.nfa().is_none_or(|nfa| nfa.may_begin(folded))
    }

    /// The first places that it matches, no more than `most`, as byte ranges of the folded line, and the steps that it
    /// took.
    pub(super) fn places(
        &self,
        folded: &str,
        characters: &Characters,
        most: usize,
    ) -> (Vec<Range<usize>>, usize) {
        if let Some(nfa) = self.nfa() {
            if !nfa.may_match(folded) {
                return (Vec::new(), nfa.required.len());
            }
            let mut text = characters.text.borrow_mut();
            if !text.0 {
                text.0 = true;
                text.1.clear();
                text.1.extend(folded.chars());
            }
            let mut walk = characters.walk.borrow_mut();
            let places = walk_over(nfa, &text.1, &mut walk, most);
            let steps = walk.take_steps();
            if let Ok(places) = places {
                return (in_bytes(&text.1, places), steps);
            }
        }
        (self.by_automaton(folded, most), folded.len())
    }

    fn by_automaton(&self, folded: &str, most: usize) -> Vec<Range<usize>> {
        let regex = self.regex.get_or_init(|| regex(&self.pattern).ok());
        let captures = regex.iter().flat_map(|regex| regex.captures_iter(folded)).take(most);
        captures
            .filter_map(|c| c.name("span").or_else(|| c.get(1)).or_else(|| c.get(0)))
            .map(|m| m.range())
            .collect()
    }
}

fn walk_over(nfa: &Nfa, text: &[char], walk: &mut Walk, most: usize) -> Result<Vec<Range<usize>>, TooLong> {
    let (mut places, mut from) = (Vec::new(), 0);
    while places.len() < most
        && let Some((span, end)) = walk.find(nfa, text, from)?
    {
        places.push(span);
        from = end;
    }
    Ok(places)
}

/// Ranges of characters as ranges of bytes. Groups of matches that follow each other follow each other.
fn in_bytes(text: &[char], mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let (mut at, mut bytes) = (0, 0);
    let mut byte = |char: usize| {
        bytes += text[at..char].iter().map(|c| c.len_utf8()).sum::<usize>();
        at = char;
        bytes
    };
    for place in &mut places {
        *place = byte(place.start)..byte(place.end);
    }
    places
}

/// The number of the group that is taken, if there is one. None where that depends on the match: where it has a group
/// that is called `span` and the first is another, the first is taken of a match without a span.
#[expect(clippy::option_option, reason = "no group, and no answer")]
fn groups(hir: &Hir) -> Option<Option<u32>> {
    let mut named = None;
    let mut count = 0;
    visit(hir, &mut |index, name| {
        count = count.max(index);
        if name == Some("span") {
            named = Some(index);
        }
    });
    match (named, count) {
        (_, 0) => Some(None),
        (None | Some(1), _) => Some(Some(1)),
        (Some(named), _) => is_certain(hir, named).then_some(Some(named)),
    }
}

fn visit<'h>(hir: &'h Hir, seen: &mut impl FnMut(u32, Option<&'h str>)) {
    match hir.kind() {
        HirKind::Capture(capture) => {
            seen(capture.index, capture.name.as_deref());
            visit(&capture.sub, seen);
        }
        HirKind::Repetition(repetition) => visit(&repetition.sub, seen),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().for_each(|part| visit(part, seen))
        }
        _ => {}
    }
}

/// Whether every match passes through a group: it stands in no alternative and in no repetition.
fn is_certain(hir: &Hir, group: u32) -> bool {
    match hir.kind() {
        HirKind::Capture(capture) => capture.index == group || is_certain(&capture.sub, group),
        HirKind::Concat(parts) => parts.iter().any(|part| is_certain(part, group)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RulesetBuilder, folded};
    use super::*;

    #[test]
    fn the_built_in_patterns_are_walked_and_match_as_by_the_automaton() {
        let ruleset = RulesetBuilder::default().build().unwrap();
        let examples = ruleset.rules().iter().flat_map(|rule| rule.hit.iter().chain(&rule.miss));
        let lines: Vec<String> =
            examples.flat_map(|example| example.text.lines().map(folded).collect::<Vec<_>>()).collect();
        let mut characters = Characters::default();
        let (mut patterns, mut walked, mut matched) = (0, 0, 0);
        for pattern in ruleset.rules().iter().filter_map(|rule| rule.regex.as_deref()) {
            let expression = Expression::new(pattern);
            patterns += 1;
            walked += usize::from(expression.nfa().is_some());
            for line in &lines {
                characters.forget();
                let (places, _) = expression.places(line, &characters, usize::MAX);
                matched += places.len();
                assert_eq!(places, expression.by_automaton(line, usize::MAX), "{pattern} on {line}");
            }
        }
        assert!(walked * 10 > patterns * 9 && matched > 1000, "{walked} of {patterns}, {matched} matches");
    }

    #[test]
    fn a_line_that_takes_too_long_is_left_to_the_automaton() {
        let expression = Expression::new("(?:甲|甲甲|甲甲甲)+乙");
        for (line, places) in [("甲".repeat(500) + "丙乙", 0), ("甲".repeat(500) + "丙甲乙", 1)] {
            let (found, _) = expression.places(&line, &Characters::default(), usize::MAX);
            assert_eq!(found.len(), places);
        }
        assert!(expression.nfa().is_some() && expression.regex.get().is_some_and(Option::is_some));
    }

    #[test]
    fn of_two_groups_the_one_called_span_is_taken() {
        for pattern in ["(甲)(?<span>乙)", "(?:(甲)(?<span>乙))+", "(?:(甲)|(?<span>乙))丙"] {
            let expression = Expression::new(pattern);
            for line in ["甲乙", "甲乙甲乙", "甲丙", "乙丙"] {
                let (places, _) = expression.places(line, &Characters::default(), usize::MAX);
                assert_eq!(places, expression.by_automaton(line, usize::MAX), "{pattern} on {line}");
            }
        }
    }
}
