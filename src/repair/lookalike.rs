//! Look-alikes: characters that stand where an ordinary one belongs. Private-use code points of GB 18030 that got a
//! place later, radicals, compatibility ideographs, full-width letters and digits; punctuation is not touched.

use encoding_rs::GB18030;
use unicode_normalization::char::{decompose_canonical, decompose_compatible};

use super::plan::{Findings, Page, Proposal, Spot};
use crate::convert::Tally;
use crate::document::is_hanzi;

/// A character that looks like an ordinary one.
pub(super) fn sign(c: char) -> bool {
    may_be(c) && ordinary(c).is_some()
}

/// A character of the blocks they lie in.
pub(super) fn gate(line: &str) -> bool {
    line.chars().any(may_be)
}

/// Each run of them is an edit; nothing has to be weighed.
pub(super) fn propose(page: &Page) -> Findings {
    let lines = page.lines;
    let mut findings = Findings::default();
    if is_japanese(lines) {
        return findings;
    }
    let simplified = std::cell::LazyCell::new(|| is_simplified(lines));
    for (line, text) in lines.iter().enumerate().filter(|(line, _)| page.signed[*line]) {
        // Names are written with the form that their bearers use: 神 with the older 示.
        let has_kana = std::cell::LazyCell::new(|| text.chars().any(is_kana));
        let mut run: Option<(usize, String)> = None;
        for (at, c) in text.char_indices() {
            let now = if may_be(c) && !(is_compatibility(c) && *has_kana) { ordinary(c) } else { None };
            match (now, &mut run) {
                (Some(now), Some((_, text))) => text.push(if *simplified { simpler(now) } else { now }),
                (Some(now), None) => {
                    run = Some((at, if *simplified { simpler(now) } else { now }.to_string()));
                }
                (None, _) => findings.proposals.extend(run.take().map(|run| edit(line, at, run))),
            }
        }
        findings.proposals.extend(run.map(|run| edit(line, text.len(), run)));
    }
    findings
}

fn edit(line: usize, end: usize, (start, now): (usize, String)) -> Proposal {
    Proposal::new(Spot::new(line, start..end), now, SURE, 0.0)
}

/// A look-alike has one meaning.
const SURE: f32 = 12.0;

/// The blocks that hold look-alikes.
fn may_be(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fd5}' | '\u{e766}'..='\u{e864}' | '\u{ff10}'..='\u{ff5a}')
        || is_compatibility(c)
}

fn is_compatibility(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

/// What a look-alike stands for.
fn ordinary(c: char) -> Option<char> {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0),
        '\u{2e80}'..='\u{2eff}' => whole_radical(c),
        '\u{2f00}'..='\u{2fd5}' => single(c, |c, emit| decompose_compatible(c, emit)),
        '\u{e766}'..='\u{e864}' => placed(c),
        _ if is_compatibility(c) => single(c, |c, emit| decompose_canonical(c, emit)),
        _ => None,
    }
}

fn single(c: char, decompose: fn(char, &mut dyn FnMut(char))) -> Option<char> {
    let mut now = None;
    decompose(c, &mut |one| now = Some(one));
    now.filter(|&now| now != c)
}

/// The radicals of the supplement that are characters of their own. The rest are parts (⺮ ⻌), which stand for
/// themselves. From EquivalentUnifiedIdeograph.txt of the Unicode Character Database.
fn whole_radical(c: char) -> Option<char> {
    const WHOLE: &str = "⺎兀⺐尢⺒巳⺓幺⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";
    let mut pairs = WHOLE.chars();
    std::iter::from_fn(|| Some((pairs.next()?, pairs.next()?)))
        .find(|&(radical, _)| radical == c)
        .map(|(_, now)| now)
}

/// The place of a character that GB 18030-2000 put into private use: its two bytes are the same since, and the index
/// of the encoding holds the place that they got in 2005 and 2022. Six outside the BMP still stand in private use
/// there; Unihan (kIRG_GSource) says what they are.
fn placed(c: char) -> Option<char> {
    let code = u32::from(c);
    let bytes = match code {
        0xE78D..=0xE793 => 0xA6D9 + code - 0xE78D,
        0xE794 | 0xE795 => 0xA6EC + code - 0xE794,
        0xE796 => 0xA6F3,
        0xE7C7 => 0xA8BC,
        0xE7C8 => 0xA8BF,
        0xE816 => return Some('\u{20087}'),
        0xE817 => return Some('\u{20089}'),
        0xE818 => return Some('\u{200cc}'),
        0xE831 => return Some('\u{215d7}'),
        0xE83B => return Some('\u{2298f}'),
        0xE855 => return Some('\u{241fe}'),
        // FE50 to FEA0; 7F is no second byte.
        0xE815..=0xE864 => 0xFE50 + code - 0xE815 + u32::from(code >= 0xE844),
        _ => return None,
    };
    let bytes = (bytes as u16).to_be_bytes();
    let (text, _) = GB18030.decode_without_bom_handling(&bytes);
    text.chars().next().filter(|now| !matches!(now, '\u{e000}'..='\u{f8ff}' | '\u{fffd}'))
}

/// Kangxi radicals bear the traditional form; simplified fonts show their own under it.
fn simpler(c: char) -> char {
    match c {
        '戶' => '户',
        '黃' => '黄',
        '靑' => '青',
        _ => c,
    }
}

fn is_simplified(lines: &[&str]) -> bool {
    let (simplified, traditional) = lines
        .iter()
        .map(|line| Tally::of(line))
        .fold((0, 0), |(s, t), tally| (s + tally.simplified, t + tally.traditional));
    simplified >= traditional
}

/// A seventh of the characters kana, as in [`crate::extract`]; a Chinese page that quotes Japanese has fewer.
fn is_japanese(lines: &[&str]) -> bool {
    let chars = || lines.iter().flat_map(|line| line.chars());
    let kana = chars().filter(|&c| is_kana(c)).count();
    kana > 0 && kana * 6 > chars().filter(|&c| is_hanzi(c)).count()
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::repair;

    #[test]
    fn look_alikes_become_what_they_look_like() {
        for (damaged, text) in [
            ("⻔⼝停着⼀辆⻋", "门口停着一辆车"),
            ("⼾主姓⿈", "户主姓黄"),
            ("這⼾⼈家養了⾺", "這戶人家養了馬"),
            ("\u{f9ba}\u{f967}起的\u{2f804}", "了不起的你"),
            ("门票２５元，Ｗｉｆｉ免费。", "门票25元，Wifi免费。"),
            ("\u{e81e}、\u{e843}和\u{e7c7}、\u{e78d}", "\u{9fb4}、\u{9fb9}和ḿ、\u{fe10}"),
        ] {
            assert_eq!(repair(damaged).text, text);
        }
    }

    #[test]
    fn punctuation_parts_and_unified_ideographs_stay() {
        for honest in [
            "他说：“好！”（笑）～",
            "⺮字头和⻌旁",
            "\u{fa0e}\u{fa29}",
            "①②㈠Ⅳ℃㎡",
            "\u{e000}\u{e765}\u{f8ff}",
        ] {
            assert_eq!(repair(honest).text, honest);
        }
    }

    #[test]
    fn japanese_keeps_its_forms() {
        let page = "隣の\u{fa19}社まで２０分ほど歩きました。";
        assert_eq!(repair(page).text, page);
        let quoted = "我在京都住过三年，离车站２分钟。门牌上写着「\u{fa19}の宮」。\n那里的\u{fa19}社很多，春天也有不少人来看花。";
        assert_eq!(
            repair(quoted).text,
            "我在京都住过三年，离车站2分钟。门牌上写着「\u{fa19}の宮」。\n那里的神社很多，春天也有不少人来看花。"
        );
    }

    #[test]
    fn every_placed_code_point_of_gb18030_2000_is_known() {
        let placed: Vec<char> = ('\u{e766}'..='\u{e864}').filter_map(placed).collect();
        assert_eq!(placed.len(), 92);
        assert!(placed.contains(&'\u{20087}') && placed.contains(&'\u{4dae}') && placed.contains(&'\u{1f9}'));
    }
}
