//! Inside the article's container: link lists, bylines and the tail go.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;

use super::measure::Measure;

/// The lines of `inside` that belong to the article.
pub fn prune(
    document: &Document,
    measures: &[Measure],
    inside: &[usize],
    headline: Option<usize>,
) -> Vec<usize> {
    let mut kept: Vec<usize> = inside
        .iter()
        .copied()
        .filter(|&line| Some(line) != headline && !document.lines[line].birth.control)
        .filter(|&line| !is_link_list(&measures[line]))
        .collect();
    cut_tail(document, measures, &mut kept);
    cut_head(document, measures, &mut kept, headline);
    kept
}

/// A line that names where the article comes from: a date, a source, a reporter, an editor, and no sentence.
pub fn is_byline(text: &str) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:来源|來源|作者|编辑|責編|责编|发布时间|發佈時間|发表于|时间|日期|字号|字体|字體|点击|浏览|阅读|评论|人气|稿源|记者)\s*[:：（(\]】]|^[【（(\[][^】）)\]]*记者[^】）)\]]*[】）)\]]$",
        )
        .expect("a literal")
    });
    LABEL.is_match(text) || is_dated(text)
}

/// Whether a line bears a full date.
pub fn is_dated(text: &str) -> bool {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}").expect("a literal")
    });
    DATE.is_match(text)
}

/// Mostly links, short, and no punctuated sentence.
fn is_link_list(measure: &Measure) -> bool {
    measure.links * 10 > measure.chars * 6 && measure.chars < 200 && !(measure.marks >= 2 && measure.sentence)
}

/// Everything from the first tail marker on, if hardly any of the running text stands behind it; then what is
/// no text at the end.
fn cut_tail(document: &Document, measures: &[Measure], kept: &mut Vec<usize>) {
    static MARKER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^[【\[（(■◆●▲▼>·※\s]*(?:相关|延伸|推荐|更多|热门|热点|精彩|编辑推荐|责任编辑|责编|网友评论|评论|发表评论|我要评论|分享|上一篇|下一篇|猜你喜欢|大家都在看|版权|声明|免责|本文来源|本文关键|关键词|关键字|标签|Tags?|原标题|(?:本文)?(?:编辑|作者)[:：])",
        )
        .expect("a literal")
    });
    let long: usize = kept.iter().filter(|l| measures[**l].is_long()).map(|l| measures[*l].chars).sum();
    let mut behind = long;
    for (at, &line) in kept.iter().enumerate() {
        if measures[line].is_long() {
            behind -= measures[line].chars;
        }
        if measures[line].chars < 30
            && behind * 10 <= long
            && at > 0
            && MARKER.is_match(&document.lines[line].kept())
        {
            kept.truncate(at);
            break;
        }
    }
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"打印|关闭|返回|收藏|分享|转发|复制|字号|顶一下|踩一下|上一页|下一页|第\s*\d+\s*页|责任编辑|责编|编辑[:：]|^\d+$|^共\s*\d+\s*页").expect("a literal")
    });
    while let Some(&line) = kept.last() {
        let measure = measures[line];
        if measure.is_long() || measure.chars >= 30 || !TAIL.is_match(&document.lines[line].kept()) {
            break;
        }
        kept.pop();
    }
}

/// What stands before the first running text and is too short to be any.
fn cut_head(document: &Document, measures: &[Measure], kept: &mut Vec<usize>, headline: Option<usize>) {
    let Some(first) =
        kept.iter().position(|&line| measures[line].is_long() && !is_lead_byline(document, measures, line))
    else {
        return;
    };
    let start = kept.partition_point(|&line| headline.is_some_and(|h| line <= h)).min(first);
    let mut at = 0;
    kept.retain(|&line| {
        at += 1;
        if at > first {
            return true;
        }
        let text = measures[line].chars >= 25 || is_salutation(document, line);
        at > start && text && !is_lead_byline(document, measures, line)
    });
}

/// A notice begins with whom it is for: 各乡镇人民政府：
fn is_salutation(document: &Document, line: usize) -> bool {
    document.lines[line].text.ends_with(['：', ':'])
}

fn is_lead_byline(document: &Document, measures: &[Measure], line: usize) -> bool {
    measures[line].chars < 80 && !measures[line].sentence && is_byline(&document.lines[line].kept())
}
