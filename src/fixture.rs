//! Fixtures: a page in a folder, and beside it the record and the listing that should come of it.
//!
//! ```text
//! fixtures/spam/contact-in-last-line/
//!     page.gbk.html    the page: page.html, page.txt, page.jsonl of one line, packed or not
//!     expected.json    its record, with the case's name as id
//!     expected.txt     what `explain` prints
//!     options.toml     url, charset, from, convert, reference-date; where the case needs them
//!     wanted.json      in known-failures: what should come out and does not
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::convert::Conversion;
use crate::document::Document;
use crate::error::Error;
use crate::explain::{Plain, explain};
use crate::io::{Format, Input, Sources};
use crate::page::Page;
use crate::pipeline::{Cleaned, Cleaner};

/// The family whose cases hold what is wrong today.
const KNOWN_FAILURES: &str = "known-failures";

/// A case: a folder without folders in it.
#[derive(Debug, Clone)]
pub struct Case {
    /// `family/case`, and the id of the record.
    pub name: String,
    dir: PathBuf,
}

/// What a case's `options.toml` may say, with the meaning of the options of `clean`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct CaseOptions {
    url: Option<String>,
    charset: Option<String>,
    from: Option<String>,
    convert: Option<String>,
    reference_date: Option<String>,
}

/// What came of a case.
#[derive(Debug, Default)]
pub struct Report {
    /// Expectations that do not hold.
    pub differences: Vec<Difference>,
    /// What is wrong with the case itself.
    pub troubles: Vec<String>,
    /// The cleaned page, unless it could not be read.
    pub cleaned: Option<Cleaned>,
}

/// An expectation that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file that holds it.
    pub file: PathBuf,
    /// What it holds; `None` when there is no such file.
    pub expected: Option<String>,
    /// What came out.
    pub actual: String,
}

/// Makes a cleaner for what a case asks.
pub type MakeCleaner<'a> =
    dyn Fn(Option<Conversion>, Option<jiff::civil::Date>) -> Result<Cleaner, Error> + 'a;

/// Runs cases; keeps the cleaners that they share.
pub struct Runner<'a> {
    make: &'a MakeCleaner<'a>,
    cleaners: BTreeMap<(Option<String>, Option<String>), Cleaner>,
}

/// The cases at or below a folder, sorted by path.
///
/// # Errors
/// [`Error::Io`] for a folder that cannot be read, [`Error::Usage`] when there is no case in it.
pub fn cases(dir: &Path) -> Result<Vec<Case>, Error> {
    // Names come from the whole path, so that a family or a case can be run alone.
    let root = dir.canonicalize().map_err(|source| Error::Io { path: dir.to_owned(), source })?;
    let mut cases = Vec::new();
    collect(&root, &mut cases)?;
    if cases.is_empty() {
        return Err(Error::Usage(format!("{}: no cases in this folder", dir.display())));
    }
    Ok(cases)
}

fn collect(dir: &Path, cases: &mut Vec<Case>) -> Result<(), Error> {
    let failed = |source: io::Error| Error::Io { path: dir.to_owned(), source };
    let mut entries: Vec<PathBuf> = fs::read_dir(dir)
        .map_err(failed)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<io::Result<_>>()
        .map_err(failed)?;
    entries.retain(|path| !file_name(path).starts_with('.'));
    entries.sort();
    let folders: Vec<PathBuf> = entries.iter().filter(|path| path.is_dir()).cloned().collect();
    // A folder with neither folders nor anything that belongs to a case, such as a family still empty, is none.
    if folders.is_empty() && entries.iter().any(|path| file_name(path) != "README.md") {
        let family = dir.parent().map(file_name).unwrap_or_default();
        cases.push(Case { name: format!("{family}/{}", file_name(dir)), dir: dir.to_owned() });
    }
    folders.iter().try_for_each(|folder| collect(folder, cases))
}

impl<'a> Runner<'a> {
    /// A runner with a way to make cleaners.
    pub fn new(make: &'a MakeCleaner<'a>) -> Runner<'a> {
        Runner { make, cleaners: BTreeMap::new() }
    }

    /// Cleans the page of a case and compares.
    ///
    /// # Errors
    /// Those of making a cleaner. Whatever is wrong with the case is in the report.
    pub fn run(&mut self, case: &Case) -> Result<Report, Error> {
        let mut report = Report::default();
        let (page, options) = match case.read(&mut report.troubles) {
            Ok(read) => read,
            Err(trouble) => {
                report.troubles.push(trouble);
                return Ok(report);
            }
        };
        let cleaner = match self.cleaner(&options)? {
            Ok(cleaner) => cleaner,
            Err(trouble) => {
                report.troubles.push(trouble);
                return Ok(report);
            }
        };
        let cleaned = cleaner.clean(&page);
        case.compare(&cleaned, cleaner, &mut report);
        report.cleaned = Some(cleaned);
        Ok(report)
    }

    /// The page of a case as the rules meet it, and its address; or what is wrong with the case.
    ///
    /// # Errors
    /// Those of making a cleaner.
    pub fn unswept(&mut self, case: &Case) -> Result<Result<(Document, Option<String>), String>, Error> {
        let (page, options) = match case.read(&mut Vec::new()) {
            Ok(read) => read,
            Err(trouble) => return Ok(Err(trouble)),
        };
        Ok(self.cleaner(&options)?.map(|cleaner| (cleaner.unswept(&page), page.url)))
    }

    fn cleaner(&mut self, options: &CaseOptions) -> Result<Result<&Cleaner, String>, Error> {
        let key = (options.convert.clone(), options.reference_date.clone());
        if !self.cleaners.contains_key(&key) {
            let conversion = key.0.as_deref().map(str::parse::<Conversion>).transpose();
            let date = key.1.as_deref().map(str::parse::<jiff::civil::Date>).transpose();
            let (conversion, date) = match (conversion, date) {
                (Ok(conversion), Ok(date)) => (conversion, date),
                (Err(e), _) => return Ok(Err(format!("options.toml: {e}"))),
                (_, Err(e)) => return Ok(Err(format!("options.toml: {e}"))),
            };
            let cleaner = (self.make)(conversion, date)?;
            self.cleaners.insert(key.clone(), cleaner);
        }
        Ok(Ok(&self.cleaners[&key]))
    }
}

impl Case {
    fn read(&self, troubles: &mut Vec<String>) -> Result<(Page, CaseOptions), String> {
        let mut pages = Vec::new();
        let mut options = CaseOptions::default();
        let entries = fs::read_dir(&self.dir).map_err(|e| e.to_string())?;
        for path in entries.filter_map(|entry| entry.ok().map(|e| e.path())) {
            match file_name(&path).as_str() {
                name if name.starts_with("page.") => pages.push(path),
                "expected.json" | "expected.txt" | "README.md" => {}
                "wanted.json" if self.is_known_failure() => {}
                "options.toml" => {
                    let text = fs::read_to_string(&path).map_err(|e| format!("options.toml: {e}"))?;
                    options = toml::from_str(&text).map_err(|e| format!("options.toml: {e}"))?;
                }
                other => troubles.push(format!("{other} has no meaning in a case")),
            }
        }
        let page = match <[PathBuf; 1]>::try_from(pages) {
            Ok([page]) => page,
            Err(pages) if pages.is_empty() => return Err("there is no page.* in the case".into()),
            Err(_) => return Err("there is more than one page.* in the case".into()),
        };
        let mut page = load(page, &options)?;
        page.id.clone_from(&self.name);
        page.url = options.url.clone().or(page.url);
        page.charset = options.charset.clone().or(page.charset);
        Ok((page, options))
    }

    fn compare(&self, cleaned: &Cleaned, cleaner: &Cleaner, report: &mut Report) {
        let record = serde_json::to_string_pretty(&cleaned.record).map(|json| json + "\n");
        let listing = explain(cleaned, cleaner.rules(), &Plain);
        for (name, actual) in [("expected.json", record.unwrap_or_default()), ("expected.txt", listing)] {
            let file = self.dir.join(name);
            match fs::read_to_string(&file) {
                Ok(expected) if expected == actual => {}
                Ok(expected) => {
                    report.differences.push(Difference { file, expected: Some(expected), actual });
                }
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    report.differences.push(Difference { file, expected: None, actual });
                }
                Err(e) => report.troubles.push(format!("{name}: {e}")),
            }
        }
        if self.is_known_failure() {
            match self.wish_holds(cleaned) {
                Ok(false) => {}
                Ok(true) => report.troubles.push(
                    "comes out as wanted: move it out of known-failures, and drop its wanted.json".into(),
                ),
                Err(trouble) => report.troubles.push(trouble),
            }
        }
    }

    fn is_known_failure(&self) -> bool {
        self.name.split('/').next() == Some(KNOWN_FAILURES)
    }

    /// Whether every key of `wanted.json` stands in the record as wished.
    fn wish_holds(&self, cleaned: &Cleaned) -> Result<bool, String> {
        let text = fs::read_to_string(self.dir.join("wanted.json"))
            .map_err(|e| format!("wanted.json: {e}; a known failure says what should come out"))?;
        let wanted: BTreeMap<String, Value> =
            serde_json::from_str(&text).map_err(|e| format!("wanted.json: {e}"))?;
        let record = serde_json::to_value(&cleaned.record).map_err(|e| e.to_string())?;
        if let Some(unknown) = wanted.keys().find(|key| record.get(key).is_none()) {
            return Err(format!("wanted.json: `{unknown}` is not a key of the record"));
        }
        if wanted.is_empty() {
            return Err("wanted.json: wants nothing".into());
        }
        Ok(wanted.iter().all(|(key, value)| record.get(key) == Some(value)))
    }
}

impl Report {
    /// Whether all is as expected.
    pub fn holds(&self) -> bool {
        self.differences.is_empty() && self.troubles.is_empty()
    }
}

impl Difference {
    /// Makes what came out the expectation.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be written.
    pub fn accept(&self) -> Result<(), Error> {
        fs::write(&self.file, &self.actual).map_err(|source| Error::Io { path: self.file.clone(), source })
    }
}

fn load(path: PathBuf, options: &CaseOptions) -> Result<Page, String> {
    let format = options.from.as_deref().map_or(Ok(Format::Auto), str::parse).map_err(|e| e.to_string())?;
    let sources = Sources::new(vec![Input::File(path)], format).map_err(|e| e.to_string())?;
    let mut jobs: Vec<_> = sources.take(2).collect();
    match (jobs.pop(), jobs.is_empty()) {
        (Some(job), true) => job.load_alone().map_err(|failure| failure.message),
        _ => Err("the page.* of a case holds one page".into()),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
