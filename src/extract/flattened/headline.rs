//! The headline of a flattened page: near the text, above its date, and often said twice.

use super::Page;
use super::furniture::{
    is_counted, is_furniture, is_greeting, is_measured, is_names, is_path, is_row, is_tail, words,
};
use crate::extract::byline::{is_interface, is_profile};
use crate::extract::plain::said_below_title;
use crate::extract::prune;
use crate::extract::suffix;

/// Lines between a headline and its byline, and between that and the text.
pub const REACH: usize = 12;

/// The headline of the text that begins at `start`, with or without a byline above it.
pub fn choose(page: &Page<'_>, byline: Option<usize>, start: usize) -> Option<usize> {
    if let Some(titled) = said_below_title(page.document, page.alive, byline.map(|at| page.alive[at]))
        .filter(|line| *line < page.alive[start])
    {
        return Some(titled);
    }
    let Some(byline) = byline else {
        return best(page, start.saturating_sub(REACH)..start).map(|at| page.alive[at]);
    };
    let above = best(page, byline.saturating_sub(REACH)..byline);
    // Below its date a headline stands only where the page says it twice.
    let below =
        best(page, byline..start).filter(|&at| page.measure(at).hanzi >= 6 && is_said_again(page, at));
    let below = below.filter(|_| above.is_none_or(|at| !is_said_again(page, at)));
    below.or(above).map(|at| page.alive[at])
}

/// A line right above a byline that could be its headline.
pub fn above(page: &Page<'_>, byline: usize) -> Option<usize> {
    const NEAR: usize = 6;
    (byline.saturating_sub(NEAR)..byline).rev().find(|&at| is_like(page, at))
}

fn best(page: &Page<'_>, among: std::ops::Range<usize>) -> Option<usize> {
    let from = among.start;
    among.filter(|&at| is_like(page, at)).max_by_key(|&at| score(page, at) + 2 * (at - from))
}

/// Near the text, as long as headlines are, best right above a date, and said again elsewhere.
fn score(page: &Page<'_>, at: usize) -> usize {
    // Buttons and the parts of a byline that may stand between headline and date.
    const BETWEEN: usize = 3;
    let dated = |at: usize| prune::is_dated(page.text(at));
    let date = (at + 1..page.alive.len()).take(BETWEEN).any(dated);
    let marked = page.text(at).starts_with('#');
    let name = page.measure(at).chars <= 4 || publishes(page.text(at));
    page.measure(at).chars.min(14)
        + if name { 0 } else { 12 }
        + if date { 12 } else { 0 }
        + if is_said_again(page, at) { 12 } else { 0 }
        + if marked { 15 } else { 0 }
}

/// The name of an account or a medium stands between headline and date.
fn publishes(text: &str) -> bool {
    const NAMES: [&str; 14] =
        ["中心", "网", "網", "报", "報", "社", "台", "电视", "公司", "频道", "周刊", "杂志", "官方", "号"];
    text.chars().count() <= 12 && NAMES.iter().any(|name| text.ends_with(name))
}

/// Whether another line is the same, begins with it as `<title>` does, or ends with it as the way from the first
/// page does: `首页 > 新闻 > …`.
fn is_said_again(page: &Page<'_>, at: usize) -> bool {
    let said = bare(page.text(at));
    said.chars().count() >= 6
        && (0..page.alive.len()).any(|other| {
            let text = bare(page.text(other));
            let rest = text.strip_prefix(said).or_else(|| text.strip_suffix(said));
            other != at
                && page.measure(other).chars < 120
                && rest.is_some_and(|rest| {
                    let beside =
                        if text.starts_with(said) { rest.chars().next() } else { rest.chars().next_back() };
                    // A `<title>` may add words of its own: …的做法_某某网.
                    let titled = other == 0
                        && text.starts_with(said)
                        && rest
                            .rsplit(['_', '-', '|'])
                            .next()
                            .is_some_and(|site| site.len() < rest.len() && suffix::names_site(site));
                    titled || beside.is_none_or(|c| c.is_whitespace() || "_-|–—－>＞»:：".contains(c))
                })
        })
}

/// What stands between bars, if there are any.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let bars = |c: char| matches!(c, '|' | '｜' | '│' | '┊');
    text.split(bars).map(str::trim).filter(|part| part.len() < text.len())
}

fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| matches!(c, '#' | '*' | '|' | ' '))
}

fn is_like(page: &Page<'_>, at: usize) -> bool {
    let (measure, text) = (page.measure(at), page.text(at));
    (5..=60).contains(&measure.chars)
        && measure.hanzi * 3 >= measure.chars
        && !page.document.lines[page.alive[at]].birth.bullet
        && !is_path(text, measure)
        && !is_row(text)
        && !is_furniture(text)
        && !is_tail(text, measure)
        && !parts(text).any(is_furniture)
        && words(text).filter(|word| is_furniture(word)).count() < 2
        && !text.contains('。')
        && !text.ends_with(['：', ':', '，', ','])
        && !prune::is_byline(text)
        && !is_credit(text)
        && !is_counted(text)
        && !is_greeting(text)
        && !is_profile(text)
        && !is_measured(text)
        && !is_names(text)
        && !is_interface(text)
}

/// 【某报╱记者张三／即时报道】, and below a picture （记者 张三 摄）.
fn is_credit(text: &str) -> bool {
    let names = text.contains("记者") || text.contains("記者");
    let bracketed = text.starts_with(['【', '〔', '（', '(']) && text.ends_with(['】', '〕', '）', ')']);
    let interface = ["微博", "手机报", "客户端", "微信"].iter().any(|word| text.ends_with(word));
    interface
        || bracketed && text.contains(['╱', '／', '/'])
        || names
            && ["╱", "／", "/", "报道", "報導", "報道", "摄", "攝"].iter().any(|word| text.contains(word))
        || text.starts_with("返回")
        || text.starts_with("http")
}
