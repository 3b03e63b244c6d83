//! A writer's name that the words around it show to be one: 瓦片集 于 2014-05-02 发布; 瓦片集 2018-06-08, and further down
//! 瓦片集的其他日记.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::account::is_badge;
use super::medium::medium;
use super::person::{is_handle, is_person};
use super::row::{is_interface, is_surnamed};
use super::{found_at, view};
use crate::document::{Document, Found, is_hanzi};
use crate::extract::date::dates;
use crate::extract::titles::fold;
use crate::extract::zone::{Zone, is_prose, stands};

/// Lines above the headline and below it in which such a row stands.
const AROUND: (usize, usize) = (2, 4);

/// The name before 于 and the date, or beside the date where another line says whose the page is.
pub fn author(document: &Document, zone: &Zone) -> Option<Found<String>> {
    let headline = zone.headline?;
    let lines = headline.saturating_sub(AROUND.0)..(headline + 1 + AROUND.1).min(document.lines.len());
    let lines = || lines.clone().filter(|line| *line != headline);
    let posted = lines().find_map(|index| posted(document, index).or_else(|| dotted(document, index)));
    let below = || lines().filter(|line| *line > headline);
    posted.or_else(|| below().find_map(|index| reporter(document, index))).or_else(|| {
        let below = below();
        below.clone().find_map(|index| beside_date(document, index)).or_else(|| {
            below.into_iter().find_map(|index| {
                let text = &document.lines[index].text;
                vouched(document, index, 0..text.len())
            })
        })
    })
}

/// 瓦片集 发表于 2012-05-17; 由 瓦片集 于 2012-05-17 发布.
fn posted(document: &Document, index: usize) -> Option<Found<String>> {
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[ |由])(?P<name>[^ |:由]{2,20}) ?(?P<word>(?:发表|发布|发帖|上传|写|创建|投稿|刊发|分享)(?:于|在)|于) ?:? ?$")
            .expect("a constant pattern")
    });
    const WRITTEN: [&str; 8] = ["发布", "发表", "发帖", "上传", "写", "投稿", "创建", "分享"];
    let line = &document.lines[index];
    if is_prose(line) || line.birth.visible > 80 {
        return None;
    }
    let narrow = view(document, index, None)?;
    let hit = dates(&line.text, None).into_iter().find(|hit| hit.value.day.is_some())?;
    let before = line.text.get(..hit.span.start)?;
    let before = &narrow.text[..narrow_len(before)];
    let found = BY.captures(before)?;
    let (name, word) = (found.name("name")?, found.name("word")?.as_str());
    let behind = line.text[hit.span.end..].trim_start();
    if word == "于" && !WRITTEN.iter().any(|word| behind.starts_with(word)) {
        return None;
    }
    let span = narrow.span(name.range());
    named(document, index, span, "author/posted")
}

/// 原创2023-03-17 22:50·瓦片集: a clock, a dot and the account, as 头条 prints them.
fn dotted(document: &Document, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    let (row, name) = line.text.rsplit_once('·').filter(|_| line.birth.visible <= 60)?;
    let hit = dates(row, None).into_iter().next().filter(|hit| hit.value.time.is_some())?;
    let alone =
        matches!(row[..hit.span.start].trim(), "" | "原创" | "首发") && row[hit.span.end..].trim().is_empty();
    let start = line.text.len() - name.trim_start().len();
    let span = start..start + name.trim().len();
    alone.then(|| named(document, index, span, "author/beside-date")).flatten()
}

/// 本报记者周小满 2021-03-09: the office and the name are glued, in a line with a date or alone.
fn reporter(document: &Document, index: usize) -> Option<Found<String>> {
    const LONGEST: usize = 40;
    let line = &document.lines[index];
    if line.birth.visible > LONGEST {
        return None;
    }
    let text = &line.text;
    let office =
        ["记者", "通讯员"].into_iter().find_map(|office| text.find(office).map(|at| at + office.len()))?;
    let length = text[office..].find([' ', '\u{3000}', '/', '／', '|']).unwrap_or(text.len() - office);
    let span = office..office + length;
    let alone =
        ["本报记者", "本网记者", "本刊记者", "本报通讯员", "记者"].iter().any(|head| text.starts_with(head))
            && span.end == text.len();
    let fits = is_surnamed(&text[span.clone()]) && (alone || !dates(text, None).is_empty());
    (fits && !line.birth.control && stands(line, &span))
        .then(|| found_at(text[span.clone()].to_owned(), "author/reporter", index, span))
}

/// The bytes of a text once it is narrowed.
fn narrow_len(text: &str) -> usize {
    crate::extract::narrow::Narrow::new(text).text.len()
}

/// A word of the row that holds the date.
fn beside_date(document: &Document, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    if is_prose(line) || line.birth.visible > 60 {
        return None;
    }
    let date = dates(&line.text, None).into_iter().find(|hit| hit.value.day.is_some())?.span;
    let outside = |piece: &Range<usize>| piece.end <= date.start || date.end <= piece.start;
    let pieces = line.text.split([' ', '|', '｜', '\u{3000}', '·']);
    let spans = pieces.map(|piece| {
        let start = piece.as_ptr().addr() - line.text.as_ptr().addr();
        start..start + piece.len()
    });
    spans.filter(outside).find_map(|piece| vouched(document, index, piece))
}

/// A name, if another line calls its bearer the writer.
fn vouched(document: &Document, index: usize, span: Range<usize>) -> Option<Found<String>> {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:作者(?:简介)?|版权归|本文由|撰文|文字|博主)[:： ]{0,2}$").expect("a constant pattern")
    });
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^ ?的(?:其[他它]|更多|全部|最[新近]|热门|所有|个人)?(?:日记|文章|作品|博[客文]|帖子|随笔|[影书乐]评|评论|专栏|主页|空间|文集|相册|回答|菜谱|游记|攻略|动态)|^ ?\+?关注(?:作者|博主|[Tt][Aa]|[他她])|^ ?(?:所有|版权所有)?[，,]?(?:未经|转载请)",
        )
        .expect("a constant pattern")
    });
    let name = &document.lines[index].text[span.clone()];
    let found = named(document, index, span.clone(), "author/vouched")?;
    let said = document.lines.iter().enumerate().filter(|(other, line)| {
        let by_spam = line.removals.iter().any(|removal| removal.pass != "boilerplate");
        *other != index && line.birth.visible <= 80 && !line.birth.hidden && !by_spam
    });
    let mut places = said.flat_map(|(_, line)| line.text.match_indices(name).map(move |(at, _)| (line, at)));
    places
        .any(|(line, at)| {
            let (before, behind) = (&line.text[..at], &line.text[at + name.len()..]);
            // 老李 is not 老李子.
            let whole = !before.ends_with(char::is_alphanumeric) && BEHIND.is_match(behind);
            let ends = !behind.starts_with(char::is_alphanumeric) || behind.starts_with("所有");
            whole || ends && BEFORE.is_match(before)
        })
        .then_some(found)
}

/// The name of a person or a member in these bytes.
fn named(document: &Document, index: usize, span: Range<usize>, rule: &'static str) -> Option<Found<String>> {
    /// What such rows begin with in place of a name: 最后发布于.
    const NOBODY: [&str; 27] = [
        "本文", "文章", "原文", "最后", "最新", "最近", "首次", "最初", "初次", "首发", "已", "原创", "转载",
        "内容", "信息", "新闻", "视频", "该", "更新", "修改", "编辑", "发布", "发表", "网友", "网络", "佚名",
        "未知",
    ];
    let line = &document.lines[index];
    let name = &line.text[span.clone()];
    let letters = |c: char| is_hanzi(c) || c.is_ascii_alphanumeric() || "·_-".contains(c);
    let sites = ["title", "meta:og:site_name"].into_iter().filter_map(|key| document.head_text(key));
    let of_site = sites.map(|line| fold(&line.text)).any(|title| title.ends_with(&fold(name)));
    let fits = (2..=14).contains(&name.chars().count())
        && name.chars().all(letters)
        && (is_person(name) || is_handle(name))
        && !NOBODY.iter().any(|word| name.starts_with(word))
        && medium(name).is_none()
        && !is_interface(name)
        && !is_badge(name)
        && !of_site
        && dates(name, None).is_empty();
    (fits && !line.birth.control && stands(line, &span)).then(|| found_at(name.to_owned(), rule, index, span))
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::*;

    fn of(lines: &[&str]) -> Option<String> {
        let page = document(&[&["小城的早市"], lines].concat(), &[]);
        author(&page, &Zone { headline: Some(0), body: None }).map(|found| found.value)
    }

    #[test]
    fn a_name_before_the_word_of_posting_and_the_date_is_the_writers() {
        for (line, name) in [
            ("爱种菜的老周 于 2014-05-02 22:27:57 发布", "爱种菜的老周"),
            ("爱种菜的老周 发表于 2014-5-2 22:27", "爱种菜的老周"),
            ("本文由 lazy_boat 于 2014年5月2日 发表", "lazy_boat"),
            ("爱种菜的老周 发布于　２０１４－０５－０２", "爱种菜的老周"),
        ] {
            assert_eq!(of(&[line]).as_deref(), Some(name), "{line}");
        }
        for line in [
            "最后发布于 2014-05-02",
            "文章 发表于 2014-05-02",
            "某某网 发布于 2014-05-02",
            "admin 发布于 2014-05-02",
            "小编 发布于 2014-05-02",
            "本法 于 2014-05-02 施行",
            "早市 2014-05-02 发布",
        ] {
            assert_eq!(of(&[line]), None, "{line}");
        }
    }

    #[test]
    fn an_account_may_stand_behind_a_clock_and_a_dot() {
        for line in ["原创2023-03-17 22:50·爱种菜的老周", "2023-03-17 22:50 · 爱种菜的老周"] {
            assert_eq!(of(&[line]).as_deref(), Some("爱种菜的老周"), "{line}");
        }
        for line in
            ["2023-03-17 22:50·某某晚报", "2023-03-17·早市", "早市 2023-03-17 22:50·评论", "小城·早市"]
        {
            assert_eq!(of(&[line]), None, "{line}");
        }
    }

    #[test]
    fn a_reporter_may_be_glued_to_his_office() {
        for line in ["本报记者周小满 2021-03-09", "2021-03-09 某某日报记者周小满", "本报记者周小满"]
        {
            assert_eq!(of(&[line]).as_deref(), Some("周小满"), "{line}");
        }
        for line in ["记者手记 2021-03-09", "2021-03-09 记者方面", "早市记者周小满说起渡口"]
        {
            assert_eq!(of(&[line]), None, "{line}");
        }
    }

    #[test]
    fn a_name_beside_the_date_needs_another_line_that_calls_it_the_writers() {
        let row = "爱种菜的老周 2018-06-08 15:35:36";
        for line in [
            "爱种菜的老周的其他日记",
            "爱种菜的老周 关注作者",
            "© 本文版权归作者 爱种菜的老周 所有",
            "作者：爱种菜的老周",
        ] {
            assert_eq!(of(&[row, "正文。", line]).as_deref(), Some("爱种菜的老周"), "{line}");
            assert_eq!(
                of(&["爱种菜的老周", "2018-06-08 15:35:36", line]).as_deref(),
                Some("爱种菜的老周"),
                "{line}"
            );
        }
        assert_eq!(of(&[row, "正文。", "回复爱种菜的老周", "爱种菜的老周子的其他日记"]), None);
        assert_eq!(of(&["某某晚报 2018-06-08", "作者：某某晚报"]), None);
    }
}
