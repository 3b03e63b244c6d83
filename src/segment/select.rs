//! CSS selectors: which elements of a page somebody wants marked. With `tree`, it sees the types of
//! `scraper`.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::Html;

/// A list of CSS selectors, ready to be asked.
#[derive(Debug, Clone)]
pub struct Selector(scraper::Selector);

/// Why a text is no selector that a page can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSelector {
    /// Where the trouble begins, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// A selector, and the number that the lines in its elements are to bear.
#[derive(Debug, Clone, Copy)]
pub struct Pick<'a> {
    /// Comes out as an entry of [`crate::document::Birth::picked`].
    pub mark: u32,
    /// The elements.
    pub selector: &'a Selector,
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// It is no CSS, asks for a state that no stored page has, or asks each element for all of its siblings or
    /// descendants: a hostile page would make that cost its square.
    pub fn parse(text: &str) -> Result<Selector, BadSelector> {
        if let Some(dear) = dear(text) {
            return Err(dear);
        }
        scraper::Selector::parse(text).map(Selector).map_err(|_| bad(text))
    }
}

/// The marks of the elements that are picked.
pub(super) fn marks(html: &Html, picks: &[Pick<'_>]) -> HashMap<NodeId, Vec<u32>> {
    let mut marks: HashMap<NodeId, Vec<u32>> = HashMap::new();
    for pick in picks {
        for element in html.select(&pick.selector.0) {
            let of_element = marks.entry(element.id()).or_default();
            if !of_element.contains(&pick.mark) {
                of_element.push(pick.mark);
            }
        }
    }
    marks
}

/// The trouble begins where the longest beginning ends that is a selector: the parser does not say.
fn bad(text: &str) -> BadSelector {
    let ends = text.char_indices().map(|(at, _)| at).filter(|at| *at > 0).rev();
    let sound = ends.into_iter().find(|end| scraper::Selector::parse(&text[..*end]).is_ok()).unwrap_or(0);
    let sound = text[..sound].trim_end().len();
    let rest = text[sound..].trim();
    let (message, help) = match rest.chars().next() {
        None => ("is empty".to_owned(), "write such as \"div.related\"".to_owned()),
        Some('>' | '+' | ',') if rest.len() == 1 => {
            (format!("nothing follows `{rest}`"), format!("write such as \"{} .related\"", text.trim()))
        }
        Some(':') => (
            format!("`{rest}` is nothing that an element of a stored page can be"),
            "write a class, an id, an attribute or a place such as `:first-child`".to_owned(),
        ),
        Some('[') => (
            format!("`{rest}` is no test of an attribute"),
            "write such as [name], [name=\"value\"], [name^=\"beginning\"]".to_owned(),
        ),
        Some(_) => (format!("`{rest}` is no CSS"), "write such as \"div.related, #share > a\"".to_owned()),
    };
    BadSelector { at: text.len() - text[sound..].trim_start().len(), message, help }
}

/// What would cost a page's square, outside of quotes and brackets.
fn dear(text: &str) -> Option<BadSelector> {
    let (mut quote, mut brackets) = (None, 0_usize);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => brackets += 1,
            (None, ']') => brackets = brackets.saturating_sub(1),
            (None, '~') if brackets == 0 => {
                return Some(BadSelector {
                    at,
                    message: "`~` asks each element for all of its siblings".to_owned(),
                    help: "write `+`, or a class of the element itself".to_owned(),
                });
            }
            (None, ':') if text[at..].to_ascii_lowercase().starts_with(":has(") => {
                return Some(BadSelector {
                    at,
                    message: "`:has` asks each element for all that stands in it".to_owned(),
                    help: "write a class of the element itself, or words in `any`".to_owned(),
                });
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_selector_says_where_the_trouble_begins() {
        for (text, at, part) in [
            ("div..x", 3, "no CSS"),
            ("div.related >", 12, "nothing follows"),
            ("a:hover", 1, "stored page"),
            ("div[=x]", 3, "attribute"),
            ("", 0, "empty"),
            ("h2 ~ p", 3, "siblings"),
            ("div:has(a)", 3, "stands in it"),
        ] {
            let bad = Selector::parse(text).unwrap_err();
            assert_eq!(bad.at, at, "{text}: {bad:?}");
            assert!(bad.message.contains(part), "{text}: {bad:?}");
        }
        for good in ["div.related, #share > a", "[class~='ad']", "a[href*=':has(']", "li:nth-child(2)"] {
            assert!(Selector::parse(good).is_ok(), "{good}");
        }
    }
}
