//! Rules as the matcher runs them: one index of the words of all rules and lexicons, one set over the
//! patterns that no word guards, and conditions that are asked only where a word or pattern was found.

use std::collections::HashMap;

use regex::{RegexSet, RegexSetBuilder};

use super::condition::{Bound, Condition, Fact, Measure};
use super::expression::{Expression, REGEX_SIZE};
use super::fold::{folded, is_word};
use super::lexicon::Lexicon;
use super::outlook::{Lexicons, Needed, lexicon_bit};
use super::rule::{Need, Rule, State, Unit};
use super::rule_bits::RuleBits;
use super::site::Selecting;
use super::words::Words;
use crate::segment::Selector;

/// Everything that a line is matched with.
#[derive(Debug, Default)]
pub struct Matcher {
    pub(super) words: Words,
    pub(super) patterns: Vec<Pattern>,
    pub(super) rules: Vec<Compiled>,
    pub(super) unguarded: RegexSet,
    pub(super) unguarded_rules: Vec<usize>,
    pub(super) lexicons: Vec<Lexicon>,
    /// Rules about the site's own name, which no index holds.
    pub(super) named: Vec<usize>,
    /// Sets of rules that a word wakes; most words share theirs with others.
    pub(super) wakes: Vec<RuleBits>,
    /// Lexicons that rules ask of the page as a whole.
    pub(super) of_pages: Vec<usize>,
    /// The rules that have selectors.
    pub(super) selecting: Vec<Selecting>,
}

/// What there is to know of a word that is looked for.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Rules that are looked at when it is found: its number among [`Matcher::wakes`].
    pub(super) wakes: usize,
    /// Lexicons that it is a term of, with its weight.
    pub(super) terms: Vec<(usize, f32)>,
    /// Begins, ends with a Latin letter: must not stand inside a longer Latin word.
    pub(super) latin: (bool, bool),
    /// The lexicons that it is a term of, and those that it is a telling one of.
    pub(super) any: Lexicons,
    pub(super) telling: Lexicons,
}

/// A rule that names a lexicon and no words.
struct LexicalRule {
    rule: usize,
    /// It asks for a term of weight 1: most lines that hold a word of a lexicon hold a lesser one only.
    needs_telling: bool,
}

/// The anchors of a rule: lists of patterns.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    pub(super) any: Vec<u32>,
    pub(super) all: Vec<u32>,
    pub(super) starts: Vec<u32>,
    pub(super) ends: Vec<u32>,
    pub(super) equals: Vec<u32>,
    pub(super) regex: Option<Expression>,
    /// Words of which lexicons it needs.
    pub(super) needed: Needed,
    /// Asked only on pages that bear injected strings.
    pub(super) polluted: bool,
    /// Asked of the page when all others have taken theirs.
    pub(super) last: bool,
}

impl Matcher {
    /// Compiles rules; those that are off are never matched.
    ///
    /// # Errors
    /// A message where a pattern does not compile.
    pub fn new(rules: &[Rule], lexicons: Vec<Lexicon>) -> Result<Matcher, String> {
        let words =
            rules.iter().map(|rule| rule.any.len() + rule.equals.len() + rule.starts.len() + rule.ends.len());
        let terms = lexicons.iter().map(|lexicon| lexicon.terms.len());
        let mut collector =
            Collector { numbers: HashMap::with_capacity(words.chain(terms).sum()), ..Collector::default() };
        let mut lexical_rules: Vec<Vec<LexicalRule>> = lexicons.iter().map(|_| Vec::new()).collect();
        let (mut unguarded, mut unguarded_rules) = (Vec::new(), Vec::new());
        let mut compiled = Vec::new();
        let mut selecting = Vec::new();
        let mut named = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            if rule.state == State::Off {
                compiled.push(Compiled::default());
                continue;
            }
            if !rule.select.is_empty() {
                let selectors = rule.select.iter().map(|text| Selector::parse(text));
                let selectors = selectors.collect::<Result<_, _>>().map_err(|bad| bad.message)?;
                selecting.push(Selecting { rule: index, selectors });
            }
            let regex = rule.regex.as_deref().map(Expression::new);
            let entry = Compiled {
                equals: collector.list(&rule.equals, |text| text.trim_matches(|c| !is_word(c))),
                starts: collector.list(&rule.starts, |text| text.trim_start_matches(|c| !is_word(c))),
                ends: collector.list(&rule.ends, |text| text.trim_end_matches(|c| !is_word(c))),
                any: collector.list(&rule.any, |text| text),
                all: collector.list(&rule.all, |text| text),
                regex,
                needed: Needed::of(rule, |name| lexicons.iter().position(|l| l.name == name)),
                last: rule.needs.iter().any(|need| need.condition.page_lexicon().is_some()),
                polluted: rule.needs.iter().any(|n| n.condition == Condition::Fact(Fact::Polluted)),
            };
            if rule.part == Some(Unit::Name) {
                named.push(index);
            }
            // The anchor that is rarest decides whether a rule is looked at; of `all`, the longest word.
            let rare =
                [&entry.equals, &entry.starts, &entry.ends, &entry.any].into_iter().find(|l| !l.is_empty());
            match (rare, &rule.regex) {
                (Some(guards), _) => {
                    guards.iter().for_each(|guard| collector.rules[*guard as usize].insert(index))
                }
                (None, _) if !entry.all.is_empty() => {
                    let longest = entry.all.iter().max_by_key(|p| collector.texts[**p as usize].len());
                    longest.iter().for_each(|guard| collector.rules[**guard as usize].insert(index));
                }
                (None, Some(pattern)) => {
                    unguarded.push(pattern.as_str());
                    unguarded_rules.push(index);
                }
                (None, None) => {
                    for need in &rule.needs {
                        if let Condition::Bound(Measure::Lexicon(name), Bound::AtLeast(_)) = &need.condition
                            && let Some(lexicon) = lexicons.iter().position(|l| l.name == *name)
                        {
                            let asks = |need: &Need| match &need.condition {
                                Condition::Bound(Measure::Terms(list), Bound::AtLeast(n)) => {
                                    list == name && *n >= 1.0
                                }
                                _ => false,
                            };
                            let needs_telling = rule.needs.iter().any(asks);
                            lexical_rules[lexicon].push(LexicalRule { rule: index, needs_telling });
                            break;
                        }
                    }
                }
            }
            compiled.push(entry);
        }
        for (index, lexicon) in lexicons.iter().enumerate() {
            let woken = |telling: bool| -> RuleBits {
                let rules = lexical_rules[index].iter();
                rules.filter(|rule| telling || !rule.needs_telling).map(|rule| rule.rule).collect()
            };
            let (by_any, by_telling) = (woken(false), woken(true));
            for term in &lexicon.terms {
                let pattern = collector.pattern(&term.text);
                let entry = &mut collector.patterns[pattern as usize];
                let is_telling = term.weight >= 1.0;
                entry.terms.push((index, term.weight));
                entry.any |= lexicon_bit(index);
                entry.telling |= if is_telling { lexicon_bit(index) } else { 0 };
                collector.rules[pattern as usize].extend(if is_telling { &by_telling } else { &by_any });
            }
        }
        let wakes = collector.wakes();
        let mut of_pages: Vec<usize> = rules
            .iter()
            .flat_map(|rule| rule.needs.iter().chain(&rule.unless))
            .filter_map(|need| need.condition.page_lexicon())
            .filter_map(|name| lexicons.iter().position(|l| l.name == name))
            .collect();
        of_pages.sort_unstable();
        of_pages.dedup();
        let unguarded =
            RegexSetBuilder::new(&unguarded).size_limit(REGEX_SIZE * 4).build().map_err(|e| e.to_string())?;
        Ok(Matcher {
            words: Words::new(&collector.texts),
            patterns: collector.patterns,
            rules: compiled,
            unguarded,
            unguarded_rules,
            lexicons,
            named,
            wakes,
            of_pages,
            selecting,
        })
    }
}

/// Gives every different text one number.
#[derive(Default)]
struct Collector {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
    patterns: Vec<Pattern>,
    /// Rules that each wakes.
    rules: Vec<RuleBits>,
}

impl Collector {
    fn list(&mut self, words: &[String], trim: impl Fn(&str) -> &str) -> Vec<u32> {
        words.iter().map(|word| self.pattern(trim(&folded(word)))).collect()
    }

    fn pattern(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.patterns.len() as u32;
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let latin = (latin(text.chars().next()), latin(text.chars().next_back()));
        self.patterns.push(Pattern { wakes: 0, terms: Vec::new(), latin, any: 0, telling: 0 });
        self.rules.push(RuleBits::default());
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
    /// Gives each pattern the set of its rules; the same set once.
    fn wakes(&mut self) -> Vec<RuleBits> {
        let (mut sets, mut numbers) = (Vec::new(), HashMap::new());
        for (pattern, rules) in self.patterns.iter_mut().zip(std::mem::take(&mut self.rules)) {
            pattern.wakes = numbers.get(&rules).copied().unwrap_or(sets.len());
            if pattern.wakes == sets.len() {
                sets.push(rules.clone());
                numbers.insert(rules, pattern.wakes);
            }
        }
        sets
    }
}
