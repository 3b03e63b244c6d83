//! The line being read, and where a row of facts is parted in it.

use super::marks::Marks;
use super::targets::Targets;
use crate::document::BlockId;

/// Visible characters of a row of facts: date, source, author, counts.
const LONGEST_ROW: usize = 120;

/// The line being read.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) text: String,
    /// White space was seen behind `text`; whether it held a line break.
    pub(super) space: Option<bool>,
    pub(super) block: Option<BlockId>,
    pub(super) links: usize,
    pub(super) bold: usize,
    pub(super) gap: bool,
    /// Visible characters so far.
    pub(super) visible: usize,
    /// Links that ended in it.
    pub(super) anchors: usize,
    /// Visible characters so far that stood in elements with this mark.
    pub(super) marked: Marks,
    /// Where one inline element ended and the next began without white space between.
    pub(super) seams: Vec<usize>,
    /// Where the last one ended.
    pub(super) ended: Option<usize>,
    /// Links and pictures, if somebody wants them.
    pub(super) targets: Targets,
    /// Columns of indentation of preformatted text.
    pub(super) indent: u16,
}

impl Pending {
    /// Remembers where elements stand side by side. `<font>` and its kin are put around single characters.
    pub(super) fn seam(&mut self, name: &str) {
        let stands_beside =
            self.space.is_none() && self.ended == Some(self.text.len()) && !self.text.is_empty();
        if stands_beside && matches!(name, "span" | "a" | "em" | "i" | "time" | "strong" | "label" | "cite") {
            self.seams.push(self.text.len());
        }
    }

    /// Forgets the line and keeps what it took room for.
    pub(super) fn clear(&mut self) {
        let Pending {
            text,
            space,
            block,
            links,
            bold,
            gap,
            visible,
            anchors,
            marked,
            seams,
            ended,
            targets,
            indent,
        } = self;
        text.clear();
        seams.clear();
        (*space, *block, *ended, *gap) = (None, None, None, false);
        (*links, *bold, *visible, *anchors, *indent) = (0, 0, 0, 0, 0);
        (*marked, *targets) = (Marks::default(), Targets::default());
    }

    /// The text. In a row of facts, which bears a date and is no sentence, style sheets keep the elements apart that
    /// nothing parts in the markup: a space stands there.
    pub(super) fn parted(&self) -> String {
        let text = &self.text;
        if self.seams.is_empty()
            || self.visible > LONGEST_ROW
            || text.contains(['。', '，'])
            || !has_date(text)
        {
            return text.clone();
        }
        let mut parted = String::with_capacity(text.len() + self.seams.len());
        let mut from = 0;
        for &seam in &self.seams {
            parted.push_str(&text[from..seam]);
            if !parted.ends_with(' ') {
                parted.push(' ');
            }
            from = seam;
        }
        parted + &text[from..]
    }
}

/// A year and a month, or a day and a time.
fn has_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |at: usize, count: usize| {
        bytes.len() >= at + count && bytes[at..at + count].iter().all(u8::is_ascii_digit)
    };
    (0..bytes.len()).any(|at| {
        digits(at, 4) && (text[at + 4..].starts_with(['-', '/', '.', '年'])) && bytes.get(at + 4).is_some()
            || digits(at, 2) && bytes.get(at + 2) == Some(&b':') && digits(at + 3, 2)
    })
}
