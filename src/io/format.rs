//! What a file holds, by what the caller says, by its name, and by its first bytes.

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
}

/// Formats that the contract names and this version does not read, with the extensions they go by.
pub const LATER: [(&str, &[&str]); 7] = [
    ("warc", &["warc", "arc"]),
    ("wet", &["wet"]),
    ("mhtml", &["mht", "mhtml"]),
    ("zip", &["zip", "epub"]),
    ("tar", &["tar", "tgz"]),
    ("parquet", &["parquet"]),
    ("csv", &["csv", "tsv"]),
];

/// What a file's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// A format that is read.
    Is(Format),
    /// A format that a later version reads, by its name in [`LATER`].
    Later(&'static str),
    /// Nothing that is known.
    Unknown,
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniffed {
    Jsonl,
    Page,
    /// Only white space so far.
    Undecided,
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Format, Error> {
        Ok(match name {
            "auto" => Format::Auto,
            "html" => Format::Html,
            "text" => Format::Text,
            "jsonl" => Format::Jsonl,
            _ if LATER.iter().any(|(later, _)| *later == name) => {
                return Err(Error::Usage(format!(
                    "`{name}` is not read by this version; unpack it to HTML or text files, or to JSONL \
                     (formats: auto, html, text, jsonl)"
                )));
            }
            _ => {
                return Err(Error::Usage(format!(
                    "`{name}` is not a format; formats are auto, html, text, jsonl"
                )));
            }
        })
    }
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
    match extension {
        "html" | "htm" | "xhtml" | "shtml" => Named::Is(Format::Html),
        "txt" => Named::Is(Format::Text),
        "jsonl" | "ndjson" => Named::Is(Format::Jsonl),
        _ => LATER
            .iter()
            .find(|(_, extensions)| extensions.contains(&extension))
            .map_or(Named::Unknown, |(later, _)| Named::Later(later)),
    }
}

/// JSONL begins with `{` and a key or `}`; a page of CSS or of a template begins with `{` and something else.
pub(super) fn by_first_bytes(head: &[u8]) -> Sniffed {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head.split_first() {
        None => Sniffed::Undecided,
        Some((b'{', rest)) => match rest.trim_ascii_start().first() {
            None => Sniffed::Undecided,
            Some(b'"' | b'}') => Sniffed::Jsonl,
            Some(_) => Sniffed::Page,
        },
        Some(_) => Sniffed::Page,
    }
}

/// What bytes are that are no page at all: an image, an archive, a PDF. A stray control character, or a page in
/// UTF-16, is not enough.
pub(super) fn looks_binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [&[u8]; 6] = [b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF"];
    if MAGIC.iter().any(|magic| bytes.starts_with(magic)) {
        return Some("a file of another kind");
    }
    let head = &bytes[..bytes.len().min(8192)];
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return None;
    }
    let nuls = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    // UTF-16 of markup has its NULs on one side.
    if (even + odd) * 8 > head.len() && (even * 16 < odd || odd * 16 < even) {
        return None;
    }
    // Random bytes hold a tenth of these, Chinese in any encoding none.
    let controls = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
    (controls * 25 > head.len()).then_some("binary data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_through_its_compression() {
        assert_eq!(by_name(Path::new("a/b.HTM")), Named::Is(Format::Html));
        assert_eq!(by_name(Path::new("dump.jsonl.zst")), Named::Is(Format::Jsonl));
        assert_eq!(by_name(Path::new("c.warc.gz")), Named::Later("warc"));
        assert_eq!(by_name(Path::new("page")), Named::Unknown);
    }

    #[test]
    fn jsonl_is_told_by_its_first_key() {
        assert_eq!(by_first_bytes(b"\xef\xbb\xbf\r\n { \"html\": 1"), Sniffed::Jsonl);
        assert_eq!(by_first_bytes(b"{% block %}"), Sniffed::Page);
        assert_eq!(by_first_bytes(b" \n{ "), Sniffed::Undecided);
        assert_eq!(by_first_bytes("天还没亮".as_bytes()), Sniffed::Page);
    }

    #[test]
    fn one_nul_does_not_make_a_page_binary_and_utf16_is_none() {
        let page = format!("<p>天还没亮，\0卖菜的人已经来了。</p>{}", "早市".repeat(20));
        assert_eq!(looks_binary(page.as_bytes()), None);
        let utf16: Vec<u8> = "<html><p>天亮</p></html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(looks_binary(&utf16), None);
        assert!(looks_binary(b"\x00\x01\x02\xff\x00\x00\x10\x80").is_some());
        assert!(looks_binary(b"%PDF-1.4\nplain text follows").is_some());
        assert_eq!(looks_binary(b""), None);
    }
}
