use proptest::prelude::*;

use super::*;
use crate::segment::event::Event;
use crate::segment::tree::events_of_scraper;

/// Names whose values are read somewhere.
const NAMES: [&str; 7] = ["id", "class", "style", "href", "name", "type", "a\u{fffd}"];

/// An event a line, neighbouring texts as one.
#[derive(Default)]
struct Trace(Vec<String>);

impl Trace {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(name, attributes, _) => {
                let values: Vec<_> =
                    NAMES.iter().filter_map(|n| attributes.get(n).map(|v| format!(" {n}={v:?}"))).collect();
                self.0.push(format!("<{name}{}>", values.concat()));
            }
            Event::Text(text) => match self.0.last_mut().filter(|last| last.starts_with('"')) {
                Some(last) => last.push_str(text),
                None => self.0.push(format!("\"{text}")),
            },
            Event::End => self.0.push("<>".into()),
        }
    }
}

fn ours(source: &str) -> Option<Vec<String>> {
    let (tree, _) = parse(source)?;
    let mut trace = Trace::default();
    tree.walk(&mut |event| trace.take(event));
    Some(trace.0)
}

fn of_scraper(source: &str) -> Vec<String> {
    let mut trace = Trace::default();
    events_of_scraper(source, &[], |event| trace.take(event));
    trace.0
}

/// Whether both make the same of a page, or ours nothing.
fn agree(source: &str) -> Result<(), String> {
    match ours(source) {
        Some(ours) if ours != of_scraper(source) => {
            Err(format!("{source:?}\nours    {}\nscraper {}", ours.concat(), of_scraper(source).concat()))
        }
        _ => Ok(()),
    }
}

/// What tag soup is made of.
fn soup() -> impl Strategy<Value = String> {
    const TAGS: [&str; 72] = [
        "a", "address", "b", "big", "blockquote", "body", "br", "button", "caption", "center", "code", "col",
        "colgroup", "dd", "div", "dl", "dt", "em", "fieldset", "font", "form", "frame", "h1", "h2", "head", "hr",
        "html", "i", "img", "image", "input", "li", "link", "listing", "marquee", "menu", "meta", "nobr", "object",
        "ol", "optgroup", "option", "p", "plaintext", "pre", "rp", "rt", "rtc", "ruby", "s", "section", "select",
        "small", "span", "strong", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title",
        "tr", "u", "ul", "wbr", "xmp", "x-y", "o:p", "applet",
    ];
    const PIECES: [&str; 34] = [
        " ", "\n", "甲", "乙 丙", "\u{3000}\u{3000}", "&nbsp;", "&amp;", "&#20013;", "&#x4e2d", "&notit;", "&lt", "&",
        "&#", "&#0;", "<", "</", "<>", "</>", "< ", "<!-- x -->", "<!--", "-->", "--!>", "<!x>", "<?xml?>", "\0",
        "<!DOCTYPE html>", "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01//EN\">", ">", "=", "\"", "'", "/", "x",
    ];
    const ATTRIBUTES: [&str; 14] = [
        "", "", "", " id=a", " id='b'", " class=\"甲 & 乙\"", " ID=\"&lt;&copy=1&copy;\"", " id = c", " id=d id=e",
        " style", "/", " /", " type=hidden", " href=?a=b&amp;c&d;",
    ];
    let start = (prop::sample::select(&TAGS[..]), prop::sample::select(&ATTRIBUTES[..]))
        .prop_map(|(tag, attributes)| format!("<{tag}{attributes}>"));
    let end = prop::sample::select(&TAGS[..]).prop_map(|tag| format!("</{tag}>"));
    let piece = prop::sample::select(&PIECES[..]).prop_map(str::to_owned);
    // Often enough to nest and misnest: few kinds at once.
    let few = prop::collection::vec(prop_oneof![4 => start, 3 => end, 3 => piece], 1..9);
    let chosen = few.prop_flat_map(|few| prop::collection::vec(prop::sample::select(few), 0..40));
    chosen.prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn tag_soup_makes_the_tree_that_scraper_makes(source in soup()) {
        prop_assert_eq!(agree(&source), Ok(()));
    }

    #[test]
    fn any_characters_make_the_tree_that_scraper_makes(source in "[<>/!?&;#=\"' \n\0a-dptr甲-]{0,60}") {
        prop_assert_eq!(agree(&source), Ok(()));
    }
}
