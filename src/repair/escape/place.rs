//! Where a run of escapes stands: amid Chinese text, by itself, in quotes, or in an address or code.

use super::{Family, Run, is_chinese};
use crate::document::is_hanzi;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Beside Chinese text, or long enough to be one.
    Flow,
    /// Neither.
    Loose,
    /// Alone in quotes or brackets.
    Quoted,
    /// In an address, a path, an attribute, a string of a program.
    Code,
}

/// So many Chinese characters without a gap are a text by themselves.
pub(super) const TEXT: usize = 4;

/// The longest word before a run that is looked at, in bytes.
const WORD: usize = 256;

/// Settles where the runs of a line stand, which are in reading order.
pub(super) fn settle(text: &str, runs: &mut [Run]) {
    let mut behind = 0;
    let mut before = Place::Loose;
    for at in 0..runs.len() {
        let next = runs.get(at + 1).map_or(text.len(), |next| next.spot.start);
        let run = &mut runs[at];
        let (left, right) = (&text[behind..run.spot.start], &text[run.spot.end..next]);
        // What follows in the same word of an address, or in the same string of a program, belongs to it.
        let goes_on =
            at > 0 && before == Place::Code && left.is_ascii() && left.len() < WORD && !left.contains(' ');
        let touches = (at > 0 && left.is_empty(), next < text.len() && right.is_empty());
        run.place = if goes_on || is_code(run.family, left, right) {
            Place::Code
        } else {
            place(run, left, right, touches)
        };
        behind = run.spot.end;
        before = run.place;
    }
}

fn place(run: &Run, left: &str, right: &str, touches: (bool, bool)) -> Place {
    let (l, r) = (left.chars().next_back(), right.chars().next());
    let quotes = |l: char, r: char| {
        matches!(
            (l, r),
            ('“', '”')
                | ('‘', '’')
                | ('「', '」')
                | ('『', '』')
                | ('《', '》')
                | ('(', ')')
                | ('（', '）')
                | ('[', ']')
                | ('【', '】')
        )
    };
    if l.zip(r).is_some_and(|(l, r)| quotes(l, r)) {
        return Place::Quoted;
    }
    let beside = touches.0 || touches.1 || l.is_some_and(is_chinese) || r.is_some_and(is_chinese);
    // Behind a space stands what is talked about.
    let spaced = l == Some(' ') || r == Some(' ');
    let in_word = run.chinese > 0 && (l.is_some_and(is_hanzi) || r.is_some_and(is_hanzi));
    if run.chinese >= TEXT || beside && !spaced || in_word { Place::Flow } else { Place::Loose }
}

/// By the word before it and the character behind it.
fn is_code(family: Family, left: &str, right: &str) -> bool {
    let from = left.bytes().rev().take(WORD).take_while(|b| b.is_ascii_graphic()).count();
    let word = &left[left.len() - from..];
    let in_address = word.contains("://") || word.contains("www.") || word.contains(":\\");
    let in_string = match family {
        Family::Packed => false,
        Family::Reference => word.contains(['"', '\'', '`', '<', '=']),
        _ => word.contains(['"', '\'', '`', '<', '{', '}', '=', '[']),
    };
    let in_query = word.contains(['/', '?', '&', '#', '@']) && family == Family::Percent;
    let in_path = word.contains('\\') || word.contains('/') && family == Family::Unit;
    let mut after = right.chars();
    let ends = match after.next() {
        Some('"' | '\'' | '`' | '=' | '<' | '>') => family != Family::Packed,
        Some(']' | '}') => matches!(family, Family::Unit | Family::Percent),
        Some('/') => family == Family::Percent,
        Some('\\') => !right.starts_with("\\u"),
        // A file name goes on, or a range of a regular expression.
        Some('.') => family != Family::Reference && after.next().is_some_and(|c| c.is_ascii_lowercase()),
        Some('?') => family == Family::Percent && after.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        Some('-') => family != Family::Reference && after.next() == Some('\\'),
        _ => false,
    };
    in_address || in_string || in_query || in_path || ends
}
