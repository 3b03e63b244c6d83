//! Pages of which some lines are UTF-8 and the others GB18030 or Big5: templates of one, articles of the other.

use super::charset::Charset;
use super::pairs::Ends;
use super::score::{Cost, Style};
use super::{Reading, read_as, weigh};
use crate::lang::NAT;

/// What a line must gain to be read otherwise than its page: less than the difference in price of one hanzi right
/// and wrong would be chance.
const GAIN: u64 = 8 * NAT as u64;

/// How much of a page is weighed as a whole.
const HEAD: usize = 8192;

/// Reads line by line a page that is `most` in the main; `other` is what a line may be instead. `None` when every
/// line reads best as the rest does.
pub(super) fn read(bytes: &[u8], most: Charset, other: Charset) -> Option<Reading> {
    let mut pieces: Vec<(Charset, usize)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n + 1);
        let charset = of_line(&bytes[at..end], most, other);
        match (pieces.last_mut(), charset) {
            (Some(piece), None) => piece.1 = end,
            (Some(piece), Some(charset)) if piece.0 == charset => piece.1 = end,
            (_, charset) => pieces.push((charset.unwrap_or(most), end)),
        }
        at = end;
    }
    if pieces.iter().all(|(charset, _)| *charset == most) {
        return None;
    }
    let text = String::with_capacity(bytes.len() * 3 / 2);
    let mixed = pieces.iter().any(|(charset, _)| *charset == most);
    let mut page = Reading { text, charset: most, malformed: false, mixed };
    let mut written = [0, 0];
    let mut at = 0;
    for (charset, end) in pieces {
        let ends = Ends { first: at == 0, last: end == bytes.len(), for_good: false };
        let piece = read_as(charset, &bytes[at..end], ends);
        written[usize::from(charset == other)] += piece.text.chars().filter(|c| !c.is_ascii()).count();
        page.text.push_str(&piece.text);
        page.malformed |= piece.malformed;
        at = end;
    }
    if written[1] > written[0] {
        page.charset = other;
    }
    Some(page)
}

/// Whether the head of a page costs less as lines of UTF-8 and of `legacy` than wholly in `whole`: a page of both
/// may look like Korean.
pub(super) fn is_likelier(bytes: &[u8], legacy: Charset, whole: Charset) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    read(head, legacy, Charset::Utf8)
        .is_some_and(|page| Cost::of(&page.text, Style::Chinese).total + 2 * GAIN < weigh(whole, head))
}

/// `None` for a line that reads alike in both.
fn of_line(line: &[u8], most: Charset, other: Charset) -> Option<Charset> {
    if line.is_ascii() {
        return None;
    }
    let valid = std::str::from_utf8(line).is_ok();
    if valid != (other == Charset::Utf8) {
        return Some(most);
    }
    let cost = |charset| Cost::of(&read_as(charset, line, Ends::default()).text, Style::Chinese).total;
    Some(if cost(other) + GAIN < cost(most) { other } else { most })
}
