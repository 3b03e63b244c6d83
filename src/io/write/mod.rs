//! Records out: files that appear only when they are whole, packed or as a table by their names.

mod encoder;
mod output;
mod shards;
#[cfg(feature = "parquet")]
mod table;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

use serde::{Deserialize, Serialize};

pub use output::Output;
pub use shards::{ShardSize, Shards};

/// How far an output is written for certain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Bytes of the file, of the last one where there are several.
    pub bytes: u64,
    /// Which shard that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardPosition>,
}

/// How far a shard is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardPosition {
    /// Its number.
    pub number: usize,
    /// Records in it.
    pub records: u64,
    /// Their bytes, before they are packed.
    pub bytes: u64,
}

/// The columns of a table, for files that are one.
pub type Schema = Vec<(String, Shape)>;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// An integer.
    Number,
    /// An array of strings.
    Texts,
    /// An object of integers.
    Counts,
    /// Anything, as its JSON text.
    Json,
}

/// A file of JSON objects: a line each, or a row each where the name ends in `.parquet`.
#[derive(Debug)]
pub enum Records {
    /// Lines, packed as the name says.
    Lines(Output),
    /// Rows.
    #[cfg(feature = "parquet")]
    Table(Box<table::Table>),
}

impl Records {
    /// Opens a file.
    ///
    /// # Errors
    /// [`Error::Io`] with the path as it was named; [`Error::Usage`] for a table in a build without the feature.
    pub fn create(path: &Path, schema: &Schema) -> Result<Records, Error> {
        if !is_table(path) {
            return Output::create(path).map(Records::Lines);
        }
        #[cfg(feature = "parquet")]
        return table::Table::create(path, schema).map(|table| Records::Table(Box::new(table)));
        #[cfg(not(feature = "parquet"))]
        {
            let _ = schema;
            let message = "this build does not write Parquet; build qingliu with the feature `parquet`";
            Err(Error::Usage(format!("{}: {message}", path.display())))
        }
    }

    /// Opens a file that a later run may take up again, at the position it has come to.
    ///
    /// # Errors
    /// As [`Output::take_up`]; [`Error::Usage`] for a table, which is none until its end is written.
    pub fn take_up(path: &Path, at: Position) -> Result<Records, Error> {
        if is_table(path) {
            let message =
                "a Parquet file cannot be taken up again before it is whole; write .jsonl or .jsonl.zst";
            return Err(Error::Usage(format!("{}: {message}", path.display())));
        }
        Output::take_up(path, at.bytes).map(Records::Lines)
    }

    /// As [`Output::end_frame`].
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn end_frame(&mut self) -> Result<(), Error> {
        match self {
            Records::Lines(output) => output.end_frame(),
            #[cfg(feature = "parquet")]
            Records::Table(_) => Ok(()),
        }
    }

    /// As [`Output::end`].
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn end(&mut self) -> Result<(), Error> {
        match self {
            Records::Lines(output) => output.end(),
            #[cfg(feature = "parquet")]
            Records::Table(_) => Ok(()),
        }
    }

    /// As [`Output::sync`].
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn sync(&mut self) -> Result<Position, Error> {
        match self {
            Records::Lines(output) => Ok(Position { bytes: output.sync()?, shard: None }),
            #[cfg(feature = "parquet")]
            Records::Table(_) => Ok(Position::default()),
        }
    }

    /// Writes objects, each on a line of its own.
    ///
    /// # Errors
    /// That of the system.
    pub fn write(&mut self, lines: &str) -> io::Result<()> {
        match self {
            Records::Lines(output) => output.write_all(lines.as_bytes()),
            #[cfg(feature = "parquet")]
            Records::Table(table) => lines.lines().try_for_each(|line| table.row(line)),
        }
    }

    /// Writes out what is buffered and gives the file its name.
    ///
    /// # Errors
    /// [`Error::Io`]; the file of before then still stands.
    pub fn commit(self) -> Result<(), Error> {
        match self {
            Records::Lines(output) => output.commit(),
            #[cfg(feature = "parquet")]
            Records::Table(table) => table.commit(),
        }
    }

    /// The file, for messages.
    pub fn place(&self) -> PathBuf {
        match self {
            Records::Lines(output) => output.place().to_owned(),
            #[cfg(feature = "parquet")]
            Records::Table(table) => table.place().to_owned(),
        }
    }
}

/// Whether a file of this name is a table, and not lines.
pub fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}
