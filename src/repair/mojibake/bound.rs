//! Whether a search can find anything: the least that damage may cost, by one pass over a line's bytes, before all ways
//! through it are kept.

use super::price::{BAD, restored, sound};
use super::reader::Byte;
use super::search::{Link, Switch};
use super::writer::{LONGEST, Writer};

/// Whether damage costs less than the line as it stands up to some place, or no more up to its end. To each place the
/// cheapest way counts, behind the cheapest of all characters that may stand before it, so that no search finds a
/// cheaper one. `bytes` are all that the line may have been.
pub(super) fn may_gain(text: &[char], bytes: &[Byte], link: Link, switch: Switch) -> bool {
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
        let Some(first) = byte.value.filter(|_| here.count > 0) else { continue };
        places[at + 1].reach(here.cost + BAD, Some('\u{fffd}'));
        for &writer in link.writer.parts() {
            let length = writer.length(first);
            if let Some(c) = spelt(&bytes[at..], writer, length) {
                let price = here.before().map(|before| restored(before, c)).min().unwrap_or(0);
                places[at + length].reach(here.cost + price, Some(c));
            }
        }
    }
    places[bytes.len()].cost <= as_it_stands
}

/// The character of so many bytes.
fn spelt(bytes: &[Byte], writer: Writer, length: usize) -> Option<char> {
    let mut string = [0; LONGEST];
    for (byte, here) in string.iter_mut().zip(bytes.get(..length)?) {
        *byte = here.value?;
    }
    writer.character(&string[..length])
}

/// The most characters that may stand before a place: two writers' of one to four bytes each, what is lost, and the one
/// before the damage begins.
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
        if !self.last[..self.count].contains(&last) {
            self.last[self.count] = last;
            self.count += 1;
        }
    }

    fn before(&self) -> impl Iterator<Item = Option<char>> {
        self.last[..self.count].iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::super::lattice::Loss;
    use super::super::reader::Reader;
    use super::super::search::{Stretch, search_all};
    use super::*;
    use crate::lang::NAT;

    const SWITCH: Switch = Switch { at_start: 2 * NAT, inside: 7 * NAT, out: 5 * NAT };

    /// Whether damage may be found by the bound, and what a search finds.
    fn both(line: &str, link: Link) -> (bool, Vec<Stretch>) {
        let text: Vec<char> = line.chars().collect();
        let bytes = link.reader.table().only_bytes(&text).unwrap();
        let loss = Loss { mark: None, takes_two: false, wide: false };
        let found = search_all(&text, link, loss, SWITCH, &Budget::new());
        (may_gain(&text, &bytes, link, SWITCH), found)
    }

    #[test]
    fn nothing_is_found_where_nothing_can_be_gained() {
        let links = [(Writer::Utf8, Reader::Gbk), (Writer::Big5, Reader::Gbk), (Writer::Gbk, Reader::Big5)];
        let mut passed = 0;
        for line in [
            "山路很窄，两辆车只能慢慢错开。",
            "山路很窄，兩輛車只能慢慢錯開。",
            "鑫森淼焱垚骉犇羴猋麤",
            "楠榆槿樾晟昱暘曦朕",
            "車站前鐨勬槸面的小店",
            "浠婂ぉ澶╂皵寰堝ソ",
            "Linux 的 ext4 分區",
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
        let link = Link { writer: Writer::Utf8, reader: Reader::Gbk };
        for line in ["浠婂ぉ澶╂皵寰堝ソ", "車站前面浠婂ぉ澶╂皵寰堝ソ"] {
            let (may, found) = both(line, link);
            assert!(may && !found.is_empty(), "{line}");
        }
    }
}
