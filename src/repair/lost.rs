//! What is lost: 锟斤拷, runs of U+FFFD, question marks where text stood, memory patterns (烫烫烫), words that a censor
//! masked. Nothing is ever guessed; the spots are reported, and a page that they spoil is flagged.

use std::cell::LazyCell;
use std::ops::Range;
use std::sync::LazyLock;

use encoding_rs::GBK;
use memchr::{memchr_iter, memmem};

use super::plan::{Findings, Page, Spot};
use super::talk;
use crate::document::{is_hanzi, visible_chars};

/// A character that is left where others are lost.
pub(super) fn sign(c: char) -> bool {
    matches!(c, '锟' | '拷' | '锘' | '\u{fffd}' | '?' | '*' | '烫' | '屯')
}

/// More of them than honest text has in a row.
pub(super) fn gate(line: &str) -> bool {
    // Finders are made once: that takes longer than looking through a line.
    static FINDERS: LazyLock<Vec<memmem::Finder>> = LazyLock::new(|| {
        ["锟", "斤拷", "\u{fffd}", "???", "***", "烫烫烫", "屯屯屯"].map(memmem::Finder::new).into()
    });
    line.starts_with('锘') || FINDERS.iter().any(|finder| finder.find(line.as_bytes()).is_some())
}

/// Reports what is lost, unless the page only speaks about it.
pub(super) fn propose(page: &Page) -> Findings {
    let lines = page.lines;
    let mut findings = Findings::default();
    let (mut lost, mut masks) = (Vec::new(), Vec::new());
    // Without its sign a line has none of these, and no question marks.
    let signed = || lines.iter().copied().enumerate().filter(|(line, _)| page.signed[*line]);
    for (line, text) in signed() {
        let mut spots = replaced(text);
        spots.extend(byte_order_mark(text));
        spots.extend(repeated(text));
        lost.extend(spots.into_iter().map(|span| Spot::new(line, span)));
        masks.extend(masked(text).into_iter().map(|span| Spot::new(line, span)));
    }
    lost.extend(question_marks(lines, signed()));
    let chars: usize = lost.iter().map(|spot| visible_chars(&lines[spot.line][spot.span()])).sum();
    let quoted = lost.iter().all(|spot| is_quoted(lines[spot.line], spot.span()));
    let subject = !lost.is_empty() && (quoted || talk::of_encodings(lines));
    let share = if subject { SUBJECT_SHARE } else { SPOILT_SHARE };
    let visible = || lines.iter().map(|line| visible_chars(line)).sum();
    let spoils = chars >= SPOILT_CHARS && chars * share >= visible();
    if spoils || !subject {
        findings.flags.extend(spoils.then_some("repair/lost"));
        findings.unsure.append(&mut lost);
    }
    if masks.len() >= MASKED {
        findings.flags.push("repair/masked");
    }
    findings.unsure.append(&mut masks);
    findings
}

/// So many lost characters, and one in so many, spoil a page. Lines that went through such a loss have 64 of 100;
/// of 26,300 clean texts none has any.
const SPOILT_CHARS: usize = 8;
const SPOILT_SHARE: usize = 50;
/// An article about the loss shows examples, but does not consist of them.
const SUBJECT_SHARE: usize = 2;

/// One masked word may be the author's; several are a filter's. Of the clean texts none has one.
const MASKED: usize = 2;

/// U+FFFD and what it became when it was read as GBK: EF BF BD EF BF BD is 锟斤拷, and odd ones leave 锟 or 拷 with a
/// character that swallowed the rest.
fn replaced(text: &str) -> Vec<Range<usize>> {
    let mut spots = Vec::new();
    let (mut group, mut gap) = (Group::default(), 0);
    for (at, c) in text.char_indices() {
        if matches!(c, '锟' | '斤' | '拷' | '\u{fffd}') {
            group.add(at, c);
            gap = 0;
        } else {
            gap += 1;
            if gap > GAP {
                spots.extend(std::mem::take(&mut group).lost());
            }
        }
    }
    spots.extend(group.lost());
    spots
}

/// Characters between two of them that are damaged as well.
const GAP: usize = 2;

#[derive(Default)]
struct Group {
    span: Option<Range<usize>>,
    before: Option<char>,
    first: bool,
    pair: bool,
    tail: bool,
    replacement: bool,
}

impl Group {
    fn add(&mut self, at: usize, c: char) {
        let span = self.span.get_or_insert(at..at);
        // 斤拷 without a gap is the middle of it.
        self.pair |= self.before == Some('斤') && c == '拷' && span.end == at;
        span.end = at + c.len_utf8();
        self.tail |= self.first && matches!(c, '斤' | '拷');
        self.first |= c == '锟';
        self.replacement |= c == '\u{fffd}';
        self.before = Some(c);
    }

    fn lost(self) -> Option<Range<usize>> {
        (self.replacement || self.pair || self.first && self.tail).then_some(self.span)?
    }
}

/// A byte order mark read as GBK: 锘 (EF BB) and a character that begins with BF.
fn byte_order_mark(text: &str) -> Option<Range<usize>> {
    let next = text.strip_prefix('锘')?.chars().next()?;
    let (bytes, _, _) = GBK.encode(text.get(3..3 + next.len_utf8())?);
    matches!(*bytes, [0xBF, _]).then(|| 0..3 + next.len_utf8())
}

/// Memory that nobody wrote to, printed as GBK: CC CC is 烫, CD CD is 屯.
fn repeated(text: &str) -> Vec<Range<usize>> {
    const LEAST: usize = 8;
    runs(text, |c| matches!(c, '烫' | '屯'))
        .into_iter()
        .filter(|run| run.len() >= LEAST * '烫'.len_utf8())
        .collect()
}

/// Maximal runs of characters.
fn runs(text: &str, is: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|&(_, c)| is(c)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += c.len_utf8(),
            _ => runs.push(at..at + c.len_utf8()),
        }
    }
    runs
}

/// Lines that are question marks for the most part: eight at least, in words, or on a page of such lines. 什么??? and a
/// reader's ???????? below an article are honest.
fn question_marks<'t>(lines: &[&str], signed: impl Iterator<Item = (usize, &'t str)>) -> Vec<Spot> {
    const LEAST: usize = 8;
    let marks = |text: &str| memchr_iter(b'?', text.as_bytes()).count();
    let hanzi = |text: &str| text.chars().filter(|c| is_hanzi(*c)).count();
    let all = |count: fn(&str) -> usize| lines.iter().map(|line| count(line)).sum::<usize>();
    let page = LazyCell::new(|| all(marks) > all(hanzi));
    let mut spots = Vec::new();
    for (line, text) in signed {
        let marks = marks(text);
        if marks < LEAST || marks * 2 < visible_chars(text) {
            continue;
        }
        let runs = runs(text, |c| c == '?');
        if runs.len() > 1 || *page {
            spots.extend(runs.into_iter().map(|run| Spot::new(line, run)));
        }
    }
    spots
}

/// Words that a filter masked: `短***号`, `[_a***_]`. Stars beside letters and digits are numbers and code, stars at
/// both ends of a line are decoration, and what should be secret is masked by its owner.
fn masked(text: &str) -> Vec<Range<usize>> {
    const LEAST: usize = 3;
    const SECRETS: [&str; 12] =
        ["密码", "密碼", "口令", "账号", "帐号", "帳號", "卡号", "卡號", "手机", "电话", "电邮", "身份证"];
    let decorated = text.starts_with('*') && text.ends_with('*');
    let mut masks = Vec::new();
    for run in runs(text, |c| c == '*') {
        if run.len() < LEAST || decorated {
            continue;
        }
        let (left, right) = (&text[..run.start], &text[run.end..]);
        // At most two letters stand between the brackets and the stars.
        let near = |at: &usize| left.get(run.start.checked_sub(*at)?..).filter(|end| end.starts_with("[_"));
        let open = (2..=4).find(|at| near(at).is_some());
        let close = (0..=2).find(|at| right.get(*at..).is_some_and(|end| end.starts_with("_]")));
        if let (Some(open), Some(close)) = (open, close) {
            masks.push(run.start - open..run.end + close + 2);
            continue;
        }
        let (l, r) = (left.chars().next_back(), right.chars().next());
        let in_text = l.is_some_and(is_hanzi) || r.is_some_and(is_hanzi);
        let in_code =
            [l, r].iter().flatten().any(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '\\' | '_' | '@'));
        let near = left.char_indices().rev().nth(7).map_or(0, |(at, _)| at);
        let secret = SECRETS.iter().any(|word| left[near..].contains(word));
        if in_text && !in_code && !secret {
            masks.push(run);
        }
    }
    masks
}

fn is_quoted(text: &str, span: Range<usize>) -> bool {
    let (left, right) = (text[..span.start].chars().next_back(), text[span.end..].chars().next());
    matches!(
        (left, right),
        (Some('“'), Some('”'))
            | (Some('「'), Some('」'))
            | (Some('"'), Some('"'))
            | (Some('‘'), Some('’'))
            | (Some('《'), Some('》'))
            | (Some('『'), Some('』'))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str) -> (Vec<String>, Vec<&'static str>) {
        let lines: Vec<&str> = page.split('\n').collect();
        let findings =
            propose(&Page { lines: &lines, signed: &vec![true; lines.len()], flags: &Default::default() });
        (findings.unsure.iter().map(|s| lines[s.line][s.span()].to_owned()).collect(), findings.flags)
    }

    #[test]
    fn what_is_lost_is_reported() {
        let story = "天还没亮，卖菜的人已经把摊子支好了。".repeat(80);
        for (line, spot, flag) in [
            ("锟斤拷锟斤拷门口锟斤拷锟节ｏ拷停着一辆车", "锟斤拷锟斤拷门口锟斤拷锟节ｏ拷", true),
            (
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}车\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}车\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
                true,
            ),
            ("??????????? 2011", "???????????", true),
            ("锘縷第一行", "锘縷", false),
            ("烫烫烫烫烫烫烫烫烫烫", "烫烫烫烫烫烫烫烫烫烫", true),
        ] {
            assert_eq!(found(line), (vec![spot.to_owned()], if flag { vec!["repair/lost"] } else { vec![] }));
            if flag && !line.contains('?') {
                assert_eq!(found(&format!("{story}\n{line}")).1, [""; 0]);
            }
        }
    }

    #[test]
    fn masks_are_told_from_secrets_and_decoration() {
        let (spots, flags) = found("这个短***号很好用，\n请找[_a***_]帮忙。");
        assert_eq!((spots.len(), flags), (2, vec!["repair/masked"]));
        assert_eq!(spots[1], "[_a***_]");
        for honest in [
            "密码是****，请勿泄露。",
            "***今日特价***",
            "电话138****1234",
            "a***b 和 2***3",
            "这是**重点**内容",
        ] {
            assert_eq!(found(honest), (vec![], vec![]), "{honest}");
        }
    }

    #[test]
    fn honest_questions_and_talk_about_the_loss_are_no_finding() {
        for honest in [
            "什么???你说他????",
            "“锟斤拷”三个字从哪里来？老程序员都笑了。",
            "网页出现锟斤拷，是因为编码转换了两次。",
            "未初始化的内存显示成烫烫烫烫烫烫烫烫烫，这是编码的缘故。",
            "锘（No）是一种元素。他拷贝了三斤糖。锟铻是一把剑。",
            "小笼包烫烫烫！",
            "卖菜的人都走了，路上没有人说话，天也黑了。\n????????????",
        ] {
            assert_eq!(found(honest), (vec![], vec![]), "{honest}");
        }
    }
}
