//! EUC-TW, which no browser reads. Its first plane holds Big5's common characters in all but the same order, so that
//! plane is read through Big5; the others are reported as malformed.

use super::charset::Charset;
use super::table::{self, Pairs};

/// Stretches of CNS 11643 plane 1 (first and last code) that run on in Big5 from the code beside them. Facts of the
/// two code pages; what stands out of order are the characters that CNS sorted by other stroke counts.
const STRETCHES: [(u16, u16, u16); 21] = [
    (0x2121, 0x2256, 0xa140),
    (0x2257, 0x2257, 0xa1f7),
    (0x2258, 0x2258, 0xa1f6),
    (0x2259, 0x234e, 0xa1f8),
    (0x2421, 0x2570, 0xa2af),
    (0x4421, 0x5322, 0xa440),
    (0x5323, 0x5752, 0xad40),
    (0x5753, 0x5753, 0xacfe),
    (0x5754, 0x6b4f, 0xafd0),
    (0x6b50, 0x6b50, 0xbe52),
    (0x6b51, 0x6f5b, 0xbbc8),
    (0x6f5c, 0x7534, 0xbe53),
    (0x7535, 0x7535, 0xc2cb),
    (0x7536, 0x7736, 0xc1ab),
    (0x7737, 0x782c, 0xc2cc),
    (0x782d, 0x782d, 0xc456),
    (0x782e, 0x7863, 0xc361),
    (0x7864, 0x7864, 0xc3ba),
    (0x7865, 0x7865, 0xc3b9),
    (0x7866, 0x7961, 0xc3bb),
    (0x7962, 0x7d4b, 0xc457),
];

/// Reads bytes as EUC-TW; says whether any of them meant nothing or lay outside the first plane.
pub(super) fn read(bytes: &[u8]) -> (String, bool) {
    let Some(big5) = table::of(Charset::Big5) else { return (String::new(), true) };
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut malformed = false;
    let mut rest = bytes;
    while let Some(&lead) = rest.first() {
        let (length, c) = match rest {
            _ if lead < 0x80 => (1, Some(char::from(lead))),
            [0xa1..=0xfe, trail @ 0xa1..=0xfe, ..] => (2, first_plane(big5, lead, *trail)),
            [0x8e, 0xa1, lead @ 0xa1..=0xfe, trail @ 0xa1..=0xfe, ..] => {
                (4, first_plane(big5, *lead, *trail))
            }
            [0x8e, 0xa2..=0xb0, 0xa1..=0xfe, 0xa1..=0xfe, ..] => (4, None),
            _ => (1, None),
        };
        malformed |= c.is_none();
        text.push(c.unwrap_or('\u{fffd}'));
        rest = &rest[length..];
    }
    (text, malformed)
}

fn first_plane(big5: &Pairs, lead: u8, trail: u8) -> Option<char> {
    let code = u16::from_be_bytes([lead & 0x7f, trail & 0x7f]);
    let (from, _, start) = STRETCHES.iter().find(|(from, to, _)| (*from..=*to).contains(&code))?;
    let cell = |code: u16| (code >> 8) * 94 + (code & 0xff);
    let [lead, trail] = start.to_be_bytes();
    let column = if trail >= 0xa1 { trail - 0xa1 + 63 } else { trail - 0x40 };
    let place = u16::from(lead) * 157 + u16::from(column) + cell(code) - cell(*from);
    let (lead, column) = ((place / 157) as u8, (place % 157) as u8);
    big5.character(lead, if column < 63 { column + 0x40 } else { column - 63 + 0xa1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_plane_is_read_and_the_others_are_reported() {
        assert_eq!(read(b"\xc4\xa1\xea\xc4\xd9\xd7\xa1\xa2ok"), ("一維基，ok".into(), false));
        assert_eq!(read(b"\x8e\xa1\xc4\xa1"), ("一".into(), false));
        assert_eq!(read(b"\x8e\xa2\xc4\xa1\xff\xc4"), ("\u{fffd}\u{fffd}\u{fffd}".into(), true));
    }

    #[test]
    fn the_stretches_cover_every_hanzi_of_the_first_plane_once() {
        let Some(big5) = table::of(Charset::Big5) else { panic!("Big5 has a table") };
        let mut hanzi: Vec<char> = (0xc4..=0xfd)
            .flat_map(|lead| (0xa1..=0xfe).filter_map(move |trail| first_plane(big5, lead, trail)))
            .collect();
        assert_eq!(hanzi.len(), 5401);
        hanzi.sort_unstable();
        hanzi.dedup();
        assert_eq!(hanzi.len(), 5401);
    }
}
