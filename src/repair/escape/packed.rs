//! Seven-bit encodings that were taken for text: HZ (`~{VPND~}`) and UTF-7 (`+Ti1lhw-`).

use encoding_rs::GBK;

use super::{Escape, Family, Opened, is_chinese, reads_as_chinese};

/// HZ: GB 2312 with the eighth bit off between `~{` and `~}`; a line that was cut off ends without.
pub(super) fn hz(text: &str) -> Opened {
    let Some(inner) = text.strip_prefix("~{") else { return Opened::Nothing(1) };
    let pairs = inner.as_bytes().chunks(2).take_while(|pair| matches!(pair, [0x21..=0x77, 0x21..=0x7E]));
    let bytes: Vec<u8> = pairs.flatten().map(|b| b | 0x80).collect();
    let rest = &inner[bytes.len()..];
    let len = 2 + bytes.len() + if rest.starts_with("~}") { 2 } else { 0 };
    let closed = rest.starts_with("~}") || rest.len() < 2 && bytes.len() > 2;
    match GBK.decode_without_bom_handling_and_without_replacement(&bytes) {
        Some(now) if closed => packed(now.into_owned(), len),
        _ => Opened::Nothing(len),
    }
}

/// UTF-7: UTF-16 in base64 between `+` and `-` or whatever is no base64.
pub(super) fn utf7(text: &str) -> Opened {
    let digits = text.bytes().skip(1).take_while(|b| is_base64(*b)).count();
    let mut len = 1 + digits;
    let Some(now) = units(&text.as_bytes()[1..len]) else { return Opened::Nothing(len) };
    if text.as_bytes().get(len) == Some(&b'-') {
        len += 1;
    }
    // Beside Chinese stands what Chinese text holds now and then, × or ①; of what bytes give by chance little does.
    let strange = now.chars().filter(|&c| !is_chinese(c) && !matches!(c, ' '..='~')).count();
    if strange * 8 < now.chars().count() { packed(now, len) } else { Opened::Nothing(len) }
}

fn packed(now: String, len: usize) -> Opened {
    let reads = reads_as_chinese(&now);
    Opened::Escape(Escape { family: Family::Packed, len, now, typographic: false, reads })
}

/// The text in base64 digits, if they are whole units and the bits left over are zero.
fn units(digits: &[u8]) -> Option<String> {
    let (mut bits, mut held) = (0u32, 0);
    let mut units = Vec::with_capacity(digits.len() * 3 / 8);
    for digit in digits {
        bits = bits << 6 | value(*digit);
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push((bits >> held) as u16);
            bits &= (1 << held) - 1;
        }
    }
    let whole = held < 6 && bits == 0 && !units.is_empty();
    whole.then(|| String::from_utf16(&units).ok())?
}

fn value(digit: u8) -> u32 {
    u32::from(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        _ => 63,
    })
}

pub(super) fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')
}
