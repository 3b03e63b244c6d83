//! UTF-16 without a byte order mark.

use super::charset::Charset;
use super::score::{Cost, Style};

/// How much of the head is weighed.
const SAMPLE: usize = 2048;

/// The order in which the bytes read as UTF-16, when that reading costs less than `otherwise` does for the same head.
pub(super) fn sniff(bytes: &[u8], otherwise: impl FnOnce(&[u8]) -> u64) -> Option<Charset> {
    let head = &bytes[..bytes.len().min(SAMPLE) & !1];
    let order = [(1, Charset::Utf16Le), (0, Charset::Utf16Be)]
        .into_iter()
        .filter(|(high, _)| looks_like_high_bytes(head, *high))
        .map(|(_, order)| (Cost::of(&read(head, order).0, Style::Chinese).total, order))
        .min_by_key(|(cost, _)| *cost);
    order.filter(|(cost, _)| *cost < otherwise(head)).map(|(_, order)| order)
}

/// Reads bytes in an order; says whether any meant nothing. An odd byte at the end is a cut and goes.
pub(super) fn read(bytes: &[u8], order: Charset) -> (String, bool) {
    let (whole, odd) = (&bytes[..bytes.len() & !1], bytes.len() % 2 == 1);
    let encoding = if order == Charset::Utf16Le { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
    let (text, bad) = encoding.decode_without_bom_handling(whole);
    (text.into_owned(), bad || odd)
}

/// In Chinese text nine of ten high bytes are those of ASCII, of punctuation or of the hanzi of the BMP.
fn looks_like_high_bytes(head: &[u8], offset: usize) -> bool {
    let known = |b: &&u8| matches!(**b, 0x00 | 0x20 | 0x30 | 0x4e..=0x9f | 0xff);
    head.len() >= 4 && head.iter().skip(offset).step_by(2).filter(known).count() * 20 >= head.len() * 9
}
