//! Headline and body of a page that somebody flattened to text, navigation and all: the stretch of lines with the
//! most running text and the fewest scraps, from a byline on where one stands above it.

pub mod furniture;
mod headline;
mod verse;

use std::ops::Range;

use super::body::Selection;
use super::code::is_code;
use super::measure::Measure;
use super::plain::is_end_mark;
use super::prune;
use crate::document::{Document, Role};
use furniture::{
    ENTRIES, SIGNS, dates_article, is_furniture, is_measured, is_names, is_path, is_recipe_head, is_row,
    is_stamped, is_tail, is_thread,
};

/// What a scrap speaks against its stretch.
const SCRAP: i64 = 20;

/// What a byline does: an article has one above it, and the text above that belongs to something else.
const BYLINE: i64 = 100;

/// What the beginning of a list or of the comments does, beside a third of the text before it.
const TAIL: i64 = 60;

/// A headline with a byline makes an article of as many characters.
const LEAST: i64 = 60;

/// A shorter one may be the teaser of another article: it must be more of the page.
const SHORT: i64 = 150;

/// Whether a text shows so much of a page's frame that it is a flattened page.
pub fn is_page(document: &Document, measures: &[Measure]) -> bool {
    furniture::signs(document, measures).shown >= SIGNS
}

/// Headline and body; none of a text that is no page, or where no line reads like text.
pub fn select(document: &Document, measures: &[Measure], alive: &[usize]) -> Option<Selection> {
    // A headline above its byline is one more sign; without it, what rules took may be in an honest text.
    let signs = furniture::signs(document, measures);
    if signs.shown < SIGNS && signs.shown + signs.taken + 1 < SIGNS {
        return None;
    }
    let page = Page::new(document, measures, alive);
    if signs.shown < SIGNS && !page.bylines(true).any(|at| headline::above(&page, at).is_some()) {
        return None;
    }
    let article = page.article();
    let verse = page.verse(article.as_ref().map(|(_, stretch)| stretch));
    let is_verse = verse.is_some();
    let (byline, stretch) = verse.or(article)?;
    if page.is_thin(byline, &stretch) {
        return None;
    }
    if is_thread(document) {
        return Some(page.thread(byline, stretch.start));
    }
    let headline = headline::choose(&page, byline, stretch.start)
        .or_else(|| byline.filter(|&at| is_verse && page.is_named(at)).map(|at| alive[at - 1]));
    let stretch = page.with_table(stretch);
    let ends = alive.get(stretch.end).is_some_and(|&line| is_end_mark(&document.lines[line].kept()));
    let start = byline.map_or(stretch.start, |byline| page.opening(byline, stretch.start));
    let stretch = start..stretch.end + usize::from(ends);
    let roles = alive[stretch].iter().filter(|&&line| Some(line) != headline).map(|&line| (line, Role::Body));
    Some(Selection { roles: roles.collect(), headline, talk: false })
}

/// What a line is for the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Speaks for its stretch.
    Text(i64),
    /// Speaks against it.
    Scrap(i64),
    /// A button, a row of links, the way from the first page.
    Frame,
    /// Dates or credits something.
    Byline { dated: bool },
    /// Begins something else.
    Tail,
}

/// The lines in which the article is looked for.
struct Page<'a> {
    document: &'a Document,
    measures: &'a [Measure],
    alive: &'a [usize],
    kinds: Vec<Kind>,
}

impl<'a> Page<'a> {
    fn new(document: &'a Document, measures: &'a [Measure], alive: &'a [usize]) -> Page<'a> {
        let hanzi: usize = measures.iter().map(|m| m.hanzi).sum();
        let chars: usize = measures.iter().map(|m| m.chars).sum();
        let chinese = hanzi * 2 > chars;
        let mut page = Page { document, measures, alive, kinds: Vec::new() };
        page.kinds = (0..alive.len()).map(|at| page.kind(at, chinese)).collect();
        let text = |at: &usize| matches!(page.kinds[*at], Kind::Text(_));
        let stamped: Vec<usize> =
            (0..alive.len()).filter(text).filter(|at| is_stamped(page.text(*at))).collect();
        if stamped.len() >= ENTRIES {
            stamped.into_iter().for_each(|at| page.kinds[at] = Kind::Scrap(SCRAP));
        }
        page
    }

    fn text(&self, at: usize) -> &'a str {
        &self.document.lines[self.alive[at]].text
    }

    fn measure(&self, at: usize) -> &'a Measure {
        &self.measures[self.alive[at]]
    }

    fn kind(&self, at: usize, chinese: bool) -> Kind {
        let (measure, text) = (self.measure(at), self.text(at));
        let foreign = chinese && measure.hanzi * 5 < measure.chars && measure.chars >= 12;
        let prose = measure.chars >= 30 && text.contains('，');
        let dated = dates_article(text, measure);
        if measure.chars < 80
            && !measure.sentence
            && !prose
            && (dated || prune::is_byline(text))
            && !is_code(text)
        {
            return Kind::Byline { dated };
        }
        if is_code(text) {
            return Kind::Scrap(0);
        }
        let shows_code = || at + 1 < self.alive.len() && is_code(self.text(at + 1));
        if text.ends_with(['：', ':']) && shows_code() {
            return Kind::Text(5);
        }
        if is_tail(text, measure) {
            return Kind::Tail;
        }
        if !is_names(text) && (is_row(text) || is_path(text, measure) || is_furniture(text)) {
            return Kind::Frame;
        }
        if foreign {
            return Kind::Scrap(SCRAP);
        }
        if is_measured(text) || is_recipe_head(text) || is_names(text) {
            return Kind::Text(5);
        }
        // A link inside a sentence is a line of its own in some flattened pages.
        let goes_on =
            |at: usize| self.text(at).starts_with(['，', '。', '、', '；', '）', '”', '」', '！', '？']);
        let open = |at: usize| self.text(at).ends_with(['，', '、']);
        let next = at + 1 < self.alive.len() && goes_on(at + 1);
        if goes_on(at) || open(at) || next || at > 0 && open(at - 1) {
            return Kind::Text(measure.chars.min(60) as i64);
        }
        // Headlines have commas and end in question marks; what they have none of is a full stop.
        let stopped =
            text.contains(['。', '；']) || measure.chars >= 60 && measure.marks * 25 >= measure.chars;
        let cut_off = text.ends_with("...") || text.ends_with('…');
        match measure.chars {
            // One sign of an icon, or a word torn into its letters.
            0..=2 if text.chars().count() < 2 => Kind::Scrap(SCRAP / 2),
            chars if measure.is_long() && stopped && (!cut_off || chars >= 60) => {
                Kind::Text(chars.min(300) as i64)
            }
            chars if measure.is_long() && !cut_off && self.beside_text(at) => Kind::Text(chars as i64),
            _ if measure.sentence && !cut_off => Kind::Text(5),
            // A line of this length without marks is rather a heading or a list item than a button.
            chars if chars >= 12 => Kind::Scrap(SCRAP / 2),
            _ => Kind::Scrap(SCRAP),
        }
    }

    /// Whether a line next to this one ends as running text does.
    fn beside_text(&self, at: usize) -> bool {
        let ends = |at: usize| {
            let text = self.text(at);
            self.measure(at).is_long() && (text.contains('。') || self.measure(at).chars >= 80)
        };
        at > 0 && ends(at - 1) || at + 1 < self.alive.len() && ends(at + 1)
    }

    /// The article's lines, and the byline above them.
    fn article(&self) -> Option<(Option<usize>, Range<usize>)> {
        let (most, whole) = self.richest()?;
        let heads = self.bylines(true).chain(self.bylines(false));
        let first = heads.into_iter().find_map(|at| {
            let (worth, stretch) = self.run(at + 1)?;
            let near = stretch.start <= at + 1 + headline::REACH;
            // A text that the page has above all this is no navigation.
            let above: i64 = self.worth(whole.start..at.clamp(whole.start, whole.end));
            // The first of several: pages append the next article to the one that was asked for.
            let share = if worth < SHORT { 3 } else { 7 };
            let article = worth >= LEAST && worth * share >= most && above * 2 <= worth;
            (near && article && headline::above(self, at).is_some()).then_some((Some(at), stretch))
        });
        first.or_else(|| Some((None, self.run(whole.start).map_or(whole, |(_, stretch)| stretch))))
    }

    /// With the table behind a stretch, cell for cell, if text follows it before anything of the page's frame does.
    fn with_table(&self, stretch: Range<usize>) -> Range<usize> {
        /// Cells of a table.
        const CELLS: std::ops::RangeInclusive<usize> = 4..=120;
        /// Of them one in so many is a figure, at least.
        const FIGURES: usize = 5;
        const TEXT: i64 = 30;
        let cells = (stretch.end..self.kinds.len()).take_while(|&at| {
            // What rules know as the page's frame parts one thing from another.
            let between = self.alive[at - 1] + 1..self.alive[at];
            let framed = self.document.lines[between].iter().any(|line| {
                line.is_dropped() && line.removals.iter().any(|removal| removal.pass == "boilerplate")
            });
            !framed
                && (matches!(self.kinds[at], Kind::Scrap(_))
                    || matches!(self.kinds[at], Kind::Text(worth) if worth < TEXT))
        });
        let cells = cells.count();
        let behind = stretch.end + cells;
        let figures = (stretch.end..behind)
            .filter(|&at| {
                self.text(at).starts_with(|c: char| c.is_ascii_digit()) && self.measure(at).chars <= 16
            })
            .count();
        // Comments have hours of their own.
        let stamped = (stretch.end..behind).any(|at| is_stamped(self.text(at)));
        let text =
            self.kinds.get(behind).is_some_and(|kind| matches!(kind, Kind::Text(worth) if *worth >= TEXT));
        if CELLS.contains(&cells) && figures * FIGURES >= cells && !stamped && text {
            stretch.start..behind + 1
        } else {
            stretch
        }
    }

    /// Where the article opens between its byline and its first text: a second headline and the writers' names are
    /// its own, buttons are not.
    fn opening(&self, byline: usize, start: usize) -> usize {
        const MOST: usize = 2;
        let own = |at: &usize| matches!(self.kinds[*at], Kind::Scrap(_)) && self.measure(*at).chars >= 12;
        start - (byline + 1..start).rev().take_while(own).take(MOST).count()
    }

    /// Whether hardly any of the page reads like text, or several times as much is code and figures: then
    /// nothing shows which part of it is the article.
    fn is_thin(&self, byline: Option<usize>, stretch: &Range<usize>) -> bool {
        let chars = |lines: Range<usize>| lines.map(|at| self.measure(at).chars).sum::<usize>();
        let (inside, all) = (chars(stretch.clone()), chars(0..self.alive.len()));
        let code = |at: &usize| {
            let measure = self.measure(*at);
            matches!(self.kinds[*at], Kind::Scrap(_))
                && measure.chars >= 8
                && measure.hanzi * 5 < measure.chars * 2
        };
        // Further down stands another part of the page.
        const NEAR: usize = 60;
        let near = stretch.start..self.alive.len().min(stretch.end + NEAR);
        let below: usize = near.filter(code).map(|at| self.measure(at).chars).sum();
        byline.is_none() && inside * 10 < all || inside * 4 < below
    }

    /// Of a thread every post: the running text from the first on.
    fn thread(&self, byline: Option<usize>, start: usize) -> Selection {
        let text = |at: &usize| matches!(self.kinds[*at], Kind::Text(_));
        let roles = (start..self.alive.len()).filter(text).map(|at| (self.alive[at], Role::Body)).collect();
        Selection { roles, headline: headline::choose(self, byline, start), talk: false }
    }

    /// The lines that date an article, or that credit it without a date; as far as a search of the page can
    /// afford.
    fn bylines(&self, dated: bool) -> impl Iterator<Item = usize> + '_ {
        const MOST: usize = 64;
        (0..self.kinds.len()).filter(move |at| self.kinds[*at] == Kind::Byline { dated }).take(MOST)
    }

    /// What the running text of these lines counts.
    fn worth(&self, lines: Range<usize>) -> i64 {
        self.kinds[lines].iter().map(|kind| if let Kind::Text(worth) = kind { *worth } else { 0 }).sum()
    }

    /// The contiguous stretch with the greatest sum (Kadane), if any line speaks for itself.
    fn richest(&self) -> Option<(i64, Range<usize>)> {
        let (mut best, mut found) = (0, None);
        let (mut sum, mut start) = (0, 0);
        for (at, kind) in self.kinds.iter().enumerate() {
            if sum <= 0 {
                (sum, start) = (0, at);
            }
            sum += kind.worth(0);
            if sum > best {
                best = sum;
                found = Some((best, start..at + 1));
            }
        }
        found
    }

    /// The stretch that begins with the first text from `from` on and ends where the most of it is gathered.
    fn run(&self, from: usize) -> Option<(i64, Range<usize>)> {
        // What stands behind so many scraps is something else.
        const PATIENCE: i64 = 300;
        let (mut best, mut found) = (0, None);
        let (mut sum, mut start) = (0, from);
        for (at, kind) in self.kinds.iter().enumerate().skip(from) {
            if sum <= 0 && best == 0 {
                (sum, start) = (0, at);
            }
            sum += kind.worth(sum);
            if sum > best {
                best = sum;
                found = Some((best, start..at + 1));
            }
            if found.is_some() && best - sum > PATIENCE.max(best / 2) {
                break;
            }
        }
        found
    }
}

impl Kind {
    /// What a line adds to a stretch that has gathered `sum`.
    fn worth(self, sum: i64) -> i64 {
        match self {
            Kind::Text(worth) => worth,
            Kind::Scrap(worth) => -worth,
            Kind::Frame => -SCRAP,
            Kind::Byline { .. } => -BYLINE,
            Kind::Tail => -(TAIL + sum.max(0) / 3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::measure::measure;

    const TEXT: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。";

    #[test]
    fn a_table_of_cells_between_two_paragraphs_is_the_articles() {
        let table = "摊位\n数目\n月租\n豆腐\n8\n600元\n鲜鱼\n3\n800元";
        let body = |table: &str, foot: &str| {
            let page = format!(
                "首页 | 新闻\n论坛\n小城的早市\n2020-01-02 来源：某报\n{TEXT}\n{table}\n{TEXT}\n{foot}"
            );
            let document = crate::segment::text(&page);
            let measures = measure(&document);
            let alive: Vec<usize> = (0..document.lines.len()).collect();
            select(&document, &measures, &alive).map(|selection| selection.roles.len())
        };
        assert_eq!(body(table, "收藏\n打印"), Some(11));
        let comments = "张三\n1楼\n01-03 08:15\n李四\n2楼\n01-03 09:15\n王五\n3楼\n01-03 10:15";
        assert_eq!(body(comments, "收藏\n打印"), Some(1));
    }

    #[test]
    fn the_article_stands_between_its_byline_and_the_scraps() {
        let page = format!(
            "首页-国际-国内-社会-台海\n{TEXT}\n小城的早市\n2020-01-02 来源：某报\n{TEXT}\n一、豆腐\n{TEXT}\n收藏\n打印\n分享\n李四发表于昨天"
        );
        let document = crate::segment::text(&page);
        let measures = measure(&document);
        let alive: Vec<usize> = (0..document.lines.len()).collect();
        let page = Page::new(&document, &measures, &alive);
        assert_eq!(page.article().map(|found| found.1), Some(4..7));
    }

    #[test]
    fn a_program_is_no_byline_and_parts_no_text() {
        let page = format!(
            "首页 | 新闻 | 论坛\n怎样找到慢的查询\n老林 2012-09-02 18:32 来源：小城网\n{TEXT}{TEXT}\nSELECT id, day FROM market\n\
             WHERE day = '2020-06-18'\nORDER BY day DESC;\n{TEXT}{TEXT}\n相关文章\n联系我们"
        );
        let document = crate::segment::text(&page);
        let measures = measure(&document);
        let alive: Vec<usize> = (0..document.lines.len()).collect();
        let page = Page::new(&document, &measures, &alive);
        assert_eq!(page.article(), Some((Some(2), 3..8)));
    }
}
