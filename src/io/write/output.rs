//! A file that appears under its name only when it is whole.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::encoder::Encoder;
use crate::error::Error;

/// An output file, written beside its place under a temporary name and renamed by [`Output::commit`]. Dropped
/// without that, it leaves nothing behind, unless it is one to be taken up again. A device or a pipe is written to as
/// it is. What goes into a file that is called `.gz` or `.zst` is packed.
pub struct Output {
    to: Encoder,
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
        if let Some(output) = Output::special(path)? {
            return Ok(output);
        }
        let place = place(path);
        let name = place.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", process::id()));
        let temporary = place.with_file_name(hidden);
        let file = File::create_new(&temporary).map_err(failed)?;
        Ok(Output { to: Encoder::new(file, path, false), place, temporary: Some(temporary), stays: false })
    }

    /// Opens an output that a later run may take up again: its temporary file is [`Output::part`], cut to the first
    /// `length` bytes, and stays when the output is dropped.
    ///
    /// # Errors
    /// [`Error::Io`]; also when the file is shorter than that.
    pub fn take_up(path: &Path, length: u64) -> Result<Output, Error> {
        if let Some(output) = Output::special(path)? {
            return Ok(output);
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
        Ok(Output {
            to: Encoder::new(file, path, length > 0),
            place: place(path),
            temporary: Some(part),
            stays: true,
        })
    }

    /// Where an output is made that a later run may take up again.
    pub fn part(path: &Path) -> PathBuf {
        let mut name = place(path).into_os_string();
        name.push(".part");
        name.into()
    }

    /// A device or a pipe, opened.
    fn special(path: &Path) -> Result<Option<Output>, Error> {
        if !fs::metadata(path).is_ok_and(|m| !m.is_file()) {
            return Ok(None);
        }
        let failed = |source| Error::Io { path: path.to_owned(), source };
        let file = File::options().write(true).open(path).map_err(failed)?;
        let to = Encoder::new(file, path, false);
        Ok(Some(Output { to, place: path.to_owned(), temporary: None, stays: false }))
    }

    /// Ends what is packed so far, so that the file may be cut here.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn end_frame(&mut self) -> Result<(), Error> {
        self.to.end_frame().map_err(|source| Error::Io { path: self.place.clone(), source })
    }

    /// Returns when everything before the last end of a frame is on the disk, and says how many bytes the file has
    /// then.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn sync(&mut self) -> Result<u64, Error> {
        if self.temporary.is_none() {
            return Ok(0);
        }
        self.to.sync().map_err(|source| Error::Io { path: self.place.clone(), source })
    }

    /// Writes the end of what is packed; nothing may be written behind it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn end(&mut self) -> Result<(), Error> {
        self.to.end().map_err(|source| Error::Io { path: self.place.clone(), source })
    }

    /// Writes out what is buffered and gives the file its name.
    ///
    /// # Errors
    /// [`Error::Io`]; the file of before then still stands.
    pub fn commit(mut self) -> Result<(), Error> {
        self.end()?;
        // The name must not be there before the bytes are.
        self.sync()?;
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.place)
                .map_err(|source| Error::Io { path: self.place.clone(), source })?;
            sync_folder(&self.place);
        }
        self.temporary = None;
        Ok(())
    }

    /// The file, for messages.
    pub fn place(&self) -> &Path {
        &self.place
    }
}

/// Waits until the name of a file is on the disk as well. Not every file system has that.
fn sync_folder(file: &Path) {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("place", &self.place).finish_non_exhaustive()
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

/// The file behind a link is replaced, not the link.
fn place(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn unpacked(path: &Path) -> String {
        let bytes = fs::read(path).unwrap();
        let mut text = String::new();
        match path.extension().unwrap().to_str().unwrap() {
            "gz" => flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap(),
            "zst" => zstd::stream::read::Decoder::new(&bytes[..]).unwrap().read_to_string(&mut text).unwrap(),
            _ => (&bytes[..]).read_to_string(&mut text).unwrap(),
        };
        text
    }

    #[test]
    fn an_output_that_was_cut_behind_a_frame_comes_out_the_same() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"] {
            let path = dir.path().join(name);
            let write = |output: &mut Output, text: &str| {
                output.write_all(text.as_bytes()).unwrap();
                output.end_frame().unwrap();
                output.sync().unwrap()
            };
            let mut output = Output::take_up(&path, 0).unwrap();
            let first = write(&mut output, "早市\n");
            write(&mut output, "晚市\n");
            output.commit().unwrap();
            let whole = fs::read(&path).unwrap();
            assert_eq!(unpacked(&path), "早市\n晚市\n", "{name}");

            fs::rename(&path, Output::part(&path)).unwrap();
            let mut output = Output::take_up(&path, first).unwrap();
            write(&mut output, "晚市\n");
            drop(output);
            assert!(Output::part(&path).exists() && !path.exists());
            Output::take_up(&path, whole.len() as u64).unwrap().commit().unwrap();
            assert_eq!(fs::read(&path).unwrap(), whole, "{name}");
            assert!(Output::take_up(&path, 1).is_err(), "{name}: nothing is there to be taken up");
        }
    }

    #[test]
    fn nothing_is_packed_as_a_frame_of_nothing() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"] {
            let path = dir.path().join(name);
            Output::create(&path).unwrap().commit().unwrap();
            assert_eq!(unpacked(&path), "", "{name}");
            assert_eq!(fs::read(&path).unwrap().is_empty(), name == "a.jsonl", "{name}");
        }
    }
}
