//! What a cleaner is made of: rules and options.

use std::sync::Arc;

use crate::convert::Conversion;
use crate::error::Error;
use crate::extract::Threads;
use crate::pipeline::{Cleaner, Options};
use crate::repair::Punctuation;
use crate::rules::RulesetBuilder;
use crate::segment::Markup;

/// Collects what a [`Cleaner`] is made of.
#[derive(Debug, Default)]
pub struct CleanerBuilder {
    rules: RulesetBuilder,
    options: Options,
}

impl CleanerBuilder {
    /// Adds the rules of a folder to the built-in ones; the same id replaces.
    pub fn rules_dir(mut self, dir: impl Into<std::path::PathBuf>) -> Self {
        self.rules = self.rules.dir(dir);
        self
    }

    /// Uses the rules of a folder instead of the built-in ones.
    pub fn rules_only(mut self, dir: impl Into<std::path::PathBuf>) -> Self {
        self.rules = self.rules.without_builtin().dir(dir);
        self
    }

    /// Script conversion of every field; traditional to simplified unless told otherwise.
    pub fn convert(mut self, conversion: Conversion) -> Self {
        self.options.convert = conversion;
        self
    }

    /// What becomes of punctuation that was folded to ASCII; it stays unless told otherwise.
    pub fn punctuation(mut self, punctuation: Punctuation) -> Self {
        self.options.repair.punctuation = punctuation;
        self
    }

    /// Whether the record lists a thread's posts, each with its author and time; it does not unless told so.
    pub fn threads(mut self, threads: Threads) -> Self {
        self.options.form.threads = threads;
        self
    }

    /// Whether the body is Markdown; it is plain text unless told otherwise.
    pub fn markup(mut self, markup: Markup) -> Self {
        self.options.form.markup = markup;
        self
    }

    /// The day that 昨天 and its kin count from.
    pub fn reference_date(mut self, date: jiff::civil::Date) -> Self {
        self.options.reference_date = Some(date);
        self
    }

    /// Loads and compiles.
    ///
    /// # Errors
    /// [`Error::Rules`] with every mistake of every rule file; [`Error::Io`] for a folder that cannot be read.
    pub fn build(self) -> Result<Cleaner, Error> {
        Ok(Cleaner { rules: Arc::new(self.rules.build()?), options: self.options })
    }
}
