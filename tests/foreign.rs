//! Pages in other languages pass unharmed: flagged `lang/other`, neither emptied nor rejected.

use qingliu::{Cleaner, Page, Record};

fn clean(html: &str) -> Record {
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    cleaner.clean(&Page::bytes("page", html.as_bytes().to_vec())).record
}

/// Asserts that the body has every one of these paragraphs, in order, and nothing of what stands around them.
fn holds(html: &str, paragraphs: &[&str], elsewhere: &[&str]) -> Record {
    let record = clean(html);
    let mut rest = record.body.as_str();
    for paragraph in paragraphs {
        let at =
            rest.find(paragraph).unwrap_or_else(|| panic!("{paragraph:?} is missing in {:?}", record.body));
        rest = &rest[at + paragraph.len()..];
    }
    for words in elsewhere {
        assert!(!record.body.contains(words), "{words:?} stands in {:?}", record.body);
    }
    assert_eq!(record.verdict, "keep");
    assert!(record.flags.iter().any(|flag| flag == "lang/other"), "{:?}", record.flags);
    record
}

const BREAD: [&str; 3] = [
    "The baker on our street opens at four in the morning, long before anyone else is awake.",
    "He told me once that the dough is the only customer who never complains, and that he likes it that way.",
    "By seven the shelves are half empty, and the children on their way to school have taken the last of the rolls.",
];

fn paragraphs(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("<p>{text}</p>")).collect()
}

#[test]
fn a_post_of_a_blog() {
    let page = format!(
        "<html><head><title>Bread at four in the morning | Notes from a small town</title></head><body>\
         <header><a href=/>Notes from a small town</a><nav><a href=/about>About</a> <a href=/archive>Archive</a></nav></header>\
         <article><h1>Bread at four in the morning</h1><p class=meta>Posted on May 3, 2011 by Ellen</p>{}\
         <p class=tags>Tags: <a href=/t/bread>bread</a></p></article>\
         <footer><p>Powered by a small engine. All rights reserved.</p></footer></body></html>",
        paragraphs(&BREAD)
    );
    let record = holds(&page, &BREAD, &["Archive", "Powered by"]);
    assert_eq!(record.title.as_deref(), Some("Bread at four in the morning"));
    assert_eq!(record.date.as_deref(), Some("2011-05-03"));
}

#[test]
fn news_with_a_sidebar() {
    let links: String = (1..12)
        .map(|n| format!("<li><a href=/n/{n}>Another story of the day, number {n}</a></li>"))
        .collect();
    let page = format!(
        "<html><head><title>Old bridge closes for repairs - The Valley Post</title></head><body>\
         <ul id=menu><li><a href=/>Home</a><li><a href=/sport>Sport</a><li><a href=/weather>Weather</a></ul>\
         <div id=main><h1>Old bridge closes for repairs</h1><div class=byline>By J. Miller, 12 June 2012</div>\
         <div class=story><p>The stone bridge over the river will be closed to traffic until the end of August, the council said on Monday.</p>\
         <p>Engineers found cracks in two of its five arches after the floods in spring, and the work cannot wait for another winter.</p>\
         <p>&ldquo;We have looked at every other way,&rdquo; said the town engineer. &ldquo;There is none.&rdquo;</p></div></div>\
         <div id=sidebar><h3>Most read</h3><ul>{links}</ul></div><div id=footer>Contact us | Terms</div></body></html>"
    );
    holds(
        &page,
        &["The stone bridge over the river", "Engineers found cracks in two", "There is none."],
        &["Another story of the day", "Terms"],
    );
}

#[test]
fn a_page_of_documentation() {
    let page = "<html><head><title>Configuration — sieve 1.2 documentation</title></head><body>\
        <div class=sidebar><ul><li><a href=a>Installation</a><li><a href=b>Configuration</a><li><a href=c>Commands</a></ul></div>\
        <div class=document><h1>Configuration</h1><p>The tool reads a file of settings when it starts; without one it uses the values below.</p>\
        <h2>Where the file is looked for</h2><p>First in the current folder, then in each folder above it, up to the root of the disk.</p>\
        <pre>[mesh]\nwidth = 3\nkeep = true</pre>\
        <h2>Overriding a value</h2><p>Every value can also be given on the command line, where it wins over the file.</p></div></body></html>";
    holds(
        page,
        &[
            "The tool reads a file of settings",
            "Where the file is looked for",
            "width = 3",
            "Overriding a value",
            "where it wins over the file.",
        ],
        &["Installation"],
    );
}

#[test]
fn a_short_note() {
    let page = "<html><head><title>Closed on Monday</title></head><body><h1>Closed on Monday</h1>\
        <p>The library is closed on Monday, 4 March. Books can be returned through the box at the door.</p></body></html>";
    holds(page, &["The library is closed on Monday, 4 March."], &[]);
}

#[test]
fn a_japanese_and_a_korean_page() {
    let japanese = [
        "朝の四時、まだ誰も起きていないうちに、通りのパン屋は店を開ける。",
        "生地だけは文句を言わない客だから好きなのだと、主人はいつか話してくれた。",
        "七時になると棚は半分空になり、学校へ行く子どもたちが最後のパンを買っていく。",
    ];
    let page = format!(
        "<html lang=ja><head><meta charset=utf-8><title>朝四時のパン | 小さな町の記録</title></head><body>\
         <div class=nav><a href=/>ホーム</a> <a href=/about>この町について</a></div>\
         <div class=entry><h1>朝四時のパン</h1><p class=date>2011年5月3日</p>{}</div><div class=foot>お問い合わせ</div></body></html>",
        paragraphs(&japanese)
    );
    holds(&page, &japanese, &["お問い合わせ"]);
    let korean = [
        "우리 골목의 빵집은 아무도 깨어나지 않은 새벽 네 시에 문을 연다.",
        "반죽만큼은 불평하지 않는 손님이라 좋다고 주인은 언젠가 말해 주었다.",
        "일곱 시가 되면 선반은 반쯤 비고, 학교 가는 아이들이 마지막 빵을 사 간다.",
    ];
    let page = format!(
        "<html lang=ko><head><meta charset=utf-8><title>새벽 네 시의 빵 | 작은 마을의 기록</title></head><body>\
         <div class=nav><a href=/>홈</a> <a href=/about>소개</a></div>\
         <div class=entry><h1>새벽 네 시의 빵</h1><p class=date>2011-05-03</p>{}</div><div class=foot>문의하기</div></body></html>",
        paragraphs(&korean)
    );
    holds(&page, &korean, &["문의하기"]);
}
