//! Echoes: what a site says again of its own article, an abstract above it, the headline in a dialog below it.
//! An echo is told by comparing. Words alone never make one: an abstract that says something else stays.

use std::cell::OnceCell;

use crate::document::{Document, Role};
use crate::rules::folded;

use super::measure::{Measure, is_word};
use super::narrow::head;
use super::pattern::Pattern;

/// Lines at the head of a body that may be an abstract or its label. Without label or ellipsis it is the first one,
/// and a sentence: galleries say the caption of a picture again and again.
const LEADS: usize = 4;
/// Lines below it in which the paragraph is looked for that it repeats, and how far an echo without label or
/// ellipsis looks. Content systems take the first paragraph, a few the first after a dateline or a picture's caption.
const BELOW: usize = 12;
const NEXT: usize = 3;
/// Letters and hanzi that must be the same, with a label or an ellipsis and without. Two reports of one press office
/// begin alike for a dozen.
const LEAST: usize = 20;
const LEAST_BARE: usize = 30;
/// Letters that may stand between two parts of the echo in the paragraph: a string that was put in later.
const INSERTED: usize = 120;
/// Letters of a headline that no line of the text is by chance.
const LEAST_HEADLINE: usize = 10;

/// Marks the body's echoes [`Role::Pruned`], and a paragraph that only its echo brought into the body
/// [`Role::Body`]; `roles` are in any order.
pub fn prune(
    document: &Document,
    measures: &[Measure],
    roles: &mut Vec<(usize, Role)>,
    headline: Option<usize>,
) {
    let mut body: Vec<usize> =
        roles.iter().filter(|(_, role)| *role == Role::Body).map(|(line, _)| *line).collect();
    body.sort_unstable();
    let Echoes { mut lines, left_out } = leads(document, measures, &body);
    lines.extend(headline.into_iter().flat_map(|h| dialogs(document, measures, &body, h)));
    for (line, role) in roles.iter_mut() {
        if lines.contains(line) {
            *role = Role::Pruned;
        }
    }
    roles.retain(|(line, _)| !left_out.contains(line));
    roles.extend(left_out.into_iter().map(|line| (line, Role::Body)));
}

/// What comparing found.
#[derive(Default)]
struct Echoes {
    /// Lines of the body that say again what stands below.
    lines: Vec<usize>,
    /// Where that is no line of the body: an article of one paragraph, of which its abstract was taken.
    left_out: Vec<usize>,
}

/// A line below an abstract. Most are told from it by their first letter and never read whole.
struct Below<'a> {
    line: usize,
    text: &'a str,
    said: OnceCell<String>,
}

impl<'a> Below<'a> {
    fn new(document: &'a Document, line: usize) -> Below<'a> {
        Below { line, text: &document.lines[line].text, said: OnceCell::new() }
    }

    fn said(&self) -> &str {
        self.said.get_or_init(|| letters(&folded(self.text)))
    }

    fn first(&self) -> Option<char> {
        const ENOUGH: usize = 48;
        let first = letters(&folded(head(self.text, ENOUGH))).chars().next();
        first.or_else(|| self.said().chars().next())
    }
}

/// A line as an abstract: what it says without its label, and how it shows that it is one.
struct Lead {
    said: String,
    labelled: bool,
    cut: bool,
}

impl Lead {
    /// None for a line that shows in no way that it is one and, unless it is `taken` for one, is none.
    fn of(text: &str, taken: bool) -> Option<Lead> {
        /// Bytes within which a label ends.
        const HEAD: usize = 120;
        /// What a label begins with.
        const BEGIN: [char; 19] = [
            '[', '【', '(', '<', '内', '文', '本', '新', '资', '视', '图', '摘', '提', '导', '简', '概',
            '描', '核', '阅',
        ];
        static LABEL: Pattern = Pattern::new(
            r"^[\[【(<]?(?:内容|文章|本文|新闻|资讯|视频|图集)?(?:摘要|提要|导读|导语|简介|简述|概要|描述|核心提示|阅读提示)(?:[\]】)>]:?|:)",
            |text| text.starts_with(BEGIN),
        );
        static CUT: Pattern = Pattern::new(
            r"(?:\.{2,}|…|。{2,}|⋯)\W*(?:(?:查看|阅读|点击)?(?:详[细情]|詳[細情]|全文|更多)\W*)?$",
            |text| ["..", "…", "。。", "⋯"].iter().any(|marks| text.contains(marks)),
        );
        let cut = CUT.find(text);
        if !taken && cut.is_none() && !LABEL.is_match(&folded(head(text, HEAD))) {
            return None;
        }
        let folded = folded(&text[..cut.map_or(text.len(), |found| found.start())]);
        let label = LABEL.find(&folded);
        Some(Lead {
            said: letters(&folded[label.map_or(0, |found| found.end())..]),
            labelled: label.is_some(),
            cut: cut.is_some(),
        })
    }

    /// The line of `below` from which on the text begins as this does.
    fn place(&self, below: &[Below<'_>]) -> Option<usize> {
        let count = self.said.chars().count();
        let told = self.labelled || self.cut;
        if count < if told { LEAST } else { LEAST_BARE } {
            return None;
        }
        let reach = if told { BELOW } else { NEXT };
        let first = self.said.chars().next();
        let start = (0..below.len().min(reach)).find(|&start| {
            if below[start..].iter().find_map(Below::first) != first {
                return false;
            }
            let said = below[start..].iter().flat_map(|line| line.said().chars());
            begins(&said.take(count + INSERTED).collect::<String>(), &self.said, told)
        });
        start.map(|start| below[start].line)
    }
}

/// Whether `text` begins with `said`, or where `loose`, but for one string put into it.
fn begins(text: &str, said: &str, loose: bool) -> bool {
    let alike =
        text.chars().zip(said.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let (ahead, rest) = (&text[alike..], &said[alike..]);
    rest.is_empty()
        || loose
            && said[..alike].chars().count() >= LEAST / 2
            && rest.chars().count() >= 4
            && ahead.contains(rest)
}

/// Abstracts above the text that the text repeats, with the line that says so if it stands alone.
fn leads(document: &Document, measures: &[Measure], body: &[usize]) -> Echoes {
    let mut below: Option<Vec<Below<'_>>> = None;
    let mut echoes = Echoes::default();
    let mut label = None;
    let first = body.iter().find(|line| measures[**line].is_long());
    for &line in body.iter().take(LEADS) {
        let bare = first == Some(&line) && measures[line].sentence;
        let Some(lead) = Lead::of(&document.lines[line].kept(), bare || label.is_some()) else {
            label = None;
            continue;
        };
        if lead.labelled && lead.said.is_empty() {
            label = Some(line);
            continue;
        }
        let below = below.get_or_insert_with(|| {
            // A paragraph that rules took as spam is one that the abstract may repeat; so is one left out.
            let spam = |line: usize| document.lines[line].removals.iter().any(|r| r.pass == "spam");
            let told = |line: usize| measures[line].is_long() && !document.lines[line].birth.hidden;
            (body[0]..document.lines.len())
                .filter(|&other| body.binary_search(&other).is_ok() || spam(other) || told(other))
                .take(LEADS + BELOW)
                .map(|other| Below::new(document, other))
                .collect()
        });
        let next = below.partition_point(|other| other.line <= line);
        let lead = Lead { labelled: lead.labelled || label.is_some(), ..lead };
        if (lead.labelled || lead.cut || bare)
            && let Some(place) = lead.place(&below[next..])
        {
            echoes.lines.extend(label.take());
            echoes.lines.push(line);
            if body.binary_search(&place).is_err() && measures[place].chars > 0 {
                echoes.left_out.push(place);
            }
        }
        label = None;
    }
    echoes
}

/// The headline below the text: in a dialog that asks whether to buy it, above a form for comments.
fn dialogs(document: &Document, measures: &[Measure], body: &[usize], headline: usize) -> Vec<usize> {
    let title = letters(&folded(&document.lines[headline].kept()));
    let Some(last) = body.iter().rposition(|line| measures[*line].is_long() && measures[*line].chars >= 40)
    else {
        return Vec::new();
    };
    if title.chars().count() < LEAST_HEADLINE {
        return Vec::new();
    }
    let is_echo = |line: &&usize| {
        let said = letters(&folded(&document.lines[**line].kept()));
        said.strip_prefix(title.as_str()).is_some_and(|rest| matches!(rest, "" | "吗"))
    };
    body[last + 1..].iter().filter(is_echo).copied().collect()
}

/// Letters, hanzi and digits of a folded text.
fn letters(folded: &str) -> String {
    folded.chars().filter(|c| is_word(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::measure::measure;

    const FIRST: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街，老人提着篮子慢慢走来。";
    const SECOND: &str = "太阳出来以后，摊子一个接一个收了，街上只剩下洗地的水声，和两只在墙根底下睡觉的猫。";

    fn kept(lines: &[&str]) -> Vec<String> {
        let document = crate::segment::text(&lines.join("\n"));
        let measures = measure(&document);
        let mut roles: Vec<_> = (0..document.lines.len()).map(|line| (line, Role::Body)).collect();
        prune(&document, &measures, &mut roles, Some(0));
        let body = roles.into_iter().filter(|r| r.1 == Role::Body);
        body.map(|r| document.lines[r.0].text.clone()).collect()
    }

    #[test]
    fn an_abstract_that_the_text_repeats_goes() {
        for lead in [
            "摘要: 天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过...",
            "【導讀】天還沒亮，賣菜的人已經把攤子支好了，豆腐坊的熱氣飄過半條街",
            "核心提示：天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街",
            "阅读提示：天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街",
            "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气…【详细】",
            FIRST,
        ] {
            assert_eq!(kept(&["早市", lead, FIRST, SECOND]), ["早市", FIRST, SECOND], "{lead}");
        }
        let whole = format!("[摘要]{FIRST}{SECOND}");
        assert_eq!(kept(&["早市", &whole, FIRST, SECOND]), ["早市", FIRST, SECOND]);
        assert_eq!(kept(&["早市", "内容提要：", FIRST, FIRST, SECOND]), ["早市", FIRST, SECOND]);
    }

    #[test]
    fn an_abstract_that_says_something_else_stays() {
        for lead in [
            "摘要: 本文记录小城一条老街上的早市，从摆摊写到收摊，前后三个小时。",
            "天还没亮，卖菜的人就来了……",
            "他说：天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。",
        ] {
            assert_eq!(kept(&["早市", lead, FIRST, SECOND]), ["早市", lead, FIRST, SECOND]);
        }
        let refrain = ["我要从南走到北，", "我还要从白走到黑。", "我要从南走到北，", "我还要从白走到黑。"];
        assert_eq!(kept(&refrain), refrain);
        let caption = "五月的早市上，卖豆腐的老人在给客人找零钱，身后是刚出锅的豆浆和一排竹篮。小满 摄";
        assert_eq!(kept(&[FIRST, caption, caption]).len(), 3);
        assert_eq!(kept(&[caption, caption, FIRST]).len(), 3);
    }

    #[test]
    fn a_string_put_into_the_paragraph_hides_no_echo() {
        let spoiled = FIRST.replace("豆腐坊", "（某某网首发）豆腐坊");
        let lead = format!("摘要：{}...", FIRST.chars().take(34).collect::<String>());
        assert_eq!(kept(&["早市", &lead, &spoiled, SECOND]), ["早市", &spoiled, SECOND]);
    }

    #[test]
    fn the_headline_in_a_dialog_goes() {
        let headline = "小城的早市：三个小时的热闹";
        assert_eq!(
            kept(&[headline, FIRST, SECOND, "小城的早市：三个小时的热闹吗？"]),
            [headline, FIRST, SECOND]
        );
        assert_eq!(kept(&[headline, FIRST, "小城的早市", SECOND]).len(), 4);
    }
}
