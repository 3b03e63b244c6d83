//! What went wrong, as the exceptions of `qingliu/errors.py`.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use qingliu::io::{Failure, Kind};
use qingliu::{Error, Problem};

/// What a caller must mend.
pub fn from_error(py: Python<'_>, error: &Error) -> PyErr {
    match error {
        Error::Rules(problems) => rules(py, error, problems),
        Error::Io { path, source } => {
            let said = source.to_string();
            let said = said.split(" (os error").next().unwrap_or_default();
            exception(py, "FileError", (source.raw_os_error().unwrap_or(0), said, path.display().to_string()))
        }
        Error::Usage(message) => exception(py, "UsageError", (message,)),
        other => exception(py, "InternalError", (other.to_string(),)),
    }
    .unwrap_or_else(|e| e)
}

/// An option or an argument whose value is not one of those it takes.
pub fn usage(py: Python<'_>, message: impl Into<String>) -> PyErr {
    from_error(py, &Error::Usage(message.into()))
}

/// A page of which there is no record. It is an exception to raise or to hand over.
pub fn from_failure(py: Python<'_>, failure: &Failure) -> PyErr {
    let name = match failure.kind {
        Kind::Input | Kind::Io => "InputError",
        Kind::Timeout => "PageTimeoutError",
        Kind::Panic => "InternalError",
    };
    let error = exception(py, name, (failure.message.as_str(),));
    let error = error.and_then(|error| {
        let value = error.value(py);
        value.setattr("id", failure.id.as_str())?;
        value.setattr("stage", failure.stage)?;
        value.setattr("kind", failure.kind.as_str())?;
        Ok(error)
    });
    error.unwrap_or_else(|e| e)
}

fn rules(py: Python<'_>, error: &Error, problems: &[Problem]) -> PyResult<PyErr> {
    let exception = exception(py, "RulesError", (error.to_string(),))?;
    let told = problems.iter().map(|problem| {
        let told = PyDict::new(py);
        told.set_item("file", &problem.file)?;
        told.set_item("line", problem.line)?;
        told.set_item("column", problem.column)?;
        told.set_item("rule", problem.rule.as_deref())?;
        told.set_item("message", &problem.message)?;
        told.set_item("help", problem.help.as_deref())?;
        Ok(told)
    });
    let told: Vec<_> = told.collect::<PyResult<_>>()?;
    exception.value(py).setattr("problems", told)?;
    Ok(exception)
}

/// An exception of `qingliu.errors`. They are written in Python, where a class can have two bases.
fn exception<'py>(py: Python<'py>, name: &str, args: impl pyo3::call::PyCallArgs<'py>) -> PyResult<PyErr> {
    static MODULE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let module =
        MODULE.get_or_try_init(py, || Ok::<_, PyErr>(py.import("qingliu.errors")?.into_any().unbind()))?;
    let class = module.bind(py).getattr(name)?.cast_into::<PyType>()?;
    let value = class.call1(args)?;
    Ok(PyErr::from_value(value))
}

/// A record that does not become JSON: there is none such.
pub fn json(error: &serde_json::Error) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}
