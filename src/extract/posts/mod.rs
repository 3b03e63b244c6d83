//! The posts of a discussion: which lines one person wrote at a time, and the name and time beside them.

mod beside;
mod part;
mod person;

use jiff::civil::Date;

use super::classes::Classes;
use super::date::{Label, dates};
use super::zone::stands;
use crate::document::{Document, Found};
use beside::Beside;
pub use person::{bare, is_name};

/// What somebody wrote, and what stands beside it.
#[derive(Debug, Clone, Default)]
pub struct Post {
    /// The name.
    pub author: Option<Found<String>>,
    /// The time, ISO 8601, as precise as the page has it.
    pub date: Option<Found<String>>,
    /// The lines of the body that are its.
    pub lines: Vec<usize>,
    /// Their text.
    pub text: String,
}

/// Parts the lines of a discussion's body, and reads the name and time beside each part.
pub fn posts(
    document: &Document,
    classes: &Classes,
    body: &[usize],
    headline: Option<usize>,
    reference: Option<Date>,
) -> Vec<Post> {
    let parts = part::parts(document, classes, body);
    let names = person::names(document);
    let beside = Beside::all(document, &parts, headline);
    // Where the first post has no time above it, and it or the last one has one below, so have the others.
    let dated = |lines: &[usize]| time(document, lines.iter().copied(), reference).is_some();
    let below = beside
        .first()
        .zip(beside.last())
        .is_some_and(|(first, last)| !dated(&first.above) && (dated(&first.below) || dated(&last.below)));
    let mut posts = Vec::with_capacity(parts.len());
    for (lines, beside) in parts.into_iter().zip(beside) {
        let places = beside.places(below);
        let date = places.iter().find_map(|place| time(document, place.iter().copied(), reference));
        // Software that puts the time below a post may show its author above it.
        let shown = beside.above.iter().rev().copied().collect();
        let places = places.into_iter().chain(below.then_some(shown));
        let author = places
            .into_iter()
            .find_map(|place: Vec<usize>| person::name(document, place.iter().copied(), &names, reference));
        posts.push(Post { author, date, lines, text: String::new() });
    }
    posts
}

/// The first time that is that of a post: not that of an edit, nor when its author came to the place.
fn time(
    document: &Document,
    lines: impl Iterator<Item = usize>,
    reference: Option<Date>,
) -> Option<Found<String>> {
    lines.filter(|&line| !document.lines[line].birth.hidden).find_map(|index| {
        let line = &document.lines[index];
        if line.text.len() > 400 {
            return None;
        }
        let hits = dates(&line.text, reference);
        let hit = hits.into_iter().find(|hit| {
            hit.value.year.is_some()
                && hit.value.day.is_some()
                && !matches!(hit.label, Some(Label::Edited))
                && !foreign(&line.text[..hit.span.start])
                && !(hit.span.start == 0 && cell(document, index).is_some_and(foreign))
                && stands(line, &hit.span)
        })?;
        let value = hit.value.to_string();
        Some(Found { value, rule: "date/post".into(), at: Some((index, hit.span)) })
    })
}

/// The label in a cell of its own before that of a date.
fn cell(document: &Document, index: usize) -> Option<&str> {
    const LONGEST: usize = 8;
    let before = &document.lines[index.checked_sub(1)?];
    (before.birth.visible <= LONGEST).then_some(&before.text)
}

/// Whether a date is that of the member and not of the post. 回复于 is foreign to an article, and here what is looked for.
fn foreign(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    [
        "注册",
        "註冊",
        "注册时间",
        "注册日期",
        "登录",
        "登录时间",
        "登陆",
        "最后访问",
        "编辑",
        "生日",
        "活动时间",
        "加入",
    ]
    .iter()
    .any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<(String, String, String)> {
        let document = crate::segment::html(page);
        let measures = crate::extract::measure::measure(&document);
        let thread = super::super::thread::read(&document, &measures, &Classes::of(&document), None);
        posts(&document, &Classes::of(&document), &thread.written, None, None)
            .into_iter()
            .map(|post| {
                let text: Vec<_> = post.lines.iter().map(|line| &*document.lines[*line].text).collect();
                let value = |found: Option<Found<String>>| found.map(|f| f.value).unwrap_or_default();
                (value(post.author), value(post.date), text.join("/"))
            })
            .collect()
    }

    fn owned(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        rows.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect()
    }

    #[test]
    fn name_and_time_stand_in_the_container_of_the_post() {
        let post = |n: u32, name: &str, text: &str| {
            format!(
                "<div id=post_{n}><div class=authi><a href=u>{name}</a></div><p>注册时间 2009-1-1</p>\
                 <div class=authi><em>发表于 2012-3-{n} 08:15</em></div><div id=postmessage_{n}>{text}</div></div>"
            )
        };
        let page = [
            post(1, "茶客", "今年的春茶什么时候采？<br>山上的。"),
            post(2, "瓦片", "顶"),
            post(3, "山里人", "清明前就采完了，你来晚了。"),
        ]
        .concat();
        assert_eq!(
            read(&page),
            owned(&[
                ("茶客", "2012-03-01T08:15", "今年的春茶什么时候采？/山上的。"),
                ("瓦片", "2012-03-02T08:15", "顶"),
                ("山里人", "2012-03-03T08:15", "清明前就采完了，你来晚了。"),
            ])
        );
    }

    #[test]
    fn name_and_time_stand_in_a_row_above_each_post() {
        let post = |n: u32, name: &str, text: &str| {
            format!(
                "<div class=post-info>{n}楼 {name} 发表于 2012-03-0{n} 08:15</div><div class=post-content>{text}</div>"
            )
        };
        let page =
            [post(1, "茶客", "今年的春茶什么时候采？"), post(2, "山里人", "清明前就采完了。")].concat();
        assert_eq!(
            read(&page),
            owned(&[
                ("茶客", "2012-03-01T08:15", "今年的春茶什么时候采？"),
                ("山里人", "2012-03-02T08:15", "清明前就采完了。"),
            ])
        );
    }

    #[test]
    fn name_and_time_stand_below_each_post() {
        let post = |n: u32, name: &str, text: &str| {
            format!(
                "<div class=answer-content>{text}</div><p class=info><span class=nickname>{name}</span> <span>2012-03-0{n}</span></p>"
            )
        };
        let page = [post(1, "茶客", "用八十度的水。"), post(2, "山里人", "先温杯，再投茶。")].concat();
        assert_eq!(
            read(&page),
            owned(&[("茶客", "2012-03-01", "用八十度的水。"), ("山里人", "2012-03-02", "先温杯，再投茶。")])
        );
    }

    #[test]
    fn a_question_its_supplement_and_its_answers() {
        let page = "<div class=question-content><p>春茶什么时候采？</p></div><div class='question-content more'>问题补充：山上的。</div>\
                    <div class=answer-content><p>清明前。</p><p>早的三月中。</p></div><div class=who><a class=username>山里人</a> 2012-03-01 10:21 赞 3</div>\
                    <h3>其他回答（1）</h3><div class=answer-content>看天气。</div><div class=who><a class=username>茶客</a> 2012-03-02 07:05</div>";
        let texts: Vec<_> = read(page).into_iter().map(|(author, _, text)| (author, text)).collect();
        let owned: Vec<_> = [
            ("", "春茶什么时候采？/问题补充：山上的。"),
            ("山里人", "清明前。/早的三月中。"),
            ("茶客", "看天气。"),
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into();
        assert_eq!(texts, owned);
    }

    #[test]
    fn the_label_of_a_date_may_stand_in_the_cell_before() {
        let post = |n: u32, name: &str| {
            format!(
                "<div id=post_{n}><dl><dt class=author>{name}</dt><dt>注册时间</dt><dd>2009-1-1</dd></dl>\
                 <em>发表于 2012-3-{n} 08:15</em><div id=postmessage_{n}>清明前就采完了。</div></div>"
            )
        };
        let dates: Vec<_> =
            read(&[post(1, "茶客"), post(2, "瓦片")].concat()).into_iter().map(|p| p.1).collect();
        assert_eq!(dates, ["2012-03-01T08:15", "2012-03-02T08:15"]);
    }

    #[test]
    fn a_name_may_stand_above_the_panel_of_its_bearer() {
        let post = |n: u32, name: &str| {
            format!(
                "<table><tr><td><b>{name}</b><br>等级：新手上路<br>文章：34<td><div class=posttext>清明前就采完了{n}。</div>\
                 <tr><td>发贴时间：2012-3-{n} 08:15</table>"
            )
        };
        let read = read(&[post(1, "茶客"), post(2, "瓦片")].concat());
        assert_eq!(
            read,
            owned(&[
                ("茶客", "2012-03-01T08:15", "清明前就采完了1。"),
                ("瓦片", "2012-03-02T08:15", "清明前就采完了2。"),
            ])
        );
    }

    #[test]
    fn a_question_without_a_name_takes_none_from_its_answers() {
        let answer = |n: u32, name: &str| {
            format!(
                "<div class=answer-item><a class=author href=u>{name}</a><div class=answer-content>看天气{n}。</div>\
                 <p>发布于 2012-3-{n} 08:15</p></div>"
            )
        };
        let page = [
            "<div class=question-content>春茶什么时候采？</div>".to_owned(),
            answer(1, "茶客"),
            answer(2, "瓦片"),
        ];
        assert_eq!(read(&page.concat())[0], owned(&[("", "", "春茶什么时候采？")])[0]);
    }

    #[test]
    fn what_a_post_says_of_others_parts_nothing() {
        let page = "<div id=postmessage_1><p>先说第一件事。</p><div class=quote>瓦片 发表于 2012-03-01 08:15</div>\
                    <p>再说第二件事。</p></div>";
        assert_eq!(read(page).len(), 1);
    }
}
