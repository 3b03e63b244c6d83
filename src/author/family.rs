//! Which family a bad line belongs to, by what the rules and word lists know of its words.

use super::words::Bad;
use crate::rules::{Family, Rule, Ruleset, folded};

/// A share of a line's letters that the words of a list cover, from which the line is of the list's kind.
const COVERED: f32 = 0.4;

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
    for lexicon in rules.lexicons() {
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
    let score = |rule: &Rule| -> (u32, Vec<String>) {
        let literals: Vec<String> = [&rule.any, &rule.all, &rule.starts, &rule.ends, &rule.equals]
            .into_iter()
            .flatten()
            .map(|word| folded(word))
            .collect();
        let examples: Vec<String> = rule.hit.iter().map(|example| folded(&example.text)).collect();
        let known = |list: &[String], word: &str| list.iter().any(|text| text.contains(word));
        let mut score = 0;
        let mut words = Vec::new();
        for word in &bad.candidates {
            // What a rule looks for says more than what happens to stand in an example.
            let times = 2 * u32::from(known(&literals, &word.text)) + u32::from(known(&examples, &word.text));
            score += times * word.price;
            if times > 0 {
                words.push(word.text.clone());
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
        assert_eq!(family("上一篇文章在这里"), Family::Boilerplate);
        assert_eq!((family("灯笼铺子"), family("娱乐")), (Family::Boilerplate, Family::Boilerplate));
    }
}
