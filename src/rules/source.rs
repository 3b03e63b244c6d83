//! A rule file and the places in it.

use std::ops::Range;

use super::rule::Origin;
use crate::error::Problem;

/// A file of rules to be read.
#[derive(Debug)]
pub struct Source<'a> {
    /// As problems name it.
    pub file: &'a str,
    /// What stands before the `/` of its ids.
    pub family: &'a str,
    /// The host, of a file of site rules.
    pub host: Option<&'a str>,
    /// Compiled into the binary.
    pub builtin: bool,
    /// Whether its patterns are known to be in order: those of the built-in rules are, by the tests.
    pub trusted: bool,
    /// The TOML.
    pub text: &'a str,
}

/// Turns byte offsets of a file into lines and columns.
pub struct Places<'a> {
    source: &'a Source<'a>,
    starts: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Finds the line breaks.
    pub fn of(source: &'a Source<'a>) -> Places<'a> {
        let breaks = source.text.match_indices('\n').map(|(at, _)| at + 1);
        Places { source, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Whether the patterns of the file are known to be in order.
    pub fn trusted(&self) -> bool {
        self.source.trusted
    }

    /// The place of a range of bytes.
    pub fn origin(&self, span: &Range<usize>) -> Origin {
        let line = self.starts.partition_point(|start| *start <= span.start);
        let start = self.starts[line - 1];
        let chars = |range: Range<usize>| self.source.text.get(range).map_or(0, |text| text.chars().count());
        let end_of_line = self.starts.get(line).map_or(self.source.text.len(), |next| next - 1);
        Origin {
            file: self.source.file.to_owned(),
            line,
            column: chars(start..span.start) + 1,
            width: chars(span.start..span.end.min(end_of_line)),
            builtin: self.source.builtin,
        }
    }

    /// A mistake at a place, or of the whole file; behind the last `; ` of the message, what to write instead.
    pub fn problem(&self, span: Option<Range<usize>>, rule: Option<&str>, message: String) -> Problem {
        let mut problem = Problem::new(self.source.file, message);
        problem.rule = rule.map(str::to_owned);
        match span.map(|span| self.origin(&span)) {
            Some(origin) => problem.at(origin.line, origin.column, origin.width),
            None => problem,
        }
    }

    /// Where in the file a part of a string stands, of a value that is a TOML string. An escape of the string takes
    /// more room there than the character it stands for.
    pub fn within(&self, value: &Range<usize>, part: &Range<usize>) -> Range<usize> {
        let Some(raw) = self.source.text.get(value.clone()) else { return value.clone() };
        let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
        let basic = raw.starts_with('"');
        let mut chars = raw.char_indices().skip(quotes);
        let (mut decoded, mut from) = (0, None);
        while let Some((at, c)) = chars.next() {
            if decoded >= part.start && from.is_none() {
                from = Some(at);
            }
            if decoded >= part.end {
                return value.start + from.unwrap_or(at)..value.start + at;
            }
            decoded += match (basic, c) {
                (true, '\\') => match chars.next() {
                    Some((_, 'u')) => escaped(&mut chars, 4),
                    Some((_, 'U')) => escaped(&mut chars, 8),
                    _ => 1,
                },
                _ => c.len_utf8(),
            };
        }
        value.clone()
    }
}

/// The length in UTF-8 of what so many hexadecimal digits stand for.
fn escaped(chars: &mut impl Iterator<Item = (usize, char)>, digits: usize) -> usize {
    let code: String = chars.take(digits).map(|(_, c)| c).collect();
    u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).map_or(1, char::len_utf8)
}
