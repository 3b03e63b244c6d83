//! Counts of readers in a text.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::HeatHit;
use crate::extract::date::dates;
use crate::extract::narrow::{Narrow, has_digit};
use crate::extract::words::Words;

/// What a counter is called. 播放 is not among them: it counts plays of a film that stands beside the article.
const LABEL: &str = "热度|熱度|阅读|閱讀|閲讀|浏览|瀏覽|流覽|流览|点击|點擊|人气|人氣|围观|圍觀|点阅|點閱|阅览|閱覽|查看|已阅|访问|訪問";

const NUMBER: &str =
    "(?P<n>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12}(?:\\.[0-9]{1,3})?) ?(?P<u>万|萬|亿|億|[wWkK])?(?P<plus>\\+)?";

/// `阅读(1,234)`, `浏览次数：12 次`, `Views: 12`.
static LABEL_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:(?:{LABEL}|\b(?i:views|hits|reads))(?:次数|次數|人次|人数|人數|指数|指數|数|數|量|率|值|过|了)?(?:统计|統計)?) ?[:;=]? ?(?:共|约|為|为)? ?[(\[【<]? ?{NUMBER}"
    ))
    .expect("a constant pattern")
});

/// `1.2万阅读`, `345 人阅读`, `12次浏览`, `您是第154个阅览者`.
static NUMBER_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"{NUMBER} ?(?:人次|次|人|个|位|名)? ?(?:已|次|人|在|的)? ?(?P<label>{LABEL}|\b(?i:views?|hits|reads))(?P<who>者|人)?"
    ))
    .expect("a constant pattern")
});

/// Every count of readers in `text`.
///
/// `0` is none: a page that somebody has fetched was read, so a zero is what stands there until a script has
/// counted. Neither are counts of everything (总阅读, 本日人气), of a list (点击排行) or of something else (`浏览30s`).
pub fn counts(text: &str) -> Vec<HeatHit> {
    if !might_hold_a_count(text) {
        return Vec::new();
    }
    let hits = counts_of(text);
    if !hits.is_empty() {
        return hits;
    }
    // 18:081.8万阅读: the count is glued to the clock.
    let clock = dates(text, None).into_iter().rfind(|hit| hit.value.time.is_some());
    let Some(start) = clock.map(|hit| hit.span.end).filter(|end| text[*end..].starts_with(is_figure)) else {
        return hits;
    };
    let behind = counts_of(&text[start..]).into_iter();
    behind.map(|hit| HeatHit { span: hit.span.start + start..hit.span.end + start, ..hit }).collect()
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

fn counts_of(text: &str) -> Vec<HeatHit> {
    let narrow = Narrow::new(text);
    let view: &str = &narrow.text;
    let mut hits: Vec<HeatHit> = Vec::new();
    for (pattern, labelled) in [(&*LABEL_FIRST, true), (&*NUMBER_FIRST, false)] {
        for found in pattern.captures_iter(view) {
            let Some(whole) = found.get(0) else { continue };
            let span = narrow.span(whole.range());
            if hits.iter().any(|h| h.span.start < span.end && span.start < h.span.end) {
                continue;
            }
            let (before, after) = (&view[..whole.start()], &view[whole.end()..]);
            let foreign = if labelled {
                not_the_articles(before)
                    || goes_on(after)
                    || !colon_label(whole.as_str()) && stands_between(before, after)
            } else {
                belongs_elsewhere(before, after)
            };
            if let Some(value) = value(&found).filter(|v| *v > 0 && !foreign) {
                hits.push(HeatHit { span, value, labelled });
            }
        }
    }
    hits
}

/// Whether a count of a long line has the form of a byline's, `热度:410`.
pub(super) fn colon_label(text: &str) -> bool {
    text.contains([':', '：', '(', '（', '['])
}

fn might_hold_a_count(text: &str) -> bool {
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| Words::new(LABEL.split('|').chain(["iew", "its", "eads"])));
    has_digit(text) && WORDS.are_in(text)
}

fn value(found: &Captures<'_>) -> Option<u64> {
    let digits: String = found["n"].chars().filter(|c| *c != ',').collect();
    let factor = match found.name("u").map(|m| m.as_str()) {
        None if digits.contains('.') => return None,
        None => 1,
        Some("万" | "萬" | "w" | "W") => 10_000,
        Some("亿" | "億") => 100_000_000,
        Some(_) => 1000,
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    // Exact: a fraction has three digits at most and every factor three zeros at least.
    let thousandths = format!("{fraction:0<3}").parse::<u64>().ok()?;
    Some(whole.parse::<u64>().ok()? * factor + thousandths * factor / 1000)
}

/// Counts of the site, the author or the day; rankings.
fn not_the_articles(before: &str) -> bool {
    const OTHERS: [&str; 23] = [
        "总", "總", "累计", "累計", "累积", "累積", "今日", "本日", "昨日", "本周", "本月", "日均", "最佳",
        "推荐", "相关", "延伸", "扩展", "博客", "全站", "个人", "网站", "本站", "页面",
    ];
    // 来源：本站 人气：74: the word is what another label says.
    let before = if is_value(before) { "" } else { before.trim_end() };
    // 被浏览 alone is a label; behind a noun it is the author's sum, 文章被阅读.
    let summed = before.strip_suffix('被').is_some_and(|noun| !noun.is_empty());
    OTHERS.iter().any(|word| before.ends_with(word)) || summed || before.ends_with("最多")
}

/// Whether `before` ends with the value of a label and a space.
fn is_value(before: &str) -> bool {
    let word = before.trim_end_matches([' ', '|']);
    word.len() < before.len()
        && word.rsplit([' ', '|']).next().is_some_and(|fact| {
            fact.split_once(':').is_some_and(|(label, value)| !label.is_empty() && !value.is_empty())
        })
}

/// Whether the number goes on as a date, a time, a screen or an amount of something else.
fn goes_on(after: &str) -> bool {
    let mut ahead = after.chars();
    match ahead.next() {
        Some('-' | ':' | '/' | '.' | 'x' | 'X' | '*' | '×') => {
            ahead.next().is_some_and(|c| c.is_ascii_digit())
        }
        Some(c) if c.is_ascii_alphabetic() => true,
        // The next label may be glued to the number: 浏览次数:313字号, 阅读 313 字数统计.
        Some('字') => {
            !ahead.next().is_some_and(|c| matches!(c, '体' | '體' | '号' | '號' | '数' | '數' | ':'))
        }
        Some('日') => !after.starts_with("日期"),
        Some('本') => !["本文", "本站", "本报"].iter().any(|word| after.starts_with(word)),
        Some('年' | '月' | '秒' | '天' | '条' | '%' | '元' | '岁' | '篇' | '页') => true,
        Some('分') => ahead.next().is_some_and(|c| c == '钟' || c.is_ascii_digit()),
        _ => false,
    }
}

/// Whether each number stands before its label, `1203 点击 4 回复`: then the one behind is of something else.
fn stands_between(before: &str, after: &str) -> bool {
    let after = after.trim_start();
    let before = before.trim_end();
    let ahead = before.trim_end_matches(|c: char| c.is_ascii_digit());
    // Of a day or a clock no number is a count.
    let others = ["回复", "回覆", "评论", "跟帖", "留言", "条回复", "条评论"];
    // 字数 2104 阅读 3344 评论 5: the next label has its number behind it, and so has this one.
    let number_behind = |rest: &str| {
        let rest = rest.trim_start_matches(['数', ' ', ':', '(', '[']);
        rest.starts_with(|c: char| c.is_ascii_digit())
    };
    ahead.len() < before.len()
        && !ahead.ends_with([':', '-', '/', '.', '年', '月'])
        && others.iter().find_map(|word| after.strip_prefix(word)).is_some_and(|rest| !number_behind(rest))
}

/// Whether a number before a label belongs to what stands before it, or to a total: `评论 2 阅读`, `50亿总阅读`.
fn belongs_elsewhere(before: &str, after: &str) -> bool {
    const OTHER_COUNTERS: [&str; 14] = [
        "评论", "回复", "留言", "点赞", "收藏", "文章", "随笔", "下载", "转发", "分享", "赞", "粉丝", "关注",
        "引用",
    ];
    // 12.5万阅读 is one number, which the pattern would begin to read in the middle.
    let torn = before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    // And 2011-05-03 浏览 a day or a clock.
    let dated = before
        .strip_suffix(['-', '/', ':', '年', '月'])
        .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    let before = before.trim_end_matches([' ', ':', '(', '[', '|', '·', '-']);
    let after = after.trim_start();
    torn || dated
        || OTHER_COUNTERS.iter().any(|word| before.ends_with(word))
        || not_the_articles(before)
        || ["排行", "榜", "更多", "全文", "全部", "器", "量最", "最"]
            .iter()
            .any(|word| after.starts_with(word))
        || after.starts_with('(') && after[1..].trim_start().starts_with(|c: char| c.is_ascii_digit())
        || labels_what_follows(after)
}

/// Whether the label goes on to a colon, so that its number stands behind it or nowhere: 浏览次数：.
fn labels_what_follows(after: &str) -> bool {
    let endings = ["次数", "人次", "人数", "数", "量", "率"];
    let rest = endings.iter().find_map(|end| after.strip_prefix(end)).unwrap_or(after);
    rest.trim_start().starts_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Option<u64> {
        counts(text).first().map(|h| h.value)
    }

    #[test]
    fn the_label_stands_before_or_behind_the_number() {
        for (text, value) in [
            ("来源:原创 热度:410 时间:2023-04-20", 410),
            ("阅读(1,234)", 1234),
            ("1.2万阅读", 12_000),
            ("浏览：1234次", 1234),
            ("点击数: 12 次", 12),
            ("共有 345 人阅读", 345),
            ("阅读 10万+", 100_000),
            ("阅读量1.3w", 13_000),
            ("热度：４１０", 410),
            ("瀏覽7", 7),
            ("人氣(23925)", 23_925),
            ("查看: 3481|回复: 3", 3481),
            ("您是本文第 154 个阅览者", 154),
            ("3.25亿阅读", 325_000_000),
            ("阅读 (42万)", 420_000),
            ("评论 2 阅读 430", 430),
            ("1.5k views", 1500),
            ("浏览次数:【88】", 88),
            ("1203 点击 4 回复", 1203),
            ("字数 2104 阅读 3344 评论 5 喜欢 12", 3344),
            ("10:20 点击：1203 回复：4", 1203),
            ("10:20 点击 1203 回复 4", 1203),
            ("小明 · 2011-05-03 · 3.2万阅读", 32_000),
            ("发布时间：2011-05-03 阅读：（88）次", 88),
            ("来源:某某网　浏览次数:88　字体:【大 中 小】", 88),
            ("浏览次数：88字号：大", 88),
            ("点击：88日期：2011-05-03", 88),
            ("访问量：1,204", 1204),
            ("发布日期：2017/4/26 来源：本站 人气：74", 74),
            ("来源：推荐 | 浏览：74", 74),
            ("某某新闻网2023/07/09 18:081.8万阅读", 18_000),
            ("2023-07-09 18:08:30313次阅读", 313),
            ("2022年11月6日 评论 阅读 2,385 字数统计：638字 阅读时长：约2分钟", 2385),
            ("被浏览 45,678", 45_678),
        ] {
            assert_eq!(one(text), Some(value), "{text}");
        }
    }

    #[test]
    fn a_label_alone_and_a_zero_that_waits_for_a_script_are_none() {
        for text in
            ["阅读：次", "热度: 时间:2024-04-06 17:03:15", "浏览: 0", "--阅读", "阅读 ()", "阅读剩余全文（）"]
        {
            assert_eq!(one(text), None, "{text}");
        }
    }

    #[test]
    fn other_counts_and_other_numbers_are_none() {
        for text in [
            "点击排行 1 某某",
            "最佳浏览1024",
            "50亿总阅读",
            "本日人气：613",
            "累积人气：2592077",
            "浏览30s得积分",
            "评论 12",
            "8599次播放",
            "阅读 2012-01-12",
            "浏览12:30",
            "12人参与，点击查看",
            "回复 3 查看更多",
            "最佳浏览模式1024×768",
            "文章被阅读 60600",
            "IE6浏览器",
            "查看全部 139 条评论",
            "阅读 5分钟",
            "3572字阅读11分54秒",
            "2011-05-03 点击数：",
            "2011-05-03 08:15 浏览",
            "文章被阅读 60600",
            "浏览次数：3字的题目",
            "来源：某某网 本站访问量：74",
            "今日 点击：74",
        ] {
            assert_eq!(one(text), None, "{text}");
        }
    }
}
