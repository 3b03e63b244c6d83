//! The examples of a rule file: the lines that prove a rule.

use toml::Spanned;
use toml::de::DeValue;

use super::keys::EXAMPLE;
use super::parse::Reader;
use super::rule::{Example, Origin, Rule};
use crate::error::Problem;

impl Reader<'_, '_> {
    /// Examples are strings, or tables where markup, a line's links or its container matter.
    pub(super) fn examples(&mut self, key: &str) -> Vec<Example> {
        let mut examples = Vec::new();
        for value in self.list(key) {
            let origin = self.places.origin(&value.span());
            let example = match value.get_ref() {
                DeValue::String(text) => {
                    Some(Example { text: text.to_string(), origin, ..Example::default() })
                }
                DeValue::Table(table) => {
                    self.unknown(table, &EXAMPLE.map(|key| key.name));
                    let string =
                        |key: &str| table.get(key).and_then(|t| t.get_ref().as_str()).map(str::to_owned);
                    let links = table.get("links").map_or(0.0, |l| match l.get_ref() {
                        DeValue::Float(n) => n.as_str().parse().unwrap_or(0.0),
                        DeValue::Integer(n) => n.as_str().parse().unwrap_or(0.0),
                        _ => 0.0,
                    });
                    let tokens = string("tokens").unwrap_or_default();
                    let title = string("title").unwrap_or_default();
                    let heading = table.get("heading").map_or(0, |l| match l.get_ref() {
                        DeValue::Integer(n) => n.as_str().parse().unwrap_or(0),
                        _ => 0,
                    });
                    let hidden = table.get("hidden").is_some_and(|v| v.get_ref().as_bool() == Some(true));
                    match (string("text"), string("html")) {
                        (Some(text), None) => {
                            Some(Example { text, html: false, links, tokens, title, heading, hidden, origin })
                        }
                        (None, Some(text)) => {
                            Some(Example { text, html: true, origin, ..Example::default() })
                        }
                        _ => None,
                    }
                }
                _ => None,
            };
            match example.filter(|e| !e.text.trim().is_empty()) {
                Some(example) => examples.push(example),
                None => self.problem(
                    Some(value.span()),
                    format!("`{key}` holds no text; write a string, {{ text = \"…\", links = 1.0, tokens = \"share\" }} or {{ html = \"…\" }}"),
                ),
            }
        }
        if examples.is_empty() && self.keys.contains_key(key) {
            let span = self.value(key).map(Spanned::span);
            self.problem(span, format!("`{key}` is empty; write a line of text"));
        }
        examples
    }

    /// An example that stands twice proves nothing, and one that must both fire and not fire cannot hold.
    pub(super) fn examples_apart(&mut self, rule: &Rule) {
        let all: Vec<(&str, &Example)> =
            rule.hit.iter().map(|e| ("hit", e)).chain(rule.miss.iter().map(|e| ("miss", e))).collect();
        for (at, (key, example)) in all.iter().enumerate() {
            let twin = all[..at].iter().find(|(_, earlier)| {
                Example { origin: Origin::default(), ..(*earlier).clone() }
                    == Example { origin: Origin::default(), ..(*example).clone() }
            });
            let message = match twin {
                None => continue,
                Some((earlier, _)) if earlier == key => {
                    format!("this `{key}` stands twice; write another line")
                }
                Some(_) => "this `miss` is a `hit` too; write an honest line".to_owned(),
            };
            let Example { origin, .. } = example;
            let problem = Problem::new(&origin.file, message).at(origin.line, origin.column, origin.width);
            self.problems.push(problem.of(self.id));
        }
    }
}
