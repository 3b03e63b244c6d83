//! Doubled commas: the mirroring kit puts a comma before every second or third mark (`,。` `,，` `,,`).

use memchr::memchr2_iter;

use super::plan::{Findings, Page, Proposal, Spot};
use crate::document::is_hanzi;

/// A comma.
pub(super) fn sign(c: char) -> bool {
    is_comma(c)
}

/// A comma directly before another mark.
pub(super) fn gate(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr2_iter(b',', FULL_COMMA[2], bytes).any(|at| {
        let is_comma = bytes[at] == b',' || bytes[..=at].ends_with(FULL_COMMA);
        is_comma && starts_with_mark(&bytes[at + 1..])
    })
}

const FULL_COMMA: &[u8; 3] = b"\xef\xbc\x8c";

fn starts_with_mark(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b',' | b'?' | b'!' | b';' | b':', ..]
            | [0xE3, 0x80, 0x81 | 0x82, ..]
            | [0xEF, 0xBC, 0x81 | 0x8C | 0x9A | 0x9B | 0x9F, ..]
    )
}

/// Weighs the doubled marks of the page against the single ones.
pub(super) fn propose(page: &Page) -> Findings {
    let mut doubled = Vec::new();
    let mut count = Count::default();
    for (line, text) in page.lines.iter().enumerate() {
        for mark in Marks::of(text) {
            if mark.counts {
                count.add(&mark);
            }
            if !matches!(mark.kind, Kind::Single | Kind::Run) {
                doubled.push((Spot::new(line, mark.start..mark.end), mark.kind));
            }
        }
    }
    let (mut gain, runner_up) = count.weigh();
    if page.flags.contains("repair/byte-step") {
        gain += BESIDE_TORN;
    }
    let mut findings = Findings::default();
    for (spot, kind) in doubled {
        if !matches!(kind, Kind::Torn) {
            findings.proposals.push(Proposal::new(spot, "", gain, runner_up));
        } else if gain > runner_up {
            findings.unsure.push(spot);
        }
    }
    findings
}

/// The marks of a page, by what speaks for the kit.
#[derive(Debug, Default)]
struct Count {
    mixed: usize,
    same_width: usize,
    single: usize,
    run: usize,
    ascii: usize,
    full: usize,
    not_comma: usize,
}

impl Count {
    fn add(&mut self, mark: &Mark) {
        *match mark.kind {
            Kind::Single => &mut self.single,
            Kind::Mixed => &mut self.mixed,
            Kind::SameWidth => &mut self.same_width,
            Kind::Torn => return,
            Kind::Run => &mut self.run,
        } += 1;
        match mark.last {
            ',' | '?' | '!' | ';' | ':' => self.ascii += 1,
            '。' | '、' => {}
            _ => self.full += 1,
        }
        self.not_comma += usize::from(!is_comma(mark.last));
    }

    /// What speaks for the kit, and what for an honest page.
    fn weigh(&self) -> (f32, f32) {
        let [mixed, same, single, run] =
            [self.mixed, self.same_width, self.single, self.run].map(|n| n as f32);
        // Commas and no other mark: a table with empty cells.
        let table = if self.not_comma == 0 { mixed + same } else { 0.0 };
        let honest = RUN * run + TABLE * table;
        if self.ascii > self.full {
            let gain = FOLDED * (mixed + same);
            (gain, honest + (FOLDED_SINGLE * single).min(FOLDED_PAGE + single / 2.0))
        } else {
            (MIXED * mixed + SAME_WIDTH * same, honest + single)
        }
    }
}

/// Where a byte-level insertion was found, its commas are as likely as the single marks of a page are few:
/// more than a page of single ones ([`FOLDED_PAGE`]) says against them.
const BESIDE_TORN: f32 = 20.0;
/// An ASCII comma before a full-width mark on a page of full-width commas is hardly a typist's slip: one
/// among three single marks is enough, and the kit doubles two marks of three.
const MIXED: f32 = 4.0;
/// `，，` is typed by mistake once in 25,000 headlines, so one of them proves nothing.
const SAME_WIDTH: f32 = 1.5;
/// On a page whose commas are ASCII all doubled marks look like slips. A line or two must double nearly all
/// of its marks ([`FOLDED_SINGLE`]); a page must show the habit, then it may have single marks as well
/// ([`FOLDED_PAGE`]): the seed pages double 38 % of theirs.
const FOLDED: f32 = 2.0;
const FOLDED_SINGLE: f32 = 6.0;
const FOLDED_PAGE: f32 = 16.0;
/// `,,,` belongs to tables, code and sighs.
const RUN: f32 = 4.0;
const TABLE: f32 = 4.0;

/// A mark and what stands before it.
#[derive(Debug)]
struct Mark {
    start: usize,
    end: usize,
    /// The mark itself, behind the comma if there is one.
    last: char,
    kind: Kind,
    /// Stands in Chinese prose, where it says something about the page.
    counts: bool,
}

#[derive(Debug)]
enum Kind {
    /// A mark without a comma before it.
    Single,
    /// An ASCII comma before another width's mark; the span is the comma.
    Mixed,
    /// A comma before a mark of its own width; the span is the comma.
    SameWidth,
    /// Marks of which one has swallowed a byte (`,??沙`, `?!?`): not this plan's to mend.
    Torn,
    /// Three or more in a row.
    Run,
}

/// The marks of a line, a run of them counted once.
struct Marks<'t> {
    text: &'t str,
    at: usize,
    before: Option<char>,
}

impl<'t> Marks<'t> {
    fn of(text: &'t str) -> Self {
        Marks { text, at: 0, before: None }
    }
}

impl Iterator for Marks<'_> {
    type Item = Mark;

    fn next(&mut self) -> Option<Mark> {
        loop {
            let rest = &self.text[self.at..];
            let first = rest.chars().next()?;
            let (before, start) = (self.before, self.at);
            let run_len = if is_mark(first) { rest.find(|c| !is_mark(c)).unwrap_or(rest.len()) } else { 0 };
            let run = &rest[..run_len];
            let step = run_len.max(first.len_utf8());
            self.at += step;
            self.before = rest[..step].chars().next_back();
            let Some(last) = run.chars().next_back() else { continue };
            let kind = kind(first, run);
            // Single marks after Latin letters and digits are code, tables or times; they say nothing.
            let comma_only = matches!(kind, Kind::Mixed | Kind::SameWidth);
            let in_prose = before.is_some_and(|b| bears_a_mark(b) || b == ' ' && matches!(kind, Kind::Mixed));
            let runs_on = || self.text[self.at..].chars().next().is_some_and(is_hanzi);
            let latin = comma_only
                && before.is_some_and(|b| b.is_ascii_alphanumeric())
                && (matches!(kind, Kind::Mixed) || runs_on());
            if in_prose || latin {
                let end = start + if comma_only { first.len_utf8() } else { run_len };
                return Some(Mark { start, end, last, kind, counts: in_prose });
            }
        }
    }
}

/// What a run of marks is, by its first character and its length.
fn kind(first: char, run: &str) -> Kind {
    let mut rest = run.chars().skip(1);
    let (second, third, more) = (rest.next(), rest.next(), rest.count());
    match (first, second, third) {
        (_, None, _) => Kind::Single,
        (',', Some('?' | '!'), Some(_)) | ('?', Some(_), Some(_)) if more < 2 => Kind::Torn,
        // 什么,？！ is a doubled comma before two marks; ,，， is none.
        (',' | '，', Some(mark), third) if more == 0 && (third.is_none() || !is_comma(mark)) => {
            if first == ',' && !mark.is_ascii() { Kind::Mixed } else { Kind::SameWidth }
        }
        (_, _, None) => Kind::Single,
        _ => Kind::Run,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, ',' | '?' | '!' | ';' | ':' | '，' | '。' | '、' | '？' | '！' | '；' | '：')
}

fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，')
}

/// Chinese prose: a mark stands after a character, a closing quote or bracket.
fn bears_a_mark(c: char) -> bool {
    is_hanzi(c) || matches!(c, '”' | '’' | '」' | '』' | '》' | '）' | ')' | '】' | '…' | '%' | '"')
}

#[cfg(test)]
mod tests {
    use crate::repair::repair;

    #[test]
    fn a_comma_of_the_other_width_before_a_mark_goes() {
        for (damaged, text) in [
            ("天黑了,，路上没有人,。", "天黑了，路上没有人。"),
            ("盐、糖,、醋都买齐了,；还差什么呢,？", "盐、糖、醋都买齐了；还差什么呢？"),
            (
                "天黑了,,路上没有人,。灯,、火把都灭了,,谁还在走呢,?",
                "天黑了,路上没有人。灯、火把都灭了,谁还在走呢?",
            ),
            ("他说,：“快走,！”,，没有人动,。", "他说：“快走！”，没有人动。"),
            (
                "天黑了，，路上没有人，。灯，、火把都灭了，，谁还在走呢，？",
                "天黑了，路上没有人。灯、火把都灭了，谁还在走呢？",
            ),
        ] {
            assert_eq!(repair(damaged).text, text);
        }
    }

    #[test]
    fn a_slip_on_an_honest_page_and_what_is_no_prose_stay() {
        for honest in [
            "房子是租的，，还没有付钱！",
            "甲,,乙,,,丙,,丁",
            "张三,,13800000000,,北京",
            "foo(a,,b); x[,];",
            "他走了，她也走了。天黑了，灯亮了，门关了，没有人说话,。",
            ",,,,,,,,,,,,,,",
        ] {
            assert_eq!(repair(honest).text, honest);
        }
    }

    #[test]
    fn a_mark_beside_a_swallowed_byte_is_reported_and_left() {
        let damaged = "天黑了,,路上没有人,。灯灭了,??沙掷的人走了,。";
        let repaired = repair(damaged);
        assert_eq!(repaired.text, "天黑了,路上没有人。灯灭了,??沙掷的人走了。");
        assert_eq!(repaired.unsure.first(), Some(&(15..18)));
    }
}
