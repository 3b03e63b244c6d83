use super::*;
use crate::Page;
use crate::document::{Birth, Block, Edit, Head, Id};
use crate::record::Record;

fn line(number: usize, text: &str) -> Line {
    Line::new(text, Birth { number, ..Birth::default() })
}

fn found_at<T>(value: T, rule: &'static str, line: usize, span: Range<usize>) -> Option<Found<T>> {
    Some(Found { value, rule: Id::Borrowed(rule), at: Some((line, span)) })
}

/// A page as the passes would leave it.
fn cleaned() -> Cleaned {
    let mut document = Document { blocks: vec![Block::default()], ..Document::default() };
    document.flag("spam/keyword-injection");
    document.head.push(Head { key: "title".into(), line: line(0, "小城的早市_小城网") });
    document.head[0].line.cut("fields/site-name", "fields", 15..25, 15..25);
    let mut spam = line(1, "红色_蓝色_绿色");
    spam.drop_whole("spam/colours", "spam", 0..6);
    let mut body = line(4, "天亮了。点这里下载");
    let edit = |plan: &'static str, was: &str, now: &str| Edit {
        plan: plan.into(),
        start: 1,
        was: was.into(),
        now: now.into(),
    };
    body.edits = vec![
        edit("repair/pinyin", "(liàng)", ""),
        edit("repair/stop", "．", "。"),
        edit("repair/pinyin", "(zài)", ""),
        edit("convert/t2s", "天亮了。點這裏下載，點這裏下載", "天亮了。点这里下载"),
    ];
    body.cut("ads/here", "ads", 12..27, 15..21);
    body.role = Role::Body;
    let meta = line(3, "日期：2011-05-03 热度：247");
    document.lines = vec![spam, line(2, "小城的早市"), meta, body, line(5, &"首页 ".repeat(60))];
    let article = Article {
        title: found_at("小城的早市".to_owned(), "extract/headline", 1, 0..15),
        date: found_at("2011-05-03".to_owned(), "fields/date", 2, 9..19),
        heat: found_at(247, "fields/heat", 2, 29..32),
        body: "天亮了。".into(),
        ..Article::default()
    };
    let record = Record::new(&Page::text("a.html", ""), "utf-8", &document, &article);
    Cleaned { record, document, article }
}

#[test]
fn every_line_says_what_became_of_it() {
    let listing = explain(&cleaned(), &Ruleset::default(), &Plain);
    let expected = "\
id       a.html
title    小城的早市                                line 2 · extract/headline
date     2011-05-03                                line 3 · fields/date
heat     247                                       line 3 · fields/heat
source   none found
author   none found
body     1 lines, 4 characters
read as  utf-8, none script
verdict  keep
flags    spam/keyword-injection

head  head     <title> 小城的早市[-_小城网-]
               - _小城网 · fields/site-name

   1  removed  红色_蓝色_绿色
               - spam/colours · hit 红色
   2  title    小城的早市
               = title: extract/headline
   3  fields   日期：2011-05-03 热度：247
               = date: 2011-05-03 · fields/date
               = heat: 247 · fields/heat
   4  body     天亮了。[-点这里下载-]
               ~ repair/pinyin: -(liàng) -(zài)
               ~ repair/stop: ．→。
               ~ convert/t2s: was 天亮了。點這裏下載，點這裏下載
               - 点这里下载 · ads/here · hit 这里
   5  outside  ";
    assert!(listing.starts_with(expected), "{listing}");
    assert!(listing.contains("… (180 characters)\n"), "{listing}");
    assert!(listing.ends_with("     5  ads/here\n"), "{listing}");
}

#[test]
fn colours_change_nothing_but_colours() {
    struct Marks;
    impl Palette for Marks {
        fn start(&self, _: Paint) -> String {
            "\u{1b}[1m".into()
        }
        fn end(&self, _: Paint) -> String {
            "\u{1b}[0m".into()
        }
    }
    let rules = Ruleset::default();
    let coloured = explain(&cleaned(), &rules, &Marks).replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    assert_eq!(coloured, explain(&cleaned(), &rules, &Plain));
}

#[test]
fn a_listing_read_back_shows_the_removals_that_went_into_it() {
    let cleaned = cleaned();
    let listing = explain(&cleaned, &Ruleset::default(), &Plain);
    let shown: Vec<_> = removals(&listing).into_iter().map(|(line, rule)| (line, rule.to_owned())).collect();
    let made: Vec<_> = cleaned.removals().map(|r| (r.line, r.rule.into_owned())).collect();
    assert_eq!(shown, made);
    let words =
        "  12  body     甲[-乙 · c/d-]\n               - 乙 · c/d丙 · ads/here: Why · x/y: z · hit 甲\n";
    assert_eq!(removals(words), [(12, "ads/here")]);
    assert_eq!(removals("{}"), []);
}
