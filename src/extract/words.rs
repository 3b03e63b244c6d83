//! Whether a line has one of some words at all: asked of most lines before a pattern is tried on it.

use std::collections::BTreeSet;

use daachorse::DoubleArrayAhoCorasick;

/// Words to look for, all at once.
pub struct Words(DoubleArrayAhoCorasick<u32>);

impl Words {
    /// The words, none of them empty.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Words {
        let words: BTreeSet<&str> = words.into_iter().collect();
        Words(DoubleArrayAhoCorasick::new(words).expect("words, each once and not empty"))
    }

    /// Whether one of them stands in the text.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.find_overlapping_iter(text).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_enough() {
        let words = Words::new(["来源", "出处", "自"]);
        assert!(words.are_in("文章来源：小城网") && words.are_in("自己"));
        assert!(!words.are_in("来 源") && !words.are_in(""));
    }
}
