//! The frame that repairs fit into: a plan looks at a page's lines and proposes edits with what speaks for
//! and against them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::document::Id;

/// A family of repairs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// `repair/name`, which its edits carry.
    pub id: &'static str,
    /// The page flag that an adopted edit raises.
    pub flag: Option<&'static str>,
    /// Without it a line holds nothing to repair. All text is looked up by it, through a table.
    pub sign: Sign,
    /// Whether a line that bears the sign may hold what the plan repairs: little more than a scan. Where no
    /// line passes, the plan does not run.
    pub gate: fn(&str) -> bool,
    /// Looks at the page as the plans before it left it.
    pub propose: fn(&Page) -> Findings,
}

/// What a line bears that a plan may repair.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sign {
    /// A character.
    Character(fn(char) -> bool),
    /// A stretch whose characters weigh enough together for their line. One plan has such a sign.
    Stretch { weigh: fn(char) -> i8, is_enough: fn(&str, i32) -> bool },
}

/// A page as a plan sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'p> {
    /// Its lines.
    pub lines: &'p [&'p str],
    /// Which of them bear the plan's sign.
    pub signed: &'p [bool],
    /// What the plans before found on it, by their flags.
    pub flags: &'p BTreeSet<&'static str>,
}

/// What a plan found on a page.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Edits that the plan would make.
    pub proposals: Vec<Proposal>,
    /// Spots that it knows to be damaged and cannot mend.
    pub unsure: Vec<Spot>,
    /// Page flags for what it found and nobody can mend.
    pub flags: Vec<&'static str>,
}

/// A place on the page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// Index of the line.
    pub line: usize,
    /// First byte of the place.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// An edit that a plan would make.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    /// What it replaces.
    pub spot: Spot,
    /// What it puts there.
    pub now: Cow<'static, str>,
    /// How strongly the page speaks for the damage, in nats.
    pub gain: f32,
    /// How strongly it speaks for the best other explanation, the text being honest included.
    pub runner_up: f32,
    /// The id that the edit carries instead of the plan's, where a family tells its members apart.
    pub id: Option<Id>,
    /// A `?` or U+FFFD in it stands for what nobody can tell, so that the spot stays unsure.
    pub is_partial: bool,
    /// Places within the spot, as bytes of the line, where it is a guess, or where something stays lost: they stay
    /// unsure.
    pub doubts: Vec<Range<usize>>,
}

/// Twenty to one: the least that an edit needs.
const MIN_GAIN: f32 = 3.0;

impl Proposal {
    pub fn new(spot: Spot, now: impl Into<Cow<'static, str>>, gain: f32, runner_up: f32) -> Proposal {
        Proposal { spot, now: now.into(), gain, runner_up, id: None, is_partial: false, doubts: Vec::new() }
    }

    /// Large enough by itself, and the runner-up behind.
    pub fn is_adopted(&self) -> bool {
        self.gain >= MIN_GAIN && self.gain > self.runner_up
    }

    /// Likely enough to be told, not likely enough to be made.
    pub fn is_unsure(&self) -> bool {
        !self.is_adopted() && self.gain >= MIN_GAIN && self.gain * 2.0 > self.runner_up
    }
}

impl Spot {
    pub fn new(line: usize, span: Range<usize>) -> Spot {
        Spot { line, start: span.start, end: span.end }
    }

    /// Its bytes in the line.
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}
