//! The headline: as an anchor for the body, and as the field `title`.

use crate::document::{Document, Found, is_hanzi};

use super::bulletin;
use super::measure::Measure;
use super::suffix;
use super::titles::{ALIKE, Titles, fold};

/// A headline has no more characters than this. The longest of 211 with gold has 57.
const LONGEST: usize = 100;

/// The line that is most like what `<title>` and og:title say, if any is like it.
pub fn anchor(
    document: &Document,
    measures: &[Measure],
    titles: &Titles,
    candidates: &[Candidate],
) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for Candidate { index, whole, bare } in candidates {
        let (index, line, measure) = (*index, &document.lines[*index], measures[*index]);
        // Without its category alone no line is the headline.
        let Some(whole) = whole else { continue };
        let bare = bare.as_ref().map_or(0.0, |bare| titles.likeness(bare));
        let likeness = titles.likeness(whole).max(bare);
        if likeness < ALIKE {
            continue;
        }
        let heading = if (1..=3).contains(&line.birth.heading) { 0.3 } else { 0.0 };
        let linked = if measure.link_share() > 0.5 { 0.4 } else { 0.0 };
        let score = likeness + heading - linked;
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, index));
        }
    }
    best.map(|(_, index)| index)
}

/// The field: the visible line that `<title>` begins with, else one it holds, else a bare heading; where no line
/// shows it, what is left of og:title or `<title>` without the site's name.
pub fn title(
    document: &Document,
    measures: &[Measure],
    titles: &Titles,
    candidates: &[Candidate],
    body: Option<usize>,
) -> Option<Found<String>> {
    let zone = body.map_or(document.lines.len(), |first| first + 4);
    let mut best: Option<(f32, usize)> = None;
    for Candidate { index, whole, bare } in candidates.iter().take_while(|line| line.index < zone) {
        let (index, line, measure) = (*index, &document.lines[*index], measures[*index]);
        let rank = [whole, bare].into_iter().flatten().map(|text| titles.rank(text)).max().unwrap_or(0);
        let heading = match line.birth.heading {
            1 => 2.0,
            2 | 3 => 1.0,
            _ => 0.0,
        };
        let score = match rank {
            0 if heading < 2.0 => continue,
            _ => f32::from(rank) * 2.0 + heading - if measure.link_share() > 0.5 { 1.5 } else { 0.0 },
        };
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, index));
        }
    }
    if let Some((score, index)) = best
        && score >= 1.5
    {
        let whole = found(document, index, "title/headline", trim_clock);
        let bare = without_category(&whole.value);
        let better =
            bare.len() < whole.value.len() && titles.rank(&fold(bare)) > titles.rank(&fold(&whole.value));
        return Some(if better { found(document, index, "title/headline", bare_title) } else { whole });
    }
    if let Some(index) = bare_heading(document, measures, body) {
        return Some(found(document, index, "title/heading", trim_clock));
    }
    let (key, head) = ["meta:og:title", "ld:headline", "title"]
        .into_iter()
        .find_map(|key| document.head_text(key).map(|line| (key, line)))?;
    let value = without_site(&head.kept()).to_owned();
    (!value.is_empty()).then(|| Found { value, rule: format!("title/{key}").into(), at: None })
}

/// The heading above the body, on a page whose `<title>` is no more than the site's name.
fn bare_heading(document: &Document, measures: &[Measure], body: Option<usize>) -> Option<usize> {
    /// Lines above the body.
    const REACH: usize = 12;
    let keys = ["meta:og:title", "ld:headline", "title"];
    let mut titles = keys.into_iter().filter_map(|key| document.head_text(key)).map(|line| line.kept());
    // Further in a bare heading is a column's.
    if !titles.all(|title| parts(&title).all(suffix::names_site)) {
        return None;
    }
    let body = body?;
    let is_heading = |index: &usize| {
        let (line, measure) = (&document.lines[*index], &measures[*index]);
        let fits = (4..=60).contains(&measure.chars) && measure.hanzi * 2 >= measure.chars;
        (1..=2).contains(&line.birth.heading) && fits && !line.birth.hidden && measure.link_share() < 0.5
    };
    let above = (body.saturating_sub(REACH)..body).rev().filter(is_heading);
    above.min_by_key(|&index| document.lines[index].birth.heading)
}

/// A line that may be the headline.
#[derive(Debug)]
pub struct Candidate {
    index: usize,
    /// Its text folded, if that may be like a title.
    whole: Option<String>,
    /// The same without the category before it, if there is one.
    bare: Option<String>,
}

/// The lines that may be like a title, and the bare headings.
pub fn candidates(document: &Document, measures: &[Measure], titles: &Titles) -> Vec<Candidate> {
    let fits = |measure: &Measure| (2..=LONGEST).contains(&measure.chars);
    let lines = document.lines.iter().zip(measures).enumerate();
    let seen = lines.filter(|(_, (line, measure))| fits(measure) && !line.birth.hidden);
    let read = seen.filter_map(|(index, (line, _))| {
        let kept = line.kept();
        let whole = titles.candidate(&kept);
        let bare = Some(without_category(&kept)).filter(|bare| bare.len() < kept.len());
        let bare = bare.and_then(|bare| titles.candidate(bare));
        let any = whole.is_some() || bare.is_some() || line.birth.heading == 1;
        any.then_some(Candidate { index, whole, bare })
    });
    read.collect()
}

/// The field, read from the line above the body.
pub fn of_line(document: &Document, index: usize) -> Found<String> {
    found(document, index, "title/first-line", |text| trim_clock(without_section(without_markup(text))))
}

/// The same of a text, whose lines may hold what `<title>` said, the site's name behind the headline.
pub fn of_text(document: &Document, index: usize) -> Found<String> {
    let found = of_line(document, index);
    let value = suffix::headline(document, index, &found.value);
    let bare = without_category(value);
    // A thread's category goes where the way from the first page has the headline alone.
    let alone = bare.len() < value.len() && {
        const REACH: usize = 12;
        let beside = index.saturating_sub(REACH)..document.lines.len().min(index + REACH);
        let ends = |text: &str| text.ends_with(bare) && !text.ends_with(value) || text.starts_with(bare);
        bare.chars().count() >= 4 && beside.into_iter().any(|line| ends(&document.lines[line].text))
    };
    let value = if alone { bare } else { value };
    if value.len() == found.value.len() {
        return found;
    }
    let (value, line) = (value.to_owned(), &document.lines[index]);
    let at = line.text.find(&value).map(|start| (index, start..start + value.len())).or(found.at);
    Found { value, rule: found.rule, at }
}

/// The field, read from the subject of a letter.
pub fn of_subject(document: &Document, index: usize) -> Found<String> {
    found(document, index, "title/subject", bulletin::subject)
}

/// The field, read from the page's only line: whole.
pub fn of_only_line(document: &Document, index: usize) -> Found<String> {
    found(document, index, "title/only-line", str::trim)
}

fn found(document: &Document, index: usize, rule: &'static str, trim: fn(&str) -> &str) -> Found<String> {
    let line = &document.lines[index];
    let value = trim(&line.kept()).to_owned();
    // Where a removal stands inside the headline, its words are no single span: then the line is accounted for.
    let start = line.text.find(&value);
    let span = start.map_or(0..line.text.len(), |start| start..start + value.len());
    Found { value, rule: rule.into(), at: Some((index, span)) }
}

/// A headline without category and clock.
fn bare_title(text: &str) -> &str {
    without_category(trim_clock(text))
}

/// Forums print a thread's category before its headline, and `<title>` has the headline alone: [生活] 早市开张.
pub fn without_category(text: &str) -> &str {
    const LONGEST: usize = 10;
    let Some(open) = text.chars().next().filter(|c| matches!(c, '[' | '【' | '［')) else { return text };
    let close = match open {
        '[' => ']',
        '【' => '】',
        _ => '］',
    };
    match text.char_indices().take(LONGEST + 2).find(|(_, c)| *c == close) {
        Some((at, _)) if at + close.len_utf8() < text.len() => text[at + close.len_utf8()..].trim_start(),
        _ => text,
    }
}

/// Portals put the time behind the headline: 某事发生【16:25】.
fn trim_clock(text: &str) -> &str {
    let trimmed = text.trim_end();
    let Some(open) = trimmed.rfind(['【', '[', '(', '（']) else { return trimmed };
    let inside = &trimmed[open..];
    let clock = inside.chars().filter(char::is_ascii_digit).count() >= 3
        && inside.contains(':')
        && !inside.chars().any(is_hanzi);
    if clock { trimmed[..open].trim_end() } else { trimmed }
}

/// The parts of a `<title>`, as its separators have them, and the whole.
pub fn parts(title: &str) -> impl Iterator<Item = &str> {
    let separator = |c: char| matches!(c, '_' | '|' | '–' | '—' | '｜' | '-' | '－');
    title.split(separator).map(str::trim).filter(|part| !part.is_empty())
}

/// The title's longest part before what names the site: parts are cut at `_ | – —` and at spaced hyphens.
fn without_site(title: &str) -> &str {
    let strong = |c: char| matches!(c, '_' | '|' | '–' | '—' | '｜');
    let mut parts: Vec<&str> =
        title.split(strong).flat_map(|p| p.split(" - ")).map(str::trim).filter(|p| !p.is_empty()).collect();
    if parts.len() == 1 {
        parts = title.split(['-', '－']).map(str::trim).filter(|p| !p.is_empty()).collect();
        // A hyphen inside a word is none between names: the first part must stand on its own.
        if parts.first().is_none_or(|p| p.chars().count() < 6) {
            return title.trim();
        }
    }
    let names_site =
        |p: &&str| ["网", "频道", "首页", "新闻中心", "论坛", "门户", "博客"].iter().any(|s| p.ends_with(s));
    let first = parts.iter().find(|p| !names_site(p)).or(parts.first()).copied().unwrap_or("");
    trim_clock(first)
}

/// Without what a converter to Markdown puts around a heading or before a cell: `## **…**`, `| …`.
fn without_markup(text: &str) -> &str {
    let text = text.strip_prefix("| ").unwrap_or(text);
    let heading = text.trim_start_matches('#');
    let text = if heading.starts_with(' ') { heading.trim() } else { text };
    let bold = text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    bold.filter(|bold| !bold.is_empty() && !bold.contains('*')).unwrap_or(text)
}

/// A headline of plain text without the name of the section behind it: `…的区别-男装`. There is no `<title>` to
/// compare with, so only a short tail of hanzi behind a long head goes.
fn without_section(text: &str) -> &str {
    let text = text.trim();
    let Some(at) = text.rfind(['-', '_', '|', '－', '—', '｜']) else { return text };
    let (head, tail) =
        (text[..at].trim_end(), text[at..].trim_start_matches(['-', '_', '|', '－', '—', '｜', ' ']));
    let (long, short) = (head.chars().count(), tail.chars().count());
    let section =
        (2..=4).contains(&short) && tail.chars().all(is_hanzi) && long >= 6 && !head.ends_with(['—', '-']);
    if section { head } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title_of(html: &str) -> Option<String> {
        let document = crate::segment::html(html);
        let measures = super::super::measure::measure(&document);
        let titles = Titles::of(&document);
        let candidates = candidates(&document, &measures, &titles);
        title(&document, &measures, &titles, &candidates, None).map(|f| f.value)
    }

    #[test]
    fn the_visible_line_that_the_title_begins_with_is_the_headline() {
        let html = "<title>小城的早市开张了_社会频道_某某网</title><a href=#>社会频道</a><div>小城的早市开张了【08:15】</div>";
        assert_eq!(title_of(html).as_deref(), Some("小城的早市开张了"));
    }

    #[test]
    fn without_a_visible_headline_the_title_is_cut() {
        assert_eq!(
            title_of("<title>小城的早市开张了 - 某某网</title><p>别的话。").as_deref(),
            Some("小城的早市开张了")
        );
        assert_eq!(title_of("<title>苏-27 战机</title><p>别的话。").as_deref(), Some("苏-27 战机"));
    }

    #[test]
    fn a_section_behind_a_plain_headline_goes_and_a_name_with_a_hyphen_stays() {
        assert_eq!(without_section("小城早市和夜市的区别-生活"), "小城早市和夜市的区别");
        assert_eq!(without_section("中国-东盟博览会开幕"), "中国-东盟博览会开幕");
    }
}
