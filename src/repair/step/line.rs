//! A line as characters and what stands at each: readings with and without their bracket, marks, half a tag.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use super::gap::Glances;
use super::gbk;
use super::memory::Memory;
use super::page::{Kit, MARKS};
use super::price::Context;
use crate::repair::pinyin::torn_reading;
use crate::repair::reading::Reading;

/// A line that is searched.
pub(super) struct Line<'t> {
    text: &'t str,
    /// Characters and where they start.
    tokens: Vec<(usize, char)>,
    /// Whether its `?` have swallowed a character each.
    swallows: bool,
    pub kit: Kit,
    pub memory: &'t Memory,
    pub budget: &'t Budget,
    /// How many characters may still be put together on all ways of the line.
    nodes: Cell<u32>,
    /// What was looked up for pairs that are not seen.
    pub glances: RefCell<Glances>,
}

/// An ASCII character that was swallowed and not put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swallowed {
    /// None: it still stands there.
    Nothing,
    /// What ended the line.
    End,
    /// White space; whether there is more of it.
    Space(bool),
    /// The bracket that opened a tag.
    Bracket,
    /// White space or a mark, on a page of ASCII marks.
    Mark,
    /// A letter or digit.
    Unknown,
}

/// What follows digits more often than a space: `?月` has lost its month.
const BEHIND_DIGITS: &str = "年月日號号時时點点分秒%％个個万萬亿億元级級岁歲";

/// What browsers and `encoding_rs` show for a byte that belongs to nothing.
const BROKEN: char = char::REPLACEMENT_CHARACTER;

/// `???` is 棧。 torn three times over.
const MAX_RUN: usize = 3;

/// Characters of the longest reading in brackets.
const MAX_READING: usize = 9;

/// What a page may ask of the search: counted, so that a page comes out alike at any load.
#[derive(Debug)]
pub(super) struct Budget {
    gaps: Cell<u32>,
    nodes: Cell<u32>,
}

/// How often a page may be searched for what cannot be seen on it: a torn page of 20,000 characters asks for some
/// hundreds.
const GAPS: u32 = 2000;

/// How many characters may be put together on all ways of a page.
const NODES: u32 = 5_000_000;

/// How many on the ways of one line, and how many more for each of its characters, so that a short one cannot use up what
/// the page may ask: 864 lines torn byte by byte ask for 2,000 at the median, for 91,000 at most (one of 62 characters),
/// and for 60 to 700 a character that is searched, by class of damage.
const NODES_OF_A_LINE: u32 = 100_000;
const NODES_OF_A_TOKEN: u32 = 1_000;

impl Budget {
    pub fn new() -> Budget {
        Budget::of(NODES)
    }

    pub fn of(nodes: u32) -> Budget {
        Budget { gaps: Cell::new(GAPS), nodes: Cell::new(nodes) }
    }

    /// How many characters may still be put together.
    #[cfg(test)]
    pub fn nodes_left(&self) -> u32 {
        self.nodes.get()
    }

    /// For one search of what cannot be seen.
    pub fn spend(&self) -> bool {
        let left = self.gaps.get();
        self.gaps.set(left.saturating_sub(1));
        left > 0
    }

    /// For characters on the ways of a search.
    pub fn spend_nodes(&self, nodes: u32) -> bool {
        let left = self.nodes.get().saturating_sub(nodes);
        self.nodes.set(left);
        left > 0
    }
}

impl<'t> Line<'t> {
    pub fn new(text: &'t str, kit: Kit, memory: &'t Memory, budget: &'t Budget) -> Self {
        let mut tokens = Vec::with_capacity(text.chars().count());
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c == BROKEN {
                // A browser shows the lead byte alone as broken and leaves the ASCII character standing.
                chars.next_if(|(_, next)| matches!(next, '(' | ','));
            }
            tokens.push((at, if c == BROKEN { '?' } else { c }));
        }
        let nodes = NODES_OF_A_LINE.saturating_add(NODES_OF_A_TOKEN.saturating_mul(tokens.len() as u32));
        Line {
            text,
            tokens,
            swallows: !text.contains(BROKEN),
            kit,
            memory,
            budget,
            nodes: Cell::new(nodes),
            glances: RefCell::default(),
        }
    }

    /// For characters on the ways of a search.
    pub fn spend_nodes(&self, nodes: u32) -> bool {
        let left = self.nodes.get().saturating_sub(nodes);
        self.nodes.set(left);
        self.budget.spend_nodes(nodes) && left > 0
    }

    /// The bytes of a range of tokens.
    pub fn span(&self, tokens: &Range<usize>) -> Range<usize> {
        self.start(tokens.start)..self.start(tokens.end)
    }

    /// The character of a token of the line.
    pub fn char(&self, token: usize) -> char {
        self.tokens[token].1
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn text(&self) -> &str {
        self.text
    }

    pub fn start(&self, token: usize) -> usize {
        self.tokens.get(token).map_or(self.text.len(), |t| t.0)
    }

    pub fn at(&self, token: usize) -> Option<char> {
        self.tokens.get(token).map(|t| t.1)
    }

    /// What holds behind some tokens.
    pub fn context(&self, before: Context, tokens: Range<usize>) -> Context {
        self.tokens[tokens].iter().fold(before, |context, (_, c)| context.after(*c).0)
    }

    /// The next `?` from a token on that may have swallowed something put in. A longer run of them is text that was
    /// lost.
    pub fn next_torn(&self, from: usize) -> Option<usize> {
        let mut at = from;
        while at < self.len() {
            let run = (at..self.len()).take_while(|at| self.char(*at) == '?').count();
            let is_torn = |at: usize| {
                self.reading_behind(at + 1).is_some()
                    || self.marks(at + 1).is_some()
                    || self.at(at + 1) == Some('?') && self.marks(at + 2).is_some()
            };
            if (1..=MAX_RUN).contains(&run)
                && let Some(torn) = (at..at + run).find(|at| is_torn(*at))
            {
                return Some(torn);
            }
            at += run.max(1);
        }
        None
    }

    /// A reading without its opening bracket.
    pub fn reading_behind(&self, token: usize) -> Option<(Reading, usize)> {
        let rest = &self.text[self.start(token)..];
        let len = torn_reading(rest)?;
        let reading = Reading::at_start(&format!("({}", &rest[..len]))?;
        Some((reading, rest[..len].chars().count()))
    }

    /// A reading in brackets.
    pub fn reading_at(&self, token: usize) -> Option<(Reading, usize)> {
        let rest = &self.text[self.start(token)..];
        let reading = Reading::at_start(rest)?;
        let tokens = rest[..reading.len].chars().count();
        Some((reading, tokens))
    }

    /// The token behind which a whole reading was put in that ends before this one.
    pub fn before_reading(&self, token: usize) -> usize {
        let opening = (token.saturating_sub(MAX_READING)..token)
            .rev()
            .find(|at| matches!(self.tokens[*at].1, '(' | '（'));
        match opening.and_then(|at| Some((at, self.reading_at(at)?))) {
            Some((at, (_, len))) if at > 0 && at + len == token => at,
            _ => token,
        }
    }

    /// The pair of a mark that a comma is put before.
    pub fn marks(&self, token: usize) -> Option<[u8; 2]> {
        let c = self.at(token)?;
        let mark = match c {
            ',' | '?' | ';' | '!' | ':' if self.kit.folded => char::from_u32(c as u32 + 0xfee0)?,
            _ => c,
        };
        if MARKS.contains(&mark) { gbk::pair(mark) } else { None }
    }

    /// What a `?` swallowed that nobody put in, by what stands behind it.
    pub fn swallowed(&self, next: usize) -> Swallowed {
        match self.at(next) {
            None => Swallowed::End,
            Some(_) if !self.swallows => Swallowed::Nothing,
            Some(c) if c.is_whitespace() => Swallowed::Space(true),
            Some(_) if self.tag_behind(next) => Swallowed::Bracket,
            // Which digit or letter it was nobody knows.
            Some(c) if c.is_ascii_alphanumeric() || BEHIND_DIGITS.contains(c) => Swallowed::Unknown,
            Some(_) if self.kit.narrow => Swallowed::Mark,
            Some(_) => Swallowed::Space(false),
        }
    }

    /// `br />` without what opens it.
    pub fn tag_behind(&self, next: usize) -> bool {
        let rest = &self.text[self.start(next)..];
        let tag = rest.strip_prefix('/').unwrap_or(rest);
        let name = tag.bytes().take(11).take_while(u8::is_ascii_alphanumeric).count();
        (1..=10).contains(&name)
            && tag[name..].starts_with([' ', '/', '>'])
            && tag.chars().take(200).take_while(|c| *c != '<').any(|c| c == '>')
    }
}
