//! A JSON Schema of a rule file, for editors that read TOML by one. Made of the tables that the parser goes by.

use serde_json::{Map, Value, json};

use super::condition;
use super::keys::{EXAMPLE, FLAG_FAMILIES, KEYS, Key, OF_SECTIONS, REQUIRED, Takes};

/// The schema, JSON Schema 2020-12.
pub fn schema() -> Value {
    let required: Vec<&str> = REQUIRED.iter().map(|(key, _)| *key).collect();
    let of_sections: Vec<Value> = OF_SECTIONS.iter().map(|key| json!({ "required": [key] })).collect();
    let anchors = ["any", "all", "starts", "ends", "equals", "regex", "select", "needs"];
    let anchors = anchors.map(|key| json!({ "required": [key] }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule file of qingliu",
        "description": "Each table is a rule; its id is the file's name, a slash, and the table's name.",
        "type": "object",
        "patternProperties": { "^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$": { "$ref": "#/$defs/rule" } },
        "additionalProperties": false,
        "$defs": {
            "rule": {
                "type": "object",
                "properties": properties(&KEYS),
                "additionalProperties": false,
                "if": { "required": ["state"], "properties": { "state": { "const": "off" } } },
                "else": {
                    "required": required,
                    "allOf": [
                        {
                            "anyOf": anchors,
                        },
                        {
                            "if": { "not": { "properties": { "scope": { "const": "section" } } } },
                            "then": { "not": { "anyOf": of_sections } },
                        },
                        {
                            "if": { "properties": { "scope": { "const": "page" } } },
                            "then": { "required": ["flag"] },
                        },
                    ],
                },
            },
            "texts": { "anyOf": [
                { "$ref": "#/$defs/text" },
                { "type": "array", "items": { "$ref": "#/$defs/text" } },
            ] },
            "text": { "type": "string", "minLength": 1 },
            "conditions": { "anyOf": [
                { "$ref": "#/$defs/condition" },
                { "type": "array", "items": { "$ref": "#/$defs/condition" } },
            ] },
            "condition": { "anyOf": [
                { "enum": condition::facts().collect::<Vec<_>>() },
                { "type": "string", "pattern": condition::bound_pattern() },
                { "type": "string", "pattern": r"^block\.\S+$" },
                { "type": "string", "minLength": 1, "not": { "pattern": condition::reserved_pattern() } },
            ] },
            "examples": { "anyOf": [
                { "$ref": "#/$defs/example" },
                { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/example" } },
            ] },
            "example": { "anyOf": [
                { "$ref": "#/$defs/text" },
                {
                    "type": "object",
                    "properties": properties(&EXAMPLE),
                    "additionalProperties": false,
                    "anyOf": [{ "required": ["text"] }, { "required": ["html"] }],
                },
            ] },
        },
    })
}

fn properties(keys: &[Key]) -> Map<String, Value> {
    let property = |key: &Key| {
        let mut property = match key.takes {
            Takes::Text | Takes::Pattern => json!({ "$ref": "#/$defs/text" }),
            Takes::Choice(names) => json!({ "enum": names() }),
            Takes::Texts => json!({ "$ref": "#/$defs/texts" }),
            Takes::Conditions => json!({ "$ref": "#/$defs/conditions" }),
            Takes::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
            Takes::Level => json!({ "type": "integer", "minimum": 1, "maximum": 6 }),
            Takes::Flagged => json!({ "type": "boolean" }),
            Takes::Flag => {
                let flag =
                    json!({ "type": "string", "pattern": format!("^(?:{})/.+$", FLAG_FAMILIES.join("|")) });
                json!({ "anyOf": [flag, { "type": "array", "minItems": 1, "items": flag }] })
            }
            Takes::Examples => json!({ "$ref": "#/$defs/examples" }),
        };
        property["description"] = key.about.into();
        (key.name.to_owned(), property)
    };
    keys.iter().map(property).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::builtin;

    /// As much of a validator as the schema uses.
    fn holds(schema: &Value, root: &Value, value: &Value) -> bool {
        let object = schema.as_object().unwrap();
        let list = |schemas: &Value| schemas.as_array().unwrap().clone();
        object.iter().all(|(keyword, wants)| match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "then" | "else" => true,
            "$ref" => holds(root.pointer(&wants.as_str().unwrap()[1..]).unwrap(), root, value),
            "type" => match wants.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_u64(),
                "boolean" => value.is_boolean(),
                other => panic!("{other}"),
            },
            "const" => value == wants,
            "enum" => list(wants).contains(value),
            "pattern" => value
                .as_str()
                .is_none_or(|text| regex::Regex::new(wants.as_str().unwrap()).unwrap().is_match(text)),
            "minLength" => {
                value.as_str().is_none_or(|text| text.chars().count() as u64 >= wants.as_u64().unwrap())
            }
            "minimum" => value.as_f64().is_none_or(|n| n >= wants.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|n| n <= wants.as_f64().unwrap()),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= wants.as_u64().unwrap()),
            "items" => value.as_array().is_none_or(|items| items.iter().all(|item| holds(wants, root, item))),
            "required" => value
                .as_object()
                .is_none_or(|o| list(wants).iter().all(|key| o.contains_key(key.as_str().unwrap()))),
            "properties" => value.as_object().is_none_or(|o| {
                let wants = wants.as_object().unwrap();
                o.iter().all(|(key, value)| wants.get(key).is_none_or(|schema| holds(schema, root, value)))
            }),
            "patternProperties" => value.as_object().is_none_or(|o| {
                let (pattern, schema) = wants.as_object().unwrap().iter().next().unwrap();
                let pattern = regex::Regex::new(pattern).unwrap();
                o.iter().all(|(key, value)| !pattern.is_match(key) || holds(schema, root, value))
            }),
            "additionalProperties" => value.as_object().is_none_or(|o| {
                let known = object.get("properties").and_then(Value::as_object);
                let patterns = object.get("patternProperties").and_then(Value::as_object);
                o.keys().all(|key| {
                    known.is_some_and(|known| known.contains_key(key))
                        || patterns
                            .is_some_and(|p| p.keys().any(|p| regex::Regex::new(p).unwrap().is_match(key)))
                })
            }),
            "anyOf" => list(wants).iter().any(|schema| holds(schema, root, value)),
            "allOf" => list(wants).iter().all(|schema| holds(schema, root, value)),
            "not" => !holds(wants, root, value),
            "if" => {
                let branch = if holds(wants, root, value) { "then" } else { "else" };
                object.get(branch).is_none_or(|schema| holds(schema, root, value))
            }
            other => panic!("{other} is not understood here"),
        })
    }

    fn file_holds(toml: &str) -> bool {
        let value: Value = toml::from_str(toml).unwrap();
        holds(&schema(), &schema(), &value)
    }

    #[test]
    fn every_built_in_rule_file_holds_and_what_the_parser_refuses_does_not() {
        for (file, text) in builtin::FILES {
            assert!(file_holds(text), "{file}");
        }
        let rule = "[tea]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\nany = \"春茶\"\nhit = \"春茶\"\nmiss = [\"秋茶\"]\n";
        assert!(file_holds(rule) && file_holds("[tea]\nstate = \"off\"\n"));
        for (from, to) in [
            ("why = \"x\"\n", ""),
            ("\"ads\"", "\"adz\""),
            ("any =", "anny ="),
            ("any = \"春茶\"", "any = [3]"),
            ("miss =", "cap = 0.5\nmiss ="),
            ("\"line\"", "\"page\""),
            ("miss =", "needs = [\"shape.lst\"]\nmiss ="),
            ("miss =", "needs = [\"chars < 4\"]\nmiss ="),
            ("[tea]", "[Tea]"),
            ("\"春茶\"\nmiss", "{ txt = \"春茶\" }\nmiss"),
            ("miss =", "flag = \"tea/x\"\nmiss ="),
        ] {
            assert!(!file_holds(&rule.replacen(from, to, 1)), "{from} → {to}");
        }
    }

    #[test]
    fn every_key_and_condition_stands_in_the_readme() {
        let readme = include_str!("../../rules/README.md");
        for key in KEYS.iter().chain(&EXAMPLE) {
            let stands =
                readme.contains(&format!("`{}`", key.name)) || readme.contains(&format!("{} = ", key.name));
            assert!(stands, "rules/README.md lacks `{}`", key.name);
            assert!(key.about.ends_with('.'), "{}", key.name);
        }
        for fact in condition::facts() {
            assert!(readme.contains(&format!("`{fact}`")), "rules/README.md lacks `{fact}`");
        }
    }
}
