//! What the bytes were: which characters a pattern of known and lost bytes can be in the right encoding.

use std::sync::{LazyLock, OnceLock};

use encoding_rs::{BIG5, Encoding, GB18030};

use super::reader::Reader;
use crate::lang::{self, NAT};

/// The right encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Writer {
    Utf8,
    Gbk,
    Big5,
    /// UTF-8 and, from some byte on or in between, another encoding.
    Utf8OrGbk,
    Utf8OrBig5,
}

/// The most bytes of a character.
pub(super) const LONGEST: usize = 4;

/// A lost byte is completed to a character no rarer than this by itself: of 808,017 hanzi of sound text 0.06 % are.
const RAREST: u32 = 14 * NAT;

/// Where two of three bytes are lost, so many of the commonest characters are tried.
const TRIED: usize = 160;

impl Writer {
    /// WHATWG's name.
    pub fn name(self) -> &'static str {
        match self {
            Writer::Utf8 => "utf-8",
            Writer::Gbk => "gbk",
            Writer::Big5 => "big5",
            Writer::Utf8OrGbk => "utf-8-and-gbk",
            Writer::Utf8OrBig5 => "utf-8-and-big5",
        }
    }

    /// The encodings that it stands for.
    pub fn parts(self) -> &'static [Writer] {
        match self {
            Writer::Utf8 => &[Writer::Utf8],
            Writer::Gbk => &[Writer::Gbk],
            Writer::Big5 => &[Writer::Big5],
            Writer::Utf8OrGbk => &[Writer::Utf8, Writer::Gbk],
            Writer::Utf8OrBig5 => &[Writer::Utf8, Writer::Big5],
        }
    }

    /// How long the character is that begins with this byte; 0 where none does.
    pub fn length(self, first: u8) -> usize {
        match (self, first) {
            (_, 0..=0x7f) => 1,
            (Writer::Utf8, 0xc2..=0xdf) => 2,
            (Writer::Utf8, 0xe0..=0xef) => 3,
            (Writer::Utf8, 0xf0..=0xf4) => 4,
            (Writer::Gbk | Writer::Big5, 0x81..=0xfe) => 2,
            _ => 0,
        }
    }

    /// How long a character is whose first byte is lost.
    pub fn usual_length(self) -> usize {
        match self {
            Writer::Utf8 => 3,
            _ => 2,
        }
    }

    /// The character of whole bytes.
    pub fn character(self, bytes: &[u8]) -> Option<char> {
        match (self, bytes) {
            (_, [byte @ ..=0x7f]) => Some(char::from(*byte)),
            (Writer::Utf8, _) => std::str::from_utf8(bytes).ok()?.chars().next(),
            (_, [lead, trail]) => self.pair(*lead, *trail),
            _ => None,
        }
    }

    /// What the characters of pairs cost by themselves.
    pub fn prices(self) -> &'static Prices {
        static GBK: LazyLock<Prices> = LazyLock::new(|| Prices::of(Writer::Gbk));
        static BIG: LazyLock<Prices> = LazyLock::new(|| Prices::of(Writer::Big5));
        if self == Writer::Big5 { &BIG } else { &GBK }
    }

    /// All characters that are no rarer than [`RAREST`] and have the bytes of a pattern, with their bytes.
    pub fn completions(self, pattern: &[Option<u8>], mut take: impl FnMut(char, [u8; LONGEST])) {
        match (self, pattern) {
            (Writer::Utf8, [a, b, c]) if pattern.iter().flatten().count() == 1 => {
                let known = [a, b, c].iter().position(|byte| byte.is_some()).unwrap_or(0);
                let byte = pattern[known].unwrap_or_default();
                for &(c, bytes) in &BY_BYTE[known][usize::from(byte)] {
                    take(c, [bytes[0], bytes[1], bytes[2], 0]);
                }
            }
            (_, [_, _] | [_, _, _]) => {
                let Some(lost) = pattern.iter().position(Option::is_none) else { return };
                let mut bytes = [0; LONGEST];
                for (at, byte) in pattern.iter().enumerate() {
                    bytes[at] = byte.unwrap_or_default();
                }
                for byte in 0x80..=0xfe {
                    bytes[lost] = byte;
                    let Some(c) = self.character(&bytes[..pattern.len()]) else { continue };
                    if !c.is_ascii() && lang::chinese(None, c).is_some_and(|price| price <= RAREST) {
                        take(c, bytes);
                    }
                }
            }
            _ => {}
        }
    }

    /// The commonest characters of so many bytes none of which the reader saw.
    pub fn unseen(self, reader: Reader, wide: bool, length: usize) -> &'static [(char, [u8; LONGEST])] {
        static BIG5_AS_GBK: Tables = [const { OnceLock::new() }; 2];
        static GBK_AS_BIG5: Tables = [const { OnceLock::new() }; 2];
        static UTF8_AS_GBK: Tables = [const { OnceLock::new() }; 2];
        static UTF8_AS_BIG5: Tables = [const { OnceLock::new() }; 2];
        static UTF8_AS_SHIFT_JIS: Tables = [const { OnceLock::new() }; 2];
        let tables = match (self, reader, length) {
            (Writer::Big5, Reader::Gbk, 2) => &BIG5_AS_GBK,
            (Writer::Gbk, Reader::Big5, 2) => &GBK_AS_BIG5,
            (Writer::Utf8, Reader::Gbk, 3) => &UTF8_AS_GBK,
            (Writer::Utf8, Reader::Big5, 3) => &UTF8_AS_BIG5,
            (Writer::Utf8, Reader::ShiftJis, 3) => &UTF8_AS_SHIFT_JIS,
            _ => return &[],
        };
        tables[usize::from(wide)].get_or_init(|| {
            let table = reader.table();
            let is_unseen = |bytes: &[u8]| {
                bytes.windows(2).all(|pair| table.cannot_read(pair[0], pair[1], wide))
                    && bytes.last().is_some_and(|last| table.may_be_lost(*last))
            };
            let mut unseen: Vec<(u32, char, [u8; LONGEST])> = ('\u{2000}'..='\u{ffef}')
                .filter_map(|c| {
                    let price = lang::chinese(None, c).filter(|price| *price <= RAREST)?;
                    let bytes = self.bytes(c)?;
                    is_unseen(&bytes[..length]).then_some((price, c, bytes))
                })
                .collect();
            unseen.sort_unstable();
            unseen.into_iter().take(TRIED).map(|(_, c, bytes)| (c, bytes)).collect()
        })
    }

    /// The bytes of a character.
    fn bytes(self, c: char) -> Option<[u8; LONGEST]> {
        let mut bytes = [0; LONGEST];
        if self == Writer::Utf8 {
            c.encode_utf8(&mut bytes);
            return Some(bytes);
        }
        let encoding = if self == Writer::Big5 { BIG5 } else { GB18030 };
        let mut text = [0; LONGEST];
        let (encoded, _, is_lossy) = encoding.encode(c.encode_utf8(&mut text));
        bytes.get_mut(..encoded.len())?.copy_from_slice(&encoded);
        (!is_lossy && encoded.len() == 2).then_some(bytes)
    }

    fn pair(self, lead: u8, trail: u8) -> Option<char> {
        static GBK: LazyLock<Box<[char]>> = LazyLock::new(|| pairs(GB18030));
        static BIG: LazyLock<Box<[char]>> = LazyLock::new(|| pairs(BIG5));
        if !is_pair(lead, trail) {
            return None;
        }
        let table = if self == Writer::Big5 { &BIG } else { &GBK };
        Some(table[index(lead, trail)]).filter(|c| *c != '\0')
    }
}

/// The price of a pair that is no character.
const NO_PAIR: u16 = u16::MAX;

fn is_pair(lead: u8, trail: u8) -> bool {
    (0x81..=0xfe).contains(&lead) && (0x40..=0xfe).contains(&trail)
}

/// The price of each pair, or [`NO_PAIR`].
pub(super) struct Prices(Box<[u16]>);

impl Prices {
    fn of(writer: Writer) -> Prices {
        let pairs = (0x81..=0xfe).flat_map(|lead| (0x40..=0xfe).map(move |trail| writer.pair(lead, trail)));
        let price =
            |c: Option<char>| c.map_or(NO_PAIR, |c| lang::chinese(None, c).unwrap_or(16 * NAT) as u16);
        Prices(pairs.map(price).collect())
    }

    /// What the character of a pair costs, if it is one.
    pub fn of_pair(&self, lead: u8, trail: u8) -> Option<u16> {
        if !is_pair(lead, trail) {
            return None;
        }
        Some(self.0[index(lead, trail)]).filter(|price| *price != NO_PAIR)
    }
}

fn index(lead: u8, trail: u8) -> usize {
    usize::from(lead - 0x81) * 191 + usize::from(trail - 0x40)
}

fn pairs(encoding: &'static Encoding) -> Box<[char]> {
    let mut table = vec!['\0'; 126 * 191].into_boxed_slice();
    for lead in 0x81..=0xfeu8 {
        for trail in 0x40..=0xfeu8 {
            let pair = [lead, trail];
            let text = encoding.decode_without_bom_handling_and_without_replacement(&pair);
            let mut chars = text.iter().flat_map(|text| text.chars());
            if let (Some(c), None) = (chars.next(), chars.next()) {
                table[index(lead, trail)] = c;
            }
        }
    }
    table
}

/// By whether the reader knows the larger tables.
type Tables = [OnceLock<Vec<(char, [u8; LONGEST])>>; 2];

type ByByte = [Vec<Vec<(char, [u8; 3])>>; 3];

/// The commonest characters of three bytes, by place and byte.
static BY_BYTE: LazyLock<ByByte> = LazyLock::new(|| {
    let mut common: Vec<(u32, char)> = ('\u{2000}'..='\u{ffef}')
        .filter_map(|c| Some((lang::chinese(None, c)?, c)))
        .filter(|(price, _)| *price <= RAREST)
        .collect();
    common.sort_unstable();
    let mut table: ByByte = [(); 3].map(|()| vec![Vec::new(); 256]);
    for (_, c) in common {
        let mut bytes = [0; 3];
        c.encode_utf8(&mut bytes);
        for (place, byte) in table.iter_mut().zip(bytes) {
            let here = &mut place[usize::from(byte)];
            if here.len() < TRIED {
                here.push((c, bytes));
            }
        }
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    fn completions(writer: Writer, pattern: &[Option<u8>]) -> String {
        let mut all = String::new();
        writer.completions(pattern, |c, _| all.push(c));
        all
    }

    #[test]
    fn a_lost_byte_leaves_the_characters_that_have_the_others() {
        // 天 is E5 A4 A9, in GBK CCEC.
        let all = completions(Writer::Utf8, &[Some(0xe5), Some(0xa4), None]);
        assert!(all.contains('天') && all.contains('大') && !all.contains('地'), "{all}");
        assert!(completions(Writer::Utf8, &[None, None, Some(0xa9)]).contains('天'));
        assert!(completions(Writer::Gbk, &[Some(0xcc), None]).contains('天'));
        assert!(completions(Writer::Gbk, &[None, Some(0xec)]).contains('天'));
    }

    #[test]
    fn whole_bytes_are_one_character_or_none() {
        assert_eq!(Writer::Utf8.character("天".as_bytes()), Some('天'));
        assert_eq!(Writer::Utf8.character(&[0xe5, 0x41, 0xa9]), None);
        assert_eq!(Writer::Gbk.character(&[0xcc, 0xec]), Some('天'));
        assert_eq!(Writer::Big5.character(&[0xa4, 0xd1]), Some('天'));
        assert_eq!(Writer::Big5.character(b"a"), Some('a'));
    }
}
