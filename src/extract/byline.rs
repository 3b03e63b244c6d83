//! Source and author: whom the page credits.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::date::dates;
use super::fields::{Zone, is_prose, stands};
use super::narrow::{Narrow, head, tail};
use crate::document::{Document, Found, is_hanzi, visible_chars};

/// Bytes of a line in which a byline is looked for.
const REACH: usize = 400;

static SOURCE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:稿件|文章|信息|新闻|内容|本文|消息|原文)?(?:来源|來源|稿源|出处|出處)(?:于|自)?(?P<mark> ?[:;>] ?| ?[(\[【《] ?| )|(?P<from>转自|轉自|转载自|轉載自|摘自|选自|来自|來自)(?P<mark2> ?: ?)")
        .expect("a constant pattern")
});

/// What a source must not be the source of: pictures, data and material are credited apart.
const NOT_THE_TEXT: [&str; 14] = [
    "图片", "图", "数据", "资料", "素材", "照片", "视频", "资金", "经费", "封面", "引用", "的", "不明",
    "收入",
];

/// Ends of names that publish: only such a name is believed without a label.
static MEDIA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\A[\p{Han}A-Za-z0-9·—-]{1,14}(?:网|報|报|社|网站|日报|晚报|晨报|早报|快报|时报|商报|周刊|周报|杂志|杂志社|电视台|广播电台|\
          卫视|频道|在线|客户端|传媒|观察者网|新闻|新闻网|财经|通讯社|新媒体)(?:\z|[\[( |/,-])",
    )
    .expect("a constant pattern")
});

/// The same at the beginning of a word that goes on with a name: 某某晚报张三.
static MEDIA_GLUED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\A[\p{Han}A-Za-z0-9·—-]{1,12}?(?:日报|晚报|晨报|早报|快报|时报|商报|都市报|周刊|周报|新闻网|电视台|质量网|在线|世纪网|网站)")
        .expect("a constant pattern")
});

static AUTHOR_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?: 作\ ?者 | 撰\ ?文 | 编译 | 翻译整理 | 撰稿人? | 楼主 | 发布者 | 发布人 | 发表者 | 原创作者 ) \ ?(?: [:;/] | \ ) \ ?
        | (?: \A | [\ |(\[【] ) (?: 文 (?: [/、]?[图圖] )? [/:] | (?: 通讯员 | 记者 | 記者 ) \ ?: ) \ ?",
    )
    .expect("a constant pattern")
});

/// 【某某报╱记者张三／台北报导】 and 记者张三／台北报导.
static REPORTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\A[\[【(]?(?:(?P<source>[\p{Han}A-Za-z0-9]{2,10}) ?/ ?)?(?:记者|記者|特派员|特派員)(?P<author>[\p{Han}·、 ]{2,16}?) ?/ ?\p{Han}{2,6}(?:报导|報導|报道|報道)(?:[\]】)]|\z| [0-9(])",
    )
    .expect("a constant pattern")
});

/// 本报记者 张三 李四 alone in a line.
static REPORTERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\A[(\[【]?\p{Han}{0,8}?(?:记者|記者)[: ](?P<author>\p{Han}{2,4}(?:[ 、]\p{Han}{2,4}){0,3})[)\]】]?\z").expect("a constant pattern")
});

/// （来源：某某网） and （作者：某某） at the end of the article's last lines.
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) [(\[【] (?: (?:文章|本文|稿件|信息)?(?:来源|稿源) \ ?:\ ? (?P<source>[^()\[\]【】:,。]{2,24})
        | (?:本文|本报|特约)?(?:作者|记者|通讯员) [:\ ]\ ? (?P<author>[^()\[\]【】:,。]{2,16}) ) [)\]】]\z",
    )
    .expect("a constant pattern")
});

/// Where a name ends because the next fact begins.
static NEXT_FACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) [|,;:。?!<>_=【\[(】\])》」] | https?:// | \ -\ | [0-9]{4}[-年/.]
        | (?: 作者|编辑|責任編輯|责任编辑|责编|编者|校对|审核|记者|時間|时间|日期|发布时间|发布|发表|字号|字体|浏览|点击|阅读|热度|人气|
              评论|回复|栏目|频道|关键字|关键词|分类|类别|标签|更新|查看|来源|稿源|出处|打印|分享|选稿|供稿|审稿|摄影|通讯员|主编|校对|原标题|标题 ) \ ? (?: [:(\[【] | \z )
        | 我要评论 | 我来说两句 | 我有话说 | 参与互动 | 手机看新闻 | 发表评论 | 点击查看 | 大\ ?中\ ?小 | 扫一扫 | 查看原文 | 分享到 | 暂无 | 已有[0-9] | 责任编辑 | 責任編輯",
    )
    .expect("a constant pattern")
});

/// Whom the page credits: behind a label in the byline zone or at the foot of the article, the name of a
/// medium beside the byline's date, the head.
pub fn source(document: &Document, zone: &Zone) -> Option<Found<String>> {
    zone_lines(document, zone, 3)
        .find_map(|index| labelled_source(document, index))
        .or_else(|| foot(document, zone).find_map(|index| signed(document, index, "source")))
        .or_else(|| zone_lines(document, zone, 0).find_map(|index| source_beside_date(document, index)))
        .or_else(|| {
            let keys = [
                "meta:mediaid",
                "meta:source",
                "meta:contentsource",
                "meta:article:source",
                "meta:copyrightsource",
            ];
            keys.into_iter().find_map(|key| {
                let text = &document.head_text(key)?.text;
                let narrow = Narrow::new(text);
                let start = SOURCE_LABEL.find(&narrow.text).filter(|m| m.start() == 0).map_or(0, |m| m.end());
                let span = narrow.span(name(&narrow.text, start)?);
                Some(Found { value: text[span].to_owned(), rule: "source/meta".into(), at: None })
            })
        })
}

/// The byline: behind a label, as a reporter's line, or in the head where it names a person.
pub fn author(document: &Document, zone: &Zone) -> Option<Found<String>> {
    let shown = zone_lines(document, zone, 3).find_map(|index| labelled_author(document, index));
    shown.or_else(|| foot(document, zone).find_map(|index| signed(document, index, "author"))).or_else(|| {
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
}

/// Whether the page itself calls a name of its head the editor's, as content systems put either there.
fn is_editor(document: &Document, zone: &Zone, name: &str) -> bool {
    zone_lines(document, zone, 12).any(|index| {
        let text = &document.lines[index].text;
        text.match_indices(name).any(|(at, _)| tail(&text[..at], 18).contains('编'))
    })
}

fn zone_lines(document: &Document, zone: &Zone, after: usize) -> impl Iterator<Item = usize> {
    zone.byline(document).chain(zone.after(document, after)).filter(|i| zone.headline != Some(*i))
}

/// The last two lines of the body.
fn foot(document: &Document, zone: &Zone) -> Range<usize> {
    let end = zone.body.as_ref().map_or(0, |b| b.end).min(document.lines.len());
    end.saturating_sub(2)..end
}

/// The credit in brackets that a line ends with; `field` is a group of [`SIGNED`].
fn signed(document: &Document, index: usize, field: &str) -> Option<Found<String>> {
    let line = &document.lines[index];
    let end = tail(&line.text, 120);
    let from = line.text.len() - end.len();
    let narrow = Narrow::new(end);
    let found = SIGNED.captures(&narrow.text)?.name(field)?.range();
    let (value, rule, view) = match field {
        "source" => {
            let view = name(&narrow.text, found.start)?;
            (end[narrow.span(view.clone())].to_owned(), "source/signed", view)
        }
        _ => {
            let (value, end) = people(&narrow.text, found.start)?;
            (value, "author/signed", found.start..end)
        }
    };
    let span = narrow.span(view);
    let span = from + span.start..from + span.end;
    stands(line, &span).then(|| found_at(value, rule, index, span))
}

/// The view of a line that may hold a byline.
fn view(document: &Document, index: usize) -> Option<Narrow<'_>> {
    let line = &document.lines[index];
    let shown = !line.birth.hidden && !line.birth.control && !line.text.is_empty();
    shown.then(|| Narrow::new(head(&line.text, REACH)))
}

fn labelled_source(document: &Document, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    let narrow = view(document, index)?;
    let text: &str = &narrow.text;
    SOURCE_LABEL.captures_iter(text).find_map(|found| {
        let label = found.get(0)?;
        let before = text[..label.start()].trim_end_matches(' ');
        if NOT_THE_TEXT.iter().any(|word| before.ends_with(word)) || is_prose(line) && label.start() > 120 {
            return None;
        }
        // The portal's notice about what its labels mean: 凡本网注明“来源：…”的作品.
        if ["凡", "注明", "标注", "标明"].iter().any(|word| tail(before, 60).contains(word)) {
            return None;
        }
        // 来源 is also a word: without a colon it must stand beside a date, and in running text not at all.
        let bare = found.name("mark").is_some_and(|m| m.as_str() == " ");
        if bare && (is_prose(line) || dates(text, None).is_empty()) {
            return None;
        }
        if label.end() == text.trim_end().len() {
            return source_of_cell(document, index + 1);
        }
        let span = narrow.span(name(text, label.end())?);
        stands(line, &span).then(|| found_at(line.text[span.clone()].to_owned(), "source/label", index, span))
    })
}

/// The name in a cell behind that of its label: short, and all of its line.
fn source_of_cell(document: &Document, index: usize) -> Option<Found<String>> {
    let line = document.lines.get(index).filter(|line| line.birth.visible <= 20)?;
    let narrow = view(document, index)?;
    let span = narrow.span(name(&narrow.text, 0)?);
    (span == (0..line.text.len()) && stands(line, &span))
        .then(|| found_at(line.text.clone(), "source/label", index, span))
}

/// A medium's name right behind the byline's date, or alone with it in a line.
fn source_beside_date(document: &Document, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    if is_prose(line) || line.birth.visible > 60 {
        return None;
    }
    let narrow = view(document, index)?;
    let text: &str = &narrow.text;
    if let Some(found) = REPORTER.captures(text).and_then(|c| c.name("source")) {
        let span = narrow.span(found.range());
        return stands(line, &span)
            .then(|| found_at(line.text[span.clone()].to_owned(), "source/reporter", index, span));
    }
    let hit = dates(text, None)
        .into_iter()
        .next()
        .filter(|hit| hit.value.year.is_some() && hit.value.day.is_some())?;
    let behind = hit.span.end
        + (text.len()
            - hit.span.end
            - text[hit.span.end..].trim_start_matches([' ', '|', '-', '·', '•']).len());
    let medium = medium(&text[behind..]).map(|len| behind..behind + len).or_else(|| {
        let before = text[..hit.span.start].trim_end_matches([' ', '(', '[', '|']);
        medium(before).filter(|len| *len == before.len()).map(|len| 0..len)
    })?;
    let span = narrow.span(medium);
    stands(line, &span)
        .then(|| found_at(line.text[span.clone()].to_owned(), "source/beside-date", index, span))
}

/// Bytes of the medium's name that `text` begins with.
fn medium(text: &str) -> Option<usize> {
    // 国内新闻 is the section.
    const SECTIONS: [&str; 22] = [
        "国内", "国际", "社会", "体育", "娱乐", "科技", "军事", "时政", "本地", "图片", "视频", "财经",
        "综合", "热点", "最新", "行业", "公司", "企业", "今日", "教育", "健康", "汽车",
    ];
    let section = SECTIONS.iter().find_map(|s| text.strip_prefix(s));
    if section.is_some_and(|rest| rest.starts_with("新闻") || rest.starts_with("频道")) {
        return None;
    }
    // 发布于北京 is where a platform's author sat.
    if ["发布", "发表", "更新", "编辑", "来自"].iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let word = text.find(' ').map_or(text, |end| &text[..end]);
    let whole =
        MEDIA.find(word).map(|m| word[..m.end()].trim_end_matches(['[', '(', '|', '/', ',', '-']).len());
    whole.or_else(|| MEDIA_GLUED.find(word).map(|m| m.end())).filter(|len| *len <= 45)
}

/// Where the name that begins at `start` ends; none for what cannot be one: too long, an address, a number,
/// 未知. A space ends a name unless Latin letters stand on both sides.
fn name(text: &str, start: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 24;
    let rest = &text[start..];
    let open = rest.len()
        - rest.trim_start_matches([' ', '[', '(', '【', '《', '「', '“', '"', '<', ':', '·']).len();
    let start = start + open;
    let rest = &text[start..];
    let mut end = NEXT_FACT.find(rest).map_or(rest.len(), |m| m.start());
    let mut latin = false;
    for (at, c) in rest[..end].char_indices() {
        if c == ' ' && !(latin && rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic())) {
            end = at;
            break;
        }
        latin = c.is_ascii_alphabetic();
    }
    if rest[end..].starts_with('》') && rest[..end].contains('《') {
        end += '》'.len_utf8();
    }
    let value = rest[..end].trim_end_matches(['-', '、', '.', '/', '·', ' ', '”', '"']);
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let fits = (2..=LONGEST).contains(&visible_chars(value)) && letters >= 2;
    let empty =
        ["未知", "不详", "不明", "本文", "暂无", "null", "undefined", "www", "点击", "查看", "未注明"];
    let junk = empty.iter().any(|word| value.eq_ignore_ascii_case(word))
        || value.starts_with("www.")
        || value.contains('@');
    (fits && !junk).then_some(start..start + value.len())
}

fn labelled_author(document: &Document, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    let narrow = view(document, index)?;
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
        let (value, end) = people(text, label.end())?;
        // 记者： also opens a question of an interview.
        let reporter = label.as_str().contains("者:") && !label.as_str().contains(['作', '布', '表']);
        if reporter && value.split(' ').any(|name| name.chars().filter(|c| is_hanzi(*c)).count() > 4) {
            return None;
        }
        let span = narrow.span(label.end()..end);
        stands(line, &span).then(|| found_at(value, "author/label", index, span))
    })
}

/// The names that begin at `start`, joined by a space, and where they end. 记者 and the like before a name go;
/// two single hanzi are one name that was spaced out. Four names at most; none where the first is no name.
fn people(text: &str, start: usize) -> Option<(String, usize)> {
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
        let title = ["本报", "实习", "见习"].iter().find_map(|t| bare.find(t)).is_some();
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
    let known = !["佚名", "未知", "不详", "匿名", "admin", "null", "网络", "本站"]
        .iter()
        .any(|w| value.eq_ignore_ascii_case(w));
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
        hanzi && (1..=4).contains(&length) && !place
    }
}

/// Of a name in the head, which is the site's as often as a person's.
fn is_person(name: &str) -> bool {
    const FIRMS: [&str; 11] = ["社", "公司", "部", "中心", "集团", "站", "技术", "团队", "政府", "局", "院"];
    const MEDIA_WORDS: [&str; 9] = ["网", "报", "电台", "电视", "新闻", "频道", "编辑", "在线", "杂志"];
    visible_chars(name) <= 12
        && name.chars().any(is_hanzi)
        && !FIRMS.iter().any(|end| name.ends_with(end))
        && !MEDIA_WORDS.iter().any(|word| name.contains(word))
}

fn found_at(value: String, rule: &'static str, line: usize, span: Range<usize>) -> Found<String> {
    Found { value, rule: rule.into(), at: Some((line, span)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Birth, Head, Line};

    fn document(lines: &[&str], heads: &[(&str, &str)]) -> Document {
        let lines = lines.iter().map(|t| Line::new(*t, Birth::default())).collect();
        let heads =
            heads.iter().map(|(k, t)| Head { key: (*k).into(), line: Line::new(*t, Birth::default()) });
        Document { lines, head: heads.collect(), ..Document::default() }
    }

    fn both(line: &str) -> (Option<String>, Option<String>) {
        let zone = Zone { headline: Some(0), body: None };
        let document = document(&["小城的早市", line], &[]);
        (source(&document, &zone).map(|f| f.value), author(&document, &zone).map(|f| f.value))
    }

    #[test]
    fn a_source_ends_where_the_next_fact_begins() {
        for (line, name) in [
            ("来源：某某网", "某某网"),
            ("来源:原创 热度:410 时间:2023-04-20 19:16:08", "原创"),
            ("来源：某某晚报作者：张三", "某某晚报"),
            ("2011年05月03日 08:15 来源：某某日报客户端", "某某日报客户端"),
            ("来源：[ 国中金融报 ]", "国中金融报"),
            ("时间 2011-5-3 来源 采某网 李四", "采某网"),
            ("出处：某某在线 2011年05月03日 作者：某某", "某某在线"),
            ("（本文来源：某某时报）", "某某时报"),
            ("来源：《半日谈》", "半日谈"),
            ("发布: 2011-1-29 13:18|点击: 313|来自: 互联网", "互联网"),
            ("来源：BBC News 中文", "BBC News"),
            ("来源：某某评论网", "某某评论网"),
            ("来源：某某网2011-05-03", "某某网"),
            ("来源：２１世纪某报 【字号：大 中 小】", "２１世纪某报"),
        ] {
            assert_eq!(both(line).0.as_deref(), Some(name), "{line}");
        }
    }

    #[test]
    fn a_mediums_name_beside_the_date_needs_no_label() {
        for (line, name) in [
            ("2011-05-03 08:15 某某网", "某某网"),
            ("2011年05月03日11:52某某晚报李四我要评论(0)", "某某晚报"),
            ("某某资讯网 (2011-05-03 11:33)", "某某资讯网"),
            ("www.example.cn2011-05-03某某晚报", "某某晚报"),
            ("【某某报╱记者张三丰／台北报导】", "某某报"),
        ] {
            assert_eq!(both(line).0.as_deref(), Some(name), "{line}");
        }
        for line in [
            "2011-05-03 08:15 李四",
            "2011-05-03 分享到微博",
            "图片来源：某某网",
            "来源：",
            "来源：未知",
            "来源：http://example.cn/",
        ] {
            assert_eq!(both(line).0, None, "{line}");
        }
    }

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
            ("作者：Joel Smith", "Joel Smith"),
            ("文/图记者黄某某、华某实习生杨某某", "黄某某 华某 杨某某"),
        ] {
            assert_eq!(both(line).1.as_deref(), Some(name), "{line}");
        }
        for line in [
            "责任编辑：张三",
            "作者：",
            "作者： 来源： 某某在线 编辑： 陈某",
            "作者：佚名",
            "作者：某某国际经济交流中心世界经济研究部部长",
            "编辑：李四",
            "文/某某（北京）管理有限公司李四",
            "记者：你到底叫什么名字呢？",
        ] {
            assert_eq!(both(line).1, None, "{line}");
        }
    }

    #[test]
    fn the_last_lines_may_be_signed_in_brackets() {
        let body = "天还没亮，卖菜的人已经把摊子支好了，热气从蒸笼里冒出来，街对面的灯一盏一盏亮起来。（来源：某某网）";
        let page = document(&["小城的早市", body, "（记者 张某某）"], &[]);
        let zone = Zone { headline: Some(0), body: Some(1..3) };
        let found = source(&page, &zone)
            .map(|f| (f.value, f.at.map(|(line, span)| page.lines[line].text[span].to_owned())));
        assert_eq!(found, Some(("某某网".to_owned(), Some("某某网".to_owned()))));
        assert_eq!(author(&page, &zone).map(|f| f.value).as_deref(), Some("张某某"));
    }

    #[test]
    fn a_source_may_stand_in_the_cell_behind_its_label() {
        let page = document(&["小城的早市", "来源：", "某某网", "来源：", "分享到：微博"], &[]);
        assert_eq!(
            source(&page, &Zone { headline: Some(0), body: None }).map(|f| f.value).as_deref(),
            Some("某某网")
        );
        let page = document(&["小城的早市", "来源：", "时间：2011-05-03"], &[]);
        assert_eq!(source(&page, &Zone { headline: Some(0), body: None }), None);
    }

    #[test]
    fn notices_about_credits_are_no_credits() {
        for line in ["凡本网注明“来源：某某网”的作品，版权均属本网。", "图片来源：某某网", "数据来源：某某局"]
        {
            assert_eq!(both(line).0, None, "{line}");
        }
    }

    #[test]
    fn the_head_is_asked_last_and_only_for_persons() {
        let zone = Zone::default();
        let page = document(&["小城的早市"], &[("meta:author", "某某网"), ("meta:source", "来源：某某日报")]);
        assert_eq!(
            source(&page, &zone).map(|f| (f.value, f.rule.into_owned())),
            Some(("某某日报".into(), "source/meta".into()))
        );
        assert_eq!(author(&page, &zone), None);
        let page =
            document(&["小城的早市"], &[("ld:author", "记者林某某／即时报导"), ("meta:author", "张三")]);
        assert_eq!(author(&page, &zone).map(|f| f.value).as_deref(), Some("张三"));
    }

    #[test]
    fn the_words_lead_back_to_the_page() {
        let page = document(&["小城的早市", "　来源：某某网　热度：４１０"], &[]);
        let found = source(&page, &Zone { headline: Some(0), body: None });
        let at = found.and_then(|f| f.at).map(|(line, span)| page.lines[line].text[span].to_owned());
        assert_eq!(at.as_deref(), Some("某某网"));
    }
}
