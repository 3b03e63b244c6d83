//! Pages as Python has them.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMapping, PyMemoryView, PyString};
use qingliu::decode::charset_label;
use qingliu::io::{Failure, Job};
use qingliu::segment::looks_like_html;
use qingliu::{Content, Page};

use crate::errors::usage;

/// What a page is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Auto,
    Html,
    Text,
}

impl Kind {
    /// By the word of the option.
    pub fn named(py: Python<'_>, word: &str) -> PyResult<Kind> {
        match word {
            "auto" => Ok(Kind::Auto),
            "html" => Ok(Kind::Html),
            "text" => Ok(Kind::Text),
            other => Err(usage(py, format!("from_ is \"auto\", \"html\" or \"text\", not {other:?}"))),
        }
    }

    /// Bytes that are taken for this.
    pub fn of_bytes(self, bytes: Vec<u8>) -> Content {
        match self {
            Kind::Auto => Content::Bytes(bytes),
            Kind::Html => Content::HtmlBytes(bytes),
            Kind::Text => Content::TextBytes(bytes),
        }
    }

    /// A string that is taken for this.
    pub fn of_text(self, text: String) -> Content {
        match self {
            Kind::Html => Content::Html(text),
            Kind::Auto if looks_like_html(&text) => Content::Html(text),
            _ => Content::Text(text),
        }
    }
}

/// What is said about a page beside it.
#[derive(Debug, Default)]
pub struct About {
    pub id: Option<String>,
    pub url: Option<String>,
    pub charset: Option<String>,
}

impl About {
    /// The same, if the charset is one.
    pub fn checked(self, py: Python<'_>) -> PyResult<About> {
        match &self.charset {
            Some(label) if charset_label(label).is_none() => Err(usage(
                py,
                format!(
                    "charset: {label:?} is not the label of an encoding; try utf-8, gb18030, gbk, big5 or hz-gb-2312"
                ),
            )),
            _ => Ok(self),
        }
    }
}

/// The page that an object is: bytes, a string, or a mapping with `html`, `text` or `bytes`, as a line of JSONL has
/// them. A string that is none of Unicode is a job that fails.
///
/// # Errors
/// `TypeError` for any other object.
pub fn job(object: &Bound<'_, PyAny>, kind: Kind, about: About, id: impl Fn() -> String) -> PyResult<Job> {
    if let Some(content) = content(object, kind)? {
        return Ok(made(content, about, id));
    }
    let Ok(mapping) = object.cast::<PyMapping>() else {
        return Err(not_a_page(object));
    };
    let string = |key: &str| -> PyResult<Option<String>> {
        match mapping.get_item(key).ok().filter(|value| !value.is_none()) {
            None => Ok(None),
            Some(value) => match value.cast::<PyString>() {
                Ok(value) => Ok(Some(value.to_string_lossy().into_owned())),
                // As JSONL has it: an id that is none is its text.
                Err(_) if key == "id" => Ok(Some(value.str()?.to_string_lossy().into_owned())),
                Err(_) => {
                    Err(PyTypeError::new_err(format!("{key} of a page is a str, not {}", name(&value))))
                }
            },
        }
    };
    let about = About {
        id: string("id")?.or(about.id),
        url: string("url")?.or(about.url),
        charset: string("charset")?.or(about.charset),
    };
    let mut found = None;
    for (key, kind) in [("html", Kind::Html), ("text", Kind::Text), ("bytes", kind)] {
        let Some(value) = mapping.get_item(key).ok().filter(|value| !value.is_none()) else { continue };
        let Some(content) = content(&value, kind)? else { return Err(not_a_page(&value)) };
        if found.replace(content).is_some() {
            return Ok(failed(about, id, "a page has exactly one of html, text and bytes; this has several"));
        }
    }
    match found {
        Some(content) => Ok(made(content, about, id)),
        None => Ok(failed(about, id, "a page has one of html, text and bytes; this has none")),
    }
}

fn made(content: Result<Content, String>, about: About, id: impl Fn() -> String) -> Job {
    match content {
        Ok(content) => {
            let About { id: named, url, charset } = about;
            Job::of(Page { url, charset, ..Page::new(named.unwrap_or_else(id), content) })
        }
        Err(message) => failed(about, id, &message),
    }
}

fn failed(about: About, id: impl Fn() -> String, message: &str) -> Job {
    let id = about.id.unwrap_or_else(id);
    Job::failed(Failure::input(&id, 0, "read", format!("{id}: {message}")))
}

/// What bytes or a string hold; `None` for another object.
fn content(object: &Bound<'_, PyAny>, kind: Kind) -> PyResult<Option<Result<Content, String>>> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Ok(Some(Ok(kind.of_bytes(bytes.as_bytes().to_vec()))));
    }
    if let Ok(string) = object.cast::<PyString>() {
        return Ok(Some(match string.to_cow() {
            Ok(text) => Ok(kind.of_text(text.into_owned())),
            Err(_) => {
                Err("the string has half a surrogate pair, which is no character; pass the bytes it was \
                           decoded from, or text.encode(\"utf-8\", \"replace\")"
                    .to_owned())
            }
        }));
    }
    if object.is_instance_of::<PyByteArray>() || object.is_instance_of::<PyMemoryView>() {
        let bytes = object.py().get_type::<PyBytes>().call1((object,))?;
        return content(&bytes, kind);
    }
    Ok(None)
}

fn not_a_page(object: &Bound<'_, PyAny>) -> PyErr {
    PyTypeError::new_err(format!(
        "a page is bytes, a str, or a mapping with html, text or bytes, not {}; read a file with open(path, \"rb\").read()",
        name(object)
    ))
}

fn name(object: &Bound<'_, PyAny>) -> String {
    object.get_type().name().map_or_else(|_| "this".to_owned(), |name| name.to_string())
}
