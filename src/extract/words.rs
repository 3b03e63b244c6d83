//! Whether a line has one of some words at all: asked of most lines before a pattern is tried on it.

use regex::Regex;

/// Words to look for, all at once: nothing but literals, for which `regex` takes no automaton but vectors of bytes.
pub struct Words(Regex);

impl Words {
    /// The words, none of them empty.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Words {
        let words: Vec<String> = words.into_iter().map(regex::escape).collect();
        Words(Regex::new(&words.join("|")).expect("literals"))
    }

    /// Whether one of them stands in the text.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.is_match(text)
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
