//! A folder's files, in sorted order, lazily.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What the walk meets.
#[derive(Debug)]
pub(super) enum Met {
    /// A file, with its path below the folder, parts joined by `/`.
    File { path: PathBuf, below: String },
    /// A link that leaves the folder, or leads to a folder: nothing behind it is read.
    Link,
    /// Something that could not be looked at.
    Failed { below: String, error: io::Error },
}

/// Walks a folder, names sorted by their bytes at every level. Hidden files are passed over in silence. A link
/// to a file inside the folder is a file; a link to a folder is not entered, because what lies inside the
/// tree is met anyway.
#[derive(Debug)]
pub(super) struct Walk {
    root: PathBuf,
    /// Entries still to visit, the next one last.
    pending: Vec<(PathBuf, String)>,
}

impl Walk {
    pub(super) fn new(folder: &Path) -> io::Result<Walk> {
        let mut walk = Walk { root: folder.canonicalize()?, pending: Vec::new() };
        walk.enter(folder, "")?;
        Ok(walk)
    }

    fn enter(&mut self, folder: &Path, below: &str) -> io::Result<()> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            if !name.as_encoded_bytes().starts_with(b".") {
                names.push(name);
            }
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        self.pending.extend(names.into_iter().map(|name| {
            let shown = name.to_string_lossy();
            let below = if below.is_empty() { shown.into_owned() } else { format!("{below}/{shown}") };
            (folder.join(name), below)
        }));
        Ok(())
    }

    fn meet(&mut self, path: PathBuf, below: String) -> io::Result<Option<Met>> {
        let kind = fs::symlink_metadata(&path)?.file_type();
        if kind.is_dir() {
            self.enter(&path, &below)?;
            return Ok(None);
        }
        if kind.is_symlink() {
            let inside =
                path.canonicalize().is_ok_and(|target| target.starts_with(&self.root) && target.is_file());
            return Ok(Some(if inside { Met::File { path, below } } else { Met::Link }));
        }
        // A pipe or a device in a folder would block the run.
        Ok(kind.is_file().then_some(Met::File { path, below }))
    }
}

impl Iterator for Walk {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        while let Some((path, below)) = self.pending.pop() {
            match self.meet(path, below.clone()) {
                Ok(Some(met)) => return Some(met),
                Ok(None) => {}
                Err(error) => return Some(Met::Failed { below, error }),
            }
        }
        None
    }
}
