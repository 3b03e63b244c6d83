//! What a person must mend. A spam page or a missing date is a value of the record, never an error here.

use std::path::PathBuf;

/// Something that a person must mend.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Rule files that do not load; every mistake of every file at once.
    #[error("{}", join(.0))]
    Rules(Vec<Problem>),
    /// A file that cannot be read or written.
    #[error("{path}: {source}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// An option whose value is not one of those it takes.
    #[error("{0}")]
    Usage(String),
}

/// One mistake in a rule file, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as it was named.
    pub file: String,
    /// One-based; 0 where the file as a whole is meant.
    pub line: usize,
    /// One-based column in characters; 0 where the line as a whole is meant.
    pub column: usize,
    /// The rule, where one can be named.
    pub rule: Option<String>,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        if let Some(rule) = &self.rule {
            write!(f, ": {rule}")?;
        }
        write!(f, ": {}", self.message)
    }
}

fn join(problems: &[Problem]) -> String {
    problems.iter().map(|p| p.to_string()).collect::<Vec<_>>().join("\n")
}
