//! Code units: `\u4e2d`, also behind several backslashes, and `%u4E2D`.

use super::{Escape, Family, Opened};

/// Reads one character, which may be a pair of surrogates, or a quote or slash that JSON escapes.
pub(super) fn open(text: &str) -> Opened {
    let Some((first, len)) = unit(text) else {
        let backslashes = text.bytes().take_while(|b| *b == b'\\').count();
        return match text.as_bytes().get(backslashes) {
            Some(&glue @ (b'"' | b'/')) if backslashes > 0 => found(char::from(glue), backslashes + 1),
            _ => Opened::Nothing(backslashes),
        };
    };
    let second = unit(&text[len..]);
    let (c, len) = match (first, second) {
        (0xD800..=0xDBFF, Some((low @ 0xDC00..=0xDFFF, more))) => {
            (char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00)), len + more)
        }
        _ => (char::from_u32(first), len),
    };
    match c {
        Some(c) if !c.is_control() => found(c, len),
        _ => Opened::Nothing(len),
    }
}

fn found(c: char, len: usize) -> Opened {
    Opened::Escape(Escape { family: Family::Unit, len, now: c.to_string(), typographic: false, reads: true })
}

fn unit(text: &str) -> Option<(u32, usize)> {
    let bytes = text.as_bytes();
    let lead = match bytes.first()? {
        b'%' => 1,
        _ => bytes.iter().take(8).take_while(|b| **b == b'\\').count(),
    };
    let digits = text.get(lead + 1..lead + 5)?;
    let is_unit =
        lead > 0 && matches!(bytes.get(lead), Some(b'u')) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_unit.then(|| Some((u32::from_str_radix(digits, 16).ok()?, lead + 5)))?
}
