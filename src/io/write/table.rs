//! JSON objects as the rows of a Parquet file.

use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Map, Value};

use super::{Output, Schema, Shape};
use crate::error::Error;

/// So much of rows is kept before it is written as a group. Readers skip and parallelise by groups and like them large;
/// memory is what speaks against it.
const GROUP_BYTES: usize = 16 << 20;

/// A Parquet file that appears under its name when it is whole.
pub struct Table {
    // Taken when the file ends.
    writer: Option<SerializedFileWriter<Output>>,
    schema: Schema,
    rows: Vec<Map<String, Value>>,
    bytes: usize,
    place: std::path::PathBuf,
}

impl Table {
    /// Opens a table of these columns.
    pub(super) fn create(path: &Path, schema: &Schema) -> Result<Table, Error> {
        let output = Output::create(path)?;
        let place = output.place().to_owned();
        let failed = |source| Error::Io { path: path.to_owned(), source };
        let open = || -> Result<_, ParquetError> {
            let fields =
                schema.iter().map(|(name, shape)| column(name, *shape)).collect::<Result<Vec<_>, _>>()?;
            let root = Type::group_type_builder("record").with_fields(fields).build()?;
            let compression = Compression::ZSTD(ZstdLevel::try_new(3)?);
            let properties = WriterProperties::builder().set_compression(compression).build();
            SerializedFileWriter::new(output, Arc::new(root), Arc::new(properties))
        };
        let writer = Some(open().map_err(in_io).map_err(failed)?);
        Ok(Table { writer, schema: schema.clone(), rows: Vec::new(), bytes: 0, place })
    }

    /// Adds a row.
    pub(super) fn row(&mut self, line: &str) -> io::Result<()> {
        self.rows.push(serde_json::from_str(line)?);
        self.bytes += line.len();
        if self.bytes < GROUP_BYTES { Ok(()) } else { self.write_group() }
    }

    pub(super) fn commit(mut self) -> Result<(), Error> {
        let written = if self.rows.is_empty() { Ok(()) } else { self.write_group() };
        let output = written.and_then(|()| match self.writer.take() {
            Some(writer) => writer.into_inner().map_err(in_io),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        });
        output.map_err(|source| Error::Io { path: self.place.clone(), source })?.commit()
    }

    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    fn write_group(&mut self) -> io::Result<()> {
        let Some(writer) = &mut self.writer else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let (schema, rows) = (&self.schema, &self.rows);
        let mut write = || -> Result<(), ParquetError> {
            let mut group = writer.next_row_group()?;
            for (name, shape) in schema {
                write_column(
                    &mut group,
                    *shape,
                    rows.iter().map(|row| row.get(name).unwrap_or(&Value::Null)),
                )?;
            }
            group.close().map(|_| ())
        };
        write().map_err(in_io)?;
        self.rows.clear();
        self.bytes = 0;
        Ok(())
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("place", &self.place).finish_non_exhaustive()
    }
}

fn in_io(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// A column as Parquet declares it: strings and integers may be null, lists and maps are there, if empty.
fn column(name: &str, shape: Shape) -> Result<TypePtr, ParquetError> {
    let text = |name: &str, repetition, logical| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(logical))
            .build()
            .map(Arc::new)
    };
    let number = |name: &str, repetition| {
        Type::primitive_type_builder(name, Physical::INT64).with_repetition(repetition).build().map(Arc::new)
    };
    let group = |name: &str, repetition, logical, converted, fields| {
        Type::group_type_builder(name)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .with_converted_type(converted)
            .with_fields(fields)
            .build()
            .map(Arc::new)
    };
    match shape {
        Shape::Text => text(name, Repetition::OPTIONAL, LogicalType::String),
        Shape::Json => text(name, Repetition::OPTIONAL, LogicalType::Json),
        Shape::Number => number(name, Repetition::OPTIONAL),
        Shape::Texts => {
            let element = text("element", Repetition::REQUIRED, LogicalType::String)?;
            let list = group("list", Repetition::REPEATED, None, ConvertedType::NONE, vec![element])?;
            group(name, Repetition::REQUIRED, Some(LogicalType::List), ConvertedType::LIST, vec![list])
        }
        Shape::Counts => {
            let key = text("key", Repetition::REQUIRED, LogicalType::String)?;
            let value = number("value", Repetition::REQUIRED)?;
            let pairs =
                group("key_value", Repetition::REPEATED, None, ConvertedType::NONE, vec![key, value])?;
            group(name, Repetition::REQUIRED, Some(LogicalType::Map), ConvertedType::MAP, vec![pairs])
        }
    }
}

/// The values of one column, a row each.
fn write_column<'v>(
    group: &mut SerializedRowGroupWriter<'_, Output>,
    shape: Shape,
    values: impl Iterator<Item = &'v Value> + Clone,
) -> Result<(), ParquetError> {
    match shape {
        Shape::Text | Shape::Json => {
            let text = |value: &Value| match value {
                Value::Null => None,
                Value::String(text) if shape == Shape::Text => Some(ByteArray::from(text.as_str())),
                other => Some(ByteArray::from(other.to_string().as_str())),
            };
            let texts: Vec<Option<ByteArray>> = values.map(text).collect();
            let levels: Vec<i16> = texts.iter().map(|text| i16::from(text.is_some())).collect();
            let texts: Vec<ByteArray> = texts.into_iter().flatten().collect();
            write_values::<ByteArrayType>(group, &texts, &levels, None)
        }
        Shape::Number => {
            let levels: Vec<i16> = values.clone().map(|value| i16::from(value.is_i64())).collect();
            let numbers: Vec<i64> = values.filter_map(Value::as_i64).collect();
            write_values::<Int64Type>(group, &numbers, &levels, None)
        }
        Shape::Texts => {
            let lists = || values.clone().map(|value| value.as_array().map_or(&[][..], Vec::as_slice));
            let (defined, repeated) = levels(lists().map(<[Value]>::len));
            let texts: Vec<_> =
                lists().flatten().map(|t| ByteArray::from(t.as_str().unwrap_or_default())).collect();
            write_values::<ByteArrayType>(group, &texts, &defined, Some(&repeated))
        }
        Shape::Counts => {
            let maps = || values.clone().map(|value| value.as_object());
            let (defined, repeated) = levels(maps().map(|map| map.map_or(0, Map::len)));
            let keys: Vec<_> =
                maps().flatten().flat_map(Map::keys).map(|key| ByteArray::from(key.as_str())).collect();
            write_values::<ByteArrayType>(group, &keys, &defined, Some(&repeated))?;
            let counts: Vec<i64> =
                maps().flatten().flat_map(Map::values).map(|n| n.as_i64().unwrap_or_default()).collect();
            write_values::<Int64Type>(group, &counts, &defined, Some(&repeated))
        }
    }
}

/// Of lists so long: whether there is a value, and whether it goes on with the list of the one before.
fn levels(lengths: impl Iterator<Item = usize>) -> (Vec<i16>, Vec<i16>) {
    let (mut defined, mut repeated) = (Vec::new(), Vec::new());
    for length in lengths {
        defined.extend(std::iter::repeat_n(i16::from(length > 0), length.max(1)));
        repeated.push(0);
        repeated.extend(std::iter::repeat_n(1, length.saturating_sub(1)));
    }
    (defined, repeated)
}

/// Writes a column, and the levels that tell where a value or a list of them is missing.
fn write_values<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Output>,
    values: &[T::T],
    defined: &[i16],
    repeated: Option<&[i16]>,
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, Some(defined), repeated)?;
        column.close()?;
    }
    Ok(())
}
