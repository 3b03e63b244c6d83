//! The source: whom the page credits with the text.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::account::is_badge;
use super::medium::{medium, name};
use super::{Credit, NEXT_FACT, REPORTER, foot, found_at, profile, row, signed, view, zone_lines};
use crate::document::{Document, Found, Kind};
use crate::extract::date::dates;
use crate::extract::narrow::{Narrow, tail};
use crate::extract::words::Words;
use crate::extract::zone::{Zone, is_prose, stands};

static SOURCE_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:稿件|文章|信息|新闻|内容|本文|消息|原文)?(?:来源|來源|稿源|出处|出處)(?:于|自)?(?P<mark> ?[:;>/] ?| ?[(\[【《] ?| )|(?P<from>转自|轉自|转载自|轉載自|摘自|选自|来自|來自)(?P<mark2> ?[:/] ?)")
        .expect("a constant pattern")
});

/// One of these stands in every label.
const LABELS: [&str; 13] =
    ["来源", "來源", "稿源", "出处", "出處", "转自", "轉自", "载自", "載自", "摘自", "选自", "来自", "來自"];

/// What a source must not be the source of: pictures, data and material are credited apart.
const NOT_THE_TEXT: [&str; 14] = [
    "图片", "图", "数据", "资料", "素材", "照片", "视频", "资金", "经费", "封面", "引用", "的", "不明",
    "收入",
];

/// Whom the page credits: behind a label in the byline zone or at the foot of the article, the name of a
/// medium beside the byline's date, the head.
pub fn source(document: &Document, zone: &Zone) -> Option<Found<String>> {
    zone_lines(document, zone, 3)
        .find_map(|index| labelled_source(document, index))
        .or_else(|| row::classed(document, zone, Credit::Source))
        .or_else(|| foot(document, zone).find_map(|index| signed(document, index, Credit::Source)))
        .or_else(|| zone_lines(document, zone, 0).find_map(|index| source_beside_date(document, zone, index)))
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
        .or_else(|| row::source_beside_date(document, zone))
        .or_else(|| row::account(document, zone))
        .or_else(|| profile::source(document, zone))
}

fn labelled_source(document: &Document, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(LABELS));
    let narrow = view(document, index, Some(&WORDS))?;
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
        let span = narrow.span(bare_name(text, name(text, label.end())?));
        stands(line, &span).then(|| found_at(line.text[span.clone()].to_owned(), "source/label", index, span))
    })
}

/// Without the marks that a board prints before its name, and the province that a platform prints behind that of an
/// account, before its button: 小城的人贵州 举报.
fn bare_name(text: &str, name: Range<usize>) -> Range<usize> {
    const PROVINCES: [&str; 34] = [
        "北京",
        "天津",
        "上海",
        "重庆",
        "河北",
        "山西",
        "辽宁",
        "吉林",
        "黑龙江",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
        "河南",
        "湖北",
        "湖南",
        "广东",
        "海南",
        "四川",
        "贵州",
        "云南",
        "陕西",
        "甘肃",
        "青海",
        "台湾",
        "内蒙古",
        "广西",
        "西藏",
        "宁夏",
        "新疆",
        "香港",
        "澳门",
    ];
    let words = &text[name.clone()];
    let start = name.end - words.trim_start_matches(['．', '.', '·']).len();
    let before_button = text[name.end..].trim_start().starts_with("举报");
    let account =
        PROVINCES.iter().filter(|_| before_button).find_map(|province| words.strip_suffix(province));
    let end =
        account.filter(|account| account.chars().count() >= 2).map_or(name.end, |a| name.start + a.len());
    start.min(end)..end
}

/// The name in a cell behind that of its label: short, and all of its line.
fn source_of_cell(document: &Document, index: usize) -> Option<Found<String>> {
    let line = document.lines.get(index).filter(|line| line.birth.visible <= 20)?;
    let narrow = view(document, index, None)?;
    let span = narrow.span(name(&narrow.text, 0)?);
    (span == (0..line.text.len()) && stands(line, &span))
        .then(|| found_at(line.text.clone(), "source/label", index, span))
}

/// A medium's name right behind the byline's date, or alone with it in a line.
fn source_beside_date(document: &Document, zone: &Zone, index: usize) -> Option<Found<String>> {
    let line = &document.lines[index];
    if is_prose(line) || line.birth.visible > 60 {
        return None;
    }
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| Words::new(["记者", "記者", "特派", "20", "19", "２０", "１９", "年"]));
    let narrow = view(document, index, Some(&WORDS))?;
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
    if document.kind == Kind::Text && text[hit.span.end..].trim().is_empty() {
        let below = medium_alone(document, index + 1);
        if below.is_some() {
            return below;
        }
    }
    let behind = hit.span.end
        + (text.len()
            - hit.span.end
            - text[hit.span.end..].trim_start_matches([' ', '|', '-', '·', '•']).len());
    let rest = &text[behind..];
    // The weekday behind the day above a headline is the masthead's, or a clock's.
    let above = zone.headline.is_some_and(|headline| index < headline);
    if above && rest.starts_with("星期") || is_badge(rest) {
        return None;
    }
    // 某某网我要评论(0): the button is glued to the name.
    let rest = &rest[..NEXT_FACT.find(rest).map_or(rest.len(), |fact| fact.start())];
    let medium = medium(rest).map(|len| behind..behind + len).or_else(|| {
        let before = text[..hit.span.start].trim_end_matches([' ', '(', '[', '|']);
        // Before a date may stand section, medium and writer: 国内新闻 某某晚报 张三 2013-05-03.
        let pieces = || before.rmatch_indices(' ').map(|(at, _)| at + 1).chain([0]).take(2);
        let mut end = before.len();
        pieces().find_map(|start| {
            let piece = before[start..end].trim();
            end = start;
            medium(piece).filter(|len| *len == piece.len()).map(|len| start..start + len)
        })
    })?;
    let span = narrow.span(medium);
    stands(line, &span)
        .then(|| found_at(line.text[span.clone()].to_owned(), "source/beside-date", index, span))
}

/// The medium's name that fills the line below a date, where a text has every word of the byline in its own.
fn medium_alone(document: &Document, index: usize) -> Option<Found<String>> {
    let line = document.lines.get(index).filter(|line| line.birth.visible <= 20)?;
    let narrow = view(document, index, None)?;
    let length = medium(&narrow.text).filter(|length| *length == narrow.text.len())?;
    let span = narrow.span(0..length);
    stands(line, &span)
        .then(|| found_at(line.text[span.clone()].to_owned(), "source/beside-date", index, span))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, source_of};
    use super::*;

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
            ("来源：某某网-社会频道", "某某网-社会频道"),
            ("来源：某某网2011-05-03", "某某网"),
            ("来源：２１世纪某报 【字号：大 中 小】", "２１世纪某报"),
            ("来源：某某局浏览次数：88", "某某局"),
            ("发布 / 2021年5月3日 来自 / 某某早报", "某某早报"),
            ("来源：某某新闻∙本地", "某某新闻"),
            ("2023-09-05 20:53 来源: 小城的人贵州 举报", "小城的人"),
            ("※ 来源:．小城水木站 bbs.example.com", "小城水木站"),
        ] {
            assert_eq!(source_of(line).as_deref(), Some(name), "{line}");
        }
    }

    #[test]
    fn a_mediums_name_beside_the_date_needs_no_label() {
        for (line, name) in [
            ("2011-05-03 08:15 某某网", "某某网"),
            ("2011年05月03日11:52某某晚报李四我要评论(0)", "某某晚报"),
            ("某某资讯网 (2011-05-03 11:33)", "某某资讯网"),
            ("www.example.cn2011-05-03某某晚报", "某某晚报"),
            ("2011-05-03 08:15 某某卫视", "某某卫视"),
            ("《旅人》杂志 2011-05-03 08:15", "《旅人》杂志"),
            ("国内新闻 某某晚报 张三 2011-05-03 08:15", "某某晚报"),
            ("某某财经 2011-05-03 08:15 听新闻", "某某财经"),
            ("【某某报╱记者张三丰／台北报导】", "某某报"),
        ] {
            assert_eq!(source_of(line).as_deref(), Some(name), "{line}");
        }
        for line in [
            "2011-05-03 08:15 李四",
            "2011-05-03 分享到微博",
            "2011-05-03 国内新闻",
            "2011-05-03 08:15 某某网官方账号",
            "2011-05-03 08:15 历史领域创作者",
            "2011-05-03 08:15 来自河北",
            "2011-05-03 《小城往事》",
            "图片来源：某某网",
            "来源：",
            "来源：未知",
            "来源：http://example.cn/",
        ] {
            assert_eq!(source_of(line), None, "{line}");
        }
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
            assert_eq!(source_of(line), None, "{line}");
        }
    }

    #[test]
    fn the_words_lead_back_to_the_page() {
        let page = document(&["小城的早市", "　来源：某某网　热度：４１０"], &[]);
        let found = source(&page, &Zone { headline: Some(0), body: None });
        let at = found.and_then(|f| f.at).map(|(line, span)| page.lines[line].text[span].to_owned());
        assert_eq!(at.as_deref(), Some("某某网"));
    }
}
