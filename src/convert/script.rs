//! Tells simplified from traditional by the characters that only one of them has, at the speed of a scan.

use std::ops::AddAssign;

use super::telling::{JAPANESE, SIMPLIFIED, TRADITIONAL};
use crate::document::{Document, Line, Script};

/// How many characters of a text tell what it is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Characters that only simplified text has.
    pub simplified: u32,
    /// Characters that only traditional text has.
    pub traditional: u32,
    /// Kana, and kanji that only Japanese has.
    pub japanese: u32,
    /// Other characters of three bytes: hanzi of both scripts, punctuation.
    pub other: u32,
}

impl Tally {
    /// Counts the characters of a text. Those that stand in both scripts (后 里 干 台 著) are not telling.
    pub fn of(text: &str) -> Tally {
        let bytes = text.as_bytes();
        let mut tally = Tally::default();
        let mut at = 0;
        while at < bytes.len() {
            let end = bytes.len().min(at + LANE_BYTES);
            // Four 16-bit counters in one word: no two additions wait for the same memory cell.
            let mut lanes = 0u64;
            while at < end {
                let lead = bytes[at];
                if !(0xE0..=0xEF).contains(&lead) {
                    // Stepping bytewise through other characters is right: a continuation byte is no lead.
                    at += 1;
                    continue;
                }
                let Some(&[_, second, third]) = bytes.get(at..at + 3) else { break };
                let code = usize::from(lead & 0xF) << 12
                    | usize::from(second & 0x3F) << 6
                    | usize::from(third & 0x3F);
                let class = CLASSES[code >> 2] >> ((code & 3) * 2) & 3;
                lanes += 1 << (class * 16);
                at += 3;
            }
            tally += Tally::from_lanes(lanes);
        }
        tally
    }

    fn from_lanes(lanes: u64) -> Tally {
        let lane = |class: u8| (lanes >> (class * 16) & 0xFFFF) as u32;
        Tally { other: lane(0), simplified: lane(SIMP), traditional: lane(TRAD), japanese: lane(JA) }
    }

    /// The verdict on these counts; Japanese is neither simplified nor traditional.
    pub fn script(self) -> Script {
        let telling = self.simplified + self.traditional;
        if telling == 0 || self.is_japanese() {
            Script::None
        } else if self.simplified * 10 < telling {
            Script::Traditional
        } else if self.traditional * 10 < telling {
            Script::Simplified
        } else {
            Script::Mixed
        }
    }

    fn total(self) -> u64 {
        [self.simplified, self.traditional, self.japanese, self.other].map(u64::from).iter().sum()
    }

    /// A ninth of it is kana or Japanese kanji: news in officialese has an eighth, other prose a half. Chinese
    /// that uses a decorative の or talks about one kana has less.
    pub fn is_japanese(self) -> bool {
        self.japanese >= 2
            && self.japanese.saturating_mul(8) >= self.simplified + self.traditional + self.other
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Tally) {
        self.simplified = self.simplified.saturating_add(more.simplified);
        self.traditional = self.traditional.saturating_add(more.traditional);
        self.japanese = self.japanese.saturating_add(more.japanese);
        self.other = self.other.saturating_add(more.other);
    }
}

/// What telling the scripts of a page leaves for conversion.
pub(super) struct Told {
    pub language: Language,
    /// One for each text of the page, the head's first.
    pub tallies: Vec<Tally>,
}

/// What a page is written in, as far as conversion must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Most of its text stands in Japanese lines.
    Japanese,
    /// Anything else; which script has more of its telling characters, injected lines counted or not.
    Other { leaning: Script },
}

/// Sets the script of every line and of the page.
pub(super) fn tell(document: &mut Document) -> Told {
    let tallies: Vec<Tally> = document
        .texts_mut()
        .map(|line| {
            let tally = Tally::of(&line.text);
            line.script = tally.script();
            tally
        })
        .collect();
    let of_lines = &tallies[document.head.len()..];
    let total = |is_japanese: bool| -> u64 {
        of_lines.iter().filter(|tally| tally.is_japanese() == is_japanese).map(|tally| tally.total()).sum()
    };
    let language = if total(true) > total(false) {
        document.script = Script::None;
        Language::Japanese
    } else {
        let article = article(&document.lines, of_lines);
        document.script = article.script();
        let is_traditional = article.traditional > article.simplified;
        Language::Other { leaning: if is_traditional { Script::Traditional } else { Script::Simplified } }
    };
    Told { language, tallies }
}

/// The tally of what the page itself is written in. Lines that are wholly in the other script are left out
/// while they make up less than [`INJECTED_SHARE`] of the telling characters: a keyword string or a quotation.
fn article(lines: &[Line], tallies: &[Tally]) -> Tally {
    let mut all = Tally::default();
    let mut by_script = [Tally::default(), Tally::default()];
    for (line, &tally) in lines.iter().zip(tallies) {
        if line.birth.hidden || tally.is_japanese() {
            continue;
        }
        all += tally;
        match line.script {
            Script::Simplified => by_script[0] += tally,
            Script::Traditional => by_script[1] += tally,
            Script::None | Script::Mixed => {}
        }
    }
    let (fewer, more) = if all.simplified < all.traditional {
        (by_script[0], by_script[1])
    } else {
        (by_script[1], by_script[0])
    };
    let telling = |t: Tally| t.simplified + t.traditional;
    if telling(fewer).saturating_mul(INJECTED_SHARE) < telling(all) && telling(more) > 0 {
        all.simplified -= fewer.simplified;
        all.traditional -= fewer.traditional;
    }
    all
}

/// One in four: the longest injected keyword string of the seed pages is one in nine of a short article.
const INJECTED_SHARE: u32 = 4;

const SIMP: u8 = 1;
const TRAD: u8 = 2;
const JA: u8 = 3;

/// No more than 65,535 characters of three bytes: what a counter holds.
const LANE_BYTES: usize = 3 * 65_535 - 2;

/// Two bits a code point of the basic plane. Only the 7 KB of the CJK blocks are ever touched, so they stay
/// in the first-level cache.
type Classes = [u8; 0x1_0000 / 4];

static CLASSES: Classes = classes();

const fn classes() -> Classes {
    let mut table = [0; 0x1_0000 / 4];
    let mut kana = 0x3041;
    while kana <= 0x30FA {
        table[kana >> 2] |= JA << ((kana & 3) * 2);
        kana += 1;
    }
    mark(mark(mark(table, SIMPLIFIED, SIMP), TRADITIONAL, TRAD), JAPANESE, JA)
}

/// All three lists hold characters of three bytes only.
const fn mark(mut table: Classes, characters: &str, class: u8) -> Classes {
    let bytes = characters.as_bytes();
    let mut at = 0;
    while at + 2 < bytes.len() {
        let code = (bytes[at] as usize & 0xF) << 12
            | (bytes[at + 1] as usize & 0x3F) << 6
            | (bytes[at + 2] as usize & 0x3F);
        table[code >> 2] |= class << ((code & 3) * 2);
        at += 3;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Birth;

    fn page(lines: &[&str]) -> Document {
        let lines = lines.iter().map(|l| Line::new(*l, Birth::default())).collect();
        Document { lines, ..Document::default() }
    }

    #[test]
    fn characters_of_both_scripts_do_not_tell() {
        for both in "后里只干台著乾游面松于余的是不人".chars() {
            assert_eq!(Tally::of(&both.to_string()).script(), Script::None, "{both}");
        }
        assert_eq!(Tally::of("河边的树下有人唱戏").script(), Script::Simplified);
        assert_eq!(Tally::of("河邊的樹下有人唱戲").script(), Script::Traditional);
        assert_eq!(Tally::of("河边的樹下有人唱戲").script(), Script::Mixed);
        assert_eq!(Tally::of("a(1) 的\u{1F600}é").script(), Script::None);
    }

    #[test]
    fn counters_hold_more_than_sixteen_bits() {
        let tally = Tally::of(&"国國の人".repeat(70_000));
        assert_eq!(tally, Tally { simplified: 70_000, traditional: 70_000, japanese: 70_000, other: 70_000 });
    }

    #[test]
    fn a_simplified_keyword_line_does_not_change_the_script_of_a_traditional_page() {
        let mut doc = page(&[
            "免费观看电视剧,在线观看高清,国语对白,视频下载",
            "村裏的老人說,這條路從前只有馬車走,到了雨季就過不去。",
            "後來修了橋,來往的車輛多了,鎮上也開了幾家旅館,門前掛著紅燈籠,夜裏很熱鬧。",
            "如今橋頭還留著當年的石碑,碑上的字跡已經認不清了,遊客總會問起它的來歷。",
            "這條河從東邊的山裏來,經過三個縣,沿岸種滿了楊樹,風一吹就颯颯作響,聽著讓人覺得涼快。",
        ]);
        tell(&mut doc);
        assert_eq!(doc.script, Script::Traditional);
        assert_eq!(doc.lines[0].script, Script::Simplified);
    }

    #[test]
    fn japanese_has_no_script_of_ours() {
        assert_eq!(Tally::of("駅前の広場で祭りが開かれた。").script(), Script::None);
        assert_eq!(Tally::of("他在雜誌上看到「の」這個字").script(), Script::Traditional);
    }
}
