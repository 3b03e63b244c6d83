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

    /// The place of a byte offset.
    pub fn origin(&self, at: usize) -> Origin {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts[line - 1];
        let column = self.source.text.get(start..at).map_or(0, |before| before.chars().count()) + 1;
        Origin { file: self.source.file.to_owned(), line, column, builtin: self.source.builtin }
    }

    /// A mistake at a place, or of the whole file.
    pub fn problem(&self, span: Option<Range<usize>>, rule: Option<&str>, message: String) -> Problem {
        let origin = span.map(|span| self.origin(span.start)).unwrap_or_default();
        Problem {
            file: self.source.file.to_owned(),
            line: origin.line,
            column: origin.column,
            rule: rule.map(str::to_owned),
            message,
        }
    }
}
