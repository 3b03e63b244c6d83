//! Undoes damage to a text: pinyin put in after characters, doubled commas. What counts as damage is decided
//! on the whole page; the edits are made line by line.

mod comma;
mod habit;
mod pinyin;
mod plan;
mod reading;

use std::ops::Range;

use self::plan::{PLANS, Plan, Proposal, Spot};
use crate::document::{Document, Edit};

/// A repaired text and how it came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repaired {
    /// The text after all edits.
    pub text: String,
    /// What was rewritten; `start` is a character offset in the input.
    pub edits: Vec<Edit>,
    /// Spots that look damaged but were left alone: character ranges of the input.
    pub unsure: Vec<Range<usize>>,
}

/// Repairs a text that is a page of its own.
pub fn repair(text: &str) -> Repaired {
    let lines: Vec<&str> = text.split('\n').collect();
    let outcome = examine(&lines);
    if outcome.edits.is_empty() && outcome.unsure.is_empty() {
        return Repaired { text: text.to_owned(), ..Repaired::default() };
    }
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some(start)
        })
        .collect();
    let in_text = |spot: &Spot| starts[spot.line] + spot.start..starts[spot.line] + spot.end;
    let (repaired, edits) = apply(text, outcome.edits.iter().map(|e| (e.plan, in_text(&e.spot), &*e.now)));
    let mut offsets = CharOffsets::of(text);
    let unsure = outcome.unsure.iter().map(in_text).map(|s| offsets.at(s.start)..offsets.at(s.end)).collect();
    Repaired { text: repaired, edits, unsure }
}

/// Repairs every line of a page; what counts as damage is decided on the whole page.
pub fn pass(document: &mut Document) {
    let lines: Vec<&str> =
        document.head.iter().map(|h| &h.line).chain(&document.lines).map(|l| &*l.text).collect();
    let outcome = examine(&lines);
    for edit in &outcome.edits {
        if let Some(flag) = edit.plan.flag {
            document.flag(flag);
        }
    }
    if !outcome.unsure.is_empty() {
        document.flag("repair/unsure");
    }
    let mut edits = outcome.edits.iter().peekable();
    for (index, line) in document.texts_mut().enumerate() {
        let here = std::iter::from_fn(|| edits.next_if(|e| e.spot.line == index)).collect::<Vec<_>>();
        if here.is_empty() {
            continue;
        }
        let spans = here.iter().map(|e| (e.plan, e.spot.start..e.spot.end, &*e.now));
        let (text, edits) = apply(&line.text, spans);
        line.rewrite(text, edits);
    }
}

/// An adopted proposal.
struct Adopted {
    plan: &'static Plan,
    spot: Spot,
    now: std::borrow::Cow<'static, str>,
}

/// What is to be done on a page, each list in reading order and without overlaps.
#[derive(Default)]
struct Outcome {
    edits: Vec<Adopted>,
    unsure: Vec<Spot>,
}

fn examine(lines: &[&str]) -> Outcome {
    let mut outcome = Outcome::default();
    for plan in &PLANS {
        if !lines.iter().any(|line| (plan.gate)(line)) {
            continue;
        }
        let findings = (plan.propose)(lines);
        outcome.unsure.extend(findings.unsure);
        outcome.unsure.extend(findings.proposals.iter().filter(|p| p.is_unsure()).map(|p| p.spot.clone()));
        let adopted = findings.proposals.into_iter().filter(Proposal::is_adopted);
        outcome.edits.extend(adopted.map(|p| Adopted { plan, spot: p.spot, now: p.now }));
    }
    // The sort is stable, so that of two edits at one place the earlier plan's comes first and stays.
    outcome.edits.sort_by_key(|e| (e.spot.line, e.spot.start));
    outcome.edits.dedup_by(|later, kept| touches(&kept.spot, &later.spot));
    outcome.unsure.sort();
    outcome.unsure.dedup_by(|later, kept| {
        let touching = touches(kept, later);
        if touching {
            kept.end = kept.end.max(later.end);
        }
        touching
    });
    outcome
}

fn touches(first: &Spot, later: &Spot) -> bool {
    first.line == later.line && later.start < first.end
}

/// The text after the edits, and the edits with character offsets. Spans are sorted and do not overlap.
fn apply<'e>(
    text: &str,
    spans: impl Iterator<Item = (&'static Plan, Range<usize>, &'e str)>,
) -> (String, Vec<Edit>) {
    let mut repaired = String::with_capacity(text.len());
    let mut offsets = CharOffsets::of(text);
    let mut copied = 0;
    let mut edits = Vec::new();
    for (plan, span, now) in spans {
        repaired += &text[copied..span.start];
        repaired += now;
        let start = offsets.at(span.start);
        edits.push(Edit {
            plan: plan.id.into(),
            start,
            was: text[span.clone()].to_owned(),
            now: now.to_owned(),
        });
        copied = span.end;
    }
    repaired += &text[copied..];
    (repaired, edits)
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
    use crate::document::{Birth, Line};

    fn passed(lines: &[&str]) -> Document {
        let lines = lines.iter().map(|l| Line::new(*l, Birth::default())).collect();
        let mut document = Document { lines, ..Document::default() };
        pass(&mut document);
        document
    }

    #[test]
    fn the_whole_page_is_the_evidence_for_each_of_its_lines() {
        // By itself the first line is a word list, and the last a slip.
        let document = passed(&[
            "買(mǎi)",
            "橋頭來(lái)了一個(gè)要買(mǎi)糖的人,，還沒(méi)有走。",
            "甲，乙，丙，丁,，戊",
        ]);
        let texts: Vec<&str> = document.lines.iter().map(|l| &*l.text).collect();
        assert_eq!(texts, ["買", "橋頭來了一個要買糖的人，還沒有走。", "甲，乙，丙，丁，戊"]);
        assert!(document.flags.contains("repair/pinyin-injection"));
        assert!(!document.flags.contains("repair/unsure"));
        assert_eq!(repair("買(mǎi)").text, "買(mǎi)");
        assert_eq!(repair("甲，乙，丙，丁,，戊").edits, []);
    }

    #[test]
    fn a_spot_that_is_left_alone_is_flagged() {
        assert!(passed(&["他們?nèi)チ說話"]).flags.contains("repair/unsure"));
        assert!(passed(&["他去哪里了？（没有人知道）"]).flags.is_empty());
    }

    #[test]
    fn edits_say_where_they_stood_in_the_input() {
        let text = "河邊來(lái)了人,。\n後來(lái)都走了,，沒(méi)有留下話,。";
        let repaired = repair(text);
        assert_eq!(repaired.text, "河邊來了人。\n後來都走了，沒有留下話。");
        let input: Vec<char> = text.chars().collect();
        for edit in &repaired.edits {
            let stood: String = input[edit.start..edit.start + edit.was.chars().count()].iter().collect();
            assert_eq!(stood, edit.was);
        }
        assert_eq!(repaired.edits.len(), 6);
        assert!(repaired.edits.is_sorted_by_key(|e| e.start));
        assert!(repaired.unsure.is_empty());
    }
}
