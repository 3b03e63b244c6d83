//! Records as columns: the schema is that of the Parquet files which `qingliu clean` writes.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    ArrayBuilder, Int64Builder, ListBuilder, MapBuilder, MapFieldNames, StringBuilder,
};
use arrow_schema::{DataType, Field, Fields};
use qingliu::io::{self, Failure, Schema, Shape, Value};

use super::removals::{self, Removals};
use crate::record::PyRecord;

/// The column that says why there is no record.
pub const ERROR: &str = "error";

/// What stands beside the columns of a record, behind them.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    pub removals: bool,
    /// Why there is no record; otherwise such a page ends the table.
    pub errors: bool,
}

/// The fields of a table of such columns. Where there is no record, all but the id are null.
pub fn fields(schema: &Schema, beside: Beside) -> Vec<Field> {
    let removals = beside.removals.then(removals::field);
    let error = beside.errors.then(|| Field::new(ERROR, DataType::Utf8, true));
    let field = |(name, shape): &(String, Shape)| Field::new(name, data_type(*shape), true);
    schema.iter().map(field).chain(removals).chain(error).collect()
}

fn data_type(shape: Shape) -> DataType {
    match shape {
        Shape::Text | Shape::Json => DataType::Utf8,
        Shape::Number => DataType::Int64,
        Shape::Texts => DataType::List(Arc::new(item())),
        Shape::Counts => {
            let pair = Fields::from(vec![Field::new("key", DataType::Utf8, false), count()]);
            DataType::Map(Arc::new(Field::new("entries", DataType::Struct(pair), false)), false)
        }
    }
}

fn item() -> Field {
    Field::new("item", DataType::Utf8, false)
}

fn count() -> Field {
    Field::new("value", DataType::Int64, false)
}

/// Columns that grow by a record at a time.
pub struct Growing {
    columns: Vec<(String, Column)>,
    removals: Option<Removals>,
    error: Option<StringBuilder>,
}

enum Column {
    Text(StringBuilder),
    Number(Int64Builder),
    Texts(ListBuilder<StringBuilder>),
    Counts(MapBuilder<StringBuilder, Int64Builder>),
}

impl Growing {
    pub fn new(schema: &Schema, beside: Beside) -> Growing {
        let column = |(name, shape): &(String, Shape)| (name.clone(), Column::new(*shape));
        Growing {
            columns: schema.iter().map(column).collect(),
            removals: beside.removals.then(Removals::new),
            error: beside.errors.then(StringBuilder::new),
        }
    }

    /// Adds a record.
    pub fn add(&mut self, columns: &io::Columns, made: &PyRecord) -> serde_json::Result<()> {
        let mut values = columns.values(&made.record).peekable();
        for (name, column) in &mut self.columns {
            match values.next_if(|(key, _)| key == name) {
                Some((_, value)) => column.add(value)?,
                None => column.add_null(),
            }
        }
        if let Some(removals) = &mut self.removals {
            removals.add(made.removals.as_deref());
        }
        if let Some(error) = &mut self.error {
            error.append_null();
        }
        Ok(())
    }

    /// Adds a row of which there is no record.
    pub fn add_failure(&mut self, failure: &Failure) {
        for (name, column) in &mut self.columns {
            match column {
                Column::Text(texts) if name == "id" => texts.append_value(&failure.id),
                column => column.add_null(),
            }
        }
        if let Some(removals) = &mut self.removals {
            removals.add(None);
        }
        if let Some(error) = &mut self.error {
            error.append_value(&failure.message);
        }
    }

    /// The columns as they have grown.
    pub fn finish(self) -> Vec<ArrayRef> {
        let removals = self.removals.map(Removals::finish);
        let error = self.error.map(|mut error| Arc::new(error.finish()) as ArrayRef);
        self.columns.into_iter().map(|(_, column)| column.finish()).chain(removals).chain(error).collect()
    }
}

impl Column {
    fn new(shape: Shape) -> Column {
        match shape {
            Shape::Text | Shape::Json => Column::Text(StringBuilder::new()),
            Shape::Number => Column::Number(Int64Builder::new()),
            Shape::Texts => Column::Texts(ListBuilder::new(StringBuilder::new()).with_field(item())),
            Shape::Counts => {
                let names =
                    MapFieldNames { entry: "entries".into(), key: "key".into(), value: "value".into() };
                let builder = MapBuilder::new(Some(names), StringBuilder::new(), Int64Builder::new());
                Column::Counts(builder.with_values_field(count()))
            }
        }
    }

    fn add(&mut self, value: Value<'_>) -> serde_json::Result<()> {
        match (self, value) {
            (Column::Text(texts), Value::Text(text)) => texts.append_option(text),
            (Column::Text(texts), value) => texts.append_value(serde_json::to_string(&value)?),
            (Column::Number(numbers), Value::Number(number)) => {
                numbers.append_option(number.and_then(|number| i64::try_from(number).ok()));
            }
            (Column::Texts(lists), Value::Texts(texts)) => {
                lists.append_value(texts.iter().map(Some));
            }
            (Column::Counts(maps), Value::Counts(counts)) => {
                for (key, count) in counts {
                    maps.keys().append_value(key);
                    maps.values().append_value(i64::try_from(*count).unwrap_or(i64::MAX));
                }
                // It fails where keys and values are not as many, and they are.
                let _ = maps.append(true);
            }
            (column, _) => column.add_null(),
        }
        Ok(())
    }

    fn add_null(&mut self) {
        match self {
            Column::Text(texts) => texts.append_null(),
            Column::Number(numbers) => numbers.append_null(),
            Column::Texts(lists) => lists.append_null(),
            Column::Counts(maps) => {
                let _ = maps.append(false);
            }
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Column::Text(mut texts) => ArrayBuilder::finish(&mut texts),
            Column::Number(mut numbers) => ArrayBuilder::finish(&mut numbers),
            Column::Texts(mut lists) => ArrayBuilder::finish(&mut lists),
            Column::Counts(mut maps) => ArrayBuilder::finish(&mut maps),
        }
    }
}
