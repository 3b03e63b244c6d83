//! The capsules that Arrow libraries hand each other.
#![expect(unsafe_code, reason = "the Arrow C data interface is made of pointers")]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, Schema};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use std::ffi::CStr;
use std::ptr::NonNull;

use crate::errors::usage;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// The batches of a table.
pub type Reader = Box<dyn RecordBatchReader + Send>;

/// The batches of whatever has some.
///
/// # Errors
/// `TypeError` for an object that has none, `UsageError` for a column that stands alone.
pub fn batches(source: &Bound<'_, PyAny>) -> PyResult<Reader> {
    let py = source.py();
    let failed = |error: ArrowError| {
        usage(py, format!("the input is no table: {error}; pass a table or a batch, not a column"))
    };
    if source.hasattr("__arrow_c_stream__")? {
        let capsule = source.call_method0("__arrow_c_stream__")?;
        let stream: NonNull<FFI_ArrowArrayStream> = pointer(&capsule, STREAM)?;
        // SAFETY: a capsule of this name holds such a stream, which is ours from here on: what is left behind is
        // marked as released.
        let reader = unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) };
        return Ok(Box::new(reader.map_err(failed)?));
    }
    if source.hasattr("__arrow_c_array__")? {
        let capsules = source.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
        let schema: NonNull<FFI_ArrowSchema> = pointer(&capsules.get_item(0)?, SCHEMA)?;
        let array: NonNull<FFI_ArrowArray> = pointer(&capsules.get_item(1)?, ARRAY)?;
        // SAFETY: capsules of these names hold a schema, which outlives this borrow as the tuple does, and an array of
        // it, which is ours from here on: what is left behind is marked as released.
        let (schema, array) = unsafe { (schema.as_ref(), FFI_ArrowArray::from_raw(array.as_ptr())) };
        let batch = batch(schema, array).map_err(failed)?;
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let name = source.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "a table has __arrow_c_stream__ or __arrow_c_array__, and {name} has neither; pass a pyarrow Table, a polars or \
         pandas DataFrame or a DuckDB relation"
    )))
}

fn batch(schema: &FFI_ArrowSchema, array: FFI_ArrowArray) -> Result<RecordBatch, ArrowError> {
    let fields = Schema::try_from(schema)?;
    // SAFETY: the two came from one call, and agree.
    let data = unsafe { from_ffi(array, schema) }?;
    RecordBatch::from(StructArray::from(data)).with_schema(fields.into())
}

fn pointer<T>(object: &Bound<'_, PyAny>, name: &CStr) -> PyResult<NonNull<T>> {
    Ok(object.cast::<PyCapsule>()?.pointer_checked(Some(name))?.cast())
}

/// A stream as a capsule.
pub fn stream(py: Python<'_>, reader: Reader) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// A schema as a capsule.
pub fn schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(|e| usage(py, e.to_string()))?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}
