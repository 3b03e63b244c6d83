//! Bad lines to the words that may tell them from honest ones.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::visible_chars;
use crate::lang;
use crate::rules::{folded, has_sentence};

/// Words that are looked at; their presence in a line is a number of so many bits.
const MOST: usize = 64;

/// A label before a colon has so many characters, and no more than two words; more is the beginning of a sentence.
const LABEL: std::ops::RangeInclusive<usize> = 2..=6;

/// Up to so many visible characters a line is looked for whole: there is not room for two words and something else.
const WHOLE: usize = 6;

/// Lines that must go, for one reason.
#[derive(Debug, Clone)]
pub struct Bad {
    /// As the rules meet them.
    pub lines: Vec<String>,
    /// What the rule may look for.
    pub candidates: Vec<Candidate>,
    /// Whether all of the candidates stand in every line; else each line has some.
    pub common: bool,
    /// The label before a colon that all begin with, colon included; then it is the first of the candidates.
    pub label: Option<String>,
    /// A pattern of what differs from line to line and is none of their words: numbers, handles.
    pub pattern: Option<&'static str>,
    /// Visible characters of the longest.
    pub longest: usize,
    /// Whether a sentence ends in one.
    pub sentence: bool,
}

/// A word that may tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Folded.
    pub text: String,
    /// How rare it is in Chinese at large, as a logarithm.
    pub price: u32,
    /// The lines it stands in, by index.
    pub lines: Vec<usize>,
}

impl Bad {
    /// Looks at lines; blank ones are left out. `None` where no line holds a word.
    pub fn new(lines: &[String]) -> Option<Bad> {
        let mut known: Vec<(String, String)> = Vec::new();
        for line in lines.iter().map(|line| line.trim()) {
            let view = folded(line);
            if view.chars().any(crate::rules::is_word) && known.iter().all(|(_, other)| *other != view) {
                known.push((line.to_owned(), view));
            }
        }
        let (lines, views): (Vec<String>, Vec<String>) = known.into_iter().unzip();
        let first = views.first()?;
        let label = label(first).filter(|label| views.iter().all(|view| view.starts_with(label.as_str())));
        let mut candidates: Vec<Candidate> = Vec::new();
        let everywhere: Vec<usize> = (0..views.len()).collect();
        if let Some(label) = &label {
            candidates.push(Candidate { text: label.clone(), price: u32::MAX / 128, lines: everywhere });
        }
        for view in &views {
            for (text, price) in words(view) {
                if candidates.iter().all(|known| known.text != text)
                    && label.as_ref().is_none_or(|label| !label.contains(&text))
                {
                    let holds = |(at, view): (usize, &String)| holds(view, &text).then_some(at);
                    let lines = views.iter().enumerate().filter_map(holds).collect();
                    candidates.push(Candidate { text, price, lines });
                }
            }
        }
        let common = candidates.iter().any(|candidate| candidate.lines.len() == views.len());
        if common {
            candidates.retain(|candidate| candidate.lines.len() == views.len());
        }
        candidates.sort_by_key(|candidate| std::cmp::Reverse((candidate.lines.len(), candidate.price)));
        candidates.truncate(MOST);
        Some(Bad {
            label,
            pattern: pattern(&views),
            longest: lines.iter().map(|line| visible_chars(line)).max().unwrap_or(0),
            sentence: lines.iter().any(|line| has_sentence(line)),
            candidates,
            common,
            lines,
        })
    }

    /// Whether the lines are to be looked for whole.
    pub fn is_whole(&self) -> bool {
        let few = self.common && self.candidates.len() < 2 || self.candidates.is_empty();
        self.label.is_none() && (self.longest <= WHOLE || few && self.pattern.is_none())
    }

    /// Which of the candidates a folded line holds.
    pub fn mask(&self, view: &str) -> u64 {
        let holds = |(at, candidate): (usize, &Candidate)| u64::from(holds(view, &candidate.text)) << at;
        self.candidates.iter().enumerate().map(holds).sum()
    }

    /// How rare the candidates of a mask are together.
    pub fn price(&self, mask: u64) -> u32 {
        self.candidates.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, c)| c.price).sum()
    }
}

/// Whether a folded line holds a folded word; a Latin one as a whole word, which is how rules look for it.
pub fn holds(view: &str, word: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
    view.match_indices(word).any(|(at, _)| {
        let (before, after) = (view[..at].chars().next_back(), view[at + word.len()..].chars().next());
        !latin || !letter(before) && !letter(after)
    })
}

/// The words of a folded line: of hanzi two characters or more, of Latin letters two or more.
fn words(view: &str) -> Vec<(String, u32)> {
    static LATIN: LazyLock<Regex> = LazyLock::new(|| literal("[a-z]{2,}"));
    // Nobody says how rare a Latin word is; one in a Chinese line tells about as much as a rare word.
    const PRICE: u32 = 11;
    let hanzi = lang::words(view).into_iter().map(|word| (view[word.span].to_owned(), word.price));
    let hanzi = hanzi.filter(|(word, _)| word.chars().nth(1).is_some());
    let alone = |found: &regex::Match<'_>| {
        let next_to = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '_');
        !next_to(view[..found.start()].chars().next_back()) && !next_to(view[found.end()..].chars().next())
    };
    let latin = LATIN.find_iter(view).filter(alone).map(|found| (found.as_str().to_owned(), PRICE));
    hanzi.chain(latin).collect()
}

/// What stands before the first colon of a folded line, with it.
fn label(view: &str) -> Option<String> {
    let view = view.trim_start_matches(|c| !crate::rules::is_word(c));
    let (label, _) = view.split_once(':')?;
    let hanzi = label.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    let is_label = hanzi && LABEL.contains(&label.chars().count()) && lang::words(label).len() <= 2;
    is_label.then(|| format!("{label}:"))
}

/// What stands in all lines and is no word: a number of five digits or more, a handle of letters and digits.
fn pattern(views: &[String]) -> Option<&'static str> {
    const NUMBER: &str = "\\d{5,}";
    const HANDLE: &str = "[a-z]+[_-]?\\d[a-z0-9_-]{3,}";
    [NUMBER, HANDLE].into_iter().find(|pattern| {
        let pattern = literal(pattern);
        views.iter().all(|view| pattern.is_match(view))
    })
}

fn literal(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(lines: &[&str]) -> Bad {
        Bad::new(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()).unwrap()
    }

    fn texts(bad: &Bad) -> Vec<&str> {
        bad.candidates.iter().map(|candidate| candidate.text.as_str()).collect()
    }

    #[test]
    fn lines_are_known_by_the_words_they_share() {
        let bad = bad(&["☆ 点 击 右 上 角 “…” 分 享 给 好 友 ☆", "请点击右上角分享", "  "]);
        assert_eq!(bad.lines.len(), 2);
        assert!(bad.common && bad.pattern.is_none() && bad.label.is_none());
        let mut words = texts(&bad);
        words.sort_unstable();
        assert_eq!(words, ["分享", "右上角", "点击"]);
        assert_eq!(bad.mask("在右上角分享"), bad.mask("右上角") | bad.mask("分享"));
    }

    #[test]
    fn a_label_a_number_and_a_handle_are_seen() {
        assert_eq!(
            bad(&["订购热线：0571-88880000", "订购热线 : 13800000000"]).label.as_deref(),
            Some("订购热线:")
        );
        assert_eq!(bad(&["购茶加 QQ 8888123"]).pattern, Some("\\d{5,}"));
        let handle = bad(&["想学种茶的加微信：cha_8899"]);
        assert!(handle.pattern.is_some() && !texts(&handle).contains(&"cha"), "{handle:?}");
        assert!(bad(&["展开全文"]).is_whole());
        assert!(bad(&["想学种茶的加微信：cha"]).label.is_none());
        assert!(holds("打开app看", "app") && !holds("打开apple看", "app"));
        assert!(Bad::new(&["……".to_owned()]).is_none());
    }
}
