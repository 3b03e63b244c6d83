//! Who read the bytes wrongly: which bytes a character was made of, and what bytes that reader could not read.

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

/// A wrong reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reader {
    /// windows-1252, the bytes that it leaves out as C1 controls: Latin-1 is the same where it differs.
    Western,
    /// ISO-8859-15.
    Latin9,
    Gbk,
    Big5,
    ShiftJis,
}

/// All of them.
pub(super) const READERS: [Reader; 5] =
    [Reader::Western, Reader::Latin9, Reader::Gbk, Reader::Big5, Reader::ShiftJis];

/// The space that somebody may have made plain, of the readers of single bytes.
pub(super) const NO_BREAK: u8 = 0xa0;

/// How many byte strings a character may have been.
pub(super) const MOST: usize = 3;

impl Reader {
    /// WHATWG's name.
    pub fn name(self) -> &'static str {
        match self {
            Reader::Western => "windows-1252",
            Reader::Latin9 => "iso-8859-15",
            Reader::Gbk => "gbk",
            Reader::Big5 => "big5",
            Reader::ShiftJis => "shift_jis",
        }
    }

    /// Whether all its characters are one byte.
    pub fn is_single(self) -> bool {
        matches!(self, Reader::Western | Reader::Latin9)
    }

    /// The bytes that a text was read from, where no character of it was read from several strings of them. A space may
    /// have been a no-break one that somebody made plain, if it is of one byte too.
    pub fn only_bytes(self, text: &[char]) -> Option<Vec<Byte>> {
        let table = self.table();
        let mut bytes = Vec::with_capacity(2 * text.len());
        for &c in text {
            let mut strings = table.bytes(c);
            let string = strings.next().map(u16::to_be_bytes);
            if strings.next().is_some() {
                return None;
            }
            let other = (c == ' ' && self.is_single()).then_some(NO_BREAK);
            let value = string.map(|[lead, trail]| if lead > 0 { lead } else { trail });
            bytes.push(Byte { value, other, opens: true });
            if let Some([1..=0xff, trail]) = string {
                bytes.push(Byte { value: Some(trail), other: None, opens: false });
            }
        }
        Some(bytes)
    }

    /// Its tables, made when the first damaged page asks for them.
    pub fn table(self) -> &'static Table {
        static WESTERN: LazyLock<Table> = LazyLock::new(Table::western);
        static LATIN9: LazyLock<Table> = LazyLock::new(Table::latin9);
        static GBK: LazyLock<Table> = LazyLock::new(Table::gbk);
        static BIG5: LazyLock<Table> = LazyLock::new(Table::big5);
        static SHIFT_JIS: LazyLock<Table> = LazyLock::new(Table::shift_jis);
        match self {
            Reader::Western => &WESTERN,
            Reader::Latin9 => &LATIN9,
            Reader::Gbk => &GBK,
            Reader::Big5 => &BIG5,
            Reader::ShiftJis => &SHIFT_JIS,
        }
    }
}

/// A byte that was read as a character or its half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Byte {
    /// `None` for a character that the reader cannot have read.
    pub value: Option<u8>,
    /// What it may have been as well.
    other: Option<u8>,
    /// Whether a character begins with it.
    pub opens: bool,
}

impl Byte {
    /// All that it may have been.
    pub fn values(&self) -> impl Iterator<Item = u8> {
        self.value.into_iter().chain(self.other)
    }
}

/// What a reader makes of bytes, both ways. A string of bytes is its number: below 0x100 one, else two.
pub(super) struct Table {
    /// The likeliest bytes of each character of the BMP, 0 for none.
    first: Box<[u16]>,
    /// Characters beyond the BMP, and the other bytes of those that several strings are read as.
    more: HashMap<char, Vec<u16>>,
    /// Whether there is more of a character of the BMP.
    has_more: Box<[bool]>,
    /// Strings that the smallest of the readers of this name reads, and those that any of them does.
    narrow: Box<[bool]>,
    wide: Box<[bool]>,
}

impl Table {
    /// The byte string that was most likely read as a character.
    pub fn likeliest(&self, c: char) -> Option<u16> {
        self.first.get(c as usize).copied().filter(|first| *first > 0)
    }

    /// The byte strings that may have been read as a character.
    pub fn bytes(&self, c: char) -> impl Iterator<Item = u16> {
        let first = self.first.get(c as usize).copied().unwrap_or(0);
        // Few have more than one string.
        let has_more = self.has_more.get(c as usize).copied().unwrap_or(true);
        let more = if has_more { self.more.get(&c) } else { None };
        (first > 0).then_some(first).into_iter().chain(more.into_iter().flatten().copied()).take(MOST)
    }

    /// Whether it is a character of the smallest of the readers of this name.
    pub fn is_narrow(&self, c: char) -> bool {
        self.bytes(c).any(|bytes| self.narrow[usize::from(bytes)])
    }

    /// Whether a byte means nothing to the reader before another.
    pub fn cannot_read(&self, byte: u8, next: u8, wide: bool) -> bool {
        let read = if wide { &self.wide } else { &self.narrow };
        self.may_be_lost(byte) && !read[usize::from(byte) << 8 | usize::from(next)]
    }

    /// Whether a byte may begin what means nothing to the reader. Some of those that know the larger tables read 80 as
    /// the euro, some not at all.
    pub fn may_be_lost(&self, byte: u8) -> bool {
        byte >= 0x80 && !self.narrow[usize::from(byte)]
    }

    fn new() -> Table {
        let mut table = Table {
            first: vec![0; 0x1_0000].into_boxed_slice(),
            more: HashMap::new(),
            has_more: vec![false; 0x1_0000].into_boxed_slice(),
            narrow: vec![false; 0x1_0000].into_boxed_slice(),
            wide: vec![false; 0x1_0000].into_boxed_slice(),
        };
        for byte in 0x01..0x80u8 {
            table.add(char::from(byte), u16::from(byte), true);
        }
        table
    }

    /// Notes that `bytes` are read as `c`, by all readers of this name or by some.
    fn add(&mut self, c: char, bytes: u16, by_all: bool) {
        self.wide[usize::from(bytes)] = true;
        self.narrow[usize::from(bytes)] |= by_all;
        match self.first.get_mut(c as usize) {
            Some(first) if *first == 0 => *first = bytes,
            Some(first) if *first == bytes => {}
            _ => {
                let more = self.more.entry(c).or_default();
                if !more.contains(&bytes) {
                    more.push(bytes);
                }
                // ASCII stands for itself.
                if let Some(has_more) = self.has_more.get_mut(c as usize).filter(|_| !c.is_ascii()) {
                    *has_more = true;
                }
            }
        }
    }

    /// All that a decoder of WHATWG's reads: single bytes, and pairs with a lead in `leads`.
    fn add_all(&mut self, encoding: &'static Encoding, by_all: impl Fn(u16, char) -> bool) {
        let character = |bytes: &[u8]| {
            let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        };
        for lead in 0x80..=0xffu8 {
            if let Some(c) = character(&[lead]) {
                let bytes = u16::from(lead);
                self.add(c, bytes, by_all(bytes, c));
                continue;
            }
            for trail in 0x40..=0xffu8 {
                if let Some(c) = character(&[lead, trail]) {
                    let bytes = u16::from_be_bytes([lead, trail]);
                    self.add(c, bytes, by_all(bytes, c));
                }
            }
        }
    }

    fn western() -> Table {
        let mut table = Table::new();
        for byte in 0x80..=0xffu8 {
            let bytes = [byte];
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
            let c = text.chars().next().unwrap_or(char::from(byte));
            let is_c1 = (0x80..0xa0).contains(&(c as u32));
            table.add(c, u16::from(byte), !is_c1);
            table.add(char::from(byte), u16::from(byte), !is_c1);
        }
        table
    }

    fn latin9() -> Table {
        const OTHERS: [(u8, char); 8] = [
            (0xa4, '€'),
            (0xa6, 'Š'),
            (0xa8, 'š'),
            (0xb4, 'Ž'),
            (0xb8, 'ž'),
            (0xbc, 'Œ'),
            (0xbd, 'œ'),
            (0xbe, 'Ÿ'),
        ];
        let mut table = Table::new();
        for byte in 0x80..=0xffu8 {
            let other = OTHERS.iter().find(|(b, _)| *b == byte);
            table.add(other.map_or(char::from(byte), |(_, c)| *c), u16::from(byte), true);
        }
        table
    }

    fn gbk() -> Table {
        // What GBK as Python has it leaves out: user-defined pairs, the euro, and what came with GB18030.
        let by_all = |bytes: u16, c: char| {
            let is_later = matches!(bytes, 0x80 | 0xa2e3 | 0xa8bc | 0xa8bf | 0xa6d9..=0xa6df | 0xa6ec | 0xa6ed
                | 0xa6f3 | 0xa989..=0xa995 | 0xfe50..=0xfefe);
            !is_later && !('\u{e000}'..='\u{f8ff}').contains(&c)
        };
        // GB2312 as some have it; pairs that were private before GB18030-2005 and -2022.
        const OTHERS: [(char, u16); 26] = [
            ('\u{30fb}', 0xa1a4),
            ('\u{2015}', 0xa1aa),
            ('\u{e7c7}', 0xa8bc),
            ('\u{e78d}', 0xa6d9),
            ('\u{e78e}', 0xa6da),
            ('\u{e78f}', 0xa6db),
            ('\u{e790}', 0xa6dc),
            ('\u{e791}', 0xa6dd),
            ('\u{e792}', 0xa6de),
            ('\u{e793}', 0xa6df),
            ('\u{e794}', 0xa6ec),
            ('\u{e795}', 0xa6ed),
            ('\u{e796}', 0xa6f3),
            ('\u{e81e}', 0xfe59),
            ('\u{e826}', 0xfe61),
            ('\u{e82b}', 0xfe66),
            ('\u{e82c}', 0xfe67),
            ('\u{e832}', 0xfe6d),
            ('\u{e843}', 0xfe7e),
            ('\u{e854}', 0xfe90),
            ('\u{e864}', 0xfea0),
            ('\u{9fb4}', 0xfe59),
            ('\u{9fb5}', 0xfe61),
            ('\u{9fb8}', 0xfe6d),
            ('\u{9fba}', 0xfe90),
            ('\u{9fbb}', 0xfea0),
        ];
        let mut table = Table::new();
        table.add_all(GB18030, by_all);
        for (c, bytes) in OTHERS {
            table.add(c, bytes, false);
        }
        table
    }

    fn big5() -> Table {
        // Big5 as it was, with ETEN's kana: no characters of Hong Kong's, no control pictures.
        let by_all = |bytes: u16, _: char| matches!(bytes, 0xa140..=0xa3bf | 0xa440..=0xc67e | 0xc6a1..=0xc7fc | 0xc940..=0xf9d5);
        // Marks of which Microsoft, Unicode and Hong Kong have each another.
        const OTHERS: [(char, u16); 15] = [
            ('\u{2022}', 0xa145),
            ('\u{ff64}', 0xa14e),
            ('\u{203e}', 0xa1c2),
            ('\u{af}', 0xa1c2),
            ('\u{223c}', 0xa1e3),
            ('\u{2641}', 0xa1f2),
            ('\u{2609}', 0xa1f3),
            ('\u{ff0f}', 0xa241),
            ('\u{ff3c}', 0xa242),
            ('\u{a5}', 0xa244),
            ('\u{a2}', 0xa246),
            ('\u{a3}', 0xa247),
            ('\u{ffe5}', 0xa244),
            ('\u{ffe0}', 0xa246),
            ('\u{ffe1}', 0xa247),
        ];
        let mut table = Table::new();
        table.add_all(BIG5, by_all);
        for (c, bytes) in OTHERS {
            table.add(c, bytes, true);
        }
        for (c, bytes) in eten() {
            table.add(c, bytes, true);
        }
        // Marks and strokes of ETEN's and control pictures and the euro, which Python leaves out of Hong Kong's: 妻 is C6DE in GBK.
        for bytes in (0xa3c0..=0xa3e1).chain([0xc6cf, 0xc6d3, 0xc6d5, 0xc6d7, 0xc6de, 0xc6df_usize]) {
            table.wide[bytes] = false;
        }
        table
    }

    fn shift_jis() -> Table {
        // JIS X 0208 without what NEC and IBM added.
        let by_all = |bytes: u16, c: char| {
            let is_added = matches!(bytes >> 8, 0x85..=0x87 | 0xeb..=0xff) || bytes == 0x80;
            bytes < 0x100 && bytes != 0x80 && bytes < 0xe0
                || !is_added && !('\u{e000}'..='\u{f8ff}').contains(&c)
        };
        let mut table = Table::new();
        table.add_all(SHIFT_JIS, by_all);
        table
    }
}

/// Rows C6 and C7 as ETEN filled them and most readers but Hong Kong's have them: kana, Cyrillic, numbers.
fn eten() -> impl Iterator<Item = (char, u16)> {
    let cyrillic = "ДЕЁЖЗИЙКЛМУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя";
    let characters = "ヾゝゞ々"
        .chars()
        .chain('ぁ'..='ん')
        .chain('ァ'..='ヶ')
        .chain(cyrillic.chars())
        .chain('①'..='⑩')
        .chain('⑴'..='⑽');
    let trails = || (0x40..=0x7eu16).chain(0xa1..=0xfe);
    let pairs = trails().filter(|t| *t > 0x7e).map(|t| 0xc600 | t).chain(trails().map(|t| 0xc700 | t));
    characters.zip(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_leads_back_to_every_string_that_some_reader_takes_for_it() {
        let bytes = |reader: Reader, c| reader.table().bytes(c).collect::<Vec<_>>();
        assert_eq!(bytes(Reader::Gbk, '锛'), [0xefbc]);
        assert_eq!(bytes(Reader::Gbk, '€'), [0x80, 0xa2e3]);
        assert_eq!(bytes(Reader::Western, '€'), [0x80]);
        assert_eq!(bytes(Reader::Western, '\u{81}'), [0x81]);
        assert_eq!(bytes(Reader::Latin9, '€'), [0xa4]);
        assert_eq!(bytes(Reader::Latin9, '\u{80}'), [0x80]);
        assert!(bytes(Reader::Big5, 'ぃ').contains(&0xc6a7));
        assert!(bytes(Reader::Big5, 'я').contains(&0xc7e8));
        assert_eq!(bytes(Reader::ShiftJis, 'ｼ'), [0xbc]);
        assert!(bytes(Reader::Western, '中').is_empty());
    }

    #[test]
    fn what_a_reader_cannot_read_depends_on_the_next_byte() {
        let gbk = Reader::Gbk.table();
        assert!(gbk.cannot_read(0x80, 0xe5, false));
        assert!(gbk.cannot_read(0xa5, 0xa0, false));
        assert!(!gbk.cannot_read(0xa5, 0xa0, true));
        assert!(gbk.cannot_read(0xe5, b'.', true));
        assert!(!gbk.cannot_read(0xef, 0xbc, false));
        assert!(Reader::Western.table().may_be_lost(0x81));
        assert!(!Reader::Western.table().may_be_lost(0x82));
    }
}
