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

/// A piece of a folded text, and what stood there: so many bytes at a place of the one, and of the other. Of a piece
/// that has as many bytes in both every character has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) folded: u32,
    pub(super) length: u32,
    pub(super) text: u32,
    pub(super) was: u32,
}

/// Where a text is folded to: behind others in one buffer.
struct Folding<'a> {
    text: &'a str,
    out: &'a mut String,
    /// Where the text begins in `out`.
    start: usize,
    pieces: &'a mut Vec<Piece>,
    /// The first of its pieces.
    first: usize,
}

impl Folding<'_> {
    /// What stays as it is.
    fn copy(&mut self, run: Range<usize>) {
        if !run.is_empty() {
            self.note(run.len(), run.clone());
            self.out.push_str(&self.text[run]);
        }
    }

    /// What becomes another character.
    fn put(&mut self, c: char, was: Range<usize>) {
        self.note(c.len_utf8(), was);
        self.out.push(c);
    }

    fn note(&mut self, length: usize, was: Range<usize>) {
        let piece = Piece {
            folded: (self.out.len() - self.start) as u32,
            length: length as u32,
            text: was.start as u32,
            was: was.len() as u32,
        };
        match self.pieces[self.first..].last_mut() {
            Some(last)
                if last.length == last.was
                    && piece.length == piece.was
                    && last.text + last.was == piece.text =>
            {
                last.length += piece.length;
                last.was += piece.was;
            }
            _ => self.pieces.push(piece),
        }
    }
}

/// Folds a text and appends it to `out` and its pieces to `pieces`, and shows `seen` the code of each of its characters
/// and where in `out` it begins. What stays as it is, most of a page, is copied in runs.
pub(super) fn fold_into(
    text: &str,
    out: &mut String,
    pieces: &mut Vec<Piece>,
    mut seen: impl FnMut(u32, usize),
) {
    let (start, first) = (out.len(), pieces.len());
    let mut to = Folding { text, out, start, pieces, first };
    let (bytes, table) = (text.as_bytes(), &**TABLE);
    // Where the run began that is still to be copied, and where the dust that is still to be judged.
    let (mut run, mut dust) = (0, usize::MAX);
    // The last character, and up to where a word is spelled out letter by letter.
    let (mut last, mut spelled) = (0, 0);
    let latin = |code: u32| u8::try_from(code).is_ok_and(|byte| byte.is_ascii_alphanumeric());
    let mut at = 0;
    loop {
        // Most of a page stays as it is: hanzi, Latin words, numbers, marks that are no dust.
        if dust == usize::MAX {
            let shift = to.out.len().wrapping_sub(run);
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
                    Some([first @ (b'a'..=b'z' | b'0'..=b'9'), next, ..])
                        if latin(last) || !may_be_spelled_out(Some(next)) =>
                    {
                        last = u32::from(*first);
                        seen(last, at.wrapping_add(shift));
                        at += 1;
                    }
                    Some([first, ..])
                        if first.is_ascii_punctuation()
                            && table[usize::from(*first)] == u16::from(*first) =>
                    {
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
                    let from = to.out.len();
                    emit_dust(&text[dust..at], dust, &mut |c, was| to.put(c, was));
                    to.out[from..].char_indices().for_each(|(at, c)| seen(c as u32, from + at));
                }
                dust = usize::MAX;
            }
            if is_latin && alone && at >= spelled && may_be_spelled_out(bytes.get(end)) {
                spelled = at + spelled_out(&text[at..]);
            }
            last = code;
            seen(code, to.out.len() + at - run);
            if code != raw {
                to.copy(run..at);
                char::from_u32(code).into_iter().for_each(|c| to.put(c, at..end));
                run = end;
            }
        } else {
            to.copy(run..at);
            run = end;
            if code == u32::from(DUST) {
                dust = dust.min(at);
            }
        }
        at = end;
    }
    to.copy(run..text.len());
}

/// The character that three bytes of UTF-8 are.
#[inline]
fn three_bytes(first: u8, second: u8, third: u8) -> u32 {
    u32::from(first & 0x0f) << 12 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f)
}

/// The folded text.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out, &mut Vec::new(), |_, _| {});
    out
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

/// Whether a letter may begin a word that is spelled out, by the byte behind it: one of dust or of what is unseen, or of
/// a character that might be. Of those from U+5000 to U+9FFF none is.
#[inline]
fn may_be_spelled_out(next: Option<&u8>) -> bool {
    next.is_some_and(|byte| !byte.is_ascii_alphanumeric() && !(0xe5..=0xe9).contains(byte))
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
fn emit_dust(dust: &str, from: usize, emit: &mut impl FnMut(char, Range<usize>)) {
    let mut marks = dust.char_indices().filter(|(_, c)| !c.is_whitespace() && !is_unseen(*c)).peekable();
    if marks.peek().is_none() {
        emit(' ', from..from + dust.chars().next().map_or(0, char::len_utf8));
    }
    for (at, c) in marks {
        emit(plain(c), from + at..from + at + c.len_utf8());
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

    /// The same character by character, with what each stood for.
    fn fold(text: &str, mut emit: impl FnMut(char, Range<usize>)) {
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
            let (alone, latin) = (
                dusted.is_some() || last.is_none_or(|l| !l.is_ascii_alphanumeric()),
                c.is_ascii_alphanumeric(),
            );
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
            emit(c, at..at + raw.len_utf8());
            last = Some(c);
        }
    }

    proptest::proptest! {
        #[test]
        fn copying_in_runs_folds_as_character_by_character(text in "[a-zA0 ._\u{200b}責任·：Ａ𝐀一\u{3000}-]{0,24}") {
            let (mut slow, mut origins) = (String::new(), Vec::new());
            fold(&text, |c, was| {
                slow.push(c);
                origins.extend(std::iter::repeat_n(was, c.len_utf8()));
            });
            proptest::prop_assert_eq!(folded(&text), slow);
            let (mut out, mut pieces) = ("前".to_owned(), Vec::new());
            fold_into(&text, &mut out, &mut pieces, |_, _| {});
            let mut of_bytes = Vec::new();
            for piece in pieces {
                proptest::prop_assert_eq!(piece.folded as usize, of_bytes.len());
                let text = &text[piece.text as usize..(piece.text + piece.was) as usize];
                if piece.length == piece.was {
                    let chars = text.char_indices().map(|(at, c)| piece.text as usize + at..piece.text as usize + at + c.len_utf8());
                    of_bytes.extend(chars.flat_map(|was| std::iter::repeat_n(was.clone(), was.len())));
                } else {
                    let was = piece.text as usize..(piece.text + piece.was) as usize;
                    of_bytes.extend(std::iter::repeat_n(was, piece.length as usize));
                }
            }
            proptest::prop_assert_eq!(of_bytes, origins);
        }
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
