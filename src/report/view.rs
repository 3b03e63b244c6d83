//! A page as the report shows it: what it came as, what became of every line and why, and what the record says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::{Document, Edit, Id, Line, Role, Why};
use crate::extract::Article;
use crate::page::Page;
use crate::pipeline::{Cleaned, Cleaner};
use crate::record::Record;

/// A page, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    record: Record,
    /// Field → what found it, and the line it was read from.
    found: BTreeMap<&'static str, (Id, Option<usize>)>,
    /// The lines in reading order, texts of the head first; none where the page was not at hand.
    lines: Option<Vec<LineView>>,
    /// What a run wrote down as removed, where only that is known; none where that is not known either.
    removed: Option<Vec<Removed>>,
    /// Lines that are not shown.
    lines_left_out: usize,
    /// Whether the body is cut off.
    body_is_cut: bool,
    /// The run's body, where it is another than the one that the page is cleaned to now.
    body_was: Option<String>,
}

/// A removal, as `--removed` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// One-based line of the page; 0 for a text of the head.
    pub line: usize,
    /// The rule that took the words.
    pub rule: String,
    /// What it hit.
    pub hit: String,
    /// What it took.
    pub text: String,
}

/// A line of the page.
#[derive(Debug, Clone, Serialize)]
struct LineView {
    /// One-based number; 0 for a text of the head.
    n: usize,
    /// Of a text of the head where it stood, else `body`, `pruned`, `outside` or `hidden`.
    role: String,
    /// What stood there when the page came, if it is not what the parts say.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<String>,
    /// The text, in pieces of one kind.
    parts: Vec<Part>,
    /// What passes rewrote.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    edits: Vec<EditView>,
    /// Spots that repair left alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unsure: Vec<String>,
    /// What rules found and did not take.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spared: Vec<SparedView>,
    /// Characters that are not shown.
    #[serde(skip_serializing_if = "is_zero")]
    cut: usize,
}

/// Neighbouring characters with which the same happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct Part {
    text: String,
    /// The rule that took them.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<Id>,
    /// What it hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    hit: Option<String>,
    /// The field that was read from them.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
struct EditView {
    plan: Id,
    was: String,
    now: String,
}

#[derive(Debug, Clone, Serialize)]
struct SparedView {
    rule: Id,
    text: String,
    /// `trial`, `cap` or `no-list`.
    why: &'static str,
}

/// How much of a page is shown.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    lines: usize,
    /// Characters of a line.
    line: usize,
    /// Characters of the body.
    body: usize,
}

/// Lines of a page that are shown. A page of more is a list, or somebody's experiment.
pub const LINES: usize = 4000;

impl Default for Room {
    fn default() -> Room {
        Room { lines: LINES, line: 20_000, body: 200_000 }
    }
}

impl Room {
    pub(super) fn less(self) -> Room {
        Room { lines: self.lines / 2, line: self.line / 2, body: self.body / 2 }
    }

    pub(super) fn is_least(self) -> bool {
        self.lines < 64
    }
}

impl View {
    /// Cleans a page and remembers what every line was before.
    pub fn of(cleaner: &Cleaner, page: &Page) -> (View, Cleaned) {
        View::within(cleaner, page, Room::default())
    }

    /// The same, but no larger than that.
    pub(super) fn within(cleaner: &Cleaner, page: &Page, room: Room) -> (View, Cleaned) {
        let mut born = None;
        let cleaned = cleaner.clean_shown(page, |_, document| {
            // The first stage meets an empty document, the second one what the first has read.
            if born.is_none() && !(document.lines.is_empty() && document.head.is_empty()) {
                born = Some(Born::of(document));
            }
        });
        let view = View::of_cleaned(&cleaned, &born.unwrap_or_default(), room);
        (view, cleaned)
    }

    /// Of a record whose page is not at hand.
    pub(super) fn of_record(record: Record, removed: Option<Vec<Removed>>, room: Room) -> View {
        let mut view = View {
            record,
            found: BTreeMap::new(),
            lines: None,
            removed,
            lines_left_out: 0,
            body_is_cut: false,
            body_was: None,
        };
        view.cut_body(room.body);
        if let Some(removed) = &mut view.removed {
            view.lines_left_out = removed.len().saturating_sub(room.lines);
            removed.truncate(room.lines);
            for removed in removed {
                cut(&mut removed.text, room.line);
            }
        }
        view
    }

    /// The same view, of a page that a run had cleaned to this body.
    pub(super) fn of_run(self, body: &str, room: Room) -> View {
        let mut body_was = (self.record.body != body && !self.body_is_cut).then(|| body.to_owned());
        if let Some(body) = &mut body_was {
            cut(body, room.body);
        }
        View { body_was, ..self }
    }

    fn of_cleaned(cleaned: &Cleaned, born: &Born, room: Room) -> View {
        let Cleaned { record, document, article } = cleaned;
        // What is shown stands among the lines.
        let heads = document.head.iter().zip(&born.heads).filter(|(head, _)| !head.key.starts_with("shown:"));
        let heads = heads.filter(|(head, _)| head.key == "title" || is_touched(&head.line));
        let mut lines: Vec<LineView> =
            heads.map(|(head, was)| LineView::of(&head.line, head.key.clone(), was, &[], room)).collect();
        let places = article.places();
        let all = document.lines.len() + lines.len();
        for (index, line) in document.lines.iter().enumerate().take(room.lines) {
            let fields: Vec<_> = places
                .iter()
                .filter(|(_, at, _)| *at == index)
                .map(|(name, _, span)| (*name, span.clone()))
                .collect();
            let was = born.lines.get(index).map_or(line.text.as_str(), String::as_str);
            lines.push(LineView::of(line, role(line).to_owned(), was, &fields, room));
        }
        let lines_left_out = all - lines.len();
        let mut view = View {
            record: record.clone(),
            found: found(article, document),
            lines: Some(lines),
            removed: None,
            lines_left_out,
            body_is_cut: false,
            body_was: None,
        };
        view.cut_body(room.body);
        view
    }

    fn cut_body(&mut self, most: usize) {
        self.body_is_cut = cut(&mut self.record.body, most) > 0;
        // They are the body's lines once more.
        self.record.posts = None;
    }
}

/// Every text as it was before any pass.
#[derive(Debug, Default)]
struct Born {
    heads: Vec<String>,
    lines: Vec<String>,
}

impl Born {
    fn of(document: &Document) -> Born {
        Born {
            heads: document.head.iter().map(|head| head.line.text.clone()).collect(),
            lines: document.lines.iter().map(|line| line.text.clone()).collect(),
        }
    }
}

fn is_touched(line: &Line) -> bool {
    !(line.edits.is_empty() && line.unsure.is_empty() && line.removals.is_empty() && line.spared.is_empty())
}

fn role(line: &Line) -> &'static str {
    match line.role {
        Role::Body => "body",
        _ if line.birth.hidden => "hidden",
        Role::Pruned => "pruned",
        Role::Outside => "outside",
    }
}

fn found(article: &Article, document: &Document) -> BTreeMap<&'static str, (Id, Option<usize>)> {
    let number = |at: &Option<(usize, std::ops::Range<usize>)>| {
        at.as_ref().and_then(|(index, _)| document.lines.get(*index)).map(|line| line.birth.number)
    };
    let text = |found: &crate::document::Found<String>| (found.rule.clone(), number(&found.at));
    let fields = [
        ("title", article.title.as_ref().map(text)),
        ("date", article.date.as_ref().map(text)),
        ("heat", article.heat.as_ref().map(|found| (found.rule.clone(), number(&found.at)))),
        ("source", article.source.as_ref().map(text)),
        ("author", article.author.as_ref().map(text)),
    ];
    fields.into_iter().filter_map(|(name, found)| Some((name, found?))).collect()
}

impl LineView {
    fn of(
        line: &Line,
        role: String,
        was: &str,
        fields: &[(&'static str, std::ops::Range<usize>)],
        room: Room,
    ) -> LineView {
        let mut parts = parts(line, fields);
        let mut left = room.line;
        let mut left_out = 0;
        for part in &mut parts {
            left_out += cut(&mut part.text, left);
            left -= part.text.chars().count();
            if let Some(hit) = &mut part.hit {
                cut(hit, room.line);
            }
        }
        parts.retain(|part| !part.text.is_empty());
        let mut was = (was != line.text).then(|| was.to_owned());
        if let Some(was) = &mut was {
            cut(was, room.line);
        }
        let short = |text: &str| {
            let mut text = text.to_owned();
            cut(&mut text, room.line);
            text
        };
        let edit =
            |edit: &Edit| EditView { plan: edit.plan.clone(), was: short(&edit.was), now: short(&edit.now) };
        let spared = line.spared.iter().map(|spared| SparedView {
            rule: spared.rule.clone(),
            text: short(line.text.get(spared.span.clone()).unwrap_or_default()),
            why: match spared.why {
                Why::Trial => "trial",
                Why::Cap { .. } => "cap",
                Why::NoList => "no-list",
            },
        });
        LineView {
            n: line.birth.number,
            role,
            was,
            parts,
            edits: line.edits.iter().map(edit).collect(),
            unsure: line.unsure.iter().map(|spot| short(spot)).collect(),
            spared: spared.collect(),
            cut: left_out,
        }
    }
}

/// The text of a line, cut wherever a removal or a field begins or ends.
fn parts(line: &Line, fields: &[(&'static str, std::ops::Range<usize>)]) -> Vec<Part> {
    let mut ends: Vec<usize> = vec![0, line.text.len()];
    ends.extend(line.removals.iter().flat_map(|removal| [removal.span.start, removal.span.end]));
    ends.extend(fields.iter().flat_map(|(_, span)| [span.start, span.end]));
    ends.sort_unstable();
    ends.dedup();
    let mut parts = Vec::new();
    for pair in ends.windows(2) {
        let span = pair[0]..pair[1];
        let Some(text) = line.text.get(span.clone()) else { continue };
        let removal = line.removals.iter().find(|r| r.span.start <= span.start && span.end <= r.span.end);
        let field = fields.iter().find(|(_, field)| field.start <= span.start && span.end <= field.end);
        parts.push(Part {
            text: text.to_owned(),
            rule: removal.map(|removal| removal.rule.clone()),
            hit: removal.and_then(|removal| line.text.get(removal.hit.clone())).map(str::to_owned),
            field: field.map(|(name, _)| *name),
        });
    }
    parts
}

/// Cuts a text off behind so many characters, and says how many there were.
fn cut(text: &mut String, most: usize) -> usize {
    let Some((end, _)) = text.char_indices().nth(most) else { return 0 };
    let gone = text[end..].chars().count();
    text.truncate(end);
    gone
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(html: &str) -> serde_json::Value {
        let cleaner = Cleaner::builder().build().unwrap();
        serde_json::to_value(View::of(&cleaner, &Page::html("a", html)).0).unwrap()
    }

    const PAGE: &str = "<title>早市</title><h1>小城的早市開(kāi)張了</h1><p>來源：小城晚報　時間：2023-04-20 19:16</p>\
        <p>天還沒亮，賣菜的人已經把攤子支好了。</p><p>Copyright 2006-2023 小城茶網 版權所有</p>";

    #[test]
    fn every_line_says_what_it_was_and_what_became_of_it() {
        let view = view(PAGE);
        let lines = view["lines"].as_array().unwrap();
        assert_eq!(lines[0]["role"], "title");
        let headline = lines.iter().find(|line| line["n"] == 1).unwrap();
        assert_eq!(headline["was"], "小城的早市開(kāi)張了");
        assert_eq!(headline["parts"][0]["text"], "小城的早市开张了");
        assert_eq!(headline["parts"][0]["field"], "title");
        let plans: Vec<&str> =
            headline["edits"].as_array().unwrap().iter().map(|edit| edit["plan"].as_str().unwrap()).collect();
        assert_eq!(plans, ["repair/pinyin-injection", "convert/t2s"]);
        let foot = lines.last().unwrap();
        assert_eq!(foot["parts"][0]["rule"], "boilerplate/copyright");
        assert_eq!(view["found"]["date"][1], 2);
    }

    #[test]
    fn parts_are_the_line() {
        let cleaner = Cleaner::builder().build().unwrap();
        let (view, cleaned) = View::of(&cleaner, &Page::html("a", PAGE));
        let shown = view.lines.unwrap();
        let shown: Vec<String> = shown
            .iter()
            .filter(|line| line.n > 0)
            .map(|line| line.parts.iter().map(|part| part.text.as_str()).collect())
            .collect();
        let lines: Vec<&str> = cleaned.document.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(shown, lines);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let cleaner = Cleaner::builder().build().unwrap();
        let page = Page::text("a", "天还没亮，卖菜的人已经把摊子支好了。\n".repeat(100));
        let room = Room { lines: 10, line: 4, body: 30 };
        let (view, _) = View::within(&cleaner, &page, room);
        assert_eq!((view.lines_left_out, view.body_is_cut), (90, true));
        let lines = view.lines.unwrap();
        assert_eq!((lines[0].parts[0].text.as_str(), lines[0].cut), ("天还没亮", 14));
    }
}
