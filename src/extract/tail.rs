//! Behind the article, but in its container: counters, buttons, notices, lists of other articles with their teasers.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::{BlockId, Document, visible_chars};

use super::measure::Measure;
use super::prune;

/// A line that begins what is no longer the article has fewer characters.
const SHORT: usize = 30;
/// Characters of the title of another article.
const LEAST_TITLE: usize = 6;
const LONGEST_TITLE: usize = 60;

/// Everything from the first tail marker on, if hardly any of the running text stands behind it; then what is
/// no text at the end.
pub fn cut(document: &Document, measures: &[Measure], inside: &[usize], kept: &mut Vec<usize>) {
    let running = |line: usize| if measures[line].is_long() { measures[line].chars } else { 0 };
    let teasers: Vec<bool> = kept.iter().map(|&line| is_teaser(document, line)).collect();
    let long: usize =
        kept.iter().zip(&teasers).filter(|(_, teaser)| !**teaser).map(|(l, _)| running(*l)).sum();
    let mut behind = long;
    for (at, &line) in kept.iter().enumerate() {
        if !teasers[at] {
            behind -= running(line);
        }
        if at > 0 && behind * 10 <= long && is_marker(&document.lines[line].kept(), &measures[line]) {
            kept.truncate(at);
            break;
        }
    }
    drop_teasers(document, kept);
    leave_box(document, measures, kept);
    if long == 0 {
        return;
    }
    while let Some(&line) = kept.last() {
        let measure = measures[line];
        if measure.is_long() || measure.sentence || measure.chars >= SHORT {
            break;
        }
        let text = document.lines[line].kept();
        let next = inside.partition_point(|&other| other <= line);
        let heads_links = text.ends_with(['：', ':', '】'])
            && inside.get(next).is_some_and(|&next| prune::is_link_list(&measures[next]));
        if !is_end(&text) && !is_tools(&text) && !heads_links {
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
    static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[【\[（(■◆●▲▼>·※*＊\s]*(?:(?:特别|免责|版权|郑重|法律)(?:声明|聲明|申明)|免責聲明)")
            .expect("a literal")
    });
    measure.chars < SHORT && !measure.sentence && MARKER.is_match(text) || NOTICE.is_match(text)
}

/// The beginning of another article below the link that leads to it, be the link still there or not.
fn is_teaser(document: &Document, line: usize) -> bool {
    let Some(before) = line.checked_sub(1) else { return false };
    let title = &document.lines[before];
    let block = |line: usize| document.lines[line].birth.block;
    title.link_share() > 0.6
        && (LEAST_TITLE..=LONGEST_TITLE).contains(&visible_chars(&title.text))
        && is_entry(document, block(line), block(before))
}

/// Two or more teasers that break off: what they lead to is another article, wherever they stand.
fn drop_teasers(document: &Document, kept: &mut Vec<usize>) {
    static BROKEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:…|\.{3}|。{3}|[\[【（(]?(?:查看|阅读|点击)?(?:详细|详情|全文|更多|原文)[\]】）)]?)\W*$",
        )
        .expect("a literal")
    });
    let broken = |line: &usize| is_teaser(document, *line) && BROKEN.is_match(&document.lines[*line].kept());
    let teasers: Vec<usize> = kept.iter().copied().filter(broken).collect();
    if teasers.len() >= 2 {
        kept.retain(|line| teasers.binary_search(line).is_err());
    }
}

/// Whether a text and the link before it stand in one entry of a list.
fn is_entry(document: &Document, own: BlockId, title: BlockId) -> bool {
    let around = |block: BlockId| document.blocks[block].parent;
    let common = if own == title || around(title) == own {
        own
    } else if around(own) == title || around(own) == around(title) {
        around(own)
    } else {
        return false;
    };
    let siblings = document.blocks.iter().enumerate().filter(|(other, block)| {
        *other != common
            && block.parent == document.blocks[common].parent
            && block.tag == document.blocks[common].tag
    });
    matches!(&*document.blocks[common].tag, "li" | "dl" | "dd" | "div" | "article" | "section")
        && siblings.take(2).count() == 2
}

/// What the box of the text is followed by inside the container, if that is no text itself.
fn leave_box(document: &Document, measures: &[Measure], kept: &mut Vec<usize>) {
    let Some(last) = kept.iter().rposition(|&line| measures[line].is_long()) else { return };
    // The innermost block that nearly all running text stands in.
    let mut held = vec![0; document.blocks.len()];
    let mut all = 0;
    for &line in kept.iter().filter(|line| measures[**line].is_long()) {
        held[document.lines[line].birth.block] += measures[line].chars;
        all += measures[line].chars;
    }
    for block in (1..held.len()).rev() {
        held[document.blocks[block].parent] += held[block];
    }
    let Some(text) = (0..held.len()).rev().find(|&block| held[block] * 100 >= all * 90) else { return };
    let is_inside =
        |line: usize| document.ancestors(document.lines[line].birth.block).any(|block| block == text);
    if matches!(&*document.blocks[text].tag, "p" | "td") {
        return;
    }
    let mut at = 0;
    kept.retain(|&line| {
        at += 1;
        let measure = &measures[line];
        at <= last + 1 || is_inside(line) || measure.sentence || measure.chars >= SHORT
    });
}

/// Words of the buttons and counters below an article.
fn is_end(text: &str) -> bool {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"打印|关闭|返回|收藏|分享|转发|复制|字号|顶一下|踩一下|上一页|下一页|第\s*\d+\s*页|责任编辑|责编|编辑[:：]|^[\W\d]+$|^共\s*\d+\s*页").expect("a literal")
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
