//! Which of a page's dates is the article's.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::given::Given;
use super::label::label;
use super::{DateHit, Label, PartialDate, dates};
use crate::document::{Document, Found, Line, is_hanzi, visible_chars};
use crate::extract::code::is_code;
use crate::extract::narrow::{Narrow, has_digit, head};
use crate::extract::pattern::Pattern;
use crate::extract::words::Words;
use crate::extract::zone::{Known, Zone, is_prose, stands};

/// Bytes of a line that are looked at: a byline stands at the beginning even of a page that is one line.
const REACH: usize = 600;

/// The article's date: of the byline, of the head, of the address, of the lines behind the body, of any line
/// that calls it so. An edit loses to a publication wherever on the page that stands; the visible date wins
/// over the head's even where that is more precise.
pub fn choose(document: &Document, zone: &Zone, known: Known<'_>) -> Option<Found<String>> {
    let given = Given::new(document, known);
    let byline = best(document, zone, &given, known);
    if let Some(byline) = &byline {
        let beaten = given.published().filter(|(stamp, _)| byline.weak && !byline.value.agrees(stamp));
        return Some(match beaten {
            Some((stamp, rule)) => Found { value: stamp.to_string(), rule: rule.into(), at: None },
            None => byline.found("date/byline"),
        });
    }
    if let Some((stamp, rule)) = given.published() {
        return Some(Found { value: stamp.to_string(), rule: rule.into(), at: None });
    }
    time_elements(document, &given, known)
        .map(|c| c.found("date/time-element"))
        .or_else(|| {
            let first = given.times.first()?;
            Some(Found { value: first.to_string(), rule: "date/time-element".into(), at: None })
        })
        .or_else(|| given.url.map(|d| Found { value: d.to_string(), rule: "date/url".into(), at: None }))
        .or_else(|| after_body(document, zone, &given, known).map(|c| c.found("date/after-body")))
        .or_else(|| labelled(document, zone, &given, known).map(|c| c.found("date/label")))
        .or_else(|| given.edited.map(|d| Found { value: d.to_string(), rule: "date/meta".into(), at: None }))
        .or_else(|| issue(document, &given, known).map(|c| c.found("date/issue")))
}

/// The day in the masthead of a newspaper's page, where that is all that dates it: 某某晚报 2014年05月03日 星期六.
fn issue(document: &Document, given: &Given, known: Known<'_>) -> Option<Candidate> {
    /// Visible characters of a masthead, glued to the bar below it by who flattened the page.
    const LONGEST: usize = 160;
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(["版", "标题导航", "往期回顾"]));
    static SHEET: Pattern = Pattern::new(
        r"[上下]一版|第 ?[A-Z]?\d{1,3} ?版|版面(?:导航|目录|概览)|标题导航|往期回顾",
        |text| WORDS.are_in(text),
    );
    static MASTHEAD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[ ,]*(?:星期|周[一二三四五六日]|礼拜|出版|第)").expect("a literal"));
    let titled = document.head_text("title").is_some_and(|title| {
        ["数字报", "电子报", "电子版", "数字版", "多媒体"].iter().any(|word| title.text.contains(word))
    });
    let founder = || {
        document
            .blocks
            .iter()
            .any(|b| b.tag.starts_with("founder-") || b.tokens.split(' ').any(|t| t == "ozoom"))
    };
    let short = || document.lines.iter().filter(|line| line.birth.visible <= LONGEST && !is_prose(line));
    if !(titled || founder() || short().any(|line| SHEET.is_match(&line.text))) {
        return None;
    }
    let mut found = (0..document.lines.len())
        .filter(|&index| document.lines[index].birth.visible <= LONGEST && !is_prose(&document.lines[index]))
        .filter_map(|index| {
            let text = &document.lines[index].text;
            of_line(document, index, given, known)
                .find(|(hit, beside)| {
                    let whole = hit.value.year.is_some() && hit.value.day.is_some();
                    whole && (MASTHEAD.is_match(&text[hit.span.end..]) || *beside <= 2)
                })
                .map(|(hit, _)| plain(index, hit))
        });
    let first = found.next()?;
    // Two days are a calendar of issues.
    found.all(|other| other.value.agrees(&first.value)).then_some(first)
}

/// A visible date.
#[derive(Debug, Clone)]
struct Candidate {
    value: PartialDate,
    weight: i32,
    /// Gives way to a publication date of the head that contradicts it.
    weak: bool,
    line: usize,
    span: Range<usize>,
}

impl Candidate {
    fn found(&self, rule: &'static str) -> Found<String> {
        Found { value: self.value.to_string(), rule: rule.into(), at: Some((self.line, self.span.clone())) }
    }
}

/// The dates of a line that may be the article's, with what is left of the line beside each. The label may end
/// the line before, where a table has it in a cell of its own.
fn of_line<'a>(
    document: &'a Document,
    index: usize,
    given: &'a Given,
    known: Known<'_>,
) -> impl Iterator<Item = (DateHit, usize)> + 'a {
    let line = &document.lines[index];
    let visible = line.birth.visible;
    let usable = line.link_share() <= 0.8 && !line.birth.hidden;
    let text = if usable { head(&line.text, REACH) } else { "" };
    let found = dates(text, known.reference);
    let found = if !found.is_empty() && is_code(text) { Vec::new() } else { found };
    // A line of many dates is a calendar or a table.
    let found = if found.len() > 4 { Vec::new() } else { found };
    found.into_iter().filter_map(move |hit| {
        let cell = || label_of_cell(&document.lines[index.checked_sub(1)?]);
        let named = hit.label.or_else(|| (hit.span.start == 0).then(cell).flatten());
        let hit = DateHit { label: named, ..hit };
        let told = hit.label != Some(Label::Foreign) && stands(line, &hit.span);
        let value = given.complete(hit.value).filter(|_| told)?;
        let beside = visible.saturating_sub(visible_chars(&line.text[hit.span.clone()]));
        Some((DateHit { value, ..hit }, beside))
    })
}

/// The label that is a line of its own.
fn label_of_cell(line: &Line) -> Option<Label> {
    let narrow = Narrow::new(&line.text);
    let short = line.birth.visible <= 8 && (line.birth.visible <= 4 || narrow.text.ends_with(':'));
    short.then(|| label(&narrow.text, "")).flatten()
}

fn best(document: &Document, zone: &Zone, given: &Given, known: Known<'_>) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for index in zone.byline(document) {
        for (hit, beside) in of_line(document, index, given, known) {
            let Some(candidate) = weigh(document, zone, index, &hit, beside) else { continue };
            if best.as_ref().is_none_or(|b| candidate.weight > b.weight) {
                best = Some(candidate);
            }
        }
    }
    best
}

/// How likely a date of the byline zone is the article's; none for a date in running text, in the headline
/// itself, or beside more words than a byline has.
fn weigh(document: &Document, zone: &Zone, index: usize, hit: &DateHit, beside: usize) -> Option<Candidate> {
    let line = &document.lines[index];
    let plain = hit.label.is_none();
    let timed = hit.value.time.is_some();
    // In running text only a byline's own form counts: a label with its colon, or with a time behind it.
    let colon = line.text[..hit.span.start].trim_end().ends_with([':', '：']);
    if is_prose(line) && (plain || hit.span.start > 120 || !colon && !timed) {
        return None;
    }
    if plain && (beside > 60 || line.text.contains('。')) {
        return None;
    }
    if plain && !timed && (zone.headline == Some(index) || hit.value.day.is_none() && beside > 4) {
        return None;
    }
    let above = zone.headline.is_some_and(|h| index < h);
    // The clock of the header: day and weekday, as no byline above its headline gives them.
    let weekday = line.text[hit.span.end..].trim_start_matches([' ', ',', '，', '‧', '·', '(', '（']);
    if plain && !timed && above && ["星期", "周", "礼拜"].iter().any(|word| weekday.starts_with(word)) {
        return None;
    }
    let in_body = zone.body.as_ref().is_some_and(|b| index >= b.start);
    if in_body && plain && beside > if timed { 40 } else { 20 } {
        return None;
    }
    let distance = i32::try_from(zone.headline.map_or(0, |h| h.abs_diff(index))).unwrap_or(i32::MAX).min(12);
    let weight = match hit.label {
        Some(Label::Published) => 40,
        Some(Label::Neutral) => 30,
        Some(Label::Edited) => 12,
        _ => 22,
    } + if timed { 8 } else { 0 }
        + if beside <= 2 { 4 } else { 0 }
        + if speaks_of_dates(document, line) { 5 } else { 0 }
        - if hit.value.day.is_none() { 8 } else { 0 }
        - if in_body { 8 } else { 0 }
        - if above { 6 + 2 * distance } else { distance };
    let weak = hit.label == Some(Label::Edited) || plain && (above || hit.value.day.is_none());
    Some(Candidate { value: hit.value, weight, weak, line: index, span: hit.span.clone() })
}

/// Whether the element of a line, or the one around it, is named for a date.
fn speaks_of_dates(document: &Document, line: &Line) -> bool {
    document.ancestors(line.birth.block).take(2).filter_map(|b| document.blocks.get(b)).any(|block| {
        &*block.tag == "time" || ["date", "time", "pub"].iter().any(|word| block.tokens.contains(word))
    })
}

/// The first date of an element `<time>` or of one whose itemprop says datePublished.
fn time_elements(document: &Document, given: &Given, known: Known<'_>) -> Option<Candidate> {
    let marked: Vec<bool> = document
        .blocks
        .iter()
        .map(|block| {
            &*block.tag == "time" || block.tokens.split(' ').any(|t| matches!(t, "datepublished" | "pubdate"))
        })
        .collect();
    if !marked.contains(&true) {
        return None;
    }
    (0..document.lines.len()).filter(|&i| marked.get(document.lines[i].birth.block) == Some(&true)).find_map(
        |index| {
            of_line(document, index, given, known)
                .find(|(hit, _)| hit.value.day.is_some())
                .map(|(hit, _)| plain(index, hit))
        },
    )
}

/// A date at the foot of the article: labelled, or alone in its line but for a bracket and a name. Reads the
/// last five lines of the body as well, where letters and notices are signed.
fn after_body(document: &Document, zone: &Zone, given: &Given, known: Known<'_>) -> Option<Candidate> {
    let after = zone.after(document, 8);
    let foot =
        zone.body.as_ref().map_or(after.start, |b| after.start.saturating_sub(5).max(b.start))..after.end;
    let found: Vec<(usize, DateHit)> = foot
        .filter(|&i| !is_prose(&document.lines[i]) && document.lines[i].link_share() < 0.5)
        .filter_map(|index| {
            let bracketed = document.lines[index].text.starts_with(['【', '（', '(', '《', '—', '[']);
            of_line(document, index, given, known)
                .find(|(hit, beside)| hit.label.is_some() || *beside <= 8 || bracketed && *beside <= 24)
                .map(|(hit, _)| (index, hit))
        })
        .collect();
    // More than two are the dates of other articles.
    let list = found.iter().filter(|(_, hit)| hit.label.is_none()).count() > 2;
    found.into_iter().find(|(_, hit)| !list || hit.label.is_some()).map(|(index, hit)| plain(index, hit))
}

/// The first labelled date of a short line, from the headline on if there is one there.
fn labelled(document: &Document, zone: &Zone, given: &Given, known: Known<'_>) -> Option<Candidate> {
    let lines = document.lines.len();
    let headline = zone.headline.unwrap_or(0).min(lines);
    (headline..lines)
        .chain(0..headline)
        .filter(|&i| {
            let line = &document.lines[i];
            // In a table of facts the label has a cell of its own. 时间 alone heads a column of any table.
            let in_body = zone.body.as_ref().is_some_and(|body| body.contains(&i));
            let cell = || {
                let above = i.checked_sub(1).map(|above| &document.lines[above]);
                !in_body
                    && above.is_some_and(|above| match label_of_cell(above) {
                        Some(Label::Published) => true,
                        Some(Label::Neutral) => above.text.chars().filter(|c| is_hanzi(*c)).count() >= 4,
                        _ => false,
                    })
            };
            let named = || LABELS.are_in(&line.text) || has_digit(&line.text) && cell();
            line.birth.visible <= 60 && line.link_share() < 0.5 && named()
        })
        .find_map(|index| {
            of_line(document, index, given, known)
                .find(|(hit, _)| hit.label.is_some() && hit.value.day.is_some())
                .map(|(hit, _)| plain(index, hit))
        })
}

/// What a line with a labelled date holds; spares the others the pattern.
static LABELS: LazyLock<Words> =
    LazyLock::new(|| Words::new(["时间", "日期", "发布", "发表", "刊", "更新", "上传", "ost", "ublish"]));

fn plain(line: usize, hit: DateHit) -> Candidate {
    Candidate { value: hit.value, weight: 0, weak: false, line, span: hit.span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Birth, Head, Line};

    fn document(lines: &[&str], heads: &[(&str, &str)]) -> Document {
        let mut document = Document::default();
        for (i, text) in lines.iter().enumerate() {
            document.lines.push(Line::new(*text, Birth { number: i + 1, ..Birth::default() }));
        }
        for (key, text) in heads {
            document.head.push(Head { key: (*key).to_owned(), line: Line::new(*text, Birth::default()) });
        }
        document
    }

    fn chosen(lines: &[&str], heads: &[(&str, &str)], url: Option<&str>) -> Option<(String, String)> {
        let zone = Zone { headline: Some(1), body: Some(3..lines.len().min(5)) };
        let found = choose(&document(lines, heads), &zone, Known { url, reference: None })?;
        Some((found.value, found.rule.into_owned()))
    }

    #[test]
    fn the_masthead_of_a_newspaper_dates_a_page_that_nothing_else_dates() {
        let masthead = "某某晚报 2014年05月03日 星期六";
        let zone = || Zone { headline: Some(2), body: Some(3..4) };
        let read = |lines: &[&str], heads: &[(&str, &str)]| {
            choose(&document(lines, heads), &zone(), Known::default()).map(|found| found.value)
        };
        let sheet = "第A05版：社会 上一版 下一版";
        assert_eq!(read(&[masthead, sheet, "小城的早市", BODY], &[]).as_deref(), Some("2014-05-03"));
        let titled = [("title", "小城的早市-某某晚报数字报")];
        assert_eq!(read(&[masthead, "社会", "小城的早市", BODY], &titled).as_deref(), Some("2014-05-03"));
        // The clock of a portal, and a page with the days of two issues.
        assert_eq!(read(&[masthead, "社会", "小城的早市", BODY], &[]), None);
        assert_eq!(read(&[masthead, "上一版 2014年05月02日 星期五", "小城的早市", BODY], &[]), None);
        assert_eq!(
            read(&[masthead, sheet, "小城的早市", BODY], &[("meta:pubdate", "2014-05-02")]).as_deref(),
            Some("2014-05-02")
        );
    }

    const BODY: &str =
        "二〇一〇年八月二日，镇上的人都记得那天的大水，河堤上站满了扛沙袋的人，谁也没有合眼，直到天亮才散。";

    #[test]
    fn a_table_of_facts_far_above_dates_the_page_by_cells() {
        let facts = [
            "索引号：",
            "000123",
            "发 文 日 期：",
            "2016年12月24日",
            "标题：",
            "办法",
            "文号：",
            "7号",
            "有效性：",
            "有效",
        ];
        let read = |label: &str| {
            let mut lines = facts.to_vec();
            lines[2] = label;
            let zone = Zone { headline: Some(lines.len()), body: Some(lines.len() + 1..lines.len() + 2) };
            lines.extend(["小城渡口管理办法", BODY]);
            choose(&document(&lines, &[]), &zone, Known::default()).map(|found| found.value)
        };
        for label in ["发 文 日 期：", "发布时间：", "成文日期：", "发布日期"] {
            assert_eq!(read(label).as_deref(), Some("2016-12-24"), "{label}");
        }
        for label in ["时间", "废止日期：", "截止日期：", "索引号"] {
            assert_eq!(read(label), None, "{label}");
        }
    }

    #[test]
    fn the_byline_wins_over_the_clock_of_the_header_and_over_the_head() {
        let lines =
            ["今天是2024年5月1日 星期三", "小城的早市", "来源：某某晚报 2011-05-03 08:15", BODY, BODY];
        let heads = [("meta:publishdate", "2011-05-03 08:15:09")];
        assert_eq!(chosen(&lines, &heads, None), Some(("2011-05-03T08:15".into(), "date/byline".into())));
    }

    #[test]
    fn publication_beats_edit_in_the_byline_and_in_the_head() {
        let lines = ["首页", "小城的早市", "更新时间：2012-01-02 发布时间：2011-05-03", BODY, BODY];
        assert_eq!(chosen(&lines, &[], None).map(|c| c.0).as_deref(), Some("2011-05-03"));
        let lines = ["首页", "小城的早市", "更新时间：2012-01-02", BODY, BODY];
        assert_eq!(chosen(&lines, &[], None).map(|c| c.0).as_deref(), Some("2012-01-02"));
        let heads = [("meta:publishdate", "2011-05-03")];
        assert_eq!(chosen(&lines, &heads, None), Some(("2011-05-03".into(), "date/meta".into())));
    }

    #[test]
    fn a_missing_year_comes_from_whatever_names_the_same_day() {
        let lines = ["首页", "小城的早市", "05-03 08:15", BODY, BODY];
        assert_eq!(chosen(&lines, &[], None), None);
        let day = chosen(&lines, &[], Some("http://example.cn/20110503/1.html"));
        assert_eq!(day, Some(("2011-05-03T08:15".into(), "date/byline".into())));
        let month = chosen(&lines, &[], Some("http://example.cn/2011/05/1.html"));
        assert_eq!(month.map(|c| c.0).as_deref(), Some("2011-05-03T08:15"));
        // Another day names another thing: the address's own date is taken.
        let other = chosen(&lines, &[], Some("http://example.cn/20110601/1.html"));
        assert_eq!(other, Some(("2011-06-01".into(), "date/url".into())));
    }

    #[test]
    fn a_time_element_tells_machines_what_it_shows_in_part() {
        let lines = ["首页", "小城的早市", "5月3日", BODY, BODY];
        let heads = [("time", "2011-05-03T08:15:00+08:00")];
        assert_eq!(chosen(&lines, &heads, None), Some(("2011-05-03".into(), "date/byline".into())));
        let lines = ["首页", "小城的早市", "分享到", BODY, BODY];
        let found = chosen(&lines, &heads, None);
        assert_eq!(found, Some(("2011-05-03T08:15:00+08:00".into(), "date/time-element".into())));
    }

    #[test]
    fn dates_of_running_text_and_of_other_articles_are_not_the_articles() {
        let lines = [
            "首页",
            "小城的早市",
            "分享到",
            BODY,
            BODY,
            "推荐阅读",
            "另一条不相干的新闻标题在这里 2011-06-07",
        ];
        assert_eq!(chosen(&lines, &[], None), None);
    }

    #[test]
    fn the_foot_of_the_article_is_read_last() {
        let lines = ["首页", "小城的早市", "分享到", BODY, BODY, "（2011年5月3日）"];
        assert_eq!(chosen(&lines, &[], None), Some(("2011-05-03".into(), "date/after-body".into())));
        let day = chosen(&lines, &[], Some("http://example.cn/20110504/1.html"));
        assert_eq!(day.map(|c| c.1).as_deref(), Some("date/url"));
    }

    #[test]
    fn a_label_in_the_cell_before_counts() {
        let lines = ["截止日期：", "2011-06-01", "发布日期：", "2011-05-03"];
        let found = choose(&document(&lines, &[]), &Zone::default(), Known::default());
        assert_eq!(found.map(|f| f.value).as_deref(), Some("2011-05-03"));
    }

    #[test]
    fn removed_words_say_nothing() {
        let mut document = document(&["首页", "小城的早市", "2011-05-03", BODY], &[]);
        document.lines[2].drop_whole("ads/test", "ads", 0..3);
        let zone = Zone { headline: Some(1), body: Some(3..4) };
        assert_eq!(choose(&document, &zone, Known::default()), None);
    }
}
