//! A file that appears under its name only when it is whole.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::encoder::Encoder;
use crate::error::Error;

/// An output file, written beside its place under a temporary name and renamed by [`Output::commit`]. Dropped
/// without that, it leaves nothing behind. A device or a pipe is written to as it is. What goes into a file that is
/// called `.gz` or `.zst` is packed.
pub struct Output {
    to: Option<Encoder>,
    place: PathBuf,
    temporary: Option<PathBuf>,
}

impl Output {
    /// Opens an output.
    ///
    /// # Errors
    /// [`Error::Io`] with the path as it was named.
    pub fn create(path: &Path) -> Result<Output, Error> {
        let failed = |source| Error::Io { path: path.to_owned(), source };
        let special = fs::metadata(path).is_ok_and(|m| !m.is_file());
        if special {
            let file = File::options().write(true).open(path).map_err(failed)?;
            let to = Encoder::new(file, path).map_err(failed)?;
            return Ok(Output { to: Some(to), place: path.to_owned(), temporary: None });
        }
        // The file behind a link is replaced, not the link.
        let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = place.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", process::id()));
        let temporary = place.with_file_name(hidden);
        let file = File::create_new(&temporary).map_err(failed)?;
        // From here on the file is removed if anything fails.
        let mut output = Output { to: None, place, temporary: Some(temporary) };
        output.to = Some(Encoder::new(file, path).map_err(failed)?);
        Ok(output)
    }

    /// Writes out what is buffered and gives the file its name.
    ///
    /// # Errors
    /// [`Error::Io`]; the file of before then still stands.
    pub fn commit(mut self) -> Result<(), Error> {
        let written = self.to.take().map_or(Ok(()), Encoder::finish);
        let done = written.and_then(|()| match &self.temporary {
            Some(temporary) => fs::rename(temporary, &self.place),
            None => Ok(()),
        });
        done.map_err(|source| Error::Io { path: self.place.clone(), source })?;
        self.temporary = None;
        Ok(())
    }

    /// The file, for messages.
    pub fn place(&self) -> &Path {
        &self.place
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.as_mut().map_or(Ok(0), |to| to.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("place", &self.place).finish_non_exhaustive()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Nobody is left to tell.
            let _ = fs::remove_file(temporary);
        }
    }
}
