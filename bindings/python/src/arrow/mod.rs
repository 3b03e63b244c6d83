//! Tables in and out by the Arrow C data interface: no object of Python stands for a row.

mod capsule;
mod columns;
mod removals;
mod rows;
mod stream;

pub use rows::Names;
pub use stream::{PyArrowStream, Table};

use arrow_schema::ArrowError;

use crate::batch::Stop;

/// What ends a stream, as Arrow tells it on.
fn ended(stop: Stop) -> ArrowError {
    ArrowError::InvalidArgumentError(match stop {
        Stop::Failed(error) => error.to_string(),
        Stop::Raised(error) => error.to_string(),
    })
}
