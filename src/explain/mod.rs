//! A cleaned page, line by line: kept, edited or removed, by which rule and why.
//!
//! The listing is the same for the same page and rules on every machine; fixtures hold it as `expected.txt`.
//!
//! ```text
//! title   小城的早市                                  line 2 · extract/headline
//! date    2011-05-03T08:15                            line 3 · fields/time
//!
//!    1  removed  国产精品_毛片无码_在线观看
//!                - spam/keyword-list: Hacked sites print a porn keyword string above the article.
//!    2  title    小城的早市
//!    3  date     时间：2011-05-03 08:15
//!    4  body     天还没亮，卖菜的人已经把摊子支好了。[-点击下载客户端-]
//!                - 点击下载客户端 · ads/app-banner: Portals append an install banner. · hit 下载客户端
//! ```

mod edits;
mod read;
mod show;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::{Document, Found, Line, Removal, Role, Spared, Why};
use crate::extract::Article;
use crate::pipeline::Cleaned;
use crate::rules::{Ruleset, Scope};
pub use read::removals;
pub use show::columns;
use show::{pad, shortened, shown};

/// What a piece of the listing is, for whoever colours it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Words that stay: body and fields.
    Kept,
    /// Words that a rule took.
    Removed,
    /// Words that stand in no field and that no rule took.
    Outside,
    /// What passes rewrote.
    Edited,
    /// Rule ids, line numbers, reasons.
    Note,
    /// Labels.
    Strong,
}

/// How to colour the listing: what to write before a piece and after it.
pub trait Palette {
    /// Before a piece.
    fn start(&self, paint: Paint) -> String;
    /// After it.
    fn end(&self, paint: Paint) -> String;
}

/// No colours.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Palette for Plain {
    fn start(&self, _: Paint) -> String {
        String::new()
    }

    fn end(&self, _: Paint) -> String {
        String::new()
    }
}

/// The longest piece of an unkept line that is shown, in characters. Navigation is recognised by its
/// beginning; kept lines are shown whole.
const LONG: usize = 72;

/// The listing of a page.
pub fn explain(cleaned: &Cleaned, rules: &Ruleset, palette: &dyn Palette) -> String {
    let mut listing = Listing { out: String::new(), rules, palette };
    listing.summary(cleaned);
    listing.heads(&cleaned.document);
    listing.lines(&cleaned.document, &cleaned.article);
    listing.account(cleaned);
    listing.out
}

struct Listing<'a> {
    out: String,
    rules: &'a Ruleset,
    palette: &'a dyn Palette,
}

/// A field on the line it was read from.
struct Mark<'a> {
    name: &'static str,
    span: Range<usize>,
    rule: &'a str,
}

impl Listing<'_> {
    fn paint(&mut self, paint: Paint, text: &str) {
        self.out += &self.palette.start(paint);
        self.out += text;
        self.out += &self.palette.end(paint);
    }

    fn note(&mut self, paint: Paint, sign: char, text: &str) {
        self.out += "               ";
        self.paint(paint, &format!("{sign} {text}"));
        self.out.push('\n');
    }

    /// What the record says, each field with the rule that found it and the line it stood on.
    fn summary(&mut self, cleaned: &Cleaned) {
        let Cleaned { record, document, article } = cleaned;
        let heat = article.heat.as_ref().map(|f| found(f, f.value.to_string(), document));
        let text = |f: &Option<Found<String>>| f.as_ref().map(|f| found(f, f.value.clone(), document));
        let fields = [
            ("title", text(&article.title)),
            ("date", text(&article.date)),
            ("heat", heat),
            ("source", text(&article.source)),
            ("author", text(&article.author)),
        ];
        self.field("id", &record.id, None);
        if let Some(url) = &record.url {
            self.field("url", url, None);
        }
        for (name, value) in fields {
            match value {
                Some((value, how)) => self.field(name, &value, Some(&how)),
                None => self.field(name, "none found", Some("")),
            }
        }
        let paragraphs = article.body.lines().count();
        let chars = crate::document::visible_chars(&article.body);
        self.field("body", &format!("{paragraphs} lines, {chars} characters"), None);
        if let Some(posts) = &article.posts {
            self.field("posts", &posts.len().to_string(), None);
        }
        self.field("read as", &format!("{}, {} script", record.charset, record.script), None);
        self.field("verdict", record.verdict, None);
        let flags = if record.flags.is_empty() { "none".to_owned() } else { record.flags.join(" ") };
        self.field("flags", &flags, None);
    }

    fn field(&mut self, name: &str, value: &str, how: Option<&str>) {
        self.paint(Paint::Strong, &pad(name, 9));
        match how {
            Some("") => self.paint(Paint::Note, value),
            Some(how) => {
                self.paint(Paint::Kept, &pad(&shown(value), 40));
                self.out += "  ";
                self.paint(Paint::Note, how);
            }
            None => self.out += &shown(value),
        }
        self.out.push('\n');
    }

    /// The page's title, which fields are read from, and whatever else of the head a pass touched.
    fn heads(&mut self, document: &Document) {
        // What is shown stands among the lines.
        let touched = document.head.iter().filter(|h| !h.key.starts_with("shown:")).filter(|h| {
            h.key == "title"
                || !(h.line.edits.is_empty() && h.line.unsure.is_empty())
                || !(h.line.removals.is_empty() && h.line.spared.is_empty())
        });
        for (i, head) in touched.enumerate() {
            if i == 0 {
                self.out.push('\n');
            }
            let label = if head.line.is_dropped() { "removed" } else { "head" };
            self.label("head", label, Paint::Note);
            self.paint(Paint::Note, &format!("<{}> ", head.key));
            let text = marked(&head.line, usize::MAX);
            self.paint(if head.line.is_dropped() { Paint::Removed } else { Paint::Kept }, &text);
            self.out.push('\n');
            self.changes(&head.line);
        }
    }

    fn lines(&mut self, document: &Document, article: &Article) {
        self.out.push('\n');
        let marks = marks(article);
        for (index, line) in document.lines.iter().enumerate() {
            let marks = marks.get(&index).map_or(&[][..], Vec::as_slice);
            let (label, paint) = verdict(line, marks);
            self.label(&line.birth.number.to_string(), &label, paint);
            let most = if paint == Paint::Kept { usize::MAX } else { LONG };
            self.paint(paint, &marked(line, most));
            self.out.push('\n');
            for mark in marks {
                let words = line.text.get(mark.span.clone()).unwrap_or_default();
                let whole = words.trim() == line.kept();
                let place = if whole { String::new() } else { format!("{} · ", shown(words)) };
                self.note(Paint::Note, '=', &format!("{}: {place}{}", mark.name, mark.rule));
            }
            self.changes(line);
        }
    }

    fn label(&mut self, number: &str, label: &str, paint: Paint) {
        self.paint(Paint::Note, &format!("{number:>4}"));
        self.out += "  ";
        let label = pad(label, 9);
        self.paint(if paint == Paint::Kept { Paint::Strong } else { Paint::Note }, &label);
    }

    fn changes(&mut self, line: &Line) {
        for note in edits::notes(&line.edits) {
            self.note(Paint::Edited, '~', &note);
        }
        if let Some(note) = edits::unsure(&line.unsure) {
            self.note(Paint::Edited, '?', &note);
        }
        for removal in &line.removals {
            let note = self.removed(line, removal);
            self.note(Paint::Note, '-', &note);
        }
        for spared in &line.spared {
            let note = self.spared(line, spared);
            self.note(Paint::Note, '!', &note);
        }
    }

    /// What a rule found and did not take, and why.
    fn spared(&self, line: &Line, spared: &Spared) -> String {
        let Spared { rule, span, hit, why } = spared;
        match why {
            Why::Trial if self.rules.get(rule).is_some_and(|rule| rule.scope == Scope::Page) => {
                let rule = self.rules.get(rule);
                let flag = rule.map_or_else(String::new, |rule| rule.flag.join(", "));
                format!("on trial, would flag the page {flag}: {}", spared.rule)
            }
            Why::Trial => {
                let would = Removal { rule: rule.clone(), pass: "", span: span.clone(), hit: hit.clone() };
                format!("on trial, would take: {}", self.removed(line, &would))
            }
            Why::Cap { lines, share, cap } => format!(
                "{rule} took nothing: its section of {lines} lines is {:.0} % of the page, the cap is {:.0} %",
                share * 100.0,
                cap * 100.0
            ),
            Why::NoList => format!("{rule} took nothing: what follows is no list"),
        }
    }

    /// The words, unless they are the line; the rule; its why; what it hit, unless that is the words.
    fn removed(&self, line: &Line, removal: &Removal) -> String {
        let words = line.text.get(removal.span.clone()).unwrap_or_default();
        let hit = line.text.get(removal.hit.clone()).unwrap_or_default();
        let mut note = String::new();
        if words.trim() != line.text.trim() {
            note += &format!("{} · ", shortened(words, LONG));
        }
        note += &removal.rule;
        if let Some(rule) = self.rules.get(&removal.rule) {
            note += &format!(": {}", rule.why);
        }
        if !hit.trim().is_empty() && hit.trim() != words.trim() {
            note += &format!(" · hit {}", shortened(hit, LONG));
        }
        note
    }

    /// The record's `removed`, the most first.
    fn account(&mut self, cleaned: &Cleaned) {
        let mut taken: Vec<_> = cleaned.record.removed.iter().collect();
        if taken.is_empty() {
            return;
        }
        taken.sort_by(|(a, m), (b, n)| n.cmp(m).then(a.cmp(b)));
        self.out.push('\n');
        self.paint(Paint::Strong, "taken away, in characters");
        self.out.push('\n');
        for (id, chars) in taken {
            let of_rule = self.rules.get(id).map(|rule| rule.why.as_str());
            let why = stage(id).or(of_rule).unwrap_or_default();
            let line = format!("{chars:>6}  {}{why}", pad(id, 32));
            self.out += line.trim_end();
            self.out.push('\n');
        }
    }
}

/// Why words are in no field although no rule took them, by the id that the record's `removed` has for them.
pub fn stage(id: &str) -> Option<&'static str> {
    match id {
        "extract/outside-body" => Some("stands outside the article, and no rule took it"),
        "extract/pruned" => Some("stands within the article, but is not of it"),
        "segment/hidden" => Some("not shown to a reader of the page"),
        _ if id.starts_with("limit/") => Some("beyond what is read of a page"),
        _ => None,
    }
}

/// A field's value, and how it was found, for the summary.
fn found<T>(field: &Found<T>, value: String, document: &Document) -> (String, String) {
    let line = field.at.as_ref().and_then(|(index, _)| document.lines.get(*index));
    let how = match line {
        Some(line) => format!("line {} · {}", line.birth.number, field.rule),
        None => field.rule.to_string(),
    };
    (value, how)
}

/// The fields by the line they were read from.
fn marks(article: &Article) -> BTreeMap<usize, Vec<Mark<'_>>> {
    fn add<'a, T>(
        marks: &mut BTreeMap<usize, Vec<Mark<'a>>>,
        name: &'static str,
        field: &'a Option<Found<T>>,
    ) {
        if let Some(Found { at: Some((index, span)), rule, .. }) = field {
            let marks = marks.entry(*index).or_default();
            // The opening post's are the article's.
            if !marks.iter().any(|mark| mark.name == name && mark.span == *span) {
                marks.push(Mark { name, span: span.clone(), rule });
            }
        }
    }
    let mut marks = BTreeMap::new();
    add(&mut marks, "title", &article.title);
    add(&mut marks, "date", &article.date);
    add(&mut marks, "heat", &article.heat);
    add(&mut marks, "source", &article.source);
    add(&mut marks, "author", &article.author);
    for post in article.posts.iter().flatten() {
        add(&mut marks, "author", &post.author);
        add(&mut marks, "date", &post.date);
    }
    marks
}

/// What became of a line, in a word. A line that a field was read from is called by the field, even where the
/// rest of it is in none.
fn verdict(line: &Line, marks: &[Mark<'_>]) -> (String, Paint) {
    let (label, paint) = match (line.role, marks) {
        (Role::Body, _) => ("body", Paint::Kept),
        (_, [mark]) => (mark.name, Paint::Kept),
        (_, [_, ..]) => ("fields", Paint::Kept),
        _ if line.is_dropped() => ("removed", Paint::Removed),
        _ if line.birth.hidden => ("hidden", Paint::Outside),
        (Role::Pruned, _) => ("pruned", Paint::Outside),
        (Role::Outside, _) => ("outside", Paint::Outside),
    };
    (label.to_owned(), paint)
}

/// The text with what was cut out of it between `[-` and `-]`; of a line that is gone as a whole, just the
/// text.
fn marked(line: &Line, most: usize) -> String {
    if line.is_dropped() || line.removals.is_empty() {
        return shortened(&line.text, most);
    }
    let mut text = String::new();
    let mut at = 0;
    for removal in &line.removals {
        text += line.text.get(at..removal.span.start).unwrap_or_default();
        text += "[-";
        text += line.text.get(removal.span.clone()).unwrap_or_default();
        text += "-]";
        at = removal.span.end;
    }
    text += line.text.get(at..).unwrap_or_default();
    shortened(&text, most)
}

#[cfg(test)]
mod tests;
