//! Records in numbered files of a given size.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{Output, Position, Records, Schema, ShardPosition};
use crate::error::Error;

/// How much goes into a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardSize {
    /// So many records.
    Records(u64),
    /// So many bytes of records, before they are packed. A record that is larger has a shard of its own.
    Bytes(u64),
}

/// Numbered files: of `out.jsonl.zst` they are `out-00000.jsonl.zst`, `out-00001.jsonl.zst` and so on. Each appears under
/// its name when it is full, and the last one at the end.
#[derive(Debug)]
pub struct Shards {
    path: PathBuf,
    schema: Schema,
    size: ShardSize,
    number: usize,
    current: Records,
    records: u64,
    bytes: u64,
    /// Whether a later run may take them up.
    stay: bool,
}

impl Shards {
    /// Opens the first shard.
    ///
    /// # Errors
    /// As [`Records::create`]; [`Error::Usage`] where shards of an earlier run stand: those that this run has no number
    /// for would be taken for its own.
    pub fn create(path: &Path, schema: &Schema, size: ShardSize) -> Result<Shards, Error> {
        if let Some(old) = earlier(path) {
            return Err(in_the_way(&old));
        }
        let current = Records::create(&numbered(path, 0), schema)?;
        let (path, schema) = (path.to_owned(), schema.clone());
        Ok(Shards { path, schema, size, number: 0, current, records: 0, bytes: 0, stay: false })
    }

    /// Opens shards that a later run may take up again, at the position they have come to; `None` where there was no
    /// such run yet. What an earlier run wrote behind it is deleted.
    ///
    /// # Errors
    /// As [`Records::take_up`] and [`Shards::create`].
    pub fn take_up(path: &Path, size: ShardSize, at: Option<Position>) -> Result<Shards, Error> {
        let Position { bytes: length, shard } = at.unwrap_or_default();
        let ShardPosition { number, records, bytes } = shard.unwrap_or_default();
        if at.is_none()
            && let Some(old) = earlier(path)
        {
            return Err(in_the_way(&old));
        }
        // A shard that was full after that position has its name by now.
        let (this, part) = (numbered(path, number), Output::part(&numbered(path, number)));
        let failed = |path: &Path, source| Error::Io { path: path.to_owned(), source };
        if this.exists() {
            fs::rename(&this, &part).map_err(|e| failed(&this, e))?;
        }
        let exists = |number: &usize| {
            let place = numbered(path, *number);
            place.exists() || Output::part(&place).exists()
        };
        // The last one first, so that there is no gap if this is interrupted.
        let later: Vec<usize> = (number + 1..).take_while(exists).collect();
        for later in later.into_iter().rev().map(|later| numbered(path, later)) {
            for file in [Output::part(&later), later] {
                match fs::remove_file(&file) {
                    Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed(&file, e)),
                    _ => {}
                }
            }
        }
        let current = Records::take_up(&this, Position { bytes: length, shard: None })?;
        let path = path.to_owned();
        Ok(Shards { path, schema: Schema::new(), size, number, current, records, bytes, stay: true })
    }

    /// As [`Output::end_frame`].
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn end_frame(&mut self) -> Result<(), Error> {
        self.current.end_frame()
    }

    /// As [`Output::end`].
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn end(&mut self) -> Result<(), Error> {
        self.current.end()
    }

    /// As [`Output::sync`].
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn sync(&mut self) -> Result<Position, Error> {
        let Shards { number, records, bytes, .. } = *self;
        Ok(Position { shard: Some(ShardPosition { number, records, bytes }), ..self.current.sync()? })
    }

    /// The files of shards that have come to this position.
    pub fn files(path: &Path, at: Position) -> Vec<PathBuf> {
        (0..=at.shard.unwrap_or_default().number).map(|number| numbered(path, number)).collect()
    }

    /// Writes one record with its end.
    ///
    /// # Errors
    /// [`Error::Io`] with the shard that could not be written.
    pub fn write(&mut self, line: &str) -> Result<(), Error> {
        let is_full = match self.size {
            ShardSize::Records(most) => self.records >= most,
            ShardSize::Bytes(most) => self.bytes + line.len() as u64 > most,
        };
        if is_full && self.records > 0 {
            self.number += 1;
            let place = numbered(&self.path, self.number);
            let next = if self.stay {
                Records::take_up(&place, Position::default())
            } else {
                Records::create(&place, &self.schema)
            }?;
            std::mem::replace(&mut self.current, next).commit()?;
            (self.records, self.bytes) = (0, 0);
        }
        self.current.write(line).map_err(|source| Error::Io { path: self.current.place(), source })?;
        self.records += 1;
        self.bytes += line.len() as u64;
        Ok(())
    }

    /// Gives the last shard its name.
    ///
    /// # Errors
    /// As [`Records::commit`].
    pub fn commit(self) -> Result<(), Error> {
        self.current.commit()
    }
}

impl FromStr for ShardSize {
    type Err = Error;

    /// A number of records, or a size with a unit.
    fn from_str(text: &str) -> Result<ShardSize, Error> {
        match text.parse::<u64>() {
            Ok(records) if records > 0 => Ok(ShardSize::Records(records)),
            Ok(_) => Err(Error::Usage("a shard of no records".into())),
            Err(_) => crate::io::bytes(text).map(ShardSize::Bytes),
        }
    }
}

/// What stands before and behind the number.
fn around(path: &Path) -> (String, String) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let packed =
        [".gz", ".zst"].into_iter().find(|end| name.to_lowercase().ends_with(end)).unwrap_or_default();
    let (whole, packed) = name.split_at(name.len() - packed.len());
    match whole.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (format!("{stem}-"), format!(".{extension}{packed}")),
        _ => (format!("{whole}-"), packed.to_owned()),
    }
}

fn numbered(path: &Path, number: usize) -> PathBuf {
    let (before, behind) = around(path);
    path.with_file_name(format!("{before}{number:05}{behind}"))
}

fn in_the_way(old: &Path) -> Error {
    let old = old.display();
    Error::Usage(format!("{old}: a shard of an earlier run; remove or rename those, or name another file"))
}

/// A shard that is there already.
fn earlier(path: &Path) -> Option<PathBuf> {
    let (before, behind) = around(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<_> =
        fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
    names.sort();
    let is_shard = |name: &str| {
        let number = name.strip_prefix(&before).and_then(|rest| rest.strip_suffix(&behind));
        number.is_some_and(|number| number.len() >= 5 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    names.into_iter().find(|name| name.to_str().is_some_and(is_shard)).map(|name| path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_before_the_extensions() {
        for (name, first) in [
            ("out.jsonl.zst", "out-00000.jsonl.zst"),
            ("a.b/out.v2.jsonl", "a.b/out.v2-00000.jsonl"),
            ("out.gz", "out-00000.gz"),
            ("out", "out-00000"),
        ] {
            assert_eq!(numbered(Path::new(name), 0), Path::new(first));
        }
        assert_eq!(numbered(Path::new("o.parquet"), 123_456), Path::new("o-123456.parquet"));
    }

    #[test]
    fn a_size_is_of_records_or_of_bytes() {
        assert_eq!("500".parse::<ShardSize>().unwrap(), ShardSize::Records(500));
        assert_eq!("64MiB".parse::<ShardSize>().unwrap(), ShardSize::Bytes(64 << 20));
        for wrong in ["0", "0MB", "MB", "5 apples", "-1"] {
            assert!(wrong.parse::<ShardSize>().is_err(), "{wrong}");
        }
    }
}
