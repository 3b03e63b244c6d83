//! Finds the dates of a text.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::candidate::{candidate, might_hold_a_date, month_of};
use super::label::{Label, label};
use super::time::{time_after, time_before};
use super::{DateHit, PartialDate};
use crate::extract::narrow::Narrow;

/// The day itself, without what follows. One alternative a way of writing; tried in this order where two
/// begin at the same place.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    const MONTH: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|\
                         sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    let digits = "[0-9]";
    Regex::new(&format!(
        r"(?x-u)
          (?P<hy>{digits}{{4}})\ ?年\ ?(?P<hm>{digits}{{1,2}})\ ?月(?:\ ?份)?(?:\ ?(?P<hd>{digits}{{1,2}})\ ?(?:日|号|號))?
        | (?P<ny>{digits}{{4}})\ ?(?P<ns>[-/.])\ ?(?P<nm>{digits}{{1,2}})(?:\ ?(?P<nt>[-/.])\ ?(?P<nd>{digits}{{1,2}}))?
        | (?P<cy>(?:〇|○|零|一|二|三|四|五|六|七|八|九){{4}})年(?P<cm>(?:一|二|三|四|五|六|七|八|九|十){{1,2}})月
          (?:(?P<cd>(?:一|二|三|四|五|六|七|八|九|十|廿){{1,3}})(?:日|号|號))?
        | (?:民国|民國)\ ?(?P<ry>{digits}{{2,3}})\ ?年\ ?(?P<rm>{digits}{{1,2}})\ ?月(?:\ ?(?P<rd>{digits}{{1,2}})\ ?(?:日|号|號))?
        | (?P<em>(?i:{MONTH}))\.?\ (?P<ed>{digits}{{1,2}})(?:st|nd|rd|th)?,?\ (?P<ey>{digits}{{4}})
        | (?P<fd>{digits}{{1,2}})(?:st|nd|rd|th)?\ (?P<fm>(?i:{MONTH}))\.?,?\ (?P<fy>{digits}{{4}})
        | (?P<xm>{digits}{{1,2}}|(?:一|二|三|四|五|六|七|八|九|十){{1,2}})月\ ?(?P<xd>{digits}{{1,2}}),\ ?(?P<xy>(?:19|20){digits}{{2}})
        | (?P<vd>{digits}{{1,2}})\ (?P<vm>{digits}{{1,2}}|(?:一|二|三|四|五|六|七|八|九|十){{1,2}})月,?\ (?P<vy>(?:19|20){digits}{{2}})
        | (?P<md>{digits}{{1,2}})\ ?月\ ?(?P<mh>{digits}{{1,2}})\ ?(?:日|号|號)
        | (?P<ua>{digits}{{1,2}})/(?P<ub>{digits}{{1,2}})/(?P<uy>{digits}{{4}})
        | (?P<ga>{digits}{{2}})\.(?P<gb>{digits}{{2}})\.(?P<gy>(?:19|20){digits}{{2}})
        | (?P<wy>(?:19|20){digits}{{2}})\ ?(?P<wm>{digits}{{2}})/(?P<wd>{digits}{{2}})
        | (?P<sy>{digits}{{2}})(?P<ss>[-/.])(?P<sm>{digits}{{1,2}})(?P<st>[-/.])(?P<sd>{digits}{{1,2}})
        | (?P<bm>{digits}{{1,2}})[-/](?P<bd>{digits}{{1,2}})
        | (?P<ago>{digits}{{1,3}})\ ?(?P<unit>分钟|分鐘|小时|小時|天)前
        | (?P<rel>前天|昨天|昨日|今天|今日)
        ",
    ))
    .expect("a constant pattern")
});

/// Every date of `text`, in order. Without `reference` 昨天 and `3小时前` are no dates, and `05-03` stays one
/// without a year; with it the year is the latest that does not reach beyond the reference.
///
/// A two-digit year and a month without a day in digits (`2011-05`) count only behind a label, a bare
/// `05-03` only behind a label or before a time: elsewhere they are scores, ranges and versions.
pub fn dates(text: &str, reference: Option<Date>) -> Vec<DateHit> {
    if !might_hold_a_date(text, reference.is_some()) {
        return Vec::new();
    }
    let narrow = Narrow::new(text);
    let view: &str = &narrow.text;
    let mut hits = Vec::new();
    let mut from = 0;
    while let Some(start) = candidate(view, from) {
        let Some(day) = DAY.captures_at(view, start) else { break };
        let Some(whole) = day.get(0) else { break };
        match read(view, &day, from, reference) {
            Some(hit) => {
                from = hit.span.end.max(whole.end());
                hits.push(DateHit { span: narrow.span(hit.span), ..hit });
            }
            // What was no date may hide one: 192.2011-05-03.
            None => from = whole.start() + view[whole.start()..].chars().next().map_or(1, char::len_utf8),
        }
    }
    hits
}

fn read(view: &str, day: &Captures<'_>, floor: usize, reference: Option<Date>) -> Option<DateHit> {
    let whole = day.get(0)?;
    let (before, after) = (&view[..whole.start()], &view[whole.end()..]);
    let digit_first = whole.as_str().starts_with(|c: char| c.is_ascii_digit());
    if digit_first && runs_on_before(before) {
        return None;
    }
    let (written, form) = written(day, reference)?;
    let (time, tail_len) = written
        .day
        .filter(|_| form != Form::Ago)
        .and_then(|_| time_after(after))
        .map_or((None, 0), |(t, n)| (Some(t), n));
    let mut tail_len = tail_len;
    let mut written = written;
    if let (None, Some((year, length))) = (written.year, year_behind(&after[tail_len..])) {
        (written, tail_len) = (written.with_year(year)?, tail_len + length);
    }
    let rest = &after[tail_len..];
    if tail_len == 0 && runs_on_after(whole.as_str(), after) || is_range(rest) {
        return None;
    }
    let mut span = whole.start()..whole.end() + tail_len;
    let mut time = time;
    if time.is_none() && written.day.is_some() {
        // Not before `floor`: that time belongs to the date before it.
        if let Some((earlier, length)) = time_before(&view[floor.min(span.start)..span.start]) {
            time = Some(earlier);
            span.start -= length;
        }
    }
    let label = label(&view[..span.start], rest);
    let told = label.is_some_and(|l| l != Label::Foreign);
    match form {
        Form::Weak if !told => return None,
        Form::Bare if !told && time.is_none() => return None,
        _ => {}
    }
    let mut value = PartialDate { time, ..written };
    if let (None, Some(reference)) = (value.year, reference) {
        value = latest_before(value, reference)?;
    }
    Some(DateHit { span, value, label })
}

/// How much a way of writing proves by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// 年月日, or a year of four digits with month and day.
    Sure,
    /// `05-03`: a date behind a label or before a time.
    Bare,
    /// `2011-05`, `11-05-03`: a date behind a label only.
    Weak,
    /// `3小时前`, whose hours must not be read as a time.
    Ago,
}

fn written(day: &Captures<'_>, reference: Option<Date>) -> Option<(PartialDate, Form)> {
    let text = |name: &str| day.name(name).map(|m| m.as_str());
    let number = |name: &str| text(name).and_then(|t| t.parse::<i16>().ok());
    let date = |year: Option<i16>, month: i16, day: Option<i16>, form| {
        let day = day.map(i8::try_from).transpose().ok()?;
        Some((PartialDate::new(year, i8::try_from(month).ok()?, day)?, form))
    };
    if let Some(year) = number("hy") {
        return date(Some(year), number("hm")?, number("hd"), Form::Sure);
    }
    if let Some(year) = number("ny") {
        return match number("nd") {
            Some(_) if text("ns") != text("nt") => None,
            Some(day) => date(Some(year), number("nm")?, Some(day), Form::Sure),
            None => date(Some(year), number("nm")?, None, Form::Weak),
        };
    }
    if let Some(year) = text("cy") {
        let year = year.chars().try_fold(0, |n, c| Some(n * 10 + numeral(c)?))?;
        let day = text("cd").map(hanzi_number);
        return date(
            Some(year),
            hanzi_number(text("cm")?)?,
            day.map_or(Some(None), |d| d.map(Some))?,
            Form::Sure,
        );
    }
    if let Some(year) = number("ry") {
        return date(Some(year + 1911), number("rm")?, number("rd"), Form::Sure);
    }
    for (year, month, day) in [("ey", "em", "ed"), ("fy", "fm", "fd")] {
        if let Some(year) = number(year) {
            return date(Some(year), month_of(text(month)?.as_bytes())?, number(day), Form::Sure);
        }
    }
    // How a theme made for English months writes them: 5月 3, 2011; 3 五月, 2011.
    for (year, month, day) in [("xy", "xm", "xd"), ("vy", "vm", "vd")] {
        if let Some(year) = number(year) {
            let month = number(month).or_else(|| hanzi_number(text(month)?))?;
            return date(Some(year), month, number(day), Form::Sure);
        }
    }
    if let Some(month) = number("md") {
        return date(None, month, number("mh"), Form::Sure);
    }
    if let Some(year) = number("sy") {
        return if text("ss") == text("st") {
            date(Some(2000 + year), number("sm")?, number("sd"), Form::Weak)
        } else {
            None
        };
    }
    if let Some(year) = number("uy") {
        // 03/05/2011 is the third of May or the fifth of March; 23/05/2011 is one day only.
        return match (number("ua")?, number("ub")?) {
            (day @ 13.., month) | (month, day @ 13..) => date(Some(year), month, Some(day), Form::Sure),
            _ => None,
        };
    }
    // With dots the day comes first: 03.05.2021.
    if let Some(year) = number("gy") {
        return date(Some(year), number("gb")?, number("ga"), Form::Sure);
    }
    // The year in an element of its own: 2022 05/03 08:15.
    if let Some(year) = number("wy") {
        return date(Some(year), number("wm")?, number("wd"), Form::Bare);
    }
    if let Some(month) = number("bm") {
        return date(None, month, number("bd"), Form::Bare);
    }
    let reference = reference?;
    let (back, form) = match (number("ago"), text("unit"), text("rel")) {
        // The reference is a day without a clock: some hours before it are that day still.
        (Some(n), Some("天"), _) => (n, Form::Ago),
        (Some(_), Some(_), _) => (0, Form::Ago),
        (_, _, Some("前天")) => (2, Form::Sure),
        (_, _, Some("昨天" | "昨日")) => (1, Form::Sure),
        (_, _, Some(_)) => (0, Form::Sure),
        _ => return None,
    };
    let then = reference.checked_sub(i64::from(back).days()).ok()?;
    date(Some(then.year()), i16::from(then.month()), Some(i16::from(then.day())), form)
}

/// Whether digits before a date make it part of something longer: 1.2.3.4, a telephone or an id number.
fn runs_on_before(before: &str) -> bool {
    let mut back = before.chars().rev();
    match back.next() {
        Some(c) if c.is_ascii_digit() || matches!(c, '$' | '¥' | '￥' | '年' | '第' | '#' | '+') => true,
        Some('-' | '.' | '/' | ':' | '_' | '~' | '至' | '到') => {
            back.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, '日' | '号' | '月'))
        }
        _ => false,
    }
}

fn runs_on_after(day: &str, after: &str) -> bool {
    if day.ends_with(['日', '号', '號', '月', '前', '天']) {
        return false;
    }
    let mut ahead = after.chars();
    match ahead.next() {
        Some(c) if c.is_ascii_digit() || matches!(c, '%' | '分' | '比' | '月' | '年') => true,
        Some('-' | '.' | '/' | ':') => ahead.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// 至5月7日, ~2012-08: the date opens a span of time, which no byline gives.
fn is_range(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', ')']);
    let Some(to) = ["至", "到", "~", "--", "-", "—"].iter().find_map(|w| rest.strip_prefix(w)) else {
        return false;
    };
    to.trim_start_matches([' ', '-']).starts_with(|c: char| c.is_ascii_digit())
}

/// The year that stands behind day and clock, as where a design sets it apart, and the bytes up to its end: `5月3日 08:15 2011年`.
fn year_behind(rest: &str) -> Option<(i16, usize)> {
    let from = rest.len() - rest.trim_start_matches([' ', ',', '|', '/']).len();
    let year =
        rest.get(from..from + 4).filter(|year| from > 0 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let behind = &rest[from + 4..];
    let end = behind.strip_prefix('年').unwrap_or(behind);
    let alone = end.chars().next().is_none_or(|c| matches!(c, ' ' | ')' | ']' | '|' | ',' | ';'));
    // A whole date of its own may follow: 5月3日 2011 5月4日.
    let other = end.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let year: i16 = year.parse().ok().filter(|year| super::YEARS.contains(year))?;
    (alone && !other).then(|| (year, rest.len() - end.len()))
}

fn latest_before(date: PartialDate, reference: Date) -> Option<PartialDate> {
    let day = date.day.unwrap_or(1);
    let this = jiff::civil::Date::new(reference.year(), date.month, day).ok();
    let year = if this.is_some_and(|d| d <= reference) { reference.year() } else { reference.year() - 1 };
    date.with_year(year)
}

fn numeral(c: char) -> Option<i16> {
    "〇一二三四五六七八九"
        .chars()
        .position(|n| n == c)
        .or(matches!(c, '零' | '○').then_some(0))
        .map(|n| n as i16)
}

/// 十, 十二, 二十, 三十一, 廿一.
fn hanzi_number(text: &str) -> Option<i16> {
    let mut number = 0;
    for c in text.chars() {
        number = match c {
            '十' if number == 0 => 10,
            '十' if number < 10 => number * 10,
            '廿' if number == 0 => 20,
            _ if number % 10 == 0 => number + numeral(c)?,
            _ => return None,
        };
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Vec<String> {
        dates(text, None).iter().map(|h| h.value.to_string()).collect()
    }

    fn one(text: &str) -> String {
        let found = iso(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found[0].clone()
    }

    #[test]
    fn a_date_is_as_precise_as_it_is_written() {
        assert_eq!(one("2011年5月3日 08:15"), "2011-05-03T08:15");
        assert_eq!(one("2011-05-03 08:15:09"), "2011-05-03T08:15:09");
        assert_eq!(one("2011/5/3"), "2011-05-03");
        assert_eq!(one("2011.05.03"), "2011-05-03");
        assert_eq!(one("2011年05月"), "2011-05");
        assert_eq!(one("发布时间：2011-05"), "2011-05");
        assert_eq!(iso("2011年"), [""; 0]);
    }

    #[test]
    fn weekdays_and_halves_of_the_day_stand_between_day_and_time() {
        assert_eq!(one("2011年05月03日 星期二 08:15"), "2011-05-03T08:15");
        assert_eq!(one("2011年05月03日(周二)下午3:20"), "2011-05-03T15:20");
        assert_eq!(one("2011-05-03 上午 9时05分"), "2011-05-03T09:05");
        assert_eq!(one("2011年5月3日08时15分09秒"), "2011-05-03T08:15:09");
        assert_eq!(one("2012.01.12 06:40 pm"), "2012-01-12T18:40");
        assert_eq!(one("2012.01.12 12:05 AM"), "2012-01-12T00:05");
        assert_eq!(one("2011-5-3 9:3:02"), "2011-05-03T09:03:02");
    }

    #[test]
    fn chinese_numerals_full_width_digits_roc_years_and_english_months_are_read() {
        assert_eq!(one("二〇一一年五月三日"), "2011-05-03");
        assert_eq!(one("二○一二年十二月三十一日"), "2012-12-31");
        assert_eq!(one("２０１１－０５－０３　０８：１５"), "2011-05-03T08:15");
        assert_eq!(one("民國100年5月3日"), "2011-05-03");
        assert_eq!(one("May 3, 2011"), "2011-05-03");
        assert_eq!(one("23/05/2011"), "2011-05-23");
        assert_eq!(one("05/23/2011 08:15"), "2011-05-23T08:15");
        assert_eq!(one("Posted on 3 September 2011 at 08:15"), "2011-09-03T08:15");
        assert_eq!(one("日期 03.05.2021"), "2021-05-03");
        assert_eq!(one("2022 05/03 08:15:09"), "2022-05-03T08:15:09");
        assert_eq!(one("5月 3, 2011"), "2011-05-03");
        assert_eq!(one("十二月 3, 2011"), "2011-12-03");
        assert_eq!(one("3 5月, 2011"), "2011-05-03");
        assert_eq!(one("3 五月 2011"), "2011-05-03");
    }

    #[test]
    fn the_year_may_stand_behind_day_and_clock() {
        assert_eq!(one("5月3日 08:15 2011年 某某晚报"), "2011-05-03T08:15");
        assert_eq!(one("5月3日, 2011"), "2011-05-03");
        assert_eq!(one("05-03 08:15 | 2011"), "2011-05-03T08:15");
        let text = "5月3日 08:15 2011年 某某晚报";
        assert_eq!(&text[dates(text, None)[0].span.clone()], "5月3日 08:15 2011年");
        for (text, read) in [
            ("5月3日 2011年度", "--05-03"),
            ("5月3日 2011年第三期", "--05-03"),
            ("5月3日 2011人参加", "--05-03"),
            ("5月3日2011", "--05-03"),
        ] {
            assert_eq!(one(text), read);
        }
        assert_eq!(iso("比分 12-11 2011"), [""; 0]);
        assert_eq!(iso("5月3日 2011-05-04"), ["--05-03", "2011-05-04"]);
    }

    #[test]
    fn an_offset_stands_only_where_it_is_stated() {
        assert_eq!(one("2011-05-03T08:15:09+08:00"), "2011-05-03T08:15:09+08:00");
        assert_eq!(one("2011-05-03T08:15:09.000Z"), "2011-05-03T08:15:09Z");
        assert_eq!(one("2011-05-03 08:15"), "2011-05-03T08:15");
    }

    #[test]
    fn what_is_glued_to_a_time_is_not_part_of_it() {
        let hits = dates("2011年05月03日11:2121世纪小报", None);
        assert_eq!(hits[0].value.to_string(), "2011-05-03T11:21");
        assert_eq!(&"2011年05月03日11:2121世纪小报"[hits[0].span.clone()], "2011年05月03日11:21");
        assert_eq!(one("www.example.cn2011-05-03某某晚报"), "2011-05-03");
        assert_eq!(one("08:15 2011-05-03"), "2011-05-03T08:15");
    }

    #[test]
    fn impossible_dates_and_lookalikes_are_none() {
        for text in [
            "2011年2月30日",
            "2011-13-03",
            "2010-2011",
            "192.168.1.10",
            "电话0571-85310961",
            "主队3-1取胜",
            "版本 2.10.3",
            "03/05/2011",
            "330102201105031234",
            "第2011-05-03号",
            "1957年5月3日",
            "3月1日至5月7日",
            "2011-05-03.4",
            "2100-01-01",
            "昨天",
            "3小时前",
            "比分 12-11",
            "2011-05-03-7",
            "03.13.2011",
            "1.2.2011",
            "2022 05/03",
        ] {
            assert_eq!(iso(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_year_is_never_invented() {
        assert_eq!(one("5月3日"), "--05-03");
        assert_eq!(one("05-03 08:15"), "--05-03T08:15");
        assert_eq!(one("时间：05-03"), "--05-03");
        assert_eq!(one("时间：11-05-03"), "2011-05-03");
        assert_eq!(iso("11-05-03"), [""; 0]);
    }

    #[test]
    fn a_reference_day_gives_the_year_and_the_relative_dates() {
        let reference = jiff::civil::date(2012, 1, 2);
        let read = |text| dates(text, Some(reference)).first().map(|h| h.value.to_string());
        assert_eq!(read("12-30 08:15").as_deref(), Some("2011-12-30T08:15"));
        assert_eq!(read("1月2日").as_deref(), Some("2012-01-02"));
        assert_eq!(read("昨天 08:15").as_deref(), Some("2012-01-01T08:15"));
        assert_eq!(read("3小时前").as_deref(), Some("2012-01-02"));
        assert_eq!(read("3天前").as_deref(), Some("2011-12-30"));
    }

    #[test]
    fn labels_tell_publication_from_edit_and_from_other_events() {
        let label = |text| dates(text, None).first().and_then(|h| h.label);
        assert_eq!(label("发布时间：2011-05-03"), Some(Label::Published));
        assert_eq!(label("发表于 2011-5-3 08:15"), Some(Label::Published));
        assert_eq!(label("时间:2011-05-03"), Some(Label::Neutral));
        assert_eq!(label("2011-05-03 06:40更新"), Some(Label::Edited));
        assert_eq!(label("报名截止日期：2011-05-03"), Some(Label::Foreign));
        assert_eq!(label("今天是2011年5月3日"), Some(Label::Foreign));
        assert_eq!(label("2011-05-03"), None);
    }

    proptest::proptest! {
        #[test]
        fn a_date_begins_at_a_candidate(words in proptest::collection::vec(proptest::sample::select(vec![
            "2011", "20", "5", "03", "年", "月", "日", " ", "-", "/", ".", "二〇一一", "民國", "May", "sept", "th", ",",
            "前", "天", "昨", "今", "分钟", "小时", "的", "é", "五", "十", ",",
        ]), 0..12)) {
            let text = words.concat();
            let mut from = 0;
            while let Some(day) = DAY.find_at(&text, from) {
                let first = candidate(&text, from);
                proptest::prop_assert!(first.is_some_and(|first| first <= day.start()), "{text} {first:?}");
                from = day.start() + text[day.start()..].chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    #[test]
    fn a_hostile_line_is_read_in_linear_time() {
        for unit in ["1-1-", "2011-05-03-", "20", "5月3日至", "发布时间："] {
            dates(&unit.repeat(20_000), None);
        }
    }
}
