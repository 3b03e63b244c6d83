//! A page on the bench: every line with what became of it, and the rules that nearly took it.

use serde::{Deserialize, Serialize};

use super::Workbench;
use super::pool::{Group, Specimen};
use super::rule::Written;
use crate::error::Error;
use crate::page::Page;
use crate::pipeline::Cleaner;
use crate::report::{LINES, View};
use crate::segment;
use crate::sweep::{self, Near};

/// Pages of a list; whoever looks for more says what for.
const PAGES: usize = 200;

/// Characters of a line in the list.
const SNIPPET: usize = 120;

/// A page to look at.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// One of the pool, by its number.
    Page(usize),
    /// HTML or text that was pasted.
    Pasted {
        /// What was pasted.
        text: String,
        /// Its address, which site rules go by.
        url: Option<String>,
    },
}

/// A page as it is shown.
#[derive(Debug, Serialize)]
pub struct Shown {
    view: View,
    /// Of each line of the page, in order: the rules that nearly took it.
    near: Vec<Vec<Near>>,
    /// The rule of the editor, where it is right and was tried: what it takes here is shown as taken.
    tried: Option<String>,
}

/// A page in the list.
#[derive(Debug, Serialize)]
pub struct Listed {
    page: usize,
    group: Group,
    id: String,
    title: String,
    /// The line that holds what was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<String>,
}

impl Workbench {
    /// The pages that hold some words in their id, address or text, and how many there are of them.
    pub fn list(&self, words: &str) -> (Vec<Listed>, usize) {
        let words = words.trim().to_lowercase();
        let mut list = Vec::new();
        let mut all = 0;
        for (page, specimen) in self.pool.specimens.iter().enumerate() {
            let Some(line) = specimen.find(&words) else { continue };
            all += 1;
            if list.len() < PAGES {
                list.push(Listed {
                    page,
                    group: specimen.group,
                    id: specimen.page.id.clone(),
                    title: short(specimen.title(), 0),
                    line,
                });
            }
        }
        (list, all)
    }

    /// Cleans a page with the rules in force, and with that of the editor if it is right.
    ///
    /// # Errors
    /// [`Error::Usage`] where there is no such page; [`Error::Rules`] where the rules in force do not load.
    pub fn show(&self, subject: &Subject, written: Option<&Written>) -> Result<Shown, Error> {
        let base = self.base()?;
        let tried = written.and_then(|written| self.try_out(written).ok()).map(|(_, tried)| tried);
        let rules = tried.as_ref().map_or_else(|| base.shared_rules(), |tried| tried.with.clone());
        let (page, cleaner) = match subject {
            Subject::Page(number) => {
                let specimen = self.pool.specimens.get(*number);
                let specimen = specimen.ok_or_else(|| Error::Usage(format!("there is no page {number}")))?;
                (specimen.page.clone(), specimen.cleaner.clone())
            }
            Subject::Pasted { text, url } => (pasted(text, url.as_deref()), Cleaner::clone(&base)),
        };
        let cleaner = cleaner.under(rules);
        let unswept = cleaner.unswept(&page);
        let (view, cleaned) = View::of(&cleaner, &page);
        let url = page.url.as_deref();
        let near = sweep::near(&unswept, &cleaned.document, cleaner.rules(), url, LINES);
        Ok(Shown { view, near, tried: tried.map(|tried| tried.id) })
    }
}

impl Specimen {
    /// Whether the page holds the words; the line that does, where it is not the id or address.
    #[expect(clippy::option_option, reason = "no page, and no line")]
    fn find(&self, words: &str) -> Option<Option<String>> {
        let holds = |text: &str| text.to_lowercase().contains(words);
        if words.is_empty() || holds(&self.page.id) || self.page.url.as_deref().is_some_and(holds) {
            return Some(None);
        }
        let lines = self.unswept.head.iter().map(|head| &head.line).chain(&self.unswept.lines);
        let line = lines.map(|line| line.text.as_str()).find(|text| holds(text))?;
        let at = line.to_lowercase().find(words).unwrap_or(0);
        Some(Some(short(line, at)))
    }
}

/// A text that somebody pasted as a page.
fn pasted(text: &str, url: Option<&str>) -> Page {
    let page = match segment::looks_like_html(text) {
        true => Page::html("pasted", text),
        false => Page::text("pasted", text),
    };
    match url.map(str::trim).filter(|url| !url.is_empty()) {
        Some(url) => page.with_url(url),
        None => page,
    }
}

/// A part of a line, from shortly before a place.
fn short(line: &str, at: usize) -> String {
    let before = line.char_indices().take_while(|(start, _)| *start < at).count();
    let from = before.saturating_sub(SNIPPET / 4);
    let mut text: String = line.chars().skip(from).take(SNIPPET).collect();
    if from > 0 {
        text.insert(0, '…');
    }
    if line.chars().nth(from + SNIPPET).is_some() {
        text.push('…');
    }
    text
}
