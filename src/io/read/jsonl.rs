//! A line of JSONL to a page: exactly one of `html`, `text` and `bytes`, and what the carrier says about it.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::Error;
use crate::page::{Content, Page};

/// The keys that make a page, those that hold it first.
pub(super) const PAGE_KEYS: [&str; 6] = ["html", "text", "bytes", "id", "url", "charset"];

/// Under which names the input has the keys that make a page: their own, unless it was said otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(Vec<(&'static str, String)>);

impl Keys {
    /// From words such as `html=content`: the key, and the name that the input has for it.
    ///
    /// # Errors
    /// [`Error::Usage`] for a word that is none such, and for a key or a name that stands twice.
    pub fn new(words: &[String]) -> Result<Keys, Error> {
        let mut keys: Vec<(&'static str, String)> = Vec::new();
        for word in words {
            let (key, name) = word.split_once('=').unwrap_or((word, ""));
            let key = PAGE_KEYS.into_iter().find(|k| *k == key).filter(|_| !name.is_empty());
            let Some(key) = key else {
                return Err(Error::Usage(format!(
                    "`{word}` is no column; write KEY=NAME, the key being one of {}",
                    PAGE_KEYS.join(", ")
                )));
            };
            if keys.iter().any(|(k, n)| *k == key || n == name) {
                return Err(Error::Usage(format!("`{word}`: this key or column is named twice")));
            }
            keys.push((key, name.to_owned()));
        }
        Ok(Keys(keys))
    }

    /// The name that the input has for a key. Where it was said which one holds the page, the others hold none.
    pub(super) fn name(&self, key: &'static str) -> Option<&str> {
        let holds_page = |key: &str| PAGE_KEYS[..3].contains(&key);
        match self.0.iter().find(|(k, _)| *k == key) {
            Some((_, name)) => Some(name),
            None if holds_page(key) && self.0.iter().any(|(k, _)| holds_page(k)) => None,
            None => Some(key).filter(|name| !self.0.iter().any(|(_, n)| n == name)),
        }
    }

    fn key(&self, name: &str) -> Option<&'static str> {
        PAGE_KEYS.into_iter().find(|key| self.name(key) == Some(name))
    }
}

/// A page and the values that were asked to travel with it.
#[derive(Debug)]
pub(in crate::io) struct Entry {
    pub page: Page,
    /// The input's values of the carried keys, in the order they were asked for.
    pub carried: Vec<Option<Box<RawValue>>>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::io) struct Mistake {
    /// The id, if the line could be read so far.
    pub id: Option<String>,
    /// One-based column in bytes; 0 where the line as a whole is meant.
    pub column: usize,
    pub message: String,
}

const LONE_SURROGATE: &str = "lone surrogate in a string";

/// Reads a line. Without an `id` the page is called `otherwise`.
pub(in crate::io) fn parse(
    line: &[u8],
    otherwise: &str,
    keys: &Keys,
    carry: &[String],
) -> Result<Entry, Mistake> {
    // Checked as a whole, UTF-8 takes a tenth of what it does string by string; that one says where it is broken.
    let read = match simdutf8::basic::from_utf8(line) {
        Ok(line) => object(serde_json::Deserializer::from_str(line), keys),
        Err(_) => object(serde_json::Deserializer::from_slice(line), keys),
    };
    let object =
        read.map_err(|e| Mistake { id: id_alone(line, keys), column: e.column(), message: in_words(&e) })?;
    let id = object.id.clone().unwrap_or_else(|| otherwise.to_owned());
    let wrong = |message: String| Mistake { id: Some(id.clone()), column: 0, message };
    let content = match (object.html, object.text, object.bytes) {
        (Some(html), None, None) => Content::Html(html),
        (None, Some(text), None) => Content::Text(text),
        (None, None, Some(bytes)) => {
            Content::Bytes(unpack(bytes).map_err(|e| wrong(format!("`bytes` is not base64: {e}")))?)
        }
        (None, None, None) => return Err(wrong("none of the keys `html`, `text` and `bytes`".into())),
        _ => return Err(wrong("more than one of the keys `html`, `text` and `bytes`".into())),
    };
    let mut rest = object.rest;
    let carried = carry
        .iter()
        .map(|key| {
            let at = rest.iter().position(|(k, _)| k == key)?;
            Some(std::mem::replace(&mut rest[at].1, RawValue::NULL.to_owned()))
        })
        .collect();
    Ok(Entry { page: Page { id, url: object.url, charset: object.charset, fetched: None, content }, carried })
}

fn object<'l, R: serde_json::de::Read<'l>>(
    mut json: serde_json::Deserializer<R>,
    keys: &Keys,
) -> serde_json::Result<Object> {
    let object = KeyedBy(keys).deserialize(&mut json)?;
    json.end().map(|()| object)
}

/// Decodes base64, whose writers may have broken it into lines.
fn unpack(mut base64: String) -> Result<Vec<u8>, base64::DecodeError> {
    base64.retain(|c| !c.is_ascii_whitespace());
    STANDARD.decode(base64)
}

/// The keys of a line, before it is known to be a page. `null` stands for an absent key, but an `id` that is
/// not a string is called by its JSON text, whatever it is.
#[derive(Debug, Default)]
struct Object {
    id: Option<String>,
    html: Option<String>,
    text: Option<String>,
    bytes: Option<String>,
    url: Option<String>,
    charset: Option<String>,
    /// Everything else, for `--carry`.
    rest: Vec<(String, Box<RawValue>)>,
}

/// Reads an object whose keys have these names.
struct KeyedBy<'k>(&'k Keys);

impl<'de> DeserializeSeed<'de> for KeyedBy<'_> {
    type Value = Object;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Object, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for KeyedBy<'_> {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut object = Object::default();
        let mut seen: Vec<&'static str> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let Some(key) = self.0.key(&name) else {
                let value: Box<RawValue> = map.next_value()?;
                whole(&value)?;
                object.rest.push((name, value));
                continue;
            };
            once(&mut seen, key)?;
            let slot = match key {
                "id" => {
                    object.id = Some(id_text(map.next_value()?)?);
                    continue;
                }
                "html" => &mut object.html,
                "text" => &mut object.text,
                "bytes" => &mut object.bytes,
                "url" => &mut object.url,
                _ => &mut object.charset,
            };
            *slot = map.next_value()?;
        }
        Ok(object)
    }
}

/// What serde says, without the place, which is said once and by the caller.
fn in_words(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    // It says so only of a leading surrogate that no trailing one follows.
    if said == "unexpected end of hex escape" { LONE_SURROGATE.to_owned() } else { said.to_owned() }
}

/// The id of a line that is an object but no page.
fn id_alone(line: &[u8], keys: &Keys) -> Option<String> {
    let named: BTreeMap<String, &RawValue> = serde_json::from_slice(line).ok()?;
    id_text::<serde_json::Error>((*named.get(keys.name("id")?)?).to_owned()).ok()
}

fn once<E: serde::de::Error>(seen: &mut Vec<&'static str>, key: &'static str) -> Result<(), E> {
    if seen.contains(&key) {
        return Err(E::custom(format_args!("the key `{key}` stands twice")));
    }
    seen.push(key);
    Ok(())
}

fn id_text<E: serde::de::Error>(value: Box<RawValue>) -> Result<String, E> {
    whole(&value)?;
    if value.get().starts_with('"') {
        return serde_json::from_str(value.get()).map_err(E::custom);
    }
    Ok(value.get().to_owned())
}

/// Raw values are not looked into, so that a lone surrogate in one would go unnoticed.
fn whole<E: serde::de::Error>(value: &RawValue) -> Result<(), E> {
    if value.get().contains("\\u") {
        serde_json::from_str::<serde_json::Value>(value.get()).map_err(|_| E::custom(LONE_SURROGATE))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(line: &str) -> Page {
        parse(line.as_bytes(), "in:1", &Keys::default(), &[]).expect(line).page
    }

    fn mistake(line: &[u8]) -> Mistake {
        parse(line, "in:1", &Keys::default(), &[]).expect_err(&String::from_utf8_lossy(line))
    }

    #[test]
    fn an_id_that_is_no_string_keeps_its_json_text() {
        for (id, text) in [
            ("7", "7"),
            ("1e5", "1e5"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("true", "true"),
            ("null", "null"),
            ("[1, \"乙\"]", "[1, \"乙\"]"),
            ("\"a\\u4e00\"", "a一"),
        ] {
            assert_eq!(page(&format!("{{\"id\": {id}, \"text\": \"\"}}")).id, text);
        }
        assert_eq!(page("{\"text\": \"\"}").id, "in:1");
    }

    #[test]
    fn exactly_one_content_key_makes_a_page() {
        assert!(matches!(page(r#"{"html":"<p>"}"#).content, Content::Html(_)));
        assert!(matches!(page(r#"{"html":null,"text":"甲"}"#).content, Content::Text(_)));
        assert!(matches!(page(r#"{"bytes":"55Sy"}"#).content, Content::Bytes(b) if b == "甲".as_bytes()));
        assert!(mistake(br#"{"id":"x"}"#).message.contains("none of"));
        assert!(mistake(br#"{"html":"","text":""}"#).message.contains("more than one"));
        assert!(mistake(br#"{"html":"a","html":"b"}"#).message.contains("twice"));
        assert!(mistake(br#"{"html":5}"#).message.contains("expected a string"));
        assert!(mistake(b"[]").message.contains("a JSON object"));
    }

    #[test]
    fn base64_that_does_not_decode_keeps_the_id() {
        let mistake = mistake(br#"{"id":"q","bytes":"5!Sy"}"#);
        assert_eq!(mistake.id.as_deref(), Some("q"));
        assert!(mistake.message.contains("base64"));
    }

    #[test]
    fn base64_may_be_broken_into_lines() {
        assert!(
            matches!(page(r#"{"bytes":"55\r\nSy\n"}"#).content, Content::Bytes(b) if b == "甲".as_bytes())
        );
    }

    #[test]
    fn a_lone_surrogate_is_a_mistake_wherever_it_stands() {
        for line in
            [r#"{"text":"a\ud83d"}"#, r#"{"text":"","id":"\udc00"}"#, r#"{"text":"","note":["\ud800x"]}"#]
        {
            parse(line.as_bytes(), "in:1", &Keys::default(), &[]).expect_err(line);
        }
        assert_eq!(page(r#"{"text":"","id":"\ud83d\ude00"}"#).id, "😀");
    }

    #[test]
    fn a_line_that_is_json_but_no_page_keeps_its_id() {
        assert_eq!(mistake(br#"{"html":5,"id":"q"}"#).id.as_deref(), Some("q"));
        assert_eq!(mistake(br#"{"html":5,"id":"q"#).id, None);
        assert_eq!(mistake(b" [1]").id, None);
    }

    #[test]
    fn a_line_that_does_not_parse_says_the_column() {
        assert_eq!(mistake(br#"{"text": "a" "id": 1}"#).column, 14);
        assert!(mistake(b"{\"text\": \"\xff\"}").column > 0);
    }

    #[test]
    fn carried_values_keep_their_text() {
        let carry = ["n".to_owned(), "gone".to_owned()];
        let entry = parse(r#"{"n": 1.50, "text": ""}"#.as_bytes(), "in:1", &Keys::default(), &carry).unwrap();
        let carried: Vec<_> = entry.carried.iter().map(|v| v.as_ref().map(|v| v.get())).collect();
        assert_eq!(carried, [Some("1.50"), None]);
    }

    #[test]
    fn keys_go_by_the_names_that_they_were_given() {
        let named = |words: &[&str]| Keys::new(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        let keys = named(&["html=content", "id=docid"]).unwrap();
        let line = br#"{"docid":"a","content":"<p>","text":"x","id":7,"url":"u"}"#;
        let entry = parse(line, "in:1", &keys, &["id".to_owned()]).unwrap();
        assert!(matches!(entry.page.content, Content::Html(_)));
        assert_eq!((entry.page.id.as_str(), entry.page.url.as_deref()), ("a", Some("u")));
        assert_eq!(entry.carried[0].as_ref().unwrap().get(), "7");
        for wrong in
            [&["content"][..], &["title=x"], &["html="], &["html=a", "html=b"], &["html=a", "text=a"]]
        {
            assert!(named(wrong).is_err(), "{wrong:?}");
        }
    }
}
