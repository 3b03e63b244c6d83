//! Numbers of bytes as people write them.

use crate::error::Error;

const UNITS: [(&str, u64); 10] = [
    ("", 1),
    ("b", 1),
    ("k", 1000),
    ("kb", 1000),
    ("kib", 1 << 10),
    ("m", 1_000_000),
    ("mb", 1_000_000),
    ("mib", 1 << 20),
    ("gb", 1_000_000_000),
    ("gib", 1 << 30),
];

/// A number of bytes: `65536`, `64KB`, `16MiB`. The `i` tells 1024 from a thousand.
///
/// # Errors
/// [`Error::Usage`] for what is no such number, and for none at all.
pub fn bytes(text: &str) -> Result<u64, Error> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim().to_ascii_lowercase();
    let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor);
    match number.parse::<u64>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor)) {
        Some(bytes) if bytes > 0 => Ok(bytes),
        _ => Err(Error::Usage(format!(
            "`{text}` is no size; write a number of bytes, or one with KB, MB, GB, KiB, MiB or GiB"
        ))),
    }
}

/// A number of bytes for people.
pub(super) fn in_words(bytes: u64) -> String {
    match bytes {
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}
