//! Names of charsets: what a label means, what a page declares, what we call it.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

/// How far into a page its declaration is looked for. Browsers stop at 1024 bytes; portals print banners first.
const DECLARATION_WITHIN: usize = 4096;

/// A way to read bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    /// GB2312, GBK and GB18030: each contains the former, and pages declare the smallest.
    Gb18030,
    Big5,
    Hz,
    Utf16Le,
    Utf16Be,
    EucTw,
    Other(&'static Encoding),
}

/// The name that a record gives to the charset of this label: WHATWG's, in lower case, but `gb18030` for the whole
/// GBK family, and `hz-gb-2312` and `euc-tw` by their own. `None` for a label that nobody knows.
///
/// ```
/// assert_eq!(qingliu::decode::charset_label("GB2312"), Some("gb18030"));
/// assert_eq!(qingliu::decode::charset_label("cp950"), Some("big5"));
/// assert_eq!(qingliu::decode::charset_label("chinese-ish"), None);
/// ```
pub fn charset_label(label: &str) -> Option<&'static str> {
    Charset::from_label(label).map(Charset::name)
}

/// Whether pages in the charset of this name are told from others and not read for good: EUC-TW, of which only the first
/// plane is read. What lies outside it stands as U+FFFD.
pub fn is_unsupported(charset: &str) -> bool {
    charset == Charset::EucTw.name()
}

impl Charset {
    pub(super) fn from_label(label: &str) -> Option<Charset> {
        let label = label.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\''));
        // What WHATWG's list leaves out and servers send all the same.
        match label.to_ascii_lowercase().as_str() {
            "cp936" | "ms936" | "936" | "windows-936" | "gb18030-2000" | "gb18030-2005" | "gb18030-2022"
            | "euc-cn" | "euccn" | "gb-2312" | "gbk2312" => return Some(Charset::Gb18030),
            "cp950" | "ms950" | "950" | "windows-950" | "big-5" | "big5-uao" | "big5-eten" | "cp951" => {
                return Some(Charset::Big5);
            }
            "hz" | "hz-gb-2312" | "hz-gb2312" => return Some(Charset::Hz),
            "euc-tw" | "euctw" | "x-euc-tw" => return Some(Charset::EucTw),
            "utf8mb4" | "utf_8" | "utf-8-sig" => return Some(Charset::Utf8),
            "cp932" => return Some(Charset::Other(encoding_rs::SHIFT_JIS)),
            "cp949" | "ms949" => return Some(Charset::Other(encoding_rs::EUC_KR)),
            "cp1252" => return Some(Charset::Other(encoding_rs::WINDOWS_1252)),
            _ => {}
        }
        Encoding::for_label(label.as_bytes()).and_then(Charset::from_encoding)
    }

    pub(super) fn from_encoding(encoding: &'static Encoding) -> Option<Charset> {
        Some(match encoding {
            e if e == UTF_8 => Charset::Utf8,
            e if e == GBK || e == GB18030 => Charset::Gb18030,
            e if e == BIG5 => Charset::Big5,
            e if e == UTF_16LE => Charset::Utf16Le,
            e if e == UTF_16BE => Charset::Utf16Be,
            e if e == REPLACEMENT || e == X_USER_DEFINED => return None,
            e => Charset::Other(e),
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => "utf-8",
            Charset::Gb18030 => "gb18030",
            Charset::Big5 => "big5",
            Charset::Hz => "hz-gb-2312",
            Charset::Utf16Le => "utf-16le",
            Charset::Utf16Be => "utf-16be",
            Charset::EucTw => "euc-tw",
            Charset::Other(encoding) => lower_case(encoding),
        }
    }
}

/// What the page says of itself: `<meta charset>`, `http-equiv` or an XML declaration, the first that names a
/// charset we know. A `charset` on a script or link is that file's, not the page's.
pub(super) fn declared_in(bytes: &[u8]) -> Option<Charset> {
    let head = bytes[..bytes.len().min(DECLARATION_WITHIN)].to_ascii_lowercase();
    let xml = head.trim_ascii_start();
    if xml.starts_with(b"<?xml")
        && let Some(charset) = attribute(until(xml, b'>'), b"encoding")
    {
        return Some(charset);
    }
    memchr::memmem::find_iter(&head, b"<meta")
        .filter_map(|at| attribute(until(&head[at..], b'>'), b"charset"))
        .find(|charset| !matches!(charset, Charset::Utf16Le | Charset::Utf16Be))
}

/// The charset after `name=`, quoted or not.
fn attribute(tag: &[u8], name: &[u8]) -> Option<Charset> {
    memchr::memmem::find_iter(tag, name).find_map(|at| {
        let value = tag[at + name.len()..].trim_ascii_start().strip_prefix(b"=")?;
        let value = value.trim_ascii_start();
        let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
        let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:.".contains(b));
        Charset::from_label(std::str::from_utf8(&value[..end.unwrap_or(value.len())]).ok()?)
    })
}

fn until(bytes: &[u8], end: u8) -> &[u8] {
    &bytes[..memchr::memchr(end, bytes).unwrap_or(bytes.len())]
}

fn lower_case(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "Big5" => "big5",
        "EUC-JP" => "euc-jp",
        "EUC-KR" => "euc-kr",
        "GBK" | "gb18030" => "gb18030",
        "IBM866" => "ibm866",
        "ISO-2022-JP" => "iso-2022-jp",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-3" => "iso-8859-3",
        "ISO-8859-4" => "iso-8859-4",
        "ISO-8859-5" => "iso-8859-5",
        "ISO-8859-6" => "iso-8859-6",
        "ISO-8859-7" => "iso-8859-7",
        "ISO-8859-8" => "iso-8859-8",
        "ISO-8859-8-I" => "iso-8859-8-i",
        "ISO-8859-10" => "iso-8859-10",
        "ISO-8859-13" => "iso-8859-13",
        "ISO-8859-14" => "iso-8859-14",
        "ISO-8859-15" => "iso-8859-15",
        "ISO-8859-16" => "iso-8859-16",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        "Shift_JIS" => "shift_jis",
        "UTF-16BE" => "utf-16be",
        "UTF-16LE" => "utf-16le",
        "UTF-8" => "utf-8",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_is_found_quoted_unquoted_and_shouted() {
        for page in [
            "<html><head><meta charset=gb2312><title>",
            "<META CHARSET = \"GBK\" />",
            "<meta http-equiv=Content-Type content='text/html; charset=gb2312'>",
            "<meta content=\"text/html;charset=x-gbk\" http-equiv=\"Content-Type\">",
            "\n<?xml version=\"1.0\" encoding='GB18030'?><rss>",
            "<script charset=\"utf-8\" src=a.js></script><meta charset=cp936>",
            "<meta charset=klingon><meta charset=gbk>",
        ] {
            assert_eq!(declared_in(page.as_bytes()), Some(Charset::Gb18030), "{page}");
        }
    }

    #[test]
    fn a_page_that_declares_nothing_known_has_no_vote() {
        for page in ["", "charset=gbk", "<meta charset=", "<meta charset=klingon>", "<meta name=charset>"] {
            assert_eq!(declared_in(page.as_bytes()), None, "{page}");
        }
        // Bytes that show a declaration in ASCII are not UTF-16, whatever it says.
        assert_eq!(declared_in(b"<meta charset=utf-16>"), None);
    }

    #[test]
    fn every_name_is_lower_case() {
        for label in
            ["Shift_JIS", "koi8-r", "latin1", "ISO-8859-16", "macintosh", "windows-1251", "x-sjis", "HZ"]
        {
            let name = charset_label(label).unwrap();
            assert_eq!(name, name.to_ascii_lowercase());
            assert_eq!(charset_label(name), Some(name));
        }
    }
}
