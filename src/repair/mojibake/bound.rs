//! Whether a search can find anything: the least that damage may cost, by one pass over a line's bytes, before all ways
//! through it are kept.

use super::lattice::Loss;
use super::price::{BAD, restored, sound};
use super::reader::Byte;
use super::search::{BLOCK, Link, Switch};
use super::writer::{LONGEST, Writer};

/// Whether a search may find damage in a line. Not, if nothing is lost in it, if its bytes are known, and if damage costs
/// less than the line as it stands at no place, and more at the end. To each place the cheapest way counts, behind the
/// cheapest of all characters that may stand before it, so that no search finds a cheaper one.
pub(super) fn may_gain(text: &[char], link: Link, loss: Loss, switch: Switch) -> bool {
    if loss.mark.is_some() || text.len() > BLOCK {
        return true;
    }
    let Some(bytes) = link.reader.only_bytes(text) else { return true };
    let mut places = vec![Place::default(); bytes.len() + 1];
    let mut chars = text.iter();
    let (mut as_it_stands, mut before) = (0u32, None);
    for (at, byte) in bytes.iter().enumerate() {
        if byte.opens {
            if places[at].cost.saturating_add(switch.out) < as_it_stands {
                return true;
            }
            let enter = if at == 0 { switch.at_start } else { switch.inside };
            places[at].reach(as_it_stands + enter, before);
            let Some(&c) = chars.next() else { break };
            as_it_stands += sound(before, c);
            before = Some(c);
        }
        let here = places[at];
        if here.count == 0 || byte.values().next().is_none() {
            continue;
        }
        places[at + 1].reach(here.cost + BAD, Some('\u{fffd}'));
        let mut read = |c, length: usize| {
            let price = here.least(|before| restored(before, c));
            places[at + length].reach(here.cost + price, Some(c));
        };
        for &writer in link.writer.parts() {
            spell(&bytes[at..], writer, &mut [0; LONGEST], 0, &mut read);
        }
    }
    places[bytes.len()].cost <= as_it_stands
}

/// The characters at the beginning of some bytes, each with its length. The first of their bytes are chosen.
fn spell(
    bytes: &[Byte],
    writer: Writer,
    string: &mut [u8; LONGEST],
    chosen: usize,
    take: &mut impl FnMut(char, usize),
) {
    for value in bytes.get(chosen).into_iter().flat_map(Byte::values) {
        string[chosen] = value;
        let length = writer.length(string[0]);
        if chosen + 1 < length {
            spell(bytes, writer, string, chosen + 1, take);
        } else if chosen + 1 == length
            && let Some(c) = writer.character(&string[..length])
        {
            take(c, length);
        }
    }
}

/// So many characters are told apart that may stand before a place.
const BEFORE: usize = 10;

/// A place between two bytes: the cheapest way to it, and the last characters of all ways.
#[derive(Debug, Clone, Copy)]
struct Place {
    cost: u32,
    last: [Option<char>; BEFORE],
    count: usize,
}

impl Default for Place {
    fn default() -> Place {
        Place { cost: u32::MAX, last: [None; BEFORE], count: 0 }
    }
}

impl Place {
    fn reach(&mut self, cost: u32, last: Option<char>) {
        self.cost = self.cost.min(cost);
        let known = self.count.min(BEFORE);
        if !self.last[..known].contains(&last) {
            if let Some(free) = self.last.get_mut(self.count) {
                *free = last;
            }
            self.count = (self.count + 1).min(BEFORE + 1);
        }
    }

    /// What the cheapest of all ways pays for a character; nothing where there are more ways than are told apart.
    fn least(&self, price: impl Fn(Option<char>) -> u32) -> u32 {
        let last = self.last.get(..self.count).unwrap_or_default();
        last.iter().map(|before| price(*before)).min().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::super::reader::Reader;
    use super::super::search::{Stretch, search};
    use super::*;
    use crate::lang::NAT;

    const SWITCH: Switch = Switch { at_start: 2 * NAT, inside: 7 * NAT, out: 5 * NAT };

    /// Whether damage may be found by the bound, and what a search finds.
    fn both(line: &str, link: Link) -> (bool, Vec<Stretch>) {
        let text: Vec<char> = line.chars().collect();
        let loss = Loss { mark: None, takes_two: false, wide: false };
        let found = search(&text, link, loss, SWITCH, &Budget::new());
        (may_gain(&text, link, loss, SWITCH), found)
    }

    #[test]
    fn nothing_is_found_where_nothing_can_be_gained() {
        let links = [
            (Writer::Utf8, Reader::Gbk),
            (Writer::Big5, Reader::Gbk),
            (Writer::Gbk, Reader::Big5),
            (Writer::Gbk, Reader::Western),
        ];
        let mut passed = 0;
        for line in [
            "山路很窄，两辆车只能慢慢错开。",
            "山路很窄，兩輛車只能慢慢錯開。",
            "鑫森淼焱垚骉犇羴猋麤",
            "楠榆槿樾晟昱暘曦朕",
            "車站前鐨勬槸面的小店",
            "浠婂ぉ澶╂皵寰堝ソ",
            "Linux 的 ext4 分區",
            "“好吧……”他说——“好——” “走 ”",
        ] {
            for (writer, reader) in links {
                let (may, found) = both(line, Link { writer, reader });
                assert!(may || found.is_empty(), "{line}: {found:?}");
                passed += usize::from(!may);
            }
        }
        assert!(passed >= 14, "{passed}");
    }

    #[test]
    fn damage_is_let_through() {
        let western = Link { writer: Writer::Utf8, reader: Reader::Western };
        for line in ["å¤©å¤© å¤©æ°”å¥½", "天天å¤©æ°”好æ° "] {
            let (may, found) = both(line, western);
            assert!(may && !found.is_empty(), "{line}");
        }
        let link = Link { writer: Writer::Utf8, reader: Reader::Gbk };
        for line in ["浠婂ぉ澶╂皵寰堝ソ", "車站前面浠婂ぉ澶╂皵寰堝ソ"] {
            let (may, found) = both(line, link);
            assert!(may && !found.is_empty(), "{line}");
        }
    }
}
