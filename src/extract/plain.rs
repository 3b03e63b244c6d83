//! Headline and body of a plain text: the stretch of lines with the most running text and the fewest scraps.
//!
//! A flattened page has no containers, and an honest text has no chrome: so a line is left out only where
//! scraps outweigh the text beyond them, and a short text is kept whole.

use std::ops::Range;

use crate::document::{Document, Role};

use super::body::Selection;
use super::measure::Measure;
use super::prune::is_byline;

/// A headline has no more characters than this.
const LONGEST_HEADLINE: usize = 60;

/// Scraps at either end that are kept with the body rather than judged: a signature, a dateline, 完.
const FEW: usize = 3;

/// The body's lines, and the headline if a line looks like one.
pub fn select(document: &Document, measures: &[Measure]) -> (Selection, Option<usize>) {
    let alive: Vec<usize> = (0..document.lines.len()).filter(|&line| measures[line].chars > 0).collect();
    if let [only] = alive[..] {
        return whole_line(only, &measures[only]);
    }
    let byline = byline(document, measures, &alive);
    let worth: Vec<i64> = alive
        .iter()
        .map(|&line| if Some(line) == byline { -SCRAP } else { worth(&measures[line]) })
        .collect();
    let stretch = best_stretch(&worth).unwrap_or(0..alive.len());
    let headline = headline(document, measures, &alive, &stretch, byline);
    let first = [headline, byline].into_iter().flatten().max().map_or(0, |line| line + 1);
    let stretch = widen(stretch, &alive, first);
    let roles =
        stretch.map(|at| alive[at]).filter(|&line| line >= first).map(|line| (line, Role::Body)).collect();
    (Selection { roles }, headline)
}

/// A page of one line keeps it: as a headline where it is short and no sentence, else as the body.
fn whole_line(line: usize, measure: &Measure) -> (Selection, Option<usize>) {
    if measure.chars <= LONGEST_HEADLINE && !measure.sentence {
        (Selection::default(), Some(line))
    } else {
        (Selection { roles: vec![(line, Role::Body)] }, None)
    }
}

/// The first line that dates and credits the article, above the bulk of the text.
fn byline(document: &Document, measures: &[Measure], alive: &[usize]) -> Option<usize> {
    let total: usize = measures.iter().map(|m| m.chars).sum();
    let mut before = 0;
    for &line in alive {
        let measure = &measures[line];
        if measure.chars < 80 && !measure.sentence && is_byline(&document.lines[line].kept()) {
            return Some(line);
        }
        before += measure.chars;
        if before * 2 > total && measure.is_long() {
            return None;
        }
    }
    None
}

/// The line right above the byline, else a short first line above the text.
fn headline(
    document: &Document,
    measures: &[Measure],
    alive: &[usize],
    stretch: &Range<usize>,
    byline: Option<usize>,
) -> Option<usize> {
    let like = |line: usize| {
        let measure = &measures[line];
        (4..=LONGEST_HEADLINE).contains(&measure.chars)
            && measure.hanzi * 2 >= measure.chars
            && !is_byline(&document.lines[line].kept())
    };
    if let Some(byline) = byline {
        return alive.iter().rev().filter(|&&line| line < byline).take(2).copied().find(|&line| like(line));
    }
    let first = *alive.first()?;
    let title = like(first) && !measures[first].sentence && !document.lines[first].birth.bullet;
    // The text must follow at once, and be more than the line above it.
    (title
        && stretch.start <= 2
        && alive.get(1).is_some_and(|&next| measures[next].chars > measures[first].chars))
    .then_some(first)
}

/// What a scrap speaks against its stretch: as much as a short sentence speaks for it.
const SCRAP: i64 = 20;

/// Running text speaks for a stretch by its length, a scrap against it.
fn worth(measure: &Measure) -> i64 {
    match measure.chars {
        _ if measure.is_long() => measure.chars.min(300) as i64,
        _ if measure.sentence => 5,
        // A line of this length without marks is rather a heading or a list item than a button.
        chars if chars >= 12 => -SCRAP / 2,
        _ => -SCRAP,
    }
}

/// The contiguous stretch with the greatest sum (Kadane), if any line speaks for itself.
fn best_stretch(worth: &[i64]) -> Option<Range<usize>> {
    let (mut best, mut found) = (0, None);
    let (mut sum, mut start) = (0, 0);
    for (at, &w) in worth.iter().enumerate() {
        if sum <= 0 {
            sum = 0;
            start = at;
        }
        sum += w;
        if sum > best {
            best = sum;
            found = Some(start..at + 1);
        }
    }
    found
}

/// Takes in the few scraps that are left beyond either end.
fn widen(stretch: Range<usize>, alive: &[usize], first: usize) -> Range<usize> {
    let head = alive.partition_point(|&line| line < first).min(stretch.start);
    let start = if stretch.start - head <= FEW { head } else { stretch.start };
    let end = if alive.len() - stretch.end <= FEW { alive.len() } else { stretch.end };
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::measure::measure;

    fn read(text: &str) -> (Vec<String>, Option<String>) {
        let document = crate::segment::text(text);
        let (selection, headline) = select(&document, &measure(&document));
        let body = selection.roles.iter().map(|(line, _)| document.lines[*line].text.clone()).collect();
        (body, headline.map(|line| document.lines[line].text.clone()))
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
            "欢迎光临\n导航\n首页\n联系我们\n小城的早市开张了\n来源:某报 热度:3 时间:2020-01-02\n{TEXT}\n一、豆腐\n{TEXT}\n收藏\n点赞\n分享\n立即兑换\n我知道了"
        );
        let (body, headline) = read(&page);
        assert_eq!(headline.as_deref(), Some("小城的早市开张了"));
        assert_eq!(body, [TEXT, "一、豆腐", TEXT]);
    }

    #[test]
    fn a_text_without_marks_is_kept() {
        assert_eq!(read("床前没有月光\n窗外只有路灯\n抬头看看楼顶").0.len(), 3);
    }

    #[test]
    fn a_short_signature_stays_with_its_text() {
        assert_eq!(read(&format!("{TEXT}\n{TEXT}\n李四 于小城")).0.len(), 3);
    }
}
