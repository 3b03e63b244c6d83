//! The folded view that rules match on, and the way back from it to the words the page really said.
//!
//! Folding makes half-width, lower case and simplified of what a page writes full-width, upper case or
//! traditional, takes look-alikes for the Latin letters they imitate, and leaves out what nobody reads:
//! zero-width characters, and *dust* (white space, dots, dashes, bars, asterisks) unless it stands between two
//! Latin letters or digits. `责 任·编辑：Ａlice` folds to `责任编辑:alice`; `2011-05-03 来源` to `2011-05-03来源`.

use std::ops::Range;

use super::fold_table::{DUST, PLANE, TABLE, beyond, is_dust, is_unseen, look_up, plain};

/// What becomes of a character by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Single {
    /// Nothing.
    Unseen,
    /// It goes, unless it stands between two Latin letters or digits.
    Dust,
    /// This one.
    Char(char),
}

/// What becomes of a character by itself.
pub(super) fn single(c: char) -> Single {
    look_up(&TABLE[..], c)
}

/// Folds a text into `out`, which is emptied first, and shows `seen` the code of each of its characters and where it
/// begins. What stays as it is, most of a page, is copied in runs.
pub fn fold_into(text: &str, out: &mut String, mut seen: impl FnMut(u32, usize)) {
    out.clear();
    let (bytes, table) = (text.as_bytes(), &**TABLE);
    // Where the run began that is still to be copied, and where the dust that is still to be judged.
    let (mut run, mut dust) = (0, usize::MAX);
    // The last character, and up to where a word is spelled out letter by letter.
    let (mut last, mut spelled) = (0, 0);
    let latin = |code: u32| u8::try_from(code).is_ok_and(|byte| byte.is_ascii_alphanumeric());
    let mut at = 0;
    loop {
        // Most of a page stays as it is: hanzi, and what goes on a Latin word or number.
        if dust == usize::MAX {
            let shift = out.len().wrapping_sub(run);
            loop {
                match bytes.get(at..at + 3) {
                    Some([first @ 0xe0..0xf0, second, third]) => {
                        let raw = three_bytes(*first, *second, *third);
                        if u32::from(table[raw as usize % PLANE]) != raw {
                            break;
                        }
                        seen(raw, at.wrapping_add(shift));
                        last = raw;
                        at += 3;
                    }
                    Some([first @ (b'a'..=b'z' | b'0'..=b'9'), ..]) if latin(last) => {
                        last = u32::from(*first);
                        seen(last, at.wrapping_add(shift));
                        at += 1;
                    }
                    _ => break,
                }
            }
        }
        let Some(first) = bytes.get(at) else { break };
        // Hanzi and their punctuation take three bytes; of the others the library knows the length.
        let (raw, end) = match (first, bytes.get(at + 1..at + 3)) {
            (0..0x80, _) => (u32::from(*first), at + 1),
            (0xe0..0xf0, Some([second, third])) => (three_bytes(*first, *second, *third), at + 3),
            _ => text[at..].chars().next().map_or((0, at + 1), |c| (c as u32, at + c.len_utf8())),
        };
        let code = table.get(raw as usize).map_or_else(|| beyond(raw), |code| u32::from(*code));
        if code > u32::from(DUST) {
            let (after_latin, is_latin) = (latin(last), latin(code));
            let alone = dust != usize::MAX || !after_latin;
            if dust != usize::MAX {
                if after_latin && is_latin && at >= spelled {
                    let from = out.len();
                    emit_dust(&text[dust..at], dust, &mut |c, _| out.push(c));
                    out[from..].char_indices().for_each(|(at, c)| seen(c as u32, from + at));
                }
                dust = usize::MAX;
            }
            if is_latin && alone && at >= spelled {
                spelled = at + spelled_out(&text[at..]);
            }
            last = code;
            seen(code, out.len() + at - run);
            if code != raw {
                out.push_str(&text[run..at]);
                out.extend(char::from_u32(code));
                run = end;
            }
        } else {
            out.push_str(&text[run..at]);
            run = end;
            if code == u32::from(DUST) {
                dust = dust.min(at);
            }
        }
        at = end;
    }
    out.push_str(&text[run..]);
}

/// The character that three bytes of UTF-8 are.
#[inline]
fn three_bytes(first: u8, second: u8, third: u8) -> u32 {
    u32::from(first & 0x0f) << 12 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f)
}

/// The folded text.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out, |_, _| {});
    out
}

/// Where the folded text came from; made only for lines that a rule hits.
#[derive(Debug)]
pub struct Origins(Vec<Range<u32>>);

impl Origins {
    /// The origins of the folded view of `text`.
    pub fn of(text: &str) -> Origins {
        let mut origins = Vec::with_capacity(text.len());
        fold(text, |c, at| {
            let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
            origins.extend(std::iter::repeat_n(at as u32..end as u32, c.len_utf8()));
        });
        Origins(origins)
    }

    /// The words of the page behind a byte range of the folded view: from its first character to its last.
    pub fn range(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.0.get(folded.start).or(self.0.last()).map_or(0, |r| r.start as usize);
        match folded.end.checked_sub(1).and_then(|last| self.0.get(last)) {
            Some(last) if folded.end > folded.start => start..last.end as usize,
            _ => start..start,
        }
    }

    /// Where in the folded view a byte offset of the page's line falls.
    pub fn folded_at(&self, at: usize) -> usize {
        self.0.partition_point(|r| (r.start as usize) < at)
    }
}

/// Whether a character is a letter, a digit or a hanzi: what is neither dust nor punctuation.
pub fn is_word(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        '\u{4e00}'..='\u{9fff}' => true,
        // Punctuation of Chinese text; 〇 and its neighbours go on to the table.
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// The simplified form of a traditional hanzi, or `None`.
pub fn simplified(c: char) -> Option<char> {
    match look_up(&TABLE[..], c) {
        Single::Char(to) if to != c && matches!(c, '\u{4e00}'..='\u{9fff}') => Some(to),
        _ => None,
    }
}

/// The same character by character, with the place that each came from.
fn fold(text: &str, mut emit: impl FnMut(char, usize)) {
    let table = &TABLE[..];
    let mut last: Option<char> = None;
    let mut dust: Option<usize> = None;
    // Up to where a word is spelled out letter by letter.
    let mut spelled = 0;
    for (at, raw) in text.char_indices() {
        let c = match look_up(table, raw) {
            Single::Unseen => continue,
            Single::Dust => {
                dust.get_or_insert(at);
                continue;
            }
            Single::Char(c) => c,
        };
        let dusted = dust.take();
        let (alone, latin) =
            (dusted.is_some() || last.is_none_or(|l| !l.is_ascii_alphanumeric()), c.is_ascii_alphanumeric());
        if let Some(from) = dusted
            && latin
            && last.is_some_and(|l| l.is_ascii_alphanumeric())
            && at >= spelled
        {
            emit_dust(&text[from..at], from, &mut emit);
        }
        if latin && alone && at >= spelled {
            spelled = at + spelled_out(&text[at..]);
        }
        emit(c, at);
        last = Some(c);
    }
}

/// Bytes of the word that a text begins with letter by letter, `b.e.t.3.6.5`: three letters and digits or more,
/// not digits alone, with one and the same mark between them. Else 0.
fn spelled_out(text: &str) -> usize {
    let mut chars = text.char_indices().filter(|(_, c)| !is_unseen(*c)).map(|(at, c)| (at, plain(c)));
    let (mut count, mut letters, mut mark, mut end) = (0, 0, None, 0);
    while let Some((at, c)) = chars.next() {
        if !c.is_ascii_alphanumeric() {
            break;
        }
        let next = chars.next();
        if next.is_some_and(|(_, n)| n.is_ascii_alphanumeric()) {
            // The last letter counts where no word begins with it.
            break;
        }
        (count, letters, end) = (count + 1, letters + usize::from(c.is_ascii_alphabetic()), at + 1);
        match next {
            Some((_, n)) if is_dust(n) && *mark.get_or_insert(n) == n => {}
            _ => break,
        }
    }
    if count >= 3 && letters > 0 { end } else { 0 }
}

/// Dust between Latin words: its marks, or one space where it is nothing but space.
fn emit_dust(dust: &str, from: usize, emit: &mut impl FnMut(char, usize)) {
    let mut marks = dust.char_indices().filter(|(_, c)| !c.is_whitespace() && !is_unseen(*c)).peekable();
    if marks.peek().is_none() {
        emit(' ', from);
    }
    for (at, c) in marks {
        emit(plain(c), from + at);
    }
}

#[cfg(test)]
mod tests {
    use super::super::script_table::SIMPLIFIED;
    use super::*;

    #[test]
    fn width_case_script_and_dust_are_folded_away() {
        assert_eq!(folded("責 任·编辑：Ａlice"), "责任编辑:alice");
        assert_eq!(folded("加\u{200b}微_信"), "加微信");
        assert_eq!(folded("αρρ下載"), "app下载");
        assert_eq!(folded("𝐀𝐏𝐏"), "app");
    }

    #[test]
    fn dust_between_latin_words_stays() {
        assert_eq!(folded("2011-05-03 08:15 来源"), "2011-05-03 08:15来源");
        assert_eq!(folded("Copyright  ©  2004 A.B"), "copyright©2004 a.b");
        assert_eq!(folded("2011-5-3 1.2.3"), "2011-5-3 1.2.3");
        assert_eq!(folded("b.e.t.3.6.5 官 网"), "bet365官网");
    }

    proptest::proptest! {
        #[test]
        fn copying_in_runs_folds_as_character_by_character(text in "[a-zA0 ._\u{200b}責任·：Ａ𝐀一\u{3000}-]{0,24}") {
            let mut slow = String::new();
            fold(&text, |c, _| slow.push(c));
            proptest::prop_assert_eq!(folded(&text), slow);
        }
    }

    #[test]
    fn a_folded_range_leads_back_to_the_words_of_the_page() {
        let line = "甲 关 注·公众號 乙";
        let view = folded(line);
        let at = view.find("关注公众号").unwrap();
        assert_eq!(&line[Origins::of(line).range(at..at + "关注公众号".len())], "关 注·公众號");
    }

    #[test]
    fn fold_table_says_what_the_converter_says() {
        let converter = opencc_fmmseg::OpenCC::new();
        let traditional: Vec<char> = SIMPLIFIED.chars().step_by(2).collect();
        let differ = traditional
            .iter()
            .filter(|c| converter.t2s(&c.to_string(), false) != simplified(**c).unwrap_or(**c).to_string())
            .count();
        assert!(traditional.len() > 2800 && differ == 0, "{differ} of {}", traditional.len());
        assert_eq!((simplified('國'), simplified('国'), simplified('a')), (Some('国'), None, None));
    }
}
