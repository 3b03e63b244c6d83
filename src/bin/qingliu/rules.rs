//! `qingliu rules`: rules compile and prove themselves; look one up.

use qingliu::Error;
use qingliu::rules::{Rule, RulesetBuilder};

use crate::Status;
use crate::args::{RuleArgs, RulesCommand};
use crate::terminal::{print, say};

pub fn run(command: &RulesCommand) -> Result<Status, Error> {
    match command {
        RulesCommand::Check { dir } => {
            let mut builder = RulesetBuilder::default().prove_builtin();
            if let Some(dir) = dir {
                builder = builder.dir(dir);
            }
            match builder.build() {
                Ok(rules) => {
                    let (count, hash) = (rules.rules().len(), rules.hash());
                    print(&format!("{count} rules compile and hold their examples (rules {hash})\n"))?;
                    Ok(Status::Done)
                }
                Err(Error::Rules(problems)) => {
                    for problem in &problems {
                        print(&format!("{problem}\n"))?;
                    }
                    say(format_args!("{} mistakes in the rules", problems.len()));
                    Ok(Status::Failed)
                }
                Err(error) => Err(error),
            }
        }
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
    }
}

fn show(id: &str, rules: &RuleArgs) -> Result<Status, Error> {
    let cleaner = rules.cleaner()?;
    let Some(rule) = cleaner.rules().get(id) else {
        return Err(Error::Usage(format!("there is no rule `{id}`; `qingliu rules list` names them all")));
    };
    let table = toml::to_string_pretty(rule).map_err(|e| Error::Usage(format!("{id}: {e}")))?;
    print(&format!("# {}:{}\n{table}", rule.origin.file, rule.origin.line))?;
    Ok(Status::Done)
}
