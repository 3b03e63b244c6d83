//! Containers and streams in, jobs out: a file a format, each a function from a stream to what it finds in it.
//!
//! A reader tells [`Found`] of every page as it comes to it, keeps none, and goes on behind what is damaged as far as
//! its format lets it find the next page. It ends where `Found` says so: nobody may be left to take more.

mod feed;
mod http;
mod jsonl;
mod lines;
mod meter;
#[cfg(feature = "formats")]
mod mhtml;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
mod raw;
#[cfg(feature = "formats")]
mod tar;
#[cfg(test)]
mod tests;
mod warc;
#[cfg(feature = "formats")]
mod zip;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::failure::Failure;
#[cfg(feature = "formats")]
use super::format::Named;
use super::format::{self, Format, Sniffed};
use super::job::{Carrier, Job};
use super::size::in_words;
use packed::Unpacked;

pub(super) use feed::Feed;
pub(super) use http::{Fetched, end_of_header};
pub use jsonl::Keys;
pub(super) use jsonl::parse;
pub use meter::Meter;
#[cfg(feature = "formats")]
pub(super) use mhtml::page as mhtml_page;

/// How much is looked at before a stream of white space counts as a page.
const HEAD: usize = 64 << 10;

/// Archives in archives are read so deep. People pack a dump of packed dumps; deeper nests only who means harm.
#[cfg(feature = "formats")]
const MAX_DEPTH: usize = 4;

/// Whether to go on.
pub(super) type Flow = ControlFlow<()>;

/// How inputs are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What the inputs hold.
    pub format: Format,
    /// The largest record that is read into memory, unpacked, in bytes.
    pub max_record_bytes: u64,
    /// Under which names JSONL and Parquet have what makes a page.
    pub keys: Arc<Keys>,
    /// Keys of JSONL and columns of Parquet that travel with a page.
    pub carry: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        let keys = Arc::default();
        Settings { format: Format::Auto, max_record_bytes: super::MAX_RECORD, keys, carry: Vec::new() }
    }
}

/// What a reader meets.
#[derive(Debug)]
pub(super) enum Met {
    /// A page, or why there is none.
    Job(Box<Job>),
    /// Something that holds no page.
    Passed(Passed),
}

impl Met {
    /// Bytes that it takes in memory.
    fn size(&self) -> u64 {
        match self {
            Met::Job(job) => job.size,
            Met::Passed(_) => 0,
        }
    }
}

/// Why something was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    /// A file whose name is not that of a page.
    #[cfg_attr(not(feature = "formats"), expect(dead_code, reason = "only archives hold files and archives"))]
    Other,
    /// A file of a format that is not read, by its name.
    #[cfg_attr(not(feature = "formats"), expect(dead_code, reason = "only archives hold files and archives"))]
    Absent(&'static str),
    /// A record of a crawl that holds no page, and why.
    Record(&'static str),
}

/// Takes what readers find.
pub(super) struct Found<'a> {
    give: &'a mut dyn FnMut(Met) -> Flow,
    pub settings: &'a Settings,
    /// Only one page is wanted: containers are refused.
    one_page: bool,
    #[cfg_attr(
        not(feature = "formats"),
        expect(dead_code, reason = "only archives hold files and archives")
    )]
    depth: usize,
    /// Pages given so far.
    given: u64,
}

impl<'a> Found<'a> {
    pub(super) fn new(
        settings: &'a Settings,
        one_page: bool,
        give: &'a mut dyn FnMut(Met) -> Flow,
    ) -> Found<'a> {
        Found { give, settings, one_page, depth: 0, given: 0 }
    }

    fn job(&mut self, job: Job) -> Flow {
        self.given += u64::from(!matches!(job.carrier, Carrier::Failed(_)));
        (self.give)(Met::Job(Box::new(job)))
    }

    fn passed(&mut self, why: Passed) -> Flow {
        (self.give)(Met::Passed(why))
    }

    fn failed(&mut self, failure: Failure) -> Flow {
        self.job(Job::failed(failure))
    }

    /// A record that could not be read where the stream stands.
    fn unreadable(&mut self, id: &str, offset: u64, error: &io::Error) -> Flow {
        self.failed(Failure::reading(id, offset, id, error))
    }

    /// The container is damaged at `offset`; `since` is how many pages had been given when it began.
    fn damaged(
        &mut self,
        id: &str,
        stream: &Unpacked<'_>,
        offset: u64,
        since: u64,
        error: &io::Error,
    ) -> Flow {
        let mut failure = Failure::reading(id, offset, id, error);
        let pages = self.given - since;
        failure.message += &format!(" (at byte {offset}");
        if stream.is_packed() {
            failure.message += &format!(", {} as packed", stream.packed_offset());
        }
        failure.message += &format!("; {pages} pages before it were read)");
        self.failed(failure)
    }
}

/// Reads a file that may be anything.
pub(super) fn file(path: &Path, name: &str, format: Format, meter: &Meter, to: &mut Found<'_>) -> Flow {
    let opened = File::open(path);
    let file = match opened {
        Ok(file) => file,
        Err(e) => return to.unreadable(name, 0, &e),
    };
    let mut seekable = match file.try_clone() {
        Ok(file) => Some(file),
        Err(e) => return to.unreadable(name, 0, &e),
    };
    // A pipe is a file by name only.
    if !path.is_file() {
        seekable = None;
    }
    inside(
        &mut BufReader::with_capacity(HEAD, meter.of(file)),
        seekable.map(|file| (file, meter)),
        name,
        format,
        to,
    )
}

/// Reads a stream that may be anything, told by its first bytes where `format` does not say.
pub(super) fn stream(input: &mut dyn BufRead, name: &str, format: Format, to: &mut Found<'_>) -> Flow {
    inside(input, None, name, format, to)
}

/// Reads a stream, or the file that it is of if the format asks for more than reading on.
fn inside(
    input: &mut dyn BufRead,
    file: Option<(File, &Meter)>,
    name: &str,
    format: Format,
    to: &mut Found<'_>,
) -> Flow {
    let mut stream = match Unpacked::new(input) {
        Ok(stream) => stream,
        Err(e) => return to.unreadable(name, 0, &e),
    };
    let format = match format {
        Format::Auto => match sniff(&mut stream) {
            Ok(Sniffed::Is(format)) => format,
            Ok(_) => Format::Auto,
            Err(e) => return to.unreadable(name, 0, &e),
        },
        format => format,
    };
    if let Some(message) = format.absent() {
        return to.failed(Failure::input(name, 0, "read", format!("{name}: {message}")));
    }
    if to.one_page && !format.is_page() {
        let message = format!("{name}: is {format}, but what was said on the command line is for one page");
        return to.failed(Failure::input(name, 0, "read", message));
    }
    match format {
        Format::Auto | Format::Html | Format::Text | Format::Mhtml => {
            page(&mut stream, name, None, format, to)
        }
        Format::Jsonl => lines::read(&mut stream, name, to),
        Format::Warc => warc::read(&mut stream, name, to),
        #[cfg(feature = "formats")]
        Format::Tar => tar::read(&mut stream, name, to),
        #[cfg(feature = "formats")]
        Format::Zip => match file.filter(|_| !stream.is_packed()) {
            Some((file, meter)) => zip::read(meter.of(file), name, to),
            None => match in_memory(&mut stream, name, "zip", to)? {
                Some(bytes) => zip::read(io::Cursor::new(bytes), name, to),
                None => ControlFlow::Continue(()),
            },
        },
        #[cfg(feature = "parquet")]
        Format::Parquet => match file.filter(|_| !stream.is_packed()) {
            Some((file, meter)) => {
                let size = file.metadata().map_or(0, |file| file.len());
                let flow = parquet::read(file, name, to);
                // It reads by columns, in an order of its own.
                meter.add(size);
                flow
            }
            None => match in_memory(&mut stream, name, "Parquet", to)? {
                Some(bytes) => parquet::read(bytes::Bytes::from(bytes), name, to),
                None => ControlFlow::Continue(()),
            },
        },
        // `absent` has said so.
        #[allow(unreachable_patterns, reason = "which formats there are depends on the features")]
        _ => {
            let _ = file;
            ControlFlow::Continue(())
        }
    }
}

/// A container whose table stands at its end, where it cannot be read as a file: only a small one.
#[cfg(feature = "formats")]
fn in_memory(
    stream: &mut Unpacked<'_>,
    name: &str,
    format: &str,
    to: &mut Found<'_>,
) -> ControlFlow<(), Option<Vec<u8>>> {
    match read_page(stream, to.settings.max_record_bytes) {
        Ok(bytes) => ControlFlow::Continue(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::FileTooLarge => {
            let message = format!(
                "{name}: the table of a {format} file stands at its end, and this one is too large to be kept in memory \
                 for it; save it as a file of its own, unpacked, and name that"
            );
            to.failed(Failure::input(name, 0, "read", message))?;
            ControlFlow::Continue(None)
        }
        Err(e) => {
            to.unreadable(name, 0, &e)?;
            ControlFlow::Continue(None)
        }
    }
}

/// A member of an archive, called `id`, by its name. What is inside it is called by the name of the member.
#[cfg(feature = "formats")]
fn member(input: &mut dyn io::Read, id: &str, path: &str, offset: u64, to: &mut Found<'_>) -> Flow {
    let is_hidden = path.split('/').any(|part| part.starts_with('.') && part != "." && part != "..");
    // What macOS puts beside the files that it packs.
    if is_hidden || path.starts_with("__MACOSX/") {
        return ControlFlow::Continue(());
    }
    let format = match format::by_name(Path::new(path)) {
        Named::Is(format) => format,
        Named::Absent(name) => return to.passed(Passed::Absent(name)),
        Named::Unknown => return to.passed(Passed::Other),
    };
    let mut input = BufReader::with_capacity(HEAD, input);
    if !format.is_page() {
        if to.depth >= MAX_DEPTH {
            let message = format!("{id}: more than {MAX_DEPTH} archives in one another");
            return to.failed(Failure::input(id, offset, "read", message));
        }
        to.depth += 1;
        let flow = stream(&mut input, id, format, to);
        to.depth -= 1;
        return flow;
    }
    match Unpacked::new(&mut input) {
        Ok(mut stream) => page(&mut stream, id, Some(offset), format, to),
        Err(e) => to.unreadable(id, offset, &e),
    }
}

/// The name of a member, whatever it was written in: UTF-8, or what Chinese systems write.
#[cfg(feature = "formats")]
fn member_name(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// One page, the whole stream: that of an input, or of a member of an archive and where that begins.
fn page(
    stream: &mut Unpacked<'_>,
    id: &str,
    member: Option<u64>,
    format: Format,
    to: &mut Found<'_>,
) -> Flow {
    match read_page(stream, to.settings.max_record_bytes) {
        Ok(bytes) => {
            let (id, size) = (id.to_owned(), bytes.len() as u64);
            let (offset, carrier) = match member {
                Some(offset) => (offset, Carrier::Member(bytes, format)),
                None => (0, Carrier::Page(bytes, format)),
            };
            to.job(Job { id, offset, size, carrier })
        }
        Err(e) => to.failed(unread(id, member, stream, &e)),
    }
}

/// A page that could not be read to its end, and where its stream is damaged.
fn unread(id: &str, member: Option<u64>, stream: &Unpacked<'_>, error: &io::Error) -> Failure {
    let is_too_large = error.kind() == io::ErrorKind::FileTooLarge;
    let offset = member.unwrap_or(if is_too_large { 0 } else { stream.offset() });
    let mut failure = Failure::reading(id, offset, id, error);
    if !is_too_large {
        failure.message += &format!(" (at byte {}", stream.offset());
        if stream.is_packed() {
            failure.message += &format!(", {} as packed", stream.packed_offset());
        }
        failure.message += "; nothing of the page is kept)";
    }
    failure
}

/// Reads just enough to tell what a stream holds.
fn sniff(stream: &mut Unpacked<'_>) -> io::Result<Sniffed> {
    // A stream of records may stall behind its first line, and that must not wait for more.
    let head = stream.peek(1)?;
    let sniffed = format::by_first_bytes(head, head.is_empty());
    if let Sniffed::Is(Format::Jsonl | Format::Warc) = sniffed {
        return Ok(sniffed);
    }
    // As much as the header of a tar.
    let mut wanted = 512;
    loop {
        let head = stream.peek(wanted)?;
        let ended = head.len() < wanted || head.len() >= HEAD;
        let sniffed = format::by_first_bytes(head, ended);
        if sniffed != Sniffed::Undecided || ended {
            return Ok(sniffed);
        }
        wanted = head.len() + 1;
    }
}

/// Reads the page of a file of its own.
pub(super) fn page_of_file(path: &Path, id: &str, limit: u64, meter: &Meter) -> Result<Vec<u8>, Failure> {
    let failed = |e| Failure::reading(id, 0, id, &e);
    let mut file = BufReader::with_capacity(HEAD, meter.of(File::open(path).map_err(failed)?));
    let mut stream = Unpacked::new(&mut file).map_err(failed)?;
    read_page(&mut stream, limit).map_err(|e| unread(id, None, &stream, &e))
}

/// Reads a whole page, or says that it is larger than `limit`.
fn read_page(stream: &mut impl BufRead, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while bytes.len() as u64 <= limit {
        let part = match stream.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            part => part?,
        };
        if part.is_empty() {
            break;
        }
        bytes.extend_from_slice(part);
        let read = part.len();
        stream.consume(read);
    }
    if bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

fn too_large(limit: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("larger than {}, unpacked", in_words(limit)))
}
