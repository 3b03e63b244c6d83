//! Rules as the matcher runs them: one index of the words of all rules and lexicons, one set over the
//! patterns that no word guards, and conditions that are asked only where a word or pattern was found.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::condition::{Bound, Condition, Fact, Measure};
use super::fold::{folded, is_word};
use super::lexicon::Lexicon;
use super::rule::{Need, Rule, State, Unit};
use super::site::Selecting;
use super::words::Words;
use crate::segment::Selector;

/// A compiled pattern may need so many bytes; a counted repetition of a class of hanzi is dear.
const REGEX_SIZE: usize = 1 << 22;

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
    /// Rules that live on the words of a lexicon, by lexicon.
    pub(super) lexical_rules: Vec<Vec<LexicalRule>>,
    /// The rules that have selectors.
    pub(super) selecting: Vec<Selecting>,
}

/// What there is to know of a word that is looked for.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Rules that are looked at when it is found.
    pub(super) rules: Vec<usize>,
    /// Lexicons that it is a term of, with its weight.
    pub(super) terms: Vec<(usize, f32)>,
    /// Begins, ends with a Latin letter: must not stand inside a longer Latin word.
    pub(super) latin: (bool, bool),
}

/// A rule that names a lexicon and no words.
#[derive(Debug, Clone, Copy)]
pub(super) struct LexicalRule {
    pub(super) rule: usize,
    /// It asks for a term of weight 1: most lines that hold a word of a lexicon hold a lesser one only.
    pub(super) needs_telling: bool,
}

/// The anchors of a rule: lists of patterns.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    pub(super) any: Vec<u32>,
    pub(super) all: Vec<u32>,
    pub(super) starts: Vec<u32>,
    pub(super) ends: Vec<u32>,
    pub(super) equals: Vec<u32>,
    pub(super) regex: Option<Regex>,
    /// Asked only on pages that bear injected strings.
    pub(super) polluted: bool,
    /// Asked of the page when all others have taken theirs.
    pub(super) last: bool,
}

/// Compiles a rule's pattern.
///
/// # Errors
/// It is no regular expression, or too large a one.
pub fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(REGEX_SIZE).build()
}

impl Matcher {
    /// Compiles rules; those that are off are never matched.
    ///
    /// # Errors
    /// A message where a pattern does not compile.
    pub fn new(rules: &[Rule], lexicons: Vec<Lexicon>) -> Result<Matcher, String> {
        let mut collector = Collector::default();
        let mut lexical_rules = vec![Vec::new(); lexicons.len()];
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
            let regex = rule.regex.as_deref().map(regex).transpose().map_err(|e| e.to_string())?;
            let entry = Compiled {
                equals: collector.list(&rule.equals, |text| text.trim_matches(|c| !is_word(c))),
                starts: collector.list(&rule.starts, |text| text.trim_start_matches(|c| !is_word(c))),
                ends: collector.list(&rule.ends, |text| text.trim_end_matches(|c| !is_word(c))),
                any: collector.list(&rule.any, |text| text),
                all: collector.list(&rule.all, |text| text),
                regex,
                last: rule.needs.iter().any(|n| {
                    matches!(
                        n.condition,
                        Condition::Bound(
                            Measure::PageLexicon(_) | Measure::PageTerms(_) | Measure::PageSentences(_),
                            _
                        )
                    )
                }),
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
                    guards.iter().for_each(|guard| collector.patterns[*guard as usize].rules.push(index))
                }
                (None, _) if !entry.all.is_empty() => {
                    let longest = entry.all.iter().max_by_key(|p| collector.texts[**p as usize].len());
                    longest.iter().for_each(|guard| collector.patterns[**guard as usize].rules.push(index));
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
            for term in &lexicon.terms {
                let pattern = collector.pattern(&term.text);
                collector.patterns[pattern as usize].terms.push((index, term.weight));
            }
        }
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
            lexical_rules,
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
        self.patterns.push(Pattern { rules: Vec::new(), terms: Vec::new(), latin });
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
}
