//! How much likelier a line reads without a part of it: what was put into the middle of a word parts what belongs together.

use std::ops::Range;

use crate::document::is_hanzi;
use crate::lang::{NAT, sentence};

/// Hanzi on either side of the part that are read with it, and of the part itself at either end.
const AROUND: usize = 6;

/// Words that ask for one behind them: 据…报道 is parted by whatever it names.
const ASKING: [char; 24] = [
    '据', '从', '在', '由', '向', '对', '和', '与', '及', '被', '把', '给', '让', '到', '是', '为', '于',
    '以', '用', '叫', '的', '或', '将', '去',
];

/// What the line costs with the part, less what it costs without it and what the part costs by itself, in natural
/// logarithms. Above 0 where what stands around the part belongs together better than either side does with the part;
/// 0 where no hanzi stand on both sides.
pub(super) fn seam(line: &str, part: &Range<usize>) -> f32 {
    let hanzi = |c: &char| is_hanzi(*c);
    let mut before: Vec<char> = line[..part.start].chars().rev().take_while(hanzi).take(AROUND).collect();
    before.reverse();
    let after: Vec<char> = line[part.end..].chars().take_while(hanzi).take(AROUND).collect();
    if before.last().is_none_or(|c| ASKING.contains(c)) || after.is_empty() {
        return 0.0;
    }
    let text = &line[part.clone()];
    let head: Vec<char> = text.chars().take(AROUND).collect();
    let mut tail: Vec<char> = text.chars().rev().take(AROUND).collect();
    tail.reverse();
    let price = |parts: [&[char]; 2]| sentence(&parts.concat()) as f32 / NAT as f32;
    let with = price([&before, &head]) - price([&head, &[]]) + price([&tail, &after]) - price([&tail, &[]]);
    with - price([&before, &after])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &str, part: &str, after: &str) -> f32 {
        seam(&format!("{before}{part}{after}"), &(before.len()..before.len() + part.len()))
    }

    #[test]
    fn what_parts_a_word_shows_and_what_belongs_there_does_not() {
        for (before, part, after) in [
            ("一件国产精", "成人影院在线观看", "品文字商标"),
            ("它的主要特", "本文来自海岬日报网", "点是便宜"),
        ] {
            assert!(of(before, part, after) > 3.0, "{part}: {}", of(before, part, after));
        }
        for (before, part, after) in [
            ("记者在", "海岬日报网", "看到了这条消息"),
            ("警方查封了", "成人影院", "的网站"),
            ("他常去的", "江岸热线", "论坛关闭了"),
            ("据", "江岸热线", "报道"),
        ] {
            assert!(of(before, part, after) < 2.0, "{part}: {}", of(before, part, after));
        }
    }
}
