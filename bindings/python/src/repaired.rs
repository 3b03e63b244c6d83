//! Text repaired, and how it came about.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};
use qingliu::Repaired;
use qingliu::repair::Options;

use crate::errors::usage;
use crate::options::punctuation;
use crate::page::About;

/// A repaired text: ``text``, and what was done to it. ``str()`` of it is the text.
#[pyclass(name = "Repaired", module = "qingliu", frozen, eq)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PyRepaired(Repaired);

#[pymethods]
impl PyRepaired {
    /// The text after all edits.
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    /// What was rewritten: ``plan``, ``start`` (in characters of the input), ``was`` and ``now``.
    #[getter]
    fn edits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for edit in &self.0.edits {
            let dict = PyDict::new(py);
            dict.set_item("plan", edit.plan.as_ref())?;
            dict.set_item("start", edit.start)?;
            dict.set_item("was", &edit.was)?;
            dict.set_item("now", &edit.now)?;
            list.append(dict)?;
        }
        Ok(list)
    }

    /// Spots that look damaged and were left alone: start and end, in characters of the input.
    #[getter]
    fn unsure(&self) -> Vec<(usize, usize)> {
        self.0.unsure.iter().map(|spot| (spot.start, spot.end)).collect()
    }

    fn __str__(&self) -> &str {
        &self.0.text
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = PyString::new(py, &self.0.text).repr()?;
        let (edits, unsure) = (self.0.edits.len(), self.0.unsure.len());
        Ok(format!("Repaired({text}, edits={edits}, unsure={unsure})"))
    }
}

/// Undoes damage to a text, and touches nothing else: mojibake, escapes, readings put in after characters, look-alikes.
///
/// Of bytes the charset is found out; ``charset`` is a vote. ``punctuation="restore"`` gives Chinese punctuation that was
/// folded to ASCII its width back. Lines of one text are judged together.
///
/// >>> import qingliu
/// >>> print(qingliu.repair("天還沒(méi)亮,賣菜的人已經(jīng)把攤子支好了"))
/// 天還沒亮,賣菜的人已經把攤子支好了
#[pyfunction]
#[pyo3(signature = (text, *, charset=None, punctuation="keep"), text_signature = "(text, *, charset=None, punctuation='keep')")]
pub fn repair(
    py: Python<'_>,
    text: &Bound<'_, PyAny>,
    charset: Option<String>,
    punctuation: &str,
) -> PyResult<PyRepaired> {
    let options = Options { punctuation: self::punctuation(py, punctuation)? };
    let About { charset, .. } = About { charset, ..About::default() }.checked(py)?;
    let repaired = if let Ok(bytes) = text.cast::<PyBytes>() {
        let bytes = bytes.as_bytes();
        py.detach(|| {
            let text = qingliu::decode::decode(bytes, charset.as_deref()).text;
            qingliu::repair_with(&text, options)
        })
    } else if let Ok(string) = text.cast::<PyString>() {
        let text = string.to_cow().map_err(|_| {
            usage(py, "the string has half a surrogate pair; pass the bytes it was decoded from")
        })?;
        py.detach(|| qingliu::repair_with(&text, options))
    } else {
        let name = text.get_type().name()?;
        return Err(PyTypeError::new_err(format!("text is bytes or a str, not {name}")));
    };
    Ok(PyRepaired(repaired))
}
