//! Many pages on several threads, in order, by the runner of the command line.

use std::time::Duration;

use pyo3::prelude::*;
use qingliu::io::{self, Failure, Job, Pace};
use qingliu::{Cleaner, Error};

use crate::errors::from_error;
use crate::record::{PyRecord, Wanted};

/// What a batch is cleaned by.
#[derive(Debug, Clone)]
pub struct Batch {
    pub cleaner: Cleaner,
    pub wanted: Wanted,
    pub threads: usize,
    pub record_timeout: Option<Duration>,
}

/// What ends a batch before its time.
#[derive(Debug)]
pub enum Stop {
    Failed(Error),
    /// What a signal handler of Python raised.
    Raised(PyErr),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

impl Batch {
    /// Records or failures, one a job, in their order. `take` is called by the thread that asked, with some at a time.
    pub fn run(
        &self,
        jobs: impl Iterator<Item = Job> + Send + 'static,
        take: impl FnMut(Vec<Result<PyRecord, Failure>>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let pace = Pace {
            record_timeout: self.record_timeout,
            timeout_option: "record_timeout=SECONDS",
            ..Pace::of(self.threads)
        };
        let (cleaner, wanted) = (self.cleaner.clone(), self.wanted);
        io::cleaned(jobs, cleaner, &pace, move |cleaned| wanted.of(cleaned), take).map(drop)
    }

    /// All of them; Ctrl-C ends it.
    pub fn collect(&self, py: Python<'_>, jobs: Vec<Job>) -> PyResult<Vec<Result<PyRecord, Failure>>> {
        let mut done = Vec::with_capacity(jobs.len());
        let take = |results: Vec<_>| {
            done.extend(results);
            Python::attach(|py| py.check_signals()).map_err(Stop::Raised)
        };
        match py.detach(|| self.run(jobs.into_iter(), take)) {
            Ok(()) => Ok(done),
            Err(Stop::Failed(error)) => Err(from_error(py, &error)),
            Err(Stop::Raised(error)) => Err(error),
        }
    }
}
