//! The options of a cleaner, under the names of the command line.

use std::path::PathBuf;
use std::str::FromStr;

use jiff::civil::Date;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use qingliu::convert::Conversion;
use qingliu::extract::Threads;
use qingliu::segment::Markup;
use qingliu::{Cleaner, Punctuation};

use crate::errors::{from_error, usage};

/// What a cleaner was asked for, as it was asked, so that another process can ask for the same.
#[derive(Debug, Clone)]
pub struct Options {
    pub rules: Vec<PathBuf>,
    pub rules_only: Option<PathBuf>,
    pub convert: String,
    pub punctuation: String,
    pub reference_date: Option<String>,
    pub threads_as: String,
    pub markdown: bool,
    pub require_chinese: bool,
    pub removed: bool,
}

/// A folder or several.
#[derive(Debug, FromPyObject)]
pub enum Folders {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl From<Folders> for Vec<PathBuf> {
    fn from(folders: Folders) -> Self {
        match folders {
            Folders::One(folder) => vec![folder],
            Folders::Several(folders) => folders,
        }
    }
}

impl Options {
    /// The cleaner that was asked for. Rules are read and compiled here, without holding the interpreter.
    pub fn build(&self, py: Python<'_>) -> PyResult<Cleaner> {
        if !self.rules.is_empty() && self.rules_only.is_some() {
            return Err(usage(
                py,
                "rules and rules_only cannot stand together: the one adds, the other replaces",
            ));
        }
        let convert: Conversion = parse(py, &self.convert)?;
        let threads = match self.threads_as.as_str() {
            "text" => Threads::Text,
            "posts" => Threads::Posts,
            other => return Err(usage(py, format!("threads_as is \"text\" or \"posts\", not {other:?}"))),
        };
        let mut builder = Cleaner::builder()
            .convert(convert)
            .punctuation(punctuation(py, &self.punctuation)?)
            .threads(threads)
            .markup(if self.markdown { Markup::Kept } else { Markup::Plain });
        if let Some(date) = &self.reference_date {
            let date = Date::from_str(date).map_err(|_| {
                usage(
                    py,
                    format!("reference_date is a date or a string such as \"2024-05-31\", not {date:?}"),
                )
            })?;
            builder = builder.reference_date(date);
        }
        for folder in &self.rules {
            builder = builder.rules_dir(folder);
        }
        if let Some(folder) = &self.rules_only {
            builder = builder.rules_only(folder);
        }
        py.detach(|| builder.build()).map_err(|e| from_error(py, &e))
    }

    /// The options as keyword arguments.
    pub fn keywords<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let Options { rules, rules_only, convert, punctuation, reference_date, threads_as, .. } = self;
        let keywords = PyDict::new(py);
        let paths = |paths: &[PathBuf]| paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>();
        keywords.set_item("rules", Some(paths(rules)).filter(|rules| !rules.is_empty()))?;
        keywords.set_item("rules_only", rules_only.as_ref().map(|p| p.display().to_string()))?;
        keywords.set_item("convert", convert)?;
        keywords.set_item("punctuation", punctuation)?;
        keywords.set_item("reference_date", reference_date)?;
        keywords.set_item("threads_as", threads_as)?;
        keywords.set_item("markdown", self.markdown)?;
        keywords.set_item("require_chinese", self.require_chinese)?;
        keywords.set_item("removed", self.removed)?;
        Ok(keywords)
    }
}

/// What becomes of punctuation that was folded to ASCII.
pub fn punctuation(py: Python<'_>, word: &str) -> PyResult<Punctuation> {
    match word {
        "keep" => Ok(Punctuation::Keep),
        "restore" => Ok(Punctuation::Restore),
        other => Err(usage(py, format!("punctuation is \"keep\" or \"restore\", not {other:?}"))),
    }
}

fn parse<T: FromStr<Err: std::fmt::Display>>(py: Python<'_>, word: &str) -> PyResult<T> {
    word.parse().map_err(|e: T::Err| usage(py, e.to_string()))
}
