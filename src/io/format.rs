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
}
