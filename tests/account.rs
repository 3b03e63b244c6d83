//! Every visible character of a page is in a field, in an edit or in the record's account of what was taken away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::*;
use qingliu::document::{Role, visible_chars};
use qingliu::extract::{Form, Threads};
use qingliu::segment::Markup;
use qingliu::{Cleaned, Cleaner, Page};

/// Visible characters of the page when it was segmented, the edits added, and what of them the record shows.
fn balance(cleaned: &Cleaned) -> (i64, i64) {
    let document = &cleaned.document;
    let mut expected: i64 = document.limited.iter().map(|(_, chars)| *chars as i64).sum();
    for line in &document.lines {
        expected += line.birth.visible as i64;
        expected += line
            .edits
            .iter()
            .map(|edit| visible_chars(&edit.now) as i64 - visible_chars(&edit.was) as i64)
            .sum::<i64>();
    }
    let removed: usize = cleaned.record.removed.values().sum();
    let mut shown = removed + visible_chars(&cleaned.record.body);
    let mut fields: BTreeMap<usize, Vec<std::ops::Range<usize>>> = BTreeMap::new();
    for (line, span) in cleaned.article.spans() {
        fields.entry(line).or_default().push(span);
    }
    for (line, spans) in fields {
        let line = &document.lines[line];
        if line.role == Role::Body {
            continue;
        }
        let free: Vec<_> = line.free_spans(0..line.text.len()).collect();
        shown += line
            .text
            .char_indices()
            .filter(|(at, c)| !c.is_whitespace() && spans.iter().any(|s| s.contains(at)))
            .filter(|(at, _)| free.iter().any(|s| s.contains(at)))
            .count();
    }
    (expected, shown as i64)
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("fixtures are there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("page.")) {
            found.push(path);
        }
    }
}

#[test]
fn fields_and_removals_and_edits_account_for_every_fixture() {
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    let mut found = Vec::new();
    pages(Path::new("fixtures"), &mut found);
    assert!(found.len() >= 30, "only {} fixture pages", found.len());
    for path in found {
        let cleaned =
            cleaner.clean(&Page::bytes("page", std::fs::read(&path).expect("a fixture is readable")));
        let (expected, shown) = balance(&cleaned);
        assert_eq!(expected, shown, "{}", path.display());
    }
}

#[test]
fn what_a_limit_kept_out_is_accounted_for() {
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    let bomb = format!("<p>摊子已经支好了，热气飘过半条街。</p>{}后面的话", "<div>".repeat(100_000));
    let cleaned = cleaner.clean(&Page::html("bomb", bomb));
    assert!(cleaned.record.flags.iter().any(|f| f == "limit/depth"));
    let (expected, shown) = balance(&cleaned);
    assert_eq!(expected, shown);
    assert!(cleaned.record.removed["limit/depth"] >= 4);
}

/// Names and times of posts are fields where they are asked for; markup adds to a body and takes nothing from it.
#[test]
fn posts_are_accounted_for_and_markdown_changes_no_account() {
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    let posts = cleaner.clone().writing(Form { threads: Threads::Posts, markup: Markup::Plain });
    let markdown = cleaner.clone().writing(Form { threads: Threads::Text, markup: Markup::Kept });
    let mut found = Vec::new();
    pages(Path::new("fixtures"), &mut found);
    let mut listed = 0;
    for path in found {
        let page = Page::bytes("page", std::fs::read(&path).expect("a fixture is readable"));
        let plain = cleaner.clean(&page).record;
        let cleaned = posts.clean(&page);
        let (expected, shown) = balance(&cleaned);
        assert_eq!(expected, shown, "{}", path.display());
        assert_eq!(cleaned.record.body, plain.body, "{}", path.display());
        let posts = cleaned.record.posts.expect("posts were asked for");
        let texts: Vec<_> = posts.iter().map(|post| post.text.as_str()).collect();
        assert!(posts.is_empty() || texts.join("\n") == plain.body, "{}", path.display());
        listed += posts.len();
        let written = markdown.clean(&page).record;
        assert_eq!(written.removed, plain.removed, "{}", path.display());
        assert_eq!((written.title, written.flags), (plain.title, plain.flags), "{}", path.display());
        assert!(visible_chars(&written.body) >= visible_chars(&plain.body), "{}", path.display());
    }
    assert!(listed >= 10, "only {listed} posts");
}

/// What is dropped into a page: markup left open, words that rules and fields wait for, bytes of no character.
const FRAGMENTS: [&[u8]; 24] = [
    b"<div>",
    b"</p>",
    b"<table><tr><td>",
    b"<script>",
    b"<!--",
    b"<title>",
    b"<template>",
    b"<p style='display:none'>",
    b"<a href=x>",
    b"\0",
    b"\r",
    b"\xff",
    b"\x81\x30",
    b"~{",
    "\n相关阅读\n".as_bytes(),
    "\n版权所有\n".as_bytes(),
    "来源：".as_bytes(),
    "2011年5月3日".as_bytes(),
    "阅读(1.2万)".as_bytes(),
    "（责任编辑：".as_bytes(),
    "国产精品_毛片_无码_在线观看".as_bytes(),
    "(běi)，，".as_bytes(),
    "這個著\u{301}\u{202e}".as_bytes(),
    "\u{e123}𠀀の".as_bytes(),
];

/// A place in the page in thousandths, how many bytes go there, and what comes, how many times over.
fn damage() -> impl Strategy<Value = Vec<(usize, usize, usize, usize)>> {
    let times = prop::sample::select(vec![1, 1, 1, 3, 100]);
    prop::collection::vec((0..=1000usize, 0..40usize, 0..FRAGMENTS.len(), times), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_fixture_is_accounted_for_as_well(which in 0..1000usize, damage in damage()) {
        static CLEANER: LazyLock<Cleaner> =
            LazyLock::new(|| Cleaner::builder().build().expect("the built-in rules load"));
        let mut found = Vec::new();
        pages(Path::new("fixtures"), &mut found);
        found.sort();
        let path = &found[which % found.len()];
        let mut page = std::fs::read(path).expect("a fixture is readable");
        for (place, gone, fragment, times) in damage {
            let at = page.len() * place / 1000;
            let end = page.len().min(at + gone);
            page.splice(at..end, FRAGMENTS[fragment].repeat(times));
        }
        let cleaned = CLEANER.clean(&Page::bytes("page", page));
        let (expected, shown) = balance(&cleaned);
        prop_assert_eq!(expected, shown, "{}", path.display());
    }
}
