//! A table that is cleaned while somebody reads it.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, Field, Schema as ArrowSchema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use qingliu::Error;
use qingliu::io::{Columns, Schema};

use super::capsule::{self, Reader};
use super::columns::{Beside, ERROR, Growing, fields};
use super::ended;
use super::rows::{Names, Places, Rows};
use crate::batch::{Batch, Stop};
use crate::cleaner::OnError;
use crate::errors::{from_error, usage};

/// A table of records that is made while it is read: hand it to ``pyarrow.table``, ``polars.DataFrame``, DuckDB, or
/// whatever else takes an Arrow stream.
///
/// It may be read as often as its input may: a table again and again, cleaned anew each time, a stream once.
#[pyclass(name = "ArrowStream", module = "qingliu", frozen)]
pub struct PyArrowStream {
    source: Py<PyAny>,
    plan: Arc<Plan>,
    /// The input as it was opened to look at its columns, until somebody reads it.
    opened: Mutex<Option<Reader>>,
    /// The columns of the input.
    input: SchemaRef,
}

/// What is to be made of the batches.
struct Plan {
    batch: Batch,
    columns: Columns,
    schema: Schema,
    places: Places,
    keep: Vec<usize>,
    beside: Beside,
    made: SchemaRef,
}

/// What a caller wants of the columns.
pub struct Table<'a> {
    pub names: Names<'a>,
    pub keep: Vec<String>,
    pub fields: Vec<String>,
    pub posts: bool,
    pub removals: bool,
    pub errors: OnError,
}

impl PyArrowStream {
    /// Looks at the columns of a table.
    pub fn open(source: &Bound<'_, PyAny>, batch: Batch, wanted: Table<'_>) -> PyResult<PyArrowStream> {
        let py = source.py();
        let opened = capsule::batches(source)?;
        let input = opened.schema();
        let columns = Columns::new(&wanted.fields, &[]).map_err(|e| from_error(py, &e))?;
        let places = Places::find(&input, &wanted.names).map_err(|message| usage(py, message))?;
        let schema = columns.schema(wanted.posts);
        let beside = Beside { removals: wanted.removals, errors: wanted.errors == OnError::Tell };
        let mut made = fields(&schema, beside);
        let mut keep = Vec::new();
        for name in &wanted.keep {
            let (place, field) = kept(py, &input, &made, name)?;
            keep.push(place);
            // The column of errors comes last.
            let end = made.len() - usize::from(beside.errors);
            made.insert(end, field);
        }
        let made = Arc::new(ArrowSchema::new(made));
        let plan = Arc::new(Plan { batch, columns, schema, places, keep, beside, made });
        let source = source.clone().unbind();
        Ok(PyArrowStream { source, plan, opened: Mutex::new(Some(opened)), input })
    }

    /// The input, once more if it was read before.
    fn reopen(&self, py: Python<'_>) -> PyResult<Reader> {
        if let Some(opened) = self.opened.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Ok(opened);
        }
        let source = self.source.bind(py);
        // It would be silently empty.
        if source.hasattr("__next__")? || source.hasattr("read_next_batch")? {
            return Err(usage(
                py,
                "the input is a stream, and has been read; make a table of it, or of what is made here, to read it again",
            ));
        }
        let opened = capsule::batches(source)?;
        if opened.schema().fields() == self.input.fields() {
            Ok(opened)
        } else {
            Err(usage(py, "the input has other columns now than before; call clean_arrow again"))
        }
    }
}

/// A column that travels along, and where it stands.
fn kept(py: Python<'_>, input: &ArrowSchema, made: &[Field], name: &str) -> PyResult<(usize, Field)> {
    if name == ERROR || made.iter().any(|field| field.name() == name) {
        let message = format!("keep: {name:?} is a column of the records themselves; rename it");
        return Err(usage(py, message));
    }
    match input.column_with_name(name) {
        Some((place, field)) => Ok((place, field.clone())),
        None => Err(usage(py, format!("keep: there is no column {name:?}"))),
    }
}

#[pymethods]
impl PyArrowStream {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // What is asked for is a wish, says the interface; whoever reads casts.
        let _ = requested_schema;
        let input = self.reopen(py)?;
        let plan = self.plan.clone();
        capsule::stream(py, Box::new(Cleaned { input, plan, rest: None, rows: 0, ended: false }))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.plan.made)
    }

    fn __repr__(&self) -> String {
        let names: Vec<_> = self.plan.made.fields().iter().map(|field| field.name().as_str()).collect();
        format!("ArrowStream({})", names.join(", "))
    }
}

/// Batches of records. Whoever reads may hold the interpreter or not: nothing here asks for it.
struct Cleaned {
    input: Reader,
    plan: Arc<Plan>,
    /// What is left of a batch.
    rest: Option<RecordBatch>,
    rows: u64,
    ended: bool,
}

impl Cleaned {
    fn next_part(&mut self) -> Option<Result<RecordBatch, ArrowError>> {
        let batch = loop {
            match self.rest.take() {
                Some(batch) if batch.num_rows() > 0 => break batch,
                _ => match self.input.next()? {
                    Ok(batch) => self.rest = Some(batch),
                    Err(error) => return Some(Err(error)),
                },
            }
        };
        let rows = Rows::of(&batch, &self.plan.places, self.rows);
        let part = rows.part(batch.num_rows());
        self.rest = Some(batch.slice(part, batch.num_rows() - part));
        self.rows += part as u64;
        Some(self.plan.clean(&batch.slice(0, part), rows))
    }
}

impl Plan {
    fn clean(&self, part: &RecordBatch, rows: Rows) -> Result<RecordBatch, ArrowError> {
        let mut growing = Growing::new(&self.schema, self.beside);
        let take = |results: Vec<_>| {
            for result in results {
                match result {
                    Ok(record) => growing
                        .add(&self.columns, &record)
                        .map_err(|e| Stop::Failed(Error::Usage(e.to_string())))?,
                    Err(failure) if self.beside.errors => growing.add_failure(&failure),
                    Err(failure) => {
                        let message = format!(
                            "{failure}; errors=\"column\" tells it in a column `{ERROR}` and goes on"
                        );
                        return Err(Stop::Failed(Error::Usage(message)));
                    }
                }
            }
            Ok(())
        };
        self.batch.run(rows.jobs(0..part.num_rows()), take).map_err(ended)?;
        let mut columns = growing.finish();
        let end = columns.len() - usize::from(self.beside.errors);
        columns.splice(end..end, self.keep.iter().map(|place| part.column(*place).clone()));
        RecordBatch::try_new(self.made.clone(), columns)
    }
}

impl Iterator for Cleaned {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next_part();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

impl RecordBatchReader for Cleaned {
    fn schema(&self) -> SchemaRef {
        self.plan.made.clone()
    }
}
