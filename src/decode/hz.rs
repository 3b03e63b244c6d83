//! HZ (RFC 1843): GB2312 in seven bits, between `~{` and `~}`, as Usenet and the earliest mail lists carried it.

use super::charset::Charset;
use super::pairs::Ends;
use super::score::{Cost, Style};
use super::table;
use crate::lang::NAT;

/// Reads ASCII bytes as HZ where they hold shifted stretches that read as Chinese; `None` where they are plain
/// ASCII that happens to contain `~{`. Says whether any byte meant nothing.
pub(super) fn read(bytes: &[u8]) -> Option<(String, bool)> {
    memchr::memmem::find(bytes, b"~{")?;
    let gb = table::of(Charset::Gb18030)?;
    let mut text = String::with_capacity(bytes.len());
    let mut malformed = false;
    let mut shifted = Vec::new();
    let mut cost = Cost::default();
    let mut rest = bytes;
    while let Some(tilde) = memchr::memchr(b'~', rest) {
        text.push_str(std::str::from_utf8(&rest[..tilde]).ok()?);
        rest = &rest[tilde..];
        match rest.get(1) {
            Some(b'{') => {
                rest = &rest[2..];
                // A tilde may be a second byte, never a first one. A line end shifts back, whether or not `~}`
                // was lost.
                let last = rest.chunks(2).position(|pair| pair[0] == b'~' || pair.contains(&b'\n'));
                let end = last.map_or(rest.len(), |pair| 2 * pair);
                let pairs = &rest[..end];
                shifted.clear();
                shifted.extend(pairs.iter().map(|b| b | 0x80));
                let (chinese, bad) = gb.read(&shifted, Ends::default());
                let part = Cost::of(&chinese, Style::Chinese);
                cost.total += part.total;
                cost.characters += part.characters;
                malformed |= bad;
                text.push_str(&chinese);
                rest = &rest[end..];
                rest = rest.strip_prefix(b"~}").unwrap_or(rest);
            }
            Some(b'~') => {
                text.push('~');
                rest = &rest[2..];
            }
            Some(b'\n') => rest = &rest[2..],
            _ => {
                text.push('~');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(std::str::from_utf8(rest).ok()?);
    // Right readings cost 5 to 7 nats a hanzi, hanzi by chance 12.
    let reads_well = cost.characters >= 2 && cost.total < cost.characters * 10 * u64::from(NAT);
    reads_well.then_some((text, malformed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifted_stretches_become_hanzi_and_tildes_stay() {
        assert_eq!(read(b"a~~b ~{VPND~} ok"), Some(("a~b 中文 ok".into(), false)));
        assert_eq!(read(b"~{VPND\nok"), Some(("中文\nok".into(), false)));
    }

    #[test]
    fn ascii_with_tildes_is_not_hz() {
        assert_eq!(read(b"cp ~/a ~{b,c}"), None);
        assert_eq!(read(b"\\def~{x} ~}"), None);
        assert_eq!(read(b"~{"), None);
        assert_eq!(read(b"~{}~}~{~}"), None);
    }
}
