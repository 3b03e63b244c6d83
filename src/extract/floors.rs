//! A thread of a forum that somebody flattened to text: what stands between the line that dates a post and the
//! buttons below it.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::document::{Document, Found, Kind};

use super::date::dates;
use super::headline::without_category;
use super::measure::{Measure, is_digit};
use super::pattern::{Pattern, has_year};
use super::posts::{Post, bare, is_name};

/// Of the running text no more than one part in so many stands above the first post; else the dated lines belong to
/// comments below an article.
const ABOVE: usize = 4;
/// Lines above the first post: board, way, headline and the first poster's counters.
const ABOVE_POSTS: usize = 60;
/// Characters of a line that dates a post.
const LONGEST_HEAD: usize = 60;
/// Characters of a line of the panel that tells who wrote a post.
const LONGEST_NAME: usize = 20;
/// Characters of a name or a counter, as they stand above the next post.
const SCRAP: usize = 12;

/// The posts, in order, each with its time and the name beside that; none where the text is no flattened thread.
pub fn posts(document: &Document, measures: &[Measure], reference: Option<Date>) -> Option<Vec<Post>> {
    let is = |line: usize, pattern: &Pattern| {
        let line = &document.lines[line];
        line.birth.visible <= LONGEST_HEAD && pattern.is_match(&line.text)
    };
    let count = |pattern: &'static Pattern| (0..document.lines.len()).filter(move |&line| is(line, pattern));
    // Forums' bare pages for robots have nothing beside name and date, be they HTML still.
    let archive = is_archive(document);
    let heads: Vec<usize> = match document.kind {
        Kind::Html if archive => count(&SIGNED).collect(),
        Kind::Html => return None,
        Kind::Text => {
            (0..document.lines.len()).filter(|&line| is(line, &HEAD) || is(line, &SIGNED)).collect()
        }
    };
    let first = *heads.first()?;
    // A button beside the date may have a line of its own, and a bar before it.
    let beside = |head: usize| {
        let below = |at: usize| document.lines.get(head + at).map_or("", |line| line.text.as_str());
        TOOLS.is_match(&document.lines[head].text)
            || matches!(below(1), "|" | "｜") && TOOLS.is_match(below(2)) && BESIDE.is_match(below(2))
    };
    let tools = heads.iter().filter(|head| beside(**head)).count();
    let signed = heads.iter().filter(|head| is(**head, &SIGNED)).count();
    if !archive && signed < 2 && (tools == 0 || heads.len() == 1 && !near(document, first)) {
        return None;
    }
    let running = |lines: std::ops::Range<usize>| -> usize {
        measures[lines].iter().filter(|m| m.is_long()).map(|m| m.chars).sum()
    };
    if running(0..first) * ABOVE > running(0..measures.len()) {
        return None;
    }
    let mut posts: Vec<Post> = Vec::new();
    let mut end = 0;
    for (at, &head) in heads.iter().enumerate() {
        let mut lines = post(document, measures, head, heads.get(at + 1).copied());
        // The first post bears the thread's subject.
        if at == 0
            && let [subject, _, ..] = lines[..]
            && is_subject(document, &document.lines[subject].text, head)
        {
            lines.remove(0);
        }
        let author = name(document, end..head, head, reference);
        end = lines.last().map_or(head, |last| *last) + 1;
        if !lines.is_empty() {
            posts.push(Post { author, date: time(document, head, reference), lines, text: String::new() });
        }
    }
    Some(posts).filter(|posts| !posts.is_empty())
}

fn time(document: &Document, head: usize, reference: Option<Date>) -> Option<Found<String>> {
    let hits = dates(&document.lines[head].text, reference);
    let hit = hits.into_iter().find(|hit| hit.value.year.is_some() && hit.value.day.is_some())?;
    Some(Found { value: hit.value.to_string(), rule: "date/post".into(), at: Some((head, hit.span)) })
}

/// Who wrote the post that `head` dates: the name before the date, else the first one behind the buttons of the post
/// above, as forums print the panel of its author there.
fn name(
    document: &Document,
    between: Range<usize>,
    head: usize,
    reference: Option<Date>,
) -> Option<Found<String>> {
    /// Lines of a panel.
    const REACH: usize = 30;
    let found = |line: usize, span: Range<usize>| {
        let text = &document.lines[line].text;
        is_name(&text[span.clone()]).then(|| Found {
            value: text[span.clone()].trim().to_owned(),
            rule: "author/post".into(),
            at: Some((line, span)),
        })
    };
    let text = &document.lines[head].text;
    let dated = dates(text, reference).first().map_or(text.len(), |hit| hit.span.start);
    let before = BY.find(&text[..dated]).map_or(dated, |by| by.start());
    found(head, bare(&text[..before])).or_else(|| {
        let from = between.start.max(head.saturating_sub(REACH))..head;
        let is_end = |line: &usize| {
            let line = &document.lines[*line];
            BELOW.is_match(&line.text) && line.text.chars().any(char::is_alphabetic)
                || line.birth.visible > LONGEST_NAME
                || line.text.contains("复制链接")
                || line.is_dropped()
        };
        let above = from.clone().rev().find(is_end).map_or(from.start, |line| line + 1);
        (above..head).find_map(|line| {
            let text = &document.lines[line].text;
            let free = !BESIDE.is_match(text) && !is_count(text);
            free.then(|| found(line, bare(text))).flatten()
        })
    })
}

/// What a panel counts, and the labels of its counts.
fn is_count(text: &str) -> bool {
    let word = text.trim().trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '：' | ' '));
    matches!(
        word,
        "" | "主题"
            | "帖子"
            | "积分"
            | "好友"
            | "粉丝"
            | "精华"
            | "威望"
            | "金钱"
            | "等级"
            | "级别"
            | "阅读权限"
    )
}

/// Whether the page is the plain copy of a thread that forum software keeps for search engines.
fn is_archive(document: &Document) -> bool {
    /// Lines in which such a copy says what it is.
    const ENDS: usize = 4;
    let lines = &document.lines;
    let ends = lines.iter().take(ENDS).chain(lines.iter().rev().take(ENDS));
    ends.map(|line| line.text.as_str()).any(|text| {
        text.starts_with("查看完整版本") || text.starts_with("查看完整版") || text.ends_with("'s Archiver")
    })
}

/// The headline of a thread: the longest line above the posts that another one there says too, as the way from the
/// forum's front page does.
pub fn headline(document: &Document, written: &[usize]) -> Option<usize> {
    const HEADLINE: std::ops::RangeInclusive<usize> = 5..=60;
    let first = *written.first()?;
    let above = first.saturating_sub(ABOVE_POSTS)..first;
    // [闲聊] 小城的早市: the way has the headline alone. Beside it stands a button, as beside no announcement.
    let bare = |index: usize| {
        let text = document.lines[index].text.as_str();
        let copied = document.lines.get(index + 1).is_some_and(|next| next.text.contains("复制链接"));
        if copied { without_category(text) } else { text }
    };
    let like = |line: &usize| {
        let said = &document.lines[*line];
        HEADLINE.contains(&said.birth.visible)
            && !said.text.contains([':', '：'])
            && is_subject(document, bare(*line), first)
    };
    above.clone().filter(like).max_by_key(|line| document.lines[*line].birth.visible)
}

/// Whether one of the lines above another one says a text again behind the way to it, or before the forum's name.
fn is_subject(document: &Document, text: &str, below: usize) -> bool {
    (below.saturating_sub(ABOVE_POSTS)..below).any(|line| {
        let other = &document.lines[line].text;
        other.len() > text.len() && other.ends_with(text)
            || other.strip_prefix(text).is_some_and(|rest| rest.starts_with(" - "))
    })
}

/// The word between name and date.
static BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:发表于|发布于|回复于|发表时间|發表於|發佈於|发表日期)\s*[:：]?\s*$").expect("a literal")
});

/// Whether a line dates a post of a thread and does nothing else.
pub fn dates_post(text: &str) -> bool {
    HEAD.is_match(text) && TOOLS.is_match(text)
}

/// 发表于 2012-3-4 10:11 | 只看该作者; 发布于：3 小时前.
static HEAD: Pattern = Pattern::new(
    r"^(?:第?\s*\d{1,5}\s*[楼樓#]|#\d{1,5}|楼主|樓主|沙发|板凳|地板)[\s:：|]{0,4}\S{0,20}\s{1,4}(?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}|(?:发表于|发布于|回复于|发表时间|發表於|發佈於|发表日期)\s*[:：]?\s*(?:(?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}|\d+\s*(?:秒|分钟|分鐘|小时|小時|天)前|昨天|前天|今天|半小时前)",
    |text| has_year(text) || text.contains('前') || text.contains('天'),
);

/// 老街口 发表于 2013-5-6 10:20: a name, a date and nothing else.
static SIGNED: Pattern = Pattern::new(
    r"^\S{1,20}\s{1,4}(?:发表于|发布于|回复于|發表於|發佈於|回覆於)\s*[:：]?\s*(?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$",
    has_year,
);

/// What forum software prints beside the date of a post, and articles do not.
static TOOLS: Pattern = Pattern::new(
    r"只看(?:该|該|此)?(?:作者|楼主|樓主|ta)|(?:倒|正|升|降)序(?:浏览|看帖)|阅读模式|閱讀模式|^\s*(?:楼主|沙发|板凳|地板|\d+\s*[楼#])",
    |text| {
        let begins = |c: char| c.is_whitespace() || is_digit(c) || matches!(c, '楼' | '沙' | '板' | '地');
        let said = ["只看", "序浏览", "序看帖", "阅读模式", "閱讀模式"];
        text.starts_with(begins) || said.iter().any(|words| text.contains(words))
    },
);

/// Buttons beside the date of a post.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\W*(?:楼主|沙发|板凳|地板|地下室|\d+\s*[楼#]|#\s*\d+|只看.{1,3}|倒序浏览|正序浏览|阅读模式|电梯直达|大中小|字体大小|[|\s])+\W*$")
        .expect("a literal")
});

/// Buttons below a post, and the site's words behind the last.
static BELOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\W*(?:回复|回覆|引用|举报|舉報|支持|反对|使用道具|评分|点评|收藏|分享|淘帖|顶|踩|TOP|返回顶部|编辑|道具|鲜花|鸡蛋|喜欢|打赏|送花|回帖|管理|本帖评分|评分记录|顶端|快速回复|[\d()（）|/\s+])+\W*$|^\W*(?:返回列表|发表回复|您需要登录后|您需要登錄後|相关帖子|相关主题|高级模式|本版积分规则|本帖被以下|参与人数|上一主题|发新帖|收藏\d|下载附件|发表新帖|查看完整版本|页[:：]\s*\[\d)|^(?:Posted|顶端 Posted)\b",
    )
    .expect("a literal")
});

/// Whether the buttons of a thread stand above its only post.
fn near(document: &Document, head: usize) -> bool {
    static SOFTWARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"电梯直达|發新帖|发新帖|发表新帖|返回列表|楼主|上一主题|只看楼主").expect("a literal")
    });
    document.lines[head.saturating_sub(30)..head].iter().any(|line| SOFTWARE.is_match(&line.text))
}

/// The lines of the post that `head` dates: to the first button below it, else to the name above the next one.
fn post(document: &Document, measures: &[Measure], head: usize, next: Option<usize>) -> Vec<usize> {
    let end = next.unwrap_or(document.lines.len());
    // 来自 - 四川: where from, between the buttons.
    let beside = |text: &str| BESIDE.is_match(text) || text.starts_with("来自") && text.len() <= 40;
    let start = (head + 1..end).find(|&line| !beside(&document.lines[line].text)).unwrap_or(end);
    let below = (start..end).find(|&line| BELOW.is_match(&document.lines[line].text));
    let mut lines: Vec<usize> =
        (start..below.unwrap_or(end)).filter(|&line| measures[line].chars > 0).collect();
    // In an archive the name stands beside the date.
    if below.is_none() && next.is_some() && !is_archive(document) {
        let scrap = |line: &usize| measures[*line].chars < SCRAP && !measures[*line].sentence;
        while lines.len() > 1 && lines.last().is_some_and(scrap) {
            lines.pop();
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::measure::measure;

    const TEXT: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。";

    fn read(text: &str) -> Option<Vec<String>> {
        let document = crate::segment::text(text);
        let posts = posts(&document, &measure(&document), None)?;
        let lines = posts.into_iter().flat_map(|post| post.lines);
        Some(lines.map(|line| document.lines[line].text.clone()).collect())
    }

    #[test]
    fn a_flattened_thread_is_what_people_wrote() {
        let thread = format!(
            "小城论坛 > 闲话 > 小城的早市\n首页\n小城的早市\n[复制链接]\n老街口\n12\n主题\n楼主\n发表于 2013-5-6 10:20 | 只看该作者 | 倒序浏览\n{TEXT}\n豆腐三块一斤。\n收藏2 支持1 反对\n人生如茶\n回复\n使用道具 举报\n小茶\n3\n积分\n沙发\n发表于 2013-5-6 11:00 | 只看该作者\n我也去过。\n回复\n使用道具 举报\n发表回复\n本版积分规则"
        );
        assert_eq!(read(&thread).unwrap(), [TEXT, "豆腐三块一斤。", "我也去过。"]);
        assert_eq!(headline(&crate::segment::text(&thread), &[9]), Some(2));
    }

    #[test]
    fn each_post_of_a_flattened_thread_has_its_name_and_time() {
        let thread = format!(
            "小城论坛 > 闲话 > 小城的早市\n小城的早市\n[复制链接]\n老街口\n12\n主题\n高级会员\n楼主\n发表于 2013-5-6 10:20 | 只看该作者\n{TEXT}\n回复\n使用道具 举报\n小茶\n3\n积分\n沙发\n发表于 2013-5-6 11:00 | 只看该作者\n我也去过。\n回复\n举报\n3楼 瓦片 发表于 2013-5-7 08:15 | 只看该作者\n好地方。\n4楼 山里人 2013-5-7 09:30\n下回去看看。"
        );
        let document = crate::segment::text(&thread);
        let value = |found: Option<Found<String>>| found.map(|f| f.value).unwrap_or_default();
        let read = posts(&document, &measure(&document), None).unwrap().into_iter();
        let read: Vec<_> = read.map(|post| (value(post.author), value(post.date))).collect();
        let owned = |(name, date): (&str, &str)| (name.to_owned(), date.to_owned());
        let expected = [
            ("老街口", "2013-05-06T10:20"),
            ("小茶", "2013-05-06T11:00"),
            ("瓦片", "2013-05-07T08:15"),
            ("山里人", "2013-05-07T09:30"),
        ];
        assert_eq!(read, expected.map(owned));
    }

    #[test]
    fn the_floor_may_stand_below_the_date() {
        let thread = format!(
            "老街口\n发表于：2010-05-06 10:20\n只看楼主 | 楼主\n{TEXT}\n小茶\n发表于：2010-05-06 11:00\n只看该作者 1楼\n好地方。\n顶端"
        );
        assert_eq!(read(&thread), None, "nothing beside the dates says that it is a thread");
        let thread = thread.replace("10:20\n只看楼主", "10:20 只看楼主");
        assert_eq!(read(&thread).unwrap(), [TEXT, "好地方。"]);
    }

    #[test]
    fn the_bare_page_for_robots_has_names_and_dates() {
        let thread = format!(
            "小城论坛's Archiver\n小城论坛 » 闲话 » 小城的早市几点开\n老街口 发表于 2013-5-6 10:20\n小城的早市几点开\n{TEXT}\n小茶 发表于 2013-5-6 11:00\n五点就开了。\n页: [1]\n查看完整版本: 小城的早市几点开"
        );
        assert_eq!(read(&thread).unwrap(), [TEXT, "五点就开了。"]);
        assert_eq!(headline(&crate::segment::text(&thread), &[4]), Some(3));
        let html = |thread: &str| {
            let lines = thread.lines().map(|line| format!("<div>{line}</div>")).collect::<String>();
            let document = crate::segment::html(&lines);
            posts(&document, &measure(&document), None).map(|posts| posts.len())
        };
        assert_eq!(html(&thread), Some(2));
        assert_eq!(
            html(&format!(
                "{TEXT}\n{TEXT}\n小茶 发表于 2013-5-6 11:00\n好。\n瓦片 发表于 2013-5-6 11:02\n好。"
            )),
            None
        );
    }

    #[test]
    fn comments_below_an_article_make_no_thread() {
        let page = format!(
            "小城的早市\n{TEXT}\n{TEXT}\n小茶 发表于 2013-5-6 11:00 只看该作者\n我也去过，豆腐真的很香很香。"
        );
        assert_eq!(read(&page), None);
        assert_eq!(read(&format!("{TEXT}\n他的书发表于 2013-05-06。")), None);
    }
}
