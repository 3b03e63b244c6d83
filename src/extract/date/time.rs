//! The time of day beside a date.

use std::sync::LazyLock;

use regex::Regex;

use super::{Offset, Time};
use crate::extract::narrow::{head, tail};

/// What may stand between the day and the time, and the time.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)\A(?: T (?P<iso>) | [\ ,|]{0,3}
            (?: [(\[]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)\]]? | \(?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\)? )?
            [\ ,|]{0,3} (?: (?:时间|時間):?\ ? | (?:at|下|)\ )? [(\[]? )
          (?P<half>上午|下午|晚上|凌晨|清晨|早上|早晨|中午|傍晚|晚|午夜|am|pm)? [\ ]?
          (?: (?P<h>[0-9]{1,2}) \ ?:\ ? (?P<m>[0-9]{1,2}) (?:\ ?:\ ? (?P<s>[0-9]{2}) (?:\.[0-9]{1,9})? )?
            | (?P<ch>[0-9]{1,2}) \ ?[时時点點]\ ? (?P<cm>[0-9]{1,2}) \ ?分? (?: \ ? (?P<cs>[0-9]{1,2}) \ ?秒 )? )
          (?: \ ?(?P<ampm>[ap])\.?m\.?)?
          (?P<offset> Z | \ ?[+-][0-9]{2}:?[0-9]{2} )?",
    )
    .expect("a constant pattern")
});

/// A time right before the day: `08:15 2011-05-03`.
static EARLIER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:\A|[^0-9:])(?P<whole>(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2}))?(?: on)?,? )\z",
    )
    .expect("a constant pattern")
});

/// The time that follows a date, and the bytes of `after` that it takes with what joins the two.
pub fn time_after(after: &str) -> Option<(Time, usize)> {
    let found = TIME.captures(head(after, 64))?;
    let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i8>().ok());
    // 8:5 is a score; 8:5:09 is how some servers print a time.
    if found.name("m").is_some_and(|m| m.len() < 2) && found.name("s").is_none() {
        return None;
    }
    let (hour, minute) = number("h").zip(number("m")).or_else(|| number("ch").zip(number("cm")))?;
    let second = number("s").or_else(|| number("cs"));
    let half = found.name("half").map(|m| m.as_str().to_ascii_lowercase());
    let half = found.name("ampm").map(|m| format!("{}m", m.as_str().to_ascii_lowercase())).or(half);
    let hour = match (half.as_deref(), hour) {
        (Some("下午" | "晚上" | "晚" | "傍晚" | "pm"), 1..=11) => hour + 12,
        (Some("中午"), 1..=2) => hour + 12,
        (Some("上午" | "凌晨" | "午夜" | "am"), 12) => 0,
        _ => hour,
    };
    let mut end = found.get(0)?.end();
    let mut offset = None;
    if let Some(written) = found.name("offset") {
        match found.name("iso").is_some().then(|| read_offset(written.as_str().trim())).flatten() {
            Some(read) => offset = Some(read),
            // `08:15 -0100…` in a byline is a telephone number.
            None => end = written.start(),
        }
    }
    valid_time(hour, minute, second).map(|time| (Time { offset, ..time }, end))
}

/// The time that `before` ends with, and its bytes.
pub fn time_before(before: &str) -> Option<(Time, usize)> {
    let found = EARLIER.captures(tail(before, 14))?;
    let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i8>().ok());
    let time = valid_time(number("h")?, number("m")?, number("s"))?;
    Some((time, found.name("whole")?.len()))
}

pub fn valid_time(hour: i8, minute: i8, second: Option<i8>) -> Option<Time> {
    let valid = hour < 24 && minute < 60 && second.is_none_or(|s| s < 60);
    valid.then_some(Time { hour, minute, second, offset: None })
}

fn read_offset(text: &str) -> Option<Offset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(Offset::Zulu);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = digits.parse::<i16>().ok()?;
    let minutes = number / 100 * 60 + number % 100;
    (minutes <= 14 * 60).then_some(Offset::Minutes(if text.starts_with('-') { -minutes } else { minutes }))
}
