//! The page between `segment` and `extract`: lines in reading order and the containers they stand in.
//!
//! Lines are labelled, never deleted. A pass rewrites `text` through [`Line::rewrite`], which records an
//! [`Edit`], or takes words away through [`Line::cut`] and [`Line::drop_whole`], which record a [`Removal`].

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// The id of a rule or of a flag, `family/name`.
pub type Id = Cow<'static, str>;

/// Index of a block in [`Document::blocks`].
pub type BlockId = usize;

/// A page as lines and containers.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Whether the page came as HTML or as plain text.
    pub kind: Kind,
    /// The container tree, flat: parents stand before their children and `blocks[0]` is the root.
    pub blocks: Vec<Block>,
    /// Texts of the head, which nobody sees but which fields are read from: `<title>`, meta, JSON-LD.
    pub head: Vec<Head>,
    /// The visible lines, in reading order.
    pub lines: Vec<Line>,
    /// What the page was written in before conversion; once the article is found, what that was written in.
    pub script: Script,
    /// Page-level findings.
    pub flags: BTreeSet<Id>,
    /// Characters that a counted limit kept out of the document, by limit.
    pub limited: Vec<(Id, usize)>,
    /// Pictures that stand between lines; empty unless markup was asked for.
    pub images: Vec<Image>,
}

/// How the page came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Markup, parsed.
    Html,
    /// Text that somebody flattened, or that never was anything else.
    #[default]
    Text,
}

/// A container: an element that holds lines, or the root.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The container around it; the root is its own parent.
    pub parent: BlockId,
    /// Distance from the root.
    pub depth: u16,
    /// Element name in lower case, empty for the root of a plain text.
    pub tag: Cow<'static, str>,
    /// Class, id, role and itemprop, in lower case, separated by spaces.
    pub tokens: Box<str>,
    /// Not shown by style or attribute, here or further out.
    pub hidden: bool,
}

/// A text of the page's head.
#[derive(Debug, Clone)]
pub struct Head {
    /// Where it stood: `title`, `meta:NAME` with the name or property in lower case, `ld:KEY` of a JSON-LD
    /// article, `time` for the `datetime` of a `<time>`, `link:canonical`.
    pub key: String,
    /// The text, subject to the same passes as a visible line.
    pub line: Line,
}

/// A line of the page: what a reader sees between two breaks.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Where it came from. Never changes.
    pub birth: Birth,
    /// The text as it stands now, white space collapsed, without leading or trailing white space.
    pub text: String,
    /// What it was written in before conversion.
    pub script: Script,
    /// What passes rewrote, in the order they ran.
    pub edits: Vec<Edit>,
    /// Spots that repair knew to be damaged and left alone, as they stood in the text that it met.
    pub unsure: Vec<String>,
    /// What was taken away: spans of `text`, sorted, not overlapping.
    pub removals: Vec<Removal>,
    /// What a rule found and did not take.
    pub spared: Vec<Spared>,
    /// What `extract` made of it.
    pub role: Role,
    /// Links and pictures in it, in order; empty unless markup was asked for.
    pub inlines: Vec<Inline>,
}

/// What stands in a line beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    /// Where, in characters of the line's text; of a picture an empty range.
    pub span: Range<usize>,
    /// What.
    pub target: Target,
}

/// What an inline element points at, addresses as the page has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A link to this address.
    Link(Box<str>),
    /// A picture.
    Image(Picture),
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its address.
    pub source: Box<str>,
    /// What it says to who does not see it.
    pub alt: Box<str>,
}

/// A picture that stands between lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Index of the line behind it.
    pub before: usize,
    /// The innermost container.
    pub block: BlockId,
    /// The picture.
    pub picture: Picture,
}

/// Where a line came from.
#[derive(Debug, Clone, Default)]
pub struct Birth {
    /// The innermost container.
    pub block: BlockId,
    /// One-based position among the page's lines.
    pub number: usize,
    /// Visible (non-white-space) characters when it was born.
    pub visible: usize,
    /// Visible characters that stood in links.
    pub links: usize,
    /// Links that ended in it.
    pub anchors: usize,
    /// Heading level 1 to 6, 0 for an ordinary line.
    pub heading: u8,
    /// Stands in `<b>`, `<strong>` or the like from end to end.
    pub bold: bool,
    /// A list item: an `<li>`, or a bullet in plain text.
    pub bullet: bool,
    /// Preceded by a blank line or, in HTML, by a block boundary other than `<br>`.
    pub gap: bool,
    /// Columns of indentation in plain text.
    pub indent: u16,
    /// Not shown to a reader of the rendered page.
    pub hidden: bool,
    /// A form control or other interface text: `<button>`, `<option>`, `<label>`.
    pub control: bool,
    /// Marks of the picks of [`crate::segment::html_picking`] in whose elements the whole line stands.
    pub picked: Vec<u32>,
}

/// The part that a line plays in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// In no field; whatever of it no rule removed is counted as `extract/outside-body`.
    #[default]
    Outside,
    /// A line of the body.
    Body,
    /// Inside the body's container but judged not to belong to the article.
    Pruned,
}

/// The script of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Script {
    /// No telling characters.
    #[default]
    None,
    /// Simplified.
    Simplified,
    /// Traditional.
    Traditional,
    /// Each at least a tenth of the telling characters.
    Mixed,
}

impl Script {
    /// As the record spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Script::None => "none",
            Script::Simplified => "simplified",
            Script::Traditional => "traditional",
            Script::Mixed => "mixed",
        }
    }
}

/// A rewriting: what stood there, and what stands there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The plan that did it, `family/name`.
    pub plan: Id,
    /// Character offset in the text as the pass met it.
    pub start: usize,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    pub now: String,
}

/// Words taken away, and on whose account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The rule that took them.
    pub rule: Id,
    /// The pass that ran the rule.
    pub pass: &'static str,
    /// What was taken: a byte range of the line's text.
    pub span: Range<usize>,
    /// What the rule hit, inside or beside `span`: a byte range of the line's text.
    pub hit: Range<usize>,
}

/// Words that a rule found and that were left where they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Spared {
    /// The rule.
    pub rule: Id,
    /// What it would take: a byte range of the line's text.
    pub span: Range<usize>,
    /// What it hit.
    pub hit: Range<usize>,
    /// Why nothing was taken.
    pub why: Why,
}

/// Why a rule took nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// It is on trial.
    Trial,
    /// The section that opens here is a larger share of the page than its cap allows.
    Cap {
        /// Lines of the section.
        lines: usize,
        /// Its share of the page's characters.
        share: f32,
        /// The cap.
        cap: f32,
    },
    /// What follows the opening line is no list.
    NoList,
}

/// A value, the rule that found it and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// What found it, `family/name`.
    pub rule: Id,
    /// The visible words it was read from, if any: index into `lines` and byte range of that line's text.
    pub at: Option<(usize, Range<usize>)>,
}

impl Line {
    /// A line as `segment` makes it: `text` has its white space collapsed already.
    pub fn new(text: impl Into<String>, birth: Birth) -> Line {
        let text = text.into();
        let visible = visible_chars(&text);
        Line { birth: Birth { visible, ..birth }, text, ..Line::default() }
    }

    /// Share of the visible characters that stand in links, 0 to 1.
    pub fn link_share(&self) -> f32 {
        if self.birth.visible == 0 { 0.0 } else { self.birth.links as f32 / self.birth.visible as f32 }
    }

    /// Replaces the text and remembers how. Must not be called once words have been removed: the spans of
    /// removals are ranges of the text.
    pub fn rewrite(&mut self, text: String, edits: impl IntoIterator<Item = Edit>) {
        debug_assert!(self.removals.is_empty(), "edits come before removals");
        let edits: Vec<Edit> = edits.into_iter().collect();
        if !self.inlines.is_empty() {
            follow(&mut self.inlines, &self.text, &text, &edits);
        }
        self.text = text;
        self.edits.extend(edits);
    }

    /// Takes a span away. A span that an earlier removal overlaps is clipped to what is still there.
    pub fn cut(&mut self, rule: impl Into<Id>, pass: &'static str, span: Range<usize>, hit: Range<usize>) {
        let rule = rule.into();
        let free: Vec<Range<usize>> = self.free_spans(span).collect();
        for free in free {
            let at = self.removals.partition_point(|r| r.span.start < free.start);
            self.removals.insert(at, Removal { rule: rule.clone(), pass, span: free, hit: hit.clone() });
        }
    }

    /// Takes away all that is left of the line.
    pub fn drop_whole(&mut self, rule: impl Into<Id>, pass: &'static str, hit: Range<usize>) {
        self.cut(rule, pass, 0..self.text.len(), hit);
    }

    /// Whether nothing visible is left.
    pub fn is_dropped(&self) -> bool {
        !self.removals.is_empty()
            && self.free_spans(0..self.text.len()).all(|s| self.text[s].trim().is_empty())
    }

    /// What is left of the text, without the removed spans and without white space at the ends.
    pub fn kept(&self) -> Cow<'_, str> {
        if self.removals.is_empty() {
            return Cow::Borrowed(trimmed(&self.text));
        }
        let kept: String = self.free_spans(0..self.text.len()).map(|s| &self.text[s]).collect();
        Cow::Owned(kept.trim().to_owned())
    }

    /// The parts of `within` that no removal covers, in order.
    pub fn free_spans(&self, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        let Range { start: mut at, end } = within;
        let removed = self.removals.iter().map(|removal| removal.span.clone());
        removed.chain(std::iter::once(end..end)).filter_map(move |removed| {
            let free = at..removed.start.min(end);
            at = at.max(removed.end);
            (!free.is_empty()).then_some(free)
        })
    }
}

impl Document {
    /// Every text of the page, the head's first.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut Line> {
        self.head.iter_mut().map(|h| &mut h.line).chain(self.lines.iter_mut())
    }

    /// The text of the first head entry with this key.
    pub fn head_text(&self, key: &str) -> Option<&Line> {
        self.head.iter().find(|h| h.key == key).map(|h| &h.line)
    }

    /// Raises a page-level flag.
    pub fn flag(&mut self, flag: impl Into<Id>) {
        self.flags.insert(flag.into());
    }

    /// The innermost container that holds both blocks.
    pub fn shared(&self, mut one: BlockId, mut other: BlockId) -> BlockId {
        while one != other {
            if self.blocks[one].depth >= self.blocks[other].depth {
                one = self.blocks[one].parent;
            } else {
                other = self.blocks[other].parent;
            }
        }
        one
    }

    /// The containers of a block from the inside out, the root last.
    pub fn ancestors(&self, block: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        let mut next = Some(block);
        std::iter::from_fn(move || {
            let here = next?;
            let parent = self.blocks.get(here)?.parent;
            next = (parent != here).then_some(parent);
            Some(here)
        })
    }
}

/// Moves inline elements along with the text around them.
fn follow(inlines: &mut [Inline], was: &str, now: &str, edits: &[Edit]) {
    let (before, after) = (was.chars().count(), now.chars().count());
    if before == after {
        return;
    }
    let changes: Vec<(usize, usize, usize)> =
        edits.iter().map(|e| (e.start, e.was.chars().count(), e.now.chars().count())).collect();
    let sound = changes.windows(2).all(|pair| pair[0].0 + pair[0].1 <= pair[1].0)
        && before + changes.iter().map(|c| c.2).sum::<usize>()
            == after + changes.iter().map(|c| c.1).sum::<usize>();
    let shared = was.chars().zip(now.chars()).take_while(|(a, b)| a == b).count();
    // Inline elements stand in order, and so do the changes: each is passed once.
    let (mut next, mut gone, mut come) = (0, 0, 0);
    let mut moved = |at: usize| {
        if !sound {
            // Several steps at once: up to the first change nothing moves, behind it all does alike.
            return if at <= shared { at } else { (at + after).saturating_sub(before).clamp(shared, after) };
        }
        while let Some((start, was, now)) = changes.get(next)
            && start + was <= at
        {
            (gone, come, next) = (gone + was, come + now, next + 1);
        }
        let within = changes.get(next).filter(|(start, ..)| *start < at);
        let place = within.map_or(at, |(start, _, now)| start + (at - start).min(*now));
        (place + come - gone).min(after)
    };
    for inline in inlines {
        inline.span = moved(inline.span.start)..moved(inline.span.end);
    }
}

/// The same as [`str::trim`]. White space is rare at the ends of a line, and their bytes tell: no character from
/// U+4000 on is any, and below only ASCII is told here.
fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    let is_seen = |byte: &u8| byte.is_ascii_graphic() || (0xe4..0xf0).contains(byte);
    let begins = bytes.first().is_some_and(is_seen);
    let ends = bytes.last().is_some_and(u8::is_ascii_graphic) || matches!(bytes, [.., 0xe4..0xf0, _, _]);
    if begins && ends { text } else { text.trim() }
}

/// Characters that a reader can see: all but white space.
pub fn visible_chars(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while let Some(first) = bytes.get(at) {
        // Hanzi and what stands behind them in Unicode are no white space; of the others the library knows.
        let (length, is_seen) = match first {
            0..0x80 => (1, !char::from(*first).is_whitespace()),
            0xe4..0xf0 => (3, true),
            _ => text[at..].chars().next().map_or((1, true), |c| (c.len_utf8(), !c.is_whitespace())),
        };
        at += length;
        count += usize::from(is_seen);
    }
    count
}

/// A hanzi of the URO, its extensions or the compatibility blocks.
pub fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_as_the_library_does() {
        for text in [
            "",
            " ",
            "a",
            "甲",
            "甲 ",
            "\u{3000}甲",
            "é\u{a0}",
            "\u{2003}!",
            "。",
            "𠮷",
            "甲\u{3000}",
            "\u{85}甲é",
        ] {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }

    #[test]
    fn a_link_stays_with_its_words_when_the_text_before_them_shrinks() {
        let mut line = Line::new("甲&#20057;丙丁", Birth::default());
        line.inlines = vec![Inline { span: 9..10, target: Target::Link("x".into()) }];
        let edit = Edit { plan: "a/b".into(), start: 1, was: "&#20057;".into(), now: "乙".into() };
        line.rewrite("甲乙丙丁".into(), [edit]);
        assert_eq!(line.inlines[0].span, 2..3);
        line.rewrite("甲乙丙丁戊己".into(), []);
        assert_eq!(line.inlines[0].span, 2..3);
    }

    #[test]
    fn overlapping_cuts_are_clipped_to_what_is_left() {
        let mut line = Line::new("甲乙丙丁", Birth::default());
        line.cut("a/b", "spam", 3..6, 3..6);
        line.cut("c/d", "ads", 0..9, 0..9);
        assert_eq!(line.kept(), "丁");
        let taken: Vec<_> = line.removals.iter().map(|r| (&*r.rule, &line.text[r.span.clone()])).collect();
        assert_eq!(taken, [("c/d", "甲"), ("a/b", "乙"), ("c/d", "丙")]);
        assert!(!line.is_dropped());
        line.drop_whole("e/f", "boilerplate", 0..12);
        assert!(line.is_dropped());
    }
}
