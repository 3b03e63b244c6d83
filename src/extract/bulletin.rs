//! Posts of bulletin boards that are read by terminal: each a letter with its head (发信人, 标题, 发信站), a signature
//! below two dashes and a line that says where it came from. Web pages print them as they are, in one container.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Document, Found};

use super::date::dates;
use super::measure::Measure;
use super::pattern::Pattern;
use super::posts::Post;

/// Lines of a head.
const HEAD: usize = 4;

/// 发信人: shanlu (山路), 信区: Tree
static FROM: Pattern =
    Pattern::new(r"^(?:发信人|發信人|寄信人)\s*[:：]\s*(?P<name>[A-Za-z0-9_.@-]{1,30})", |text| {
        text.starts_with(['发', '發', '寄'])
    });

static SUBJECT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:标|標)\s*(?:题|題)\s*[:：]\s*(?P<words>.+)$").expect("a literal"));

/// 发信站: 小城社区 (Mon May  6 10:20:00 2013), 站内
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:发信站|發信站|日\s*期)\s*[:：].*?\((?P<day>[^()]{10,40})\)").expect("a literal")
});

/// Mon May  6 10:20:00 2013, as C's ctime prints it.
static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+(?P<day>\d{1,2})\s+(?P<time>\d{2}:\d{2}:\d{2})\s+(?P<year>(?:19|20)\d\d)",
    )
    .expect("a literal")
});

/// The posts of a page of letters, and the line of the first subject; none where no letter has its whole head.
pub fn read(document: &Document, measures: &[Measure]) -> Option<(Vec<Post>, Option<usize>)> {
    let heads: Vec<usize> =
        (0..document.lines.len()).filter(|&line| FROM.is_match(&document.lines[line].text)).collect();
    let mut posts = Vec::new();
    let mut subject = None;
    for (at, &head) in heads.iter().enumerate() {
        let end = heads.get(at + 1).copied().unwrap_or(document.lines.len());
        let Some(place) =
            (head..end.min(head + HEAD)).find(|&line| PLACE.is_match(&document.lines[line].text))
        else {
            continue;
        };
        let named = (head..place).find(|&line| SUBJECT.is_match(&document.lines[line].text));
        subject = subject.or(named);
        let lines = letter(document, measures, place + 1..end);
        if !lines.is_empty() {
            posts.push(Post {
                author: author(document, head),
                date: date(document, place),
                lines,
                text: String::new(),
            });
        }
    }
    (!posts.is_empty()).then_some((posts, subject))
}

/// The subject without its label and the mark of a reply.
pub fn subject(text: &str) -> &str {
    let words = SUBJECT.captures(text).and_then(|found| found.name("words"));
    words.map_or(text, |words| words.as_str().trim_start_matches("Re:").trim())
}

/// What its writer wrote: up to the signature, without the lines that it answers to.
fn letter(document: &Document, measures: &[Measure], lines: std::ops::Range<usize>) -> Vec<usize> {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:--|※\s*(?:来源|來源|修改|转载|轉載)\s*[:：].*|\[?FROM\s*[:：].*)$")
            .expect("a literal")
    });
    static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[:：>]\s.*|[:：>]|【\s*(?:在|以下文字).{1,80}(?:提到|轉載自|转载自).{0,40}】?)$")
            .expect("a literal")
    });
    // What stands in another container than the letter is the site's.
    let block = document.lines.get(lines.start).map(|line| line.birth.block);
    lines
        .take_while(|&line| {
            let line = &document.lines[line];
            Some(line.birth.block) == block && !END.is_match(line.text.trim())
        })
        .filter(|&line| measures[line].chars > 0 && !document.lines[line].birth.hidden)
        .filter(|&line| !QUOTED.is_match(&document.lines[line].text))
        .collect()
}

fn author(document: &Document, line: usize) -> Option<Found<String>> {
    let name = FROM.captures(&document.lines[line].text)?.name("name")?;
    Some(Found {
        value: name.as_str().to_owned(),
        rule: "author/post".into(),
        at: Some((line, name.range())),
    })
}

fn date(document: &Document, line: usize) -> Option<Found<String>> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let text = &document.lines[line].text;
    let within = PLACE.captures(text)?.name("day")?;
    let (value, span) = match CLOCK.captures(within.as_str()) {
        Some(clock) => {
            let month = MONTHS.find(&clock["month"])? / 3 + 1;
            let day: u8 = clock["day"].parse().ok()?;
            (format!("{}-{month:02}-{day:02}T{}", &clock["year"], &clock["time"]), clock.get(0)?.range())
        }
        None => {
            let hit = dates(within.as_str(), None).into_iter().find(|hit| hit.value.day.is_some())?;
            (hit.value.to_string(), hit.span)
        }
    };
    let span = within.start() + span.start..within.start() + span.end;
    Some(Found { value, rule: "date/post".into(), at: Some((line, span)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::measure::measure;

    fn texts(document: &Document) -> Vec<(String, String, String)> {
        let (posts, _) = read(document, &measure(document)).expect("letters");
        let value = |found: Option<Found<String>>| found.map(|f| f.value).unwrap_or_default();
        let text = |lines: &[usize]| {
            lines.iter().map(|line| &*document.lines[*line].text).collect::<Vec<_>>().join("/")
        };
        posts.into_iter().map(|p| (value(p.author), value(p.date), text(&p.lines))).collect()
    }

    const LETTERS: &str = "发信人: shanlu (山路), 信区: Tree\n标  题: 老树不结果\n发信站: 小城社区 (Mon May  6 10:20:00 2013), 站内\n\n今年一个果都没挂。\n\n--\n人生如茶\n※ 来源:·小城社区 bbs.example.net·[FROM: 1.2.3.*]\n\
        发信人: wapian (瓦片), 信区: Tree\n标  题: Re: 老树不结果\n发信站: 小城社区 (2013年05月06日10:41:00 星期一), 站内\n\n剪过枝没有？\n【 在 shanlu (山路) 的大作中提到: 】\n: 今年一个果都没挂。\n--\n";

    #[test]
    fn a_letter_is_what_stands_between_its_head_and_the_signature() {
        let expected = [
            ("shanlu", "2013-05-06T10:20:00", "今年一个果都没挂。"),
            ("wapian", "2013-05-06T10:41:00", "剪过枝没有？"),
        ];
        let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
        let text = crate::segment::text(LETTERS);
        assert_eq!(texts(&text), expected);
        assert_eq!(read(&text, &measure(&text)).unwrap().1, Some(1));
        assert_eq!(subject(&text.lines[1].text), "老树不结果");
        let cell = |letter: &str| format!("<td>{}</td>", letter.replace('\n', "<br>"));
        let (one, other) = LETTERS.split_at(LETTERS.rfind("发信人").unwrap());
        let page =
            format!("<table><tr>{}<td>回复</td></tr><tr>{}</tr></table><p>页脚。", cell(one), cell(other));
        assert_eq!(texts(&crate::segment::html(&page)), expected);
    }

    #[test]
    fn a_letter_of_which_somebody_tells_is_none() {
        for text in ["发信人: 他的母亲\n家里都好。", "发信人: shanlu\n家里都好。"] {
            let document = crate::segment::text(text);
            assert!(read(&document, &measure(&document)).is_none());
        }
    }
}
