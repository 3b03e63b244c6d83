//! Rules as data that proves itself: as written in TOML, and as compiled.

use std::path::PathBuf;

use crate::error::Error;

/// The rules in force, compiled; read-only and shared.
#[derive(Debug, Default)]
pub struct Ruleset {}

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

    /// Loads and compiles.
    ///
    /// # Errors
    /// Every mistake of every file at once.
    pub fn build(self) -> Result<Ruleset, Error> {
        Ok(Ruleset {})
    }
}
