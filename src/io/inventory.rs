//! What the inputs are made of, so that a later run can tell whether they are still the same.

use std::fs::{self, Metadata};
use std::hash::Hasher;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use super::folder::{Met, Walk};
use super::format::{Named, by_name};
use super::source::Input;
use crate::error::Error;

/// One input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// As it was named.
    pub name: String,
    /// Files in it: of a folder those that may hold pages.
    pub files: u64,
    /// Their bytes, as they lie there.
    pub bytes: u64,
    /// Sixteen hexadecimal digits that change when a file comes, goes, or changes its name, its size or its time of
    /// change.
    pub hash: String,
}

impl Holding {
    /// Looks at an input without reading it. `None` for standard input, a pipe or a device: what they hold shows only
    /// once.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be looked at.
    pub fn of(input: &Input) -> Result<Option<Holding>, Error> {
        let (path, name) = match input {
            Input::Stdin => return Ok(None),
            Input::File(path) | Input::Folder(path) => (path, path.to_string_lossy().into_owned()),
        };
        let failed = |source| Error::Io { path: path.clone(), source };
        let mut holding = Holding { name, files: 0, bytes: 0, hash: String::new() };
        let mut hasher = SipHasher13::new();
        match input {
            Input::Folder(_) => holding.add_folder(path, &mut hasher).map_err(failed)?,
            _ => {
                let metadata = fs::metadata(path).map_err(failed)?;
                if !metadata.is_file() {
                    return Ok(None);
                }
                holding.add("", &metadata, &mut hasher);
            }
        }
        holding.hash = format!("{:016x}", hasher.finish());
        Ok(Some(holding))
    }

    fn add_folder(&mut self, folder: &Path, hasher: &mut SipHasher13) -> io::Result<()> {
        for met in Walk::new(folder)? {
            // What cannot be looked at is an error of the run, and counts as a change once it can be.
            if let Met::File { path, below } = met
                && by_name(&path) != Named::Unknown
                && let Ok(metadata) = fs::metadata(&path)
            {
                self.add(&below, &metadata, hasher);
            }
        }
        Ok(())
    }

    fn add(&mut self, below: &str, metadata: &Metadata, hasher: &mut SipHasher13) {
        let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        self.files += 1;
        self.bytes += metadata.len();
        hasher.write(below.as_bytes());
        hasher.write(&[0]);
        hasher.write(&metadata.len().to_le_bytes());
        hasher.write(&changed.unwrap_or_default().as_nanos().to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_another_one_when_a_page_comes_and_the_same_when_something_else_does() {
        let dir = tempfile::tempdir().unwrap();
        let of = || Holding::of(&Input::Folder(dir.path().to_owned())).unwrap().unwrap();
        fs::create_dir(dir.path().join("below")).unwrap();
        fs::write(dir.path().join("below/a.html"), "<p>早").unwrap();
        let before = of();
        assert_eq!((before.files, before.bytes), (1, 6));
        fs::write(dir.path().join("note.bin"), "?").unwrap();
        assert_eq!(of(), before);
        fs::write(dir.path().join("b.html"), "").unwrap();
        assert_ne!(of().hash, before.hash);
        assert_eq!(Holding::of(&Input::Stdin).unwrap(), None);
    }

    #[test]
    fn a_folder_is_the_files_that_may_hold_pages_in_sorted_order() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.html", "a.warc.gz", "note.bin", ".hidden.html"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        let named = |name: &str| Input::named(dir.path().join(name).as_os_str());
        let below = |name: &str| dir.path().join(name);
        assert_eq!(named("").files().unwrap(), [below("a.warc.gz"), below("b.html")]);
        assert_eq!(named("note.bin").files().unwrap(), [below("note.bin")]);
        fs::create_dir(below("empty")).unwrap();
        assert!(named("empty").files().unwrap_err().to_string().contains("no pages"));
        assert!(Input::Stdin.files().is_err());
    }
}
