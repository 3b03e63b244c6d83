//! Links and pictures of a line, for whoever wants the markup and not the words alone.

use super::event::Attributes;
use crate::document::{Inline, Picture, Target};

/// Where a page may have the address of a picture: scripts that load it late leave the true one aside.
const SOURCES: [&str; 9] = [
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
    "data-lazyload",
    "zoomfile",
    "file",
    "_src",
    "src",
];

/// What stands in for a picture that is still to come.
const STAND_INS: [&str; 7] =
    ["blank.", "spacer.", "loading.", "placeholder", "grey.gif", "none.gif", "pixel.gif"];

/// What stands beside text without being of it.
const FURNITURE: [&str; 6] = ["button", "avatar", "/portrait/", "smiley", "emoticon", "/face/"];

/// Pictures that are no wider or higher are bullets and buttons.
const SMALL: u32 = 32;

/// The picture of an `<img>`, unless it is a stand-in or part of the layout.
pub(super) fn picture(attributes: &dyn Attributes) -> Option<Picture> {
    let small = |name| {
        let size = attributes
            .get(name)
            .and_then(|size: &str| size.trim_end_matches("px").trim().parse::<u32>().ok());
        size.is_some_and(|size| size <= SMALL)
    };
    if small("width") || small("height") {
        return None;
    }
    let real = |source: &&str| {
        let name = source.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        !source.is_empty()
            && !source.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
            && !STAND_INS.iter().any(|stand_in| name.contains(stand_in))
    };
    let source = SOURCES.iter().filter_map(|name| attributes.get(name)).map(str::trim).find(real)?;
    let folded = source.to_ascii_lowercase();
    if FURNITURE.iter().any(|word| folded.contains(word)) {
        return None;
    }
    let alt = attributes.get("alt").or_else(|| attributes.get("title")).unwrap_or_default();
    let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Picture { source: source.into(), alt: alt.into() })
}

/// The inline elements of the line being read.
#[derive(Debug, Default)]
pub(super) struct Targets {
    inlines: Vec<Inline>,
    /// How many links were open around the last one, to tell two neighbours with one address.
    depth: usize,
    /// Bytes of the line that were counted, and the characters that they are.
    counted: (usize, usize),
}

impl Targets {
    fn count(&mut self, text: &str) -> usize {
        let (bytes, chars) = self.counted;
        self.counted = (text.len(), chars + text[bytes..].chars().count());
        self.counted.1
    }

    /// A word in a link is about to be appended to `text`.
    pub(super) fn link(&mut self, text: &str, word: &str, address: &str, depth: usize) {
        let start = self.count(text);
        let end = start + word.chars().count();
        let spaced = usize::from(text.ends_with(' '));
        match self.inlines.last_mut() {
            Some(Inline { span, target: Target::Link(known) })
                if **known == *address && self.depth == depth && span.end + spaced == start =>
            {
                span.end = end;
            }
            _ => self.inlines.push(Inline { span: start..end, target: Target::Link(address.into()) }),
        }
        self.depth = depth;
    }

    /// A picture stands behind `text`.
    pub(super) fn picture(&mut self, text: &str, picture: Picture) {
        let at = self.count(text);
        self.inlines.push(Inline { span: at..at, target: Target::Image(picture) });
    }

    /// All of them; none where the line was parted after they were found, which only rows of facts are.
    pub(super) fn of(self, read: &str, parted: &str) -> Vec<Inline> {
        if self.inlines.is_empty() || read == parted { self.inlines } else { Vec::new() }
    }
}
