//! What a person must mend. A spam page or a missing date is a value of the record, never an error here.

use std::path::PathBuf;

use serde::ser::{Serialize, SerializeStruct, Serializer};

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
    /// So many pages took longer than they may, and do not come to an end.
    #[error("{0} pages were given up and do not come to an end: the run is stopped")]
    Stuck(usize),
}

/// One mistake in a rule file, with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The file as it was named.
    pub file: String,
    /// One-based; 0 where the file as a whole is meant.
    pub line: usize,
    /// One-based column in characters; 0 where the line as a whole is meant.
    pub column: usize,
    /// Characters of the offending words; 0 where nobody can say.
    pub width: usize,
    /// The rule, where one can be named.
    pub rule: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The line of the file that it stands in.
    pub excerpt: String,
}

impl Problem {
    /// A mistake of a whole file. What stands behind the last `; ` of the message says what to write instead.
    pub fn new(file: impl Into<String>, message: impl Into<String>) -> Problem {
        let message: String = message.into();
        let (message, help) = match message.rsplit_once("; ") {
            Some((wrong, help)) => (wrong.to_owned(), Some(help.to_owned())),
            None => (message, None),
        };
        Problem { file: file.into(), message, help, ..Problem::default() }
    }

    /// At a place; line and column count from one.
    pub fn at(self, line: usize, column: usize, width: usize) -> Problem {
        Problem { line, column, width, ..self }
    }

    /// Of a rule.
    pub fn of(self, rule: impl Into<String>) -> Problem {
        Problem { rule: Some(rule.into()), ..self }
    }
}

/// As programs read it: the columns are of characters, and the end is behind the last one.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Problem { file, line, column, width, rule, message, help, .. } = self;
        let mut object = serializer.serialize_struct("Problem", 7)?;
        object.serialize_field("file", file)?;
        object.serialize_field("line", line)?;
        object.serialize_field("column", column)?;
        object.serialize_field("end_column", &(column + width))?;
        object.serialize_field("rule", rule)?;
        object.serialize_field("message", message)?;
        object.serialize_field("help", help)?;
        object.end()
    }
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
        write!(f, ": {}", self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

fn join(problems: &[Problem]) -> String {
    problems.iter().map(|p| p.to_string()).collect::<Vec<_>>().join("\n")
}
