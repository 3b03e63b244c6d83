//! What a page says, as one text: how often it says some words near a place.

use memchr::memmem;

/// Bytes before and behind a place that are looked at: more than the body of all but 3 of the 317 portal pages of
/// `docs/performance.md`, and so little that a page of megabytes costs by its size and not by the square of it.
const REACH: usize = 64 << 10;

/// The lines of a page in one text.
#[derive(Debug)]
pub struct Said {
    text: String,
    /// Where each line begins in it; a line that was left out begins where the next does.
    starts: Vec<usize>,
}

impl Said {
    /// Joins what is given of each line; nothing is given of a line that is left out.
    pub fn of<'l>(lines: impl Iterator<Item = Option<&'l str>>) -> Said {
        let (mut text, mut starts) = (String::new(), Vec::new());
        for line in lines {
            starts.push(text.len());
            if let Some(line) = line {
                text.push_str(line);
                text.push('\n');
            }
        }
        Said { text, starts }
    }

    /// What follows the words, each time they are said near a byte of a line; `None` stands for a text of the head.
    pub fn behind<'s>(
        &'s self,
        words: &'s str,
        line: Option<usize>,
        byte: usize,
    ) -> impl Iterator<Item = &'s str> {
        let at =
            line.and_then(|line| self.starts.get(line)).map_or(0, |start| start + byte).min(self.text.len());
        let from = self.text.floor_char_boundary(at.saturating_sub(REACH));
        let near = &self.text[from..self.text.ceil_char_boundary(at + REACH)];
        let found = (!words.is_empty()).then(|| memmem::find_iter(near.as_bytes(), words));
        // Of a character's bytes only the first is a first byte: what is found of whole characters is some.
        found.into_iter().flatten().map(|at| &near[at + words.len()..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(said: &Said, words: &str, line: Option<usize>) -> usize {
        said.behind(words, line, 0).count()
    }

    #[test]
    fn lines_that_are_left_out_say_nothing() {
        let said = Said::of([Some("早市开了"), None, Some("看早市")].into_iter());
        assert_eq!(times(&said, "早市", Some(1)), 2);
        assert_eq!(said.behind("早市", None, 0).next(), Some("开了\n看早市\n"));
        assert_eq!((times(&said, "", Some(0)), times(&said, "夜市", Some(9))), (0, 0));
    }

    #[test]
    fn what_is_said_far_away_does_not_count() {
        let far = "字".repeat(REACH / 3 + 1);
        let said = Said::of(["早市", far.as_str(), "早市"].into_iter().map(Some));
        assert_eq!(times(&said, "早市", Some(0)), 1);
        assert_eq!(times(&said, "早市", Some(1)), 1);
        assert_eq!(said.behind("早市", Some(1), far.len()).count(), 1);
    }
}
