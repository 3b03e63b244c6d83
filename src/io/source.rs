//! The named inputs as a sequence of jobs, in the order they were named.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::folder::{self, Walk};
use super::format::{self, Format, Named, by_name, holds_pages};
use super::job::{Carrier, Job};
use super::read::{self, Feed, Met, Meter, Passed, Settings};
use crate::error::Error;

/// An input as the caller named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, read whatever its name.
    File(PathBuf),
    /// A folder, walked for pages.
    Folder(PathBuf),
}

/// What folders and archives held and was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Files of a kind that holds no pages.
    pub other: usize,
    /// Links that were not followed.
    pub links: usize,
    /// Files of formats that this program does not read, by format.
    pub absent: BTreeMap<&'static str, usize>,
    /// Records of crawls that hold no page although they might, by the reason.
    pub records: BTreeMap<&'static str, usize>,
}

/// All inputs of a run. Iterating opens them one after the other.
pub struct Sources {
    inputs: std::vec::IntoIter<Input>,
    several: bool,
    settings: Settings,
    one_page: bool,
    stdin: Option<Box<dyn Read + Send>>,
    walk: Option<Folder>,
    feed: Option<Feed>,
    skipped: Skipped,
    meter: Meter,
}

struct Folder {
    walk: Walk,
    /// The folder as it was named, without a slash at the end.
    name: String,
    pages: usize,
    passed: usize,
}

impl Input {
    /// `-` is standard input; a folder is told by looking.
    pub fn named(name: &OsStr) -> Input {
        if name == "-" {
            return Input::Stdin;
        }
        Input::at(PathBuf::from(name))
    }

    /// The inputs that the names stand for, in their order. A name that is no file's and has `*`, `?` or `[…]` in it
    /// stands for all that match, in sorted order, hidden ones aside; where nothing matches, for a file of that name.
    pub fn all_named<'n>(names: impl IntoIterator<Item = &'n std::ffi::OsString>) -> Vec<Input> {
        let mut inputs = Vec::new();
        for name in names {
            let matching = matching(name);
            if matching.is_empty() {
                inputs.push(Input::named(name));
            }
            inputs.extend(matching.into_iter().map(Input::at));
        }
        inputs
    }

    fn at(path: PathBuf) -> Input {
        if path.is_dir() { Input::Folder(path) } else { Input::File(path) }
    }

    /// Whether reading this input means reading the file at `path`, which must exist.
    pub fn reads(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        match self {
            Input::Stdin => false,
            Input::File(file) => file.canonicalize().is_ok_and(|file| file == path),
            Input::Folder(folder) => {
                folder.canonicalize().is_ok_and(|folder| path.starts_with(folder)) && holds_pages(&path)
            }
        }
    }

    /// The files that are read for it, each of which can be an input of its own. Whether a file that was named is there
    /// is not asked.
    ///
    /// # Errors
    /// [`Error::Io`] when a folder cannot be walked to its end; [`Error::Usage`] of standard input, and of a folder
    /// without pages.
    pub fn files(&self) -> Result<Vec<PathBuf>, Error> {
        let folder = match self {
            Input::Stdin => return Err(Error::Usage("standard input is no file".into())),
            Input::File(path) => return Ok(vec![path.clone()]),
            Input::Folder(folder) => folder,
        };
        let failed = |path: &Path, source| Error::Io { path: path.to_owned(), source };
        let mut files = Vec::new();
        for met in Walk::new(folder).map_err(|e| failed(folder, e))? {
            match met {
                folder::Met::File { path, .. } if holds_pages(&path) => files.push(path),
                folder::Met::File { .. } | folder::Met::Link => {}
                folder::Met::Failed { below, error } => return Err(failed(&folder.join(below), error)),
            }
        }
        if files.is_empty() {
            return Err(Error::Usage(format!("{}: no pages in this folder", folder.display())));
        }
        Ok(files)
    }

    /// Whether a file at `path`, which need not exist, would stand in this folder and be one of its pages.
    pub fn holds(&self, path: &Path) -> bool {
        let Input::Folder(folder) = self else { return false };
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (Ok(folder), Ok(parent)) = (folder.canonicalize(), parent.canonicalize()) else { return false };
        parent.starts_with(folder) && holds_pages(path)
    }
}

impl Skipped {
    /// All files.
    pub fn files(&self) -> usize {
        self.other + self.links + self.absent.values().sum::<usize>()
    }
}

impl Sources {
    /// The inputs, of the given format; none means standard input.
    ///
    /// # Errors
    /// [`Error::Usage`] when standard input is named twice.
    pub fn new(inputs: Vec<Input>, format: Format) -> Result<Sources, Error> {
        Sources::with(inputs, Settings { format, ..Settings::default() })
    }

    /// The inputs, read as it is said; none means standard input.
    ///
    /// # Errors
    /// As [`Sources::new`].
    pub fn with(mut inputs: Vec<Input>, settings: Settings) -> Result<Sources, Error> {
        if inputs.is_empty() {
            inputs.push(Input::Stdin);
        }
        if inputs.iter().filter(|i| **i == Input::Stdin).count() > 1 {
            return Err(Error::Usage("standard input (`-`) can be read only once".into()));
        }
        Ok(Sources {
            several: inputs.len() > 1,
            inputs: inputs.into_iter(),
            settings,
            one_page: false,
            stdin: Some(Box::new(io::stdin())),
            walk: None,
            feed: None,
            skipped: Skipped::default(),
            meter: Meter::default(),
        })
    }

    /// Lets only a single page through: for callers who say something about that one page.
    ///
    /// # Errors
    /// [`Error::Usage`] when there are several inputs, a folder, or a file of many pages by name.
    pub fn one_page(mut self, because: &str) -> Result<Sources, Error> {
        let one = match self.inputs.as_slice() {
            [Input::Stdin] => self.settings.format.is_page(),
            [Input::File(path)] => match (self.settings.format, by_name(path)) {
                (Format::Auto, Named::Is(format)) | (format, _) => format.is_page(),
            },
            _ => false,
        };
        if !one {
            return Err(Error::Usage(format!("{because} is for one page: name one file, or `-`")));
        }
        self.one_page = true;
        Ok(self)
    }

    /// Reads standard input from elsewhere.
    pub fn with_stdin(mut self, stdin: impl Read + Send + 'static) -> Sources {
        self.stdin = Some(Box::new(stdin));
        self
    }

    /// What has been skipped so far.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// Counts the bytes that are read of files, packed as they are.
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    fn begin(&mut self, input: Input) -> Option<Job> {
        match input {
            Input::Stdin => {
                let stdin = self.stdin.take()?;
                let format = self.settings.format;
                self.feed("-".to_owned(), move |name, to| {
                    read::stream(&mut BufReader::with_capacity(64 << 10, stdin), name, format, to)
                });
                None
            }
            Input::File(path) => {
                let name = path.to_string_lossy().into_owned();
                self.named_file(path, name)
            }
            Input::Folder(path) => {
                let name = path.to_string_lossy().into_owned();
                match Walk::new(&path) {
                    Ok(walk) => {
                        let name = if name.len() > 1 { name.trim_end_matches('/').to_owned() } else { name };
                        self.walk = Some(Folder { walk, name, pages: 0, passed: 0 });
                        None
                    }
                    Err(e) => Some(Job::failed(Failure::reading(&name, 0, &name, &e))),
                }
            }
        }
    }

    fn named_file(&mut self, path: PathBuf, name: String) -> Option<Job> {
        let format = match (self.settings.format, by_name(&path)) {
            (Format::Auto, Named::Is(format)) => format,
            (Format::Auto, Named::Absent(absent)) => {
                let message = format!(
                    "{name}: {} (`--from html` or `--from text` reads it as a page all the same)",
                    format::absent(absent)
                );
                return Some(Job::failed(Failure::input(&name, 0, "read", message)));
            }
            (format, _) => format,
        };
        match format {
            Format::Html | Format::Text | Format::Mhtml => {
                // A file that cannot be looked at fails when it is read.
                let size = fs::metadata(&path).map_or(0, |m| m.len());
                let carrier = Carrier::File {
                    path,
                    format,
                    limit: self.settings.max_record_bytes,
                    meter: self.meter(),
                };
                Some(Job { id: name, offset: 0, size, carrier })
            }
            _ => {
                let meter = self.meter();
                self.feed(name, move |name, to| read::file(&path, name, format, &meter, to));
                None
            }
        }
    }

    fn feed(
        &mut self,
        name: String,
        read: impl FnOnce(&str, &mut read::Found<'_>) -> read::Flow + Send + 'static,
    ) {
        self.feed = Some(Feed::start(name, self.settings.clone(), self.one_page, read));
    }

    fn next_read(&mut self) -> Option<Job> {
        match self.feed.as_mut()?.next() {
            Some(Met::Job(job)) => return Some(*job),
            Some(Met::Passed(Passed::Other)) => self.skipped.other += 1,
            Some(Met::Passed(Passed::Absent(format))) => {
                *self.skipped.absent.entry(format).or_insert(0) += 1;
            }
            Some(Met::Passed(Passed::Record(why))) => *self.skipped.records.entry(why).or_insert(0) += 1,
            None => self.feed = None,
        }
        None
    }

    fn next_met(&mut self) -> Option<Job> {
        let folder = self.walk.as_mut()?;
        let Some(met) = folder.walk.next() else {
            let Folder { name, pages, passed, .. } = self.walk.take()?;
            return (pages == 0).then(|| {
                let message = format!(
                    "{name}: no pages in this folder (looked for {}; {passed} other files)",
                    format::extensions()
                );
                Job::failed(Failure::input(&name, 0, "read", message))
            });
        };
        let id = |below: String| if self.several { format!("{}/{below}", folder.name) } else { below };
        match met {
            folder::Met::Failed { below, error } => {
                folder.pages += 1;
                let id = id(below);
                Some(Job::failed(Failure::reading(&id, 0, &id, &error)))
            }
            folder::Met::Link => {
                folder.passed += 1;
                self.skipped.links += 1;
                None
            }
            folder::Met::File { path, below } => match by_name(&path) {
                Named::Is(_) => {
                    folder.pages += 1;
                    let name = id(below);
                    self.named_file(path, name)
                }
                Named::Absent(format) => {
                    folder.passed += 1;
                    *self.skipped.absent.entry(format).or_insert(0) += 1;
                    None
                }
                Named::Unknown => {
                    folder.passed += 1;
                    self.skipped.other += 1;
                    None
                }
            },
        }
    }
}

impl Iterator for Sources {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            let job = if self.feed.is_some() {
                self.next_read()
            } else if self.walk.is_some() {
                self.next_met()
            } else {
                let input = self.inputs.next()?;
                self.begin(input)
            };
            if job.is_some() {
                return job;
            }
        }
    }
}

/// The files that match a pattern, unless it is the name of a file.
#[cfg(feature = "formats")]
fn matching(name: &OsStr) -> Vec<PathBuf> {
    let Some(pattern) = name.to_str().filter(|name| name.contains(['*', '?', '['])) else {
        return Vec::new();
    };
    if Path::new(name).exists() {
        return Vec::new();
    }
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::default() };
    let found = glob::glob_with(pattern, options);
    found.into_iter().flatten().map(|path| path.unwrap_or_else(|e| e.path().to_owned())).collect()
}

#[cfg(not(feature = "formats"))]
fn matching(_: &OsStr) -> Vec<PathBuf> {
    Vec::new()
}
