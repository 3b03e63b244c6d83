//! Behind the article, but in its container: counters, buttons, notices, lists of other articles with their teasers.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;

use super::measure::Measure;
use super::pattern::Pattern;
use super::prune;

/// A line that begins what is no longer the article has fewer characters.
const SHORT: usize = 30;

/// Everything from the first tail marker on, if hardly any of the running text stands behind it; then what is
/// no text at the end.
pub fn cut(
    document: &Document,
    measures: &[Measure],
    teasers: &[bool],
    inside: &[usize],
    kept: &mut Vec<usize>,
) {
    let running = |line: usize| if measures[line].is_long() { measures[line].chars } else { 0 };
    let long: usize = kept.iter().filter(|line| !teasers[**line]).map(|&line| running(line)).sum();
    // Of verse and tables nothing says where they end.
    if long == 0 {
        return;
    }
    let mut behind = long;
    for (at, &line) in kept.iter().enumerate() {
        if !teasers[line] {
            behind -= running(line);
        }
        if at > 0 && behind * 10 <= long && is_marker(&document.lines[line].kept(), &measures[line]) {
            kept.truncate(at);
            break;
        }
    }
    drop_teasers(document, teasers, kept);
    while let Some(&line) = kept.last() {
        let measure = measures[line];
        if measure.is_long() || measure.sentence || measure.chars >= SHORT {
            break;
        }
        let text = document.lines[line].kept();
        let next = inside.partition_point(|&other| other <= line);
        let heads_links = text.ends_with(['：', ':', '】'])
            && inside.get(next).is_some_and(|&next| prune::is_link_list(&measures[next]));
        // The last cells of a table of figures are no counters.
        let in_cell = matches!(&*document.blocks[document.lines[line].birth.block].tag, "td" | "th");
        let is_counter = !in_cell && !text.chars().any(char::is_alphabetic);
        if !is_end(&text) && !is_counter && !is_tools(&text) && !heads_links {
            break;
        }
        kept.pop();
    }
}

/// A line that names what follows an article, or a notice that the site does not answer for it.
fn is_marker(text: &str, measure: &Measure) -> bool {
    static MARKER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^[【\[（(■◆●▲▼>·※\s]*(?:相关|延伸|推荐|更多|热门|热点|精彩|编辑推荐|责任编辑|责编|网友评论|评论(?:[^人员家]|$)|发表评论|我要评论|分享|上一篇|下一篇|猜你喜欢|大家都在看|版权|声明|免责|本文来源|本文关键|关键词|关键字|标签|Tags?|原标题|(?:本文)?(?:编辑|作者)[:：]|\W*(?:(?i:The\s*)?(?i:END)|[正全本]?文?完|正文已结束)\W*$)",
        )
        .expect("a literal")
    });
    static NOTICE: Pattern = Pattern::new(
        r"^[【\[（(■◆●▲▼>·※*＊\s]*(?:(?:特别|免责|版权|郑重|法律)(?:声明|聲明|申明)|免責聲明)",
        |text| text.contains('明'),
    );
    measure.chars < SHORT && !measure.sentence && MARKER.is_match(text) || NOTICE.is_match(text)
}

/// Two or more teasers that break off: what they lead to is another article, wherever they stand.
fn drop_teasers(document: &Document, teasers: &[bool], kept: &mut Vec<usize>) {
    static BROKEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:…|\.{3}|。{3}|[\[【（(]?(?:查看|阅读|点击)?(?:详细|详情|全文|更多|原文)[\]】）)]?)\W*$",
        )
        .expect("a literal")
    });
    let broken = |line: &usize| teasers[*line] && BROKEN.is_match(&document.lines[*line].kept());
    let teasers: Vec<usize> = kept.iter().copied().filter(broken).collect();
    if teasers.len() >= 2 {
        kept.retain(|line| teasers.binary_search(line).is_err());
    }
}

/// Words of the buttons and counters below an article.
fn is_end(text: &str) -> bool {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"打印|关闭|返回|收藏|分享|转发|复制|字号|顶一下|踩一下|上一页|下一页|第\s*\d+\s*页|责任编辑|责编|编辑[:：]|^共\s*\d+\s*页").expect("a literal")
    });
    END.is_match(text)
}

/// A row of nothing but buttons: 收藏 分享 微博 打印.
pub fn is_tools(text: &str) -> bool {
    static TOOLS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^[\W\d]*(?:(?:收藏|分享(?:[到至])?|转发|微博|新浪|腾讯|微信|朋友圈|QQ|空间|好友|易信|人人网?|豆瓣|开心网|打印|关闭|窗口|本页|返回|顶部|字号|字体|放大|缩小|默认|评论|跟贴|举报|挑错|纠错|报错|推荐|复制|链接|网址|顶一下|踩一下|点赞|好评|中立|差评|评价|鲜花|握手|雷人|路过|鸡蛋|邀请|打赏|关注|订阅|阅读|上一篇|下一篇|我要|反馈|保存|网页|投诉|繁体|简体|分隔线|用户名|验证码|密码|匿名|登录|注册|提交|扫一扫|二维码|正文已结束|End)[\W\d]*)+$",
        )
        .expect("a literal")
    });
    TOOLS.is_match(text)
}
