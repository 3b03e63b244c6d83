//! How far a rule came on a line: which of its words stand there, and each of its conditions, met or not. Slower than
//! matching, for people who ask why.

use std::cmp::Reverse;

use serde::Serialize;

use super::compile::Matcher;
use super::facts::LineView;
use super::fold::folded;
use super::matching::{Asked, Failure, Part};
use super::rule::{Need, Rule};
use super::scan::Scratch;

/// What a rule asked of a line, and what it was told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Account {
    /// Whether the rule hits the line.
    pub hits: bool,
    /// The key whose words, pattern or selectors the line lacks, or lacks where they must stand.
    pub lacks: Option<&'static str>,
    /// Literals of the rule that stand in the line, as written.
    pub words: Vec<String>,
    /// Its `needs`, then its `unless`.
    pub answers: Vec<Answer>,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// As written.
    pub source: String,
    /// It stands in `unless`.
    pub exception: bool,
    /// Whether it is as the rule wants it: a need that holds, an exception that does not. `None` where the rule speaks of
    /// parts of the line and failed before.
    pub met: Option<bool>,
    /// What was measured.
    pub value: Option<f32>,
}

impl Account {
    /// How far the rule is from the line, to compare: what stands in the way and what was not asked for that, then how
    /// little of the line is the rule's own words.
    pub fn distance(&self) -> (usize, Reverse<usize>) {
        let unmet = self.answers.iter().filter(|answer| answer.met != Some(true)).count();
        let said = self.words.iter().map(|word| word.chars().count()).sum();
        (usize::from(self.lacks.is_some()) + unmet, Reverse(said))
    }
}

impl Matcher {
    /// How far a rule came on the line that was turned to last.
    pub fn account(&self, index: usize, rule: &Rule, view: LineView<'_>, scratch: &Scratch) -> Account {
        let checked = self.check(index, rule, view, scratch);
        let hits = checked.as_ref().is_ok_and(|hits| !hits.is_empty());
        let failure = checked.err();
        let asked = Asked { matcher: self, rule, anchors: &self.rules[index], view, scratch };
        let whole = !asked.is_of_runs() && !asked.is_of_parts() && rule.part.is_none();
        let line = Part { text: 0..view.line.text.len(), folded: 0..view.folded().len() };
        let needs = rule.needs.iter().enumerate().map(|(at, need)| {
            let failed = match failure {
                Some(Failure::Need(index, value)) if index == at => Some(value),
                _ => None,
            };
            // They are asked in order, the exceptions last.
            let passed = match failure {
                None | Some(Failure::Unless(..)) => true,
                Some(Failure::Need(index, _)) => at < index,
                Some(Failure::Anchor(_)) => false,
            };
            asked.answer(need, false, failed, passed, whole.then_some(&line))
        });
        let unless = rule.unless.iter().enumerate().map(|(at, need)| {
            let (failed, passed) = match failure {
                Some(Failure::Unless(index, value)) if index == at => (Some(value), false),
                Some(Failure::Unless(index, _)) => (None, at < index),
                _ => (None, failure.is_none()),
            };
            asked.answer(need, true, failed, passed, whole.then_some(&line))
        });
        let answers = needs.chain(unless).collect();
        let lists = [&rule.any, &rule.all, &rule.starts, &rule.ends, &rule.equals];
        let stands = |word: &&String| view.folded().contains(&folded(word));
        Account {
            hits,
            lacks: if let Some(Failure::Anchor(key)) = failure { Some(key) } else { None },
            words: lists.into_iter().flatten().filter(stands).cloned().collect(),
            answers,
        }
    }
}

impl Asked<'_> {
    /// `failed` is what was measured where the condition stood in the way, `passed` that it did not.
    fn answer(
        &self,
        need: &Need,
        exception: bool,
        failed: Option<Option<f32>>,
        passed: bool,
        line: Option<&Part>,
    ) -> Answer {
        let (met, value) = match (failed, line) {
            (Some(value), _) => (Some(false), value),
            (None, Some(line)) => {
                let (holds, value) = self.holds(need, line);
                (Some(holds != exception || passed), value)
            }
            (None, None) => (passed.then_some(true), None),
        };
        Answer { source: need.source.clone(), exception, met, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{PageView, RulesetBuilder};
    use crate::segment;

    fn account(keys: &str, hit: &str, line: &str) -> Account {
        let text = format!(
            "[tea]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\n{keys}\nhit = [\"{hit}\"]\nmiss = [\"早市\"]\n"
        );
        let built = RulesetBuilder::default().without_builtin().text("ads.toml", text).build();
        let rules = built.unwrap_or_else(|error| panic!("{error}"));
        let document = segment::text(line);
        let page = PageView::of(&document, rules.matcher());
        let mut scratch = Scratch::default();
        let view = page.line(0);
        rules.matcher().turn_to(view, &mut scratch);
        rules.matcher().account(0, &rules.rules()[0], view, &scratch)
    }

    #[test]
    fn every_condition_is_told_and_not_only_the_first_that_fails() {
        let keys =
            "all = [\"春茶\", \"上市\"]\nneeds = [\"chars <= 8\", \"欲购\"]\nunless = [\"shape.sentence\"]";
        let told = account(keys, "春茶上市，欲购", "春茶上市，满城都是茶香。");
        assert!(!told.hits && told.lacks.is_none());
        assert_eq!(told.words, ["春茶", "上市"]);
        let met: Vec<_> = told.answers.iter().map(|answer| (answer.met, answer.value)).collect();
        assert_eq!(met, [(Some(false), Some(12.0)), (Some(false), None), (Some(false), None)]);
        assert_eq!(told.distance(), (3, Reverse(4)));
        let hit = account(keys, "春茶上市，欲购", "春茶上市，欲购");
        assert!(
            hit.hits && hit.distance().0 == 0 && hit.answers.iter().all(|a| a.met == Some(true)),
            "{hit:?}"
        );
    }

    #[test]
    fn a_word_that_is_lacking_is_told_by_its_key() {
        let keys = "starts = [\"春茶\"]\nall = [\"上市\"]";
        let told = account(keys, "春茶上市", "今年的春茶上市");
        assert_eq!((told.lacks, told.distance().0), (Some("starts"), 1));
        assert_eq!(told.words.len(), 2);
        // What speaks of the end of the line is told as the matching tells it.
        let told = account("any = [\"春茶\"]\nneeds = [\"rest <= 4\"]", "春茶上市", "春茶上市的日子到了");
        assert_eq!((told.answers[0].met, told.answers[0].value), (Some(false), Some(9.0)));
    }
}
