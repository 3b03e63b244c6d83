//! A rule in the making: checked as a rule file is, drafted from bad lines, and saved on trial.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use toml::Table;

use super::Workbench;
use crate::author::{Bad, Draft, Drafted, Same, Wanted, has_rules, is_rule_file, save, table_of};
use crate::error::{Error, Problem};
use crate::rules::{self, Rule, Ruleset, RulesetBuilder, State};

/// What stands in the editor.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Written {
    /// The file that it is for: `ads.toml`, `sites/www.example.com.toml`.
    pub file: String,
    /// The table of the rule.
    pub text: String,
}

/// What there is to say of it before it is tried.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Checked {
    /// The rule's id, where the text says as much.
    pub id: Option<String>,
    /// Mistakes in the text; lines and columns are the editor's.
    pub problems: Vec<Problem>,
    /// Mistakes in other files of the folder, which keep everything from being loaded.
    pub elsewhere: Vec<Problem>,
    /// Why it cannot be saved although it is right.
    pub refused: Option<String>,
    /// Where a rule of this id is written already: `built in`, or a file and line.
    pub known: Option<String>,
    /// Whether that is the folder's own, so that saving replaces it there.
    pub own: bool,
}

/// A rule that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// Its id.
    pub id: String,
    /// The file.
    pub file: PathBuf,
}

/// A draft for the editor.
#[derive(Debug, Clone, Serialize)]
pub struct ForEditor {
    file: String,
    text: String,
    /// Why it is of its family.
    because: String,
    /// Honest lines that were looked at, those of them that it hits, and some of these.
    lines: u64,
    hits: u64,
    hit: Vec<String>,
    /// A rule that takes the line already.
    known: Option<String>,
}

/// What a draft is wanted of.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wish {
    /// Whole lines, one a line.
    pub lines: String,
    /// Words of them that alone must go.
    pub words: Option<String>,
}

/// A folder that is no folder: mistakes of a file in it are the editor's.
const EDITOR: &str = "(editor)";

/// The rules in force, and those with the rule, which is in force too.
pub(super) struct Tried {
    pub(super) base: Arc<Ruleset>,
    pub(super) with: Arc<Ruleset>,
    pub(super) id: String,
}

impl Workbench {
    /// Drafts a rule of bad lines.
    ///
    /// # Errors
    /// Those of [`Drafted::new`].
    pub fn draft(self: &Arc<Workbench>, wish: &Wish) -> Result<ForEditor, Error> {
        let base = self.base()?;
        let bad = Bad::read(&wish.lines, &base)?;
        let words = wish.words.clone().filter(|words| words.chars().any(rules::is_word));
        let wanted = Wanted { words, ..Wanted::default() };
        let Drafted { draft, because, lines, near, known } = Drafted::new(bad, &wanted, &base, self)?;
        let Draft { family, .. } = &draft;
        Ok(ForEditor {
            file: format!("{family}.toml"),
            text: draft.toml(),
            because,
            lines,
            hits: near.hits,
            hit: near.hit,
            known,
        })
    }

    /// Checks a rule as `rules check` does.
    pub fn check(&self, written: &Written) -> Checked {
        self.try_out(written).map_or_else(|checked| *checked, |(checked, _)| checked)
    }

    /// Checks a rule, and makes the rules with it.
    pub(super) fn try_out(&self, written: &Written) -> Result<(Checked, Tried), Box<Checked>> {
        let file = Path::new(&written.file);
        if !is_rule_file(file) {
            let message = format!("`{}` is no rule file; write FAMILY.toml or sites/HOST.toml", written.file);
            let problems = vec![Problem::new(EDITOR, message)];
            return Err(Box::new(Checked { problems, ..Checked::default() }));
        }
        let base = self.base().map_err(|error| Box::new(told(error, None)))?;
        let mut builder = RulesetBuilder::default();
        if has_rules(&self.dir) {
            builder = builder.dir(&self.dir);
        }
        let path = Path::new(EDITOR).join(file);
        let mut id = id_of(written);
        let named = path.display().to_string();
        let with = builder.text(path, &*written.text).build();
        let with = with.map_err(|error| Box::new(Checked { id: id.clone(), ..told(error, Some(&named)) }))?;
        let mut mine = with.rules().iter().filter(|rule| rule.origin.file == named);
        let (Some(rule), None) = (mine.next(), mine.next()) else {
            let message = "one rule at a time; write a header such as `[app-banner]`, and its keys below it";
            let problems = vec![Problem::new(named, message).at(1, 1, 0)];
            return Err(Box::new(Checked { problems, ..Checked::default() }));
        };
        id = Some(rule.id.clone());
        let refused = match rule.state {
            State::Trial => None,
            State::Active | State::Off => Some(
                "state: a rule is saved on trial; write state = \"trial\", and let `qingliu rules promote` make it active"
                    .to_owned(),
            ),
        };
        let known = base.rules().get(&rule.id);
        let checked = Checked {
            id,
            refused,
            own: known.is_some_and(|known| !known.origin.builtin),
            known: known.map(place),
            ..Checked::default()
        };
        let id = rule.id.clone();
        let with = Arc::new(with.activated(|rule| rule.id == id));
        Ok((checked, Tried { base: base.shared_rules(), with, id }))
    }

    /// Saves a rule on trial. One of the same id gives way only if `replace` is said.
    ///
    /// # Errors
    /// [`Error::Rules`] for a rule with mistakes, [`Error::Usage`] for one that is not on trial or whose id is taken;
    /// nothing is written then.
    pub fn save(&self, written: &Written, replace: bool) -> Result<Saved, Error> {
        let checked = match self.try_out(written) {
            Ok((checked, _)) => checked,
            Err(checked) => {
                let Checked { mut problems, elsewhere, .. } = *checked;
                problems.extend(elsewhere);
                return Err(Error::Rules(problems));
            }
        };
        if let Some(refused) = checked.refused {
            return Err(Error::Usage(refused));
        }
        let id = checked.id.unwrap_or_default();
        if let Some(place) = checked.known.filter(|_| !replace) {
            return Err(Error::Usage(format!("there is a rule `{id}` already: {place}")));
        }
        let same = if replace { Same::Replace } else { Same::Refuse };
        let file = save(&self.dir, Path::new(&written.file), &written.text, same)?;
        Ok(Saved { id, file })
    }

    /// A rule as it is written, for the editor: its file and its table.
    ///
    /// # Errors
    /// [`Error::Usage`] where there is no such rule.
    pub fn written(&self, id: &str) -> Result<(String, String), Error> {
        let base = self.base()?;
        let missing = || Error::Usage(format!("there is no rule `{id}`"));
        let rule = base.rules().get(id).ok_or_else(missing)?;
        let (family, name) = id.rsplit_once('/').ok_or_else(missing)?;
        let file = match family.strip_prefix("site.") {
            Some(host) => format!("sites/{host}.toml"),
            None => format!("{family}.toml"),
        };
        let text = match rule.origin.builtin {
            true => rules::builtin_file(&file).map(str::to_owned),
            false => std::fs::read_to_string(&rule.origin.file).ok(),
        };
        let table = text.and_then(|text| table_of(&text, name)).ok_or_else(missing)?;
        Ok((file, table))
    }

    /// The files that a rule may be written to: one for each kind of thing, and those that are there.
    pub fn rule_files(&self) -> Vec<String> {
        let mut files: Vec<String> =
            ["spam", "ads", "boilerplate", "fields"].map(|family| format!("{family}.toml")).to_vec();
        for (path, _, _) in self.files() {
            let Ok(file) = path.strip_prefix(&self.dir) else { continue };
            let name = file.to_string_lossy().replace('\\', "/");
            if is_rule_file(file) && !files.contains(&name) {
                files.push(name);
            }
        }
        files
    }
}

fn place(rule: &Rule) -> String {
    match rule.origin.builtin {
        true => format!("built in ({}:{})", rule.origin.file, rule.origin.line),
        false => format!("{}:{}", rule.origin.file, rule.origin.line),
    }
}

/// The id of the one rule in a text, however wrong the rest may be.
fn id_of(written: &Written) -> Option<String> {
    let table: Table = written.text.parse().ok()?;
    let name = table.keys().next().filter(|_| table.len() == 1)?;
    let stem = written.file.strip_suffix(".toml")?;
    let family = stem.strip_prefix("sites/").map_or_else(|| stem.to_owned(), |host| format!("site.{host}"));
    Some(format!("{family}/{name}"))
}

/// What is wrong, of the file that is the editor's, and of others.
fn told(error: Error, editor: Option<&str>) -> Checked {
    let problems = match error {
        Error::Rules(problems) => problems,
        other => vec![Problem::new("", other.to_string())],
    };
    let (problems, elsewhere) = problems.into_iter().partition(|problem| Some(&*problem.file) == editor);
    Checked { problems, elsewhere, ..Checked::default() }
}
