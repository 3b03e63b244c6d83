//! What a site calls itself: the name that stands beside the copyright mark and that its title or another of its lines
//! bears too.

use std::ops::Range;

use memchr::memmem::Finder;

use super::facts::{PageView, is_prose};
use super::fold::is_word;
use crate::document::is_hanzi;

/// Hanzi of the shortest and of the longest name.
const SHORTEST: usize = 3;
const LONGEST: usize = 10;

impl<'a> PageView<'a> {
    /// Whether the text says the site's name.
    pub(super) fn says_name(&self, text: &str) -> bool {
        self.names().iter().any(|name| name.find(text.as_bytes()).is_some())
    }

    /// Where the text says the site's name.
    pub(super) fn names_in(&self, text: &str) -> Vec<Range<usize>> {
        let places = |name: &Finder<'_>| {
            let length = name.needle().len();
            name.find_iter(text.as_bytes()).map(|at| at..at + length).collect::<Vec<_>>()
        };
        self.names().iter().flat_map(places).collect()
    }

    fn names(&self) -> &[Finder<'static>] {
        self.names.get_or_init(|| {
            let mut names: Vec<Finder<'static>> = Vec::new();
            for name in self.find_names() {
                if !names.iter().any(|known| known.needle() == name.as_bytes()) {
                    names.push(Finder::new(name).into_owned());
                }
            }
            names
        })
    }

    /// The names beside the copyright mark that another place bears too.
    fn find_names(&self) -> impl Iterator<Item = &'a str> {
        let document = self.document;
        let furniture = || document.lines.iter().filter(|line| !is_prose(line));
        let marked = self.saying(&["©", "版权所有", "copyright"]).filter(|line| !is_prose(line)).take(4);
        marked.flat_map(move |line| {
            let names = line.text.split(|c: char| !is_hanzi(c)).filter(|name| is_name(name));
            names.filter(move |name| {
                let head = document
                    .head
                    .iter()
                    .filter(|head| head.key == "title" || head.key == "meta:og:site_name");
                let others = furniture().filter(|other| !std::ptr::eq(*other, line));
                let bearer = Finder::new(*name);
                let mut lines = head.map(|head| &head.line).chain(others);
                lines.any(|other| bears(&other.text, &bearer))
            })
        })
    }
}

fn is_name(text: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&text.chars().count()) && !text.contains("版权") && !text.contains("转载")
}

/// Whether the name stands in the text as a word of its own, with separators or the ends of the line around it.
fn bears(text: &str, name: &Finder<'_>) -> bool {
    name.find_iter(text.as_bytes()).any(|at| {
        let apart = |c: Option<char>| c.is_none_or(|c| !is_word(c));
        apart(text[..at].chars().next_back()) && apart(text[at + name.needle().len()..].chars().next())
    })
}
