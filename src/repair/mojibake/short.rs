//! A short line, one of hanzi read in the wrong one of two encodings: read whole and by words, for six characters are
//! too few for pairs of them.

use super::again::whole;
use super::budget::Budget;
use super::lattice::Loss;
use super::price::{is_near, sound};
use super::reader::{Byte, Table};
use super::search::{Link, Stretch};
use super::writer::Writer;
use crate::document::is_hanzi;
use crate::lang::{self, NAT};

/// So long a line is read whole.
pub(super) const SHORT: usize = 40;

/// What it must cost less so. Of 49,000 readings of short lines of sound text none gains this and meets [`READS`] and
/// [`HANZI`]; of 37,000 readings of lists of characters, by chance or by code, 11 do. It leaves 3 % of 406 lines of four
/// to ten hanzi unrepaired, twice as much 5 %.
const CLEAR: i64 = 8 * NAT as i64;

/// The most that a restored character costs on average, by words: right readings of four to six hanzi, names among
/// them, cost 4 to 11 nats. 10 leaves another 2 % of them unrepaired, 12 lets four times as many lists through.
const READS: u32 = 11 * NAT;

/// One in so many characters beyond ASCII is a hanzi: lists of kana, letters, and signs may be anything in Big5.
const HANZI: usize = 4;

/// Characters of one kind after each other are a list of them, or a word of another script.
const LISTED: u32 = 5 * NAT;

/// So close stand the characters of lists that go by code.
const CLOSE: u16 = 8;

/// What a short line was, if all of it is damaged, nothing is lost, and it reads clearly better so.
pub(super) fn short(text: &[char], link: Link, loss: Loss, budget: &Budget) -> Option<Stretch> {
    if text.len() > SHORT || link.writer == Writer::Utf8 || link.reader.is_single() || loss.mark.is_some() {
        return None;
    }
    let beyond_ascii = text.iter().filter(|c| !c.is_ascii()).count();
    let hanzi = text.iter().filter(|c| is_hanzi(**c)).count();
    if hanzi * HANZI < beyond_ascii {
        return None;
    }
    // By one hand most lines can be but one text, which is weighed before it is searched for.
    let table = link.reader.table();
    if link.writer.parts().len() == 1
        && let Some(bytes) = link.reader.only_bytes(text)
    {
        clear(text, &spelt(&bytes, link.writer)?, table)?;
    }
    let now: Vec<char> = whole(text, link, loss, budget)?.chars().collect();
    clear(text, &now, table)
}

/// The characters of a line's bytes, if all bytes belong to one.
fn spelt(bytes: &[Byte], writer: Writer) -> Option<Vec<char>> {
    let bytes: Option<Vec<u8>> = bytes.iter().map(|byte| byte.value).collect();
    let bytes = bytes?;
    let mut now = Vec::with_capacity(bytes.len());
    let mut rest = &bytes[..];
    while let Some(&first) = rest.first() {
        let length = writer.length(first);
        now.push(writer.character(rest.get(..length)?)?);
        rest = &rest[length..];
    }
    Some(now)
}

/// A reading of the whole line, if it reads clearly better so.
fn clear(text: &[char], now: &[char], table: &Table) -> Option<Stretch> {
    let price = lang::sentence(now);
    let restored = now.iter().filter(|c| !c.is_ascii()).count() as u32;
    if price > restored * READS {
        return None;
    }
    let gain = as_it_stands(text, table) - i64::from(price);
    let span = 0..text.len();
    let now = now.iter().collect();
    let stretch = Stretch { span, now, gain, restored, price, gone: 0, guessed: 0, doubts: Vec::new() };
    (gain >= CLEAR).then_some(stretch)
}

/// What a line costs by words, where it may be a list of characters or have words of other scripts.
fn as_it_stands(text: &[char], table: &Table) -> i64 {
    let mut reading = lang::Reading::new();
    let (mut sum, mut read) = (0, 0);
    for (at, &c) in text.iter().enumerate() {
        reading.push(c);
        let price = i64::from(reading.end()) - read;
        read += price;
        let before = at.checked_sub(1).map(|at| text[at]);
        sum += price.min(listed(before, c, text.get(at + 1).copied(), table).map_or(price, i64::from));
    }
    sum
}

/// The most that a character costs among others like it.
fn listed(before: Option<char>, c: char, after: Option<char>, table: &Table) -> Option<u32> {
    if c.is_ascii() {
        return None;
    }
    if let Some(script) = script(c) {
        let is_word = [before, after].into_iter().flatten().any(|other| self::script(other) == Some(script));
        return is_word.then(|| sound(before, c));
    }
    let before = before.filter(|before| !before.is_ascii() && is_hanzi(*before) == is_hanzi(c))?;
    let code = |c: char| table.bytes(c).next();
    let is_close =
        matches!((code(before), code(c)), (Some(one), Some(other)) if one.abs_diff(other) <= CLOSE);
    (is_close || is_near(before, c)).then_some(LISTED)
}

/// A number for each script but hanzi that has words.
fn script(c: char) -> Option<u8> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(0),
        '\u{370}'..='\u{3ff}' => Some(1),
        '\u{400}'..='\u{52f}' => Some(2),
        '\u{3041}'..='\u{30ff}' => Some(3),
        '\u{3105}'..='\u{312f}' => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::reader::Reader;
    use super::*;

    fn read(text: &str) -> Option<String> {
        let text: Vec<char> = text.chars().collect();
        let link = Link { writer: Writer::Big5, reader: Reader::Gbk };
        short(&text, link, Loss { mark: None, takes_two: false, wide: false }, &Budget::new())
            .map(|stretch| stretch.now)
    }

    #[test]
    fn a_few_hanzi_are_enough() {
        let (bytes, ..) = encoding_rs::BIG5.encode("明天去買菜");
        let (damaged, ..) = encoding_rs::GBK.decode(&bytes);
        assert_eq!(read(&damaged).as_deref(), Some("明天去買菜"));
    }

    #[test]
    fn sound_lines_and_lists_stay() {
        for line in ["明天去买菜", "あいうえお", "абвгд", "┌┬┐├┼┤", "犬犭犯狀狂", "啊阿埃挨哎唉哀"]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
