//! The account that published on a platform: its name stands alone below the headline, and what the platform puts
//! beside it shows that it is one.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::found_at;
use super::person::{is_handle, is_person};
use super::row::{is_interface, is_surnamed};
use crate::document::{Document, Found, Line, is_hanzi};
use crate::extract::date::dates;
use crate::extract::pattern::Pattern;
use crate::extract::zone::{Zone, is_prose, stands};

/// Lines below the headline in which an account shows itself.
const REACH: usize = 8;

/// The same where the page counts who voted for an answer: above it stand the question's counters and buttons.
const VOTES: usize = 20;

/// What a platform calls its accounts beside the date: 某某领域创作者, 某某网官方帐号.
static BADGE: Pattern = Pattern::new(
    r"(?:官方[帐账][号户]|创作者|爱好者|自媒体人?|博主|达人|影评人|(?:专栏|签约|作家|认证)作[者家])$",
    |text| text.ends_with(['号', '户', '者', '体', '人', '主', '家']),
);

/// Whether these words are such a badge.
pub fn is_badge(text: &str) -> bool {
    BADGE.is_match(text.trim_end())
}

/// The account's name, or a person's name that has a line below the headline to itself.
pub fn author(document: &Document, zone: &Zone) -> Option<Found<String>> {
    let lines = document.lines.len();
    let first = (zone.headline? + 1).min(lines);
    let until = (first + REACH).min(lines);
    let body = zone.body.as_ref().map_or(until, |body| body.start);
    let (above, all) = (first..body.clamp(first, until), first..until);
    followed(document, all.clone())
        .or_else(|| voted(document, first..(first + VOTES).min(lines)))
        .or_else(|| badged(document, all.clone()))
        .or_else(|| person(document, above, all))
}

/// 某某关注: the button beside the name, in its line or in one of its own.
fn followed(document: &Document, lines: Range<usize>) -> Option<Found<String>> {
    const BUTTONS: [&str; 4] = ["关注", "已关注", "+关注", "加关注"];
    static ASKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"欢迎|请|点击|扫|添加|微信|长按|持续|值得|引发|引起|重点|特别|新浪|取消|立即|一键|受|大家|社会|网友|成为|高度",
        )
        .expect("a literal")
    });
    lines.clone().find_map(|index| {
        let line = &document.lines[index];
        if line.birth.visible > 20 || is_prose(line) {
            return None;
        }
        let next = document.lines.get(index + 1).map_or("", |line| &line.text);
        let name = match line.text.strip_suffix("关注") {
            Some(name) => name.trim_end_matches(['已', '加', '+', '＋', ' ']),
            None if BUTTONS.contains(&next) => &line.text,
            None => return None,
        };
        (!ASKS.is_match(name)).then(|| named(document, index, 0..name.len())).flatten()
    })
}

/// 512 人赞同了该文章: between it and the headline stand the name and what the writer says of himself.
fn voted(document: &Document, lines: Range<usize>) -> Option<Found<String>> {
    let votes = lines.clone().find(|&index| document.lines[index].text.contains("人赞同了该"))?;
    let beside = |index: &usize| {
        let text = &document.lines[*index].text;
        let counted = ["关注者", "被浏览", "好问题", "查看全部"].iter().any(|word| text.contains(word));
        text.is_empty() || counted || is_interface(text) || !text.chars().any(char::is_alphabetic)
    };
    let index = (lines.start..votes).find(|index| !beside(index))?;
    named(document, index, 0..document.lines[index].text.len())
}

/// The line above the date beside or below which a badge stands.
fn badged(document: &Document, lines: Range<usize>) -> Option<Found<String>> {
    let dated = lines.clone().find(|&index| {
        let line = &document.lines[index];
        !is_prose(line) && !dates(&line.text, None).is_empty()
    })?;
    let badge = (dated..(dated + 2).min(document.lines.len())).any(|index| {
        let line = &document.lines[index];
        line.birth.visible <= 40 && is_badge(&line.text)
    });
    let index = dated.checked_sub(1).filter(|index| badge && lines.contains(index))?;
    named(document, index, 0..document.lines[index].text.len())
}

/// A person's name alone in a line: above the text, or beside the date.
fn person(document: &Document, above: Range<usize>, all: Range<usize>) -> Option<Found<String>> {
    let is_dated = |index: usize| {
        document.lines.get(index).is_some_and(|line| !is_prose(line) && !dates(&line.text, None).is_empty())
    };
    all.take(4).find_map(|index| {
        let line = &document.lines[index];
        let beside = is_dated(index + 1) || index > 0 && is_dated(index - 1);
        let fits = (above.contains(&index) || beside) && is_surnamed(&line.text);
        (fits && shown(line)).then(|| named(document, index, 0..line.text.len())).flatten()
    })
}

fn shown(line: &Line) -> bool {
    !line.birth.hidden && !line.birth.control && !line.birth.bullet
}

/// The name of an account in these bytes of a line, if it can be one.
fn named(document: &Document, index: usize, span: Range<usize>) -> Option<Found<String>> {
    let line = &document.lines[index];
    let name = line.text[span.clone()].trim();
    let letters = |c: char| is_hanzi(c) || c.is_ascii_alphanumeric() || "·_-".contains(c);
    let fits = (2..=14).contains(&name.chars().count())
        && name.chars().all(letters)
        && (is_person(name) || is_handle(name))
        && !is_interface(name)
        && !is_badge(name);
    let start = line.text.find(name)?;
    let span = start..start + name.len();
    (fits && shown(line) && stands(line, &span))
        .then(|| found_at(name.to_owned(), "author/account", index, span))
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::*;

    const BODY: &str = "天还没亮，卖菜的人已经把摊子支好了，热气从蒸笼里冒出来，街对面的灯一盏一盏亮起来，人声也慢慢多了起来。";

    fn of(lines: &[&str]) -> Option<String> {
        let page = document(&[&["小城的早市"], lines, &[BODY]].concat(), &[]);
        let body = lines.len() + 1;
        author(&page, &Zone { headline: Some(0), body: Some(body..body + 1) }).map(|found| found.value)
    }

    #[test]
    fn what_a_platform_puts_beside_a_name_shows_it() {
        for (lines, name) in [
            (&["wanderer88 关注", "2016-08-10 22:55:14 字数 2129"][..], "wanderer88"),
            (&["爱种菜的老周关注", "2016-08-10"], "爱种菜的老周"),
            (&["爱种菜的老周", "关注", "2016-08-10"], "爱种菜的老周"),
            (&["Mary1982", "独立撰稿人", "53 人赞同了该文章"], "Mary1982"),
            (&["关注者 12", "被浏览", "4,512", "爱种菜的老周", "9 人赞同了该回答"], "爱种菜的老周"),
            (
                &[
                    "关注者",
                    "12",
                    "被浏览",
                    "4,512",
                    "关注问题",
                    "写回答",
                    "邀请回答",
                    "好问题 3",
                    "2 条评论",
                    "分享",
                    "爱种菜的老周",
                    "种菜，也写字",
                    "9 人赞同了该回答",
                ],
                "爱种菜的老周",
            ),
            (
                &[
                    "关注者",
                    "12",
                    "被浏览",
                    "4,512",
                    "关注问题写回答吧邀请回答",
                    "周小满",
                    "9 人赞同了该回答",
                ],
                "周小满",
            ),
            (&["瓦片集", "2018-10-04 18:55历史领域爱好者"], "瓦片集"),
            (&["瓦片集", "2018-10-04 18:55", "某某报社官方账号"], "瓦片集"),
            (&["周小满", "2017年05月03日08:15 来源：某某网"], "周小满"),
            (&["2017-05-03", "周小满"], "周小满"),
        ] {
            assert_eq!(of(lines).as_deref(), Some(name), "{lines:?}");
        }
    }

    #[test]
    fn calls_to_follow_and_other_lines_are_no_accounts() {
        for lines in [
            &["欢迎关注", "2016-08-10"][..],
            &["微信公众号关注", "2016-08-10"],
            &["引发社会关注", "2016-08-10"],
            &["瓦片集", "2018-10-04 18:55"],
            &["社会新闻", "2017年05月03日08:15"],
            &["某某晚报 关注"],
            &["12", "9 人赞同了该回答"],
            &["关注者", "12", "2011-05-03"],
            &["关注问题写回答邀请回答", "9 人赞同了该回答"],
            &["匿名用户", "9 人赞同了该回答"],
        ] {
            assert_eq!(of(lines), None, "{lines:?}");
        }
    }
}
