//! Bytes to text: which encoding, on what evidence, and whether bytes were malformed.

mod binary;
mod charset;
mod euc_tw;
mod gap;
mod hz;
mod mixed;
mod pairs;
mod sample;
mod score;
mod switch;
mod table;
#[cfg(test)]
mod tests;
mod utf16;
mod utf8;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use self::charset::Charset;
use self::pairs::Ends;
use self::score::{Cost, Style};
use crate::lang::NAT;

pub use self::binary::looks_binary;
pub use self::charset::{charset_label, is_unsupported};

/// A page's text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoding<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// WHATWG name in lower case; the GBK family is `gb18030`, HZ is `hz-gb-2312`;
    /// EUC-TW, of which only the first plane is read, is `euc-tw` ([`is_unsupported`]).
    pub charset: &'static str,
    /// What decided.
    pub evidence: Evidence,
    /// Some bytes mean nothing in this encoding. They stand as U+FFFD, but for half a character at either end of the
    /// page, which is left out.
    pub malformed: bool,
    /// Part of the page is in another encoding.
    pub mixed: bool,
}

/// What a decision for an encoding rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A byte order mark.
    Bom,
    /// The bytes are valid UTF-8.
    Strict,
    /// The declared charset fits the bytes.
    Declared,
    /// The text reads best in this encoding.
    Score,
}

/// How much of what is not ASCII is weighed where a glance does not do.
const SAMPLE: usize = 2048;

/// How much is enough for a page of sound Chinese: on the pages at hand it decides as all of it does.
const GLANCE: usize = 512;

/// What a declaration is worth, to the caller's and to the page's alike: about two hanzi read rightly.
const DECLARED: u64 = 8 * NAT as u64;

/// What `chardetng`'s guess is worth.
const GUESSED: u64 = 3 * NAT as u64;

/// Bytes read in one encoding.
struct Reading {
    text: String,
    charset: Charset,
    malformed: bool,
    mixed: bool,
}

/// Reads bytes as text. Never fails: a byte that means nothing becomes U+FFFD.
///
/// `declared` is what HTTP or the caller says; what the page itself declares is looked up here. Both are votes: they
/// decide where the bytes leave a choice.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoding<'a> {
    if let Some((charset, mark)) = bom(bytes) {
        let reading = read_as(charset, &bytes[mark..], Ends { last: true, ..Ends::default() });
        return decoding(reading, Evidence::Bom);
    }
    let votes =
        || Votes { caller: declared.and_then(Charset::from_label), page: charset::declared_in(bytes) };
    if let Some(text) = encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return match strict_doubts(bytes, &text, votes) {
            Some(reading) => decoding(reading, Evidence::Score),
            None => Decoding {
                text,
                charset: "utf-8",
                evidence: Evidence::Strict,
                malformed: false,
                mixed: false,
            },
        };
    }
    let votes = votes();
    let glance = at_a_glance(&sample::sample(bytes, GLANCE), &votes);
    let (charset, legacy) = match glance {
        Some(charset) => (charset, charset),
        None => best(&sample::sample(bytes, SAMPLE), &votes),
    };
    let evidence = |charset| if votes.count(charset) > 0 { Evidence::Declared } else { Evidence::Score };
    if glance.is_none()
        && let Some(order) = utf16::sniff(bytes, |head| weigh(charset, head))
    {
        let (text, malformed) = utf16::read(bytes, order);
        return decoding(Reading { text, charset: order, malformed, mixed: false }, Evidence::Score);
    }
    let may_be_mixed = matches!(charset, Charset::Utf8 | Charset::Gb18030 | Charset::Big5);
    let charset = if !may_be_mixed && mixed::is_likelier(bytes, legacy, charset) { legacy } else { charset };
    let mut reading = read_as(charset, bytes, Ends::PAGE);
    if matches!(charset, Charset::Utf8 | Charset::Gb18030 | Charset::Big5) {
        reading = mixed::read(bytes, &reading).unwrap_or(reading);
    }
    let evidence = evidence(reading.charset);
    decoding(reading, evidence)
}

fn decoding<'a>(reading: Reading, evidence: Evidence) -> Decoding<'a> {
    let Reading { text, charset, malformed, mixed } = reading;
    Decoding { text: Cow::Owned(text), charset: charset.name(), evidence, malformed, mixed }
}

/// The charset of a byte order mark and the mark's length.
fn bom(bytes: &[u8]) -> Option<(Charset, usize)> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some((Charset::Utf8, 3)),
        [0x84, 0x31, 0x95, 0x33, ..] => Some((Charset::Gb18030, 4)),
        [0xff, 0xfe, ..] => Some((Charset::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Charset::Utf16Be, 2)),
        _ => None,
    }
}

/// Who said what.
struct Votes {
    caller: Option<Charset>,
    page: Option<Charset>,
}

impl Votes {
    fn count(&self, charset: Charset) -> u64 {
        [self.caller, self.page].into_iter().filter(|vote| *vote == Some(charset)).count() as u64
    }
}

/// The ways in which bytes that are valid UTF-8 may be something else: HZ and UTF-16 are ASCII to the eye of a
/// decoder, and 930 of GB2312's hanzi are a two-byte character of UTF-8 each.
fn strict_doubts(bytes: &[u8], text: &str, votes: impl FnOnce() -> Votes) -> Option<Reading> {
    let head = &bytes[..bytes.len().min(SAMPLE)];
    if head.iter().any(|b| matches!(b, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f))
        && let Some(order) = utf16::sniff(bytes, |head| weigh(Charset::Utf8, head))
    {
        let (text, malformed) = utf16::read(bytes, order);
        return Some(Reading { text, charset: order, malformed, mixed: false });
    }
    let ascii = Encoding::ascii_valid_up_to(bytes);
    if ascii == bytes.len() {
        let (text, malformed) = hz::read(bytes)?;
        return Some(Reading { text, charset: Charset::Hz, malformed, mixed: false });
    }
    // Hanzi have three bytes in UTF-8 and come early on a page that has any.
    if text.get(ascii..)?.chars().take(SAMPLE).any(|c| c > '\u{7ff}') {
        return None;
    }
    let votes = votes();
    let sample = sample::sample(bytes, SAMPLE);
    let gain = DECLARED * votes.count(Charset::Gb18030);
    let is_gb = votes.count(Charset::Utf8) == 0
        && weigh(Charset::Gb18030, &sample) < gain + weigh(Charset::Utf8, &sample);
    is_gb.then(|| read_as(Charset::Gb18030, bytes, Ends::BOTH))
}

/// What most pages are: enough Chinese text at a price that no other reading has, or enough UTF-8 with a mistake here
/// and there.
fn at_a_glance(sample: &[u8], votes: &Votes) -> Option<Charset> {
    if utf8::is_clearly(sample) {
        return Some(Charset::Utf8);
    }
    let charset = if votes.count(Charset::Big5) > 0 { Charset::Big5 } else { Charset::Gb18030 };
    let reading = read_as(charset, sample, Ends { last: true, ..Ends::default() });
    Cost::of(&reading.text, Style::Chinese).is_clearly_chinese().then_some(charset)
}

/// The charset that a sample reads best in, and the better of GB18030 and Big5.
fn best(sample: &[u8], votes: &Votes) -> (Charset, Charset) {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = Charset::from_encoding(detector.guess(None, Utf8Detection::Allow));
    let mut candidates = vec![
        Charset::Gb18030,
        Charset::Big5,
        Charset::Utf8,
        Charset::EucTw,
        Charset::Other(encoding_rs::EUC_JP),
        Charset::Other(encoding_rs::SHIFT_JIS),
        Charset::Other(encoding_rs::EUC_KR),
        Charset::Other(encoding_rs::WINDOWS_1252),
    ];
    for charset in [guess, votes.caller, votes.page].into_iter().flatten() {
        let is_ascii_compatible = !matches!(charset, Charset::Hz | Charset::Utf16Le | Charset::Utf16Be);
        if is_ascii_compatible && !candidates.contains(&charset) {
            candidates.push(charset);
        }
    }
    let weighed: Vec<_> = candidates
        .into_iter()
        .map(|charset| {
            let handicap = match charset {
                Charset::Gb18030 | Charset::Utf8 | Charset::Big5 => 0,
                Charset::EucTw => 8 * u64::from(NAT),
                Charset::Other(_) => 4 * u64::from(NAT),
                _ => 8 * u64::from(NAT),
            };
            let gain = DECLARED * votes.count(charset) + if guess == Some(charset) { GUESSED } else { 0 };
            (weigh(charset, sample) as i64 + handicap as i64 - gain as i64, charset)
        })
        .collect();
    let cheapest = |of: &dyn Fn(Charset) -> bool| {
        weighed
            .iter()
            .filter(|(_, c)| of(*c))
            .min_by_key(|(cost, _)| *cost)
            .map_or(Charset::Gb18030, |(_, c)| *c)
    };
    (cheapest(&|_| true), cheapest(&|c| matches!(c, Charset::Gb18030 | Charset::Big5)))
}

/// What bytes cost in a charset.
fn weigh(charset: Charset, bytes: &[u8]) -> u64 {
    Cost::of(&read_as(charset, bytes, Ends::BOTH).text, Style::of(charset)).total
}

/// Reads bytes in a charset, mistakes included.
fn read_as(charset: Charset, bytes: &[u8], ends: Ends) -> Reading {
    let (text, malformed) = match charset {
        Charset::Utf8 => utf8::read(bytes, ends.first, ends.last),
        Charset::Gb18030 => read_pairs(charset, encoding_rs::GB18030, bytes, ends),
        Charset::Big5 => read_pairs(charset, encoding_rs::BIG5, bytes, ends),
        Charset::Utf16Le | Charset::Utf16Be => utf16::read(bytes, charset),
        Charset::EucTw => euc_tw::read(bytes),
        Charset::Hz => hz::read(bytes).unwrap_or_else(|| utf8::read(bytes, ends.first, ends.last)),
        Charset::Other(encoding) => {
            let (text, malformed) = encoding.decode_without_bom_handling(bytes);
            (text.into_owned(), malformed)
        }
    };
    Reading { text, charset, malformed, mixed: false }
}

fn read_pairs(charset: Charset, encoding: &'static Encoding, bytes: &[u8], ends: Ends) -> (String, bool) {
    // A plain text cut at both ends is all valid pairs, and all of them wrong.
    let may_be_cut = ends.first && bytes.first().is_some_and(|b| !b.is_ascii());
    if !may_be_cut && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return (text.into_owned(), false);
    }
    match table::of(charset) {
        Some(pairs) => pairs.read(bytes, ends),
        None => (encoding.decode_without_bom_handling(bytes).0.into_owned(), true),
    }
}
