//! What is left after the sweep becomes fields: headline, date, heat, source, author and body.
//!
//! The method for the body is the headline-anchored container: find the headline by what `<title>` says, let
//! every sentence-like line vote for the containers around it, take the best one whole, prune inside it.

mod body;
mod container;
mod headline;
mod measure;
mod plain;
mod prune;

use std::ops::Range;

use headline::Titles;

use crate::document::{Document, Found, Kind, Role};
use crate::pipeline::Context;

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
}

impl Article {
    /// Where the fields' words stand, as (line index, byte range); the body's lines are told by their role.
    pub fn spans(&self) -> Vec<(usize, Range<usize>)> {
        [
            self.title.as_ref().and_then(|f| f.at.clone()),
            self.date.as_ref().and_then(|f| f.at.clone()),
            self.heat.as_ref().and_then(|f| f.at.clone()),
            self.source.as_ref().and_then(|f| f.at.clone()),
            self.author.as_ref().and_then(|f| f.at.clone()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whether the page is worth nothing: no article is left and a spam flag stands.
    pub fn rejected(&self, document: &Document) -> bool {
        self.body.is_empty()
            && document.flags.contains("extract/no-article")
            && document.flags.iter().any(|f| f.starts_with("spam/"))
    }
}

/// Reads the fields and marks the lines of the body.
pub fn extract(document: &mut Document, _context: &Context<'_>) -> Article {
    let measures = measure::measure(document);
    let titles = Titles::of(document);
    let (body, headline) = match document.kind {
        Kind::Html => {
            let anchor = headline::anchor(document, &measures, &titles);
            (body::select(document, &measures, anchor), None)
        }
        Kind::Text => plain::select(document, &measures),
    };
    for (line, role) in body.roles {
        document.lines[line].role = role;
    }
    let first = document.lines.iter().position(|l| l.role == Role::Body);
    let title = match document.kind {
        Kind::Html => headline::title(document, &measures, &titles, first),
        Kind::Text => headline.map(|line| headline::of_line(document, line)),
    };
    let text = text(document);
    if text.is_empty() && title.is_none() {
        document.flag("extract/no-article");
    }
    Article { title, body: text, ..Article::default() }
}

/// The body's lines, what rules removed from them left out.
fn text(document: &Document) -> String {
    let lines: Vec<_> = document
        .lines
        .iter()
        .filter(|l| l.role == Role::Body)
        .map(|l| l.kept())
        .filter(|l| !l.is_empty())
        .collect();
    lines.join("\n")
}
