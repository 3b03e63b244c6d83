//! Rules and options, loaded once and shared by threads.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use qingliu::Cleaner;
use qingliu::explain::{Plain, explain};
use qingliu::io;

use crate::arrow::{Names, PyArrowStream, Table};
use crate::batch::Batch;
use crate::errors::{from_failure, usage};
use crate::options::{Folders, Options};
use crate::page::{About, Kind, job};
use crate::record::{PyRecord, Wanted};

/// The longest that a page of a batch may take, in seconds, as on the command line.
const RECORD_TIMEOUT: f64 = 10.0;

/// Rules and options, loaded once. Threads may share it, and it may be pickled for other processes.
///
/// The options are those of ``qingliu clean``:
///
/// rules : folder or list of folders
///     Rules that are added to the built-in ones; the same id replaces.
/// rules_only : folder
///     Rules that stand instead of the built-in ones.
/// convert : str
///     Script conversion: ``none``, ``t2s`` (traditional to simplified, the default), ``tw2s``, ``s2t`` …
/// punctuation : "keep" or "restore"
///     What becomes of punctuation of Chinese prose that was folded to ASCII.
/// reference_date : date or str
///     The day that 昨天 and its kin count from; without it they are no dates.
/// threads_as : "text" or "posts"
///     Of a forum thread: the texts alone, or beside them ``posts`` with each one's author and time.
/// markdown : bool
///     The body as Markdown.
/// require_chinese : bool
///     Reject pages that are not Chinese.
/// removed : bool
///     Every removal beside the counts of them: ``removals`` of a record, and a column of that name.
///
/// >>> import qingliu
/// >>> cleaner = qingliu.Cleaner(convert="none")
/// >>> cleaner.clean("<h1>小城的早市開張了</h1><p>天還沒亮。</p>").title
/// '小城的早市開張了'
#[pyclass(name = "Cleaner", module = "qingliu", frozen)]
#[derive(Debug)]
pub struct PyCleaner {
    pub options: Options,
    pub cleaner: Cleaner,
}

#[pymethods]
impl PyCleaner {
    #[new]
    #[pyo3(signature = (*, rules=None, rules_only=None, convert="t2s", punctuation="keep", reference_date=None,
        threads_as="text", markdown=false, require_chinese=false, removed=false))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords")]
    fn new(
        py: Python<'_>,
        rules: Option<Folders>,
        rules_only: Option<PathBuf>,
        convert: &str,
        punctuation: &str,
        reference_date: Option<&Bound<'_, PyAny>>,
        threads_as: &str,
        markdown: bool,
        require_chinese: bool,
        removed: bool,
    ) -> PyResult<PyCleaner> {
        let options = Options {
            rules: rules.map(Vec::from).unwrap_or_default(),
            rules_only,
            convert: convert.to_owned(),
            punctuation: punctuation.to_owned(),
            // A date is written as the string would be.
            reference_date: reference_date.map(|date| date.str().map(|date| date.to_string())).transpose()?,
            threads_as: threads_as.to_owned(),
            markdown,
            require_chinese,
            removed,
        };
        let cleaner = options.build(py)?;
        Ok(PyCleaner { options, cleaner })
    }

    /// The hash of the rules in force: two cleaners of the same hash take the same words.
    #[getter]
    fn rules_hash(&self) -> &str {
        self.cleaner.rules().hash()
    }

    /// Cleans a page: bytes in any charset, a string, or a mapping with ``html``, ``text`` or ``bytes`` and what
    /// belongs to it (``id``, ``url``, ``charset``), as a line of JSONL.
    ///
    /// ``url`` helps site rules and dates, ``charset`` is a vote, ``from_`` says ``html`` or ``text`` where it is not to
    /// be guessed: text is never parsed as HTML. What is wrong with the page is said in its record; other threads of
    /// Python run meanwhile.
    ///
    /// >>> import qingliu
    /// >>> cleaner = qingliu.Cleaner()
    /// >>> cleaner.clean("小城的早市\n天还没亮，卖菜的人已经把摊子支好了。".encode("gbk")).charset
    /// 'gb18030'
    #[pyo3(signature = (page, *, url=None, charset=None, id=None, from_="auto"),
        text_signature = "($self, page, *, url=None, charset=None, id=None, from_='auto')")]
    fn clean(
        &self,
        py: Python<'_>,
        page: &Bound<'_, PyAny>,
        url: Option<String>,
        charset: Option<String>,
        id: Option<String>,
        from_: &str,
    ) -> PyResult<PyRecord> {
        let about = About { id, url, charset }.checked(py)?;
        let job = job(page, Kind::named(py, from_)?, about, one)?;
        let made = py.detach(|| Ok(self.wanted().of(io::clean(job, &self.cleaner)?)));
        made.map_err(|failure| from_failure(py, &failure))
    }

    /// Cleans many pages on several threads; the records come in the order of the pages.
    ///
    /// ``threads`` are all cores unless given. With ``errors="return"`` the exception of a page that is none stands in
    /// its place; otherwise it is raised. A page without an id gets its number. ``record_timeout`` is in seconds, 0 for
    /// no limit.
    ///
    /// >>> import qingliu
    /// >>> pages = [{"id": n, "text": f"第{n}天的早市\n天还没亮。"} for n in (1, 2)]
    /// >>> [record.id for record in qingliu.Cleaner().clean_batch(pages)]
    /// ['1', '2']
    #[pyo3(signature = (pages, *, threads=None, from_="auto", errors="raise", record_timeout=RECORD_TIMEOUT),
        text_signature = "($self, pages, *, threads=None, from_='auto', errors='raise', record_timeout=10.0)")]
    fn clean_batch<'py>(
        &self,
        py: Python<'py>,
        pages: &Bound<'py, PyAny>,
        threads: Option<usize>,
        from_: &str,
        errors: &str,
        record_timeout: f64,
    ) -> PyResult<Bound<'py, PyList>> {
        let (kind, errors) = (Kind::named(py, from_)?, OnError::named(py, errors, "return")?);
        let batch = self.batch(py, threads, record_timeout)?;
        let mut jobs = Vec::new();
        for (number, page) in pages.try_iter()?.enumerate() {
            jobs.push(job(&page?, kind, About::default(), || number.to_string())?);
        }
        let list = PyList::empty(py);
        for done in batch.collect(py, jobs)? {
            match done {
                Ok(record) => list.append(record)?,
                Err(failure) => {
                    let error = from_failure(py, &failure);
                    if errors == OnError::Raise {
                        return Err(error);
                    }
                    list.append(error.into_value(py))?;
                }
            }
        }
        Ok(list)
    }

    /// Cleans the pages in a column of a table, and gives a table of records to whoever takes an Arrow stream.
    ///
    /// ``table`` is whatever has ``__arrow_c_stream__`` or ``__arrow_c_array__``: a pyarrow Table, RecordBatch or
    /// RecordBatchReader, a polars DataFrame, a DuckDB relation. ``html``, ``text`` or ``bytes`` names the column of the
    /// pages, strings or binary; ``url``, ``id`` and ``charset`` name what belongs to them. One that is not named is the
    /// column of that name, if there is one. ``keep`` are columns that travel along, ``fields`` those of the record that
    /// are wanted; with ``removed=True`` there is a column ``removals``. With ``errors="column"`` a page that is none is told in a column ``error``; otherwise it ends the
    /// stream.
    ///
    /// >>> import pyarrow as pa, qingliu
    /// >>> pages = pa.table({"html": ["<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>"], "crawl": [7]})
    /// >>> records = qingliu.Cleaner().clean_arrow(pages, fields=["title"], keep=["crawl"])
    /// >>> pa.table(records).to_pylist()
    /// [{'title': '小城的早市', 'crawl': 7}]
    #[pyo3(signature = (table, *, html=None, text=None, bytes=None, url=None, id=None, charset=None, keep=None,
        fields=None, errors="raise", threads=None, record_timeout=RECORD_TIMEOUT),
        text_signature = "($self, table, *, html=None, text=None, bytes=None, url=None, id=None, charset=None, keep=None, fields=None, errors='raise', threads=None, record_timeout=10.0)")]
    #[expect(clippy::too_many_arguments, reason = "they are keywords")]
    fn clean_arrow(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        html: Option<&str>,
        text: Option<&str>,
        bytes: Option<&str>,
        url: Option<&str>,
        id: Option<&str>,
        charset: Option<&str>,
        keep: Option<Vec<String>>,
        fields: Option<Vec<String>>,
        errors: &str,
        threads: Option<usize>,
        record_timeout: f64,
    ) -> PyResult<PyArrowStream> {
        let wanted = Table {
            names: Names { html, text, bytes, url, id, charset },
            keep: keep.unwrap_or_default(),
            fields: fields.unwrap_or_default(),
            posts: self.options.threads_as == "posts",
            removals: self.options.removed,
            errors: OnError::named(py, errors, "column")?,
        };
        PyArrowStream::open(table, self.batch(py, threads, record_timeout)?, wanted)
    }

    /// What becomes of a page, line by line: kept, edited or removed, by which rule and why, as ``qingliu explain``
    /// prints it.
    ///
    /// >>> import qingliu
    /// >>> print(qingliu.Cleaner().explain("小城的早市\n天还没亮，卖菜的人已经把摊子支好了。").splitlines()[-1])
    ///    2  body     天还没亮，卖菜的人已经把摊子支好了。
    #[pyo3(signature = (page, *, url=None, charset=None, id=None, from_="auto"),
        text_signature = "($self, page, *, url=None, charset=None, id=None, from_='auto')")]
    fn explain(
        &self,
        py: Python<'_>,
        page: &Bound<'_, PyAny>,
        url: Option<String>,
        charset: Option<String>,
        id: Option<String>,
        from_: &str,
    ) -> PyResult<String> {
        let about = About { id, url, charset }.checked(py)?;
        let job = job(page, Kind::named(py, from_)?, about, one)?;
        let listing = py.detach(|| {
            let cleaned = io::clean(job, &self.cleaner)?;
            Ok(explain(&cleaned, self.cleaner.rules(), &Plain))
        });
        listing.map_err(|failure| from_failure(py, &failure))
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), self.options.keywords(py)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut said = Vec::new();
        let defaults = ["t2s", "keep", "text"];
        for (name, value) in self.options.keywords(py)? {
            let is_default = value.is_none()
                || value.extract::<bool>().is_ok_and(|value| !value)
                || value.extract::<String>().is_ok_and(|value| defaults.contains(&value.as_str()));
            if !is_default {
                said.push(format!("{name}={}", value.repr()?));
            }
        }
        Ok(format!("Cleaner({})", said.join(", ")))
    }
}

impl PyCleaner {
    fn wanted(&self) -> Wanted {
        Wanted { require_chinese: self.options.require_chinese, removals: self.options.removed }
    }

    /// What a batch is cleaned by.
    pub fn batch(&self, py: Python<'_>, threads: Option<usize>, record_timeout: f64) -> PyResult<Batch> {
        let threads = match threads {
            Some(threads @ 1..=1024) => threads,
            Some(other) => return Err(usage(py, format!("threads is a number from 1 to 1024, not {other}"))),
            None => thread::available_parallelism().map_or(1, |n| n.get()),
        };
        let limit = Duration::try_from_secs_f64(record_timeout).map_err(|_| {
            usage(py, format!("record_timeout is a number of seconds, 0 for no limit, not {record_timeout}"))
        })?;
        Ok(Batch {
            cleaner: self.cleaner.clone(),
            wanted: self.wanted(),
            threads,
            record_timeout: Some(limit).filter(|limit| !limit.is_zero()),
        })
    }
}

/// What becomes of pages of which there is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// The first of them ends it.
    Raise,
    /// They are told in their places.
    Tell,
}

impl OnError {
    /// By the word of the option: `raise`, or what telling is called.
    pub fn named(py: Python<'_>, word: &str, telling: &str) -> PyResult<OnError> {
        match word {
            "raise" => Ok(OnError::Raise),
            word if word == telling => Ok(OnError::Tell),
            other => Err(usage(py, format!("errors is \"raise\" or {telling:?}, not {other:?}"))),
        }
    }
}

/// The id of a page that stands alone, as on the command line.
fn one() -> String {
    "-".to_owned()
}
