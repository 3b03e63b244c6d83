//! What a file holds, by what the caller says, by its name, and by its first bytes.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use crate::error::Error;

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// To be found out: by the name, then by the first bytes.
    #[default]
    Auto,
    /// One page of HTML.
    Html,
    /// One page of plain text, never parsed as HTML.
    Text,
    /// A page a line, each a JSON object.
    Jsonl,
    /// Records of a crawl, WET among them.
    Warc,
    /// One page as a browser saves it.
    Mhtml,
    /// An archive of files.
    Tar,
    /// An archive of files.
    Zip,
    /// A table, a page a row.
    Parquet,
}

/// A format as people name it.
struct Known {
    name: &'static str,
    /// `None` for a format that the contract names and this version does not read.
    format: Option<Format>,
    extensions: &'static [&'static str],
}

const KNOWN: [Known; 12] = [
    known("html", Some(Format::Html), &["html", "htm", "xhtml", "shtml"]),
    known("text", Some(Format::Text), &["txt"]),
    known("jsonl", Some(Format::Jsonl), &["jsonl", "ndjson"]),
    known("warc", Some(Format::Warc), &["warc"]),
    known("wet", Some(Format::Warc), &["wet"]),
    known("mhtml", Some(Format::Mhtml), &["mhtml", "mht"]),
    known("tar", Some(Format::Tar), &["tar", "tgz", "tzst"]),
    known("zip", Some(Format::Zip), &["zip"]),
    known("parquet", Some(Format::Parquet), &["parquet"]),
    known("arc", None, &["arc"]),
    known("epub", None, &["epub"]),
    known("csv", None, &["csv", "tsv"]),
];

const fn known(name: &'static str, format: Option<Format>, extensions: &'static [&'static str]) -> Known {
    Known { name, format, extensions }
}

/// What a file's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// A format that is read.
    Is(Format),
    /// A format that is not, by its name.
    Absent(&'static str),
    /// Nothing that is known.
    Unknown,
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniffed {
    Is(Format),
    Page,
    /// Too few bytes so far, or only white space.
    Undecided,
}

impl Format {
    /// Whether it holds one page and nothing else.
    pub(super) fn is_page(self) -> bool {
        matches!(self, Format::Auto | Format::Html | Format::Text | Format::Mhtml)
    }

    /// Why this program does not read it, and what to do.
    pub(super) fn absent(self) -> Option<String> {
        let feature = match self {
            Format::Mhtml | Format::Tar | Format::Zip if cfg!(not(feature = "formats")) => "formats",
            Format::Parquet if cfg!(not(feature = "parquet")) => "parquet",
            _ => return None,
        };
        Some(format!("{self} is not read by this build; build qingliu with the feature `{feature}`"))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = KNOWN.iter().find(|known| known.format == Some(*self)).map_or("auto", |known| known.name);
        f.write_str(name)
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Format, Error> {
        if name == "auto" {
            return Ok(Format::Auto);
        }
        let known = KNOWN.iter().find(|known| known.name == name);
        let message = match known.map(|known| known.format) {
            Some(Some(format)) if format.absent().is_none() => return Ok(format),
            Some(_) => absent(name),
            None => {
                let names = KNOWN.iter().filter(|known| known.format.is_some()).map(|known| known.name);
                let names = names.collect::<Vec<_>>().join(", ");
                format!("`{name}` is not a format; formats are auto, {names}")
            }
        };
        Err(Error::Usage(message))
    }
}

/// Why a format without a reader is not read, and what to do.
pub(super) fn absent(name: &str) -> String {
    let format = KNOWN.iter().find(|known| known.name == name).and_then(|known| known.format);
    format.and_then(Format::absent).unwrap_or_else(|| {
        format!("{name} is not read by this version; make HTML or text files of it, or JSONL")
    })
}

/// What the name of a file says of its content. `.gz` and `.zst` at its end are seen through.
pub(super) fn by_name(path: &Path) -> Named {
    let mut name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    for packed in [".gz", ".zst"] {
        if let Some(inner) = name.strip_suffix(packed) {
            name.truncate(inner.len());
            break;
        }
    }
    let Some((_, extension)) = name.rsplit_once('.') else { return Named::Unknown };
    match KNOWN.iter().find(|known| known.extensions.contains(&extension)) {
        Some(Known { format: Some(format), .. }) if format.absent().is_none() => Named::Is(*format),
        Some(known) => Named::Absent(known.name),
        None => Named::Unknown,
    }
}

/// Whether a file is read that stands in a folder under this name.
pub fn holds_pages(path: &Path) -> bool {
    matches!(by_name(path), Named::Is(_))
}

/// The extensions of all that is read, for people.
pub(super) fn extensions() -> String {
    let read = |known: &&Known| known.format.is_some_and(|format| format.absent().is_none());
    let all = KNOWN.iter().filter(read).flat_map(|known| known.extensions);
    all.map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(" ")
}

/// What a stream holds, by its first bytes; `ended` says that no more will come.
///
/// JSONL begins with `{` and a key or `}`; a page of CSS or of a template begins with `{` and something else.
pub(super) fn by_first_bytes(head: &[u8], ended: bool) -> Sniffed {
    for (magic, format) in [
        (&b"WARC/"[..], Format::Warc),
        (b"PK\x03\x04", Format::Zip),
        (b"PK\x05\x06", Format::Zip),
        (b"PAR1", Format::Parquet),
    ] {
        if head.starts_with(magic) {
            return Sniffed::Is(format);
        }
        if !ended && magic.starts_with(head) {
            return Sniffed::Undecided;
        }
    }
    // A name, and zeros up to the hundredth byte; then the magic of every writer since 1988.
    if let Some(magic) = head.get(257..262) {
        if magic == b"ustar" {
            return Sniffed::Is(Format::Tar);
        }
    } else if !ended && head.contains(&0) {
        return Sniffed::Undecided;
    }
    if begins_a_mail(head) {
        let end = super::read::end_of_header(head);
        if end.is_none() && !ended {
            return Sniffed::Undecided;
        }
        let header = head[..end.unwrap_or(head.len())].to_ascii_lowercase();
        let has = |field: &[u8]| memchr::memmem::find(&header, field).is_some();
        let kind = has(b"multipart/related") || has(b"multipart/alternative") || has(b"text/html");
        if has(b"mime-version:") && has(b"content-type:") && kind {
            return Sniffed::Is(Format::Mhtml);
        }
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head.split_first() {
        None => Sniffed::Undecided,
        Some((b'{', rest)) => match rest.trim_ascii_start().first() {
            None => Sniffed::Undecided,
            Some(b'"' | b'}') => Sniffed::Is(Format::Jsonl),
            Some(_) => Sniffed::Page,
        },
        Some(_) => Sniffed::Page,
    }
}

/// What browsers begin a saved page with.
fn begins_a_mail(head: &[u8]) -> bool {
    [&b"from:"[..], b"mime-version:", b"content-type:", b"subject:", b"date:", b"snapshot-content-location:"]
        .iter()
        .any(|field| head.len() >= field.len() && head[..field.len()].eq_ignore_ascii_case(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniff(head: &[u8]) -> Sniffed {
        by_first_bytes(head, true)
    }

    #[test]
    fn a_name_is_told_through_its_compression() {
        assert_eq!(by_name(Path::new("a/b.HTM")), Named::Is(Format::Html));
        assert_eq!(by_name(Path::new("dump.jsonl.zst")), Named::Is(Format::Jsonl));
        assert_eq!(by_name(Path::new("c.warc.gz")), Named::Is(Format::Warc));
        assert_eq!(by_name(Path::new("c.arc.gz")), Named::Absent("arc"));
        assert_eq!(by_name(Path::new("page")), Named::Unknown);
    }

    #[test]
    fn jsonl_is_told_by_its_first_key() {
        assert_eq!(sniff(b"\xef\xbb\xbf\r\n { \"html\": 1"), Sniffed::Is(Format::Jsonl));
        assert_eq!(sniff(b"{% block %}"), Sniffed::Page);
        assert_eq!(sniff(b" \n{ "), Sniffed::Undecided);
        assert_eq!(sniff("天还没亮".as_bytes()), Sniffed::Page);
    }

    #[test]
    fn containers_are_told_by_their_magic_and_a_page_about_them_is_a_page() {
        assert_eq!(sniff(b"WARC/1.0\r\n"), Sniffed::Is(Format::Warc));
        assert_eq!(by_first_bytes(b"WA", false), Sniffed::Undecided);
        assert_eq!(sniff(b"WA"), Sniffed::Page);
        let saved =
            b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n";
        assert_eq!(sniff(saved), Sniffed::Is(Format::Mhtml));
        assert_eq!(sniff(b"Date: 2011-05-03\n\nContent-Type: text/html, MIME-Version: 1.0"), Sniffed::Page);
    }
}
