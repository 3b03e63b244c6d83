//! Records out: files that appear only when they are whole, packed or as a table by their names.

mod encoder;
mod output;
mod shards;
#[cfg(feature = "parquet")]
mod table;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

pub use output::Output;
pub use shards::{ShardSize, Shards};

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
        let extension = path.extension().map(|e| e.to_ascii_lowercase()).unwrap_or_default();
        if extension != "parquet" {
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
