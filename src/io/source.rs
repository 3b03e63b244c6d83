//! The named inputs as a sequence of jobs, in the order they were named.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::MAX_PAGE;
use super::failure::Failure;
use super::folder::{Met, Walk};
use super::format::{Format, Named, Sniffed, by_name};
use super::job::{Job, Work};
use super::lines::Lines;
use super::reader::{self, Stream};
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

/// Files that a folder held and that were not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Files of a kind that holds no pages.
    pub other: usize,
    /// Links that were not followed.
    pub links: usize,
    /// Files of formats that this version does not read yet, by format.
    pub later: BTreeMap<&'static str, usize>,
}

/// All inputs of a run. Iterating opens them one after the other.
pub struct Sources {
    inputs: std::vec::IntoIter<Input>,
    several: bool,
    format: Format,
    one_page: bool,
    stdin: Option<Box<dyn Read + Send>>,
    walk: Option<Folder>,
    lines: Option<Lines>,
    skipped: Skipped,
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
        let path = PathBuf::from(name);
        if path.is_dir() { Input::Folder(path) } else { Input::File(path) }
    }

    /// Whether reading this input means reading the file at `path`, which must exist.
    pub fn reads(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        match self {
            Input::Stdin => false,
            Input::File(file) => file.canonicalize().is_ok_and(|file| file == path),
            Input::Folder(folder) => {
                folder.canonicalize().is_ok_and(|folder| path.starts_with(folder))
                    && matches!(by_name(&path), Named::Is(_))
            }
        }
    }
}

impl Skipped {
    /// All of them.
    pub fn total(&self) -> usize {
        self.other + self.links + self.later.values().sum::<usize>()
    }
}

impl Sources {
    /// The inputs, of the given format; none means standard input.
    ///
    /// # Errors
    /// [`Error::Usage`] when standard input is named twice.
    pub fn new(mut inputs: Vec<Input>, format: Format) -> Result<Sources, Error> {
        if inputs.is_empty() {
            inputs.push(Input::Stdin);
        }
        if inputs.iter().filter(|i| **i == Input::Stdin).count() > 1 {
            return Err(Error::Usage("standard input (`-`) can be read only once".into()));
        }
        Ok(Sources {
            several: inputs.len() > 1,
            inputs: inputs.into_iter(),
            format,
            one_page: false,
            stdin: Some(Box::new(io::stdin())),
            walk: None,
            lines: None,
            skipped: Skipped::default(),
        })
    }

    /// Lets only a single page through: for callers who say something about that one page.
    ///
    /// # Errors
    /// [`Error::Usage`] when there are several inputs, a folder, or JSONL by name.
    pub fn one_page(mut self, because: &str) -> Result<Sources, Error> {
        let one = match self.inputs.as_slice() {
            [Input::Stdin] => self.format != Format::Jsonl,
            [Input::File(path)] => match self.format {
                Format::Auto => by_name(path) != Named::Is(Format::Jsonl),
                format => format != Format::Jsonl,
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

    fn begin(&mut self, input: Input) -> Option<Job> {
        match input {
            Input::Stdin => {
                let stdin = self.stdin.take()?;
                let opened = reader::see_through(stdin);
                self.stream("-".to_owned(), opened)
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
        let format = match (self.format, by_name(&path)) {
            (Format::Auto, Named::Is(format)) => format,
            (Format::Auto, Named::Later(later)) => {
                return Some(Job::failed(Failure::input(
                    &name,
                    0,
                    "read",
                    format!(
                        "{name}: {later} is not read by this version; unpack it to HTML or text files, or to \
                         JSONL (`--from html` or `--from text` reads it as a page all the same)"
                    ),
                )));
            }
            (format, _) => format,
        };
        match format {
            Format::Html | Format::Text => Some(file(path, name, format)),
            Format::Auto | Format::Jsonl => {
                let opened = File::open(&path).and_then(reader::see_through);
                self.stream_of(name, opened, format)
            }
        }
    }

    fn stream(&mut self, name: String, opened: io::Result<Stream>) -> Option<Job> {
        self.stream_of(name, opened, self.format)
    }

    /// A stream that may be one page or JSONL. It is opened once: it may be a pipe.
    fn stream_of(&mut self, name: String, opened: io::Result<Stream>, format: Format) -> Option<Job> {
        let read = opened.and_then(|stream| match format {
            Format::Auto => reader::sniff(stream),
            Format::Jsonl => Ok((Sniffed::Jsonl, stream)),
            Format::Html | Format::Text => Ok((Sniffed::Page, stream)),
        });
        let read = read.and_then(|(sniffed, stream)| {
            if sniffed == Sniffed::Jsonl {
                return Ok(Err(stream));
            }
            reader::read_page(stream, MAX_PAGE).map(Ok)
        });
        match read {
            Err(e) => Some(Job::failed(Failure::reading(&name, 0, &name, &e))),
            Ok(Ok(bytes)) => {
                let size = bytes.len() as u64;
                Some(Job { id: name, offset: 0, size, work: Work::Page(bytes, format) })
            }
            Ok(Err(_)) if self.one_page => Some(Job::failed(Failure::input(
                &name,
                0,
                "read",
                format!("{name}: is JSONL, but what was said on the command line is for one page"),
            ))),
            Ok(Err(stream)) => {
                self.lines = Some(Lines::new(stream, name));
                None
            }
        }
    }

    fn next_line(&mut self) -> Option<Job> {
        let job = self.lines.as_mut()?.next();
        if job.is_none() {
            self.lines = None;
        }
        job
    }

    fn next_met(&mut self) -> Option<Job> {
        let folder = self.walk.as_mut()?;
        let Some(met) = folder.walk.next() else {
            let Folder { name, pages, passed, .. } = self.walk.take()?;
            return (pages == 0).then(|| {
                let message = format!(
                    "{name}: no pages in this folder (looked for .html .htm .xhtml .shtml .txt .jsonl; {passed} \
                     other files)"
                );
                Job::failed(Failure::input(&name, 0, "read", message))
            });
        };
        let id = |below: String| if self.several { format!("{}/{below}", folder.name) } else { below };
        match met {
            Met::Failed { below, error } => {
                folder.pages += 1;
                let id = id(below);
                Some(Job::failed(Failure::reading(&id, 0, &id, &error)))
            }
            Met::Link => {
                folder.passed += 1;
                self.skipped.links += 1;
                None
            }
            Met::File { path, below } => match by_name(&path) {
                Named::Is(_) => {
                    folder.pages += 1;
                    let name = id(below);
                    self.named_file(path, name)
                }
                Named::Later(later) => {
                    folder.passed += 1;
                    *self.skipped.later.entry(later).or_insert(0) += 1;
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
            let job = if self.lines.is_some() {
                self.next_line()
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

fn file(path: PathBuf, id: String, format: Format) -> Job {
    // A file that cannot be looked at fails when it is read.
    let size = fs::metadata(&path).map_or(0, |m| m.len());
    Job { id, offset: 0, size, work: Work::File(path, format) }
}
