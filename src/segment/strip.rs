//! Cuts out of a page's source what is never shown or read: scripts, styles, drawings, comments, fallbacks, and
//! most attributes. Saves half of the parse, and bounds the attributes of a tag. Line ends come out as line
//! feeds.

use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter, memchr3};

use super::attributes::{self, LONGEST_VALUE};

/// Attributes a tag may have; the rest of the tag is left out. Of 317 real portal pages none has a tag with more
/// than 24.
const MAX_ATTRIBUTES: usize = 1000;

/// A tag of fewer bytes cannot pass [`MAX_ATTRIBUTES`]: each takes two at least.
const SHORT_TAG: usize = 2 * MAX_ATTRIBUTES;

/// Elements whose content no reader sees. `textarea` is kept: it is a form control, but visible.
const UNSEEN: [&str; 9] =
    ["script", "style", "svg", "noscript", "iframe", "template", "noframes", "noembed", "math"];

/// A page's source without what is never shown.
pub struct Stripped {
    /// What remains for the parser.
    pub source: String,
    /// The contents of `<script type="application/ld+json">`.
    pub ld_json: Vec<String>,
    /// A tag had more than [`MAX_ATTRIBUTES`] attributes.
    pub attributes_limited: bool,
}

/// Which attributes stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Those that segmentation reads.
    Read,
    /// All: somebody asks for others.
    All,
}

/// Cuts, in one pass over the bytes.
pub fn strip(source: &str, keep: Keep) -> Stripped {
    let bytes = source.as_bytes();
    let mut out = Stripped {
        source: String::with_capacity(source.len()),
        ld_json: Vec::new(),
        attributes_limited: false,
    };
    let mut closed = Closings::new(source);
    let mut kept = 0;
    let mut at = 0;
    while let Some(step) = memchr(b'<', &bytes[at..]) {
        let tag = at + step;
        let rest = &bytes[tag..];
        if !rest.get(1).is_some_and(|b| b.is_ascii_alphabetic()) {
            at = tag + 1;
            if rest.starts_with(b"<!--") {
                // An unclosed comment would swallow the page: then only its mark goes.
                let end = closed.comment(tag + 4).unwrap_or(tag + 4);
                out.source.push_str(&source[kept..tag]);
                kept = end;
                at = end;
            }
            continue;
        }
        let unseen = unseen(rest);
        if unseen.is_none() && keep == Keep::Read {
            out.source.push_str(&source[kept..tag]);
            kept = tag;
            let before = out.source.len();
            let slimmed = attributes::slim(&source[tag..], &mut out.source);
            if let Some(slimmed) = slimmed.filter(|slimmed| slimmed.length <= SHORT_TAG) {
                at = tag + slimmed.length;
                kept = if slimmed.is_appended { at } else { tag };
                continue;
            }
            out.source.truncate(before);
        }
        let end = tag_end(bytes, tag);
        if let Some(element) = unseen {
            let close = closed.element(element, end);
            let self_closing = bytes[tag..end].ends_with(b"/>") && UNSEEN[element] == "svg";
            // An unclosed script or style runs to the end of the page, as a browser has it; of the others
            // only the tag goes.
            let (content_end, after) = match close {
                _ if self_closing => (end, end),
                Some(close) => (close, tag_end(bytes, close)),
                None if element < 2 => (bytes.len(), bytes.len()),
                None => (end, end),
            };
            if element == 0 && contains_ignore_case(&bytes[tag..end], b"ld+json") {
                out.ld_json.push(source[end..content_end].to_owned());
            }
            out.source.push_str(&source[kept..tag]);
            kept = after;
            at = after;
            continue;
        }
        out.source.push_str(&source[kept..tag]);
        kept = tag;
        if end - tag > SHORT_TAG
            && let Some(cut) = attribute_limit(bytes, tag, end)
        {
            out.source.push_str(&source[tag..cut]);
            out.source.push('>');
            out.attributes_limited = true;
            kept = end;
        } else if keep == Keep::Read && attributes::slim_whole(&source[tag..end], &mut out.source) {
            kept = end;
        } else if source[tag..end].eq_ignore_ascii_case("<a>") {
            // The same place as `slim_whole` makes of it.
            out.source.push_str("<a name>");
            kept = end;
        }
        at = end;
    }
    out.source.push_str(&source[kept..]);
    if memchr(b'\r', out.source.as_bytes()).is_some() {
        out.source = bare_line_feeds(&out.source);
    }
    out
}

/// With a line feed for every carriage return, and for both together.
fn bare_line_feeds(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut from = 0;
    for at in memchr_iter(b'\r', source.as_bytes()) {
        out.push_str(&source[from..at]);
        if source.as_bytes().get(at + 1) != Some(&b'\n') {
            out.push('\n');
        }
        from = at + 1;
    }
    out.push_str(&source[from..]);
    out
}

/// Where the elements end; each is looked up once and then remembered as absent, so that a page of unclosed
/// tags stays linear.
struct Closings<'a> {
    bytes: &'a [u8],
    comment_end: Finder<'static>,
    end_tag: Finder<'static>,
    absent: [bool; UNSEEN.len()],
    comment_absent: bool,
}

impl<'a> Closings<'a> {
    fn new(source: &'a str) -> Self {
        Closings {
            bytes: source.as_bytes(),
            comment_end: Finder::new(b"-->"),
            end_tag: Finder::new(b"</"),
            absent: [false; UNSEEN.len()],
            comment_absent: false,
        }
    }

    /// End of the comment whose text begins at `from`.
    fn comment(&mut self, from: usize) -> Option<usize> {
        if self.comment_absent {
            return None;
        }
        let found = self.comment_end.find(&self.bytes[from..]).map(|i| from + i + 3);
        self.comment_absent = found.is_none();
        found
    }

    /// Start of the closing tag of an element whose content begins at `from`.
    fn element(&mut self, element: usize, from: usize) -> Option<usize> {
        if self.absent[element] {
            return None;
        }
        let mut at = from;
        while let Some(step) = self.end_tag.find(&self.bytes[at..]) {
            let close = at + step;
            if is_tag(&self.bytes[close + 1..], UNSEEN[element]) {
                return Some(close);
            }
            at = close + 2;
        }
        self.absent[element] = true;
        None
    }
}

/// Which of [`UNSEEN`] begins here.
fn unseen(rest: &[u8]) -> Option<usize> {
    // Most tags begin with other letters than any of them.
    let may_be = matches!(
        (rest.get(1)? | 0x20, rest.get(2)? | 0x20),
        (b's', b'c' | b't' | b'v') | (b'n', b'o') | (b'i', b'f') | (b't', b'e') | (b'm', b'a')
    );
    may_be.then(|| UNSEEN.iter().position(|name| is_tag(rest, name)))?
}

/// Whether `rest`, from `<` or from the slash of a closing tag on, names this element.
fn is_tag(rest: &[u8], name: &str) -> bool {
    let end = 1 + name.len();
    rest.get(1..end).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        && !rest.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-')
}

/// Behind the `>` that ends the tag; a quote hides one. An unclosed quote hides nothing: a browser would read
/// on to the next quote, but a page cut there is more often one with a stray quote.
fn tag_end(bytes: &[u8], tag: usize) -> usize {
    let mut at = tag;
    while let Some(step) = memchr3(b'>', b'"', b'\'', &bytes[at..]) {
        let here = at + step;
        if bytes[here] == b'>' {
            return here + 1;
        }
        let window = &bytes[here + 1..bytes.len().min(here + 1 + LONGEST_VALUE)];
        let opens = bytes[..here].iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b'=');
        match memchr(bytes[here], window) {
            Some(close) if opens => at = here + close + 2,
            _ => at = here + 1,
        }
    }
    bytes.len()
}

/// Where the attribute after the last permitted one begins, if the tag has too many.
fn attribute_limit(bytes: &[u8], tag: usize, end: usize) -> Option<usize> {
    let mut seen = 0;
    let mut quote = None;
    let mut in_word = true;
    for (at, &b) in bytes.iter().enumerate().take(end).skip(tag) {
        match quote {
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None if b == b'"' || b == b'\'' => quote = Some(b),
            None if b.is_ascii_whitespace() || b == b'/' => in_word = false,
            None if !in_word => {
                in_word = true;
                seen += 1;
                if seen > MAX_ATTRIBUTES {
                    return Some(at);
                }
            }
            None => {}
        }
    }
    None
}

fn contains_ignore_case(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_tag_that_is_slimmed_while_its_end_is_looked_for_is_the_same(
            element in "<(a|p|font|img|span|meta)", rest in "[ab>=\"'/ ]{0,12}|( ?(id|class|title|href)=(\"[a>]{0,3}\"|'b'|c))*>"
        ) {
            let page = format!("{element}{rest}a='>' b=\">\">");
            let (mut one, mut other) = (String::new(), String::new());
            if let Some(slimmed) = attributes::slim(&page, &mut one) {
                prop_assert_eq!(slimmed.length, tag_end(page.as_bytes(), 0));
                prop_assert_eq!(slimmed.is_appended, attributes::slim_whole(&page[..slimmed.length], &mut other));
                prop_assert_eq!(one, other);
            } else {
                prop_assert!(one.is_empty());
            }
        }
    }

    fn strip(source: &str) -> Stripped {
        super::strip(source, Keep::Read)
    }

    #[test]
    fn what_is_never_shown_goes_and_the_rest_stays() {
        let page = "甲<script>if (a</b/.test(c)) '<p>'</script>乙<!-- 丙 -->丁<STYLE>x</Style >戊<svg><path/></svg>己";
        assert_eq!(strip(page).source, "甲乙丁戊己");
    }

    #[test]
    fn linked_data_is_kept_aside() {
        let stripped = strip("<script type='application/LD+JSON'>{\"a\":1}</script><p>甲");
        assert_eq!(stripped.ld_json, ["{\"a\":1}"]);
        assert_eq!(stripped.source, "<p>甲");
    }

    #[test]
    fn an_unclosed_comment_takes_only_its_mark() {
        assert_eq!(strip("甲<!-- 乙<p>丙</p>").source, "甲 乙<p>丙</p>");
    }

    #[test]
    fn a_bracket_in_a_quoted_value_does_not_end_a_tag() {
        assert_eq!(strip("<p id='<script>'>甲</p>").source, "<p id='<script>'>甲</p>");
    }

    #[test]
    fn a_tag_with_too_many_attributes_is_cut_short() {
        let page = format!("<p {}>甲</p>", "a ".repeat(5000));
        let stripped = strip(&page);
        assert!(stripped.attributes_limited);
        assert_eq!(stripped.source.matches("a ").count(), MAX_ATTRIBUTES);
        assert!(stripped.source.ends_with(">甲</p>"));
    }
}
