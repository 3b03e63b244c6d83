//! Credits without a label: what the page's own classes call the source or the author, and the names that stand
//! beside the date in the row of facts below the headline.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::account::is_badge;
use super::medium::{medium, name};
use super::person::{is_handle, is_person, people};
use super::{Credit, found_at, view};
use crate::document::{Document, Found, Head, is_hanzi, visible_chars};
use crate::extract::date::dates;
use crate::extract::narrow::Narrow;
use crate::extract::zone::{Zone, is_prose, stands};
use crate::lang;
use crate::segment::credit;

/// Lines below the headline in which such a row stands.
const BELOW: usize = 4;

/// Lines below the headline in which a forum shows who opened the thread.
const BLOCK_REACH: usize = 12;

/// The credit that the page marks by a class in the byline zone.
pub fn classed(document: &Document, zone: &Zone, credit: Credit) -> Option<Found<String>> {
    let (key, rule) = match credit {
        Credit::Source => ("shown:source", "source/class"),
        Credit::Author => ("shown:author", "author/class"),
    };
    let entries = document.head.iter().filter(|head| head.key == key);
    entries.filter_map(|head| in_zone(document, zone, &head.line.text)).find_map(|(line, span)| {
        let narrow = Narrow::new(&document.lines[line].text[span.clone()]);
        let (value, view) = match credit {
            Credit::Source => {
                let start = narrow.text.find([':', '/']).map_or(0, |at| at + 1);
                let view = name(&narrow.text, start)?;
                (narrow.text[view.clone()].to_owned(), view)
            }
            Credit::Author => {
                let start = narrow.text.find([':', '/']).map_or(0, |at| at + 1);
                let (value, end) = people(&narrow.text, start)?;
                ((is_person(&value) || is_handle(&value)) && !is_interface(&value))
                    .then_some((value, start..end))?
            }
        };
        let view = narrow.span(view);
        Some(found_at(value, rule, line, span.start + view.start..span.start + view.end))
    })
}

/// The account that the page marks as its own: it publishes what a writer signs.
pub fn account(document: &Document, zone: &Zone) -> Option<Found<String>> {
    let accounts = document.head.iter().filter(|head| head.key == "shown:account");
    accounts.filter_map(|head| in_zone(document, zone, &head.line.text)).find_map(|(line, span)| {
        let narrow = Narrow::new(&document.lines[line].text[span.clone()]);
        let view = name(&narrow.text, 0)?;
        let value = narrow.text[view.clone()].to_owned();
        let view = narrow.span(view);
        Some(found_at(value, "source/account", line, span.start + view.start..span.start + view.end))
    })
}

/// The author that stands alone in a container between headline and text which the page names so: `div.authi`.
pub fn author_in_block(document: &Document, zone: &Zone) -> Option<Found<String>> {
    let from = zone.headline? + 1;
    let until = zone.body.as_ref().map_or(from, |body| body.start);
    (from..until.min(from + BLOCK_REACH)).find_map(|index| {
        let line = document.lines.get(index)?;
        let mut words =
            document.blocks.get(line.birth.block)?.tokens.split(|c: char| !c.is_ascii_alphabetic());
        let named = words.any(|word| matches!(credit::key(word), Some("shown:author" | "shown:name")));
        let fits = named && line.birth.visible <= 16 && !line.birth.hidden && !line.birth.control;
        if !fits || is_interface(&line.text) {
            return None;
        }
        let narrow = Narrow::new(&line.text);
        let start = narrow.text.find(':').map_or(0, |at| at + 1);
        let (value, end) = people(&narrow.text, start).filter(|(_, end)| *end == narrow.text.len())?;
        let span = narrow.span(start..end);
        stands(line, &span).then(|| found_at(value, "author/class", index, span))
    })
}

/// The person beside the date, or the name that stands behind a source that the page marks.
pub fn author_beside_date(
    document: &Document,
    zone: &Zone,
    source: Option<&Found<String>>,
) -> Option<Found<String>> {
    rows(document, zone).find_map(|row| {
        let line = row.line;
        let behind_source = |piece: &Range<usize>| {
            source
                .and_then(|found| found.at.as_ref())
                .is_some_and(|(at, span)| *at == line && span.end < piece.start)
        };
        let named = |piece: &Range<usize>| {
            let text = &document.lines[line].text[piece.clone()];
            document.head.iter().any(|head| head.key == "shown:name" && head.line.text == text)
        };
        let is_author = |piece: &&Range<usize>| {
            let text = &document.lines[line].text[(*piece).clone()];
            is_surnamed(text)
                || (named(piece) || row.source_is_marked && behind_source(piece))
                    && (is_person(text) || is_handle(text))
        };
        let piece = row.names.iter().find(is_author).or_else(|| before_account(document, &row))?;
        let value = document.lines[line].text[piece.clone()].to_owned();
        Some(found_at(value, "author/beside-date", line, piece.clone()))
    })
}

/// 原创 张三 某某生活 2020-05-03: of two names in this order the second is the account's, which the page may mark.
fn before_account<'a>(document: &Document, row: &'a Row) -> Option<&'a Range<usize>> {
    let text = &document.lines[row.line].text;
    let [first, second, ..] = &row.names[..] else { return None };
    let account = |h: &&Head| h.key == "shown:account" && h.line.text == text[second.clone()];
    let told = text.starts_with("原创") && second.end <= row.date.start;
    let fits = told || document.head.iter().any(|h| account(&h));
    let alone = text[first.end..second.start].trim().is_empty();
    (fits && alone && is_person(&text[first.clone()])).then_some(first)
}

/// Where a page glues 原创张三某某生活 to each other and marks the account alone.
pub fn author_glued(document: &Document, zone: &Zone) -> Option<Found<String>> {
    let accounts = || document.head.iter().filter(|head| head.key == "shown:account");
    let from = zone.headline.map_or(0, |headline| headline + 1);
    (from..document.lines.len().min(from + BELOW)).find_map(|index| {
        let line = &document.lines[index];
        if is_prose(line) {
            return None;
        }
        let at = accounts().find_map(|head| line.text.find(&head.line.text).filter(|at| *at > 0))?;
        let original = if line.text.starts_with("原创") { "原创".len() } else { 0 };
        let before = line.text.get(original..at)?;
        let name = before.trim();
        let start = original + (before.len() - before.trim_start().len());
        let span = start..start + name.len();
        let fits = (2..=8).contains(&name.chars().count())
            && name.chars().all(|c| is_hanzi(c) || c.is_ascii_alphanumeric());
        (fits && (is_person(name) || is_handle(name)) && !is_interface(name) && stands(line, &span))
            .then(|| found_at(name.to_owned(), "author/beside-account", index, span))
    })
}

/// posted @ 2015-05-03 08:15 张三 阅读(12): the row behind the text.
pub fn author_posted(document: &Document, zone: &Zone) -> Option<Found<String>> {
    zone.after(document, 3).find_map(|index| {
        let line = &document.lines[index];
        let posted = line.text.to_ascii_lowercase().starts_with("posted");
        let row = row(document, index).filter(|_| posted)?;
        let piece = row.names.iter().find(|piece| piece.start >= row.date.end)?;
        let value = line.text[piece.clone()].to_owned();
        is_person(&value).then(|| found_at(value, "author/beside-date", index, piece.clone()))
    })
}

/// A name right behind the date that is no person's.
pub fn source_beside_date(document: &Document, zone: &Zone) -> Option<Found<String>> {
    rows(document, zone).find_map(|row| {
        let text = |piece: &Range<usize>| &document.lines[row.line].text[piece.clone()];
        let [piece] = &row.names[..] else { return None };
        let fits = row.pieces <= 4 && row.date.end <= piece.start && !is_surnamed(text(piece));
        (fits && is_publisher(text(piece)))
            .then(|| found_at(text(piece).to_owned(), "source/beside-date", row.line, piece.clone()))
    })
}

/// A row of facts: its date, and the pieces in it that may be names.
struct Row {
    line: usize,
    date: Range<usize>,
    pieces: usize,
    names: Vec<Range<usize>>,
    source_is_marked: bool,
}

/// Rows below the headline with a whole date in them.
fn rows<'a>(document: &'a Document, zone: &Zone) -> impl Iterator<Item = Row> + 'a {
    let from = zone.headline.map_or(0, |headline| headline + 1);
    let until = if zone.headline.is_some() { from + BELOW } else { 0 };
    (from..until.min(document.lines.len())).filter_map(|line| row(document, line))
}

fn row(document: &Document, index: usize) -> Option<Row> {
    let line = &document.lines[index];
    if is_prose(line) || line.birth.visible > 80 {
        return None;
    }
    let narrow = view(document, index, None)?;
    let text: &str = &narrow.text;
    let date = dates(text, None)
        .into_iter()
        .find(|hit| hit.value.year.is_some() && hit.value.day.is_some())
        .map(|hit| hit.span);
    // Or it holds a name that the page marks as one.
    let marked = |key: &str| document.head.iter().any(|h| h.key == key && line.text.contains(&*h.line.text));
    if date.is_none() && !(line.birth.visible <= 40 && (marked("shown:name") || marked("shown:account"))) {
        return None;
    }
    let date = date.unwrap_or(text.len()..text.len());
    let mut names = Vec::new();
    let (mut pieces, mut at, mut labelled) = (0, 0, false);
    for piece in text.split([' ', '|']) {
        let here = at..at + piece.len();
        at = here.end + 1;
        if piece.is_empty() {
            continue;
        }
        pieces += 1;
        let in_date = here.start < date.end && date.start < here.end;
        // A label names the piece behind it as well.
        let label = piece.ends_with(':');
        let span = narrow.span(here);
        let member = is_handle(piece)
            && document.head.iter().any(|h| h.key == "shown:name" && h.line.text == line.text[span.clone()]);
        if !in_date
            && !labelled
            && !label
            && (is_bare_name(piece) || member)
            && !is_interface(piece)
            && stands(line, &span)
        {
            names.push(span);
        }
        labelled = label;
    }
    let source_is_marked = marked("shown:source");
    Some(Row { line: index, date: narrow.span(date), pieces, names, source_is_marked })
}

/// Where a classed text stands in the byline zone.
fn in_zone(document: &Document, zone: &Zone, text: &str) -> Option<(usize, Range<usize>)> {
    if text.is_empty() {
        return None;
    }
    zone.byline(document).filter(|line| zone.headline != Some(*line)).find_map(|index| {
        let line = &document.lines[index];
        let at = line.text.find(text)?;
        let span = at..at + text.len();
        (!is_prose(line) && line.birth.visible <= 120 && stands(line, &span)).then_some((index, span))
    })
}

/// Hanzi and letters, without label, bracket or number.
fn is_bare_name(piece: &str) -> bool {
    (2..=12).contains(&visible_chars(piece))
        && piece.chars().all(|c| c.is_alphanumeric() || c == '·')
        && piece.chars().filter(|c| is_hanzi(*c)).count() >= 2
        && !piece.contains(|c: char| c.is_ascii_digit() && !piece.starts_with(c))
        && dates(piece, None).is_empty()
}

/// Words that rows of facts hold beside names.
pub fn is_interface(piece: &str) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:原创|转载|独家|首发|置顶|精华|推荐|热门|最新|头条|编辑|收藏|分享|评论|点评|回复|打印|关闭|关注|订阅|举报|投诉|纠错|字体|字号|大中小|阅读|浏览|点击|点赞|人气|热度|围观|播放|次|发布|发表|更新|已更新|发布于|发表于|编辑于|更新于|来自|来源|作者|时间|日期|栏目|分类|标签|微博|微信|朋友圈|空间|手机看|听新闻|语音播报|只看楼主|只看该作者|[倒正]序(?:浏览|阅读)|电梯直达|楼主|北京时间|星期.|周.|上午|下午|早上|晚上|正文|首页|返回|繁体|简体|我要.{1,6}|我来.{1,6}|参与.{0,6}|放大.{0,4}|缩小.{0,4}|.{0,4}字[体号]|.{0,6}(?:评论|跟贴|跟帖)|.{0,6}微博|.{0,4}客户端|来自.{2,4}|IP属地.{0,6}|听全?文|听新闻|未知|佚名|匿名|网络|互联网|本站|admin)$",
        )
        .expect("a literal")
    });
    // 关注问题写回答邀请回答: buttons that lost what parted them.
    static BUTTONS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:(?:已|加|\+)?关注(?:问题|作者|者|[Tt][Aa])?|被?浏览|写(?:回答|文章|评论)吧?|邀请回答|好问题|(?:添加|查看|全部|发表|暂无)?评论|\d+ ?(?:条|个)(?:评论|回[答复])|查看全部.{0,12}|默认排序|按时间排序|切换模式|(?:发)?私信(?:[Tt][Aa])?|匿名用户|赞同|反对|喜欢|收藏|分享|举报|点赞|打赏|赞赏|感谢|转发|打印|关闭|返回(?:列表|首页|顶部)?|登录|注册|订阅|回复|下载|复制链接|生成海报|上一[篇页]|下一[篇页]|更多|首页|正文|目录|收起|展开|管理员|小编)+$",
        )
        .expect("a literal")
    });
    WORDS.is_match(piece) || BUTTONS.is_match(piece) || is_badge(piece)
}

/// A person's name: a common surname and one or two characters, of a double surname too.
pub fn is_surnamed(piece: &str) -> bool {
    /// The hundred commonest of the 2020 census, and some that writers bear.
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤葛柳纪裴鲁褚洪施牛温倪翟殷樊章俞康申季庞祁左焦岳齐芦庄阮凌霍梅童颜单路欧詹关耿甘窦聂冷辛简饶阎傅盛骆宁解伍蓝宗骁冉游屈蔺郁荀竺蒲郜晏卓冼苗仇栾甄卞尤娄鞠巩佟丛桑牟敖车";
    /// Ends of words that begin like a name.
    const NOT_A_NAME: &str = "网报社台刊院局部厅处室站所会团馆校区市县镇乡村路街园店厂场业品事件城门山河湖海";
    let chars: Vec<char> = piece.chars().collect();
    let double =
        ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木"];
    let length = chars.len();
    let surnamed = chars.first().is_some_and(|c| SURNAMES.contains(*c)) && (2..=3).contains(&length);
    let doubly = double.iter().any(|name| piece.starts_with(name)) && (3..=4).contains(&length);
    (surnamed || doubly)
        && chars.iter().all(|c| is_hanzi(*c))
        && !chars.last().is_some_and(|c| NOT_A_NAME.contains(*c))
        && lang::sentence(&chars) >= COMMON
        && medium(piece).is_none()
}

/// What costs less is a word of the language: of 20 that begin with a surname (金融 9.8 nats, 常识 12.9) all do, of 17
/// names one (李强 14.2, 王伟 21.2; but 李娜 12.5).
const COMMON: u32 = 27 * lang::NAT / 2;

/// What may publish: more than a section's name.
fn is_publisher(piece: &str) -> bool {
    const SECTIONS: [&str; 36] = [
        "国内", "国际", "社会", "体育", "娱乐", "科技", "军事", "时政", "本地", "图片", "视频", "财经",
        "综合", "热点", "行业", "公司", "企业", "今日", "教育", "健康", "汽车", "房产", "旅游", "美食",
        "文化", "历史", "生活", "时尚", "数码", "情感", "育儿", "游戏", "股票", "理财", "新闻", "资讯",
    ];
    let mut rest = piece;
    while let Some(behind) =
        SECTIONS.iter().chain(&["频道", "中心", "动态", "公告"]).find_map(|s| rest.strip_prefix(s))
    {
        rest = behind;
    }
    visible_chars(piece) >= 3 && !rest.is_empty() && (visible_chars(rest) >= 2 || medium(piece).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author_of, source_of};

    #[test]
    fn a_person_beside_the_date_is_the_author_and_another_name_the_source() {
        for (line, author, source) in [
            ("原创 2019-08-04 22:10 葛小某", Some("葛小某"), None),
            ("2023年04月12日 06:40 城南深读", None, Some("城南深读")),
            ("2023年04月12日 06:40 社会新闻", None, None),
            ("2023-06-06 16:16 评论(3) 阅读(20)", None, None),
            ("2023年04月12日 06:40 张村乡", None, Some("张村乡")),
            ("2023-06-06 分类: 旅行者", None, None),
            ("2023-06-06 08:15 金融", None, None),
        ] {
            assert_eq!(author_of(line).as_deref(), author, "{line}");
            assert_eq!(source_of(line).as_deref(), source, "{line}");
        }
    }
}
