//! Where a date may begin: a glance that spares most lines the pattern.

use crate::extract::narrow::has_digit;

/// A digit, a Chinese year or, `with_reference`, a word like 昨天: what every date has.
pub(super) fn might_hold_a_date(text: &str, with_reference: bool) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    has_digit(text) || says(&["年"]) || with_reference && says(&RELATIVE)
}

/// Days that are told from another.
const RELATIVE: [&str; 5] = ["前天", "昨天", "昨日", "今天", "今日"];

/// The first place from `from` on where a date may begin, by what stands behind its first figures or characters: a
/// look at the characters spares most lines the pattern.
pub(super) fn candidate(view: &str, from: usize) -> Option<usize> {
    let bytes = view.as_bytes();
    let mut at = from;
    while let Some(c) = view[at..].chars().next() {
        let rest = &bytes[at..];
        let mut end = at + c.len_utf8();
        let may = match c {
            '0'..='9' => {
                end = at + rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                may_go_on(&bytes[end..])
            }
            'a'..='z' | 'A'..='Z' => rest.get(..3).is_some_and(|name| month_of(name).is_some()),
            '前' | '昨' | '今' => RELATIVE.iter().any(|word| view[at..].starts_with(word)),
            '民' => true,
            // Numerals of a year; each has three bytes.
            '〇' | '○' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => {
                rest.get(12..15) == Some("年".as_bytes()) || may_be_month(rest)
            }
            _ => false,
        };
        if may {
            return Some(at);
        }
        at = end;
    }
    None
}

/// Whether a month's numeral of one or two characters stands here, and a figure behind it: 五月 3, 2011; 3 五月, 2011.
fn may_be_month(rest: &[u8]) -> bool {
    [3, 6].into_iter().any(|at| {
        let behind = rest.get(at..).and_then(|rest| rest.strip_prefix("月".as_bytes()));
        behind.is_some_and(|behind| {
            let behind = behind.strip_prefix(b",").unwrap_or(behind);
            behind.strip_prefix(b" ").unwrap_or(behind).first().is_some_and(u8::is_ascii_digit)
        })
    })
}

/// Whether a date may go on like this behind its first figures: with a unit, a separator, more figures behind a space
/// or a month's English name.
fn may_go_on(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    match rest {
        [b'-' | b'/' | b'.', ..] => true,
        [byte, ..] if byte.is_ascii_alphanumeric() => true,
        _ if may_be_month(rest) => true,
        _ => ["年", "月", "分", "小", "天"].iter().any(|unit| rest.starts_with(unit.as_bytes())),
    }
}

/// The month that a name begins with, of which the first three letters are enough.
pub(super) fn month_of(name: &[u8]) -> Option<i16> {
    const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";
    let begins = |month: &[u8]| name.get(..3).is_some_and(|name| name.eq_ignore_ascii_case(month));
    MONTHS.chunks_exact(3).zip(1..).find(|(month, _)| begins(month)).map(|(_, number)| number)
}
