//! Walks the graph of a pattern over the characters of a line: the leftmost match, and of those that begin there the one
//! that the pattern prefers, as the `regex` crate finds it.
//!
//! Backtracking is the quickest way to find that most lines hold no match: the first characters decide. What makes it slow
//! is asking the same question again, whether the pattern goes on behind a run at some place; each run notes the places
//! where it did not. A walk that takes too many steps all the same is given up, and the line left to an automaton.

use std::ops::Range;

use super::nfa::{Nfa, Node, Run, bucket};

/// Steps that a text may take for each of its characters, and besides. Of the built-in rules the dearest took some 1,300
/// steps a line, on the lines of 80 pages that it was asked about.
const STEPS: usize = 128;
const LEAST: usize = 4096;

/// Room to work in, reused from search to search.
#[derive(Debug, Default)]
pub(super) struct Walk {
    stack: Vec<Frame>,
    known: Vec<Known>,
    group: (usize, usize),
    steps: usize,
}

/// What a search knows of a run.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// From here to there the text is of the run's class.
    class: (usize, usize),
    /// Places behind the run from which the pattern leads to no match.
    failed: (usize, usize),
}

/// What is left to be tried.
#[derive(Debug)]
enum Frame {
    /// The ways of a node from this one on.
    Ways { node: u32, at: usize, way: usize },
    /// Other lengths of a run, which ends between these places.
    Run { node: u32, ends: Range<usize> },
    /// Nothing: the group stood elsewhere before.
    Group((usize, usize)),
}

/// The walk was given up.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Walk {
    /// The next match in the text from a place on: it, or the group in it that is the span.
    ///
    /// # Errors
    /// It would take too many steps.
    pub(super) fn find(
        &mut self,
        nfa: &Nfa,
        text: &[char],
        from: usize,
    ) -> Result<Option<(Range<usize>, usize)>, TooLong> {
        self.known.clear();
        self.known.resize(nfa.runs, Known { class: (1, 0), failed: (0, 0) });
        let first = nfa.firsts[nfa.start as usize];
        let last = if nfa.anchored { 0 } else { text.len() };
        for start in from..=last {
            if !first.admits(bucket(text.get(start))) {
                continue;
            }
            self.group = (usize::MAX, usize::MAX);
            if let Some(end) = self.from(nfa, text, start)? {
                let span = if self.group.1 == usize::MAX { start..end } else { self.group.0..self.group.1 };
                return Ok(Some((span, end)));
            }
        }
        Ok(None)
    }

    /// Steps since this was last asked.
    pub(super) fn take_steps(&mut self) -> usize {
        std::mem::take(&mut self.steps)
    }

    /// The end of the match that begins at a place.
    fn from(&mut self, nfa: &Nfa, text: &[char], start: usize) -> Result<Option<usize>, TooLong> {
        let most = LEAST + STEPS * text.len();
        self.stack.clear();
        let (mut node, mut at) = (nfa.start, start);
        loop {
            self.steps += 1;
            if self.steps > most {
                return Err(TooLong);
            }
            let next = match &nfa.nodes[node as usize] {
                Node::Match => return Ok(Some(at)),
                Node::Literal { text: literal, next } => {
                    let there = text.get(at..at + literal.len());
                    there.is_some_and(|there| there == &**literal).then_some((*next, at + literal.len()))
                }
                Node::Class { set, next } => {
                    text.get(at).is_some_and(|c| set.has(*c)).then_some((*next, at + 1))
                }
                Node::End { next } => (at == text.len()).then_some((*next, at)),
                Node::Start { next } => (at == 0).then_some((*next, at)),
                Node::Group { end, next } => {
                    self.stack.push(Frame::Group(self.group));
                    if *end {
                        self.group.1 = at
                    } else {
                        self.group.0 = at
                    }
                    Some((*next, at))
                }
                Node::Ways(_) => self.way(nfa, text, node, at, 0),
                Node::Run(run) => {
                    let ends = self.ends(run, text, at);
                    self.run(nfa, run, text, node, ends)
                }
            };
            match next.or_else(|| self.back(nfa, text)) {
                Some(next) => (node, at) = next,
                None => return Ok(None),
            }
        }
    }

    /// What is to be tried where one way failed.
    fn back(&mut self, nfa: &Nfa, text: &[char]) -> Option<(u32, usize)> {
        loop {
            let next = match self.stack.pop()? {
                Frame::Group(group) => {
                    self.group = group;
                    None
                }
                Frame::Ways { node, at, way } => self.way(nfa, text, node, at, way),
                Frame::Run { node, ends } => match &nfa.nodes[node as usize] {
                    Node::Run(run) => self.run(nfa, run, text, node, ends),
                    _ => None,
                },
            };
            if next.is_some() {
                return next;
            }
        }
    }

    fn way(&mut self, nfa: &Nfa, text: &[char], node: u32, at: usize, way: usize) -> Option<(u32, usize)> {
        let Node::Ways(ways) = &nfa.nodes[node as usize] else { return None };
        let ways = ways.of(bucket(text.get(at)));
        if way + 1 < ways.len() {
            self.stack.push(Frame::Ways { node, at, way: way + 1 });
        }
        Some((*ways.get(way)?, at))
    }

    /// Where a run that begins at a place may end.
    fn ends(&mut self, run: &Run, text: &[char], at: usize) -> Range<usize> {
        let known = &mut self.known[run.number];
        let (least, most) = (at + run.least, at.saturating_add(run.most).min(text.len()));
        let (mut from, mut to) = known.class;
        if !(from..=to).contains(&at) {
            (from, to) = (at, at);
        }
        if to < most {
            let more = text[to..most].iter().take_while(|c| run.set.has(**c)).count();
            self.steps += more;
            to += more;
        }
        known.class = (from, to);
        least..to.min(most) + 1
    }

    /// The first length of a run that is left, in the order that it prefers, with which the pattern may go on.
    fn run(
        &mut self,
        nfa: &Nfa,
        run: &Run,
        text: &[char],
        node: u32,
        mut ends: Range<usize>,
    ) -> Option<(u32, usize)> {
        let first = nfa.firsts[run.next as usize];
        let known = &mut self.known[run.number];
        while !ends.is_empty() {
            let end = if run.greedy { ends.end - 1 } else { ends.start };
            let (low, high) = known.failed;
            let has_failed = (low..high).contains(&end);
            match (run.greedy, has_failed) {
                (true, true) => ends.end = low,
                (false, true) => ends.start = high,
                (true, false) => ends.end = end,
                (false, false) => ends.start = end + 1,
            }
            if has_failed {
                continue;
            }
            // It fails, or is part of the match.
            known.failed = match () {
                () if end == high && low < high => (low, high + 1),
                () if end + 1 == low => (end, high),
                () => (end, end + 1),
            };
            self.steps += 1;
            if first.admits(bucket(text.get(end))) {
                if !ends.is_empty() {
                    self.stack.push(Frame::Run { node, ends });
                }
                return Some((run.next, end));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::expression::{Characters, Expression, regex};

    /// Patterns as rules have them, of few letters, so that they meet themselves.
    fn patterns() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "甲",
            "乙",
            "a",
            "甲乙",
            "aa",
            "[^。]",
            "[甲a]",
            "[^甲]",
            "\\d",
            ".",
            "^",
            "$",
            "(?:甲|乙甲)",
            "1",
        ]);
        let leaf = leaf.prop_map(str::to_owned);
        leaf.prop_recursive(4, 24, 4, |inner| {
            let many = prop::sample::select(vec!["?", "*", "+", "{2}", "{0,3}", "{1,2}", "{2,}"]);
            let lazy = prop::sample::select(vec!["", "?"]);
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
                prop::collection::vec(inner.clone(), 2..4)
                    .prop_map(|parts| format!("(?:{})", parts.join("|"))),
                (inner.clone(), many, lazy).prop_map(|(part, many, lazy)| format!("(?:{part}){many}{lazy}")),
                inner.prop_map(|part| format!("({part})")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn a_walk_finds_what_the_automaton_finds(pattern in patterns(), text in "[甲乙a1。]{0,12}") {
            let Ok(automaton) = regex(&pattern) else { return Ok(()) };
            let expression = Expression::new(&pattern);
            let expected: Vec<_> = automaton
                .captures_iter(&text)
                .filter_map(|c| c.get(1).or_else(|| c.get(0)))
                .map(|m| m.range())
                .collect();
            let (places, _) = expression.places(&text, &Characters::default(), usize::MAX);
            prop_assert_eq!(places, expected);
        }
    }
}
