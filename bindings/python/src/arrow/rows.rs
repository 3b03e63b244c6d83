//! The pages that stand in the rows of a table.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray, RecordBatch, downcast_integer_array,
};
use arrow_schema::{DataType, Schema};
use qingliu::Page;
use qingliu::io::{Failure, Job};

use crate::page::Kind;

/// A table of more rows is taken in parts of so many, so that what was cleaned can be taken while more is read.
const ROWS: usize = 2048;

/// A part ends where its pages have so many bytes: a column of strings holds 2 GiB, and bodies are no longer than that.
const BYTES: usize = 64 << 20;

/// Which columns are what, by their places.
#[derive(Debug, Clone)]
pub struct Places {
    page: usize,
    kind: Kind,
    url: Option<usize>,
    id: Option<usize>,
    charset: Option<usize>,
}

/// The names that a caller has for columns; one that is not named is the one of that name, if there is one.
#[derive(Debug, Default)]
pub struct Names<'a> {
    pub html: Option<&'a str>,
    pub text: Option<&'a str>,
    pub bytes: Option<&'a str>,
    pub url: Option<&'a str>,
    pub id: Option<&'a str>,
    pub charset: Option<&'a str>,
}

impl Places {
    /// Finds the columns.
    ///
    /// # Errors
    /// What to write instead.
    pub fn find(schema: &Schema, names: &Names<'_>) -> Result<Places, String> {
        let pages = [
            ("html", names.html, Kind::Html),
            ("text", names.text, Kind::Text),
            ("bytes", names.bytes, Kind::Auto),
        ];
        let named: Vec<_> = pages.into_iter().filter(|(_, name, _)| name.is_some()).collect();
        let found: Vec<_> = match &named[..] {
            [] => pages.into_iter().filter(|(key, ..)| schema.index_of(key).is_ok()).collect(),
            _ => named,
        };
        let (key, name, kind) = match &found[..] {
            [one] => *one,
            [] => {
                let first = schema.fields().first().map_or("content", |field| field.name().as_str());
                let message = format!(
                    "no column is named html, text or bytes; say which one holds the page, such as html={first:?}"
                );
                return Err(with_columns(message, schema));
            }
            _ => {
                let keys: Vec<_> = found.iter().map(|(key, ..)| *key).collect();
                let message = format!(
                    "the page is in one column, and here are {}; name one of them",
                    keys.join(" and ")
                );
                return Err(with_columns(message, schema));
            }
        };
        let page = place(schema, key, Some(name.unwrap_or(key)), holds_pages)?;
        Ok(Places {
            page: page.unwrap_or_default(),
            kind,
            url: place(schema, "url", names.url, holds_text)?,
            id: place(schema, "id", names.id, |kind| holds_text(kind) || kind.is_integer())?,
            charset: place(schema, "charset", names.charset, holds_text)?,
        })
    }
}

fn place(
    schema: &Schema,
    key: &str,
    name: Option<&str>,
    fits: impl Fn(&DataType) -> bool,
) -> Result<Option<usize>, String> {
    let Some((index, field)) = schema.column_with_name(name.unwrap_or(key)) else {
        return match name {
            Some(name) => Err(with_columns(format!("{key}={name:?}: there is no such column"), schema)),
            None => Ok(None),
        };
    };
    match field.data_type() {
        kind if fits(kind) => Ok(Some(index)),
        kind => Err(format!("{key}={:?}: a column of {kind} is none of strings; cast it", field.name())),
    }
}

fn with_columns(message: String, schema: &Schema) -> String {
    let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    format!("{message} (columns: {})", names.join(", "))
}

fn holds_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null)
}

fn holds_pages(kind: &DataType) -> bool {
    holds_text(kind) || matches!(kind, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

/// The columns of a batch that matter.
#[derive(Debug, Clone)]
pub struct Rows {
    page: Values,
    is_text: bool,
    kind: Kind,
    url: Option<Values>,
    id: Option<Values>,
    charset: Option<Values>,
    /// Rows that came before.
    before: u64,
}

/// Strings, looked at as bytes: a column says that it holds UTF-8, and of scraped pages that is not always so.
#[derive(Debug, Clone)]
enum Values {
    Small(BinaryArray),
    Large(LargeBinaryArray),
    View(BinaryViewArray),
    /// Integers, or nothing.
    Other(ArrayRef),
}

impl Values {
    fn of(column: &ArrayRef) -> Values {
        match column.data_type() {
            DataType::Utf8 => Values::Small(BinaryArray::from(column.as_string::<i32>().clone())),
            DataType::LargeUtf8 => Values::Large(LargeBinaryArray::from(column.as_string::<i64>().clone())),
            DataType::Utf8View => Values::View(column.as_string_view().clone().to_binary_view()),
            DataType::Binary => Values::Small(column.as_binary::<i32>().clone()),
            DataType::LargeBinary => Values::Large(column.as_binary::<i64>().clone()),
            DataType::BinaryView => Values::View(column.as_binary_view().clone()),
            _ => Values::Other(column.clone()),
        }
    }

    fn bytes(&self, row: usize) -> Option<&[u8]> {
        match self {
            Values::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Values::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Values::View(array) => array.is_valid(row).then(|| array.value(row)),
            Values::Other(_) => None,
        }
    }

    fn text(&self, row: usize) -> Option<String> {
        match self {
            Values::Other(array) if array.is_valid(row) => downcast_integer_array! {
                array => Some(array.value(row).to_string()),
                _ => None
            },
            _ => self.bytes(row).map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        }
    }
}

impl Rows {
    /// Of a batch, before which stand so many rows.
    pub fn of(batch: &RecordBatch, places: &Places, before: u64) -> Rows {
        let values = |place: Option<usize>| place.map(|place| Values::of(batch.column(place)));
        Rows {
            page: Values::of(batch.column(places.page)),
            is_text: holds_text(batch.column(places.page).data_type()),
            kind: places.kind,
            url: values(places.url),
            id: values(places.id),
            charset: values(places.charset),
            before,
        }
    }

    /// How many rows from the first on are one part.
    pub fn part(&self, rows: usize) -> usize {
        let mut bytes = 0;
        let large = (0..rows.min(ROWS)).find(|row| {
            bytes += self.page.bytes(*row).map_or(0, <[u8]>::len);
            bytes > BYTES
        });
        large.map_or(rows.min(ROWS), |row| row.max(1))
    }

    /// The pages of some rows, made one at a time as they are wanted.
    pub fn jobs(self, rows: Range<usize>) -> impl Iterator<Item = Job> + Send + 'static {
        let all = Arc::new(self);
        rows.map(move |row| all.job(row))
    }

    fn job(&self, row: usize) -> Job {
        let value = |values: &Option<Values>| values.as_ref().and_then(|values| values.text(row));
        let id = value(&self.id).unwrap_or_else(|| (self.before + row as u64).to_string());
        let Some(bytes) = self.page.bytes(row) else {
            let message = format!("{id}: the row has no page, it is null");
            return Job::failed(Failure::input(&id, 0, "read", message));
        };
        let content = match std::str::from_utf8(bytes) {
            Ok(text) if self.is_text => self.kind.of_text(text.to_owned()),
            _ => self.kind.of_bytes(bytes.to_vec()),
        };
        Job::of(Page { url: value(&self.url), charset: value(&self.charset), ..Page::new(id, content) })
    }
}
