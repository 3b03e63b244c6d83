//! Files that are no text at all.

use super::{bom, utf16};
use crate::lang::NAT;

/// How much of the head is looked at.
const HEAD: usize = 4096;

const MAGIC: [(&[u8], &str); 22] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b\x08", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"BZh91AY&SY", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"\x7fELF", "an ELF program"),
    (b"MZ\x90\x00", "a Windows program"),
    (b"\xca\xfe\xba\xbe", "a Java class"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ID3\x03", "an MP3 file"),
    (b"OggS\x00", "an Ogg file"),
    (b"FWS\x09", "a Flash file"),
    (b"CWS\x09", "a Flash file"),
];

/// What kind of file these bytes are, when they are no text: a phrase for a message. Text in UTF-16 is text; a page
/// with a stray NUL is one too.
pub fn looks_binary(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("a WebP image");
    }
    if bytes.starts_with(b"\0\0\0") && bytes.get(4..8) == Some(b"ftyp") {
        return Some("an MP4 file");
    }
    if bom(bytes).is_some() {
        return None;
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    // A text may hold many controls that a careless export put in place of marks, but then no NUL.
    if !head.contains(&0) && is_utf8(head) {
        return None;
    }
    let control = |b: &&u8| matches!(**b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    // Dirty pages have one or two; in compressed data it is one byte in ten.
    if head.iter().filter(control).count() * 20 <= head.len() {
        return None;
    }
    // Twelve nats a character of two bytes: Chinese costs 6, ASCII 3, and chance 16.
    let is_text = utf16::sniff(bytes, |head| head.len() as u64 * u64::from(6 * NAT)).is_some();
    (!is_text).then_some("binary data")
}

/// Whether the bytes are UTF-8, the last character cut off or not.
fn is_utf8(head: &[u8]) -> bool {
    std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_programs_are_named() {
        assert_eq!(looks_binary(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("a PNG image"));
        assert_eq!(looks_binary(b"\x7fELF\x02\x01\x01"), Some("an ELF program"));
        assert_eq!(looks_binary(b"RIFF\x10\0\0\0WEBPVP8 "), Some("a WebP image"));
        assert_eq!(looks_binary(&[1, 0, 0, 0, 2, 0, 0, 0, 9, 3, 1, 0]), Some("binary data"));
    }

    #[test]
    fn text_in_any_charset_is_text() {
        let text = "天还没亮，卖菜的人已经把摊子支好了。<p>a</p>";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let html: Vec<u8> = "<html><p>ab</p>早</html>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            text.as_bytes(),
            &utf16,
            &html,
            &encoding_rs::GB18030.encode(text).0,
            b"",
            b"a\0b, and so on and on",
            "示波器\u{7}\u{6}\u{8}探头\u{7}\u{6}".as_bytes(),
        ] {
            assert_eq!(looks_binary(bytes), None);
        }
        assert_eq!(looks_binary(b"\xff\xfea\0b\0"), None);
    }
}
