//! The files of a tar archive, as the stream brings them.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use tar::{EntryType, Header, PaxExtensions};

use super::packed::Unpacked;
use super::{Flow, Found, member, member_name};
use crate::io::failure::Failure;

const BLOCK: usize = 512;

/// A name or a set of attributes larger than this is none.
const MAX_ATTRIBUTES: u64 = 1 << 20;

/// Reads every file. Where a header is damaged it goes on at the next one that is whole. An archive that ends
/// without its mark was cut off.
pub(super) fn read(stream: &mut Unpacked<'_>, name: &str, to: &mut Found<'_>) -> Flow {
    let since = to.given;
    let mut known = Known::default();
    loop {
        let offset = stream.offset();
        let header = match block(stream) {
            Ok(header) => header,
            Err(e) => return to.damaged(name, stream, offset, since, &e),
        };
        if header == [0; BLOCK] {
            // Whether what it is packed in is whole is told at the end of that.
            return match io::copy(stream, &mut io::sink()) {
                Ok(_) => ControlFlow::Continue(()),
                Err(e) => to.damaged(name, stream, offset, since, &e),
            };
        }
        if !is_whole(&header) {
            let found = next_header(stream);
            let on = match found {
                Ok(true) => format!("reading goes on at byte {}", stream.offset()),
                _ => "no other follows".to_owned(),
            };
            let message = format!("{name}: the header of a file at byte {offset} is damaged; {on}");
            to.failed(Failure::input(name, offset, "read", message))?;
            if !matches!(found, Ok(true)) {
                return ControlFlow::Continue(());
            }
            known = Known::default();
            continue;
        }
        match entry(stream, name, &header, &mut known, to)? {
            Ok(Step::Next) => {}
            Ok(Step::End) => return ControlFlow::Continue(()),
            Err(e) => return to.damaged(name, stream, offset, since, &e),
        }
    }
}

/// What the entries before a file say of it.
#[derive(Debug, Default)]
struct Known {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Next,
    /// The stream ended inside a file, which was told.
    End,
}

/// One entry with what belongs to it.
fn entry(
    stream: &mut Unpacked<'_>,
    name: &str,
    header: &[u8; BLOCK],
    known: &mut Known,
    to: &mut Found<'_>,
) -> ControlFlow<(), io::Result<Step>> {
    let header = Header::from_byte_slice(header);
    let offset = stream.offset() - BLOCK as u64;
    let kind = header.entry_type();
    let size = match (known.size, header.entry_size()) {
        (Some(size), _) if is_file(kind) => size,
        (_, Ok(size)) => size,
        (_, Err(e)) => return ControlFlow::Continue(Err(e)),
    };
    let mut content = Content { stream, left: size, error: None };
    match kind {
        EntryType::GNULongName | EntryType::XHeader if size <= MAX_ATTRIBUTES => {
            let mut bytes = Vec::new();
            if content.read_to_end(&mut bytes).is_ok() {
                known.learn(kind, bytes);
            }
        }
        _ if is_file(kind) => {
            let Known { path, .. } = std::mem::take(known);
            let path = member_name(&path.unwrap_or_else(|| header.path_bytes().into_owned()));
            member(&mut content, &format!("{name}!{path}"), &path, offset, to)?;
            // The member's own failure was told.
            if content.error.is_some() {
                return ControlFlow::Continue(Ok(Step::End));
            }
        }
        EntryType::XGlobalHeader | EntryType::GNULongLink => {}
        _ => *known = Known::default(),
    }
    ControlFlow::Continue(content.skip().map(|()| Step::Next))
}

impl Known {
    fn learn(&mut self, kind: EntryType, mut bytes: Vec<u8>) {
        if kind == EntryType::GNULongName {
            while bytes.last() == Some(&0) {
                bytes.pop();
            }
            self.path = Some(bytes);
            return;
        }
        for extension in PaxExtensions::new(&bytes).flatten() {
            match extension.key_bytes() {
                b"path" => self.path = Some(extension.value_bytes().to_vec()),
                b"size" => self.size = extension.value().ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
        }
    }
}

fn is_file(kind: EntryType) -> bool {
    kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()
}

fn block(stream: &mut Unpacked<'_>) -> io::Result<[u8; BLOCK]> {
    let mut block = [0; BLOCK];
    stream.read_exact(&mut block)?;
    Ok(block)
}

/// Whether the sum over a header is what it says.
fn is_whole(block: &[u8]) -> bool {
    let header = Header::from_byte_slice(block);
    let sum: u32 = block[..148].iter().chain(&block[156..]).map(|b| u32::from(*b)).sum::<u32>() + 8 * 32;
    header.cksum().is_ok_and(|said| said == sum)
}

/// Goes to the next header that is whole. `false` where there is none.
fn next_header(stream: &mut Unpacked<'_>) -> io::Result<bool> {
    loop {
        let has = stream.peek(BLOCK)?;
        if has.len() < BLOCK {
            return Ok(false);
        }
        if is_whole(&has[..BLOCK]) {
            return Ok(true);
        }
        stream.consume(BLOCK);
    }
}

/// The content of an entry. What the stream lacks of it is an error.
struct Content<'s, 'a> {
    stream: &'s mut Unpacked<'a>,
    left: u64,
    error: Option<io::ErrorKind>,
}

impl Content<'_, '_> {
    /// Passes over what was not read, and what fills the last block.
    fn skip(&mut self) -> io::Result<()> {
        let size = self.left;
        self.left = size + (BLOCK as u64 - (self.stream.offset() + size) % BLOCK as u64) % BLOCK as u64;
        io::copy(self, &mut io::sink()).map(|_| ())
    }
}

impl Read for Content<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 || out.is_empty() {
            return Ok(0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(out.len());
        let read = match self.error {
            Some(kind) => Err(kind.into()),
            None => self.stream.read(&mut out[..most]),
        };
        let read = read.and_then(|n| if n == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(n) });
        match &read {
            Ok(n) => self.left -= *n as u64,
            Err(e) => self.error = Some(e.kind()),
        }
        read
    }
}
