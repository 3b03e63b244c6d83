//! A page that is still to be read, and reading it.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::failure::Failure;
use super::format::Format;
use super::read::{self, Fetched, Keys, Meter};
use crate::decode::{charset_label, is_unsupported, looks_binary};
use crate::page::{Content, Page};

/// A page that is still to be read. Reading is left to whoever cleans it, so that files are opened, unpacked
/// and parsed on every core.
#[derive(Debug)]
pub struct Job {
    /// The id of the page unless its carrier names one.
    pub id: String,
    /// Where it begins in its input, in bytes after unpacking.
    pub offset: u64,
    /// Bytes it will take in memory, as far as that is known.
    pub size: u64,
    pub(super) carrier: Carrier,
}

/// What holds the page, and so how to come by it.
#[derive(Debug)]
pub(super) enum Carrier {
    /// A file holding one page, of so many bytes at most.
    File { path: PathBuf, format: Format, limit: u64, meter: Meter },
    /// One page that had to be read from its stream already, which it is the whole of.
    Page(Vec<u8>, Format),
    /// One page out of an archive: a place in it is no place in its input.
    Member(Vec<u8>, Format),
    /// One page that a caller has.
    Whole(Box<Page>),
    /// One page as it was sent over the network.
    Fetched(Box<Fetched>),
    /// A line of JSONL: `name` is the input and `number` the one-based line.
    Line { name: Arc<str>, number: u64, bytes: Vec<u8>, keys: Arc<Keys> },
    /// There is none.
    Failed(Failure),
}

/// A page that has been read.
#[derive(Debug)]
pub struct Loaded {
    /// The page.
    pub page: Page,
    /// The input's values of the keys to carry.
    pub carried: Vec<Option<Box<RawValue>>>,
    /// What the caller should hear although the page is cleaned.
    pub warning: Option<Warning>,
    /// Where it began in its input, in bytes after unpacking.
    pub offset: u64,
    /// Whether it was a line of JSONL.
    pub is_line: bool,
}

/// Something about a page that a person should know and that does not keep it from being cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where: the input, and the line if there are lines.
    pub place: String,
    /// What.
    pub concern: Concern,
}

/// What a warning is about. A dump may hold a million pages of one concern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// A charset label that names no encoding; the page is read as if it declared none.
    UnknownLabel(String),
    /// The page is in a charset that is not supported.
    Unsupported(String),
}

impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Concern::UnknownLabel(label) => {
                write!(
                    f,
                    "unknown charset label {label:?}; pages that bear it are read as if they declared none"
                )
            }
            Concern::Unsupported(charset) => {
                let name = charset.to_ascii_uppercase();
                write!(
                    f,
                    "{name} is not supported: characters outside its first plane are lost (U+FFFD); convert such pages, \
                     flagged encoding/unsupported, beforehand: iconv -f {name} -t UTF-8"
                )
            }
        }
    }
}

impl Warning {
    /// Of a page that was read in this charset.
    pub fn of_charset(place: &str, charset: &str) -> Option<Warning> {
        let concern = Concern::Unsupported(charset.to_owned());
        is_unsupported(charset).then(|| Warning { place: place.to_owned(), concern })
    }
}

impl Job {
    /// A page that is there already.
    pub fn of(page: Page) -> Job {
        let size = match &page.content {
            Content::Bytes(bytes) | Content::HtmlBytes(bytes) | Content::TextBytes(bytes) => bytes.len(),
            Content::Html(text) | Content::Text(text) => text.len(),
        };
        Job { id: page.id.clone(), offset: 0, size: size as u64, carrier: Carrier::Whole(Box::new(page)) }
    }

    /// A page that could not even be begun.
    pub fn failed(failure: Failure) -> Job {
        Job { id: failure.id.clone(), offset: failure.offset, size: 0, carrier: Carrier::Failed(failure) }
    }

    /// Leaves the page unread, and counts it as read.
    pub fn pass_over(self) {
        if let Carrier::File { meter, .. } = &self.carrier {
            meter.add(self.size);
        }
    }

    /// Reads the page, and nothing that travels with it.
    ///
    /// # Errors
    /// As [`Job::load`].
    pub fn load_alone(self) -> Result<Page, Failure> {
        self.load(&[]).map(|loaded| loaded.page)
    }

    /// Reads the page. Of a JSONL entry the `carry` keys come along.
    ///
    /// # Errors
    /// The failure that stands for this record in the account of the run.
    pub fn load(self, carry: &[String]) -> Result<Loaded, Failure> {
        let Job { id, offset, .. } = self;
        let plain = |page| {
            let carried = carry.iter().map(|_| None).collect();
            Loaded { page, carried, warning: None, offset, is_line: false }
        };
        match self.carrier {
            Carrier::Failed(failure) => Err(failure),
            Carrier::Page(bytes, format) => whole(&id, bytes, format).map(plain),
            Carrier::Member(bytes, format) => {
                whole(&id, bytes, format).map(plain).map_err(|failure| Failure { offset, ..failure })
            }
            Carrier::Whole(page) => {
                let place = page.id.clone();
                checked(*page, offset, &place).map(|(page, warning)| Loaded { warning, ..plain(page) })
            }
            Carrier::File { path, format, limit, meter } => {
                let bytes = read::page_of_file(&path, &id, limit, &meter)?;
                whole(&id, bytes, format).map(plain)
            }
            Carrier::Fetched(fetched) => {
                let page = fetched
                    .page(&id)
                    .map_err(|message| Failure::input(&id, offset, "read", format!("{id}: {message}")))?;
                checked(page, offset, &id).map(|(page, warning)| Loaded { warning, ..plain(page) })
            }
            Carrier::Line { name, number, bytes, keys } => {
                let entry = read::parse(&bytes, &id, &keys, carry).map_err(|mistake| {
                    let place = match mistake.column {
                        0 => format!("{name}:{number}"),
                        column => format!("{name}:{number}:{column}"),
                    };
                    let id = mistake.id.as_deref().unwrap_or(&id);
                    Failure::input(id, offset, "parse", format!("{place}: {}", mistake.message))
                })?;
                let (page, warning) = checked(entry.page, offset, &format!("{name}:{number}"))?;
                Ok(Loaded { page, carried: entry.carried, warning, offset, is_line: true })
            }
        }
    }
}

/// A page whose carrier may have said what it is.
fn checked(page: Page, offset: u64, place: &str) -> Result<(Page, Option<Warning>), Failure> {
    if let Content::Bytes(bytes) | Content::HtmlBytes(bytes) | Content::TextBytes(bytes) = &page.content
        && let Some(what) = looks_binary(bytes)
    {
        return Err(binary(&page.id, offset, place, what));
    }
    let label = page.charset.as_ref().filter(|label| charset_label(label).is_none());
    let concern = label.map(|label| Concern::UnknownLabel(label.clone()));
    let warning = concern.map(|concern| Warning { place: place.to_owned(), concern });
    Ok((page, warning))
}

/// A page that is an input of its own.
fn whole(id: &str, bytes: Vec<u8>, format: Format) -> Result<Page, Failure> {
    #[cfg(feature = "formats")]
    if format == Format::Mhtml {
        let page = read::mhtml_page(&bytes, id).map_err(|mistake| {
            Failure::input(id, mistake.at as u64, "read", format!("{id}: {}", mistake.message))
        })?;
        return checked(page, 0, id).map(|(page, _)| page);
    }
    if let Some(what) = looks_binary(&bytes) {
        return Err(binary(id, 0, id, what));
    }
    let content = match format {
        Format::Html => Content::HtmlBytes(bytes),
        Format::Text => Content::TextBytes(bytes),
        _ => Content::Bytes(bytes),
    };
    Ok(Page::new(id, content))
}

fn binary(id: &str, offset: u64, place: &str, what: &str) -> Failure {
    Failure::input(id, offset, "read", format!("{place}: {what}, not a page of HTML or text"))
}
