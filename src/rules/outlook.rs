//! Whether a rule can hit a line at all, told from what costs next to nothing: before its pattern is walked, before words
//! are weighed, before the line is parted into fragments. Whoever wants to know what a rule lacks asks
//! [`Matcher::check`] itself.

use super::address::may_hold_address;
use super::compile::Matcher;
use super::condition::{Bound, Condition, Fact, Measure};
use super::facts::{LineView, has_strewn};
use super::matching::Asked;
use super::rule::Rule;
use super::scan::{Scanned, Scratch};

/// Lexicons by their indices, as bits; those beyond the last bit begin anew, so that a bit says that a word of a
/// lexicon may be there, and none that none is.
pub(super) type Lexicons = u64;

/// The bit of a lexicon.
pub(super) fn lexicon_bit(lexicon: usize) -> Lexicons {
    1 << (lexicon % 64)
}

/// The lexicons of which a rule needs a word, and a telling one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Needed {
    any: Lexicons,
    telling: Lexicons,
}

impl Needed {
    pub(super) fn of(rule: &Rule, lexicon: impl Fn(&str) -> Option<usize>) -> Needed {
        let mut needed = Needed::default();
        let bit = |name: &str| lexicon(name).map_or(0, lexicon_bit);
        for need in &rule.needs {
            match &need.condition {
                Condition::Bound(Measure::Lexicon(name), Bound::AtLeast(least)) if *least > 0.0 => {
                    needed.any |= bit(name);
                }
                Condition::Bound(Measure::Terms(name), Bound::AtLeast(least)) if *least > 0.0 => {
                    needed.telling |= bit(name);
                }
                _ => {}
            }
        }
        needed
    }
}

impl Matcher {
    /// Whether the rule may hit the line that `scratch` was turned to. Where it may not, [`Matcher::check`] fails.
    pub fn may_hit(&self, index: usize, rule: &Rule, view: LineView<'_>, scratch: &Scratch) -> bool {
        scratch.step(0);
        let anchors = &self.rules[index];
        if anchors.needed.any & !view.scanned.any != 0 || anchors.needed.telling & !view.scanned.telling != 0
        {
            return false;
        }
        if anchors.regex.as_ref().is_some_and(|regex| !regex.may_begin(view.folded())) {
            return false;
        }
        let asked = Asked { matcher: self, rule, anchors, view, scratch };
        let whole = !asked.is_of_runs() && !asked.is_of_parts();
        let of_line = |condition: &Condition| match condition {
            Condition::Fact(fact) if fact.is_of_line() => Some(asked.is(*fact, &(0..0))),
            _ => None,
        };
        let lacks = |condition: &Condition| match condition {
            Condition::Fact(Fact::Strewn) => !has_strewn(&view.line.text),
            Condition::Bound(Measure::Chars, bound) if whole || matches!(bound, Bound::AtLeast(_)) => {
                !bound.holds(asked.visible() as f32)
            }
            Condition::Bound(Measure::Addresses | Measure::Disguised, Bound::AtLeast(least))
                if *least > 0.0 =>
            {
                !may_hold_address(view.folded())
            }
            Condition::Bound(Measure::Links, bound) => !bound.holds(view.line.link_share()),
            Condition::Bound(Measure::Anchors, bound) => !bound.holds(view.line.birth.anchors as f32),
            Condition::Bound(Measure::Terms(name), Bound::AtLeast(least)) if *least > 1.0 => {
                (self.telling(name, view.scanned) as f32) < *least
            }
            Condition::Bound(Measure::PageTerms(name), Bound::AtLeast(least)) => {
                let most = view.page.telling.as_ref().zip(self.lexicon(name));
                most.is_some_and(|(telling, list)| (self.count(list, telling) as f32) < *least)
            }
            condition => of_line(condition) == Some(false),
        };
        !rule.needs.iter().any(|need| lacks(&need.condition))
            && !rule.unless.iter().any(|need| of_line(&need.condition) == Some(true))
    }

    /// Adds the telling terms in a line of lists that rules ask of pages.
    pub fn note_telling(&self, view: LineView<'_>, noted: &mut Vec<u32>) {
        /// So many may be noted again before they are sorted out.
        const MANY: usize = 4096;
        let asked = self.of_pages.iter().fold(0, |asked, list| asked | lexicon_bit(*list));
        if view.scanned.telling & asked == 0 {
            return;
        }
        let is_asked = |pattern: &u32| self.patterns[*pattern as usize].telling & asked != 0;
        noted.extend(view.scanned.found.iter().map(|found| found.pattern).filter(is_asked));
        if noted.len() > MANY {
            noted.sort_unstable();
            noted.dedup();
        }
    }

    /// How many of the terms are of a list and telling.
    fn count(&self, list: usize, terms: &[u32]) -> usize {
        let is_of_list = |term: &&u32| self.patterns[**term as usize].telling & lexicon_bit(list) != 0;
        terms.iter().filter(is_of_list).count()
    }

    /// Telling terms of a lexicon in a line, those inside of others too.
    fn telling(&self, lexicon: &str, scanned: Scanned<'_>) -> usize {
        let Some(lexicon) = self.lexicon(lexicon) else { return 0 };
        let mut telling: Vec<u32> = Vec::new();
        for found in scanned.found {
            let pattern = &self.patterns[found.pattern as usize];
            if pattern.telling & lexicon_bit(lexicon) != 0 && !telling.contains(&found.pattern) {
                telling.push(found.pattern);
            }
            // More than any rule asks for are as good as all.
            if telling.len() >= 32 {
                return usize::MAX;
            }
        }
        telling.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::RulesetBuilder;
    use super::super::facts::PageView;
    use super::*;

    #[test]
    fn what_hits_may_hit() {
        let ruleset = RulesetBuilder::default().build().unwrap();
        let (matcher, mut scratch) = (ruleset.matcher(), Scratch::default());
        let mut hits = 0;
        for (document, _) in ruleset.hit_pages() {
            let mut page = PageView::of(&document, matcher);
            let mut noted = Vec::new();
            page.lines().for_each(|view| matcher.note_telling(view, &mut noted));
            noted.sort_unstable();
            noted.dedup();
            (page.polluted, page.telling) = (true, Some(noted));
            for view in page.lines() {
                matcher.turn_to(view, &mut scratch);
                for (index, rule) in ruleset.rules().iter().enumerate() {
                    let hit = matcher.check(index, rule, view, &scratch).is_ok_and(|hits| !hits.is_empty());
                    hits += usize::from(hit);
                    assert!(
                        !hit || matcher.may_hit(index, rule, view, &scratch),
                        "{}: {}",
                        rule.id,
                        view.line.text
                    );
                }
            }
        }
        assert!(hits > 400, "{hits}");
    }

    #[test]
    fn a_rule_that_lacks_a_word_or_a_fact_is_not_asked() {
        let ruleset = RulesetBuilder::default().build().unwrap();
        let (matcher, mut scratch) = (ruleset.matcher(), Scratch::default());
        let line = |text: &str| crate::document::Line::new(text, crate::document::Birth::default());
        let document = crate::document::Document {
            lines: vec![line("天还没亮，代孕公司门前"), line("国产手机")],
            ..crate::document::Document::default()
        };
        let page = PageView::of(&document, matcher);
        let index = ruleset.rules().iter().position(|rule| rule.id == "spam/trade-behind").unwrap();
        for view in page.lines() {
            matcher.turn_to(view, &mut scratch);
            // The one is no prose, the other has no telling word.
            assert!(!matcher.may_hit(index, &ruleset.rules()[index], view, &scratch), "{}", view.line.text);
        }
    }
}
