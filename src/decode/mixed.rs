//! Pages of which parts are UTF-8 and others GB18030 or Big5: templates of one, articles of the other, a quotation or a
//! reader's comment pasted into the middle of a line.

use std::sync::LazyLock;

use super::charset::Charset;
use super::pairs::Ends;
use super::score::{BAD, Cost, Style, price};
use super::{Reading, read_as, switch, weigh};
use crate::document::is_hanzi;
use crate::lang::NAT;

/// How much of a page is weighed as a whole.
const HEAD: usize = 8192;

/// A character dearer than this speaks for another encoding, a cheaper one against it: right readings cost 5 to 7 nats a
/// hanzi, wrong ones 11.5 and more.
const USUAL: i32 = 9 * NAT as i32;

/// What a stretch of a line must sum up to over [`USUAL`], that it is read in every way: four hanzi misread make it, a
/// byte broken here and there does not.
const SUSPECT: i32 = 11 * NAT as i32;

/// How much each character of the BMP speaks for another encoding.
static WEIGHT: LazyLock<Box<[i16]>> =
    LazyLock::new(|| (0..0x1_0000).map(|c| char::from_u32(c).map_or(0, weight)).collect());

/// Reads again the lines of a page that look as if parts of them were in another encoding than the rest, UTF-8, GB18030
/// or Big5. `None` when every one reads best as `whole` does.
pub(super) fn read(bytes: &[u8], whole: &Reading) -> Option<Reading> {
    let pieces = pieces(bytes, whole)?;
    let mut page = Reading {
        text: String::with_capacity(bytes.len() * 3 / 2),
        charset: whole.charset,
        malformed: false,
        mixed: false,
    };
    let mut written: Vec<(Charset, usize)> = Vec::new();
    let mut at = 0;
    for (charset, end) in pieces {
        let ends = Ends { first: at == 0, last: end == bytes.len(), for_good: true };
        let piece = read_as(charset, &bytes[at..end], ends);
        let characters = piece.text.chars().filter(|c| !c.is_ascii()).count();
        match written.iter_mut().find(|(of, _)| *of == charset) {
            Some((_, count)) => *count += characters,
            None => written.push((charset, characters)),
        }
        page.text.push_str(&piece.text);
        page.malformed |= piece.malformed;
        at = end;
    }
    written.retain(|(_, count)| *count > 0);
    page.mixed = written.len() > 1;
    page.charset = written.iter().max_by_key(|(_, count)| *count).map_or(whole.charset, |(of, _)| *of);
    Some(page)
}

/// Whether the head of a page costs less as UTF-8 and `legacy` in turn than wholly in `charset`: a page of both may look
/// like Korean.
pub(super) fn is_likelier(bytes: &[u8], legacy: Charset, charset: Charset) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    read(head, &read_as(legacy, head, Ends::default())).is_some_and(|page| {
        Cost::of(&page.text, Style::Chinese).total + 2 * switch::AT_LINE < weigh(charset, head)
    })
}

/// The charsets of the page in turn, each with where it ends; `None` where it is one from beginning to end.
fn pieces(bytes: &[u8], whole: &Reading) -> Option<Vec<(Charset, usize)>> {
    let most = whole.charset;
    let mut pieces: Vec<(Charset, usize)> = Vec::new();
    let mut take = |charset, end| match pieces.last_mut() {
        Some(piece) if piece.0 == charset => piece.1 = end,
        _ => pieces.push((charset, end)),
    };
    let (mut at, mut from) = (0, 0);
    // Neither of the two is ever part of a character, so that bytes and text fall into the same parts.
    let part_end = |all: &[u8], from: usize| {
        memchr::memchr2(b'\n', b'<', &all[from..]).map_or(all.len(), |n| from + n + 1)
    };
    while at < bytes.len() && from < whole.text.len() {
        let (end, to) = (part_end(bytes, at), part_end(whole.text.as_bytes(), from));
        let (part, text) = (&bytes[at..end], &whole.text[from..to]);
        if !text.is_ascii() {
            if may_be_mixed(part, text, most) {
                switch::stretches(part, most, |charset, to| take(charset, at + to));
            } else {
                take(most, end);
            }
        }
        (at, from) = (end, to);
    }
    let is_mixed = pieces.iter().any(|(charset, _)| *charset != most);
    // What is ASCII goes with what comes before it, at the beginning with what comes after.
    pieces.last_mut()?.1 = bytes.len();
    is_mixed.then_some(pieces)
}

fn may_be_mixed(part: &[u8], text: &str, most: Charset) -> bool {
    if most == Charset::Utf8 {
        memchr::memmem::find(text.as_bytes(), "\u{fffd}".as_bytes()).is_some() && is_suspect(text)
    } else {
        is_suspect(text) || std::str::from_utf8(part).is_ok()
    }
}

/// Whether some stretch of a part is dearer than what is read rightly.
fn is_suspect(part: &str) -> bool {
    let weight: &[i16; 0x1_0000] = (**WEIGHT).try_into().expect("one entry for each character of the BMP");
    let mut sum = 0;
    part.chars().any(|c| {
        let weight = u16::try_from(u32::from(c)).map_or(NAT as i16, |c| weight[usize::from(c)]);
        sum = (sum + i32::from(weight)).max(0);
        sum > SUSPECT
    })
}

/// Symbols and letters are strange in Chinese and yet no sign: bytes misread are hanzi, or nothing.
fn weight(c: char) -> i16 {
    let over = match c {
        '\0'..='\u{7f}' => 0,
        '\u{fffd}' => BAD as i32 - USUAL,
        c => price(Style::Chinese, None, c) as i32 - USUAL,
    };
    let is_sign = is_hanzi(c) || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
    (if is_sign { over } else { over.min(0) }) as i16
}
