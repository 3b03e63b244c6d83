//! The record of a page, as Python sees it.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};
use qingliu::io::{Columns, Value};
use qingliu::{Cleaned, Record, RemovalRecord};

use crate::errors::{json, usage};

/// A record as JSON, and its removals, a line each.
type Lines = (String, Option<String>);

/// So many characters of the body stand in a `repr`.
const SHOWN: usize = 24;

/// What was read from a page: a headline, a date, a body …
///
/// All attributes are always there, ``None`` where the page does not say.
///
/// >>> import qingliu
/// >>> record = qingliu.clean("<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>")
/// >>> record.title
/// '小城的早市'
/// >>> record
/// Record(id='-', title='小城的早市', date=None, body='天还没亮，卖菜的人已经把摊子支好了。', verdict='keep', flags=())
#[pyclass(name = "Record", module = "qingliu", frozen, eq)]
#[derive(Debug, Clone)]
pub struct PyRecord {
    pub record: Record,
    /// Where they were asked for.
    pub removals: Option<Vec<RemovalRecord>>,
}

/// What is wanted of a cleaned page.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub require_chinese: bool,
    pub removals: bool,
}

impl Wanted {
    /// That of a page.
    pub fn of(self, cleaned: Cleaned) -> PyRecord {
        let removals = self.removals.then(|| cleaned.removals().collect());
        let mut record = cleaned.record;
        if self.require_chinese {
            record.require_chinese();
        }
        PyRecord { record, removals }
    }
}

/// Two records are equal when their lines are, whether or not it was asked what was removed.
impl PartialEq for PyRecord {
    fn eq(&self, other: &PyRecord) -> bool {
        self.record == other.record
    }
}

#[pymethods]
impl PyRecord {
    /// How the caller calls the page.
    #[getter]
    fn id(&self) -> &str {
        &self.record.id
    }

    /// Where it was fetched from: as the caller says, or the page's canonical link.
    #[getter]
    fn url(&self) -> Option<&str> {
        self.record.url.as_deref()
    }

    /// The headline, without the site's name, section or slogan.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.record.title.as_deref()
    }

    /// Publication time, ISO 8601, exactly as precise as the page.
    #[getter]
    fn date(&self) -> Option<&str> {
        self.record.date.as_deref()
    }

    /// The count of readers that the page claims.
    #[getter]
    fn heat(&self) -> Option<u64> {
        self.record.heat
    }

    /// The article, a paragraph a line; empty where there is none.
    #[getter]
    fn body(&self) -> &str {
        &self.record.body
    }

    /// Whom the page credits.
    #[getter]
    fn source(&self) -> Option<&str> {
        self.record.source.as_deref()
    }

    /// The byline.
    #[getter]
    fn author(&self) -> Option<&str> {
        self.record.author.as_deref()
    }

    /// The encoding the bytes were read in, lower case.
    #[getter]
    fn charset(&self) -> &str {
        &self.record.charset
    }

    /// What the article was written in: ``simplified``, ``traditional``, ``mixed`` or ``none``.
    #[getter]
    fn script(&self) -> &str {
        self.record.script
    }

    /// ``keep`` or ``reject``.
    #[getter]
    fn verdict(&self) -> &str {
        self.record.verdict
    }

    /// Page-level findings, sorted.
    #[getter]
    fn flags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.record.flags.iter().map(|flag| flag.as_ref()))
    }

    /// Visible characters that stand in no field, by the rule or stage that took them.
    #[getter]
    fn removed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        value(py, Value::Counts(&self.record.removed))
    }

    /// Every removal with ``removed=True``, in reading order, as a line of ``qingliu clean --removed`` has it: ``id``,
    /// ``line`` (of the page, from one; 0 for a text of its head), ``rule``, ``pass`` (what ran it), ``hit`` (what it
    /// found) and ``text`` (what it took). Otherwise ``None``.
    ///
    /// >>> import qingliu
    /// >>> page = "<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p><p>Copyright 2006-2023 小城茶网 版权所有</p>"
    /// >>> for removal in qingliu.clean(page, removed=True).removals:
    /// ...     print(removal["line"], removal["rule"], removal["text"])
    /// 3 boilerplate/copyright Copyright 2006-2023 小城茶网 版权所有
    #[getter]
    fn removals<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyList>>> {
        let Some(removals) = &self.removals else { return Ok(None) };
        let list = PyList::empty(py);
        for removal in removals {
            let RemovalRecord { id, line, rule, pass, hit, text } = removal;
            let dict = PyDict::new(py);
            dict.set_item("id", id)?;
            dict.set_item("line", line)?;
            dict.set_item("rule", rule.as_ref())?;
            dict.set_item("pass", pass.as_ref())?;
            dict.set_item("hit", hit)?;
            dict.set_item("text", text)?;
            list.append(dict)?;
        }
        Ok(Some(list))
    }

    /// The posts of a thread, with ``threads_as="posts"``; otherwise ``None``.
    #[getter]
    fn posts<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.record.posts.as_deref().map(|posts| value(py, Value::Posts(posts))).transpose()
    }

    /// The record as a dictionary, its keys in the order of a line that ``qingliu clean`` writes; with ``removals=True``
    /// they are a key more.
    ///
    /// >>> import qingliu
    /// >>> list(qingliu.clean("天还没亮。").to_dict())[:4]
    /// ['id', 'url', 'title', 'date']
    #[pyo3(signature = (*, removals=false))]
    fn to_dict<'py>(&self, py: Python<'py>, removals: bool) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (key, held) in Columns::default().values(&self.record) {
            dict.set_item(key, value(py, held)?)?;
        }
        if removals {
            dict.set_item("removals", self.removals(py)?)?;
        }
        Ok(dict)
    }

    /// The record as the line of JSON that ``qingliu clean`` writes, without its end.
    ///
    /// >>> import json, qingliu
    /// >>> json.loads(qingliu.clean("天还没亮。").to_json())["body"]
    /// '天还没亮。'
    fn to_json(&self) -> PyResult<String> {
        Columns::default().line(&self.record, &[]).map_err(|e| json(&e))
    }

    /// Reads a line that ``to_json`` or ``qingliu clean`` wrote; ``removals`` are the lines that ``--removed`` wrote of it.
    ///
    /// >>> import qingliu
    /// >>> record = qingliu.clean("天还没亮。")
    /// >>> qingliu.Record.from_json(record.to_json()) == record
    /// True
    #[classmethod]
    #[pyo3(signature = (line, removals=None))]
    fn from_json(
        _: &Bound<'_, PyType>,
        py: Python<'_>,
        line: &str,
        removals: Option<&str>,
    ) -> PyResult<PyRecord> {
        let wrong =
            |what: &str, e: serde_json::Error| usage(py, format!("this is no {what} of qingliu: {e}"));
        let record = serde_json::from_str(line).map_err(|e| wrong("record", e))?;
        let of_line = |line: &str| serde_json::from_str(line).map_err(|e| wrong("removal", e));
        let removals = removals.map(|lines| lines.lines().map(of_line).collect()).transpose()?;
        Ok(PyRecord { record, removals })
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Lines)> {
        let PyRecord { removals, .. } = slf.get();
        let lines = |removals: &Vec<RemovalRecord>| -> serde_json::Result<String> {
            Ok(removals.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?.join("\n"))
        };
        let removals = removals.as_ref().map(lines).transpose().map_err(|e| json(&e))?;
        Ok((slf.get_type().getattr("from_json")?, (slf.get().to_json()?, removals)))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let Record { id, title, date, body, verdict, .. } = &self.record;
        let quoted = |text: &str| -> PyResult<String> {
            Ok(PyString::new(py, text).repr()?.to_string_lossy().into_owned())
        };
        let maybe = |text: &Option<String>| text.as_deref().map_or(Ok("None".to_owned()), quoted);
        let body = match body.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}… {} characters", quoted(&body[..end])?, body.chars().count()),
            None => quoted(body)?,
        };
        let (id, title, date, verdict) = (quoted(id)?, maybe(title)?, maybe(date)?, quoted(verdict)?);
        let flags = self.flags(py)?.repr()?;
        Ok(format!(
            "Record(id={id}, title={title}, date={date}, body={body}, verdict={verdict}, flags={flags})"
        ))
    }
}

/// What a record has under a key, as Python has it.
fn value<'py>(py: Python<'py>, held: Value<'_>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match held {
        Value::Text(text) => text.into_pyobject(py)?,
        Value::Number(number) => number.into_pyobject(py)?,
        Value::Texts(texts) => PyList::new(py, texts.iter().map(|text| text.as_ref()))?.into_any(),
        Value::Counts(counts) => {
            let dict = PyDict::new(py);
            for (id, count) in counts {
                dict.set_item(id.as_ref(), count)?;
            }
            dict.into_any()
        }
        Value::Posts(posts) => {
            let list = PyList::empty(py);
            for post in posts {
                let dict = PyDict::new(py);
                dict.set_item("author", post.author.as_deref())?;
                dict.set_item("date", post.date.as_deref())?;
                dict.set_item("text", &post.text)?;
                list.append(dict)?;
            }
            list.into_any()
        }
    })
}
