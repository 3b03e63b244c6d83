//! What a site calls itself: the name that stands beside the copyright mark and that its title or another of its lines
//! bears too.

use std::ops::Range;

use super::facts::{PageView, is_prose};
use super::fold::{folded, is_word};
use crate::document::{Line, is_hanzi};

/// Hanzi of the shortest and of the longest name.
const SHORTEST: usize = 3;
const LONGEST: usize = 10;

impl PageView<'_> {
    /// Where the line says the site's name.
    pub(super) fn names_in(&self, text: &str) -> Vec<Range<usize>> {
        let names = self.names.get_or_init(|| self.find_names());
        names
            .iter()
            .flat_map(|name| text.match_indices(name.as_str()).map(|(at, n)| at..at + n.len()))
            .collect()
    }

    fn find_names(&self) -> Vec<String> {
        let document = self.document;
        let furniture = || document.lines.iter().filter(|line| !is_prose(line));
        let says = |line: &Line| {
            let text = folded(&line.text);
            text.contains('©') || text.contains("版权所有") || text.contains("copyright")
        };
        let mut names: Vec<String> = Vec::new();
        for line in furniture().filter(|line| says(line)).take(4) {
            for name in line.text.split(|c: char| !is_hanzi(c)).filter(|name| is_name(name)) {
                let head = document
                    .head
                    .iter()
                    .filter(|head| head.key == "title" || head.key == "meta:og:site_name");
                let others = furniture().filter(|other| !std::ptr::eq(*other, line));
                let mut lines = head.map(|head| &head.line).chain(others);
                let named = lines.any(|other| bears(&other.text, name));
                if named && !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
        names
    }
}

fn is_name(text: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&text.chars().count()) && !text.contains("版权") && !text.contains("转载")
}

/// Whether the name stands in the text as a word of its own, with separators or the ends of the line around it.
fn bears(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, name)| {
        let apart = |c: Option<char>| c.is_none_or(|c| !is_word(c));
        apart(text[..at].chars().next_back()) && apart(text[at + name.len()..].chars().next())
    })
}
