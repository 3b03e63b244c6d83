//! The files of a ZIP archive.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};
use zip::result::ZipError;

use super::raw::Raw;
use super::{Flow, Found, member, member_name};
use crate::io::failure::Failure;

/// What stands before each file.
const LOCAL: &[u8] = b"PK\x03\x04";

/// What may stand before the sum and the sizes of a file that follow it.
const DESCRIPTOR: &[u8] = b"PK\x07\x08";

/// Reads every file, by the table at the end of the archive. Where that is missing or damaged, so that the archive
/// was cut off, the files that stand before the cut are read by their own headers.
pub(super) fn read(mut file: impl Read + Seek, name: &str, to: &mut Found<'_>) -> Flow {
    let since = to.given;
    let e = match ZipArchive::new(&mut file) {
        Ok(mut archive) => return by_table(&mut archive, name, to),
        Err(e) => e,
    };
    let size = file.seek(SeekFrom::End(0)).unwrap_or_default();
    without_table(&mut file, name, to)?;
    let pages = to.given - since;
    let message = format!(
        "{name}: the table at the end of the archive, at byte {size}, is missing or damaged: it was cut off, or is no ZIP \
         ({e}); {pages} pages before that were read"
    );
    to.failed(Failure::input(name, size, "read", message))
}

fn by_table(archive: &mut ZipArchive<impl Read + Seek>, name: &str, to: &mut Found<'_>) -> Flow {
    for index in 0..archive.len() {
        let (id, offset) = match archive.by_index_data(index) {
            Ok(entry) => (format!("{name}!{}", member_name(entry.name_raw())), entry.header_start()),
            Err(_) => (name.to_owned(), 0),
        };
        match archive.by_index(index) {
            Ok(file) => one(file, name, offset, to)?,
            Err(e) => to.failed(unreadable(&id, offset, &e))?,
        }
    }
    ControlFlow::Continue(())
}

/// The files by the headers that stand before each.
fn without_table(file: &mut (impl Read + Seek), name: &str, to: &mut Found<'_>) -> Flow {
    let mut at = 0;
    while let Some(begin) = next_local(file, at) {
        at = begin + 1;
        if let Some(end) = described(file, name, begin, to)? {
            at = end;
            continue;
        }
        if file.seek(SeekFrom::Start(begin)).is_err() {
            break;
        }
        match read_zipfile_from_stream(file) {
            Ok(Some(inside)) => one(inside, name, begin, to)?,
            Ok(None) => break,
            Err(ZipError::Io(e)) if e.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(e) => {
                // Where its data ends is not known: the next header is looked for in it.
                to.failed(unreadable(&format!("{name}!{begin}"), begin, &e))?;
                continue;
            }
        }
        at = file.stream_position().unwrap_or(at).max(at);
    }
    ControlFlow::Continue(())
}

/// A file whose sum and sizes follow it, as archives have them that were written to a stream: it is unpacked to the end
/// that the compression itself marks. Gives where that is; `None` where it is no such file.
fn described(
    file: &mut (impl Read + Seek),
    name: &str,
    begin: u64,
    to: &mut Found<'_>,
) -> ControlFlow<(), Option<u64>> {
    let Ok(Some((path, data))) = described_header(file, begin) else { return ControlFlow::Continue(None) };
    let mut inside = Described::new(BufReader::new(file));
    member(&mut inside, &format!("{name}!{path}"), &path, begin, to)?;
    // Of what was passed over nothing is known: the next header is looked for in it.
    ControlFlow::Continue(Some(data + inside.packed.total_in()))
}

/// The name of such a file, and where its data begins, which is where `file` then stands.
fn described_header(file: &mut (impl Read + Seek), begin: u64) -> io::Result<Option<(String, u64)>> {
    const IS_DESCRIBED: u16 = 1 << 3;
    const DEFLATE: u16 = 8;
    file.seek(SeekFrom::Start(begin))?;
    let mut header = [0; 30];
    file.read_exact(&mut header)?;
    let field = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let (flags, method, name, extra) = (field(6), field(8), field(26), field(28));
    if flags & IS_DESCRIBED == 0 || flags & 1 != 0 || method != DEFLATE {
        return Ok(None);
    }
    let mut path = vec![0; usize::from(name)];
    file.read_exact(&mut path)?;
    let data = file.seek(SeekFrom::Current(i64::from(extra)))?;
    Ok(Some((member_name(&path), data)))
}

/// The data of such a file, held against the sum behind it.
struct Described<R> {
    packed: DeflateDecoder<R>,
    sum: Crc,
    ended: bool,
}

impl<R: BufRead> Described<R> {
    fn new(packed: R) -> Described<R> {
        Described { packed: DeflateDecoder::new(packed), sum: Crc::new(), ended: false }
    }

    fn check(&mut self) -> io::Result<()> {
        let behind = self.packed.get_mut();
        let mut sum = [0; 4];
        behind.read_exact(&mut sum)?;
        if sum == DESCRIPTOR {
            behind.read_exact(&mut sum)?;
        }
        if u32::from_le_bytes(sum) == self.sum.sum() {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "the sum behind the file is another one"))
    }
}

impl<R: BufRead> Read for Described<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.packed.read(to)?;
        self.sum.update(&to[..read]);
        if read == 0 && !to.is_empty() && !self.ended {
            self.ended = true;
            self.check()?;
        }
        Ok(read)
    }
}

/// Where the next header stands.
fn next_local(file: &mut (impl Read + Seek), at: u64) -> Option<u64> {
    file.seek(SeekFrom::Start(at)).ok()?;
    let mut inner = BufReader::new(file);
    let mut raw = Raw::new(&mut inner);
    raw.find(LOCAL).ok()?.then(|| at + raw.offset())
}

fn one<R: Read>(mut file: ZipFile<'_, R>, name: &str, offset: u64, to: &mut Found<'_>) -> Flow {
    if !file.is_file() {
        return ControlFlow::Continue(());
    }
    let path = member_name(file.name_raw());
    member(&mut file, &format!("{name}!{path}"), &path, offset, to)
}

fn unreadable(id: &str, offset: u64, error: &ZipError) -> Failure {
    match error {
        ZipError::Io(e) => Failure::reading(id, offset, id, e),
        e => Failure::input(id, offset, "read", format!("{id}: {e} (at byte {offset})")),
    }
}
