//! What an encyclopedia has around its text: facts in a box, contents, edit buttons, references.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Document, Kind, Line, Role};

use super::measure::Measure;
use super::pattern::Pattern;

/// Words in class or id of what stands around the text.
const AROUND: [&str; 17] = [
    "infobox",
    "info-box",
    "basic-info",
    "basicinfo",
    "baseinfo",
    "base-info",
    "navbox",
    "catlinks",
    "catalog",
    "reflist",
    "reference",
    "lemma-summary-action",
    "hatnote",
    "toc",
    "open-tag",
    "edit-lemma",
    "album",
];

/// Heads of what stands behind the text.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[\[【]?(?:\d+[.、]?\s*)?(?:参考资料|參考資料|参考文献|參考文獻|参考来源|参考链接|引用|注释|註釋|脚注|腳註|外部链接|外部連結|扩展阅读|相关条目|相關條目|参见|參見|词条标签|词条统计|词条图册)[\]】:：]?(?:\s*[\[\(]?编辑[\]\)]?)?$",
    )
    .expect("a literal")
});

/// A button that belongs to the text below it.
static BUTTON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^[\[【(（]?\s*(?:编辑|編輯|编辑本段|编辑原始码|編輯原始碼|编辑源代码|编辑本?词条|收藏 ?分享|创建词条|历史版本|播报|展开|收起|隐藏|显示|回目录|锁定|上传视频|收藏|讨论|查看我的收藏|有用\+1|已投票|\d{1,4}|\|)(?:\s*[|｜]?\s*(?:编辑源代码|編輯原始碼|编辑|播报|讨论|上传视频))*\s*[\]】)）]?$",
    )
    .expect("a literal")
});

/// What the place says of its article.
static NOTICE: Pattern = Pattern::new(
    r"^(?:本词条(?:缺少|由|是|为|需要|已|内容|可参照)|编辑本?词条 )|使词条更完整|^.{1,20}(?:是一个)?多义词.{0,30}义项|^(?:本词条由|本条目)[^。]{0,40}(?:审核|需要|没有列出)",
    |text| text.contains("词条") || text.contains("义项") || text.contains("条目"),
);

/// The same at the end of a heading.
static AFTER: Pattern = Pattern::new(
    r"\s*(?:[\[【(（]\s*(?:编辑|編輯)(?:[^\]】)）]{0,8})[\]】)）]|编辑本段(?:回目录)?|播报\s*编辑|编辑\s*播报|\s编辑)$",
    |text| text.contains('编') || text.contains('編'),
);

/// Takes the apparatus out of the body of an encyclopedia's page.
pub fn prune(document: &mut Document, measures: &[Measure]) {
    if !is_encyclopedia(document) {
        return;
    }
    let body: Vec<usize> =
        (0..document.lines.len()).filter(|&line| document.lines[line].role == Role::Body).collect();
    let text: usize = body.iter().filter(|l| measures[**l].is_long()).count();
    let mut gone = around(document, &body);
    let chrome = |text: &str| BUTTON.is_match(text) || NOTICE.is_match(text);
    gone.extend(body.iter().copied().filter(|&line| chrome(&document.lines[line].text)));
    gone.extend(contents(document, &body));
    gone.extend(behind(document, &body));
    gone.sort_unstable();
    gone.dedup();
    // What calls itself an encyclopedia's and would lose its text is something else.
    let lost = gone.iter().filter(|l| measures[**l].is_long()).count();
    if lost * 2 > text || gone.len() >= body.len() {
        return;
    }
    for line in gone {
        document.lines[line].role = Role::Pruned;
    }
    for line in document.lines.iter_mut().filter(|line| line.role == Role::Body) {
        cut_button(line);
    }
}

/// Two signs at least: edit buttons beside headings, contents, references, the name of the place.
fn is_encyclopedia(document: &Document) -> bool {
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)百科|维基|維基|wiki|词条").expect("a literal"));
    let seen = || document.lines.iter().filter(|line| !line.birth.hidden);
    const SHORT: usize = 24;
    let fits = |line: &&Line| line.text.len() <= 4 * SHORT && line.text.chars().count() <= SHORT;
    // Words alone, or a heading.
    let brief = |line: &&Line| line.text.len() <= SHORT || line.birth.heading > 0 && fits(line);
    let edits = |line: &&Line| {
        matches!(line.text.trim(), "编辑" | "[编辑]" | "編輯" | "[編輯]" | "编辑本段" | "播报")
            || line.birth.heading > 0 && button(line).is_some()
    };
    let buttons = seen().filter(brief).filter(edits).take(2).count() == 2;
    let listed = |line: &Line| matches!(line.text.trim(), "目录" | "目錄" | "词条目录");
    let contents = seen().any(|line| (line.birth.heading > 0 || line.text.len() <= SHORT) && listed(line));
    let heads = ["title", "meta:og:site_name", "meta:generator"];
    // Of a text the first line is what `<title>` said.
    let first = document.lines.first().filter(|line| document.kind == Kind::Text && fits(line));
    let titled = first.is_some_and(|line| {
        let tail = line.text.rsplit(['_', '-', '－', '—', '|']).next().unwrap_or_default();
        tail.len() < line.text.len() && NAME.is_match(tail)
    });
    let named = titled
        || heads.iter().any(|key| {
            let head = document.head_text(key);
            // The subject of a page stands first; its place behind it.
            head.is_some_and(|line| {
                NAME.find_iter(&line.text).any(|m| *key != "title" || m.start() * 3 > line.text.len())
            })
        });
    let references = || seen().filter(fits).any(|line| BEHIND.is_match(&line.text));
    match [buttons, contents, named].into_iter().filter(|sign| *sign).count() {
        0 => false,
        1 => references(),
        _ => true,
    }
}

/// Lines in containers that are classed as apparatus.
fn around(document: &Document, body: &[usize]) -> Vec<usize> {
    let mut inside: Vec<bool> = Vec::with_capacity(document.blocks.len());
    for block in &document.blocks {
        let outer = inside.get(block.parent).copied().unwrap_or(false);
        let own = || block.tokens.split(' ').any(|token| AROUND.iter().any(|word| token.contains(word)));
        inside.push(outer || own());
    }
    body.iter().copied().filter(|&line| inside[document.lines[line].birth.block]).collect()
}

/// The contents: lines behind their head that stand again as headings further down.
fn contents(document: &Document, body: &[usize]) -> Vec<usize> {
    let bare = |line: usize| {
        let text = document.lines[line].text.trim();
        text.trim_start_matches(|c: char| {
            c.is_ascii_digit() || matches!(c, '.' | ' ' | '▪' | '、' | '·' | '•')
        })
        .to_owned()
    };
    let Some(head) = body
        .iter()
        .position(|&line| matches!(document.lines[line].text.trim(), "目录" | "目錄" | "词条目录"))
    else {
        return Vec::new();
    };
    let later = |from: usize, text: &str| {
        body[from..].iter().any(|&line| {
            let line = &document.lines[line];
            let end = button(line).map_or(line.text.len(), |button| button.start);
            line.text[..end].trim() == text
        })
    };
    // Each entry is looked for in the whole text.
    const MOST: usize = 200;
    let mut gone = vec![body[head]];
    for (at, &line) in body.iter().enumerate().skip(head + 1).take(MOST) {
        let text = bare(line);
        if !text.is_empty() && (text.chars().count() > 30 || !later(at + 1, &text)) {
            break;
        }
        gone.push(line);
    }
    gone
}

/// References and what else has a head of its own behind the text, each up to the next heading of something else.
fn behind(document: &Document, body: &[usize]) -> Vec<usize> {
    let mut gone = Vec::new();
    let mut level = None;
    for (at, &line) in body.iter().enumerate() {
        let Line { birth, text, .. } = &document.lines[line];
        // In the first half the same words head a chapter.
        if at * 2 >= body.len() && BEHIND.is_match(text.trim()) {
            level = Some(birth.heading);
        } else if birth.heading > 0 && level.is_some_and(|level| birth.heading <= level.max(1)) {
            level = None;
        }
        if level.is_some() {
            gone.push(line);
        }
    }
    gone
}

/// Where a button ends a heading: in brackets, or as all that is linked in it.
fn button(line: &Line) -> Option<Range<usize>> {
    let linked = || {
        let word = ["编辑", "編輯"].into_iter().find(|word| line.text.ends_with(word))?;
        (line.birth.links == 2).then(|| line.text.len() - word.len()..line.text.len())
    };
    AFTER.find(&line.text).map(|button| button.range()).or_else(linked)
}

/// Cuts the button off a heading: 历史[编辑].
fn cut_button(line: &mut Line) {
    let short = line.text.chars().count() <= 30;
    let heading = line.birth.heading > 0 || line.text.ends_with("编辑本段");
    if !short || !heading || !line.removals.is_empty() {
        return;
    }
    if let Some(span) = button(line).filter(|span| span.start > 0) {
        line.cut("extract/pruned", "extract", span.clone(), span);
    }
}
