//! What was removed of each page, as a column: a list of what `--removed` writes, so that it can be exploded to that.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{ArrayBuilder, Int64Builder, ListBuilder, StringBuilder, StructBuilder};
use arrow_schema::{DataType, Field, Fields};
use qingliu::RemovalRecord;

/// The name of the column.
pub const REMOVALS: &str = "removals";

/// The column in a schema.
pub fn field() -> Field {
    Field::new(REMOVALS, DataType::List(Arc::new(item())), true)
}

fn item() -> Field {
    Field::new("item", DataType::Struct(fields()), false)
}

fn fields() -> Fields {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let line = Field::new("line", DataType::Int64, false);
    Fields::from(vec![text("id"), line, text("rule"), text("pass"), text("hit"), text("text")])
}

/// The column while it grows by a record at a time.
pub struct Removals(ListBuilder<StructBuilder>);

impl Removals {
    pub fn new() -> Removals {
        let text = || Box::new(StringBuilder::new()) as Box<dyn ArrayBuilder>;
        // In the order of `fields`.
        let values = vec![text(), Box::new(Int64Builder::new()), text(), text(), text(), text()];
        Removals(ListBuilder::new(StructBuilder::new(fields(), values)).with_field(item()))
    }

    /// Adds those of a record; `None` where there is no record.
    pub fn add(&mut self, removals: Option<&[RemovalRecord]>) {
        for removal in removals.unwrap_or_default() {
            let RemovalRecord { id, line, rule, pass, hit, text } = removal;
            let to = self.0.values();
            let values = [(0, id.as_str()), (2, rule.as_ref()), (3, pass.as_ref()), (4, hit), (5, text)];
            for (place, value) in values {
                if let Some(column) = to.field_builder::<StringBuilder>(place) {
                    column.append_value(value);
                }
            }
            if let Some(column) = to.field_builder::<Int64Builder>(1) {
                column.append_value(i64::try_from(*line).unwrap_or(i64::MAX));
            }
            to.append(true);
        }
        self.0.append(removals.is_some());
    }

    /// The column as it has grown.
    pub fn finish(mut self) -> ArrayRef {
        ArrayBuilder::finish(&mut self.0)
    }
}
