//! GB18030 and Big5 as tables: the character of a pair of bytes, and the ways to read on from a byte.

use std::sync::LazyLock;

use encoding_rs::Encoding;

use super::charset::Charset;

/// A charset of pairs: the lead byte is high, the trail may be ASCII.
pub(super) struct Pairs {
    pub(super) gb: bool,
    pub(super) encoding: &'static Encoding,
    /// By lead from 0x81 and trail from 0x40; '\0' where there is no such character.
    table: Box<[char]>,
}

/// The tables of a charset, made when the first damaged page asks for them.
pub(super) fn of(charset: Charset) -> Option<&'static Pairs> {
    static GB18030: LazyLock<Pairs> = LazyLock::new(|| Pairs::new(encoding_rs::GB18030));
    static BIG5: LazyLock<Pairs> = LazyLock::new(|| Pairs::new(encoding_rs::BIG5));
    match charset {
        Charset::Gb18030 => Some(&GB18030),
        Charset::Big5 => Some(&BIG5),
        _ => None,
    }
}

/// One way to read on from here.
pub(super) struct Step {
    pub(super) bytes: usize,
    pub(super) emit: Emit,
}

/// What a step reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Emit {
    Char(char),
    Bad,
    Nothing,
}

impl Pairs {
    fn new(encoding: &'static Encoding) -> Pairs {
        let mut table = vec!['\0'; 126 * 191].into_boxed_slice();
        for lead in 0x81..=0xfeu8 {
            for trail in 0x40..=0xfeu8 {
                let pair = [lead, trail];
                if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&pair) {
                    let mut chars = text.chars();
                    if let (Some(c), None) = (chars.next(), chars.next()) {
                        table[index(lead, trail)] = c;
                    }
                }
            }
        }
        Pairs { gb: encoding == encoding_rs::GB18030, encoding, table }
    }

    /// The character of a pair.
    pub(super) fn character(&self, lead: u8, trail: u8) -> Option<char> {
        let is_pair = (0x81..=0xfe).contains(&lead) && (0x40..=0xfe).contains(&trail);
        is_pair.then(|| self.table[index(lead, trail)]).filter(|c| *c != '\0')
    }

    /// The ways to read on from here.
    pub(super) fn steps(&self, rest: &[u8], mut take: impl FnMut(Step)) {
        let lead = rest[0];
        if lead < 0x80 {
            return take(Step { bytes: 1, emit: Emit::Char(char::from(lead)) });
        }
        take(Step { bytes: 1, emit: Emit::Bad });
        if !(0x81..=0xfe).contains(&lead) {
            return;
        }
        if let Some(trail @ 0x40..=0xfe) = rest.get(1) {
            match self.table[index(lead, *trail)] {
                '\0' if *trail >= 0x80 => take(Step { bytes: 2, emit: Emit::Bad }),
                '\0' => {}
                c => take(Step { bytes: 2, emit: Emit::Char(c) }),
            }
        }
        if self.gb && matches!(rest, [_, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, ..]) {
            let four = self.encoding.decode_without_bom_handling_and_without_replacement(&rest[..4]);
            if let Some(c) = four.and_then(|text| text.chars().next()) {
                take(Step { bytes: 4, emit: Emit::Char(c) });
            }
        }
    }
}

fn index(lead: u8, trail: u8) -> usize {
    usize::from(lead - 0x81) * 191 + usize::from(trail - 0x40)
}
