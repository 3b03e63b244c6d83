use std::time::Duration;

use cpu_time::ThreadTime;
use proptest::prelude::*;

use super::*;
use crate::segment::event::{Element, Event};
use crate::segment::strip::{Keep, strip};
use crate::segment::tree::events_of_scraper;

/// Names whose values are read somewhere.
const NAMES: [&str; 7] = ["id", "class", "style", "href", "name", "type", "a\u{fffd}"];

/// An event a line, neighbouring texts as one.
#[derive(Default)]
struct Trace(Vec<String>);

impl Trace {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Element { name, attributes, .. }) => {
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
        "a",
        "address",
        "b",
        "big",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "code",
        "col",
        "colgroup",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "fieldset",
        "font",
        "form",
        "frame",
        "h1",
        "h2",
        "head",
        "hr",
        "html",
        "i",
        "img",
        "image",
        "input",
        "li",
        "link",
        "listing",
        "marquee",
        "menu",
        "meta",
        "nobr",
        "object",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "section",
        "select",
        "small",
        "span",
        "strong",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "u",
        "ul",
        "wbr",
        "xmp",
        "x-y",
        "o:p",
        "applet",
    ];
    const PIECES: [&str; 36] = [
        " ",
        "\n",
        "甲",
        "乙 丙",
        "\u{3000}\u{3000}",
        "&nbsp;",
        "&amp;",
        "&#20013;",
        "&#x4e2d",
        "&notit;",
        "&lt",
        "&",
        "&#",
        "&#0;",
        "&#10",
        "&NewLine;",
        "<",
        "</",
        "<>",
        "</>",
        "< ",
        "<!-- x -->",
        "<!--",
        "-->",
        "--!>",
        "<!x>",
        "<?xml?>",
        "\0",
        "<!DOCTYPE html>",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01//EN\">",
        ">",
        "=",
        "\"",
        "'",
        "/",
        "x",
    ];
    const ATTRIBUTES: [&str; 14] = [
        "",
        "",
        "",
        " id=a",
        " id='b'",
        " class=\"甲 & 乙\"",
        " ID=\"&lt;&copy=1&copy;\"",
        " id = c",
        " id=d id=e",
        " style",
        "/",
        " /",
        " type=hidden",
        " href=?a=b&amp;c&d;",
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

#[test]
fn fixtures_make_the_tree_that_scraper_makes() {
    let mut folders = vec![std::path::PathBuf::from("fixtures")];
    let (mut pages, mut compared) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "html") {
                let bytes = std::fs::read(&path).unwrap();
                let text = crate::decode::decode(&bytes, None).text;
                for keep in [Keep::Read, Keep::All] {
                    let source = strip(&text, keep).source;
                    assert_eq!(agree(&source), Ok(()), "{}", path.display());
                    pages += 1;
                    compared += usize::from(parse(&source).is_some());
                }
            }
        }
    }
    assert!(pages > 150 && compared * 20 > pages * 19, "{compared} of {pages}");
}

#[test]
fn a_page_of_another_grammar_is_left_to_scraper() {
    assert!(parse("<p>甲<svg><p>乙").is_none());
    assert!(parse("<frameset><frame>").is_none());
}

#[test]
fn a_line_feed_at_the_beginning_goes_where_nothing_stands_before_it() {
    for begins in ["<pre>", "<listing id='b'>", "<textarea>"] {
        for between in ["", "</>", "<!-- -->", "\0", "&", "</", "<>", "&#0", "</x>", "<?>"] {
            for feed in ["\n", "\n\n", "&#10;", "&#10", "&#xa;", "&#xa", "&NewLine;"] {
                let source = format!("{begins}{between}{feed}甲");
                assert_eq!(agree(&source), Ok(()));
            }
        }
    }
}

/// A quarter of a megabyte of each takes a fraction of a second unoptimised where the cost is linear: of the processor,
/// so that it does not matter what else the machine does.
#[test]
fn hostile_pages_cost_no_more_than_their_size() {
    const BOUND: Duration = Duration::from_secs(10);
    let bombs = [
        "<div>",
        "<b>",
        "<b id=N>",
        "<p><b id=N></p>",
        "<div><b id=N></div>",
        "<a>",
        "<a><div>",
        "<table>",
        "<td>",
        "<table>甲<td>乙",
        "<table><tr>甲&amp;",
        "<li>",
        "<x-y>",
        "</x-y>",
        "<x-y></x-y></z>",
        "<html aN=1>",
        "<body aN>",
        "<p aN=1 bN=2",
        "&",
        "&#",
        "&#9",
        "&notit;",
        "&amp;",
        "<!--",
        "<!",
        "<?",
        "</",
        "<",
        "\0",
        "<p \0",
        "--!",
        "<pre>",
        "<form><div></form>",
        "<nobr>",
        "<select><option>",
        "<ruby><rt>",
        "<b></p>",
        "<font><p></font>",
        "<b><i><u><s><p></b>",
        "<textarea></textare>",
        "<title>&amp;</titl>",
        "<h1><caption>",
        "<marquee><b>",
        "\r",
        "=\"",
    ];
    for bomb in bombs {
        let mut page = String::from("<p>先有一句话。</p>");
        for n in 0.. {
            page.push_str(&bomb.replace('N', &n.to_string()));
            if page.len() > 1 << 18 {
                break;
            }
        }
        let start = ThreadTime::now();
        let document = crate::segment::html(&page);
        assert_eq!(document.lines[0].text, "先有一句话。", "{bomb}");
        assert!(start.elapsed() < BOUND, "{bomb}: {:?}", start.elapsed());
    }
    let attributes: String = (0..900).map(|n| format!(" a{n}=1")).collect();
    let start = ThreadTime::now();
    crate::segment::html(&format!("<b{attributes}><p{attributes}>").repeat(60));
    assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());
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

    #[test]
    fn bytes_of_any_kind_make_a_document(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..40) {
        crate::segment::html(&String::from_utf8_lossy(&bytes));
        let page = "<table a='甲'><td>&nbsp;乙<!-- 丙 --><b>丁</table></b>";
        crate::segment::html(&page[page.ceil_char_boundary(cut)..]);
        crate::segment::html(&page[..page.floor_char_boundary(cut)]);
    }
}
