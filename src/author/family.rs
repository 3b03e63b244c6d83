//! Which family a bad line belongs to, by what the rules and word lists know of its words.

use super::words::{Bad, holds};
use crate::rules::{Family, Rule, Ruleset, folded};

/// A share of a line's letters that the words of a list cover, from which the line is of the list's kind.
const COVERED: f32 = 0.4;

/// What a character of a literal counts, and the most that a word counts that stands in an example: as much as a
/// literal of two characters does.
const LITERAL: u32 = 10;
const MOST: u32 = 20;

/// A family, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The family.
    pub family: Family,
    /// Why, for people.
    pub because: String,
}

/// The family of the rule that looks for the rarest of the line's words; spam where a word list covers much of the
/// line; boilerplate where nobody knows a word.
pub fn guess(bad: &Bad, rules: &Ruleset) -> Guess {
    // The list of all trades of spam; the other lists help their rules and hold honest words.
    for lexicon in rules.lexicons().iter().filter(|lexicon| lexicon.name == "spam") {
        let covered = bad.lines.iter().map(|line| {
            let view = folded(line);
            let all = view.chars().filter(|c| crate::rules::is_word(*c)).count().max(1);
            let terms: Vec<_> =
                lexicon.terms.iter().filter(|term| view.contains(term.text.as_str())).collect();
            // Terms of a lesser weight stand in honest text every day.
            let telling = terms.iter().any(|term| term.weight >= 1.0);
            let sum: f32 = terms.iter().map(|term| term.text.chars().count() as f32 * term.weight).sum();
            if telling { sum / all as f32 } else { 0.0 }
        });
        if covered.fold(0.0, f32::max) >= COVERED {
            let because = format!("the word list `{}` knows its words", lexicon.name);
            return Guess { family: Family::Spam, because };
        }
    }
    let views: Vec<String> = bad.lines.iter().map(|line| folded(line)).collect();
    let score = |rule: &Rule| -> (u32, Vec<String>) {
        let mut words: Vec<String> = [&rule.any, &rule.all, &rule.starts, &rule.ends, &rule.equals]
            .into_iter()
            .flatten()
            .map(|literal| folded(literal))
            .filter(|literal| views.iter().any(|view| holds(view, literal)))
            .collect();
        // What a rule looks for says more than what happens to stand in an example.
        let mut score: u32 = words.iter().map(|literal| LITERAL * literal.chars().count() as u32).sum();
        // The example of an injected string is full of honest words.
        let examples = rule.hit.iter().filter(|_| rule.pass != Family::Spam);
        let examples: Vec<String> = examples.map(|example| folded(&example.text)).collect();
        for word in &bad.candidates {
            if examples.iter().any(|example| holds(example, &word.text)) {
                score += word.price.min(MOST);
                if !words.contains(&word.text) {
                    words.push(word.text.clone());
                }
            }
        }
        (score, words)
    };
    let best = rules
        .rules()
        .iter()
        .filter(|rule| rule.pass != Family::Fields)
        .map(|rule| (score(rule), rule))
        .rev()
        .max_by_key(|((score, _), _)| *score);
    match best {
        Some(((1.., words), rule)) => {
            Guess { family: rule.pass, because: format!("{} knows {}", rule.id, words.join(", ")) }
        }
        _ => Guess { family: Family::Boilerplate, because: "no rule knows its words".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RulesetBuilder;

    #[test]
    fn a_line_goes_where_its_words_are_known() {
        let rules = RulesetBuilder::default().build().unwrap();
        let family = |line: &str| guess(&Bad::new(&[line.to_owned()]).unwrap(), &rules).family;
        assert_eq!(family("关注小城茶事的微信公众号领福利"), Family::Ads);
        assert_eq!(family("国产精品_毛片无码_亚洲一区二区_在线观看"), Family::Spam);
        assert_eq!(family("上一篇：春茶文章在这里"), Family::Boilerplate);
        assert_eq!((family("灯笼铺子"), family("官网")), (Family::Boilerplate, Family::Boilerplate));
    }
}
