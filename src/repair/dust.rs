//! Dust: characters that nobody sees. Zero-width characters, controls of writing direction, soft hyphens, stray
//! byte order marks and control codes go, except where the script of the words beside them needs them.

use super::plan::{Findings, Page, Proposal, Spot};

/// An invisible character.
pub(super) fn sign(c: char) -> bool {
    is_dust(c)
}

/// An invisible character.
pub(super) fn gate(line: &str) -> bool {
    line.chars().any(is_dust)
}

/// Each run of invisible characters that nothing beside it calls for is an edit.
pub(super) fn propose(page: &Page) -> Findings {
    let lines = page.lines;
    let mut findings = Findings::default();
    for (line, text) in lines.iter().enumerate().filter(|(line, _)| page.signed[*line]) {
        let right_to_left = std::cell::LazyCell::new(|| text.chars().any(is_right_to_left));
        let mut before = None;
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if !is_dust(c) {
                before = Some(c);
                continue;
            }
            let mut end = start + c.len_utf8();
            let (mut directs, mut breaks, mut joins) = (is_direction(c), is_join_or_break(c), c == JOINER);
            while let Some((at, c)) = chars.next_if(|&(_, c)| is_dust(c)) {
                end = at + c.len_utf8();
                directs |= is_direction(c);
                breaks |= is_join_or_break(c);
                joins |= c == JOINER;
            }
            let after = chars.peek().map(|&(_, c)| c);
            let beside = |is: fn(char) -> bool| before.is_some_and(is) || after.is_some_and(is);
            // What is left of bytes read as Latin-1 and quoted as such.
            let bytes = text[start..end].chars().all(is_byte)
                && before.is_some_and(|c| matches!(c, '\u{a1}'..='\u{24f}'));
            let needed = bytes
                || directs && *right_to_left
                || breaks && beside(is_joining)
                || joins && before.is_some_and(is_pictograph) && after.is_some_and(is_pictograph);
            if !needed {
                findings.proposals.push(Proposal::new(Spot::new(line, start..end), "", SURE, 0.0));
            }
        }
    }
    findings
}

/// What nobody sees nobody misses.
const SURE: f32 = 12.0;

/// Zero width joiner, which puts pictographs together.
const JOINER: char = '\u{200d}';

/// Tab, line feed and their kin are white space. Variation selectors say which form of a character is meant.
fn is_dust(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{2064}' | '\u{feff}'
    ) || is_direction(c)
        || is_join_or_break(c)
}

/// Invisible in Latin-1.
fn is_byte(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{ad}')
}

/// Controls of writing direction.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Says where letters join and where words break.
fn is_join_or_break(c: char) -> bool {
    matches!(c, '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2063}')
}

/// Letters of a script written from the right.
fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    )
}

/// Letters of scripts that join or do not space their words: Arabic, Indic, Thai, Tibetan, Burmese, Khmer, Mongolian.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{109f}' | '\u{1780}'..='\u{180d}' | '\u{180f}'..='\u{1aff}' | '\u{a840}'..='\u{a87f}')
        || is_right_to_left(c)
}

/// Pictographs, the selector behind them and their skin tones.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use crate::repair::repair;

    #[test]
    fn invisible_characters_go() {
        for (damaged, text) in [
            ("天\u{200b}还没\u{feff}亮，\u{2060}卖菜\u{ad}的人", "天还没亮，卖菜的人"),
            ("已\u{202e}经把\u{2066}摊子\u{200e}支好了", "已经把摊子支好了"),
            ("街\u{85}上\u{9f}没\u{1}有\u{200d}\u{200c}人。", "街上没有人。"),
            ("笑脸😀\u{200d}在这里", "笑脸😀在这里"),
            ("co\u{ad}operate 合作", "cooperate 合作"),
        ] {
            assert_eq!(repair(damaged).text, text);
            assert!(repair(damaged).edits.iter().all(|e| e.plan == "repair/dust"));
        }
    }

    #[test]
    fn what_a_script_or_a_picture_needs_stays() {
        for honest in [
            "一家人👨\u{200d}👩\u{200d}👧在湖边",
            "他写着 می\u{200c}خواهم 三个字母",
            "\u{200f}שלום\u{200e} 是平安",
            "นี่\u{200b}คือ 泰语",
            "❤\u{fe0f}\u{200d}🔥 和 葛\u{e0100}城",
            "ä¸\u{ad} 是“中”的三个字节",
            "第一栏\t第二栏\u{c}换页",
        ] {
            assert_eq!(repair(honest).text, honest);
        }
    }
}
