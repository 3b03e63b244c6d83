//! What stands behind a headline in a page's `<title>`, where somebody flattened it into the text: the channel and the
//! name of the site.

use crate::document::{Document, is_hanzi};

/// Lines behind the headline in which it may be said again.
const REACH: usize = 40;

/// Characters of the shortest headline that is told from its suffix.
const SHORTEST: usize = 6;

/// The headline of a line of text: the part that the page says again, else without what names the site.
pub fn headline<'a>(document: &Document, index: usize, text: &'a str) -> &'a str {
    let cuts = cuts(text);
    if cuts.is_empty() {
        return text;
    }
    said_again(document, index, text, &cuts).unwrap_or_else(|| without_site(text, &cuts))
}

/// A mark between the parts of a title.
struct Cut {
    /// Where the part before it ends.
    end: usize,
    /// Where the part behind it begins.
    start: usize,
    /// Whether headlines have hardly ever such a mark themselves.
    strong: bool,
}

fn cuts(text: &str) -> Vec<Cut> {
    /// Headlines of more parts are rows of links.
    const MOST: usize = 8;
    let mark = |c: char| matches!(c, '_' | '|' | '｜' | '-' | '－' | '–' | '—');
    let mut cuts: Vec<Cut> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| mark(*c)) {
        let (before, after) = (text[..at].trim_end(), &text[at + c.len_utf8()..]);
        let start = text.len() - after.trim_start().len();
        let spaced = before.len() < at && start > at + c.len_utf8();
        match cuts.last_mut().filter(|last| last.start == at) {
            // A double mark is one: ——, --.
            Some(last) => (last.start, last.strong) = (start, last.strong || c == '-'),
            None => {
                cuts.push(Cut { end: before.len(), start, strong: spaced || matches!(c, '_' | '|' | '｜') })
            }
        }
    }
    if cuts.len() > MOST { Vec::new() } else { cuts }
}

/// The longest run of parts that another line is, or begins with.
fn said_again<'a>(document: &Document, index: usize, text: &'a str, cuts: &[Cut]) -> Option<&'a str> {
    let starts: Vec<usize> = std::iter::once(0).chain(cuts.iter().map(|cut| cut.start)).collect();
    let ends: Vec<usize> = cuts.iter().map(|cut| cut.end).chain([text.len()]).collect();
    let lines = document.lines.get(index + 1..).unwrap_or_default();
    let short = || lines.iter().filter(|line| line.birth.visible <= 160).take(REACH);
    let again = |part: &str| short().any(|line| line.text.starts_with(part));
    let all = ends.len();
    (1..all)
        .rev()
        .flat_map(|length| (0..=all - length).map(move |first| (first, first + length - 1)))
        .filter_map(|(first, last)| text.get(starts[first]..ends[last]))
        .take_while(|_| !again(text))
        .find(|part| part.chars().count() >= SHORTEST && again(part))
}

fn without_site<'a>(text: &'a str, cuts: &[Cut]) -> &'a str {
    /// Hanzi of a channel's name.
    const CHANNEL: usize = 6;
    let (mut end, mut cut_off) = (text.len(), false);
    for cut in cuts.iter().rev() {
        let tail = &text[cut.start.min(end)..end];
        let least = if cut.strong { SHORTEST } else { 8 };
        let channel = cut_off && cut.strong && tail.chars().all(is_hanzi) && tail.chars().count() <= CHANNEL;
        if text[..cut.end].chars().count() < least || !(names_site(tail) || channel) {
            break;
        }
        (end, cut_off) = (cut.end, true);
    }
    &text[..end]
}

/// Whether a part of a title names the site, or a part of it.
pub fn names_site(part: &str) -> bool {
    const LONGEST: usize = 18;
    const ENDS: [&str; 33] = [
        "网",
        "网站",
        "频道",
        "首页",
        "新闻中心",
        "论坛",
        "门户",
        "博客",
        "数字报",
        "电子报",
        "日报",
        "晚报",
        "早报",
        "晨报",
        "时报",
        "商报",
        "都市报",
        "周刊",
        "新闻",
        "在线",
        "之家",
        "百科",
        "社区",
        "贴吧",
        "简书",
        "知乎",
        "头条",
        "雪球",
        "豆瓣",
        "资讯",
        "专栏",
        "人民政府",
        "中文网",
    ];
    let part = part.trim();
    part.chars().count() <= LONGEST && ENDS.iter().any(|end| part.ends_with(end))
        || part.starts_with("Powered by")
        || part.chars().count() <= LONGEST
            && [".com", ".cn", ".net", "CSDN"].iter().any(|word| part.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> String {
        let document = crate::segment::text(&lines.join("\n"));
        headline(&document, 0, &document.lines[0].text.clone()).to_owned()
    }

    #[test]
    fn the_part_that_is_said_again_is_the_headline() {
        for title in [
            "小城的早市开张了_要闻_某某网",
            "小城的早市开张了-某某生活",
            "小城的早市开张了 - 摊位 - 闲谈 - Powered by Discuz!",
            "早市故事_小城的早市开张了_周某某",
            "小城的早市开张了--时政--某某网",
        ] {
            assert_eq!(of(&[title, "小城的早市开张了 2011-05-03"]), "小城的早市开张了", "{title}");
        }
        let whole = "小城的早市-开张了";
        assert_eq!(of(&[whole, "小城的早市-开张了 2011-05-03"]), whole);
    }

    #[test]
    fn what_names_the_site_goes_and_its_channel_with_it() {
        for (title, headline) in [
            ("小城的早市开张了_要闻_某某网", "小城的早市开张了"),
            ("小城的早市开张了|某某晚报", "小城的早市开张了"),
            ("小城的早市开张了 - 简书", "小城的早市开张了"),
            ("小城的早市开张了-某某晚报数字报", "小城的早市开张了"),
            ("小城的早市开张了_下篇", "小城的早市开张了_下篇"),
            ("小城早市——走进新闻", "小城早市——走进新闻"),
            ("早市-新闻", "早市-新闻"),
            ("小城的早市开张了-人来人往", "小城的早市开张了-人来人往"),
        ] {
            assert_eq!(of(&[title, "别的"]), headline, "{title}");
        }
    }
}
