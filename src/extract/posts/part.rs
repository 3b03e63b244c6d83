//! Where one post of a thread ends and the next begins.

use std::sync::LazyLock;

use regex::Regex;

use super::person::{LONGEST_NAME, speaks_of_people};
use crate::document::{BlockId, Document};
use crate::extract::classes::Classes;
use crate::extract::thread::{is_furniture, make};

/// Parts a discussion's lines where one post ends and the next begins.
pub fn parts(document: &Document, classes: &Classes, body: &[usize]) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for &line in body {
        match parts.last_mut() {
            Some(part) if !part.last().is_some_and(|&last| parted(document, classes, last, line)) => {
                part.push(line)
            }
            _ => parts.push(vec![line]),
        }
    }
    parts
}

/// Whether another post begins between two lines that follow each other in the body.
fn parted(document: &Document, classes: &Classes, above: usize, below: usize) -> bool {
    let block = |line: usize| document.lines[line].birth.block;
    let (one, other) =
        (classes.post_around(document, block(above)), classes.post_around(document, block(below)));
    if one.is_some() && one == other {
        return false;
    }
    // A question and its answers may stand without a word between them.
    let tokens = |post: Option<BlockId>| post.map_or("", |post| &*document.blocks[post].tokens);
    let has = |tokens: &str, words: &[&str]| words.iter().any(|word| tokens.contains(word));
    if has(tokens(one), &["question", "ask"]) && has(tokens(other), &["answer", "reply", "comment", "best-"])
    {
        return true;
    }
    let between = || document.lines[above + 1..below].iter().filter(|line| !line.birth.hidden);
    if between().any(|line| is_head(document, line.birth.block, &line.text)) {
        return true;
    }
    let Some((one, other)) = branches(document, block(above), block(below)) else { return false };
    let holder = &document.blocks[other];
    let alike = make(document, one) == make(document, other);
    match &*holder.tag {
        "li" | "article" | "tr" | "table" | "dl" | "section" => alike && !holder.tokens.is_empty(),
        "div" => alike && classes.post_around(document, block(below)).is_some_and(|post| post >= other),
        _ => false,
    }
}

/// Whether a line stands at the head or foot of a post.
fn is_head(document: &Document, block: BlockId, text: &str) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\W*(?:(?:最佳|推荐|满意|精彩|其他|其它|全部|热心|网友|专业|查看)*(?:答案|回答|回复|评论|跟帖|解答)(?:列表)?|\d+\s*[个条](?:回答|回复|评论))[\s\d()（）共条个]*\W*$",
        )
        .expect("a literal")
    });
    is_furniture(text)
        || (text.chars().count() <= 24 && LABEL.is_match(text))
        || (text.chars().count() <= LONGEST_NAME && speaks_of_people(document, block))
}

/// Below the container that both stand in, the containers of each; none where one stands in the other.
fn branches(document: &Document, one: BlockId, other: BlockId) -> Option<(BlockId, BlockId)> {
    let (mut a, mut b) = (one, other);
    let depth = |block: BlockId| document.blocks[block].depth;
    let parent = |block: BlockId| document.blocks[block].parent;
    while depth(a) > depth(b) + 1 {
        a = parent(a);
    }
    while depth(b) > depth(a) + 1 {
        b = parent(b);
    }
    if depth(a) > depth(b) {
        a = if parent(a) == b { return None } else { parent(a) };
    } else if depth(b) > depth(a) {
        b = if parent(b) == a { return None } else { parent(b) };
    }
    while a != b && parent(a) != parent(b) {
        (a, b) = (parent(a), parent(b));
    }
    (a != b).then_some((a, b))
}
