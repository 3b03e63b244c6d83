//! Punctuation of Chinese prose that was folded to ASCII, given its width back; only where it is asked for.

use memchr::memchr_iter;

use super::plan::{Findings, Page, Proposal, Spot};
use crate::document::is_hanzi;

/// A mark that folding makes.
pub(super) fn sign(c: char) -> bool {
    full(c).is_some()
}

/// A mark behind a character or before one.
pub(super) fn gate(line: &str) -> bool {
    let bytes = line.as_bytes();
    b",:;?!()".iter().any(|mark| {
        memchr_iter(*mark, bytes).any(|at| {
            at > 0 && !bytes[at - 1].is_ascii() || bytes.get(at + 1).is_some_and(|next| !next.is_ascii())
        })
    })
}

/// Restores the lines that were folded: most of their marks are ASCII, or most of the page's.
pub(super) fn propose(page: &Page) -> Findings {
    let lines = page.lines;
    let mut findings = Findings::default();
    let found: Vec<(Vec<Mark>, usize)> = lines.iter().map(|line| (marks(line), wide(line))).collect();
    let (folded, kept) = found.iter().fold((0, 0), |(f, k), (marks, wide)| (f + marks.len(), k + wide));
    for (line, (marks, wide)) in found.into_iter().enumerate() {
        if (marks.len() > wide || folded > kept) && is_prose(lines[line]) {
            let spots = marks.into_iter().map(|mark| {
                Proposal::new(Spot::new(line, mark.at..mark.at + 1), mark.now.to_string(), ASKED, 0.0)
            });
            findings.proposals.extend(spots);
        }
    }
    findings
}

/// The caller has decided.
const ASKED: f32 = 12.0;

struct Mark {
    at: usize,
    now: char,
}

fn full(mark: char) -> Option<char> {
    Some(match mark {
        ',' => '，',
        ':' => '：',
        ';' => '；',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        ')' => '）',
        _ => return None,
    })
}

/// Full-width marks that folding would have taken.
fn wide(line: &str) -> usize {
    line.chars().filter(|c| matches!(c, '，' | '：' | '；' | '？' | '！' | '（' | '）')).count()
}

/// The ASCII marks of a line that stand in Chinese prose.
fn marks(line: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let mut stands_for = c;
        match (c, full(c)) {
            ('(', _) => open.push((at, false)),
            (')', Some(now)) => {
                // Brackets go in pairs, where there is Chinese between them.
                if let Some((start, true)) = open.pop() {
                    marks.push(Mark { at: start, now: '（' });
                    marks.push(Mark { at, now });
                    stands_for = now;
                }
            }
            (_, Some(now)) if in_prose(c, before, next) && !is_smiley(&line[at..], open.is_empty()) => {
                marks.push(Mark { at, now });
                stands_for = now;
            }
            _ => {}
        }
        if is_hanzi(c) {
            open.iter_mut().rev().take_while(|bracket| !bracket.1).for_each(|bracket| bracket.1 = true);
        }
        before = Some(stands_for);
    }
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// Behind a character of Chinese text; or behind a word or number, with Chinese text going on.
fn in_prose(mark: char, before: Option<char>, next: Option<char>) -> bool {
    let chinese = |c: char| is_hanzi(c) || matches!(c, '“' | '‘' | '「' | '『' | '《' | '【' | '（');
    let ends = |c: char| {
        is_hanzi(c)
            || matches!(c, '”' | '’' | '」' | '』' | '》' | '】' | '…' | '，' | '？' | '！' | '）' | '。')
    };
    match before {
        Some(b) if ends(b) => true,
        Some(b) if b.is_ascii_alphanumeric() || matches!(b, '%' | '"' | ')') => {
            mark != ':' && next.is_some_and(chinese)
        }
        _ => false,
    }
}

/// Whether a text begins with a smiley: eyes and a mouth, which is no bracket of the line's. `free` is said where none is
/// open.
fn is_smiley(text: &str, free: bool) -> bool {
    let Some(face) = text.strip_prefix([':', ';']) else { return false };
    let face = face.strip_prefix(['-', '^', '\'']).unwrap_or(face);
    let mut chars = face.chars();
    match chars.next() {
        Some(')') => free,
        Some('(') => !face.contains(')'),
        Some('D' | 'P' | 'p' | 'O' | 'o') => !chars.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        _ => false,
    }
}

/// More hanzi than letters, and sentences, not the cells of a table.
fn is_prose(line: &str) -> bool {
    let (mut hanzi, mut letters, mut commas, mut ends) = (0, 0, 0, 0);
    for c in line.chars() {
        match c {
            _ if is_hanzi(c) => hanzi += 1,
            _ if c.is_ascii_alphabetic() => letters += 1,
            ',' => commas += 1,
            '。' | '?' | '!' | ';' | ':' | '？' | '！' | '；' | '…' => ends += 1,
            _ => {}
        }
    }
    // Clauses have seven characters on average, cells two or three.
    hanzi > letters && (ends > 0 || commas < 3 || hanzi > commas * 4)
}

#[cfg(test)]
mod tests {
    use super::super::{Options, Punctuation, repair, repair_with};

    fn restored(text: &str) -> String {
        repair_with(text, Options { punctuation: Punctuation::Restore }).text
    }

    #[test]
    fn folded_prose_gets_its_marks_back() {
        for (folded, text) in [
            ("天黑了,路上没有人。谁还在走呢?", "天黑了，路上没有人。谁还在走呢？"),
            ("他说:“快走!”,没有人动;灯灭了。", "他说：“快走！”，没有人动；灯灭了。"),
            ("老王(卖菜的)来了,他用Linux,很好。", "老王（卖菜的）来了，他用Linux，很好。"),
            ("到2011年,共有12,500人,占35%,比去年多!", "到2011年，共有12,500人，占35%，比去年多！"),
            ("什么???真的吗?!", "什么？？？真的吗？！"),
            ("他说:(一)先来;(二)后走,好吗?", "他说：（一）先来；（二）后走，好吗？"),
            ("(他说得对:)谢谢,再见!", "（他说得对：）谢谢，再见！"),
            ("气温:-5度,明天:Day照常。", "气温：-5度，明天：Day照常。"),
        ] {
            assert_eq!(restored(folded), text);
            assert_eq!(repair(folded).text, folded);
        }
    }

    #[test]
    fn numbers_times_addresses_and_code_keep_theirs() {
        for honest in [
            "比分3:2，时间8:15，数字1,234，版本(2.0)。",
            "Hello, world! (中文)",
            "print(\"你好\", x, y); foo(a, b)",
            "见 http://example.com/?a=1;b=2 一文。",
            "甲,乙,丙,丁,戊",
            "今天真开心:)明天见",
            "太惨了:-( 下次再来",
            "他笑了:D然后走了;P",
            "天黑了，路上没有人，灯也灭了，只有一处写错了,就这样。",
        ] {
            assert_eq!(restored(honest), honest);
        }
    }
}
