//! A file that appears under its name only when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process;

use crate::error::Error;

/// An output file, written beside its place under a temporary name and renamed by [`Output::commit`]. Dropped
/// without that, it leaves nothing behind, unless it is one to be taken up again. A device or a pipe is written to as
/// it is.
#[derive(Debug)]
pub struct Output {
    file: BufWriter<File>,
    place: PathBuf,
    temporary: Option<PathBuf>,
    /// Whether the temporary file stays for a later run.
    stays: bool,
}

impl Output {
    /// Opens an output.
    ///
    /// # Errors
    /// [`Error::Io`] with the path as it was named.
    pub fn create(path: &Path) -> Result<Output, Error> {
        let failed = |source| Error::Io { path: path.to_owned(), source };
        if let Some(file) = special(path).map_err(failed)? {
            return Ok(Output::new(file, path.to_owned(), None));
        }
        let place = place(path);
        let name = place.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", process::id()));
        let temporary = place.with_file_name(hidden);
        let file = File::create_new(&temporary).map_err(failed)?;
        Ok(Output::new(file, place, Some(temporary)))
    }

    /// Opens an output that a later run may take up again: its temporary file is [`Output::part`], cut to the first
    /// `length` bytes, and stays when the output is dropped.
    ///
    /// # Errors
    /// [`Error::Io`]; also when the file is shorter than that.
    pub fn take_up(path: &Path, length: u64) -> Result<Output, Error> {
        let failed = |source| Error::Io { path: path.to_owned(), source };
        if let Some(file) = special(path).map_err(failed)? {
            return Ok(Output::new(file, path.to_owned(), None));
        }
        let part = Output::part(path);
        let failed = |source| Error::Io { path: part.clone(), source };
        let mut file =
            File::options().write(true).create(true).truncate(false).open(&part).map_err(failed)?;
        let has = file.seek(SeekFrom::End(0)).map_err(failed)?;
        if has < length {
            let message = format!("{has} bytes are there, where an earlier run wrote {length}");
            return Err(failed(io::Error::new(io::ErrorKind::UnexpectedEof, message)));
        }
        file.set_len(length).and_then(|()| file.seek(SeekFrom::Start(length))).map_err(failed)?;
        let mut output = Output::new(file, place(path), Some(part));
        output.stays = true;
        Ok(output)
    }

    /// Where an output is made that a later run may take up again.
    pub fn part(path: &Path) -> PathBuf {
        let mut name = place(path).into_os_string();
        name.push(".part");
        name.into()
    }

    fn new(file: File, place: PathBuf, temporary: Option<PathBuf>) -> Output {
        Output { file: BufWriter::new(file), place, temporary, stays: false }
    }

    /// Returns when everything written so far is on the disk, and says how many bytes the file has then.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn checkpoint(&mut self) -> Result<u64, Error> {
        let length = self.file.flush().and_then(|()| {
            if self.temporary.is_none() {
                return Ok(0);
            }
            self.file.get_ref().sync_data()?;
            self.file.stream_position()
        });
        length.map_err(|source| Error::Io { path: self.place.clone(), source })
    }

    /// Writes out what is buffered and gives the file its name.
    ///
    /// # Errors
    /// [`Error::Io`]; the file of before then still stands.
    pub fn commit(mut self) -> Result<(), Error> {
        let done = self.file.flush().and_then(|()| match &self.temporary {
            Some(temporary) => {
                // The name must not be there before the bytes are.
                self.file.get_ref().sync_all()?;
                fs::rename(temporary, &self.place)
            }
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
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.as_ref().filter(|_| !self.stays) {
            // Nobody is left to tell.
            let _ = fs::remove_file(temporary);
        }
    }
}

/// A device or a pipe, opened.
fn special(path: &Path) -> io::Result<Option<File>> {
    let special = fs::metadata(path).is_ok_and(|m| !m.is_file());
    special.then(|| File::options().write(true).open(path)).transpose()
}

/// The file behind a link is replaced, not the link.
fn place(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
