//! The command line, which the wheel carries whole.

use std::ffi::OsString;
use std::path::PathBuf;

use pyo3::prelude::*;
use qingliu::Error;
use qingliu::cli::{self, CliOption};
use qingliu::io::Input;

use crate::errors::{from_error, usage};

/// Does what a command line says, the name of the program first, and gives its exit status. It is for a process of
/// its own: ``clean`` answers SIGINT and SIGTERM from then on, and standard output is written past ``sys.stdout``.
#[pyfunction]
pub fn main(py: Python<'_>, command_line: Vec<OsString>) -> u8 {
    py.detach(|| cli::main(command_line))
}

/// The options of ``qingliu clean``: name, name of the value if it takes one, help.
#[pyfunction]
pub fn clean_options() -> Vec<(String, Option<String>, String)> {
    cli::clean_options().into_iter().map(|CliOption { name, value, help }| (name, value, help)).collect()
}

/// The files that inputs of ``qingliu clean`` stand for: those that are named, that folders hold, that patterns match.
#[pyfunction]
pub fn input_files(py: Python<'_>, names: Vec<OsString>) -> PyResult<Vec<PathBuf>> {
    let files = |input: Input| input.files();
    let found: Result<Vec<_>, Error> =
        py.detach(|| Input::all_named(&names).into_iter().map(files).collect());
    Ok(found.map_err(|e| from_error(py, &e))?.concat())
}

/// Whether a file of this name is read that stands in a folder.
#[pyfunction]
pub fn holds_pages(name: PathBuf) -> bool {
    qingliu::io::holds_pages(&name)
}

/// The bytes of a size as the command line takes it: ``64MiB``.
#[pyfunction]
pub fn size(py: Python<'_>, text: &str) -> PyResult<u64> {
    qingliu::io::bytes(text).map_err(|e| usage(py, e.to_string()))
}
