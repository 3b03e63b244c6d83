//! What the shipped rules do to whole pages.

use super::*;
use crate::document::{Birth, Head, Line, Script};
use crate::pipeline::Options;
use crate::rules::RulesetBuilder;

fn swept(mut document: Document) -> Document {
    let rules = RulesetBuilder::default().build().unwrap();
    let options = Options::default();
    pass(&mut document, &Context { rules: &rules, options: &options, url: None });
    document
}

fn text(lines: &[&str]) -> Document {
    let mut document = Document { blocks: vec![Default::default()], ..Document::default() };
    for (index, text) in lines.iter().enumerate() {
        let bullet = text.starts_with('•');
        document.lines.push(Line::new(*text, Birth { number: index + 1, bullet, ..Birth::default() }));
    }
    document
}

fn kept(document: &Document) -> Vec<String> {
    document.lines.iter().map(|l| l.kept().into_owned()).filter(|l| !l.is_empty()).collect()
}

const PARAGRAPH: &str =
    "入秋以后，河边的风一天比一天凉，撑船的老人把棉袄从箱底翻了出来，晒在船篷上，远远看去像一面旧旗。";

#[test]
fn a_page_of_one_line_keeps_it() {
    for line in ["扫码关注公众号，免费领取春茶一份", "免责声明", "相关文章"] {
        assert_eq!(kept(&swept(text(&[line]))), [line]);
    }
}

#[test]
fn an_injected_line_is_dropped_and_flagged_and_the_article_stays() {
    let page = swept(text(&["国产精品毛片_久久无码视频,亚洲一区二区_在线观看", "河边的秋天", PARAGRAPH]));
    assert_eq!(kept(&page), ["河边的秋天", PARAGRAPH]);
    assert!(page.flags.contains("spam/keyword-injection"));
}

#[test]
fn an_injected_tail_of_a_headline_is_cut_from_title_and_line() {
    let mut page = text(&["河边的秋天-国产精品无码_亚洲一区二区毛片", PARAGRAPH]);
    let line = Line::new("河边的秋天_国产精品无码_久久毛片_小城网", Birth::default());
    page.head.push(Head { key: "title".into(), line });
    let page = swept(page);
    assert_eq!(kept(&page), ["河边的秋天", PARAGRAPH]);
    assert!(!page.head[0].line.removals.is_empty() || page.flags.contains("spam/keyword-injection"));
}

#[test]
fn a_related_list_with_teasers_is_taken_to_the_end() {
    let page = swept(text(&[
        "河边的秋天",
        PARAGRAPH,
        PARAGRAPH,
        PARAGRAPH,
        "相关文章",
        "• 山里的冬天",
        PARAGRAPH,
        "• 城里的春天",
        PARAGRAPH,
    ]));
    assert_eq!(kept(&page), ["河边的秋天", PARAGRAPH, PARAGRAPH, PARAGRAPH]);
}

#[test]
fn an_article_that_goes_on_after_a_list_of_titles_is_kept() {
    let page = swept(text(&[
        "河边的秋天",
        PARAGRAPH,
        "相关阅读",
        "• 山里的冬天",
        "• 城里的春天",
        PARAGRAPH,
        PARAGRAPH,
    ]));
    assert_eq!(kept(&page), ["河边的秋天", PARAGRAPH, PARAGRAPH, PARAGRAPH]);
}

#[test]
fn a_headline_is_no_advert() {
    let mut page = text(&["扫码下载客户端为何越来越难", PARAGRAPH]);
    let line = Line::new("扫码下载客户端为何越来越难_小城网", Birth::default());
    page.head.push(Head { key: "title".into(), line });
    assert_eq!(kept(&swept(page)).len(), 2);
}

#[test]
fn a_simplified_string_on_a_traditional_page_needs_fewer_words() {
    let mut page = text(&["成人 高清视频 免费下载 大全", PARAGRAPH]);
    page.script = Script::Traditional;
    page.lines[0].script = Script::Simplified;
    page.lines[1].script = Script::Traditional;
    assert_eq!(kept(&swept(page)), [PARAGRAPH]);
}

#[test]
fn a_hostile_line_of_nothing_but_hits_ends_in_time() {
    let line = "打开APP阅读全文 国产精品毛片_".repeat(20_000);
    let started = std::time::Instant::now();
    swept(text(&[&line, PARAGRAPH]));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
