//! Undoes damage to a text: escapes that were left in it, pinyin put in after characters, doubled commas,
//! look-alikes and invisible characters; and says what is lost. What counts as damage is decided
//! on the whole page; the edits are made line by line.

mod comma;
mod dust;
mod escape;
mod habit;
mod lookalike;
mod lost;
mod mojibake;
mod patch;
mod piece;
mod pinyin;
mod plan;
mod plans;
mod punctuation;
mod reading;
mod sign;
mod step;
mod talk;

use std::collections::BTreeSet;
use std::ops::Range;

use self::patch::Patched;
use self::plan::{Page, Plan, Proposal};
use self::plans::{PLANS, RESTORE};
use self::sign::Called;
use crate::document::{Document, Edit, Id};

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

/// What a caller may ask of repair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// What becomes of punctuation that was folded to ASCII.
    pub punctuation: Punctuation,
}

/// What becomes of the punctuation of Chinese prose that was folded to ASCII.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Punctuation {
    /// It stays as it stands.
    #[default]
    Keep,
    /// `,` `:` `;` `?` `!` and brackets become `，` and so on where Chinese prose was folded; quotes stay.
    Restore,
}

/// Repairs a text that is a page of its own.
pub fn repair(text: &str) -> Repaired {
    repair_with(text, Options::default())
}

/// Repairs a text that is a page of its own, as asked.
pub fn repair_with(text: &str, options: Options) -> Repaired {
    let lines: Vec<&str> = text.split('\n').collect();
    let Some(outcome) = examine(&lines, options) else {
        return Repaired { text: text.to_owned(), ..Repaired::default() };
    };
    let mut repaired = Repaired { text: String::with_capacity(text.len()), ..Repaired::default() };
    let mut start = 0;
    for (line, patched) in lines.iter().zip(outcome.lines) {
        if start > 0 {
            repaired.text.push('\n');
        }
        if patched.is_untouched() {
            repaired.text += line;
        } else {
            let (text, edits, unsure) = patched.finish();
            repaired.text += &text;
            repaired.edits.extend(edits.into_iter().map(|e| Edit { start: start + e.start, ..e }));
            repaired.unsure.extend(unsure.into_iter().map(|spot| start + spot.start..start + spot.end));
        }
        start += line.chars().count() + 1;
    }
    repaired
}

/// Repairs every line of a page; what counts as damage is decided on the whole page.
pub fn pass(document: &mut Document, options: Options) {
    let lines: Vec<&str> =
        document.head.iter().map(|h| &h.line).chain(&document.lines).map(|l| &*l.text).collect();
    let Some(outcome) = examine(&lines, options) else { return };
    let flags = outcome.flags;
    // Spots are in reading order and do not overlap.
    let spots = |text: &str, unsure: Vec<Range<usize>>| {
        let (mut chars, mut at) = (text.chars(), 0);
        let words = |spot: Range<usize>| {
            let skipped = spot.start - std::mem::replace(&mut at, spot.end);
            chars.by_ref().skip(skipped).take(spot.len()).collect()
        };
        unsure.into_iter().map(words).collect::<Vec<String>>()
    };
    let touched = outcome.lines.into_iter().enumerate().filter(|(_, patched)| !patched.is_untouched());
    let finished = touched.map(|(at, patched)| {
        let line = lines[at];
        let (mut text, mut edits, unsure) = patched.finish();
        // A line of a page is one line, whatever was restored in it.
        if text.contains('\n') && !line.contains('\n') {
            text = text.replace('\n', " ");
            edits.iter_mut().for_each(|edit| edit.now = edit.now.replace('\n', " "));
        }
        (at, text, edits, spots(line, unsure))
    });
    let finished: Vec<_> = finished.collect();
    for flag in flags {
        document.flag(flag);
    }
    if finished.iter().any(|(.., unsure)| !unsure.is_empty()) {
        document.flag("repair/unsure");
    }
    let mut texts = document.texts_mut().enumerate();
    for (at, text, edits, unsure) in finished {
        let Some((_, line)) = texts.find(|(line, _)| *line == at) else { break };
        line.unsure = unsure;
        if !edits.is_empty() {
            line.rewrite(text, edits);
        }
    }
}

/// What is to be done on a page.
struct Outcome<'t> {
    lines: Vec<Patched<'t>>,
    flags: BTreeSet<&'static str>,
}

/// Runs the plans that the page calls for; `None` where it calls for none.
fn examine<'t>(lines: &[&'t str], options: Options) -> Option<Outcome<'t>> {
    let mut called: Vec<Called> = lines.iter().map(|line| sign::called(line)).collect();
    let restore = options.punctuation == Punctuation::Restore;
    if !restore && called.iter().all(|called| *called == 0) {
        return None;
    }
    let mut outcome =
        Outcome { lines: lines.iter().copied().map(Patched::new).collect(), flags: BTreeSet::new() };
    let mut signed = vec![true; lines.len()];
    for (at, plan) in PLANS.iter().enumerate() {
        signed.iter_mut().zip(&called).for_each(|(signed, called)| *signed = called >> at & 1 == 1);
        // What one plan restores may be what a later one repairs.
        for line in run(plan, &signed, &mut outcome) {
            called[line] |= sign::called(outcome.lines[line].text());
        }
    }
    if restore {
        signed.fill(true);
        run(&RESTORE, &signed, &mut outcome);
    }
    Some(outcome)
}

/// Runs a plan, if one of the lines with its sign is let through, and tells which lines it changed.
fn run(plan: &'static Plan, signed: &[bool], outcome: &mut Outcome) -> Vec<usize> {
    let mut changed = Vec::new();
    let mut lines = outcome.lines.iter().zip(signed).filter(|(_, signed)| **signed);
    if !lines.any(|(line, _)| (plan.gate)(line.text())) {
        return changed;
    }
    let texts: Vec<&str> = outcome.lines.iter().map(Patched::text).collect();
    let mut findings = (plan.propose)(&Page { lines: &texts, signed, flags: &outcome.flags });
    outcome.flags.extend(findings.flags);
    let doubted = findings.proposals.iter().filter(|p| p.is_unsure()).map(|p| p.spot.clone());
    findings.unsure.extend(doubted);
    for spot in findings.unsure {
        outcome.lines[spot.line].leave(&spot.span());
    }
    findings.proposals.retain(Proposal::is_adopted);
    findings.proposals.sort_by_key(|p| (p.spot.line, p.spot.start));
    findings
        .proposals
        .dedup_by(|later, kept| kept.spot.line == later.spot.line && later.spot.start < kept.spot.end);
    outcome.flags.extend(plan.flag.filter(|_| !findings.proposals.is_empty()));
    let mut edits: Vec<(Id, Proposal)> = Vec::new();
    let mut proposals = findings.proposals.into_iter().peekable();
    while let Some(line) = proposals.peek().map(|p| p.spot.line) {
        let here = std::iter::from_fn(|| proposals.next_if(|p| p.spot.line == line));
        edits.extend(here.map(|p| (p.id.clone().unwrap_or(plan.id.into()), p)));
        outcome.lines[line].apply(&edits);
        edits.clear();
        changed.push(line);
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Birth, Line};

    fn passed(lines: &[&str]) -> Document {
        let lines = lines.iter().map(|l| Line::new(*l, Birth::default())).collect();
        let mut document = Document { lines, ..Document::default() };
        pass(&mut document, Options::default());
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
        assert!(passed(&["他們?nèi)說話"]).flags.contains("repair/unsure"));
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
