//! What plans rewrote on a line, in a few words.

use super::show::{shortened, shown};
use crate::document::Edit;

/// The most different edits by one plan that are listed for a line; two dozen show the kind.
const EDITS: usize = 24;

/// The longest edit that shares its line with others, in characters. A conversion is one edit of a whole line.
const SHORT: usize = 12;

/// The longest former text that is shown, in characters.
const FORMER: usize = 200;

/// What plans rewrote, a note a plan: `-was` is gone, `+now` is new, `×3` so often. Of a long edit only what
/// stood there before is said, because the line shows what stands there now.
pub(super) fn notes(edits: &[Edit]) -> Vec<String> {
    let mut plans: Vec<Plan<'_>> = Vec::new();
    let mut notes = Vec::new();
    for edit in edits {
        if edit.was.chars().nth(SHORT).is_some() || edit.now.chars().nth(SHORT).is_some() {
            notes.push(format!("{}: was {}", edit.plan, shortened(&edit.was, FORMER)));
            continue;
        }
        let at = plans.iter().position(|plan| plan.name == edit.plan).unwrap_or_else(|| {
            plans.push(Plan { name: &edit.plan, items: Vec::new(), more: 0 });
            plans.len() - 1
        });
        let Plan { items, more, .. } = &mut plans[at];
        let full = items.len() >= EDITS;
        match items.iter_mut().find(|(was, now, _)| (*was, *now) == (&edit.was, &edit.now)) {
            Some((_, _, times)) => *times += 1,
            None if full => *more += 1,
            None => items.push((&edit.was, &edit.now, 1)),
        }
    }
    plans.iter().map(Plan::note).chain(notes).collect()
}

/// The most spots that are listed for a line.
const SPOTS: usize = 8;

/// What repair recognised as damaged and left alone: `repair: 锟斤拷 (left alone)`.
pub(super) fn unsure(spots: &[String]) -> Option<String> {
    let listed: Vec<String> = spots.iter().take(SPOTS).map(|spot| shortened(spot, SHORT)).collect();
    let more = spots.len().saturating_sub(SPOTS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!spots.is_empty()).then(|| format!("repair: {}{more} (left alone)", listed.join(" ")))
}

/// The short edits of one plan on one line.
struct Plan<'a> {
    name: &'a str,
    /// What stood there, what stands there now, how often.
    items: Vec<(&'a str, &'a str, usize)>,
    /// Edits beyond those.
    more: usize,
}

impl Plan<'_> {
    fn note(&self) -> String {
        let mut note = format!("{}:", self.name);
        for (was, now, times) in &self.items {
            let (was, now) = (shown(was), shown(now));
            note += &match (was.is_empty(), now.is_empty()) {
                (false, true) => format!(" -{was}"),
                (true, false) => format!(" +{now}"),
                _ => format!(" {was}→{now}"),
            };
            if *times > 1 {
                note += &format!("×{times}");
            }
        }
        if self.more > 0 {
            note += &format!(" and {} more", self.more);
        }
        note
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_edits_is_counted_and_not_listed() {
        let pinyin = |was: String| Edit { plan: "repair/pinyin".into(), start: 0, was, now: String::new() };
        assert_eq!(notes(&vec![pinyin("(yī)".into()); 30]), ["repair/pinyin: -(yī)×30"]);
        let different: Vec<Edit> = (0..30).map(|i| pinyin(format!("({i})"))).collect();
        let notes = notes(&different);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].ends_with("-(23) and 6 more"), "{}", notes[0]);
    }
}
