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

/// A line that names where the article comes from: a date, a source, a reporter, an editor. The hours of a shop and
/// the numbered heads of a notice are none: 营业时间：八点, 一、时间：五月三日.
pub fn is_byline(text: &str) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:来源|來源|作者|编辑|責編|责编|发表于|(?:^|\P{Han}|[布佈表新传發发])(?:时间|時間|日期)|字号|字体|字體|点击|浏览|阅读|评论|人气|稿源|记者)\s*[:：（(\]】]|^[【（(\[][^】）)\]]*记者[^】）)\]]*[】）)\]]$",
        )
        .expect("a literal")
    });
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、．]").expect("a literal")
    });
    (LABEL.is_match(text) || is_dated(text)) && !NUMBERED.is_match(text)
}

/// Whether a line bears a full date.
pub fn is_dated(text: &str) -> bool {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}|[〇○零一二九]{4}年[一二十]{1,2}月")
            .expect("a literal")
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
            r"^[【\[（(■◆●▲▼>·※\s]*(?:相关|延伸|推荐|更多|热门|热点|精彩|编辑推荐|责任编辑|责编|网友评论|评论(?:[^人员家]|$)|发表评论|我要评论|分享|上一篇|下一篇|猜你喜欢|大家都在看|版权|声明|免责|本文来源|本文关键|关键词|关键字|标签|Tags?|原标题|(?:本文)?(?:编辑|作者)[:：])",
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
            && !measures[line].sentence
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
        if measure.is_long()
            || measure.sentence
            || measure.chars >= 30
            || !TAIL.is_match(&document.lines[line].kept())
        {
            break;
        }
        kept.pop();
    }
}

/// What stands before the first running text and is too short to be any: from the headline on, down to the last
/// byline or tool; what follows is of the article, be it a list of ingredients or a dialogue.
fn cut_head(document: &Document, measures: &[Measure], kept: &mut Vec<usize>, headline: Option<usize>) {
    // Further down the same words are of the article.
    const REACH: usize = 8;
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\W*(?:本报|[^，：]{0,6}讯)?(?:实习)?(?:记者|記者|通讯员)|[/／]\S{0,6}(?:报导|报道|摄)|^\W*(?:文|图|文图|图文|摄影)\s*[/／]|[文图]\s*[/／]\s*[文图]|(?:供图|资料图\W*)$|^\W*(?:收藏|分享|推荐|图|讯|\d+)\W*$|^\d+有用|^原标题",
        )
        .expect("a literal")
    });
    let Some(first) =
        kept.iter().position(|&line| measures[line].is_long() && !is_lead_byline(document, measures, line))
    else {
        return;
    };
    let start = kept.partition_point(|&line| headline.is_some_and(|h| line <= h)).min(first);
    let reach = first.min(start + REACH);
    let furniture = |&line: &usize| {
        is_lead_byline(document, measures, line)
            || (measures[line].chars < 25
                && !measures[line].sentence
                && CREDIT.is_match(&document.lines[line].text))
    };
    let begun = match kept[start..reach].iter().rposition(furniture) {
        Some(at) => start + at + 1,
        // Without either nothing shows where the article begins.
        None if headline.is_some() => start,
        None => first,
    };
    let mut at = 0;
    kept.retain(|&line| {
        at += 1;
        if at > first {
            return true;
        }
        let text = at > begun || measures[line].chars >= 25 || is_salutation(document, line);
        at > start && text && !is_lead_byline(document, measures, line)
    });
}

/// A notice begins with whom it is for: 各乡镇人民政府：
fn is_salutation(document: &Document, line: usize) -> bool {
    document.lines[line].text.ends_with(['：', ':'])
}

/// A byline that is no sentence.
pub fn is_lead_byline(document: &Document, measures: &[Measure], line: usize) -> bool {
    measures[line].chars < 80 && !measures[line].sentence && is_byline(&document.lines[line].kept())
}

#[cfg(test)]
mod tests {
    use crate::extract::{body, headline, measure::measure};

    fn read(paragraphs: &[&str]) -> Vec<String> {
        let text: String = paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect();
        let document = crate::segment::html(&format!(
            "<title>小城的早市_小城网</title><ul><li><a href=a>首页</a></ul><h1>小城的早市</h1>\
             <div><p>2012-03-04 来源：小城网</p><div>{text}</div></div><ul><li><a href=b>别的新闻</a></ul>"
        ));
        let measures = measure(&document);
        let anchor = headline::anchor(&document, &measures, &headline::Titles::of(&document));
        let roles = body::select(&document, &measures, anchor, None).roles;
        let is_body = |role| role == crate::document::Role::Body;
        roles.into_iter().filter(|r| is_body(r.1)).map(|r| document.lines[r.0].text.clone()).collect()
    }

    const TEXT: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。";

    #[test]
    fn short_lines_before_the_first_sentence_are_of_the_article() {
        for page in [["食材", "五花肉 500克", TEXT], ["“吃了吗？”", "“吃了。”", TEXT]] {
            assert_eq!(read(&page), page);
        }
    }

    #[test]
    fn credits_and_buttons_before_the_text_go() {
        assert_eq!(read(&["文/张三", "收藏", TEXT]), [TEXT]);
        assert_eq!(read(&["本报记者 张三", "一、开市", TEXT]), ["一、开市", TEXT]);
    }

    #[test]
    fn hours_and_numbered_heads_are_no_bylines() {
        let page = ["一、时间：2016年5月3日", "营业时间：8:00至20:00", TEXT];
        assert_eq!(read(&page), page);
        assert_eq!(read(&["发布时间：8:00", "时间：8:00", TEXT]), [TEXT]);
    }

    #[test]
    fn verse_and_tables_without_a_mark_are_kept() {
        let verse = ["风从河上来", "吹动芦苇", "也吹动我"];
        assert_eq!(read(&verse), verse);
    }

    #[test]
    fn a_last_sentence_may_speak_of_what_buttons_do() {
        let page = [TEXT, TEXT, "他把邮票都收藏了。"];
        assert_eq!(read(&page), page);
        assert_eq!(read(&[TEXT, TEXT, "收藏 分享", "返回"]), [TEXT, TEXT]);
    }
}
