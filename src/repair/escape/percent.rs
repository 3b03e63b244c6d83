//! Percent-encoded bytes, UTF-8 or GBK, also encoded twice (`%25E4`).

use encoding_rs::GBK;

use super::{Escape, Family, Opened, is_chinese, reads_as_chinese};

/// Reads bytes until something is no part of them. In GBK a letter may be the second byte of a character, and
/// between bytes a plus is a space.
pub(super) fn open(text: &str) -> Opened {
    let twice = text.get(1..3) == Some("25") && text.as_bytes().get(3).is_some_and(u8::is_ascii_hexdigit);
    let (utf8, gbk) = (collect(text, twice, Second::Never), collect(text, twice, Second::Letter));
    let len = utf8.ends.last().map_or(1, |end| end.1);
    let found = |len, now, reads| {
        Opened::Escape(Escape { family: Family::Percent, len, now, typographic: false, reads })
    };
    // Signs of ASCII wait for Chinese elsewhere on the page.
    if !utf8.bytes.iter().any(|b| *b >= 0x80) {
        let signs = utf8.bytes.iter().all(|b| matches!(b, b' '..=b'~')) && !utf8.bytes.is_empty();
        let now = || String::from_utf8(utf8.bytes).unwrap_or_default();
        return if signs { found(len, now(), false) } else { Opened::Nothing(len) };
    }
    let valid = match std::str::from_utf8(&utf8.bytes) {
        Ok(now) => now,
        // Cut off in the middle of a character.
        Err(e) if e.error_len().is_none() && e.valid_up_to() == 0 => return Opened::Nothing(len),
        Err(e) if e.error_len().is_none() => {
            std::str::from_utf8(&utf8.bytes[..e.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => "",
    };
    let gbk_text = GBK.decode_without_bom_handling_and_without_replacement(&gbk.bytes);
    let gbk_text = gbk_text.filter(|now| now.chars().all(|c| is_chinese(c) || matches!(c, ' '..='~')));
    // Two bytes of GBK may be a letter of Cyrillic in UTF-8 (姚 is Ҧ).
    let no_gbk = || gbk_text.is_none() || valid.chars().any(is_chinese);
    if !valid.is_ascii() && !valid.chars().any(char::is_control) && no_gbk() {
        let len = utf8.ends.iter().find(|(bytes, _)| *bytes == valid.len()).map_or(len, |end| end.1);
        return found(len, valid.to_owned(), true);
    }
    let len = gbk.ends.last().map_or(1, |end| end.1);
    match gbk_text {
        Some(now) => {
            let reads = reads_as_chinese(&now);
            found(len, now.into_owned(), reads)
        }
        None => Opened::Nothing(len),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Second {
    Never,
    /// A plain letter or digit behind a lead byte is the second byte of its character.
    Letter,
}

#[derive(Default)]
struct Bytes {
    bytes: Vec<u8>,
    /// So many bytes, and where they end in the text.
    ends: Vec<(usize, usize)>,
}

fn collect(text: &str, twice: bool, second: Second) -> Bytes {
    let mut found = Bytes::default();
    let (mut at, mut lead) = (0, false);
    let lead_len = if twice { 3 } else { 1 };
    loop {
        let (byte, len) = match (byte_at(text, at, lead_len), text.as_bytes().get(at)) {
            (Some(byte), _) => (byte, lead_len + 2),
            (None, Some(&b))
                if lead
                    && second == Second::Letter
                    && (b.is_ascii_alphanumeric() && b >= 0x40 || b == b'_' || b == b'~') =>
            {
                (b, 1)
            }
            (None, Some(b'+')) if byte_at(text, at + 1, lead_len).is_some() => (b' ', 1),
            _ => return found,
        };
        lead = byte >= 0x81 && !lead;
        at += len;
        found.bytes.push(byte);
        found.ends.push((found.bytes.len(), at));
    }
}

fn byte_at(text: &str, at: usize, lead: usize) -> Option<u8> {
    let bytes = text.as_bytes().get(at..at + lead + 2)?;
    let opens = bytes[0] == b'%' && (lead == 1 || bytes[1..3] == *b"25");
    let digits =
        std::str::from_utf8(&bytes[lead..]).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    opens.then(|| u8::from_str_radix(digits, 16).ok())?
}
