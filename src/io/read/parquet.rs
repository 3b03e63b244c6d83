//! A table of pages: the columns that make a page, chosen by name, and those that travel with it.
//!
//! A row becomes a line of JSON, so that what is said of JSONL holds here too.

use std::ops::ControlFlow;
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use serde_json::{Map, Value};

use super::jsonl::PAGE_KEYS;
use super::{Flow, Found, Settings, in_words};
use crate::io::failure::Failure;
use crate::io::guard::guard;
use crate::io::job::{Carrier, Job};

/// Reads every row. A row group that is damaged ends at the damage, and the next is read.
pub(super) fn read<R: ChunkReader + 'static>(file: R, name: &str, to: &mut Found<'_>) -> Flow {
    let reader = match guarded(|| SerializedFileReader::new(file)) {
        Ok(reader) => reader,
        Err(e) => {
            let message = format!("{name}: no Parquet, or its table of contents is cut off or damaged: {e}");
            return to.failed(Failure::input(name, 0, "read", message));
        }
    };
    let schema = reader.metadata().file_metadata().schema();
    let columns = Columns::of(schema, to.settings);
    if !columns.hold_a_page() {
        let all: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
        let message = format!(
            "{name}: no column holds the page; say which one does, such as --column html={} (columns: {})",
            all.first().unwrap_or(&"content"),
            all.join(", ")
        );
        return to.failed(Failure::input(name, 0, "read", message));
    }
    let mut first = 0;
    for index in 0..reader.num_row_groups() {
        let group = reader.metadata().row_group(index);
        let (offset, rows) = (group.file_offset().unwrap_or_default(), group.num_rows());
        match guarded(|| reader.get_row_group(index)) {
            Ok(group) => group_rows(&*group, &columns, name, (first, rows, offset.unsigned_abs()), to)?,
            Err(e) => broken(name, first, offset.unsigned_abs(), &e, to)?,
        }
        first += rows.unsigned_abs();
    }
    ControlFlow::Continue(())
}

/// The rows of a group: `first` stand before it in the file, `rows` it says that it has.
fn group_rows(
    group: &dyn RowGroupReader,
    columns: &Columns,
    name: &str,
    (first, rows, offset): (u64, i64, u64),
    to: &mut Found<'_>,
) -> Flow {
    let mut iterator = match guarded(|| group.get_row_iter(Some(columns.projection.clone()))) {
        Ok(iterator) => iterator,
        Err(e) => return broken(name, first, offset, &e, to),
    };
    let limit = to.settings.max_record_bytes;
    for number in first + 1..=first + rows.unsigned_abs() {
        let row = match guarded(|| iterator.next().transpose()) {
            Ok(Some(row)) => row,
            Ok(None) => return broken(name, number - 1, offset, "it ends too early", to),
            Err(e) => return broken(name, number - 1, offset, &e, to),
        };
        let bytes = columns.line(row).into_bytes();
        let (id, size) = (format!("{name}:{number}"), bytes.len() as u64);
        if size > limit {
            let message = format!("{id}: a row of more than {}", in_words(limit));
            to.failed(Failure::input(&id, offset, "read", message))?;
            continue;
        }
        let carrier = Carrier::Line { name: name.into(), number, bytes, keys: Arc::default() };
        to.job(Job { id, offset, size, carrier })?;
    }
    ControlFlow::Continue(())
}

fn broken(name: &str, before: u64, offset: u64, why: &str, to: &mut Found<'_>) -> Flow {
    let id = format!("{name}:{}", before + 1);
    let message = format!("{id}: the row group at byte {offset} is damaged from this row on: {why}");
    to.failed(Failure::input(&id, offset, "read", message))
}

/// What a damaged file may make of the library that reads it: an error, or a panic.
fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match guard(|_| work()) {
        Ok(done) => done.map_err(|e| e.to_string()),
        Err(caught) => Err(caught.message),
    }
}

/// The columns that are read, and which key each is.
struct Columns {
    projection: Type,
    /// A key of a page or, for those that travel, the column's own name.
    keys: Vec<(String, String)>,
}

impl Columns {
    fn of(schema: &Type, settings: &Settings) -> Columns {
        let mut wanted: Vec<(String, String)> = Vec::new();
        for key in PAGE_KEYS {
            wanted.extend(settings.keys.name(key).map(|name| (name.to_owned(), key.to_owned())));
        }
        // A column that is a key travels under its own name where that is no other key's.
        for name in &settings.carry {
            if !wanted.iter().any(|(_, key)| key == name) {
                wanted.push((name.clone(), name.clone()));
            }
        }
        let fields: Vec<_> = schema
            .get_fields()
            .iter()
            .filter(|field| wanted.iter().any(|(name, _)| name == field.name()))
            .cloned()
            .collect();
        wanted.retain(|(name, _)| fields.iter().any(|field| field.name() == name));
        let projection = Type::group_type_builder(schema.name()).with_fields(fields).build();
        let projection = projection.unwrap_or_else(|_| schema.clone());
        Columns { projection, keys: wanted }
    }

    fn hold_a_page(&self) -> bool {
        self.keys.iter().any(|(_, key)| PAGE_KEYS[..3].contains(&key.as_str()))
    }

    /// The row as a line of JSON.
    fn line(&self, row: Row) -> String {
        let mut object = Map::new();
        for (name, field) in row.into_columns() {
            for (_, key) in self.keys.iter().filter(|(column, _)| *column == name) {
                let (key, value) = self.value(key, &field);
                // Of a page that is there twice, JSONL says so.
                if !value.is_null() {
                    object.insert(key.to_owned(), value);
                }
            }
        }
        Value::Object(object).to_string()
    }

    fn value<'k>(&self, key: &'k str, field: &Field) -> (&'k str, Value) {
        match field {
            // Writers leave the label UTF-8 out, and the page of a crawl may be in any encoding.
            Field::Bytes(bytes) if key != "bytes" => match std::str::from_utf8(bytes.data()) {
                Ok(text) => (key, Value::String(text.to_owned())),
                Err(_) if key == "html" || key == "text" => ("bytes", field.to_json_value()),
                Err(_) => (key, field.to_json_value()),
            },
            // Text in the column of raw bytes is the page all the same.
            Field::Str(text) if key == "bytes" => {
                let bytes = parquet::data_type::ByteArray::from(text.as_bytes().to_vec());
                (key, Field::Bytes(bytes).to_json_value())
            }
            field => (key, field.to_json_value()),
        }
    }
}
