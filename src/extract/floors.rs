//! A thread of a forum that somebody flattened to text: what stands between the line that dates a post and the
//! buttons below it.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;

use super::measure::Measure;

/// Of the running text no more than one part in so many stands above the first post; else the dated lines belong to
/// comments below an article.
const ABOVE: usize = 4;
/// Characters of a line that dates a post.
const LONGEST_HEAD: usize = 60;
/// Characters of a name or a counter, as they stand above the next post.
const SCRAP: usize = 12;

/// The lines that people wrote, in order; none where the text is no flattened thread.
pub fn written(document: &Document, measures: &[Measure]) -> Option<Vec<usize>> {
    let heads: Vec<usize> = (0..document.lines.len())
        .filter(|&line| {
            let line = &document.lines[line];
            line.birth.visible <= LONGEST_HEAD && HEAD.is_match(&line.text)
        })
        .collect();
    let first = *heads.first()?;
    let tools = heads.iter().filter(|head| TOOLS.is_match(&document.lines[**head].text)).count();
    if tools == 0 || (heads.len() == 1 && !near(document, first)) {
        return None;
    }
    let running = |lines: std::ops::Range<usize>| -> usize {
        measures[lines].iter().filter(|m| m.is_long()).map(|m| m.chars).sum()
    };
    if running(0..first) * ABOVE > running(0..measures.len()) {
        return None;
    }
    let ends = heads.iter().skip(1).copied().map(Some).chain([None]);
    let posts = heads.iter().zip(ends).flat_map(|(head, next)| post(document, measures, *head, next));
    Some(posts.collect::<Vec<_>>()).filter(|written| !written.is_empty())
}

/// The headline of a thread: the longest line above the posts that another one there says too, as the way from the
/// forum's front page does.
pub fn headline(document: &Document, written: &[usize]) -> Option<usize> {
    const HEADLINE: std::ops::RangeInclusive<usize> = 5..=60;
    // Board, way, headline and the first poster's counters.
    const ABOVE: usize = 60;
    let first = *written.first()?;
    let above = first.saturating_sub(ABOVE)..first;
    let said_again = |text: &str| {
        above.clone().any(|line| {
            let other = &document.lines[line].text;
            other.len() > text.len() && other.ends_with(text) || other.starts_with(&format!("{text} - "))
        })
    };
    let like = |line: &usize| {
        let line = &document.lines[*line];
        HEADLINE.contains(&line.birth.visible) && !line.text.contains([':', '：']) && said_again(&line.text)
    };
    above.clone().filter(like).max_by_key(|line| document.lines[*line].birth.visible)
}

/// Whether a line dates a post of a thread and does nothing else.
pub fn dates_post(text: &str) -> bool {
    HEAD.is_match(text) && TOOLS.is_match(text)
}

/// 发表于 2012-3-4 10:11 | 只看该作者; 发布于：3 小时前.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:发表于|发布于|回复于|发表时间|發表於|發佈於|发表日期)\s*[:：]?\s*(?:(?:19|20)\d\d[-/年.]\d{1,2}[-/月.]\d{1,2}|\d+\s*(?:秒|分钟|分鐘|小时|小時|天)前|昨天|前天|今天|半小时前)",
    )
    .expect("a literal")
});

/// What forum software prints beside the date of a post, and articles do not.
static TOOLS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"只看(?:该|該|此)?(?:作者|楼主|樓主|ta)|(?:倒|正|升|降)序(?:浏览|看帖)|阅读模式|閱讀模式|^\s*(?:楼主|沙发|板凳|地板|\d+\s*[楼#])")
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
    static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\W*(?:楼主|沙发|板凳|地板|地下室|\d+\s*[楼#]|#\s*\d+|只看.{1,3}|倒序浏览|正序浏览|阅读模式|电梯直达|大中小|字体大小|[|\s])+\W*$")
            .expect("a literal")
    });
    static BELOW: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\W*(?:回复|回覆|引用|举报|舉報|支持|反对|使用道具|评分|点评|收藏|分享|淘帖|顶|踩|TOP|返回顶部|编辑|道具|鲜花|鸡蛋|喜欢|打赏|送花|回帖|管理|本帖评分|评分记录|顶端|快速回复|[\d()（）|/\s+])+\W*$|^\W*(?:返回列表|发表回复|您需要登录后|您需要登錄後|相关帖子|相关主题|高级模式|本版积分规则|本帖被以下|参与人数|上一主题|发新帖|收藏\d|下载附件|发表新帖)|^(?:Posted|顶端 Posted)\b",
        )
        .expect("a literal")
    });
    let end = next.unwrap_or(document.lines.len());
    let start = (head + 1..end).find(|&line| !BESIDE.is_match(&document.lines[line].text)).unwrap_or(end);
    let below = (start..end).find(|&line| BELOW.is_match(&document.lines[line].text));
    let mut lines: Vec<usize> =
        (start..below.unwrap_or(end)).filter(|&line| measures[line].chars > 0).collect();
    if below.is_none() && next.is_some() {
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
        let lines = written(&document, &measure(&document))?;
        Some(lines.into_iter().map(|line| document.lines[line].text.clone()).collect())
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
    fn the_floor_may_stand_below_the_date() {
        let thread = format!(
            "老街口\n发表于：2010-05-06 10:20\n只看楼主 | 楼主\n{TEXT}\n小茶\n发表于：2010-05-06 11:00\n只看该作者 1楼\n好地方。\n顶端"
        );
        assert_eq!(read(&thread), None, "nothing beside the dates says that it is a thread");
        let thread = thread.replace("10:20\n只看楼主", "10:20 只看楼主");
        assert_eq!(read(&thread).unwrap(), [TEXT, "好地方。"]);
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
