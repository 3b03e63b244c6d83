//! UTF-8 with mistakes: cut at an end, with a bad byte here and there, or with surrogates encoded one by one.

/// Reads bytes as UTF-8; says whether any of them meant nothing. What is left of a character that was cut at either
/// end of the page goes; in the middle it becomes U+FFFD. Surrogate pairs in UTF-8 (CESU-8) are the character meant.
pub(super) fn read(bytes: &[u8], starts_page: bool, ends_page: bool) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len());
    let mut malformed = false;
    let mut at = 0;
    if starts_page {
        at = bytes.iter().take(3).take_while(|b| (0x80..0xc0).contains(*b)).count();
        malformed = at > 0;
    }
    while at < bytes.len() {
        let (valid, invalid) = chunk(&bytes[at..]);
        text.push_str(valid);
        at += valid.len();
        if invalid == 0 {
            break;
        }
        if let Some(c) = surrogates(&bytes[at..]) {
            text.push(c);
            at += 6;
            continue;
        }
        malformed = true;
        let rest = &bytes[at..];
        at += invalid;
        let cut = ends_page
            && std::str::from_utf8(rest).is_err_and(|e| e.valid_up_to() == 0 && e.error_len().is_none());
        if !cut {
            text.push('\u{fffd}');
        }
    }
    (text, malformed)
}

/// Enough characters of three bytes and more, and ten for each mistake: bytes of another encoding hold such a character
/// by chance now and then, never mostly.
pub(super) fn is_clearly(bytes: &[u8]) -> bool {
    let (mut characters, mut mistakes) = (0, 0);
    let mut rest = bytes;
    while !rest.is_empty() {
        let (valid, invalid) = chunk(rest);
        characters += valid.chars().filter(|c| *c > '\u{7ff}').count();
        mistakes += usize::from(invalid > 0);
        rest = &rest[valid.len() + invalid..];
    }
    characters >= 40 && characters >= 10 * mistakes
}

/// What is sound at the beginning, and how many bytes after it are broken: [`slice::utf8_chunks`], but as fast over
/// sound text as checking it is.
pub(super) fn chunk(bytes: &[u8]) -> (&str, usize) {
    match std::str::from_utf8(bytes) {
        Ok(valid) => (valid, 0),
        Err(e) => {
            let (valid, rest) = bytes.split_at(e.valid_up_to());
            (std::str::from_utf8(valid).unwrap_or_default(), e.error_len().unwrap_or(rest.len()))
        }
    }
}

fn surrogates(bytes: &[u8]) -> Option<char> {
    let &[0xed, a, b, 0xed, c, d, ..] = bytes else { return None };
    let is_pair = (0xa0..0xb0).contains(&a) && (0xb0..0xc0).contains(&c);
    if !is_pair || b & 0xc0 != 0x80 || d & 0xc0 != 0x80 {
        return None;
    }
    let unit = |high: u8, low: u8| 0xd000 | u16::from(high & 0x3f) << 6 | u16::from(low & 0x3f);
    char::decode_utf16([unit(a, b), unit(c, d)]).next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_at_an_end_goes_and_what_is_broken_inside_shows() {
        let bytes = "早上好".as_bytes();
        assert_eq!(read(&bytes[1..8], true, true), ("上".into(), true));
        assert_eq!(read(&bytes[2..7], true, true), ("上".into(), true));
        assert_eq!(read(&bytes[1..9], false, true).0, "\u{fffd}\u{fffd}上好");
        assert_eq!(read(&[b'a', 0xff, b'b'], true, true), ("a\u{fffd}b".into(), true));
        assert_eq!(read(bytes, true, true), ("早上好".into(), false));
    }

    #[test]
    fn surrogate_pairs_are_one_character() {
        assert_eq!(read(b"\xed\xa1\x82\xed\xbe\xb7!", true, true), ("\u{20bb7}!".into(), false));
        assert_eq!(read(b"\xed\xa1\x82!", true, true), ("\u{fffd}\u{fffd}\u{fffd}!".into(), true));
    }
}
