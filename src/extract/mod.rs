//! What is left after the sweep becomes fields: headline, date, heat, source, author and body.
//!
//! The method for the body is the headline-anchored container: find the headline by what `<title>` says, let
//! every sentence-like line vote for the containers around it, take the best one whole, prune inside it.

mod absent;
mod apparatus;
mod body;
mod bulletin;
mod classes;
mod code;
mod container;
mod echo;
mod flattened;
mod floors;
mod foot;
mod headline;
mod measure;
mod paged;
mod pattern;
mod plain;
mod prune;
mod scraps;
mod split;
mod suffix;
mod tail;
mod teaser;
mod thread;
mod titles;
mod words;

mod address;
mod form;
mod markdown;
mod posts;

mod byline;
pub mod date;
pub mod fields;
mod heat;
mod narrow;
mod zone;

use std::ops::Range;

use classes::Classes;
use fields::Fields;
pub use form::{Form, Threads};
pub use posts::Post;
use titles::Titles;
pub use zone::{Known, Zone};

use crate::document::{Document, Found, Kind, Line, Role, is_hanzi, visible_chars};
use crate::segment::Markup;

/// The fields of a page, each with the words it was read from.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// The headline.
    pub title: Option<Found<String>>,
    /// Publication time, ISO 8601.
    pub date: Option<Found<String>>,
    /// The count of readers.
    pub heat: Option<Found<u64>>,
    /// Whom the page credits.
    pub source: Option<Found<String>>,
    /// The byline.
    pub author: Option<Found<String>>,
    /// The article, a paragraph a line.
    pub body: String,
    /// The posts of a thread, where they were asked for.
    pub posts: Option<Vec<Post>>,
}

impl Article {
    /// Where the fields' words stand, as (line index, byte range); the body's lines are told by their role.
    pub fn spans(&self) -> Vec<(usize, Range<usize>)> {
        self.places().into_iter().map(|(_, line, span)| (line, span)).collect()
    }

    /// The same with the name of each field.
    pub fn places(&self) -> Vec<(&'static str, usize, Range<usize>)> {
        let posts = self.posts.iter().flatten();
        let beside = posts.flat_map(|post| {
            [
                ("author", post.author.as_ref().and_then(|f| f.at.clone())),
                ("date", post.date.as_ref().and_then(|f| f.at.clone())),
            ]
        });
        let fields = [
            ("title", self.title.as_ref().and_then(|f| f.at.clone())),
            ("date", self.date.as_ref().and_then(|f| f.at.clone())),
            ("heat", self.heat.as_ref().and_then(|f| f.at.clone())),
            ("source", self.source.as_ref().and_then(|f| f.at.clone())),
            ("author", self.author.as_ref().and_then(|f| f.at.clone())),
        ];
        fields
            .into_iter()
            .chain(beside)
            .filter_map(|(name, at)| at.map(|(line, span)| (name, line, span)))
            .collect()
    }

    /// Whether the page is worth nothing: it is an advertisement as a whole, or no article is left and a spam flag
    /// stands.
    pub fn rejected(&self, document: &Document) -> bool {
        let advertises = document.flags.contains("spam/advertisement");
        advertises
            || self.is_remnant(document)
            || self.body.is_empty()
                && document.flags.contains("extract/no-article")
                && document.flags.iter().any(|f| f.starts_with("spam/"))
    }
}

impl Article {
    /// Whether strings of spam made the page: they were its headline, and little stands beside them that a reader
    /// would take for an article.
    fn is_remnant(&self, document: &Document) -> bool {
        /// Of what was taken as spam, a larger share than this is an article. What is left of such pages are notices
        /// of the site.
        const LEFT: f32 = 0.5;
        let of_spam = |line: &Line| {
            let taken = line.removals.iter().filter(|r| r.pass == "spam");
            taken.map(|r| visible_chars(&line.text[r.span.clone()])).sum::<usize>()
        };
        let all_spam = |line: &Line| line.is_dropped() && of_spam(line) * 2 > line.birth.visible;
        let headings = || document.lines.iter().filter(|line| line.birth.heading == 1);
        let headed = match document.kind {
            Kind::Html => headings().any(all_spam) && headings().all(all_spam),
            // The first line of a text is its headline, if none was found elsewhere.
            Kind::Text => self.title.is_none() && document.lines.first().is_some_and(all_spam),
        };
        let spam: usize = document.lines.iter().map(of_spam).sum();
        headed && (visible_chars(&self.body) as f32) < LEFT * spam as f32
    }
}

/// Reads the fields and marks the lines of the body.
pub fn extract(document: &mut Document, known: Known<'_>, form: Form) -> Article {
    let measures = measure::measure(document);
    let titles = Titles::of(document);
    let classes = Classes::of(document);
    let canonical = document.head_text("link:canonical").map(|line| line.text.clone());
    let url = known.url.or(canonical.as_deref());
    let discussed = document.kind == Kind::Html && thread::is_discussion(document, &classes, url);
    let candidates = headline::candidates(document, &measures, &titles);
    let anchor = headline::anchor(document, &measures, &titles, &candidates);
    let mut selection = match document.kind {
        Kind::Html => body::select(document, &measures, &classes, anchor, discussed),
        Kind::Text => plain::select(document, &measures),
    };
    // Threads that show their posts by lines, not by containers.
    let letters = bulletin::read(document, &measures);
    let subject = letters.as_ref().and_then(|(_, subject)| *subject);
    let floors = || floors::posts(document, &measures, known.reference);
    let by_lines = letters.map(|(posts, _)| posts).or_else(floors);
    if let Some(posts) = &by_lines {
        let written: Vec<usize> = posts.iter().flat_map(|post| post.lines.iter().copied()).collect();
        let headline = subject.or_else(|| {
            (document.kind == Kind::Text).then(|| floors::headline(document, &written)).flatten()
        });
        // Where nothing shows the subject, the line above the first post may be the name of who wrote it, and further
        // up stands the forum's frame.
        const NEAR: usize = 5;
        let names = posts.iter().filter_map(|post| post.author.as_ref()?.at.as_ref()).map(|(line, _)| *line);
        let named: Vec<usize> = names.collect();
        let near = |line: &usize| {
            let first = named.first().or(written.first()).copied().unwrap_or(*line);
            !named.contains(line) && (document.kind == Kind::Html || *line + NEAR >= first)
        };
        selection.headline = headline.or(selection.headline.filter(near));
        let title = selection.headline.or(anchor);
        let text = written.into_iter().filter(|line| Some(*line) != title);
        selection.roles = text.map(|line| (line, Role::Body)).collect();
        selection.talk = true;
    }
    let headline = selection.headline.or(anchor);
    echo::prune(document, &measures, &mut selection.roles, headline);
    foot::prune(document, &measures, &mut selection.roles);
    if !selection.talk {
        scraps::prune(document, &measures, &mut selection.roles, headline);
    }
    let (alone, talk) = (selection.roles.is_empty(), selection.talk);
    for (line, role) in selection.roles {
        document.lines[line].role = role;
    }
    apparatus::prune(document, &measures);
    paged::prune(document);
    let is_body = |line: &Line| line.role == Role::Body;
    let mut first = document.lines.iter().position(is_body);
    let title = match (document.kind, selection.headline) {
        (_, Some(line)) if subject == Some(line) => Some(headline::of_subject(document, line)),
        (_, Some(line)) if alone => Some(headline::of_only_line(document, line)),
        (Kind::Text, Some(line)) => Some(headline::of_text(document, line)),
        (Kind::Html, Some(line)) => Some(headline::of_line(document, line)),
        (Kind::Html, None) => headline::title(document, &measures, &titles, &candidates, first),
        (Kind::Text, None) => None,
    };
    let headline = title.as_ref().and_then(|found| found.at.as_ref()).map(|(line, _)| *line);
    let absent = absent::is_absent(document, &measures, headline, url, discussed, talk);
    if absent {
        document.lines.iter_mut().for_each(|line| line.role = Role::Outside);
        first = None;
    }
    let last = document.lines.iter().rposition(is_body);
    let zone = Zone { headline, body: first.zip(last).map(|(first, last)| first..last + 1) };
    // What dates and credits stand there are those of other articles.
    let fields =
        if absent { Fields::default() } else { fields::read(document, &zone, Known { url, ..known }) };
    let lines: Vec<usize> = (0..document.lines.len()).filter(|&l| is_body(&document.lines[l])).collect();
    let text = text(document, &lines, url, form.markup);
    if absent || text.is_empty() && !(title.is_some() && measures.iter().filter(|m| m.chars > 0).count() == 1)
    {
        document.flag("extract/no-article");
    }
    if paged::is_paged(document, &lines, headline, url, discussed) {
        document.flag("extract/paged");
    }
    if is_foreign(document) {
        document.flag("lang/other");
    }
    let Fields { mut date, heat, source, mut author } = fields;
    // Behind the text of a thread stands the time of its last reply.
    let late = date.as_ref().is_some_and(|found| found.rule == "date/after-body");
    let in_body = |mut post: Post| {
        post.lines.retain(|line| lines.binary_search(line).is_ok());
        (!post.lines.is_empty()).then_some(post)
    };
    let by_lines: Option<Vec<Post>> = by_lines.map(|posts| posts.into_iter().filter_map(in_body).collect());
    let asked = form.threads == Threads::Posts || author.is_none() || late;
    // A letter's head and a floor's say who wrote it, be there no other.
    let headed = by_lines.is_some();
    let mut posts = match by_lines {
        Some(posts) => {
            date = date.or_else(|| posts.first()?.date.clone());
            posts
        }
        None if discussed && asked => posts::posts(document, &classes, &lines, headline, known.reference),
        None => Vec::new(),
    };
    // What the page credits as a whole is the opening post's, and the other way about; forum software has articles, too.
    let replied = posts.len() > 1;
    if let Some(opening) = posts.first_mut() {
        let own = opening.author.clone().filter(|_| replied || headed);
        // Beside a post's date stand its buttons, too.
        let guessed = author.as_ref().is_some_and(|found| found.rule == "author/beside-date");
        let corrected =
            own.as_ref().zip(author.as_ref()).is_some_and(|(own, author)| own.value != author.value);
        author = if guessed && corrected { own } else { author.or(own) };
        if late && replied {
            date.clone_from(&opening.date);
        }
        opening.author = author.clone().or(opening.author.take());
        opening.date = date.clone().or(opening.date.take());
    }
    let posts = (form.threads == Threads::Posts).then(|| {
        for post in &mut posts {
            post.text = self::text(document, &post.lines, url, form.markup);
        }
        posts
    });
    Article { title, date, heat, source, author, body: text, posts }
}

/// These lines, what rules removed from them left out.
fn text(document: &Document, lines: &[usize], url: Option<&str>, markup: Markup) -> String {
    if markup == Markup::Kept {
        return markdown::render(document, lines, url);
    }
    let lines: Vec<_> =
        lines.iter().map(|&line| document.lines[line].kept()).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Whether the page is in another language: kana among its hanzi, or hardly a hanzi among its letters. Judged on
/// the body, or where there is none on the whole page.
fn is_foreign(document: &Document) -> bool {
    // A Chinese article on programming may be nine tenths code; a Japanese one has a third of kana at least.
    const LEAST_HANZI: f32 = 0.05;
    const MOST_KANA: f32 = 0.15;
    let has_body = document.lines.iter().any(|l| l.role == Role::Body);
    let (mut hanzi, mut kana, mut letters) = (0, 0, 0);
    for line in document.lines.iter().filter(|l| !has_body || l.role == Role::Body) {
        for c in line.text.chars() {
            match c {
                '\u{4e00}'..='\u{9fff}' => hanzi += 1,
                _ if is_hanzi(c) => hanzi += 1,
                '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' => kana += 1,
                _ => letters += usize::from(measure::is_letter(c)),
            }
        }
    }
    let all = (hanzi + kana + letters) as f32;
    all > 0.0 && ((hanzi as f32) < LEAST_HANZI * all || kana as f32 > MOST_KANA * (hanzi + kana) as f32)
}
