//! The author: the byline's names, without label and office.

use std::sync::LazyLock;

use regex::Regex;

use super::{Credit, NEXT_FACT, REPORTER, foot, found_at, row, signed, view, zone_lines};
use crate::document::{Document, Found, Kind, is_hanzi, visible_chars};
use crate::extract::date::dates;
use crate::extract::narrow::{Narrow, tail};
use crate::extract::zone::{Zone, is_prose, stands};

static AUTHOR_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?: 作\ ?者 | 撰\ ?文 | 编译 | 翻译整理 | 撰稿人? | 楼主 | 发布者 | 发布人 | 发表者 | 原创作者 ) \ ?(?: [:;/] | \ ) \ ?
        | (?: \A | [\ |(\[【] ) (?: 文 (?: [/、]?[图圖] )? \ ?[/:|] | 采写 \ ?[:|] | (?: 通讯员 | 记者 | 記者 ) \ ?: ) \ ?",
    )
    .expect("a constant pattern")
});

/// 本报记者 张三 李四 alone in a line or at its end.
static REPORTERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\A|[ |])[(\[【]?\p{Han}{0,8}?(?:记者|記者)[: ](?P<author>\p{Han}{2,4}(?:[ 、]\p{Han}{2,4}){0,3})[)\]】]?\z").expect("a constant pattern")
});

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
        .or_else(|| row::author_in_block(document, zone))
}

/// Whether the page itself calls a name of its head the editor's, as content systems put either there.
fn is_editor(document: &Document, zone: &Zone, name: &str) -> bool {
    zone_lines(document, zone, 12).any(|index| {
        let text = &document.lines[index].text;
        text.match_indices(name).any(|(at, _)| tail(&text[..at], 18).contains('编'))
    })
}

/// One of these stands in every label.
const MARKS: [&str; 13] =
    ["作", "撰", "文", "编译", "翻译", "楼主", "发布", "发表", "通讯员", "记者", "記者", "特派", "采写"];

fn labelled_author(document: &Document, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    let narrow = view(document, index, &MARKS)?;
    let text: &str = &narrow.text;
    for pattern in [&*REPORTER, &*REPORTERS] {
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
        let reporter = label.as_str().contains("者:") && !label.as_str().contains(['作', '布', '表']);
        let publisher = label.as_str().contains("发布");
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
    let narrow = view(document, index, &[""])?;
    let (value, end) =
        people(&narrow.text, 0).filter(|(value, end)| *end == narrow.text.len() && is_person(value))?;
    let span = narrow.span(0..end);
    stands(line, &span).then(|| found_at(value, "author/label", index, span))
}

/// The names that begin at `start`, joined by a space, and where they end. 记者 and the like before a name go;
/// two single hanzi are one name that was spaced out. Four names at most; none where the first is no name.
pub fn people(text: &str, start: usize) -> Option<(String, usize)> {
    let rest = &text[start..];
    let mut facts = NEXT_FACT.find(rest).map_or(rest.len(), |m| m.start());
    // 某某(北京)管理公司 is a name that goes on.
    if rest[facts..].starts_with('(') {
        let behind = rest[facts..].find(')').and_then(|close| rest[facts + close + 1..].chars().next());
        if behind.is_some_and(is_hanzi) {
            return None;
        }
    }
    // A colon makes the word before it a label, whatever it says: 某某 状态：连载中.
    if rest[facts..].starts_with(':') {
        facts = rest[..facts].rfind(' ').unwrap_or(0);
    }
    let mut names: Vec<String> = Vec::new();
    let mut end = start;
    let mut at = 0;
    for word in rest[..facts].split_inclusive([' ', '、', '/', '&', ',']) {
        let begin = at;
        at += word.len();
        let bare = word.trim_end_matches([' ', '、', '/', '&', ',']);
        if bare.is_empty() {
            continue;
        }
        let title = ["本报", "实习", "见习"].iter().any(|title| bare.contains(title));
        let (ahead, person) = strip_office(bare);
        if !names.is_empty() && names.len() < 4 && ahead.chars().count() > 1 && is_name(ahead, false) {
            names.push(ahead.to_owned());
        }
        if person.is_empty() && (title || names.is_empty() && bare != person) {
            continue;
        }
        let latin = bare.is_ascii();
        let spaced_out = person.chars().count() == 1
            && names.last().is_some_and(|n| n.chars().count() == 1 && n.chars().all(is_hanzi));
        let next_of_latin = latin && names.last().is_some_and(|n| n.is_ascii());
        if spaced_out || next_of_latin {
            if let Some(last) = names.last_mut() {
                if next_of_latin {
                    last.push(' ');
                }
                last.push_str(person);
            }
        } else if names.len() == 4 || !is_name(person, names.is_empty()) {
            break;
        } else {
            names.push(person.to_owned());
        }
        end = start + begin + bare.len();
    }
    let value = names.join(" ");
    const NOBODY: [&str; 8] = ["佚名", "未知", "不详", "匿名", "admin", "null", "网络", "本站"];
    let known = names.first().is_some_and(|n| !NOBODY.iter().any(|w| n.eq_ignore_ascii_case(w)));
    (visible_chars(&value) >= 2 && known).then_some((value, end))
}

/// 见习编辑李琼 is 李琼; what stands before the office, a paper or another name, comes apart.
fn strip_office(word: &str) -> (&str, &str) {
    const OFFICES: [&str; 9] =
        ["特约记者", "记者", "記者", "实习生", "實習生", "通讯员", "見習編輯", "见习编辑", "特派员"];
    let found =
        OFFICES.iter().filter_map(|o| word.find(o).filter(|at| *at <= 30).map(|at| (at + o.len(), at)));
    match found.max() {
        Some((end, start)) => (&word[..start], word[end..].trim_start_matches([':', '/'])),
        None => ("", word),
    }
}

/// A first name may be a pen name of any kind up to fourteen characters; those behind it are told from
/// whatever follows by being names of two to four hanzi.
fn is_name(word: &str, first: bool) -> bool {
    // What stands behind a byline and has the length of a name.
    const INTERFACE: [&str; 24] = [
        "文",
        "图",
        "摄",
        "译",
        "打印",
        "分享",
        "评论",
        "收藏",
        "关闭",
        "字号",
        "字体",
        "大",
        "中",
        "小",
        "大中小",
        "举报",
        "点赞",
        "转发",
        "关注",
        "回复",
        "原创",
        "来源",
        "阅读",
        "浏览",
    ];
    let length = word.chars().count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let hanzi = word.chars().all(|c| is_hanzi(c) || c == '·');
    let place =
        ["报导", "報導", "报道", "電", "编辑", "摄影", "来源", "报"].iter().any(|end| word.ends_with(end));
    if first {
        letters >= 1
            && length <= 14
            && !word.contains("http")
            && !word.contains('@')
            && !word.starts_with("www.")
    } else {
        hanzi && (1..=4).contains(&length) && !place && !INTERFACE.contains(&word)
    }
}

/// Of a name in the head, which is the site's as often as a person's.
pub fn is_person(name: &str) -> bool {
    const FIRMS: [&str; 18] = [
        "队", "馆", "社", "公司", "部", "中心", "集团", "站", "技术", "团队", "政府", "局", "院", "室", "处",
        "厅", "委", "办",
    ];
    const MEDIA_WORDS: [&str; 9] = ["网", "报", "电台", "电视", "新闻", "频道", "编辑", "在线", "杂志"];
    visible_chars(name) <= 12
        && name.chars().any(is_hanzi)
        && !FIRMS.iter().any(|end| name.ends_with(end))
        && !MEDIA_WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::tests::author_of;

    #[test]
    fn authors_lose_label_and_office() {
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
            ("文/图记者黄某某、华某实习生杨某某", "黄某某 华某 杨某某"),
        ] {
            assert_eq!(author_of(line).as_deref(), Some(name), "{line}");
        }
        for line in [
            "责任编辑：张三",
            "作者：",
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
