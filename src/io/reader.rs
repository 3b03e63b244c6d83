//! A stream with its compression seen through and its first bytes known.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use super::format::{self, Sniffed};

/// A readable stream that may move between threads.
pub(super) type Stream = Box<dyn BufRead + Send>;

/// How much is looked at before a stream of white space counts as a page.
const HEAD: usize = 64 << 10;

/// Unpacks gzip (of any number of members) and zstd, told by their first bytes; anything else as it is.
pub(super) fn see_through(mut raw: impl Read + Send + 'static) -> io::Result<Stream> {
    let mut magic = Vec::with_capacity(4);
    raw.by_ref().take(4).read_to_end(&mut magic)?;
    let gzip = magic.starts_with(b"\x1f\x8b");
    let zstd = magic == b"\x28\xb5\x2f\xfd";
    let whole = Cursor::new(magic).chain(raw);
    Ok(if gzip {
        Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(whole)))
    } else if zstd {
        Box::new(BufReader::new(zstd::stream::read::Decoder::new(whole)?))
    } else {
        Box::new(BufReader::with_capacity(HEAD, whole))
    })
}

/// Reads just enough to tell JSONL from a single page, and gives the stream back whole.
pub(super) fn sniff(mut stream: Stream) -> io::Result<(Sniffed, Stream)> {
    let mut head = Vec::new();
    loop {
        let part = match stream.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            part => part?,
        };
        let read = part.len();
        head.extend_from_slice(part);
        stream.consume(read);
        let sniffed = format::by_first_bytes(&head);
        if sniffed != Sniffed::Undecided || read == 0 || head.len() >= HEAD {
            return Ok((sniffed, Box::new(Cursor::new(head).chain(stream))));
        }
    }
}

/// Reads a whole page, or says that it is larger than `limit`.
pub(super) fn read_page(stream: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

/// Reads a line without its end into `line` and tells how many bytes it took; 0 at the end of the stream. Of
/// a line longer than `limit` the rest is passed over, and the error leaves the stream at the next line.
pub(super) fn read_line(stream: &mut Stream, line: &mut Vec<u8>, limit: u64) -> io::Result<Taken> {
    line.clear();
    let mut taken = stream.by_ref().take(limit + 1).read_until(b'\n', line)? as u64;
    if taken > limit && line.last() != Some(&b'\n') {
        line.clear();
        taken += stream.skip_until(b'\n')? as u64;
        return Ok(Taken { bytes: taken, too_long: true });
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(Taken { bytes: taken, too_long: false })
}

/// What reading a line took from the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    pub bytes: u64,
    pub too_long: bool,
}

fn too_large(limit: u64) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("larger than {} MiB, unpacked", limit >> 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_over_the_limit_is_passed_over_and_the_next_is_read() {
        let mut stream: Stream = Box::new(Cursor::new(b"abcdefgh\r\nij\r\nk".to_vec()));
        let mut line = Vec::new();
        let taken = read_line(&mut stream, &mut line, 4).unwrap();
        assert_eq!(taken, Taken { bytes: 10, too_long: true });
        assert_eq!(read_line(&mut stream, &mut line, 4).unwrap().bytes, 4);
        assert_eq!(line, b"ij");
        assert_eq!(read_line(&mut stream, &mut line, 4).unwrap().bytes, 1);
        assert_eq!(read_line(&mut stream, &mut line, 4).unwrap().bytes, 0);
    }

    #[test]
    fn a_page_over_the_limit_is_an_error() {
        assert!(read_page(&b"12345"[..], 4).is_err());
        assert_eq!(read_page(&b"1234"[..], 4).unwrap(), b"1234");
    }
}
