//! A record that could not be processed, and why.

use std::fmt;
use std::io;

use serde::Serialize;

use super::guard::Caught;

/// One record that could not be processed, as `--errors` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The id the record would have had.
    pub id: String,
    /// Where the record begins in its input, or where the input is damaged, in bytes after unpacking.
    pub offset: u64,
    /// Where it failed: `read`, `parse`, or a stage of the pipeline.
    pub stage: &'static str,
    /// Whose fault it is.
    pub kind: Kind,
    /// What is wrong, with the place.
    pub message: String,
}

/// Whose fault a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The system could not open or read it.
    Io,
    /// It is not what it should be: damaged, binary, not the JSON it ought to be.
    Input,
    /// The program is at fault.
    Panic,
    /// It took longer than a page may take.
    Timeout,
}

impl Kind {
    /// The word for it in what is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Io => "io",
            Kind::Input => "input",
            Kind::Panic => "panic",
            Kind::Timeout => "timeout",
        }
    }
}

impl Failure {
    /// A failure to read `place`. A damaged compressed stream is the input's fault, not the system's.
    pub fn reading(id: &str, offset: u64, place: &str, error: &io::Error) -> Failure {
        let damaged = matches!(
            error.kind(),
            io::ErrorKind::UnexpectedEof
                | io::ErrorKind::InvalidData
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::FileTooLarge
        );
        let (kind, message) = match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                (Kind::Input, format!("{place}: the data ends too early: it was cut off"))
            }
            _ if damaged => (Kind::Input, format!("{place}: {error}")),
            // zstd reports damage as an error of no particular kind.
            io::ErrorKind::Other => {
                (Kind::Input, format!("{place}: the compressed data is damaged: {error}"))
            }
            _ => (Kind::Io, format!("{place}: {error}")),
        };
        Failure { id: id.to_owned(), offset, stage: "read", kind, message }
    }

    /// A fault of the program itself, in a stage of this page.
    pub(super) fn fault(id: &str, offset: u64, caught: Caught) -> Failure {
        let Caught { stage, message } = caught;
        let message = format!("{id}: a fault of qingliu in `{stage}`, please report it: {message}");
        Failure { id: id.to_owned(), offset, stage, kind: Kind::Panic, message }
    }

    /// A failure of the input itself.
    pub fn input(id: &str, offset: u64, stage: &'static str, message: impl Into<String>) -> Failure {
        Failure { id: id.to_owned(), offset, stage, kind: Kind::Input, message: message.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.message.starts_with(&self.id) { Ok(()) } else { write!(f, " (id {})", self.id) }
    }
}
