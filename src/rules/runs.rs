//! Injected strings inside a line: the runs of fragments that the words of a lexicon cover.

use std::ops::Range;

use super::condition::{Condition, Measure};
use super::facts::fragments;
use super::fold::is_word;
use super::matching::{Asked, Failure, Hit, Part, SPANS};
use super::rule::Scope;
use super::words::Found;

/// Share of a fragment that a lexicon must cover for the fragment to belong to an injected run.
const HOT: f32 = 0.4;

/// Letters and hanzi from which a fragment without a word of the lexicon counts as honest; `高清`, `1080` and
/// other fillers are shorter.
const COLD: usize = 4;

/// Word characters between two terms of one dense run: `国产精品自在线拍国产` has words that no list has.
const GAP: usize = 3;

/// Word characters that no list has at an end of a fragment, where the line has honest words elsewhere; a headline
/// is longer.
const STRANGE: usize = 4;

/// Weight of a term that a run of fragments may begin or end with, and a run that is stuck to honest words.
const TELLING: f32 = 0.4;
const DENSE: f32 = 0.6;

/// Runs of a line that a rule is asked about. A line that is made of them would else cost their square.
const RUNS: usize = 4 * SPANS;

/// Weight of a term that may stand behind the last word of a run.
const FILLER: f32 = 0.3;

/// Characters of an unknown word of the trade in the middle of a list.
const UNKNOWN: usize = 16;

/// Word characters before the first or behind the last term that are a headline and no unknown word of the trade.
const GLUED: usize = 5;

impl Asked<'_> {
    /// From the first to the last word of the rule's lexicon.
    pub(super) fn lexical_reach(&self) -> Option<Range<usize>> {
        let lexicon = self.lexicon().map(|(_, name)| name)?;
        let lexicon = self.matcher.lexicons.iter().position(|l| l.name == lexicon)?;
        let is_term = |found: &&Found| {
            self.matcher.patterns[found.pattern as usize].terms.iter().any(|(list, _)| *list == lexicon)
        };
        let terms = self.view.scanned.found.iter().filter(is_term);
        terms.map(|f| f.start..f.end).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
    }

    /// The lexicon that the rule's first lexical need names, and the index of that need.
    pub(super) fn lexicon(&self) -> Option<(usize, &str)> {
        self.rule.needs.iter().enumerate().find_map(|(index, need)| match &need.condition {
            Condition::Bound(Measure::Lexicon(name), _) => Some((index, name.as_str())),
            _ => None,
        })
    }

    /// What the rule's lexicon covers of the line without a gap, and the runs of fragments it covers. The conditions
    /// are asked of each run, which must leave words over: a line that is all run is for a line rule.
    pub(super) fn lexical_runs(&self) -> Result<Vec<Hit>, Failure> {
        let text = self.view.line.text.as_str();
        let Some((index, lexicon)) = self.lexicon() else {
            return Err(Failure::Anchor("needs"));
        };
        let scanned = self.view.scanned;
        let mut failure = Failure::Need(index, Some(0.0));
        let mut hits = Vec::new();
        let (runs, stuck) = self.runs(lexicon);
        let tried = runs.into_iter().map(|run| (run, false)).chain(stuck.into_iter().map(|run| (run, true)));
        for (run, stuck) in tried.take(RUNS) {
            // What is stuck to honest words is looked at where the fragments as they stand are no string.
            if stuck && hits.iter().any(|hit: &Hit| hit.hit.start < run.end && run.start < hit.hit.end) {
                continue;
            }
            let (before, after) = (&text[..run.start], &text[run.end..]);
            let span = match (before.contains(is_word), after.contains(is_word)) {
                (false, false) if self.rule.scope == Scope::Page => run.clone(),
                (false, false) => continue,
                (true, false) => before.trim_end_matches(is_glue).len()..run.end + after_glue(after),
                (false, true) => 0..run.end + after_label(after),
                // Between two parts of a headline one of the two separators goes.
                (true, true) if !before.ends_with(is_glue) || !after.starts_with(is_glue) => run.clone(),
                (true, true) => before.trim_end_matches(is_glue).len()..run.end,
            };
            let folded = scanned.folded_at(run.start)..scanned.folded_at(run.end);
            match self.conditions(&Part { text: run.clone(), folded }) {
                Ok(()) if hits.len() < SPANS => hits.push(Hit { span: with_brackets(text, span), hit: run }),
                Ok(()) => break,
                Err(lacking) => failure = lacking,
            }
        }
        if hits.is_empty() { Err(failure) } else { Ok(hits) }
    }

    /// The runs, in order: each from its first word of the lexicon to its last, and to the end of the fragment where
    /// only a few characters are left of that. Then those of them that hardly a character interrupts.
    fn runs(&self, lexicon: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        let text = self.view.line.text.as_str();
        let Some(list) = self.matcher.lexicons.iter().position(|l| l.name == lexicon) else {
            return (Vec::new(), Vec::new());
        };
        let weight = |found: &Found| {
            let terms = &self.matcher.patterns[found.pattern as usize].terms;
            terms.iter().find(|(of, _)| *of == list).map_or(0.0, |(_, weight)| *weight)
        };
        let heavy = |least: f32| -> Vec<Range<usize>> {
            let found = self.view.scanned.found.iter().filter(|found| weight(found) >= least);
            let mut terms: Vec<_> =
                found.map(|found| self.view.scanned.origin(found.start..found.end)).collect();
            terms.sort_by_key(|term| term.start);
            terms
        };
        let terms = heavy(TELLING);
        let mut parts: Vec<(Range<usize>, Heat)> =
            fragments(text).map(|part| (part.clone(), self.heat(lexicon, &part))).collect();
        warm_up(text, &mut parts);
        let of_fragments = hot_runs(text, &parts).into_iter().filter_map(|run| {
            let run = parts[run.start].0.start..parts[run.end - 1].0.end;
            let first = terms.partition_point(|term| term.start < run.start);
            let inside = terms[first..].iter().take_while(|term| term.start < run.end);
            inside.cloned().reduce(|a, b| a.start..a.end.max(b.end))
        });
        let mut stuck = dense(text, &heavy(DENSE));
        // What fills such strings up may stand at their end.
        let fillers = heavy(FILLER);
        for run in &mut stuck {
            let next = |at: usize| fillers.get(fillers.partition_point(|term| term.start < at));
            // The last word may go on where the list knows a part of it only: 综合网 and 网站 in 综合网站.
            let overlaps = |end: usize| {
                let before = fillers[..fillers.partition_point(|term| term.start < end)].iter().rev().take(4);
                before.map(|filler| filler.end).filter(|to| *to > end).max()
            };
            // A label is of what stands behind its colon.
            let labels = |end: usize| text[end..].starts_with([':', '：']);
            run.end = overlaps(run.end).unwrap_or(run.end);
            while let Some(filler) = next(run.end).filter(|f| f.start == run.end && !labels(f.end)) {
                run.end = filler.end;
            }
        }
        let mut runs: Vec<Range<usize>> = of_fragments.chain(stuck.iter().cloned()).collect();
        runs.sort_by_key(|run| run.start);
        runs.dedup_by(|later, first| {
            let touch = later.start <= first.end || text[first.end..later.start].chars().all(is_glue);
            first.end = if touch { first.end.max(later.end) } else { first.end };
            touch
        });
        let honest = |part: &&(Range<usize>, Heat)| {
            part.1 == Heat::Cold && text[part.0.clone()].chars().count() > STRANGE
        };
        let first = parts.iter().find(honest).map_or(usize::MAX, |part| part.0.end);
        let last = parts.iter().rfind(honest).map_or(0, |part| part.0.start);
        let prose = text.contains('。');
        let whole = |run: Range<usize>| {
            // A page is about the words of the list, not about those beside them.
            if self.rule.scope == Scope::Page {
                return run;
            }
            let apart = first <= run.start || last >= run.end;
            to_fragment_ends(text, &parts, run, if apart { STRANGE } else { COLD - 1 }, prose)
        };
        (runs.into_iter().map(whole).collect(), stuck.into_iter().map(whole).collect())
    }

    /// How much of a fragment the words of a lexicon cover.
    fn heat(&self, lexicon: &str, part: &Range<usize>) -> Heat {
        let scanned = self.view.scanned;
        let folded = scanned.folded_at(part.start)..scanned.folded_at(part.end);
        let share = self.coverage(lexicon, &folded).share;
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

    /// The first or last fragment, or as much as a headline at an end of the line, is none of the lexicon's: the
    /// string was glued to it.
    pub(super) fn is_glued(&self) -> bool {
        let Some((_, lexicon)) = self.lexicon() else { return false };
        let text = self.view.line.text.as_str();
        let ends = [fragments(text).next(), fragments(text).last()];
        if ends.into_iter().flatten().any(|part| self.heat(lexicon, &part) == Heat::Cold) {
            return true;
        }
        let Some(reach) = self.lexical_reach() else { return false };
        let words = |range: Range<usize>| self.view.folded()[range].chars().filter(|c| is_word(*c)).count();
        words(0..reach.start) > GLUED || words(reach.end..self.view.folded().len()) > GLUED
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

/// The runs of fragments that begin and end hot and hold nothing cold and no full stop.
fn hot_runs(text: &str, parts: &[(Range<usize>, Heat)]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    let mut before = 0;
    for (index, (part, heat)) in parts.iter().enumerate() {
        open &= !text[before..part.start].contains('。');
        before = part.end;
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

/// A run that ends a few characters before its fragment does takes them in: `…免费看` and its like end with words
/// that no list has. In running text only to a gap or the end of the line: else the next sentence follows.
fn to_fragment_ends(
    text: &str,
    parts: &[(Range<usize>, Heat)],
    run: Range<usize>,
    most: usize,
    prose: bool,
) -> Range<usize> {
    // What a colon parts from the run is a label.
    let few = |range: Range<usize>| {
        let between = &text[range];
        between.chars().filter(|c| is_word(*c)).take(most + 1).count() <= most
            && !between.contains([':', '：'])
    };
    let (mut start, mut end) = (run.start, run.end);
    let first = parts.partition_point(|(part, _)| part.end <= run.start);
    for (part, _) in parts[first..].iter().take_while(|(part, _)| part.start < run.end) {
        // Where honest words follow in the fragment, so do those before it belong to them.
        let (before, after) = (part.start.min(run.start)..run.start, run.end..part.end.max(run.end));
        if !prose && part.start < run.start && few(before.clone()) && few(after.clone()) {
            start = part.start;
        }
        let ends = !text[part.end..].contains(is_word) || text[part.end..].starts_with([' ', '_', '|']);
        if (!prose || ends) && part.end > run.end && few(after) && (part.start >= run.start || few(before)) {
            end = part.end;
        }
    }
    start..end
}

/// A list whose separators are all alike is one string: what no list has stands in its middle as an unknown word
/// of the trade, not as a headline.
fn warm_up(text: &str, parts: &mut [(Range<usize>, Heat)]) {
    let gaps: Vec<&str> = parts.windows(2).map(|pair| &text[pair[0].0.end..pair[1].0.start]).collect();
    let alike =
        |at: usize| gaps.get(at).is_some_and(|gap| gap.chars().count() == 1 && Some(gap) == gaps.first());
    let hot = parts.iter().filter(|part| part.1 == Heat::Hot).count();
    if parts.len() < 4 || hot * 2 < parts.len() || !(0..gaps.len()).all(alike) {
        return;
    }
    for at in 1..parts.len() - 1 {
        let short = text[parts[at].0.clone()].chars().count() <= UNKNOWN;
        let between = parts[at - 1].1 != Heat::Cold && parts[at + 1].1 != Heat::Cold;
        if parts[at].1 == Heat::Cold && short && between {
            parts[at].1 = Heat::Warm;
        }
    }
}

/// Ranges of the line that terms cover, with gaps of no more than [`GAP`] characters and no end of a sentence
/// between them.
fn dense(text: &str, terms: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut terms: Vec<_> = terms.iter().collect();
    terms.sort_by_key(|term| term.start);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for term in terms {
        match runs.last_mut() {
            Some(run) if term.start <= run.end || is_gap(&text[run.end..term.start]) => {
                run.end = run.end.max(term.end);
            }
            _ => runs.push(term.clone()),
        }
    }
    runs
}

fn is_gap(between: &str) -> bool {
    let breaks = |c: char| {
        matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | ':' | '：' | '“' | '”' | '「' | '」' | '《' | '》')
    };
    !between.contains(breaks) && between.chars().filter(|c| is_word(*c)).count() <= GAP
}

/// Bytes of the glue that a text begins with.
fn after_glue(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_glue).len()
}

/// The same where the string begins the line: a colon behind it goes with it.
fn after_label(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c| is_glue(c) || matches!(c, ':' | '：')).len()
}

/// A span with the pair of brackets right around it: 标题【词】.
fn with_brackets(text: &str, span: Range<usize>) -> Range<usize> {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let pair = (before.chars().next_back(), after.chars().next());
    match pair {
        (
            Some(open @ ('(' | '（' | '[' | '【' | '<' | '〔')),
            Some(close @ (')' | '）' | ']' | '】' | '>' | '〕')),
        ) => span.start - open.len_utf8()..span.end + close.len_utf8(),
        _ => span,
    }
}

fn is_glue(c: char) -> bool {
    matches!(c, '_' | '-' | '|' | '丨' | ',' | '，' | '、' | '/' | '—' | '｜' | '~' | '·' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_begins_and_ends_hot_and_a_cold_fragment_parts_it() {
        use Heat::{Cold, Hot, Warm};
        let parts: Vec<_> =
            [Cold, Hot, Warm, Hot, Cold, Hot, Warm].into_iter().map(|heat| (0..0, heat)).collect();
        assert_eq!(hot_runs("", &parts), [1..4, 5..6]);
    }
}
