//! The pages that a rule is tried on: fixtures, labelled lines, and a sample of a corpus.

use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::author::{Oracle, is_negative, labelled, labelled_files};
use crate::document::Document;
use crate::error::Error;
use crate::fixture::{self, Runner, label};
use crate::io::{self, Failure, Loaded, Pace, Reading, Sources};
use crate::page::Page;
use crate::pipeline::Cleaner;
use crate::tally::key;

/// Where a page came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// A fixture.
    Fixtures,
    /// Lines that somebody labelled.
    Labels,
    /// The corpus.
    Corpus,
}

/// A page to try rules on.
#[derive(Debug)]
pub struct Specimen {
    /// Where it came from.
    pub group: Group,
    /// The page.
    pub page: Page,
    /// Cleans it as it wants to be cleaned; its rules are never used.
    pub(super) cleaner: Cleaner,
    /// Who knows what ought to go of it; `None` of a known failure, whose expectation is wrong.
    pub(super) oracle: Option<Oracle>,
    /// The page as the rules meet it.
    pub(super) unswept: Document,
}

/// The pages, and how they were chosen.
#[derive(Debug, Default)]
pub struct Pool {
    pub(super) specimens: Vec<Specimen>,
    /// Pages of the corpus that were read.
    pub read: u64,
    /// Of the corpus: what the sample was drawn by.
    pub seed: u64,
    /// Pages that could not be read.
    pub failures: Vec<String>,
}

/// A page of a corpus that may come into the sample, the likeliest to leave it greatest.
struct Drawn {
    chance: u64,
    number: u64,
    page: Page,
    oracle: Oracle,
}

impl PartialEq for Drawn {
    fn eq(&self, other: &Drawn) -> bool {
        (self.chance, self.number) == (other.chance, other.number)
    }
}

impl Eq for Drawn {}

impl PartialOrd for Drawn {
    fn partial_cmp(&self, other: &Drawn) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Drawn {
    fn cmp(&self, other: &Drawn) -> std::cmp::Ordering {
        (self.chance, self.number).cmp(&(other.chance, other.number))
    }
}

impl Pool {
    /// No pages yet; those of a corpus will be drawn by `seed`.
    pub fn new(seed: u64) -> Pool {
        Pool { seed, ..Pool::default() }
    }

    /// So many pages of a group.
    pub fn count(&self, group: Group) -> usize {
        self.specimens.iter().filter(|specimen| specimen.group == group).count()
    }

    /// Adds the fixtures of a folder.
    ///
    /// # Errors
    /// Those of [`fixture::cases`].
    pub fn fixtures(&mut self, dir: &Path) -> Result<(), Error> {
        let make = |conversion: Option<_>, date: Option<_>| {
            let mut builder = Cleaner::builder().convert(conversion.unwrap_or_default());
            if let Some(date) = date {
                builder = builder.reference_date(date);
            }
            builder.build()
        };
        let mut runner = Runner::new(&make);
        for case in fixture::cases(dir)? {
            let oracle = case.page().map(|page| match page.extension() {
                Some(extension) if extension == "tsv" && is_negative(&page) => Ok(Some(Oracle::Honest)),
                Some(extension) if extension == "tsv" => Ok(Some(Oracle::Labels(labelled(&page)?.1))),
                _ => Oracle::beside(&page),
            });
            let group = if case.page().is_some_and(|page| page.extension().is_some_and(|e| e == "tsv")) {
                Group::Labels
            } else {
                Group::Fixtures
            };
            let told = match (runner.page(&case), oracle) {
                (Ok((page, cleaner)), Some(Ok(oracle))) => {
                    let cleaner = cleaner.clone();
                    self.add(group, page, cleaner, oracle.filter(|_| !case.is_known_failure()));
                    continue;
                }
                (Err(trouble), _) => trouble,
                (_, Some(Err(error))) => error.to_string(),
                (_, None) => "there is no page in the case".to_owned(),
            };
            self.failures.push(format!("{}: {told}", case.name));
        }
        Ok(())
    }

    /// Adds the labelled lines of a file or folder.
    ///
    /// # Errors
    /// Those of [`labelled_files`] and [`labelled`].
    pub fn labels(&mut self, path: &Path) -> Result<usize, Error> {
        let cleaner = Cleaner::builder().build()?;
        let files = labelled_files(path)?;
        for file in &files {
            let (text, labels) = labelled(file)?;
            let oracle = if is_negative(file) { Oracle::Honest } else { Oracle::Labels(labels) };
            let page = Page::text(file.display().to_string(), label::page(&text));
            self.add(Group::Labels, page, cleaner.clone(), Some(oracle));
        }
        Ok(files.len())
    }

    /// Adds a sample of a corpus: `most` of its first `first` pages, the same whenever the seed is. `folder` is where the
    /// ids of the pages lead to files, whose neighbours may say what ought to go of them.
    ///
    /// # Errors
    /// Those of [`io::each`]; [`Error::Usage`] where none of its pages can be read.
    pub fn corpus(
        &mut self,
        sources: Sources,
        folder: PathBuf,
        reading: Reading,
        most: usize,
        first: usize,
        pace: &Pace,
    ) -> Result<(), Error> {
        let cleaner = Cleaner::builder().build()?;
        let look = move |loaded: Loaded, _: &dyn Fn(&'static str)| {
            Ok(Oracle::beside(&folder.join(&loaded.page.id))
                .map(|oracle| (loaded.page, oracle, loaded.offset)))
        };
        let (mut sample, mut read, seed) = (BinaryHeap::new(), 0, self.seed);
        let mut failures = Vec::new();
        io::each(sources.take(first), reading, pace, look, |pages| {
            for page in pages {
                read += 1;
                match page.map_err(|failure: Failure| failure.to_string()) {
                    Ok(found) => {
                        // What is expected of a page is no page.
                        let (page, Some(oracle), offset) = found? else { continue };
                        let chance = key(&format!("{seed}\n{offset}\n{}", page.id));
                        sample.push(Drawn { chance, number: read, page, oracle });
                        if sample.len() > most {
                            sample.pop();
                        }
                    }
                    Err(failure) => failures.push(failure),
                }
            }
            Ok::<(), Error>(())
        })?;
        if let Some(failure) = failures.first().filter(|_| sample.is_empty()) {
            return Err(Error::Usage(failure.clone()));
        }
        self.read += read;
        self.failures.extend(failures);
        let mut sample = sample.into_vec();
        sample.sort_by_key(|drawn| drawn.number);
        for Drawn { page, oracle, .. } in sample {
            self.add(Group::Corpus, page, cleaner.clone(), Some(oracle));
        }
        Ok(())
    }

    fn add(&mut self, group: Group, page: Page, cleaner: Cleaner, oracle: Option<Oracle>) {
        let unswept = cleaner.unswept(&page);
        self.specimens.push(Specimen { group, page, cleaner, oracle, unswept });
    }

    /// The lines that somebody says are honest, as pages.
    pub(super) fn honest(&self) -> impl Iterator<Item = Document> + '_ {
        self.specimens.iter().filter_map(|specimen| {
            let document = &specimen.unswept;
            match specimen.oracle.as_ref()? {
                Oracle::Honest => Some(document.clone()),
                Oracle::Labels(labels) if labels.len() == document.lines.len() => {
                    let mut lines = document.lines.clone();
                    let mut stays = labels.iter().map(|labelled| labelled.label.stays());
                    lines.retain(|_| stays.next() == Some(true));
                    Some(Document { lines, ..document.clone() })
                }
                Oracle::Labels(_) | Oracle::Expected(_) | Oracle::Nobody => None,
            }
        })
    }
}

impl Specimen {
    /// What the page calls itself, for a list: its `<title>`, or its first line.
    pub(super) fn title(&self) -> &str {
        let head = self.unswept.head.iter().find(|head| head.key == "title").map(|head| &head.line);
        let line = head.or_else(|| self.unswept.lines.iter().find(|line| !line.text.trim().is_empty()));
        line.map_or("", |line| line.text.trim())
    }
}
