//! Source and author: whom the page credits.

mod account;
mod author;
mod medium;
mod person;
mod profile;
mod row;
mod source;
mod vouched;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

pub use author::author;
pub use profile::is_profile;
pub use row::{is_interface, is_surnamed};
pub use source::source;

use medium::name;
use person::people;

use super::narrow::{Narrow, head, tail};
use super::pattern::Pattern;
use super::words::Words;
use super::zone::{Zone, stands};
use crate::document::{Document, Found};

/// Bytes of a line in which a byline is looked for.
const REACH: usize = 400;

/// 【某某报╱记者张三／台北报导】 and 记者张三／台北报导.
static REPORTER: Pattern = Pattern::new(
    r"(?:\A|[ |])[\[【(]?(?:(?P<source>[\p{Han}A-Za-z0-9]{2,10}) ?/ ?)?(?:记者|記者|特派员|特派員)(?P<author>[\p{Han}·、 ]{2,16}?) ?/ ?\p{Han}{2,8}(?:报导|報導|报道|報道)(?:[\]】)]|\z| [0-9(])",
    |text| text.contains('/') && ["记者", "記者", "特派"].iter().any(|who| text.contains(who)),
);

/// （来源：某某网） and （作者：某某） at the end of the article's last lines.
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) [(\[【] (?: (?:文章|本文|稿件|信息)?(?:来源|稿源) \ ?:\ ? (?P<source>[^()\[\]【】:,。]{2,24})
        | (?:本文|本报|特约)?(?:作者|记者|通讯员) [:\ ]\ ? (?P<author>[^()\[\]【】:,。]{2,16}) ) [)\]】]\z",
    )
    .expect("a constant pattern")
});

/// Where a name ends because the next fact begins.
static NEXT_FACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) [|,;:。?!<>_=∙•【\[(】\])》」] | https?:// | \ -\ | [0-9]{4}[-年/.]
        | (?:稿件|文章|信息|新闻|内容|本文|最后|最近|发布|发表|更新|上传|创建|录入|成文|出版)?
          (?: 作者|编辑|責任編輯|责任编辑|责编|编者|校对|审核|记者|時間|时间|日期|发布时间|发布|发表|字号|字体|(?:浏览|点击|阅读|访问)(?:次数|人次|人数|数|量|率)?|热度|人气|
              评论|回复|栏目|频道|关键字|关键词|分类|类别|标签|更新|查看|来源|稿源|出处|打印|分享|选稿|供稿|审稿|摄影|通讯员|主编|校对|原标题|标题 ) \ ?[:(\[【]
        | 我要评论 | 我来说两句 | 我有话说 | 参与互动 | 手机看新闻 | 发表评论 | 点击查看 | 大\ ?中\ ?小 | 扫一扫 | 查看原文 | 分享到 | 暂无 | 已有[0-9] | 责任编辑 | 責任編輯",
    )
    .expect("a constant pattern")
});

fn zone_lines(document: &Document, zone: &Zone, after: usize) -> impl Iterator<Item = usize> {
    zone.byline(document).chain(zone.after(document, after)).filter(|i| zone.headline != Some(*i))
}

/// The last two lines of the body.
fn foot(document: &Document, zone: &Zone) -> Range<usize> {
    let end = zone.body.as_ref().map_or(0, |b| b.end).min(document.lines.len());
    end.saturating_sub(2)..end
}

/// Which of the two a line is asked for.
#[derive(Debug, Clone, Copy)]
enum Credit {
    Source,
    Author,
}

/// The credit in brackets that a line ends with.
fn signed(document: &Document, index: usize, credit: Credit) -> Option<Found<String>> {
    let line = &document.lines[index];
    if !line.text.ends_with([')', '）', ']', '】']) {
        return None;
    }
    let end = tail(&line.text, 120);
    let from = line.text.len() - end.len();
    let narrow = Narrow::new(end);
    let found = SIGNED.captures(&narrow.text)?;
    let (value, rule, view) = match credit {
        Credit::Source => {
            let view = name(&narrow.text, found.name("source")?.start())?;
            (end[narrow.span(view.clone())].to_owned(), "source/signed", view)
        }
        Credit::Author => {
            let start = found.name("author")?.start();
            let (value, end) = people(&narrow.text, start)?;
            (value, "author/signed", start..end)
        }
    };
    let span = narrow.span(view);
    let span = from + span.start..from + span.end;
    stands(line, &span).then(|| found_at(value, rule, index, span))
}

/// The view of a line that may hold a byline: shown, and with one of `words` where there are any, which spares the
/// others the patterns.
fn view<'a>(document: &'a Document, index: usize, words: Option<&Words>) -> Option<Narrow<'a>> {
    let line = &document.lines[index];
    let shown = !line.birth.hidden && !line.birth.control && !line.text.is_empty();
    let may = shown && words.is_none_or(|words| words.are_in(&line.text));
    may.then(|| Narrow::new(head(&line.text, REACH)))
}

fn found_at(value: String, rule: &'static str, line: usize, span: Range<usize>) -> Found<String> {
    Found { value, rule: rule.into(), at: Some((line, span)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Birth, Head, Line};

    pub fn document(lines: &[&str], heads: &[(&str, &str)]) -> Document {
        let lines = lines.iter().map(|t| Line::new(*t, Birth::default())).collect();
        let heads =
            heads.iter().map(|(k, t)| Head { key: (*k).into(), line: Line::new(*t, Birth::default()) });
        Document { lines, head: heads.collect(), ..Document::default() }
    }

    fn below_a_headline(line: &str) -> (Document, Zone) {
        (document(&["小城的早市", line], &[]), Zone { headline: Some(0), body: None })
    }

    pub fn source_of(line: &str) -> Option<String> {
        let (document, zone) = below_a_headline(line);
        source(&document, &zone).map(|f| f.value)
    }

    pub fn author_of(line: &str) -> Option<String> {
        let (document, zone) = below_a_headline(line);
        author(&document, &zone, None).map(|f| f.value)
    }

    #[test]
    fn the_last_lines_may_be_signed_in_brackets() {
        let body = "天还没亮，卖菜的人已经把摊子支好了，热气从蒸笼里冒出来，街对面的灯一盏一盏亮起来。（来源：某某网）";
        let page = document(&["小城的早市", body, "（记者 张某某）"], &[]);
        let zone = Zone { headline: Some(0), body: Some(1..3) };
        let found = source(&page, &zone)
            .map(|f| (f.value, f.at.map(|(line, span)| page.lines[line].text[span].to_owned())));
        assert_eq!(found, Some(("某某网".to_owned(), Some("某某网".to_owned()))));
        assert_eq!(author(&page, &zone, None).map(|f| f.value).as_deref(), Some("张某某"));
    }

    #[test]
    fn the_head_is_asked_last_and_only_for_persons() {
        let zone = Zone::default();
        let page = document(&["小城的早市"], &[("meta:author", "某某网"), ("meta:source", "来源：某某日报")]);
        assert_eq!(
            source(&page, &zone).map(|f| (f.value, f.rule.into_owned())),
            Some(("某某日报".into(), "source/meta".into()))
        );
        assert_eq!(author(&page, &zone, None), None);
        let page =
            document(&["小城的早市"], &[("ld:author", "记者林某某／即时报导"), ("meta:author", "张三")]);
        assert_eq!(author(&page, &zone, None).map(|f| f.value).as_deref(), Some("张三"));
    }
}
