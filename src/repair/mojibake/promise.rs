//! Whether a text could at all be what a link makes: a walk over its bytes, before any search.

use std::cell::OnceCell;
use std::sync::LazyLock;

use super::price::BAD;
use super::reader::{READERS, Reader};
use super::search::Link;
use super::writer::Writer;
use crate::lang::NAT;

/// One byte in so many must belong to a character of UTF-8. Of what was UTF-8 nearly all do, or at least may; of sound
/// hanzi 3 % in GBK and in Big5.
const COVERED: usize = 5;

/// The most that the characters cost by themselves, on average: those of the right encoding 7.2 nats, those of a wrong
/// one 13.5.
const ALONE: u32 = 21 * NAT / 2;

/// A few characters may be dearer by so much together: a name or a rare word in a short line.
const FEW: u32 = 12 * NAT;

/// So many characters of UTF-8 in a row are no chance.
const RUN: usize = 4;

/// A text, and what may be asked of it again for another link.
pub(super) struct Promise<'t> {
    text: &'t [char],
    /// The marks that it has, and those that it has three times.
    once: Marks,
    thrice: Marks,
    bytes: [OnceCell<Vec<Option<u8>>>; READERS.len()],
}

impl<'t> Promise<'t> {
    pub fn of(text: &'t [char]) -> Promise<'t> {
        let marks: &[Marks; 0x1_0000] =
            (**MARKS).try_into().expect("one entry for each character of the BMP");
        let (mut once, mut twice, mut thrice) = (0, 0, 0);
        for &c in text {
            let here = u16::try_from(u32::from(c)).map_or(0, |c| marks[usize::from(c)]);
            thrice |= twice & here;
            twice |= once & here;
            once |= here;
        }
        Promise { text, once, thrice, bytes: Default::default() }
    }

    /// Whether the text has what a misreading makes.
    pub fn holds(&self, link: Link) -> bool {
        let has_sign = match link.reader {
            Reader::ShiftJis => self.once & HALFWIDTH != 0,
            Reader::Latin9 => self.once & OF_LATIN9 != 0,
            _ => true,
        };
        let reader = link.reader as usize;
        if !has_sign || self.thrice >> reader & 1 == 0 {
            return false;
        }
        let bytes = self.bytes[reader].get_or_init(|| bytes(self.text, link.reader));
        match link.writer {
            Writer::Utf8 => covers(bytes, link.reader.is_single()),
            writer => reads(bytes, writer),
        }
    }
}

/// A bit for each reader that may have read a character beyond ASCII, and for the characters that only some have.
type Marks = u8;

const HALFWIDTH: Marks = 1 << READERS.len();
const OF_LATIN9: Marks = 2 << READERS.len();

/// The marks of each character of the BMP. What a reader cannot have read at all does not count: hanzi of a Western one.
static MARKS: LazyLock<Box<[Marks]>> = LazyLock::new(|| {
    let mark = |c: char| {
        let is_read =
            |reader: &Reader| !c.is_ascii() && (c == '\u{fffd}' || reader.table().likeliest(c).is_some());
        let halfwidth = if ('\u{ff61}'..='\u{ff9f}').contains(&c) { HALFWIDTH } else { 0 };
        let of_latin9 =
            if matches!(c, '€' | 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | 'Ÿ') { OF_LATIN9 } else { 0 };
        let readers = READERS.iter().filter(|reader| is_read(reader));
        readers.fold(halfwidth | of_latin9, |marks, reader| marks | 1 << *reader as usize)
    };
    (0..0x1_0000).map(|c| char::from_u32(c).map_or(0, mark)).collect()
});

/// Whether characters of UTF-8 stand one behind the other somewhere: in what was GBK or Big5, [`RUN`] of them do by
/// chance once in a million bytes.
pub(super) fn speaks_utf8(text: &[char], reader: Reader) -> bool {
    let bytes = bytes(text, reader);
    let trails = |byte: Option<u8>| byte.is_some_and(|b| (0x80..0xc0).contains(&b));
    let (mut at, mut run) = (0, 0);
    while at + 2 < bytes.len() && run < RUN {
        let is_char = bytes[at].is_some_and(|b| (0xe2..0xf0).contains(&b))
            && trails(bytes[at + 1])
            && trails(bytes[at + 2]);
        (at, run) = if is_char { (at + 3, run + 1) } else { (at + 1, 0) };
    }
    run >= RUN
}

/// The likeliest bytes of a text: `None` for a lost one.
fn bytes(text: &[char], reader: Reader) -> Vec<Option<u8>> {
    let table = reader.table();
    let mut bytes: Vec<Option<u8>> = Vec::with_capacity(2 * text.len());
    for &c in text {
        match table.likeliest(c).map(u16::to_be_bytes) {
            Some([0, byte]) => bytes.push(Some(byte)),
            Some([lead, trail]) => bytes.extend([Some(lead), Some(trail)]),
            None if c == '\u{fffd}' => bytes.push(None),
            // Something else: no character goes across it.
            None => bytes.push(Some(b'\n')),
        }
    }
    bytes
}

/// Characters of two bytes count where the reader has one byte a character, and where most of the text is Western
/// letters: pairs of hanzi often look like them.
fn covers(bytes: &[Option<u8>], two: bool) -> bool {
    let high = bytes.iter().filter(|byte| byte.is_none_or(|b| b >= 0x80)).count();
    let trails = |byte: Option<u8>| byte.is_none_or(|b| (0x80..0xc0).contains(&b));
    let (mut at, mut long, mut short, mut letters) = (0, 0, 0, 0);
    while at + 1 < bytes.len() {
        let (first, second, third) = (bytes[at], bytes[at + 1], bytes.get(at + 2).copied());
        let is_lead = |leads: std::ops::Range<u8>| first.is_some_and(|b| leads.contains(&b));
        let is_long =
            first.is_none_or(|b| (0xe2..0xf0).contains(&b)) && trails(second) && third.is_some_and(trails);
        if is_long && (first, second, third) != (None, None, Some(None)) {
            long += 3;
            at += 3;
        } else if is_lead(0xc2..0xe0) && second.is_some() && trails(second) {
            short += 2;
            letters += if is_lead(0xc2..0xc6) { 2 } else { 0 };
            at += 2;
        } else {
            at += 1;
        }
    }
    let covered = long + if two || letters * 2 > high { short } else { 0 };
    covered * COVERED > high
}

/// What its pairs cost on average, cut into pairs the cheapest way. A mark of loss stands for one byte of a pair, on
/// either side, or for both.
fn reads(bytes: &[Option<u8>], writer: Writer) -> bool {
    let (mean, prices) = (i64::from(ALONE), writer.prices());
    // From each place to the end, how much dearer than the average that is asked.
    let mut next = [0i64; 2];
    let mut pairs = 0;
    for at in (0..bytes.len()).rev() {
        let [one, two] = next;
        let second = bytes.get(at + 1).copied();
        let here = match (bytes[at], second) {
            (Some(..0x80), _) => one,
            (None, None) => one,
            (None, Some(_)) => one.min(two),
            (Some(_), Some(None)) => two,
            (Some(lead), Some(Some(trail))) => {
                let price = prices.of_pair(lead, trail);
                pairs += usize::from(price.is_some());
                let skip = one + i64::from(BAD);
                price.map_or(skip, |price| skip.min(two + i64::from(price) - mean))
            }
            (Some(_), None) => one,
        };
        next = [here, one];
    }
    pairs > 0 && next[0] <= i64::from(FEW)
}
