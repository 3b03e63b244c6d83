//! The extension module of the Python package `qingliu`: pages in, records out, by the same core as the command
//! line. What a caller sees of it is in `qingliu/__init__.py` and `qingliu/_core.pyi`.

mod arrow;
mod batch;
mod cleaner;
mod command;
mod errors;
mod options;
mod page;
mod record;
mod repaired;

use pyo3::prelude::*;

/// The core of qingliu. Import `qingliu` instead.
#[pymodule(name = "_core")]
mod core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::arrow::PyArrowStream;
    #[pymodule_export]
    use crate::cleaner::PyCleaner;
    #[pymodule_export]
    use crate::command::{clean_options, holds_pages, input_files, main, size};
    #[pymodule_export]
    use crate::record::PyRecord;
    #[pymodule_export]
    use crate::record_schema;
    #[pymodule_export]
    use crate::repaired::{PyRepaired, repair};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // A page that panics is an error of that page, and Python tells it.
        qingliu::io::silence_caught_panics();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}

/// The JSON schema of a record, as text.
#[pyfunction]
fn record_schema() -> &'static str {
    qingliu::RECORD_SCHEMA
}
