//! A pattern as a graph over characters that [`super::backtrack`] walks.
//!
//! A rule's pattern looks like `(?:加|添加)[^。]{0,12}(?:微信|qq)`: literals, and counted runs of characters of a class.
//! As an automaton over bytes that is thousands of states, because `[^。]` is a little automaton of its own and is there
//! twelve times, and a deterministic one is made anew for nearly every line: nine tenths of the sweep once went into
//! that. Here a run is one node, however long it may be.

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

/// Nodes of a graph; counted repetitions of longer expressions are written out.
const NODES: usize = 1 << 14;

/// Where a walk ends: the pattern has matched.
pub(super) const MATCH: u32 = 0;

/// A pattern as nodes, each of which names the next.
#[derive(Debug)]
pub(super) struct Nfa {
    pub(super) nodes: Vec<Node>,
    /// With what a text may go on at each node.
    pub(super) firsts: Vec<First>,
    pub(super) start: u32,
    /// Matches at the beginning of the text only.
    pub(super) anchored: bool,
    /// Nodes that are runs.
    pub(super) runs: usize,
    /// Characters that stand in every match.
    pub(super) required: Vec<char>,
}

#[derive(Debug)]
pub(super) enum Node {
    Match,
    Literal {
        text: Box<[char]>,
        next: u32,
    },
    Class {
        set: Set,
        next: u32,
    },
    Run(Run),
    /// One way or another, the first that leads to a match: by what the text goes on with, those that may.
    Ways(Ways),
    /// The end of the text.
    End {
        next: u32,
    },
    /// The beginning of the text.
    Start {
        next: u32,
    },
    /// Notes where the group begins or ends that is the span.
    Group {
        end: bool,
        next: u32,
    },
}

/// So many characters of a class.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) set: Set,
    pub(super) least: usize,
    pub(super) most: usize,
    pub(super) greedy: bool,
    pub(super) next: u32,
    /// Its number among the runs.
    pub(super) number: usize,
}

/// Ways by what comes next; those of the bucket `n` are `nodes[starts[n]..starts[n + 1]]`, in order.
#[derive(Debug)]
pub(super) struct Ways {
    starts: Box<[u32]>,
    nodes: Box<[u32]>,
}

impl Ways {
    fn new(ways: &[(First, u32)]) -> Ways {
        let (mut starts, mut nodes) = (vec![0], Vec::new());
        for bucket in 0..=BUCKETS {
            nodes.extend(ways.iter().filter(|(first, _)| first.admits(bucket)).map(|(_, node)| *node));
            starts.push(nodes.len() as u32);
        }
        Ways { starts: starts.into(), nodes: nodes.into() }
    }

    #[inline]
    pub(super) fn of(&self, bucket: u32) -> &[u32] {
        let bucket = bucket as usize;
        &self.nodes[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }
}

/// A class of characters.
#[derive(Debug)]
pub(super) struct Set {
    ascii: u128,
    /// Beyond ASCII, sorted.
    ranges: Box<[(char, char)]>,
}

impl Set {
    fn new(ranges: impl Iterator<Item = (char, char)>) -> Set {
        let (mut ascii, mut beyond) = (0, Vec::new());
        for (from, to) in ranges {
            (from as u32..=(to as u32).min(0x7f)).for_each(|code| ascii |= 1 << code);
            if to > '\u{7f}' {
                beyond.push((from.max('\u{80}'), to));
            }
        }
        Set { ascii, ranges: beyond.into() }
    }

    #[inline]
    pub(super) fn has(&self, c: char) -> bool {
        if c.is_ascii() {
            return self.ascii >> (c as u32) & 1 != 0;
        }
        match &*self.ranges {
            [] => false,
            [(from, to)] => (*from..=*to).contains(&c),
            ranges => {
                let after = ranges.partition_point(|(from, _)| *from <= c);
                after > 0 && c <= ranges[after - 1].1
            }
        }
    }
}

/// Characters fall into so many buckets; the end of a text is one more.
const BUCKETS: u32 = 128;

/// The bucket of what comes next in a text.
#[inline]
pub(super) fn bucket(next: Option<&char>) -> u32 {
    next.map_or(BUCKETS, |c| (*c as u32).wrapping_mul(0x9e37_79b1) >> 25)
}

/// The buckets of the characters that something may begin with, and whether it may stand at the end of the text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct First {
    buckets: u128,
    end: bool,
}

impl First {
    const ANY: First = First { buckets: u128::MAX, end: true };

    #[inline]
    pub(super) fn admits(self, bucket: u32) -> bool {
        if bucket == BUCKETS { self.end } else { self.buckets >> bucket & 1 != 0 }
    }

    fn or(self, other: First) -> First {
        First { buckets: self.buckets | other.buckets, end: self.end || other.end }
    }

    fn of_char(c: char) -> First {
        First { buckets: 1 << bucket(Some(&c)), end: false }
    }

    fn of_class(class: &[(char, char)]) -> First {
        /// A class of more characters is taken to fall into every bucket.
        const MANY: usize = 1024;
        let chars = || class.iter().flat_map(|(from, to)| *from..=*to);
        if chars().take(MANY + 1).count() > MANY {
            return First { buckets: u128::MAX, end: false };
        }
        chars().fold(First::default(), |first, c| first.or(First::of_char(c)))
    }
}

impl Nfa {
    /// The graph of a pattern that notes where the group of this number stands. None where the pattern asks for what a
    /// graph has no node for: word boundaries, lines, repetitions of what may be empty.
    pub(super) fn new(hir: &Hir, group: Option<u32>) -> Option<Nfa> {
        if hir.properties().minimum_len()? == 0 {
            return None;
        }
        let mut nfa = Nfa {
            nodes: vec![Node::Match],
            firsts: vec![First::ANY],
            start: MATCH,
            anchored: hir.properties().look_set_prefix().contains(Look::Start),
            runs: 0,
            required: required(hir),
        };
        nfa.start = nfa.add(hir, group, MATCH)?;
        Some(nfa)
    }

    /// Whether a text begins as it must where matches begin there.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        !self.anchored || self.firsts[self.start as usize].admits(bucket(text.chars().next().as_ref()))
    }

    /// Whether a text holds besides the characters that every match holds.
    pub(super) fn may_match(&self, text: &str) -> bool {
        self.may_begin(text) && self.required.iter().all(|c| text.contains(*c))
    }

    fn push(&mut self, node: Node, first: First) -> Option<u32> {
        self.nodes.push(node);
        self.firsts.push(first);
        (self.nodes.len() <= NODES).then(|| self.nodes.len() as u32 - 1)
    }

    /// Adds an expression before the node `next`.
    fn add(&mut self, hir: &Hir, group: Option<u32>, next: u32) -> Option<u32> {
        let after = self.firsts[next as usize];
        match hir.kind() {
            HirKind::Empty => Some(next),
            HirKind::Literal(literal) => {
                let text: Box<[char]> = std::str::from_utf8(&literal.0).ok()?.chars().collect();
                let first = First::of_char(*text.first()?);
                self.push(Node::Literal { text, next }, first)
            }
            HirKind::Class(class) => {
                let ranges = ranges(class)?;
                let first = First::of_class(&ranges);
                self.push(Node::Class { set: Set::new(ranges.into_iter()), next }, first)
            }
            HirKind::Look(Look::End) => self.push(Node::End { next }, First { buckets: 0, end: after.end }),
            HirKind::Look(Look::Start) => self.push(Node::Start { next }, after),
            HirKind::Look(_) => None,
            HirKind::Capture(capture) if Some(capture.index) == group => {
                let end = self.push(Node::Group { end: true, next }, after)?;
                let inside = self.add(&capture.sub, group, end)?;
                let first = self.firsts[inside as usize];
                self.push(Node::Group { end: false, next: inside }, first)
            }
            HirKind::Capture(capture) => self.add(&capture.sub, group, next),
            HirKind::Concat(parts) => {
                parts.iter().rev().try_fold(next, |next, part| self.add(part, group, next))
            }
            HirKind::Alternation(parts) => {
                let ways: Option<Vec<u32>> = parts.iter().map(|part| self.add(part, group, next)).collect();
                self.ways(&ways?)
            }
            HirKind::Repetition(repetition) => self.repeat(repetition, group, next),
        }
    }

    fn ways(&mut self, ways: &[u32]) -> Option<u32> {
        let ways: Vec<(First, u32)> = ways.iter().map(|way| (self.firsts[*way as usize], *way)).collect();
        let first = ways.iter().fold(First::default(), |all, (first, _)| all.or(*first));
        self.push(Node::Ways(Ways::new(&ways)), first)
    }

    fn repeat(&mut self, repetition: &Repetition, group: Option<u32>, next: u32) -> Option<u32> {
        let Repetition { min, max, greedy, sub } = repetition;
        let after = self.firsts[next as usize];
        if let Some(class) = one_char(sub) {
            let mut first = First::of_class(&class);
            if *min == 0 {
                first = first.or(after);
            }
            let run = Run {
                set: Set::new(class.into_iter()),
                least: *min as usize,
                most: max.map_or(usize::MAX, |max| max as usize),
                greedy: *greedy,
                next,
                number: self.runs,
            };
            self.runs += 1;
            return self.push(Node::Run(run), first);
        }
        if sub.properties().minimum_len()? == 0 {
            return None;
        }
        let order = |once, over: u32| if *greedy { [once, over] } else { [over, once] };
        let mut to = next;
        match max {
            None => {
                // The way back is known before the way out: the body names the node that it leads back to.
                let back = self.push(Node::Match, first_of(sub)?.or(after))?;
                let once = self.add(sub, group, back)?;
                let ways = order(once, next).map(|way| (self.firsts[way as usize], way));
                self.nodes[back as usize] = Node::Ways(Ways::new(&ways));
                to = back;
            }
            Some(max) => {
                for _ in *min..*max {
                    let once = self.add(sub, group, to)?;
                    to = self.ways(&order(once, next))?;
                }
            }
        }
        (0..*min).try_fold(to, |to, _| self.add(sub, group, to))
    }
}

fn ranges(class: &Class) -> Option<Vec<(char, char)>> {
    match class {
        Class::Unicode(class) => Some(class.ranges().iter().map(|r| (r.start(), r.end())).collect()),
        Class::Bytes(_) => None,
    }
}

/// The class of an expression that is one character.
fn one_char(hir: &Hir) -> Option<Vec<(char, char)>> {
    match hir.kind() {
        HirKind::Class(class) => ranges(class),
        HirKind::Literal(literal) => {
            let mut chars = std::str::from_utf8(&literal.0).ok()?.chars();
            let only = chars.next().filter(|_| chars.next().is_none())?;
            Some(vec![(only, only)])
        }
        _ => None,
    }
}

/// Characters that stand in every match of an expression, each once.
fn required(hir: &Hir) -> Vec<char> {
    let mut chars = match hir.kind() {
        HirKind::Literal(literal) => {
            std::str::from_utf8(&literal.0).map_or_else(|_| Vec::new(), |text| text.chars().collect())
        }
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(required).collect(),
        HirKind::Alternation(parts) => {
            let mut ways = parts.iter().map(required);
            let first = ways.next().unwrap_or_default();
            ways.fold(first, |both, way| both.into_iter().filter(|c| way.contains(c)).collect())
        }
        _ => Vec::new(),
    };
    chars.sort_unstable();
    chars.dedup();
    chars
}

/// What an expression may begin with that is never empty.
fn first_of(hir: &Hir) -> Option<First> {
    match hir.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok()?.chars().next().map(First::of_char),
        HirKind::Class(class) => Some(First::of_class(&ranges(class)?)),
        HirKind::Capture(capture) => first_of(&capture.sub),
        HirKind::Repetition(repetition) => first_of(&repetition.sub),
        HirKind::Alternation(parts) => {
            parts.iter().try_fold(First::default(), |all, part| Some(all.or(first_of(part)?)))
        }
        HirKind::Concat(parts) => {
            let mut all = First::default();
            for part in parts {
                all = all.or(first_of(part)?);
                if part.properties().minimum_len()? > 0 {
                    break;
                }
            }
            Some(all)
        }
        HirKind::Empty | HirKind::Look(_) => Some(First::default()),
    }
}
