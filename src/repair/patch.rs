//! A line under repair: its text as the plans so far left it, and what every stretch of it was at first.

use std::borrow::Cow;
use std::ops::Range;

use super::plan::Proposal;
use super::plans::is_cosmetic;
use crate::document::{Edit, Id};

/// A line, what was rewritten of it, and what was left alone.
#[derive(Debug)]
pub(super) struct Patched<'t> {
    original: &'t str,
    text: Cow<'t, str>,
    /// In reading order, without overlaps.
    patches: Vec<Patch>,
    /// Spots of the original that were recognised and not mended.
    unsure: Vec<Range<usize>>,
}

/// A stretch that was rewritten, in bytes.
#[derive(Debug, Clone)]
struct Patch {
    id: Id,
    was: Range<usize>,
    now: Range<usize>,
}

impl<'t> Patched<'t> {
    pub fn new(original: &'t str) -> Self {
        Patched { original, text: original.into(), patches: Vec::new(), unsure: Vec::new() }
    }

    /// As it stands now.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing was rewritten and nothing left alone.
    pub fn is_untouched(&self) -> bool {
        self.patches.is_empty() && self.unsure.is_empty()
    }

    /// Makes edits, which are in reading order and do not overlap. An edit that lies over an earlier one is
    /// joined with it, under the earlier one's id: that undid the cause.
    pub fn apply(&mut self, edits: &[(Id, Proposal)]) {
        if edits.is_empty() {
            return;
        }
        let mut pieces: Vec<Piece> = edits.iter().map(Piece::new).collect();
        pieces.extend(self.patches.iter().map(Piece::old));
        pieces.sort_by_key(|piece| (piece.span.start, piece.span.end));

        let mut text = String::with_capacity(self.text.len());
        let mut patches = Vec::with_capacity(pieces.len());
        let (mut mended, mut partly) = (Vec::new(), Vec::new());
        let mut copied = 0;
        let mut behind = (0, 0);
        let mut rest = &pieces[..];
        while let Some(first) = rest.first() {
            let mut span = first.span.clone();
            let mut count = 1;
            while let Some(next) = rest.get(count)
                && overlaps(&next.span, &span)
            {
                span.end = span.end.max(next.span.end);
                count += 1;
            }
            let (group, others) = rest.split_at(count);
            rest = others;
            text += &self.text[copied..span.start];
            copied = span.start;
            let start = text.len();
            let was_start = group[0].was().map_or_else(|| original(behind, span.start), |was| was.start);
            for piece in group {
                match &piece.what {
                    What::Edit(now) => {
                        text += &self.text[copied..piece.span.start];
                        text += now;
                        copied = piece.span.end;
                    }
                    What::Patch(was) => behind = (piece.span.end, was.end),
                }
            }
            text += &self.text[copied..span.end];
            copied = span.end;
            let was = was_start..original(behind, span.end);
            if group.iter().any(Piece::mends) {
                mended.push(was.clone());
            }
            if group.iter().any(|piece| piece.is_partial) {
                partly.push(was.clone());
            } else {
                partly.extend(doubts(group, &was));
            }
            if text[start..] != self.original[was.clone()] {
                let id = group.iter().find(|piece| piece.was().is_some()).unwrap_or(first).id.clone();
                patches.push(Patch { id, was, now: start..text.len() });
            }
        }
        text += &self.text[copied..];
        self.text = text.into();
        self.patches = patches;
        self.unsure.retain(|spot| !is_mended(&mended, spot));
        self.unsure.extend(partly);
    }

    /// Records a spot of the text as it stands now that is left alone.
    pub fn leave(&mut self, spot: &Range<usize>) {
        let spot = self.original_span(spot);
        self.unsure.push(spot);
    }

    /// What a span of the text as it stands now was at first; the whole of a patch that it cuts.
    fn original_span(&self, now: &Range<usize>) -> Range<usize> {
        let behind = |patches: usize| match patches.checked_sub(1) {
            Some(last) => (self.patches[last].now.end, self.patches[last].was.end),
            None => (0, 0),
        };
        let passed = self.patches.partition_point(|p| p.now.end <= now.start);
        let start = match self.patches.get(passed) {
            Some(cut) if cut.now.start < now.start => cut.was.start,
            _ => original(behind(passed), now.start),
        };
        let begun = self.patches.partition_point(|p| p.now.start < now.end);
        let (now_end, was_end) = behind(begun);
        let end = if now_end > now.end { was_end } else { original((now_end, was_end), now.end) };
        start..end
    }

    /// The text, what was rewritten, and the spots left alone, both with character offsets in the original. A spot
    /// that a later plan mended is none.
    pub fn finish(mut self) -> (String, Vec<Edit>, Vec<Range<usize>>) {
        let mut offsets = CharOffsets::of(self.original);
        let edits = self.patches.iter().map(|patch| Edit {
            plan: patch.id.clone(),
            start: offsets.at(patch.was.start),
            was: self.original[patch.was.clone()].to_owned(),
            now: self.text[patch.now.clone()].to_owned(),
        });
        let edits = edits.collect();
        self.unsure.sort_by_key(|spot| (spot.start, spot.end));
        self.unsure.dedup_by(|later, kept| {
            let touching = later.start < kept.end;
            if touching {
                kept.end = kept.end.max(later.end);
            }
            touching
        });
        let mut offsets = CharOffsets::of(self.original);
        let unsure = self.unsure.iter().map(|spot| offsets.at(spot.start)..offsets.at(spot.end)).collect();
        (self.text.into_owned(), edits, unsure)
    }
}

/// A stretch of the text as it stands.
struct Piece<'p> {
    id: &'p Id,
    span: Range<usize>,
    what: What<'p>,
    is_partial: bool,
    doubts: &'p [Range<usize>],
}

enum What<'p> {
    /// To be rewritten so.
    Edit(&'p str),
    /// Rewritten earlier; so much of the original.
    Patch(&'p Range<usize>),
}

impl<'p> Piece<'p> {
    fn new((id, edit): &'p (Id, Proposal)) -> Self {
        Piece {
            id,
            span: edit.spot.span(),
            what: What::Edit(&edit.now),
            is_partial: edit.is_partial,
            doubts: &edit.doubts,
        }
    }

    /// Look-alikes and dust inside a damaged spot do not mend it.
    fn mends(&self) -> bool {
        matches!(self.what, What::Edit(_)) && !is_cosmetic(self.id)
    }

    fn old(patch: &'p Patch) -> Self {
        Piece {
            id: &patch.id,
            span: patch.now.clone(),
            what: What::Patch(&patch.was),
            is_partial: false,
            doubts: &[],
        }
    }

    fn was(&self) -> Option<&'p Range<usize>> {
        match self.what {
            What::Edit(_) => None,
            What::Patch(was) => Some(was),
        }
    }
}

/// What of the original is in doubt, where pieces that lie over each other replace `was`: the places themselves if
/// nothing else was rewritten there.
fn doubts(group: &[Piece], was: &Range<usize>) -> Vec<Range<usize>> {
    match group {
        [piece] => {
            let moved = |at: usize| was.start + (at - piece.span.start);
            piece.doubts.iter().map(|doubt| moved(doubt.start)..moved(doubt.end)).collect()
        }
        _ if group.iter().any(|piece| !piece.doubts.is_empty()) => vec![was.clone()],
        _ => Vec::new(),
    }
}

/// Where a place was at first that stands outside all patches, the last of which ended at `behind`, now and then.
fn original(behind: (usize, usize), now: usize) -> usize {
    behind.1 + (now - behind.0)
}

/// Whether one of the stretches, which are in reading order, lies over the spot.
fn is_mended(stretches: &[Range<usize>], spot: &Range<usize>) -> bool {
    let next = stretches.partition_point(|s| s.end <= spot.start);
    stretches.get(next).is_some_and(|s| overlaps(s, spot))
}

/// Shares a character with the other; what has no width shares none with what it borders on.
fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Byte offsets to character offsets, in rising order and in one walk.
struct CharOffsets<'t> {
    text: &'t str,
    bytes: usize,
    chars: usize,
}

impl<'t> CharOffsets<'t> {
    fn of(text: &'t str) -> Self {
        CharOffsets { text, bytes: 0, chars: 0 }
    }

    fn at(&mut self, bytes: usize) -> usize {
        self.chars += self.text[self.bytes..bytes].chars().count();
        self.bytes = bytes;
        self.chars
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::plan::Spot;

    fn edit(id: &'static str, span: Range<usize>, now: &'static str) -> (Id, Proposal) {
        (id.into(), Proposal::new(Spot::new(0, span), now, 9.0, 0.0))
    }

    fn finished(patched: Patched<'_>) -> (String, Vec<(String, usize, String, String)>) {
        let (text, edits, _) = patched.finish();
        (text, edits.into_iter().map(|e| (e.plan.into_owned(), e.start, e.was, e.now)).collect())
    }

    #[test]
    fn a_later_edit_inside_an_earlier_one_is_one_edit_of_the_input() {
        let mut patched = Patched::new("abcdef");
        patched.apply(&[edit("one", 1..3, "XYZ"), edit("one", 4..5, "")]);
        assert_eq!(patched.text(), "aXYZdf");
        patched.apply(&[edit("two", 0..2, "-"), edit("two", 5..6, "F")]);
        assert_eq!(patched.text(), "-YZdF");
        let (text, edits) = finished(patched);
        assert_eq!(text, "-YZdF");
        let joined = ("one".to_owned(), 0, "abc".to_owned(), "-YZ".to_owned());
        let deleted = ("one".to_owned(), 4, "e".to_owned(), String::new());
        let last = ("two".to_owned(), 5, "f".to_owned(), "F".to_owned());
        assert_eq!(edits, [joined, deleted, last]);
    }

    #[test]
    fn an_edit_across_a_deletion_takes_it_in() {
        let mut patched = Patched::new("ab(x)cd");
        patched.apply(&[edit("one", 2..5, "")]);
        patched.apply(&[edit("two", 1..3, "BC")]);
        assert_eq!(finished(patched), ("aBCd".into(), vec![("one".into(), 1, "b(x)c".into(), "BC".into())]));
    }

    #[test]
    fn what_is_undone_again_is_no_edit() {
        let mut patched = Patched::new("abc");
        patched.apply(&[edit("one", 1..2, "B")]);
        patched.apply(&[edit("two", 1..2, "b")]);
        assert_eq!(finished(patched), ("abc".into(), vec![]));
    }

    #[test]
    fn spots_are_told_in_the_input_unless_they_were_mended_after_all() {
        let mut patched = Patched::new("a一b二c");
        patched.apply(&[edit("one", 0..1, "AAA")]);
        patched.leave(&(3..6));
        patched.leave(&(7..10));
        patched.apply(&[edit("two", 7..10, "2")]);
        let (text, _, unsure) = patched.finish();
        assert_eq!(text, "AAA一b2c");
        assert_eq!(unsure.first(), Some(&(1..2)));
        assert_eq!(unsure.len(), 1);
    }
}
