//! `qingliu rules`: rules compile and prove themselves; look one up.

use crate::Error;
use crate::rules::Rule;
use toml::{Table, Value};

use crate::cli::Status;
use crate::cli::args::{RuleArgs, RulesCommand, look_up};
use crate::cli::terminal::print;

pub fn run(command: &RulesCommand) -> Result<Status, Error> {
    match command {
        RulesCommand::Check(args) => crate::cli::check::run(args),
        RulesCommand::List { rules } => {
            let cleaner = rules.cleaner()?;
            let width = cleaner.rules().rules().iter().map(|rule| rule.id.len()).max().unwrap_or(0);
            let mut list = String::new();
            for Rule { id, state, scope, why, .. } in cleaner.rules().rules() {
                list += &format!("{id:width$}  {:<6}  {:<12}  {why}\n", state.as_str(), scope.as_str());
            }
            print(&list)?;
            Ok(Status::Done)
        }
        RulesCommand::Show { id, rules } => show(id, rules),
        RulesCommand::New(args) => crate::cli::draft::run(args),
        RulesCommand::Promote(args) => crate::cli::promote::run(args),
    }
}

fn show(id: &str, rules: &RuleArgs) -> Result<Status, Error> {
    let cleaner = rules.cleaner()?;
    if let Some(why) = crate::explain::stage(id).filter(|_| cleaner.rules().get(id).is_none()) {
        print(&format!("# no rule, but a stage of cleaning\nid = {id:?}\nwhy = {why:?}\n"))?;
        return Ok(Status::Done);
    }
    let rule = look_up(cleaner.rules(), id)?;
    let table = toml::Table::try_from(rule).map(as_written);
    let text =
        table.map_err(|e| e.to_string()).and_then(|t| toml::to_string_pretty(&t).map_err(|e| e.to_string()));
    let text = text.map_err(|e| Error::Usage(format!("{id}: {e}")))?;
    print(&format!("# {}:{}\n{text}", rule.origin.file, rule.origin.line))?;
    Ok(Status::Done)
}

/// The rule without what its author left out or what its scope has no use for, and an example that is nothing but its text as that text.
fn as_written(table: Table) -> Table {
    let keep = |value: &Value| match value {
        Value::Array(items) => !items.is_empty(),
        Value::String(text) => !text.is_empty(),
        Value::Float(number) => *number != 0.0,
        _ => true,
    };
    let section = table.get("scope").is_none_or(|scope| scope.as_str() == Some("section"));
    let used = |key: &str| section || !["extent", "cap"].contains(&key);
    table
        .into_iter()
        .map(|(key, value)| (key, plain(value)))
        .filter(|(key, value)| used(key) && keep(value))
        .collect()
}

fn plain(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(plain).collect()),
        Value::Table(table) => {
            let mut table = as_written(table);
            if table.remove("html").is_some() {
                return Value::Table(
                    table.remove("text").map(|html| ("html".to_owned(), html)).into_iter().collect(),
                );
            }
            match table.remove("text") {
                Some(text) if table.is_empty() => text,
                Some(text) => {
                    table.insert("text".into(), text);
                    Value::Table(table)
                }
                None => Value::Table(table),
            }
        }
        // A number that was written 0.6 is a binary fraction by now.
        Value::Float(number) => Value::Float((number as f32).to_string().parse().unwrap_or(number)),
        other => other,
    }
}
