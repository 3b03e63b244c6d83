//! A pattern, and what a text must have for it to be worth a try: a glance at a few bytes answers for most lines, and an
//! automaton that is asked seldom is cold when it is asked.

use std::sync::OnceLock;

use regex::{Captures, Match, Regex};

/// A pattern that is tried on texts that may match it only.
pub struct Pattern {
    pattern: &'static str,
    /// Whether a text may match; tells every text that does.
    may: fn(&str) -> bool,
    regex: OnceLock<Regex>,
}

impl Pattern {
    /// A literal pattern and its glance.
    pub const fn new(pattern: &'static str, may: fn(&str) -> bool) -> Pattern {
        Pattern { pattern, may, regex: OnceLock::new() }
    }

    /// Whether it matches somewhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        self.tried_on(text).is_some_and(|regex| regex.is_match(text))
    }

    /// Its first match.
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.tried_on(text)?.find(text)
    }

    /// Its first match with its groups.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.tried_on(text)?.captures(text)
    }

    /// The regular expression, for a text that may match.
    fn tried_on(&self, text: &str) -> Option<&Regex> {
        let may = (self.may)(text);
        debug_assert!(may || !self.regex().is_match(text), "{} matches {text}", self.pattern);
        may.then(|| self.regex())
    }

    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| Regex::new(self.pattern).expect("a literal"))
    }
}

/// Whether the first two figures of a year of this century or the last stand in a text.
pub fn has_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'1', b'2', bytes)
        .any(|at| matches!(bytes[at..], [b'1', b'9', ..] | [b'2', b'0', ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_tried_where_it_may_match() {
        static PATTERN: Pattern = Pattern::new(r"第(\d+)版", |text| text.contains('版'));
        assert!(!PATTERN.is_match("第3页") && PATTERN.is_match("第3版"));
        assert_eq!(PATTERN.captures("见第12版").map(|found| found[1].to_owned()).as_deref(), Some("12"));
        assert_eq!(PATTERN.find("见第12版").map(|found| found.start()), Some(3));
    }

    #[test]
    fn years_are_told_by_their_century() {
        assert!(has_year("2012年") && has_year("早市1987"));
        assert!(!has_year("1 902") && !has_year("第12版"));
    }
}
