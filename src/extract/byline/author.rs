//! The author: the byline's names, without label and office.

use std::sync::LazyLock;

use regex::Regex;

use super::person::{is_person, people};
use super::{Credit, REPORTER, account, foot, found_at, profile, row, signed, view, vouched, zone_lines};
use crate::document::{Document, Found, Kind, is_hanzi};
use crate::extract::date::dates;
use crate::extract::narrow::{Narrow, tail};
use crate::extract::pattern::Pattern;
use crate::extract::words::Words;
use crate::extract::zone::{Zone, is_prose, stands};

static AUTHOR_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?: 作\ ?者 | 撰\ ?文 | 编译 | 翻译整理 | 撰稿人? | 楼主 | 发布者 | 发布人 | 发表者 | 原创作者 ) \ ?(?: [:;/|] | \ ) \ ?
        | (?: \A | [\ |(\[【] ) (?: 文 (?: [/、]?[图圖] )? \ ?[/:|] | 采写 \ ?[/:|] | (?: 通讯员 | 记者 | 記者 ) \ ?[/:|] ) \ ?",
    )
    .expect("a constant pattern")
});

/// 本报记者 张三 李四 alone in a line or at its end.
static REPORTERS: Pattern = Pattern::new(
    r"(?:\A|[ |])[(\[【□■○●◎◇◆△▲☆★]? ?\p{Han}{0,8}?(?:记者|記者)[: ](?P<author>\p{Han}{2,4}(?:[ 、]\p{Han}{2,4}){0,3})[)\]】]?\z",
    |text| text.contains('者') && (text.contains("者 ") || text.contains("者:")),
);

/// 〔记者张三／某地报导〕 that opens the text.
static OPENING: Pattern = Pattern::new(
    r"\A[(\[【](?:[\p{Han}A-Za-z]{2,10} ?/ ?)?(?:\p{Han}{0,4}(?:记者|記者)|特派员)(?P<author>[\p{Han}·、 ]{2,16}?) ?/ ?\p{Han}{2,8}(?:报导|報導|报道|報道)[)\]】]",
    |text| text.contains('/'),
);

/// The byline: behind a label, as a reporter's line, or in the head where it names a person.
pub fn author(document: &Document, zone: &Zone, source: Option<&Found<String>>) -> Option<Found<String>> {
    let shown = zone_lines(document, zone, 3)
        .find_map(|index| labelled_author(document, index))
        .or_else(|| row::classed(document, zone, Credit::Author));
    shown
        .or_else(|| foot(document, zone).find_map(|index| signed(document, index, Credit::Author)))
        .or_else(|| {
            let keys = ["meta:author", "meta:article:author", "ld:author"];
            keys.into_iter().find_map(|key| {
                let text = &document.head_text(key)?.text;
                let narrow = Narrow::new(text);
                let (value, _) = people(&narrow.text, 0).filter(|(value, end)| {
                    *end == narrow.text.len() && is_person(value) && !is_editor(document, zone, value)
                })?;
                Some(Found { value, rule: "author/meta".into(), at: None })
            })
        })
        .or_else(|| row::author_beside_date(document, zone, source))
        .or_else(|| row::author_glued(document, zone))
        .or_else(|| profile::author(document, zone))
        .or_else(|| row::author_in_block(document, zone))
        .or_else(|| vouched::author(document, zone))
        .or_else(|| account::author(document, zone))
        .or_else(|| opening(document, zone))
        .or_else(|| row::author_posted(document, zone))
}

/// The reporter in the brackets that open the text's first lines.
fn opening(document: &Document, zone: &Zone) -> Option<Found<String>> {
    const FIRST: usize = 2;
    static OPENS: LazyLock<Words> = LazyLock::new(|| Words::new(["记者", "記者", "特派"]));
    let body = zone.body.clone()?;
    let end = body.end.min(document.lines.len());
    (body.start..end.min(body.start + FIRST)).find_map(|index| {
        let narrow = view(document, index, Some(&OPENS))?;
        let found = OPENING.captures(&narrow.text)?.name("author")?;
        let (value, end) = people(&narrow.text, found.start()).filter(|(_, end)| *end <= found.end())?;
        let span = narrow.span(found.start()..end);
        stands(&document.lines[index], &span).then(|| found_at(value, "author/reporter", index, span))
    })
}

/// Whether the page itself calls a name of its head the editor's, as content systems put either there.
fn is_editor(document: &Document, zone: &Zone, name: &str) -> bool {
    zone_lines(document, zone, 12).any(|index| {
        let text = &document.lines[index].text;
        text.match_indices(name).any(|(at, _)| tail(&text[..at], 18).contains('编'))
    })
}

/// One of these stands in every label.
static MARKS: LazyLock<Words> = LazyLock::new(|| {
    Words::new([
        "作",
        "撰",
        "文",
        "编译",
        "翻译整理",
        "楼主",
        "发布者",
        "发布人",
        "发表者",
        "通讯员",
        "记者",
        "記者",
        "特派",
        "采写",
    ])
});

fn labelled_author(document: &Document, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    let narrow = view(document, index, Some(&MARKS))?;
    let text: &str = &narrow.text;
    for pattern in [&REPORTER, &REPORTERS] {
        if line.birth.visible > 40 {
            break;
        }
        if let Some(found) = pattern.captures(text).and_then(|c| c.name("author")) {
            let (value, end) = people(text, found.start()).filter(|(_, end)| *end <= found.end())?;
            let span = narrow.span(found.start()..end);
            return stands(line, &span).then(|| found_at(value, "author/reporter", index, span));
        }
    }
    AUTHOR_LABEL.find_iter(text).find_map(|label| {
        let before = tail(&text[..label.start()], 12);
        if is_prose(line) && label.start() > 120
            || before.ends_with("本文") && is_prose(line)
            || before.ends_with('的')
            || ["只看", "只看该", "只看該"].iter().any(|word| before.ends_with(word))
        {
            return None;
        }
        // 作者 is also a word: behind a space it labels only in a line with a date.
        if label.as_str().ends_with("者 ")
            && !text[label.start()..label.end()].contains(':')
            && dates(text, None).is_empty()
        {
            return None;
        }
        if document.kind == Kind::Text && label.end() == text.trim_end().len() && label.as_str().contains(':')
        {
            return author_of_cell(document, index + 1);
        }
        let (value, end) = people(text, label.end())?;
        // 记者： also opens a question of an interview.
        let reporter = label.as_str().contains(['记', '記']);
        let publisher = label.as_str().contains("发布");
        // 记者/编辑：张三 names two offices.
        if reporter && row::is_interface(&value) {
            return None;
        }
        if publisher && !is_person(&value) {
            return None;
        }
        if (reporter || publisher)
            && value.split(' ').any(|name| name.chars().filter(|c| is_hanzi(*c)).count() > 4)
        {
            return None;
        }
        let span = narrow.span(label.end()..end);
        stands(line, &span).then(|| found_at(value, "author/label", index, span))
    })
}

/// The name in the line behind that of its label: a person's, and all of its line.
fn author_of_cell(document: &Document, index: usize) -> Option<Found<String>> {
    let line = document.lines.get(index).filter(|line| line.birth.visible <= 16)?;
    let narrow = view(document, index, None)?;
    let (value, end) =
        people(&narrow.text, 0).filter(|(value, end)| *end == narrow.text.len() && is_person(value))?;
    let span = narrow.span(0..end);
    stands(line, &span).then(|| found_at(value, "author/label", index, span))
}

#[cfg(test)]
mod tests {
    use super::super::tests::author_of;

    #[test]
    fn authors_lose_label_and_office() {
        assert_eq!(author_of("发表于 2015-5-10 14:07|只看该作者|倒序浏览"), None);
        for (line, name) in [
            ("作者：张三 李四", "张三 李四"),
            ("文/王小某", "王小某"),
            ("2011-12-08 作者：记者 武某某 来源：某某网", "武某某"),
            ("作者： 蒋 某 稿源： 某某日报 2011-12-09", "蒋某"),
            ("作者：芊草某某 时间：2005-08-22 19:13:18", "芊草某某"),
            ("记者：邱某某 罗某 台北报导", "邱某某 罗某"),
            ("某某日报记者 王某某 张某", "王某某 张某"),
            ("记者孙某某／嘉义报导", "孙某某"),
            ("2011/05/03 08:15 某某报 记者孙某某／嘉义报导", "孙某某"),
            ("2011-05-03 08:15 某某晚报 记者 关某某", "关某某"),
            ("作者：Joel Smith", "Joel Smith"),
            ("文 | 李某 编辑 | 王某", "李某"),
            ("作者：张三 打印 关闭", "张三"),
            ("发布者：李某某 时间：2011-05-03", "李某某"),
            ("□本报记者 张三", "张三"),
            ("5月3日 08:15 2011年 某某晚报 记者/周小满 热度 1.1万", "周小满"),
            ("某某晚报 记者丨周小满 通讯员丨张三", "周小满"),
            ("2011-05-03 采写/周小满", "周小满"),
            ("作者｜瓦片集", "瓦片集"),
            ("作者：瓦片集 更新时间：2015-05-03 08:15", "瓦片集"),
            ("原创 车明某 某某生活 2020-05-03", "车明某"),
            ("文/图记者黄某某、华某实习生杨某某", "黄某某 华某 杨某某"),
        ] {
            assert_eq!(author_of(line).as_deref(), Some(name), "{line}");
        }
        for line in [
            "责任编辑：张三",
            "作者：",
            "发布者：宣传部 发布日期：2018-05-03",
            "作者： 来源： 某某在线 编辑： 陈某",
            "作者：佚名",
            "作者:佚名 文章来源:本站原创",
            "发布人：办公室 发布时间：2011-05-03",
            "作者：某某国际经济交流中心世界经济研究部部长",
            "编辑：李四",
            "文/某某（北京）管理有限公司李四",
            "记者：你到底叫什么名字呢？",
        ] {
            assert_eq!(author_of(line), None, "{line}");
        }
    }
}
