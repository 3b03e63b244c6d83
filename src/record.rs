//! What goes out: the JSON object, and the account of every character that is not in it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::document::{Document, Id, Role, Script, visible_chars};
use crate::extract::{Article, Post};
use crate::page::Page;

/// The JSON schema of a [`Record`], as text.
pub const RECORD_SCHEMA: &str = include_str!("record.schema.json");

/// One of the few words that a key may hold.
type Word = &'static str;

const KEEP: Word = "keep";
const REJECT: Word = "reject";

/// The JSON object that `clean` writes. Keys are always present and stand in this order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The input's id.
    pub id: String,
    /// From the input, or the page's canonical link.
    pub url: Option<String>,
    /// The headline without site name, section or slogan.
    pub title: Option<String>,
    /// Publication time, ISO 8601, exactly as precise as the page.
    pub date: Option<String>,
    /// The count of readers that the page claims for this article.
    pub heat: Option<u64>,
    /// The article, a paragraph a line.
    pub body: String,
    /// Whom the page credits.
    pub source: Option<String>,
    /// The byline.
    pub author: Option<String>,
    /// The encoding the bytes were read in: a WHATWG name in lower case, or `gb18030`, `hz-gb-2312`.
    pub charset: String,
    /// What the article was written in before conversion.
    #[serde(deserialize_with = "script")]
    pub script: Word,
    /// `keep` or `reject`.
    #[serde(deserialize_with = "verdict")]
    pub verdict: Word,
    /// Page-level findings, sorted.
    pub flags: Vec<Id>,
    /// Visible characters that stand in no field, by the rule or stage that took them.
    pub removed: BTreeMap<Id, usize>,
    /// The posts of a thread, where they were asked for; of a page that is none an empty list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posts: Option<Vec<PostRecord>>,
}

/// What somebody wrote in a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostRecord {
    /// Whose name stands beside it.
    pub author: Option<String>,
    /// The time that stands beside it, ISO 8601.
    pub date: Option<String>,
    /// Its lines: they are those of the body, in order.
    pub text: String,
}

/// One removal as `--removed` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalRecord {
    /// The record's id.
    pub id: String,
    /// One-based line of the page; 0 for a text of the head.
    pub line: usize,
    /// The rule that took the words.
    pub rule: Id,
    /// The pass that ran it.
    pub pass: Cow<'static, str>,
    /// What it hit.
    pub hit: String,
    /// What it took.
    pub text: String,
}

impl Record {
    pub(crate) fn new(page: &Page, charset: &'static str, document: &Document, article: &Article) -> Record {
        let removed = account(document, article);
        let url = page.url.clone().or_else(|| document.head_text("link:canonical").map(|l| l.text.clone()));
        Record {
            id: page.id.clone(),
            url,
            verdict: if article.rejected(document) { REJECT } else { KEEP },
            title: article.title.as_ref().map(|f| f.value.clone()),
            date: article.date.as_ref().map(|f| f.value.clone()),
            heat: article.heat.as_ref().map(|f| f.value),
            body: article.body.clone(),
            source: article.source.as_ref().map(|f| f.value.clone()),
            author: article.author.as_ref().map(|f| f.value.clone()),
            charset: charset.to_owned(),
            script: document.script.as_str(),
            flags: document.flags.iter().cloned().collect(),
            removed,
            posts: article.posts.as_ref().map(|posts| posts.iter().map(PostRecord::of).collect()),
        }
    }

    /// Whether the verdict is `reject`.
    pub fn is_rejected(&self) -> bool {
        self.verdict == REJECT
    }

    /// Rejects a page that is not Chinese.
    pub fn require_chinese(&mut self) {
        if self.flags.iter().any(|flag| flag == "lang/other") {
            self.verdict = REJECT;
        }
    }
}

fn script<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    let scripts = [Script::Simplified, Script::Traditional, Script::Mixed, Script::None];
    one_of(&scripts.map(Script::as_str), from)
}

fn verdict<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    one_of(&[KEEP, REJECT], from)
}

fn one_of<'de, D: Deserializer<'de>>(words: &[Word], from: D) -> Result<Word, D::Error> {
    let word = String::deserialize(from)?;
    let known = words.iter().find(|known| **known == word);
    known.copied().ok_or_else(|| D::Error::custom(format!("`{word}` is none of {}", words.join(", "))))
}

impl PostRecord {
    fn of(post: &Post) -> PostRecord {
        PostRecord {
            author: post.author.as_ref().map(|f| f.value.clone()),
            date: post.date.as_ref().map(|f| f.value.clone()),
            text: post.text.clone(),
        }
    }
}

/// Visible characters by what took them. Every visible character of the document is in a field or counted
/// here once.
fn account(document: &Document, article: &Article) -> BTreeMap<Id, usize> {
    let mut removed = BTreeMap::new();
    let mut count = |id: Id, chars: usize| {
        if chars > 0 {
            *removed.entry(id).or_insert(0) += chars;
        }
    };
    let fields = article.spans();
    for index in 0..document.lines.len() {
        for (id, chars) in taken(document, &fields, index) {
            count(id, chars);
        }
    }
    for (limit, chars) in &document.limited {
        count(limit.clone(), *chars);
    }
    removed
}

/// The visible characters of a line that stand in no field, by the rule or stage that took them. `fields` is
/// where the fields' words stand.
pub(crate) fn taken<'a>(
    document: &'a Document,
    fields: &[(usize, Range<usize>)],
    index: usize,
) -> impl Iterator<Item = (Id, usize)> + use<'a> {
    let line = &document.lines[index];
    let by_rules = line.removals.iter().map(|r| (r.rule.clone(), visible_chars(&line.text[r.span.clone()])));
    let stage = match line.role {
        Role::Body => None,
        Role::Pruned => Some("extract/pruned"),
        Role::Outside if line.birth.hidden => Some("segment/hidden"),
        Role::Outside => Some("extract/outside-body"),
    };
    let by_stage = stage.map(|stage| {
        let of_line = fields.iter().filter(|(line, _)| *line == index);
        let read: Vec<Range<usize>> = of_line.map(|(_, span)| span.clone()).collect();
        let free = line.free_spans(0..line.text.len());
        (Id::Borrowed(stage), free.map(|span| visible_outside(&line.text, span, &read)).sum())
    });
    by_rules.chain(by_stage)
}

fn visible_outside(text: &str, span: Range<usize>, taken: &[Range<usize>]) -> usize {
    if taken.is_empty() {
        return visible_chars(&text[span]);
    }
    text[span.clone()]
        .char_indices()
        .filter(|(at, c)| {
            let at = span.start + at;
            !c.is_whitespace() && !taken.iter().any(|t| t.contains(&at))
        })
        .count()
}
