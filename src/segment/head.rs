//! What a page says of itself where nobody looks: meta elements and JSON-LD.

use serde_json::Value;

use super::event::Attributes;
use crate::document::{Birth, Head, Line};

/// A value longer than this is no field; descriptions reach some hundred characters.
const LONGEST: usize = 2000;

/// The entry of a `<meta>` element: `meta:` and its name, property or itemprop in lower case.
pub fn meta(attributes: &dyn Attributes) -> Option<Head> {
    let name = ["name", "property", "itemprop"].into_iter().find_map(|key| attributes.get(key))?;
    entry(&format!("meta:{}", name.trim().to_lowercase()), attributes.get("content")?)
}

/// An entry with its white space collapsed, if there is anything in it.
pub fn entry(key: &str, value: &str) -> Option<Head> {
    let text = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !text.is_empty() && text.len() <= LONGEST;
    fits.then(|| Head { key: key.to_owned(), line: Line::new(text, Birth::default()) })
}

/// The entries of a JSON-LD block that describes an article; empty where it does not parse.
pub fn linked_data(json: &str) -> Vec<Head> {
    let json = json.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
    let mut entries = Vec::new();
    if let Ok(value) = serde_json::from_str(json) {
        collect(&value, &mut entries);
    }
    entries
}

fn collect(value: &Value, entries: &mut Vec<Head>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, entries)),
        Value::Object(object) => {
            if let Some(graph) = object.get("@graph") {
                collect(graph, entries);
            }
            if is_article(object.get("@type")) || is_bare_date(object) {
                for key in ["headline", "datePublished", "dateModified", "pubDate", "upDate"] {
                    entries.extend(
                        object.get(key).and_then(Value::as_str).and_then(|v| entry(&format!("ld:{key}"), v)),
                    );
                }
                for key in ["author", "publisher"] {
                    entries
                        .extend(object.get(key).and_then(name).and_then(|v| entry(&format!("ld:{key}"), v)));
                }
            }
        }
        _ => {}
    }
}

fn is_article(kind: Option<&Value>) -> bool {
    match kind {
        Some(Value::String(kind)) => {
            kind.ends_with("Article") || kind.ends_with("Posting") || kind == "WebPage"
        }
        Some(Value::Array(kinds)) => kinds.iter().any(|k| is_article(Some(k))),
        _ => false,
    }
}

/// Baidu's own vocabulary has no `@type`, only `pubDate` beside a `title`.
fn is_bare_date(object: &serde_json::Map<String, Value>) -> bool {
    object.contains_key("pubDate") && !object.contains_key("@type")
}

fn name(value: &Value) -> Option<&str> {
    match value {
        Value::String(name) => Some(name),
        Value::Object(object) => object.get("name").and_then(Value::as_str),
        Value::Array(items) => items.first().and_then(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_in_a_graph_is_found() {
        let json = r#"{"@graph":[{"@type":"Organization","name":"某报"},
            {"@type":["NewsArticle"],"headline":" 早市  ","datePublished":"2021-03-04","author":[{"name":"李四"}]}]}"#;
        let entries: Vec<_> = linked_data(json).into_iter().map(|h| (h.key, h.line.text)).collect();
        assert_eq!(
            entries,
            [
                ("ld:headline".to_owned(), "早市".to_owned()),
                ("ld:datePublished".to_owned(), "2021-03-04".to_owned()),
                ("ld:author".to_owned(), "李四".to_owned())
            ]
        );
        assert!(linked_data("{broken").is_empty());
    }
}
