//! Articles that go on: the pager right behind the text, whose words are none of it, and what else says that a page is one
//! of several.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Document, Kind, Role};

use super::headline;
use super::measure::is_digit;
use super::pattern::Pattern;

/// Visible lines behind the text within which its pager begins. Behind those stands that of the comments.
const REACH: usize = 6;

/// Behind the last post of a thread stand its author's signature and buttons.
const REACH_IN_THREAD: usize = 24;

/// What a pager begins with, but for numbers and white space.
const BEGIN: &str = "首上下前后尾末第共页分全在阅显浏查余跳转gGpPnN当本.…[]()（）【】<>«»‹›|:：,，/·-";

/// A line of nothing but a pager's words and numbers.
static PAGER: Pattern = Pattern::new(
    r"(?i)^(?:首\s?页|[上下前后]一?[页頁]|[尾末][页頁]|第\s*[\d一二三四五六七八九十]{1,3}\s*[页頁]|共\s*\d{1,3}\s*[页頁]|\d{1,3}\s*/\s*\d{1,3}\s*[页頁]?|\d{1,3}|页码|页次|分页|全文阅读|(?:在本页)?(?:阅读|显示|浏览|查看)(?:剩余|余下)?全文|余下全文|跳转?到?|转到|go|prev(?:ious)?|next|当前|本文|\.{2,3}|…|[\s\[\]()（）【】<>«»‹›|:：,，/·-])+$",
    |text| text.starts_with(|c: char| c.is_whitespace() || is_digit(c) || BEGIN.contains(c)),
);

/// A word that only pagers have.
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[上下]一?[页頁]|[尾末][页頁]|第\s*[\d一二三四五六七八九十]{1,3}\s*[页頁]|共\s*\d{1,3}\s*[页頁]|余下全文|本页阅读全文|显示全文")
        .expect("a literal")
});

/// What stands behind the last word of a page that goes on, in brackets.
static GOES_ON: Pattern = Pattern::new(
    r"\s*[\[（(]{1,2}\s*(?:未完[^\[\]（）()]{0,3}?)?(?:请|請)?(?:接|转|轉|见|見|翻|看|阅读|點|点击)?\s*下一?[页頁]\s*[\]）)]{1,2}$",
    |text| text.contains('页') || text.contains('頁'),
);

fn is_pager(text: &str) -> bool {
    // The pager of twenty pages, written out.
    const LONGEST: usize = 160;
    text.len() <= LONGEST && PAGER.is_match(text) && text.chars().any(char::is_alphanumeric)
}

/// Takes a pager out of the body: whole lines that have a word of one, and the numbers beside those at either end.
pub fn prune(document: &mut Document) {
    let body: Vec<usize> =
        (0..document.lines.len()).filter(|&line| document.lines[line].role == Role::Body).collect();
    let pager = |line: &usize| is_pager(&document.lines[*line].text);
    let word = |line: &usize| pager(line) && WORD.is_match(&document.lines[*line].text);
    let mut gone: Vec<usize> = Vec::new();
    let ends: [Vec<usize>; 2] = [
        body.iter().rev().copied().take_while(pager).collect(),
        body.iter().copied().take_while(pager).collect(),
    ];
    for end in ends {
        if end.iter().any(word) && end.len() < body.len() {
            gone.extend(end);
        }
    }
    // Behind it may stand the head of a list.
    const LAST: usize = 4;
    for &line in body.iter().rev().take(LAST) {
        let line = &mut document.lines[line];
        if let Some(words) = GOES_ON.find(&line.text).map(|found| found.range())
            && words.start > 0
        {
            line.cut("extract/pruned", "extract", words.clone(), words);
        }
    }
    let pager = |line: &usize| is_pager(&document.lines[*line].text);
    // In the middle a page of several that somebody joined has its pagers; 第二页 alone may be a heading there.
    let steps = |line: &usize| {
        let text = &document.lines[*line].text;
        pager(line) && ["上一页", "下一页", "上页", "下页", "尾页", "末页"].iter().any(|w| text.contains(w))
    };
    gone.extend(body.iter().copied().filter(steps));
    if gone.len() < body.len() {
        for line in gone {
            document.lines[line].role = Role::Pruned;
        }
    }
}

/// Whether the article is one of several pages.
pub fn is_paged(
    document: &Document,
    body: &[usize],
    headline: Option<usize>,
    url: Option<&str>,
    discussed: bool,
) -> bool {
    let (Some(&first), Some(&last)) = (body.first(), body.last()) else { return false };
    let reach = if discussed { REACH_IN_THREAD } else { REACH };
    let seen = |line: &usize| !document.lines[*line].birth.hidden && !document.lines[*line].text.is_empty();
    let behind: Vec<usize> = (last + 1..document.lines.len()).filter(seen).collect();
    let inside: Vec<usize> =
        (first..last).filter(seen).filter(|line| document.lines[*line].role != Role::Body).collect();
    let goes_on = |line: &usize| GOES_ON.is_match(&document.lines[*line].text);
    body.iter().rev().take(4).any(goes_on)
        || leads_on(document, url)
        || is_numbered(document, headline)
        || clusters(document, &behind, Some(reach)).any(|pager| pager.has_pages(document.kind))
        || clusters(document, &inside, None).any(|pager| pager.has_word && pager.has_pages(document.kind))
}

/// What a run of pager lines says.
#[derive(Debug, Default)]
struct Pager {
    has_word: bool,
    /// 下一页 leads somewhere.
    has_next: bool,
    /// 上一页 stands beside it.
    has_back: bool,
    numbers: Vec<u32>,
    /// Of 共3页 and 2/3.
    total: Option<u32>,
}

impl Pager {
    fn has_pages(&self, kind: Kind) -> bool {
        let row = self.numbers.windows(2).any(|pair| pair[1] == pair[0] + 1);
        match self.total {
            Some(total) if self.has_word => total >= 2,
            _ if self.has_word && (row || self.numbers.iter().any(|n| *n >= 2)) => true,
            // Some templates have 上一页 and 下一页 below every article, and lead to another by them.
            _ => kind == Kind::Html && self.has_next && !self.has_back,
        }
    }

    fn read(&mut self, document: &Document, line: usize) {
        static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"共\s*(\d{1,3})\s*[页頁]|\d{1,3}\s*/\s*(\d{1,3})").expect("a literal")
        });
        static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d{1,3}").expect("a literal"));
        static HANZI: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"第\s*[二三四五六七八九]\s*[页頁]").expect("a literal"));
        let text = &document.lines[line].text;
        self.has_word |= WORD.is_match(text);
        let linked = document.lines[line].birth.links > 0;
        let next = ["下一页", "下一頁", "下页", "余下全文", "本页阅读全文", "显示全文"];
        let back = ["上一页", "上一頁", "上页"].iter().any(|word| text.contains(word));
        self.has_next |= linked && !back && next.iter().any(|word| text.contains(word));
        self.has_back |= back;
        if let Some(total) = TOTAL.captures(text) {
            self.total = total.iter().skip(1).flatten().next().and_then(|m| m.as_str().parse().ok());
        }
        if HANZI.is_match(text) {
            self.numbers.push(2);
        }
        self.numbers.extend(NUMBER.find_iter(text).filter_map(|m| m.as_str().parse::<u32>().ok()));
    }
}

/// Runs of pager lines, of which the first begins within `reach` lines and before anything that has a pager of its own.
fn clusters<'a>(
    document: &'a Document,
    lines: &'a [usize],
    reach: Option<usize>,
) -> impl Iterator<Item = Pager> + 'a {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < lines.len() && reach.is_none_or(|reach| at < reach) {
            let text = &document.lines[lines[at]].text;
            if is_pager(text) {
                let mut pager = Pager::default();
                while let Some(&line) = lines.get(at).filter(|line| is_pager(&document.lines[**line].text)) {
                    pager.read(document, line);
                    at += 1;
                }
                return Some(pager);
            }
            if reach.is_some()
                && ["评论", "評論", "相关", "推荐", "跟帖"].iter().any(|word| text.contains(word))
            {
                return None;
            }
            at += 1;
        }
        None
    })
}

/// `<link rel="next">` of the same article. Blogs lead to the next article by the same means.
fn leads_on(document: &Document, url: Option<&str>) -> bool {
    static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?P<stem>.*?)(?:[_-](?P<a>\d{1,3})(?P<end>\.[a-z]{3,5})|/(?:page/)?(?P<b>\d{1,3})/?|[?&](?:page|p|pg|pageno)=(?P<c>\d{1,3}))$")
            .expect("a literal")
    });
    let Some(next) = document.head_text("link:next") else { return false };
    let Some(url) = url.or(document.head_text("link:canonical").map(|line| line.text.as_str())) else {
        return false;
    };
    let Some(next) = super::address::resolve(Some(url), &next.text) else { return false };
    let Some(parts) = NUMBERED.captures(&next) else { return false };
    let number =
        ["a", "b", "c"].iter().find_map(|name| parts.name(name)).and_then(|m| m.as_str().parse::<u32>().ok());
    let bare = |address: &str| {
        let address = address.split_once("://").map_or(address, |(_, rest)| rest);
        let address = NUMBERED
            .captures(address)
            .map_or(address, |parts| parts.name("stem").map_or(address, |m| m.as_str()));
        let name = address.rfind('/').map_or(0, |slash| slash + 1);
        let dot = address[name..].rfind('.').map_or(address.len(), |dot| name + dot);
        address[..dot].trim_end_matches('/').to_owned()
    };
    let own = url.split_once("://").map_or(url, |(_, rest)| rest);
    number.is_some_and(|n| (2..=99).contains(&n))
        && (bare(&next) == bare(url) || bare(&next) == own.trim_end_matches('/'))
}

/// Whether the title bears the number of a page: 早市（2） over a headline that does not, 早市 第2页.
fn is_numbered(document: &Document, headline: Option<usize>) -> bool {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:[(（\[【]\s*(?P<plain>\d{1,2})\s*[)）\]】]|[_-]?\s*[(（\[【]?第\s*(?P<named>\d{1,2}|[二三四五六七八九十]{1,2})\s*[页頁][)）\]】]?)$")
            .expect("a literal")
    });
    let shown = headline.map(|line| document.lines[line].kept());
    let titles = ["title", "meta:og:title"].into_iter().filter_map(|key| document.head_text(key));
    let heads = titles.flat_map(|line| headline::parts(&line.text)).map(str::to_owned);
    let mut all: Vec<String> = heads.collect();
    all.extend(shown.iter().map(|text| text.to_string()));
    all.iter().any(|title| {
        let title = title.trim();
        let Some(found) = NUMBER.captures(title) else { return false };
        let at = found.get(0).map_or(0, |m| m.start());
        if let Some(named) = found.name("named") {
            return named.as_str() != "1" && at > 0;
        }
        // The third part of a series has its number in the headline as well.
        let number: u32 = found.name("plain").and_then(|m| m.as_str().parse().ok()).unwrap_or(0);
        let bare = title[..at].trim();
        (2..=20).contains(&number)
            && bare.chars().count() >= 4
            && shown.as_ref().is_some_and(|s| s.trim() == bare)
    })
}

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Page};

    const TEXT: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。";

    fn paged(page: Page) -> (bool, String) {
        let record = Cleaner::builder().build().unwrap().clean(&page).record;
        (record.flags.iter().any(|f| f == "extract/paged"), record.body)
    }

    fn html(title: &str, behind: &str) -> Page {
        Page::html("a", format!("<title>{title}_小城网</title><h1>小城的早市</h1><div id=c><p>{TEXT}</p><p>{TEXT}</p></div>{behind}"))
            .with_url("http://news.example/2012/t1.html")
    }

    #[test]
    fn pagers_behind_the_text() {
        for pager in [
            "<div><a href=t1.html>1</a> <a href=t1_2.html>2</a> <a href=t1_2.html>下一页</a></div>",
            "<ul><li>共3页<li><a>上一页</a><li>1<li><a href=x>2</a></ul>",
            "<p>[1] <a href=t1_2.html>[2]</a> <a href=t1_3.html>[3]</a> <a href=x>下一页</a></p>",
            "<p><a href=t1_2.html>第2页</a></p>",
            "<p>1/4 <a href=x>下一页</a></p>",
            "<p>打印</p><p>分享</p><div><a href=t1_2.html>下一页</a></div>",
        ] {
            assert_eq!(paged(html("小城的早市", pager)), (true, format!("{TEXT}\n{TEXT}")), "{pager}");
        }
    }

    #[test]
    fn a_text_that_goes_on_says_so_behind_its_last_word() {
        let page = |end: &str| {
            Page::html(
                "a",
                format!(
                    "<title>小城的早市_小城网</title><h1>小城的早市</h1><div id=c><p>{TEXT}</p><p>{TEXT} {end}</p></div>"
                ),
            )
        };
        assert_eq!(paged(page("<a href=2>(接下一頁)</a>")), (true, format!("{TEXT}\n{TEXT}")));
        assert_eq!(paged(page("（未完，请看下页）")), (true, format!("{TEXT}\n{TEXT}")));
        assert!(!paged(page("（见下表）")).0);
    }

    #[test]
    fn what_is_no_pager_of_the_article() {
        for behind in [
            "",
            "<p>共1页 上一页 1 下一页</p>",
            "<p>上一页 下一页</p>",
            "<p>上一篇：<a href=x>豆腐</a></p><p>下一篇：<a href=x>青菜</a></p>",
            "<h3>网友评论</h3><div><a>1</a> <a>2</a> <a>3</a> <a href=x>下一页</a></div>",
            "<p>赞 12</p>",
        ] {
            assert!(!paged(html("小城的早市", behind)).0, "{behind}");
        }
    }

    #[test]
    fn titles_and_links_of_the_head() {
        assert!(paged(html("小城的早市(2)", "")).0);
        assert!(paged(html("小城的早市 第2页", "")).0);
        assert!(!paged(html("小城的早市", "")).0);
        let link = |href: &str| html(&format!("小城的早市</title><link rel=next href='{href}'><title>"), "");
        assert!(paged(link("t1_2.html")).0);
        assert!(paged(link("http://news.example/2012/t1-2.html")).0);
        assert!(!paged(link("t2.html")).0);
        assert!(!paged(link("/2012/other_2.html")).0);
    }

    #[test]
    fn a_pager_in_plain_text() {
        let text = |pager: &str| Page::text("a", format!("小城的早市\n\n{TEXT}\n{TEXT}\n{pager}"));
        assert!(paged(text("上一页 1 2 3 下一页")).0);
        assert_eq!(paged(text("第2页")), (true, format!("{TEXT}\n{TEXT}")));
        assert!(!paged(text("1 2 3")).0);
        assert!(!paged(text("上一页 下一页")).0);
    }
}
