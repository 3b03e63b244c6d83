//! A page as a server sent it: the header's say, and the body out of its chunks and encodings.

use std::io::{self, Read};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::{in_words, read_page};
use crate::page::{Content, Page};

/// A header larger than this is none. Servers refuse much less.
pub(super) const MAX_HEADER: usize = 64 << 10;

/// A page with what its carrier says of it, its body still as it was sent.
#[derive(Debug, Default)]
pub(in crate::io) struct Fetched {
    pub body: Vec<u8>,
    pub kind: Kind,
    pub url: Option<String>,
    pub charset: Option<String>,
    /// The day it was fetched.
    pub day: Option<Date>,
    pub sent: Sent,
    /// Whether the carrier says that it holds a part of the body only.
    pub is_cut: bool,
    /// The largest body, unpacked.
    pub limit: u64,
}

/// What a body is, by its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::io) enum Kind {
    Html,
    Text,
    /// To be found out.
    #[default]
    Unknown,
}

/// How a body was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::io) struct Sent {
    pub is_chunked: bool,
    /// Encodings in the order they were applied.
    pub encodings: Vec<String>,
}

/// The header of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub status: u16,
    pub content_type: Option<String>,
    pub sent: Sent,
    /// Where the body begins.
    pub len: usize,
}

/// Fields by name, in lower case, of a header as HTTP and WARC write it; continued lines joined.
pub(super) fn fields(lines: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in lines.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                *value = format!("{value} {}", line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

/// Where a header ends: behind its first blank line.
pub(in crate::io) fn end_of_header(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).find_map(|at| match bytes[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })
}

/// The header at the beginning of a response; `None` where there is none.
pub(super) fn header(block: &[u8]) -> Option<Header> {
    if !block.starts_with(b"HTTP/") {
        return None;
    }
    let len = end_of_header(&block[..block.len().min(MAX_HEADER)]).unwrap_or(block.len());
    let text = String::from_utf8_lossy(&block[..len.min(MAX_HEADER)]);
    let status = text.split_ascii_whitespace().nth(1)?.parse().ok()?;
    let (mut content_type, mut sent) = (None, Sent::default());
    for (name, value) in fields(text.split_once('\n').map_or("", |(_, rest)| rest)) {
        let listed = value.split(',').map(|word| word.trim().to_ascii_lowercase());
        match name.as_str() {
            "content-type" => content_type = Some(value),
            "transfer-encoding" => {
                for coding in listed {
                    match coding.as_str() {
                        "chunked" => sent.is_chunked = true,
                        _ => sent.encodings.push(coding),
                    }
                }
            }
            "content-encoding" => sent.encodings.extend(listed),
            _ => {}
        }
    }
    sent.encodings.retain(|coding| !coding.is_empty() && coding != "identity");
    Some(Header { status, content_type, sent, len })
}

/// What a label says; `None` where it is that of no page.
pub(super) fn kind(content_type: &str) -> Option<Kind> {
    let name = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match name.as_str() {
        "" => Some(Kind::Unknown),
        "text/plain" => Some(Kind::Text),
        // application/xhtml+xml, application/vnd.wap.xhtml+xml, and servers that just say html.
        _ if name.contains("html") => Some(Kind::Html),
        _ => None,
    }
}

/// The charset in a label.
pub(super) fn charset(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The day of a moment for those who read it in China.
pub(super) fn day(moment: Timestamp) -> Date {
    Offset::constant(8).to_datetime(moment).date()
}

impl Fetched {
    /// The page.
    pub(in crate::io) fn page(self, id: &str) -> Result<Page, String> {
        let Fetched { mut body, kind, url, charset, day, sent, is_cut, limit } = self;
        if sent.is_chunked {
            body = unchunked(body);
        }
        for encoding in sent.encodings.iter().rev() {
            body = decoded(body, encoding, is_cut, limit)?;
        }
        let content = match kind {
            Kind::Html => Content::HtmlBytes(body),
            Kind::Text => Content::TextBytes(body),
            Kind::Unknown => Content::Bytes(body),
        };
        Ok(Page { id: id.to_owned(), url, charset, fetched: day, content })
    }
}

/// The body without its chunk sizes. Archivers may have taken them out already and left the header: what does
/// not begin with a size stays as it is, and what ends in the middle of a chunk ends there.
fn unchunked(body: Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = &body[..];
    loop {
        let Some((size, data)) = chunk_size(rest) else {
            // A size that is none: nothing was chunked, or what follows is not to be told from data.
            if out.is_empty() {
                return body;
            }
            out.extend_from_slice(rest);
            return out;
        };
        if size == 0 {
            return out;
        }
        let end = data.len().min(size);
        out.extend_from_slice(&data[..end]);
        rest = &data[end..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return out;
        }
    }
}

fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(256)])?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let size = line.split(';').next()?.trim();
    if size.is_empty() || size.len() > 16 {
        return None;
    }
    Some((usize::from_str_radix(size, 16).ok()?, &bytes[end + 1..]))
}

/// The body out of one encoding. Archivers may have undone it and left the header, so that what does not look like
/// it stays as it is. Of a body that is cut, what came is taken.
fn decoded(body: Vec<u8>, encoding: &str, is_cut: bool, limit: u64) -> Result<Vec<u8>, String> {
    let mut reader: Box<dyn Read + '_> = match encoding {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            Box::new(flate2::bufread::MultiGzDecoder::new(&body[..]))
        }
        "gzip" | "x-gzip" => return Ok(body),
        // By the standard with the header of zlib; some servers send it without.
        "deflate" if is_zlib(&body) => Box::new(flate2::bufread::ZlibDecoder::new(&body[..])),
        "deflate" => Box::new(flate2::bufread::DeflateDecoder::new(&body[..])),
        "zstd" if body.starts_with(b"\x28\xb5\x2f\xfd") => {
            Box::new(zstd::stream::read::Decoder::with_buffer(&body[..]).map_err(|e| e.to_string())?)
        }
        "zstd" => return Ok(body),
        #[cfg(feature = "formats")]
        "br" => Box::new(brotli_decompressor::Decompressor::new(&body[..], 4096)),
        _ => return Err(format!("the content encoding `{encoding}` is not known")),
    };
    let mut bounded = Partial { reader: &mut reader, bytes: Vec::new() };
    match bounded.read_all(limit) {
        Ok(()) => Ok(bounded.bytes),
        Err(e) if e.kind() == io::ErrorKind::FileTooLarge => {
            Err(format!("the page is larger than {}, unpacked", in_words(limit)))
        }
        Err(_) if is_cut && !bounded.bytes.is_empty() => Ok(bounded.bytes),
        Err(_) if bounded.bytes.is_empty() && body.trim_ascii_start().starts_with(b"<") => {
            drop(reader);
            Ok(body)
        }
        Err(e) => Err(format!("the content encoding `{encoding}` is damaged: {e}")),
    }
}

/// What was read before an error, too.
struct Partial<'a, R: Read> {
    reader: &'a mut R,
    bytes: Vec<u8>,
}

impl<R: Read> Partial<'_, R> {
    fn read_all(&mut self, limit: u64) -> io::Result<()> {
        let read = self.reader.take(limit + 1).read_to_end(&mut self.bytes);
        if self.bytes.len() as u64 > limit {
            return read_page(&mut &self.bytes[..], limit).map(|_| ());
        }
        read.map(|_| ())
    }
}

fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)).is_multiple_of(31))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_header_is_read_with_what_it_says_of_the_body() {
        let block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=\"GBK\"\r\ntransfer-encoding: gzip, chunked\r\n\r\n<p>";
        let header = header(block).unwrap();
        assert_eq!((header.status, &block[header.len..]), (200, &b"<p>"[..]));
        assert_eq!(header.sent, Sent { is_chunked: true, encodings: vec!["gzip".into()] });
        let label = header.content_type.unwrap();
        assert_eq!((kind(&label), charset(&label).as_deref()), (Some(Kind::Html), Some("GBK")));
        assert_eq!(kind("image/png"), None);
    }

    #[test]
    fn chunks_are_joined_and_what_never_was_chunked_stays() {
        assert_eq!(unchunked(b"4;x=1\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n".to_vec()), b"abcdef");
        assert_eq!(unchunked(b"4\r\nab".to_vec()), b"ab");
        assert_eq!(unchunked(b"<html>\r\n".to_vec()), b"<html>\r\n");
    }

    #[test]
    fn encodings_are_undone_and_a_header_that_was_left_standing_is_no_error() {
        let page = "<p>天还没亮</p>".repeat(50).into_bytes();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(&page).unwrap();
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(&page).unwrap();
        let (zlib, raw) = (zlib.finish().unwrap(), raw.finish().unwrap());
        for body in [zlib.clone(), raw, page.clone()] {
            assert_eq!(decoded(body, "deflate", false, 1 << 20).unwrap(), page);
        }
        assert!(decoded(zlib[..zlib.len() / 2].to_vec(), "deflate", false, 1 << 20).is_err());
        assert!(decoded(zlib.clone(), "deflate", false, 20).unwrap_err().contains("larger"));
        assert!(!decoded(zlib[..zlib.len() - 2].to_vec(), "deflate", true, 1 << 20).unwrap().is_empty());
        #[cfg(feature = "formats")]
        assert_eq!(decoded(page.clone(), "br", false, 1 << 20).unwrap(), page);
        #[cfg(not(feature = "formats"))]
        assert!(decoded(page.clone(), "br", false, 1 << 20).is_err());
    }

    #[test]
    fn the_day_is_that_of_china() {
        assert_eq!(day("2013-05-18T17:00:00Z".parse().unwrap()).to_string(), "2013-05-19");
    }
}
