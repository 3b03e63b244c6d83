//! Which keys of the record are written, and which of the input's travel with it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::write::{Schema, Shape};
use crate::document::Id;
use crate::error::Error;
use crate::record::{PostRecord, Record};

/// The keys of the record, in the order they are written.
pub const KEYS: [&str; 13] = [
    "id", "url", "title", "date", "heat", "body", "source", "author", "charset", "script", "verdict",
    "flags", "removed",
];

/// The key behind them, of records that were asked for it.
pub const POSTS: &str = "posts";

/// The keys of an output line: some or all of the record's, then the carried ones.
#[derive(Debug, Clone)]
pub struct Columns {
    keys: Vec<&'static str>,
    posts: bool,
    carry: Vec<String>,
}

impl Default for Columns {
    fn default() -> Columns {
        Columns { keys: KEYS.to_vec(), posts: true, carry: Vec::new() }
    }
}

impl Columns {
    /// Writes only these keys of the record, in the record's order, and copies the `carry` keys of the input.
    ///
    /// # Errors
    /// [`Error::Usage`] for a field that the record has not, and for a carried key that it has.
    pub fn new(fields: &[String], carry: &[String]) -> Result<Columns, Error> {
        if let Some(unknown) = fields.iter().find(|f| !KEYS.contains(&f.as_str()) && *f != POSTS) {
            return Err(Error::Usage(format!("`{unknown}` is not a field; fields are {}", KEYS.join(", "))));
        }
        let keys = KEYS.into_iter().filter(|k| fields.is_empty() || fields.iter().any(|f| f == k)).collect();
        let mut carried: Vec<String> = Vec::new();
        for key in carry {
            if KEYS.contains(&key.as_str()) || key == POSTS {
                return Err(Error::Usage(format!(
                    "`{key}` cannot be carried: it is a key of the record itself"
                )));
            }
            if ["html", "text", "bytes"].contains(&key.as_str()) {
                return Err(Error::Usage(format!("`{key}` cannot be carried: it is the page")));
            }
            if !carried.contains(key) {
                carried.push(key.clone());
            }
        }
        let posts = fields.is_empty() || fields.iter().any(|f| f == POSTS);
        Ok(Columns { keys, posts, carry: carried })
    }

    /// The keys to copy from the input.
    pub fn carry(&self) -> &[String] {
        &self.carry
    }

    /// The columns of a table of such records; `posts` says whether they have any.
    pub fn schema(&self, posts: bool) -> Schema {
        let of_key = |key: &&'static str| {
            let shape = match *key {
                "heat" => Shape::Number,
                "flags" => Shape::Texts,
                "removed" => Shape::Counts,
                _ => Shape::Text,
            };
            ((*key).to_owned(), shape)
        };
        let mut schema: Schema = self.keys.iter().map(of_key).collect();
        schema.extend((posts && self.posts).then(|| (POSTS.to_owned(), Shape::Json)));
        schema.extend(self.carry.iter().map(|key| (key.clone(), Shape::Json)));
        schema
    }

    /// What these columns hold of a record, the carried ones aside; of [`POSTS`] only where it has any.
    pub fn values<'a>(&self, record: &'a Record) -> impl Iterator<Item = (&'static str, Value<'a>)> {
        let posts = record.posts.as_deref().filter(|_| self.posts);
        let posts = posts.map(|posts| (POSTS, Value::Posts(posts)));
        self.keys.iter().map(|key| (*key, Value::of(record, key))).chain(posts)
    }

    /// The record as one line of JSON, without its end. A carried key that the input has not is `null`.
    ///
    /// # Errors
    /// None that a record could cause.
    pub fn line(&self, record: &Record, carried: &[Option<Box<RawValue>>]) -> serde_json::Result<String> {
        serde_json::to_string(&Row { columns: self, record, carried })
    }
}

/// What a record has under a key.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value<'a> {
    /// A string, or nothing.
    Text(Option<&'a str>),
    /// An integer, or nothing.
    Number(Option<u64>),
    /// Strings.
    Texts(&'a [Id]),
    /// Integers by their names.
    Counts(&'a BTreeMap<Id, usize>),
    /// The posts of a thread.
    Posts(&'a [PostRecord]),
}

impl<'a> Value<'a> {
    fn of(record: &'a Record, key: &str) -> Value<'a> {
        match key {
            "id" => Value::Text(Some(&record.id)),
            "url" => Value::Text(record.url.as_deref()),
            "title" => Value::Text(record.title.as_deref()),
            "date" => Value::Text(record.date.as_deref()),
            "heat" => Value::Number(record.heat),
            "body" => Value::Text(Some(&record.body)),
            "source" => Value::Text(record.source.as_deref()),
            "author" => Value::Text(record.author.as_deref()),
            "charset" => Value::Text(Some(&record.charset)),
            "script" => Value::Text(Some(record.script)),
            "verdict" => Value::Text(Some(record.verdict)),
            "flags" => Value::Texts(&record.flags),
            _ => Value::Counts(&record.removed),
        }
    }

    #[cfg(test)]
    fn shape(self) -> Shape {
        match self {
            Value::Text(_) => Shape::Text,
            Value::Number(_) => Shape::Number,
            Value::Texts(_) => Shape::Texts,
            Value::Counts(_) => Shape::Counts,
            Value::Posts(_) => Shape::Json,
        }
    }
}

struct Row<'a> {
    columns: &'a Columns,
    record: &'a Record,
    carried: &'a [Option<Box<RawValue>>],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.columns.values(self.record) {
            map.serialize_entry(key, &value)?;
        }
        for (key, value) in self.columns.carry.iter().zip(self.carried) {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Page};

    fn record() -> Record {
        Cleaner::builder().build().unwrap().clean(&Page::text("a", "天还没亮。")).record
    }

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn all_columns_are_the_record_itself() {
        let record = record();
        assert_eq!(Columns::default().line(&record, &[]).unwrap(), serde_json::to_string(&record).unwrap());
    }

    #[test]
    fn a_table_has_a_column_of_its_shape_for_every_value() {
        let record = Record { posts: Some(Vec::new()), ..record() };
        let columns = Columns::default();
        let shapes: Schema = columns.values(&record).map(|(k, v)| (k.to_owned(), v.shape())).collect();
        assert_eq!(columns.schema(true), shapes);
    }

    #[test]
    fn a_line_is_read_back_as_the_record_it_was_written_of() {
        let line = Columns::default().line(&record(), &[]).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&line).unwrap(), record());
        let other = line.replace(r#""verdict":"keep""#, r#""verdict":"maybe""#);
        assert!(serde_json::from_str::<Record>(&other).unwrap_err().to_string().contains("`maybe`"));
    }

    #[test]
    fn fields_keep_the_order_of_the_record_and_carried_keys_follow() {
        let columns = Columns::new(&strings(&["verdict", "id"]), &strings(&["n", "n", "m"])).unwrap();
        let carried = [Some(RawValue::from_string("1.0".into()).unwrap()), None];
        assert_eq!(
            columns.line(&record(), &carried).unwrap(),
            r#"{"id":"a","verdict":"keep","n":1.0,"m":null}"#
        );
    }

    #[test]
    fn an_unknown_field_and_a_carried_record_key_are_refused() {
        assert!(Columns::new(&strings(&["titel"]), &[]).unwrap_err().to_string().contains("`titel`"));
        assert!(Columns::new(&[], &strings(&["title"])).is_err());
        assert!(Columns::new(&[], &strings(&["html"])).is_err());
    }
}
