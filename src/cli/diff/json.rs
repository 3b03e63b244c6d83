//! A comparison for programs: one JSON object.

use std::collections::BTreeMap;

use crate::diff::{Group, Total};
use crate::document::Id;
use crate::rules::{Ruleset, State};
use serde_json::{Value, json};

use super::Comparison;

/// The object as a line.
pub fn object(comparison: &Comparison<'_>) -> String {
    let Comparison { args, base, now, total, trial, errors } = comparison;
    let mut object = json!({
        "base": rules(base, &comparison.base_name()),
        "now": rules(now, &comparison.now_name()),
        "errors": errors,
        "loss": total.loss(),
        "max_loss": args.max_loss,
    });
    merge(&mut object, counts(comparison, total));
    object["trial"] = trial.as_ref().map_or(Value::Null, |trial| {
        let mut counts = counts(comparison, trial);
        counts["loss"] = json!(trial.loss());
        counts
    });
    format!("{object}\n")
}

fn rules(rules: &Ruleset, name: &str) -> Value {
    json!({ "rules": name, "count": rules.rules().len(), "hash": rules.hash() })
}

fn counts(comparison: &Comparison<'_>, total: &Total) -> Value {
    let mut object = json!(total);
    let moved = total.moved.iter().map(|((from, to), moved)| {
        let mut entry = json!({ "from": from, "to": to });
        merge(&mut entry, json!(moved));
        entry
    });
    let moved: Vec<Value> = moved.collect();
    merge(
        &mut object,
        json!({
            "removed": groups(comparison, &total.removed),
            "kept": groups(comparison, &total.kept),
            "moved": moved,
            "fields": total.fields,
        }),
    );
    object
}

/// Worst first.
fn groups(comparison: &Comparison<'_>, groups: &BTreeMap<Id, Group>) -> Vec<Value> {
    let mut sorted: Vec<_> = groups.iter().collect();
    sorted.sort_by_key(|(_, group)| group.badness());
    let entry = |(id, group): (&Id, &Group)| {
        let rule = comparison.now.get(id).or_else(|| comparison.base.get(id));
        let state = rule.map(|rule| State::as_str(rule.state));
        let mut entry = json!({ "rule": id, "state": state, "why": comparison.why(id) });
        merge(&mut entry, json!(group));
        entry
    };
    sorted.into_iter().map(entry).collect()
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
