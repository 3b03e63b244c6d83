//! Inside the article's container: link lists, bylines and the tail go.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;

use super::classes::{Class, Classes};
use super::measure::Measure;
use super::pattern::{Pattern, has_year};
use super::tail;
use super::words::Words;

/// The lines of `inside` that belong to the article.
pub fn prune(
    document: &Document,
    measures: &[Measure],
    classes: &Classes,
    teasers: &[bool],
    inside: &[usize],
    headline: Option<usize>,
) -> Vec<usize> {
    let players = classes.inside(document, Class::Player);
    let is_link = |line: &usize| is_link_list(&measures[*line]);
    let mut kept: Vec<usize> = Vec::with_capacity(inside.len());
    for (at, &line) in inside.iter().enumerate() {
        let measure = &measures[line];
        let in_player = players[document.lines[line].birth.block] && !measure.sentence && measure.chars < 60;
        // What marked the entries of a list has gone with them.
        let beside_link = || {
            inside.get(at + 1).is_some_and(is_link)
                || at.checked_sub(1).is_some_and(|before| is_link(&inside[before]))
        };
        let is_marker = is_bullet(&document.lines[line].text) && beside_link();
        let is_chrome = document.lines[line].birth.control || is_link(&line) || in_player || is_marker;
        if Some(line) != headline && !is_chrome {
            kept.push(line);
        }
    }
    tail::cut(document, measures, teasers, inside, &mut kept);
    cut_head(document, measures, &mut kept, headline);
    let belongs =
        |at: usize| is_title_of_kept(teasers, inside, &kept, at) || is_between(document, inside, &kept, at);
    let links: Vec<usize> = (0..inside.len())
        .filter(|&at| is_link(&inside[at]) && Some(inside[at]) != headline && belongs(at))
        .map(|at| inside[at])
        .collect();
    kept.extend(links);
    kept.sort_unstable();
    kept
}

/// A link that names what the kept line behind it speaks of: an entry of the article's own list.
fn is_title_of_kept(teasers: &[bool], inside: &[usize], kept: &[usize], at: usize) -> bool {
    let line = inside[at];
    inside.get(at + 1) == Some(&(line + 1)) && teasers[line + 1] && kept.binary_search(&(line + 1)).is_ok()
}

/// A link alone between two paragraphs, and itself one.
fn is_between(document: &Document, inside: &[usize], kept: &[usize], at: usize) -> bool {
    let around = |line: usize| document.blocks[document.lines[line].birth.block].parent;
    let is_paragraph = |other: Option<&usize>| {
        other.is_some_and(|&other| around(other) == around(inside[at]) && kept.binary_search(&other).is_ok())
    };
    at > 0 && is_paragraph(inside.get(at - 1)) && is_paragraph(inside.get(at + 1))
}

/// No word and no figure.
fn is_bullet(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// One of these stands in every label of a byline.
const LABELS: &str =
    "来源|來源|作者|编辑|責編|责编|发表于|时间|時間|日期|字号|字体|字體|点击|浏览|阅读|评论|人气|稿源|记者";

/// A line that names where the article comes from: a date, a source, a reporter, an editor. The hours of a shop and
/// the numbered heads of a notice are none: 营业时间：八点, 一、时间：五月三日.
pub fn is_byline(text: &str) -> bool {
    static NAMES: LazyLock<Words> = LazyLock::new(|| Words::new(LABELS.split('|')));
    static MARKS: LazyLock<Words> =
        LazyLock::new(|| Words::new([":", "：", "(", "（", "]", "】", "|", "｜", "丨", "/", "／"]));
    static LABEL: Pattern = Pattern::new(
        r"(?:来源|來源|作者|编辑|責編|责编|发表于|(?:^|\P{Han}|[布佈表新传發发])(?:时间|時間|日期)|字号|字体|字體|点击|浏览|阅读|评论|人气|稿源|记者)\s*[:：（(\]】]|(?:^|[\s|])(?:记者|作者)\s?[|｜丨/／]|^[【（(\[][^】）)\]]*记者[^】）)\]]*[】）)\]]$",
        |text| NAMES.are_in(text) && (text.starts_with(['[', '【']) || MARKS.are_in(text)),
    );
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、．]").expect("a literal")
    });
    (LABEL.is_match(text) || is_dated(text)) && !NUMBERED.is_match(text)
}

/// Whether a line bears a full date.
pub fn is_dated(text: &str) -> bool {
    static DATE: Pattern = Pattern::new(
        r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}|[〇○零一二九]{4}年[一二十]{1,2}月|\d{1,2}月\s?\d{1,2}[日号，,]{0,2}\s*(?:\d{1,2}:\d\d(?::\d\d)?)?[\s,，]+20\d\d年?(?:[\s|]|$)|[一二三四五六七八九十]月\s?\d{1,2},\s?20\d\d|\d{1,2}\s(?:\d{1,2}|[一二三四五六七八九十]{1,2})月,?\s20\d\d",
        |text| has_year(text) || text.contains('年'),
    );
    DATE.is_match(text)
}

/// Mostly links, short, and no punctuated sentence.
pub fn is_link_list(measure: &Measure) -> bool {
    measure.links * 10 > measure.chars * 6 && measure.chars < 200 && !(measure.marks >= 2 && measure.sentence)
}

/// What stands before the first running text and is too short to be any: from the headline on, down to the last
/// byline or tool; what follows is of the article, be it a list of ingredients or a dialogue.
fn cut_head(document: &Document, measures: &[Measure], kept: &mut Vec<usize>, headline: Option<usize>) {
    // Further down the same words are of the article.
    const REACH: usize = 8;
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\W*(?:本报|[^，：]{0,6}讯)?(?:实习)?(?:记者|記者|通讯员)|[/／]\S{0,6}(?:报导|报道|報導|報道|摄|攝)|^\W*(?:文|图|文图|图文|摄影)\s*[/／]|[文图]\s*[/／]\s*[文图]|(?:供图|供圖|资料图\W*|資料圖\W*)$|^\W*(?:收藏|分享|推荐|图|讯|\d+)\W*$|^\d+有用|^原标题",
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
                && (CREDIT.is_match(&document.lines[line].text)
                    || tail::is_tools(&document.lines[line].text)))
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
        let titles = crate::extract::titles::Titles::of(&document);
        let candidates = headline::candidates(&document, &measures, &titles);
        let anchor = headline::anchor(&document, &measures, &titles, &candidates);
        let classes = crate::extract::classes::Classes::of(&document);
        let roles = body::select(&document, &measures, &classes, anchor, false).roles;
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
    fn verse_is_not_lost_to_a_sentence_at_the_foot() {
        let verse = "风从河上来<br>吹动芦苇<br>也吹动我<h3>二</h3>船靠了岸<br>没有人下来<br>灯还亮着";
        let document = crate::segment::html(&format!(
            "<title>风从河上来_小城网</title><h1>风从河上来</h1><p>张三</p><article>{verse}</article>\
             <div>“觉得好，就请作者喝一碗豆浆”</div><div>读者的话，我们都会转给作者，请放心写下来吧。</div>"
        ));
        let measures = measure(&document);
        let classes = crate::extract::classes::Classes::of(&document);
        let roles = body::select(&document, &measures, &classes, Some(0), false).roles;
        let body = roles.into_iter().filter(|r| r.1 == crate::document::Role::Body);
        let body: Vec<&str> = body.map(|r| document.lines[r.0].text.as_str()).collect();
        assert_eq!(body.join("<br>"), verse.replace("<h3>", "<br>").replace("</h3>", "<br>"));
    }

    #[test]
    fn a_last_sentence_may_speak_of_what_buttons_do() {
        let page = [TEXT, TEXT, "他把邮票都收藏了。"];
        assert_eq!(read(&page), page);
        assert_eq!(read(&[TEXT, TEXT, "收藏 分享", "返回"]), [TEXT, TEXT]);
    }
}
