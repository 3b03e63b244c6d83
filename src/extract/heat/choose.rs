//! Which count of a page is the article's.

use std::sync::LazyLock;

use regex::Regex;

use super::HeatHit;
use super::count::{colon_label, counts};
use crate::document::{Document, Found, visible_chars};
use crate::extract::date::dates;
use crate::extract::narrow::head;
use crate::extract::zone::{Zone, is_prose, stands};

/// In the foot of a page these count the visitors of the site.
const VISITS: [&str; 2] = ["访问", "訪問"];

/// The article's count: from the byline zone, else from the lines behind the body. There a count with its
/// label first is taken from further down, as some portals put it into the foot of the article; one with its
/// number first only from nearby, if it is the only one and alone in its line, as lists of other articles carry
/// one on every line.
pub fn choose(document: &Document, zone: &Zone) -> Option<Found<u64>> {
    /// Lines behind the body in which a labelled count is still the article's.
    const FOOT: usize = 25;
    /// Lines behind the body in which one with its number first is.
    const NEAR: usize = 8;
    let first = |index: usize| of_line(document, index).into_iter().next().map(|hit| (index, hit));
    let first =
        |index: usize| first(index).or_else(|| alone_in_cells(document, index).map(|hit| (index, hit)));
    if let Some((line, hit)) = zone.byline(document).filter(|i| zone.headline != Some(*i)).find_map(first) {
        return Some(Found { value: hit.value, rule: "heat/byline".into(), at: Some((line, hit.span)) });
    }
    if let Some((line, hit)) = of_thread(document, zone) {
        return Some(Found { value: hit.value, rule: "heat/thread".into(), at: Some((line, hit.span)) });
    }
    let foot: Vec<(usize, HeatHit)> = zone
        .after(document, FOOT)
        .flat_map(|i| {
            of_line(document, i).into_iter().chain(alone_in_cells(document, i)).map(move |h| (i, h))
        })
        .filter(|(line, hit)| {
            !VISITS.iter().any(|word| document.lines[*line].text[hit.span.clone()].contains(word))
        })
        .collect();
    let near = zone.after(document, NEAR);
    let alone = |(line, hit): &&(usize, HeatHit)| {
        let text = &document.lines[*line];
        let beside = text.birth.visible.saturating_sub(visible_chars(&text.text[hit.span.clone()]));
        foot.len() == 1 && near.contains(line) && beside <= 6
    };
    let (line, hit) = foot.iter().find(|(_, hit)| hit.labelled).or_else(|| foot.first().filter(alone))?;
    Some(Found { value: hit.value, rule: "heat/after-body".into(), at: Some((*line, hit.span.clone())) })
}

/// A thread's count beside that of its replies, in one line or two. It stands above all that a forum tells of who
/// began the thread, and so further up than a byline.
fn of_thread(document: &Document, zone: &Zone) -> Option<(usize, HeatHit)> {
    /// Lines above the headline.
    const REACH: usize = 40;
    /// Visible characters of a line of counts.
    const LONGEST: usize = 30;
    static REPLIES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:回[复覆帖]|跟[帖贴]|评论)(?:数|:|：)? ?[0-9]|[0-9] ?(?:条|个)?(?:回[复覆帖]|跟[帖贴])",
        )
        .expect("a constant pattern")
    });
    static REPLIES_LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[|｜ ]*(?:回[复覆帖]|跟[帖贴]|评论)数?[:：]$").expect("a constant pattern")
    });
    let headline = zone.headline?;
    let counts_replies = |index: usize| {
        let line = document.lines.get(index);
        line.is_some_and(|line| line.birth.visible <= LONGEST && REPLIES.is_match(&line.text))
    };
    (headline.saturating_sub(REACH)..headline).rev().find_map(|index| {
        let fits = document.lines.get(index)?.birth.visible <= LONGEST;
        let hit = fits.then(|| of_line(document, index).into_iter().next()).flatten();
        let cell = hit.is_none().then(|| alone_in_cells(document, index)).flatten();
        let in_cells = cell.is_some();
        let hit = hit.or(cell)?;
        // Where each word has a line of its own, the other label stands below, maybe behind a bar.
        let labels =
            |line: usize| document.lines.get(line).is_some_and(|line| REPLIES_LABEL.is_match(&line.text));
        let beside = counts_replies(index)
            || counts_replies(index + 1)
            || index > 0 && counts_replies(index - 1)
            || in_cells && (labels(index + 1) || labels(index + 2));
        beside.then_some((index, hit))
    })
}

/// The number that is a line of its own, behind its label in a cell or at the end of the line above.
fn alone_in_cells(document: &Document, index: usize) -> Option<HeatHit> {
    /// Visible characters of the label: 浏览次数：[.
    const LABEL: usize = 7;
    /// Of the number, 12,345,678 with its brackets.
    const NUMBER: usize = 12;
    let (above, number) = (document.lines.get(index.checked_sub(1)?)?, &document.lines[index]);
    let bare = number.birth.visible <= NUMBER
        && number.link_share() == 0.0
        && number
            .text
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '(' | '（' | '[' | '０'..='９'));
    if !bare || above.birth.hidden || above.birth.control {
        return None;
    }
    let label = above.text.trim_end();
    let open = label.trim_end_matches(['(', '（', '[', '【', ' ', '　']);
    let start = open.rfind([' ', '　', '\u{a0}', '|', '｜', ')', '）']).map_or(0, |at| at + 1);
    let start = (start..=label.len()).find(|&at| label.is_char_boundary(at))?;
    let label = &label[start..];
    // Alone in its line, or with the mark that opens what follows.
    let opens = label.ends_with([':', '：', '(', '（', '[', '【']);
    if visible_chars(label) > LABEL || !(opens || start == 0) {
        return None;
    }
    let joined = format!("{label}{}", number.text);
    let hit = counts(&joined).into_iter().next().filter(|hit| hit.labelled)?;
    if !matches!(&joined[..hit.span.start], "" | "被") {
        return None;
    }
    // Behind the number stands its bracket, or nothing.
    let closed =
        joined[hit.span.end..].chars().all(|c| matches!(c, ')' | '）' | ']' | '】' | '次' | '人' | ' '));
    let span = 0..number.text.len();
    (closed && stands(number, &span)).then_some(HeatHit { span, ..hit })
}

fn of_line(document: &Document, index: usize) -> Vec<HeatHit> {
    /// A line of facts; a longer one is text that mentions a number.
    const SHORT: usize = 120;
    /// Bytes of a page that is one line in which its byline may still stand.
    const REACH: usize = 300;
    let line = &document.lines[index];
    if line.link_share() > 0.7 || line.birth.control {
        return Vec::new();
    }
    let prose = is_prose(line) || line.birth.visible > SHORT;
    let mut hits = counts(head(&line.text, REACH));
    // Without 量 or 次数, and alone in a bar beside no date, they count the visitors of a blog.
    let own = |text: &str| ["量", "数", "數"].iter().any(|word| text.contains(word));
    let visits = |text: &str| VISITS.iter().any(|word| text.contains(word));
    hits.retain(|h| {
        let text = &line.text[h.span.clone()];
        !visits(text) || own(text) && is_beside_a_date(document, index)
    });
    hits.retain(|h| {
        stands(line, &h.span) && (!prose || h.labelled && colon_label(&line.text[h.span.clone()]))
    });
    hits
}

fn is_beside_a_date(document: &Document, index: usize) -> bool {
    (index.saturating_sub(2)..=index + 1).any(|line| {
        document.lines.get(line).is_some_and(|line| !is_prose(line) && !dates(&line.text, None).is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Birth, Line};

    #[test]
    fn a_thread_counts_its_readers_beside_its_replies_far_above() {
        let page = "<div><ul><li>阅读：<em>1204</em></li><li>回复：<em>7</em></li></ul><div class=readName>瓦片</div>\
                    <p>级别：侠客</p><p>发帖</p><p>312</p><p>铜币</p><p>88</p><p>威望</p><p>5</p><h1>今年的春茶</h1></div>";
        let document = crate::segment::html(page);
        let headline = document.lines.iter().position(|line| line.text == "今年的春茶");
        let zone = Zone { headline, body: None };
        assert_eq!(choose(&document, &zone).map(|found| found.value), Some(1204));
    }

    fn chosen(lines: &[&str], zone: Zone) -> Option<(u64, String)> {
        let lines = lines.iter().map(|t| Line::new(*t, Birth::default())).collect();
        let found = choose(&Document { lines, ..Document::default() }, &zone)?;
        Some((found.value, found.rule.into_owned()))
    }

    #[test]
    fn counts_of_a_list_behind_the_body_are_not_the_articles() {
        let zone = || Zone { headline: Some(0), body: Some(1..3) };
        let body = "天还没亮，卖菜的人已经把摊子支好了，热气从蒸笼里冒出来，街对面的灯一盏一盏亮起来，人声也慢慢多了起来。";
        let list = ["小城的早市", body, body, "94阅读", "87阅读"];
        assert_eq!(chosen(&list, zone()), None);
        assert_eq!(chosen(&list[..4], zone()), Some((94, "heat/after-body".into())));
        let foot = ["小城的早市", body, body, "分享", "浏览次数：57次", "94阅读", "87阅读"];
        assert_eq!(chosen(&foot, zone()), Some((57, "heat/after-body".into())));
        let byline = ["小城的早市", "点击：313", body, body, "94阅读"];
        assert_eq!(
            chosen(&byline, Zone { headline: Some(0), body: Some(2..4) }),
            Some((313, "heat/byline".into()))
        );
    }

    #[test]
    fn label_and_number_may_stand_in_cells_of_their_own() {
        let zone = || Zone { headline: Some(0), body: None };
        assert_eq!(chosen(&["小城的早市", "浏览次数：", "313"], zone()), Some((313, "heat/byline".into())));
        assert_eq!(chosen(&["小城的早市", "浏览次数：", "2011-05-03"], zone()), None);
        assert_eq!(chosen(&["小城的早市", "推荐阅读", "3"], zone()), None);
        let cells = ["小城的早市", "2018-05-03 作者：张三 点击：[", "1204", "]"];
        assert_eq!(chosen(&cells, zone()), Some((1204, "heat/byline".into())));
        assert_eq!(chosen(&["小城的早市", "阅读", "(88)"], zone()), Some((88, "heat/byline".into())));
        assert_eq!(chosen(&["小城的早市", "被浏览", "45,678"], zone()), Some((45_678, "heat/byline".into())));
    }

    #[test]
    fn visits_are_the_articles_beside_its_date_alone() {
        let zone = || Zone { headline: Some(0), body: None };
        let found = |lines: &[&str]| chosen(lines, zone()).map(|(value, _)| value);
        assert_eq!(found(&["小城的早市", "2018-05-03 来源：某局 访问量：1204"]), Some(1204));
        assert_eq!(found(&["小城的早市", "2018-05-03", "访问次数：1204"]), Some(1204));
        assert_eq!(found(&["小城的早市", "2018-05-03", "访问：121369"]), None);
        assert_eq!(found(&["小城的早市", "访问量：1204"]), None);
        assert_eq!(found(&["小城的早市", "2018-05-03", "本站访问量：1204"]), None);
    }

    #[test]
    fn a_sentence_that_counts_readers_is_not_the_counter() {
        let text = "这篇短文在镇上的论坛里贴出来以后，两天里有三千多人转发，点击12000次，评论区里吵成一片，谁也说服不了谁，最后还是版主出来关了帖。";
        assert_eq!(chosen(&["小城的早市", text], Zone { headline: Some(0), body: Some(1..2) }), None);
    }
}
