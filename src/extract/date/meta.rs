//! Dates that machines wrote: stamps of the head, and the address of the page.

use std::sync::LazyLock;

use regex::Regex;

use super::{PartialDate, Time, dates};

static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\A\s*([0-9]{4})([0-9]{2})([0-9]{2})(?:[ T]?([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?)?\s*\z")
        .expect("a constant pattern")
});

/// Year, month and day of an address, in the separators that portals use: /2011/05/03/, /2011-05/03/,
/// /2011/0503/, t20110503_1.html. What follows is looked at afterwards.
static IN_URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<y>(?:19|20)[0-9]{2})(?P<a>[-/_]?)(?P<m>[0-9]{2})(?P<b>[-/_]?)(?P<d>[0-9]{2})")
        .expect("a constant pattern")
});

/// The same where an address separates them and drops leading zeros: /2011-5-3/, /2011/5/3/.
static IN_URL_SHORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[/_-](?P<y>(?:19|20)[0-9]{2})(?P<a>[-/_])(?P<m>[0-9]{1,2})(?P<b>[-/_])(?P<d>[0-9]{1,2})(?:[/_-]|\z)")
        .expect("a constant pattern")
});

static MONTH_IN_URL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"/((?:19|20)[0-9]{2})[-/]?([0-9]{2})/").expect("a constant pattern"));

/// The date of a stamp in the head, `20110503` and `201105030815` included. A midnight to the second is what
/// a database fills in for a day, and is left out.
pub fn stamp(text: &str) -> Option<PartialDate> {
    let date = match COMPACT.captures(text) {
        Some(found) => {
            let number = |i: usize| found.get(i).and_then(|m| m.as_str().parse::<i16>().ok());
            let small = |i: usize| number(i).and_then(|n| i8::try_from(n).ok());
            let date = PartialDate::new(number(1), small(2)?, small(3))?;
            let time = small(4).zip(small(5)).filter(|(h, m)| *h < 24 && *m < 60);
            let second = small(6).filter(|s| *s < 60);
            PartialDate {
                time: time.map(|(hour, minute)| Time { hour, minute, second, offset: None }),
                ..date
            }
        }
        None => dates(text, None).into_iter().next()?.value,
    };
    date.year?;
    let midnight = date.time.is_some_and(|t| (t.hour, t.minute, t.second.unwrap_or(0)) == (0, 0, 0));
    Some(if midnight { PartialDate { time: None, ..date } } else { date })
}

/// The day that an address carries in its path. A run of more than eight digits counts only where it is a
/// valid time to the minute or second; a serial number may begin like a date.
pub fn url_date(url: &str) -> Option<PartialDate> {
    let path = path(url);
    let long = IN_URL.captures_iter(path).find_map(|found| {
        let whole = found.get(0)?;
        let digit = |c: char| c.is_ascii_digit();
        if path[..whole.start()].ends_with(digit) {
            return None;
        }
        let run = path[whole.end()..].bytes().take_while(u8::is_ascii_digit).count();
        if run > 0 && stamp(&path[whole.start()..whole.end() + run]).is_none() {
            return None;
        }
        // /2011_05-03/ is nobody's way; /2011/0503/ and /2011-05/03/ are.
        if &found["a"] == "_" && &found["b"] != "_" {
            return None;
        }
        day(&found)
    });
    long.or_else(|| IN_URL_SHORT.captures(path).and_then(|found| day(&found)))
}

/// Year and month that an address carries, `/2011/05/` or `/201105/`: too little for a date, enough to give a
/// byline its year.
pub fn url_month(url: &str) -> Option<PartialDate> {
    MONTH_IN_URL
        .captures_iter(path(url))
        .find_map(|found| PartialDate::new(found[1].parse().ok(), found[2].parse().ok()?, None))
}

fn day(found: &regex::Captures<'_>) -> Option<PartialDate> {
    PartialDate::new(found["y"].parse().ok(), found["m"].parse().ok()?, found["d"].parse().ok())
}

/// Scheme and host away: `2011-05-03.example.com` is a name.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portals_put_the_day_into_the_address() {
        for url in [
            "http://example.cn/2011/05/03/1.html",
            "http://example.cn/gn/2011/05-03/352.shtml",
            "http://example.cn/a/20110503/000123.htm",
            "http://example.cn/n/2011/0503/c1-2.html",
            "http://example.cn/xw/201105/t20110503_123.html",
            "http://example.cn/2011-05/03/c_12.htm",
            "http://example.cn/2011-5-3/1.html",
            "http://example.cn/20110503081509.html",
        ] {
            assert_eq!(url_date(url).map(|d| d.to_string()).as_deref(), Some("2011-05-03"), "{url}");
        }
    }

    #[test]
    fn numbers_of_an_address_are_not_dates() {
        for url in [
            "http://example.cn/2011/05/1.html",
            "http://example.cn/a/201105039.html",
            "http://example.cn/120110503/",
            "http://20110503.example.cn/",
            "http://example.cn/20111503/1.html",
            "/2011/13/40/",
        ] {
            assert_eq!(url_date(url), None, "{url}");
        }
        assert_eq!(
            url_month("http://example.cn/2011/05/1.html").map(|d| d.to_string()).as_deref(),
            Some("2011-05")
        );
    }

    #[test]
    fn a_midnight_in_the_head_is_a_day() {
        let iso = |text| stamp(text).map(|d| d.to_string());
        assert_eq!(iso("2011-05-03T00:00:00").as_deref(), Some("2011-05-03"));
        assert_eq!(iso("201105030815").as_deref(), Some("2011-05-03T08:15"));
        assert_eq!(iso("20110503").as_deref(), Some("2011-05-03"));
        assert_eq!(iso("2011-05-03T08:15:09+08:00").as_deref(), Some("2011-05-03T08:15:09+08:00"));
        assert_eq!(iso("1970-01-01T00:00:00Z"), None);
    }
}
