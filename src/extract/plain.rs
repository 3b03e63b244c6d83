//! Headline and body of a plain text.
//!
//! A flattened page has no containers, and an honest text has no chrome: so a line is left out only where the
//! page itself shows chrome there, by a headline with a byline above the text, by what rules have taken, or by a
//! long run of scraps.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Document, Role, is_hanzi};

use super::body::{LONGEST_HEADLINE, Selection};
use super::byline::{is_interface, is_profile};
use super::code::is_code;
use super::flattened;
use super::flattened::furniture;
use super::measure::Measure;
use super::prune::{is_byline, is_dated};
use super::suffix;

/// Scraps in a row, at either end, that are navigation rather than verse. Of 278 clean texts none
/// has as many beside running text.
const NAVIGATION: usize = 8;

/// The body's lines, and the headline if a line looks like one.
pub fn select(document: &Document, measures: &[Measure]) -> Selection {
    let alive: Vec<usize> = (0..document.lines.len()).filter(|&line| measures[line].chars > 0).collect();
    if let [only] = alive[..] {
        return Selection::alone(only, &measures[only]);
    }
    if let Some(selection) = flattened::select(document, measures, &alive) {
        return selection;
    }
    let byline = byline(document, measures, &alive);
    let headline = headline(document, measures, &alive, byline);
    let credits = byline.map(|first| credits(document, measures, &alive, first)).max(votes(document));
    let start = start(document, measures, &alive, headline.max(credits));
    let end = end(document, measures, &alive, start);
    let lead = alive[..start]
        .iter()
        .copied()
        .filter(|&line| headline.is_some_and(|h| line > h) && is_lead(document, measures, line));
    let roles = lead.chain(alive[start..end].iter().copied()).map(|line| (line, Role::Body)).collect();
    Selection { roles, headline, talk: false }
}

/// Between headline and byline: a summary or a second headline, as long as no button is.
fn is_lead(document: &Document, measures: &[Measure], line: usize) -> bool {
    measures[line].chars >= 40 && !is_credit(document, measures, line)
}

/// The line that dates and credits the article, above its first paragraph. Where most of the text stands before
/// it, it is a line of the text: a letter's date, the hours of a shop.
fn byline(document: &Document, measures: &[Measure], alive: &[usize]) -> Option<usize> {
    // Further down a date stands in a table, not under a headline.
    const REACH: usize = 12;
    /// The same with the words of bars, each a line of its own.
    const WITH_SCRAPS: usize = 40;
    let scrap = |line: usize| measures[line].chars < 8 && measures[line].marks == 0;
    let paragraph = |line: usize| measures[line].is_long() && measures[line].chars >= 40;
    let mut others = 0;
    let near = |line: &usize| {
        others += usize::from(!scrap(*line));
        others <= REACH
    };
    alive
        .iter()
        .copied()
        .take(WITH_SCRAPS)
        .take_while(near)
        .take_while(|&line| !paragraph(line) || is_credit(document, measures, line))
        .find(|&line| {
            // Below so many bars the counters of a thread stand as well.
            let near = alive.partition_point(|&other| other < line) < REACH;
            is_credit(document, measures, line) && (near || is_dated(&document.lines[line].kept()))
        })
        .filter(|&line| {
            let at = alive.partition_point(|&other| other < line);
            let (before, after) = (text_of(measures, &alive[..at]), text_of(measures, &alive[at + 1..]));
            let only_headline = at <= 2 && before.0 == 0;
            only_headline || before <= after
        })
}

/// Characters of running text, and of all text where there is no such.
fn text_of(measures: &[Measure], lines: &[usize]) -> (usize, usize) {
    let running = lines.iter().map(|&l| &measures[l]).filter(|m| m.is_long()).map(|m| m.chars).sum();
    (running, lines.iter().map(|&line| measures[line].chars).sum())
}

/// The last of the lines that date and credit the article, from the first on.
fn credits(document: &Document, measures: &[Measure], alive: &[usize], first: usize) -> usize {
    let from = alive.partition_point(|&line| line < first);
    let run = alive[from..]
        .iter()
        .take_while(|&&line| {
            // The value of a label that fills the line above.
            let value = line.checked_sub(1).is_some_and(|above| {
                let label = document.lines[above].text.trim_end();
                label.ends_with([':', '：']) && measures[above].chars <= 6 && measures[line].chars <= 16
            });
            value && !measures[line].sentence
                || is_credit(document, measures, line)
                || measures[line].chars < 50
                    && !measures[line].sentence
                    && is_counters(&document.lines[line].kept())
        })
        .count();
    alive[from + run.max(1) - 1]
}

fn is_credit(document: &Document, measures: &[Measure], line: usize) -> bool {
    if measures[line].chars >= 80 || measures[line].sentence {
        return false;
    }
    let text = &document.lines[line].kept();
    let valued = || line.checked_sub(1).is_some_and(|above| is_profile_label(&document.lines[above].text));
    let dated = || furniture::dates_article(text, &measures[line]) && !is_occasion(text);
    let said = is_byline(text) && !is_occasion(text) || is_profile(text) || valued() || dated();
    said && !is_code(text)
}

/// The label of a profile in a line of its own.
fn is_profile_label(text: &str) -> bool {
    matches!(text.trim_end_matches([':', '：', ' ']), "微信号" | "微信ID" | "功能介绍")
}

/// Below a byline: 阅读量1203 收藏 6, 分类专栏： 运维.
fn is_counters(text: &str) -> bool {
    static COUNTERS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:(?:(?:阅读|浏览|点击|访问|热度|人气|收藏|点赞|评论|喜欢|赞|转发|字数|回复)(?:量|数|次数)?[ :：]{0,2}(?:\d[\d.,]*[万wWkK]?\+?)?[次人]?|[\d.,]+万? ?人(?:做过|看过|浏览|阅读|收藏|喜欢|点赞|赞过|关注|参与)(?:过?这.{1,4})?|[ |·])+|(?:分类专栏|文章标签|文章分类|个人分类|所属分类|分类|标签|专栏|栏目|收录于)[:：].{1,36})$",
        )
        .expect("a literal")
    });
    text.len() <= 160
        && COUNTERS.is_match(text)
        && text.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | '：'))
}

/// Below the headline of a decree or a report: （2004年12月11日第三次会议通过）.
fn is_occasion(text: &str) -> bool {
    text.starts_with(['（', '(']) && text.ends_with(['）', ')']) && !text.contains([':', '：']) && {
        let said = text.chars().filter(|c| is_hanzi(*c) && !"年月日星期".contains(*c)).count();
        said >= 4
    }
}

/// The line above the byline, else a short first line above the text.
fn headline(
    document: &Document,
    measures: &[Measure],
    alive: &[usize],
    byline: Option<usize>,
) -> Option<usize> {
    let like = |line: usize| {
        let measure = &measures[line];
        (4..=LONGEST_HEADLINE).contains(&measure.chars)
            && measure.hanzi * 6 >= measure.chars
            && !is_byline(&document.lines[line].kept())
            && !furniture::is_counted(&document.lines[line].text)
            && !furniture::is_greeting(&document.lines[line].text)
            && !is_links(&document.lines[line].text)
            && !furniture::is_path(&document.lines[line].text, measure)
            && !is_profile(&document.lines[line].text)
            && !is_interface(&document.lines[line].text)
    };
    if let Some(titled) = said_below_title(document, alive, byline) {
        return Some(titled);
    }
    if let Some(votes) = votes(document) {
        // Between them stand the writer's name and what he says of himself.
        let told = |line: &usize| *line < votes && !is_interface(&document.lines[*line].text);
        let above = alive.iter().rev().copied().filter(told).take(10);
        return above.filter(|&line| like(line)).max_by_key(|&line| measures[line].chars);
    }
    if let Some(byline) = byline {
        let above = alive.iter().rev().copied().filter(|&line| line < byline && !is_account(document, line));
        let mut above = above.take(2).filter(|&line| like(line));
        let nearest = above.next()?;
        // Between a headline and its date the account's name may stand.
        let name = |line: usize| measures[line].chars <= 6 && measures[line].marks == 0;
        let headline = |line: &usize| measures[*line].chars >= 10 && !measures[*line].sentence;
        return above.next().filter(|line| name(nearest) && headline(line)).or(Some(nearest));
    }
    // The first lines of a page that begins with its bar of links, or of a book's chapter.
    const HEAD: usize = 6;
    let linked = alive.iter().take_while(|&&line| is_links(&document.lines[line].text)).count();
    let text = |line: usize| measures[line].is_long() && measures[line].chars >= 40;
    if let Some(first) = alive[linked..].iter().take(HEAD).position(|&line| text(line)) {
        let above = &alive[linked..linked + first];
        let chapter = |line: &&usize| is_chapter(&document.lines[**line].text) && like(**line);
        if let Some(line) = above.iter().rev().find(chapter) {
            return Some(*line);
        }
        if let Some(line) =
            above.first().filter(|&&line| linked > 0 && like(line) && measures[line].chars >= 8)
        {
            return Some(*line);
        }
    }
    let [first, second, ..] = *alive else { return None };
    if measures[first].sentence || document.lines[first].birth.bullet {
        return None;
    }
    // Above running text; or set off by a blank line from verse.
    let text = measures[second].is_long() || is_occasion(&document.lines[second].kept());
    let above_text = like(first) && text;
    let set_off =
        measures[first].marks == 0 && measures[first].chars <= 20 && document.lines[second].birth.gap;
    let verse = alive[2..].iter().filter(|&&line| !document.lines[line].birth.gap).count() * 2 > alive.len();
    (above_text || (set_off && verse)).then_some(first)
}

/// The line that is what the text's first line, a page's `<title>`, says before the site's name, however short it is;
/// or all of it, above a byline.
pub fn said_below_title(document: &Document, alive: &[usize], byline: Option<usize>) -> Option<usize> {
    const REACH: usize = 12;
    /// Lines between a headline and its byline.
    const NEAR: usize = 6;
    /// Bytes of a page's `<title>`; a longer line is none, and is not cut at each of its marks.
    const LONGEST: usize = 600;
    let first = *alive.first()?;
    let title = document.lines[first].kept();
    if title.len() > LONGEST {
        return None;
    }
    let below = || alive.iter().enumerate().skip(1).take(REACH);
    let credits = |line: usize| {
        let line = &document.lines[line];
        line.birth.visible < 80 && !line.text.ends_with(['。', '！', '？', '…']) && is_byline(&line.kept())
    };
    // Between headline and byline the writer's name may stand.
    let name = |line: usize| document.lines[line].birth.visible <= 14;
    let whole = below().find(|(at, line)| {
        let (next, second) = (alive.get(at + 1).copied(), alive.get(at + 2).copied());
        document.lines[**line].kept().trim() == title.trim()
            && !document.lines[first].birth.bullet
            && !suffix::names_site(title.trim())
            && (next.is_some_and(credits) || next.is_some_and(name) && second.is_some_and(credits))
    });
    if let Some((_, line)) = whole {
        return Some(*line);
    }
    let (head, _) = title
        .char_indices()
        .filter(|(_, c)| matches!(c, '_' | '|' | '｜' | '-' | '－' | '–' | '—'))
        .map(|(at, c)| (title[..at].trim(), title[at + c.len_utf8()..].trim()))
        .filter(|(head, tail)| head.chars().count() >= 2 && suffix::names_site(last_part(tail)))
        .filter(|(head, _)| !suffix::names_site(head) && !furniture::is_furniture(head))
        .rfind(|(head, _)| below().any(|(_, line)| goes_on_from(&document.lines[*line].kept(), head)))?;
    let line =
        below().map(|(_, line)| *line).find(|line| goes_on_from(&document.lines[*line].kept(), head))?;
    // Further up the first part of a title may be what a column is called.
    let at = |line: usize| alive.partition_point(|&other| other < line);
    byline.is_none_or(|byline| line < byline && at(byline) - at(line) <= NEAR).then_some(line)
}

/// Whether a line is a headline, or one with something behind a mark.
fn goes_on_from(text: &str, headline: &str) -> bool {
    const SHORTEST: usize = 6;
    let rest = text.trim().strip_prefix(headline);
    rest.is_some_and(|rest| {
        rest.is_empty()
            || headline.chars().count() >= SHORTEST
                && rest.trim_start().starts_with(['|', '｜', '_', '[', '【'])
    })
}

fn last_part(title: &str) -> &str {
    title.rsplit(['_', '|', '｜', '-', '－', '–', '—']).next().unwrap_or(title).trim()
}

/// Whether a line ends with the account's name that stands alone above its number: 原创周小满某某生活.
fn is_account(document: &Document, line: usize) -> bool {
    const REACH: usize = 5;
    let text = &document.lines[line].text;
    let below = (line + 1..document.lines.len().min(line + REACH))
        .find(|&below| is_profile(&document.lines[below].text));
    below.is_some_and(|below| {
        let name = &document.lines[below - 1].text;
        text.ends_with(name.as_str()) || text.starts_with("原创")
    })
}

/// A bar of links: three short words and more, and nothing else.
fn is_links(text: &str) -> bool {
    let words = || text.split([' ', '\u{3000}', '|', '｜']).filter(|word| !word.is_empty());
    let (count, longest) = (words().count(), words().map(|word| word.chars().count()).max().unwrap_or(0));
    count >= 5 && longest <= 4 || count >= 3 && longest <= 6 && furniture::is_furniture(text)
}

/// The line that a platform has between headline and text, a rule may have taken it: 512 人赞同了该文章.
fn votes(document: &Document) -> Option<usize> {
    /// Lines of a text, the bars of the page before its headline.
    const REACH: usize = 16;
    const LONGEST: usize = 24;
    let mut lines = document.lines.iter().take(REACH);
    lines.position(|line| line.birth.visible <= LONGEST && line.text.contains("人赞同了该"))
}

/// 第十二章 某某: the name of a chapter.
fn is_chapter(text: &str) -> bool {
    static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:正文 |[^ ]{1,12} )?第[0-9０-９零〇一二两三四五六七八九十百千]{1,7}[章回节]")
            .expect("a literal")
    });
    CHAPTER.is_match(text)
}

/// Where the body begins in `alive`: behind headline and byline, and behind the scraps above running text where
/// something shows that they are chrome.
fn start(document: &Document, measures: &[Measure], alive: &[usize], above: Option<usize>) -> usize {
    if let Some(above) = above {
        return alive.partition_point(|&line| line <= above);
    }
    let Some(first) = alive.iter().position(|&line| measures[line].is_long()) else { return 0 };
    let swept = document.lines[..alive[first]].iter().any(|line| line.is_dropped());
    if swept || is_navigation(measures, &alive[..first]) { first } else { 0 }
}

/// More running text than this behind a line that rules have taken is the article going on: a list of other
/// articles may stand in its middle.
const TAIL: usize = 240;

/// 完, （全文完）, -End-: the last word of an article.
pub(super) fn is_end_mark(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    word.eq_ignore_ascii_case("end") || matches!(word, "完" | "全文完" | "未完待续" | "完结")
}

/// Where the body ends in `alive`: before the scraps below running text where something shows that they are
/// chrome, and before the little text among them where rules have taken lines there.
fn end(document: &Document, measures: &[Measure], alive: &[usize], start: usize) -> usize {
    let dropped: Vec<usize> =
        (0..document.lines.len()).filter(|&line| document.lines[line].is_dropped()).collect();
    let running = |line: usize| if measures[line].is_long() { measures[line].chars } else { 0 };
    let total: usize = alive[start..].iter().map(|&line| running(line)).sum();
    // The earliest removal behind which hardly any running text stands.
    let (mut behind, mut at) = (total, start);
    let tail = dropped.iter().position(|&line| {
        while at < alive.len() && alive[at] < line {
            behind -= running(alive[at]);
            at += 1;
        }
        behind * 10 <= total && behind <= TAIL
    });
    let mut end = alive.len();
    if let Some(tail) = tail
        && dropped.len() - tail >= 2
    {
        end = alive.partition_point(|&line| line < dropped[tail]).max(start);
    }
    // Longer than a button or a name: then it is not judged.
    const SCRAP: usize = 12;
    let stays = |&line: &usize| {
        running(line) > 0 || measures[line].chars >= SCRAP || is_end_mark(&document.lines[line].kept())
    };
    let text = alive[start..end].iter().rposition(stays).map_or(end, |at| start + at + 1);
    // A single line taken there may be the copyright under an honest list.
    let taken = dropped.iter().rev().take_while(|&&line| text > start && line > alive[text - 1]).count();
    let swept = taken >= 2;
    if (tail.is_some() && swept) || is_navigation(measures, &alive[text..end]) { text } else { end }
}

/// Many scraps in a row: less than eight characters each and no marks.
fn is_navigation(measures: &[Measure], lines: &[usize]) -> bool {
    let scraps = lines.iter().filter(|&&line| measures[line].chars < 8 && measures[line].marks == 0).count();
    scraps >= NAVIGATION && scraps * 10 >= lines.len() * 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::measure::measure;

    fn read(text: &str) -> (Vec<String>, Option<String>) {
        let document = crate::segment::text(text);
        let selection = select(&document, &measure(&document));
        let body = selection.roles.iter().map(|(line, _)| document.lines[*line].text.clone()).collect();
        (body, selection.headline.map(|line| document.lines[line].text.clone()))
    }

    const TEXT: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。";

    #[test]
    fn a_line_alone_is_kept_whole() {
        assert_eq!(read("小城的早市开张了"), (vec![], Some("小城的早市开张了".to_owned())));
        assert_eq!(read(TEXT), (vec![TEXT.to_owned()], None));
    }

    #[test]
    fn the_headline_stands_above_the_byline_and_chrome_outside() {
        let page = format!(
            "欢迎光临\n导航\n首页\n联系我们\n小城的早市开张了\n来源:某报 热度:3 时间:2020-01-02\n{TEXT}\n一、豆腐\n{TEXT}\n收藏\n点赞\n分享\n立即兑换\n我知道了\n海报\n评分\n举报"
        );
        let (body, headline) = read(&page);
        assert_eq!(headline.as_deref(), Some("小城的早市开张了"));
        assert_eq!(body, [TEXT, "一、豆腐", TEXT]);
    }

    #[test]
    fn what_the_title_says_before_the_sites_name_is_the_headline_however_short() {
        let page = format!("渡口_小城百科\n进入词条 全站搜索\n渡口\n编辑本词条\n{TEXT}\n{TEXT}");
        assert_eq!(read(&page).1.as_deref(), Some("渡口"));
        let column = "早市_闲话_小城论坛\n早市\n国内\n国际\n社会\n体育\n财经\n教育\n小城的早市开张了\n来源：某报 2012-12-05";
        assert_eq!(read(&format!("{column}\n{TEXT}\n{TEXT}")).1.as_deref(), Some("小城的早市开张了"));
    }

    #[test]
    fn the_occasion_of_a_decree_is_of_its_text() {
        let decree = format!("早市管理办法\n（2004年12月11日镇民大会通过）\n{TEXT}");
        assert_eq!(read(&decree).0, ["（2004年12月11日镇民大会通过）", TEXT]);
    }

    #[test]
    fn a_text_without_marks_is_kept() {
        assert_eq!(read("床前没有月光\n窗外只有路灯\n抬头看看楼顶").0.len(), 3);
    }

    #[test]
    fn behind_what_rules_have_taken_scraps_go() {
        let mut document = crate::segment::text(&format!(
            "{TEXT}\n完\n收藏\n分享到\n{TEXT}\n{TEXT}\n李四\n点赞\n版权所有\n备案号"
        ));
        document.lines[8].drop_whole("boilerplate/copyright", "boilerplate", 0..3);
        assert_eq!(select(&document, &measure(&document)).roles.len(), 9);
        document.lines[9].drop_whole("boilerplate/filing-number", "boilerplate", 0..3);
        let selection = select(&document, &measure(&document));
        assert_eq!(selection.roles.last().map(|r| r.0), Some(5));
        assert_eq!(selection.roles.len(), 6);
    }

    #[test]
    fn a_date_below_the_text_is_no_byline() {
        let letter = format!("外婆：\n{TEXT}\n我一切都好。\n孙儿 小满\n2012年12月5日");
        assert_eq!(read(&letter), (letter.lines().map(str::to_owned).collect(), None));
        let menu = "面馆菜单\n阳春面 8元\n大排面 15元\n加面 2元\n营业时间：6:00至14:00\n老板：老周";
        assert_eq!(read(menu).0.len(), 6);
        let empty = read("小城的早市开张了\n来源：某报 2012-12-05");
        assert_eq!(empty, (vec![], Some("小城的早市开张了".to_owned())));
    }

    #[test]
    fn a_short_signature_stays_with_its_text() {
        assert_eq!(read(&format!("{TEXT}\n{TEXT}\n李四 于小城")).0.len(), 3);
    }
}
