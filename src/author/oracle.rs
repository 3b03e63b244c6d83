//! Who knows which lines of a page ought to go: labels, an expectation, a folder of honest pages, or nobody.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::Error;
use crate::fixture::{LABELS, Labelled, label};
use crate::rules::folded;

/// Who knows which lines of a page ought to go.
#[derive(Debug, Clone)]
pub enum Oracle {
    /// Labels of the lines.
    Labels(Vec<Labelled>),
    /// What the record ought to hold, folded.
    Expected(String),
    /// Nobody: prose of the body is held to be honest.
    Nobody,
    /// All of it is honest.
    Honest,
}

impl Oracle {
    /// Who knows what ought to go of the page in a file; `None` where the file is no page but an expectation.
    ///
    /// # Errors
    /// Those of [`labelled`].
    pub fn beside(path: &Path) -> Result<Option<Oracle>, Error> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let expected = path.with_file_name("expected.json");
        let is_fixture = expected.is_file();
        // What a known failure expects is wrong.
        if is_fixture && (!name.starts_with("page.") || lies_in(path, &["known-failures"])) {
            return Ok(None);
        }
        // The id of a line of JSONL may look like a path and be none.
        if is_negative(path) && path.is_file() {
            return Ok(Some(Oracle::Honest));
        }
        let file = path.with_file_name(LABELS);
        if name.starts_with("page.") && file.is_file() {
            return Ok(Some(Oracle::Labels(labelled(&file)?.1)));
        }
        let record = is_fixture.then(|| fs::read(&expected).ok()).flatten();
        let record: Option<Value> = record.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(Some(record.map_or(Oracle::Nobody, |record| {
            let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
            Oracle::Expected(folded(&format!("{}\n{}", text("title"), text("body"))))
        })))
    }
}

/// A file of labels, and what it says.
///
/// # Errors
/// It cannot be read; or everything that is wrong with it.
pub fn labelled(file: &Path) -> Result<(String, Vec<Labelled>), Error> {
    let text = fs::read_to_string(file).map_err(|source| Error::Io { path: file.to_owned(), source })?;
    let labels = label::read(&text).map_err(|mistakes| {
        let told = mistakes.iter().map(|m| format!("{}:{}: {}", file.display(), m.line, m.message));
        Error::Usage(told.collect::<Vec<_>>().join("\n"))
    })?;
    Ok((text, labels))
}

/// Whether a folder on the way says that what lies in it is honest.
pub fn is_negative(path: &Path) -> bool {
    lies_in(path, &["negative", "negatives"])
}

fn lies_in(path: &Path, folders: &[&str]) -> bool {
    path.parent().into_iter().flat_map(Path::iter).any(|name| folders.iter().any(|folder| name == *folder))
}

/// The files of labelled lines: the one that is named, or those of a folder and the folders below, in order. What
/// labels the page beside it is no page in itself.
///
/// # Errors
/// A folder that cannot be read.
pub fn labelled_files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if !path.is_dir() {
        let is_labelled = path.extension().is_some_and(|extension| extension == "tsv");
        return Ok(if is_labelled { vec![path.to_owned()] } else { Vec::new() });
    }
    let failed = |source| Error::Io { path: path.to_owned(), source };
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let hidden = hidden || entry.file_name() == "known-failures";
        let link = entry.file_type().map_err(failed)?.is_symlink();
        if !hidden && !link {
            entries.push(entry.path());
        }
    }
    entries.sort();
    let is_page =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("page."));
    if entries.iter().any(is_page) {
        entries.retain(|path| path.file_name().is_none_or(|name| name != LABELS));
    }
    let mut files = Vec::new();
    for entry in entries {
        files.extend(labelled_files(&entry)?);
    }
    Ok(files)
}
