//! A finished run read back: the lines that `clean` wrote, and those of its `--removed`.
//!
//! Both are JSONL with a text in every line, so they are read as pages are, by the same readers: of a record the body is
//! the text, and the other keys come along.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::view::Removed;
use crate::io::Loaded;
use crate::page::Content;
use crate::record::Record;

/// Which key of a record is read as the text: what [`crate::io::Keys`] is told.
pub const RECORD_KEYS: [&str; 1] = ["text=body"];

/// The keys that come along: these of a record, in this order.
pub const RECORD_CARRY: [&str; 9] =
    ["verdict", "title", "date", "heat", "source", "author", "script", "flags", "removed"];

/// The keys that come along of a removal.
pub const REMOVAL_CARRY: [&str; 3] = ["line", "rule", "hit"];

/// The record of a line, if it is one that `clean` wrote.
pub fn record(loaded: &Loaded) -> Option<Record> {
    let Content::Text(body) = &loaded.page.content else { return None };
    // What the readers have taken apart is put together again, but for the texts.
    let mut json = r#"{"id":"","url":null,"body":"","charset":"""#.to_owned();
    for (key, value) in RECORD_CARRY.iter().zip(&loaded.carried) {
        json += &format!(",\"{key}\":{}", value.as_deref()?.get());
    }
    json.push('}');
    let record: Record = serde_json::from_str(&json).ok()?;
    let page = &loaded.page;
    let charset = page.charset.clone().unwrap_or_default();
    Some(Record { id: page.id.clone(), url: page.url.clone(), charset, body: body.clone(), ..record })
}

/// The removal of a line, and the id of its page.
pub fn removal(loaded: &Loaded) -> Option<(&str, Removed)> {
    let [line, rule, hit] = &loaded.carried[..] else { return None };
    let Content::Text(text) = &loaded.page.content else { return None };
    let removed = Removed { line: value(line)?, rule: value(rule)?, hit: value(hit)?, text: text.clone() };
    Some((&loaded.page.id, removed))
}

fn value<T: DeserializeOwned>(json: &Option<Box<RawValue>>) -> Option<T> {
    serde_json::from_str(json.as_deref()?.get()).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::Arc;

    use super::*;
    use crate::io::{Format, Input, Keys, Settings, Sources};
    use crate::{Cleaner, Page};

    fn loaded(line: String, keys: &[&str], carry: &[&str]) -> Loaded {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let settings = Settings {
            format: Format::Jsonl,
            keys: Arc::new(Keys::new(&owned(keys)).unwrap()),
            carry: owned(carry),
            ..Settings::default()
        };
        let mut sources = Sources::with(vec![Input::Stdin], settings).unwrap().with_stdin(Cursor::new(line));
        sources.next().unwrap().load(&owned(carry)).unwrap()
    }

    #[test]
    fn a_record_is_read_back_as_it_was() {
        let html = "<h1>小城的早市</h1><p>來源：小城晚报　阅读：12　2023-04-20</p><p>天还没亮，卖菜的人已经把摊子支好了。</p><p>Copyright 2006-2023 小城茶网 版权所有</p>";
        let cleaner = Cleaner::builder().build().unwrap();
        let cleaned = cleaner.clean(&Page::html("a", html).with_url("https://example.com/a"));
        let line = serde_json::to_string(&cleaned.record).unwrap();
        assert_eq!(record(&loaded(line, &RECORD_KEYS, &RECORD_CARRY)), Some(cleaned.record.clone()));
        let first = cleaned.removals().next().unwrap();
        let line = loaded(serde_json::to_string(&first).unwrap(), &[], &REMOVAL_CARRY);
        let (id, removed) = removal(&line).unwrap();
        assert_eq!((id, &removed.text, removed.line), ("a", &first.text, first.line));
    }

    #[test]
    fn a_page_is_no_record() {
        let line = r#"{"id":"a","text":"早市"}"#.to_owned();
        assert_eq!(record(&loaded(line, &[], &RECORD_CARRY)), None);
    }
}
