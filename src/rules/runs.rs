//! Injected strings inside a line: the runs of fragments that the words of a lexicon cover.

use std::ops::Range;

use super::condition::{Condition, Measure};
use super::facts::fragments;
use super::fold::{Origins, is_word};
use super::matching::{Asked, Failure, Hit, Part, SPANS};
use super::words::Found;

/// Share of a fragment that a lexicon must cover for the fragment to belong to an injected run.
const HOT: f32 = 0.4;

/// Letters and hanzi from which a fragment without a word of the lexicon counts as honest; `高清`, `1080` and
/// other fillers are shorter.
const COLD: usize = 4;

impl Asked<'_> {
    /// From the first to the last word of the rule's lexicon.
    pub(super) fn lexical_reach(&self) -> Option<Range<usize>> {
        let lexicon = self.lexicon().map(|(_, name)| name)?;
        let lexicon = self.matcher.lexicons.iter().position(|l| l.name == lexicon)?;
        let is_term = |found: &&Found| {
            self.matcher.patterns[found.pattern as usize].terms.iter().any(|(list, _)| *list == lexicon)
        };
        let terms = self.scratch.found.iter().filter(is_term);
        terms.map(|f| f.start..f.end).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
    }

    /// The lexicon that the rule's first lexical need names, and the index of that need.
    pub(super) fn lexicon(&self) -> Option<(usize, &str)> {
        self.rule.needs.iter().enumerate().find_map(|(index, need)| match &need.condition {
            Condition::Bound(Measure::Lexicon(name), _) => Some((index, name.as_str())),
            _ => None,
        })
    }

    /// The runs of fragments that the rule's lexicon covers. The conditions are asked of each run, which must leave
    /// words over: a line that is all run is for a line rule.
    pub(super) fn lexical_runs(&self) -> Result<Vec<Hit>, Failure> {
        let text = self.view.line.text.as_str();
        let Some((index, lexicon)) = self.lexicon() else {
            return Err(Failure::Anchor("needs"));
        };
        let origins = Origins::of(text);
        let parts: Vec<(Range<usize>, Heat)> =
            fragments(text).map(|part| (part.clone(), self.heat(lexicon, &part, &origins))).collect();
        let mut failure = Failure::Need(index, Some(0.0));
        let mut hits = Vec::new();
        for run in runs(&parts) {
            let hit = parts[run.start].0.start..parts[run.end - 1].0.end;
            let span = match (run.start, run.end == parts.len()) {
                (0, true) => continue,
                (0, false) => 0..parts[run.end].0.start,
                (_, true) => parts[run.start - 1].0.end..text.len(),
                (_, false) => parts[run.start - 1].0.end..hit.end,
            };
            let folded = origins.folded_at(hit.start)..origins.folded_at(hit.end);
            match self.conditions(&Part { text: hit.clone(), folded }) {
                Ok(()) if hits.len() < SPANS => hits.push(Hit { span, hit }),
                Ok(()) => break,
                Err(lacking) => failure = lacking,
            }
        }
        if hits.is_empty() { Err(failure) } else { Ok(hits) }
    }

    /// How much of a fragment the words of a lexicon cover.
    fn heat(&self, lexicon: &str, part: &Range<usize>, origins: &Origins) -> Heat {
        let folded = origins.folded_at(part.start)..origins.folded_at(part.end);
        let share = self.matcher.coverage(lexicon, &folded, self.scratch).share;
        if share >= HOT {
            Heat::Hot
        } else if share > 0.0
            || self.view.line.text[part.clone()].chars().filter(|c| is_word(*c)).count() < COLD
        {
            Heat::Warm
        } else {
            Heat::Cold
        }
    }

    /// The first or last fragment is none of the lexicon's: a headline that the string was glued to.
    pub(super) fn is_glued(&self) -> bool {
        let Some((_, lexicon)) = self.lexicon() else { return false };
        let text = self.view.line.text.as_str();
        let origins = Origins::of(text);
        let ends = [fragments(text).next(), fragments(text).last()];
        ends.into_iter().flatten().any(|part| self.heat(lexicon, &part, &origins) == Heat::Cold)
    }
}

/// How much a fragment belongs to an injected string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heat {
    /// A string of its own.
    Hot,
    /// Holds a word of the list, or is too short to say: belongs to its neighbours.
    Warm,
    /// Honest.
    Cold,
}

/// The runs of fragments that begin and end hot and hold nothing cold.
fn runs(parts: &[(Range<usize>, Heat)]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (index, (_, heat)) in parts.iter().enumerate() {
        match (heat, runs.last_mut()) {
            (Heat::Hot, Some(last)) if open => last.end = index + 1,
            (Heat::Hot, _) => {
                runs.push(index..index + 1);
                open = true;
            }
            (Heat::Cold, _) => open = false,
            (Heat::Warm, _) => {}
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_begins_and_ends_hot_and_a_cold_fragment_parts_it() {
        use Heat::{Cold, Hot, Warm};
        let parts: Vec<_> =
            [Cold, Hot, Warm, Hot, Cold, Hot, Warm].into_iter().map(|heat| (0..0, heat)).collect();
        assert_eq!(runs(&parts), [1..4, 5..6]);
    }
}
