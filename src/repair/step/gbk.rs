//! GBK as the kit's tools read it: pairs to characters and back, the user-defined areas as private use.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use encoding_rs::GB18030;

use crate::document::is_hanzi;

/// The first byte of a pair.
pub(super) const LEADS: RangeInclusive<u8> = 0x81..=0xFE;

/// Two bytes.
pub(super) type Pair = [u8; 2];

struct Table {
    /// By lead from 0x81 and trail from 0x40; '\0' where there is no character.
    chars: Box<[char]>,
    pairs: HashMap<char, Pair>,
    /// By first byte.
    gaps: [Vec<(u8, Gap)>; 256],
}

/// Why a pair stands for no character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Gap {
    /// Anybody's to define: a reader shows it as private use or drops it.
    UserDefined,
    /// Never assigned, or led by 80, which leads nothing: a reader shows it as `?`.
    Unassigned,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        chars: vec!['\0'; 126 * 191].into(),
        pairs: HashMap::new(),
        gaps: [const { Vec::new() }; 256],
    };
    for lead in LEADS {
        for trail in (0x40..=0xFEu8).filter(|trail| *trail != 0x7F) {
            let pair = [lead, trail];
            let decoded = GB18030.decode_without_bom_handling_and_without_replacement(&pair);
            let c = decoded.and_then(|text| text.chars().next()).unwrap_or('\0');
            table.pairs.insert(c, pair);
            if is_private(c) {
                let user_defined = ('\u{e000}'..='\u{e765}').contains(&c);
                if LEADS.contains(&trail) {
                    let gap = if user_defined { Gap::UserDefined } else { Gap::Unassigned };
                    table.gaps[usize::from(lead)].push((trail, gap));
                }
            } else {
                table.chars[index(pair)] = c;
            }
        }
    }
    table.gaps[0x80].extend(LEADS.map(|trail| (trail, Gap::Unassigned)));
    table
});

fn index([lead, trail]: Pair) -> usize {
    usize::from(lead - 0x81) * 191 + usize::from(trail - 0x40)
}

/// The character that a pair stands for; private use stands for none.
pub(super) fn character(lead: u8, trail: u8) -> Option<char> {
    let is_pair = LEADS.contains(&lead) && (0x40..=0xFE).contains(&trail);
    is_pair.then(|| TABLE.chars[index([lead, trail])]).filter(|c| *c != '\0')
}

/// The pair of a character, of a private-use character as well.
pub(super) fn pair(c: char) -> Option<Pair> {
    TABLE.pairs.get(&c).copied()
}

/// What may follow a first byte with which it stands for no character: only bytes that lead a pair themselves.
pub(super) fn gaps(first: u8, gap: Gap) -> impl Iterator<Item = u8> {
    TABLE.gaps[usize::from(first)].iter().filter(move |(_, why)| *why == gap).map(|(second, _)| *second)
}

/// The first bytes of the user-defined areas.
pub(super) fn user_defined_leads() -> impl Iterator<Item = u8> {
    [0xA1..=0xA7, 0xAA..=0xAF, 0xF8..=0xFE].into_iter().flatten()
}

/// Where GB 18030 has no character of its own.
pub(super) fn is_private(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c) || c == '\0'
}

/// Hanzi, or a mark or sign that stands in Chinese text.
pub(super) fn is_chinese(c: char) -> bool {
    is_hanzi(c) || crate::lang::chinese(None, c).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_defined_pairs_are_known_by_their_private_use_characters_and_stand_for_nothing() {
        for (c, bytes) in [('\u{e000}', [0xAA, 0xA1]), ('\u{e234}', [0xF8, 0xA1]), ('\u{e4c6}', [0xA1, 0x40])]
        {
            assert_eq!(pair(c), Some(bytes));
            assert_eq!(character(bytes[0], bytes[1]), None);
        }
        assert!(gaps(0xAA, Gap::UserDefined).any(|second| second == 0xA1));
        assert!(gaps(0x80, Gap::Unassigned).any(|second| second == 0x9B));
        assert_eq!(pair('內'), Some([0x83, 0xC8]));
        assert_eq!(character(0x83, 0xC8), Some('內'));
        assert_eq!([character(0x83, 0x28), character(0x41, 0x41), character(0x83, 0x7F)], [None; 3]);
    }
}
