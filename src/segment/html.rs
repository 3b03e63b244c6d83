//! Events to lines: where a reader sees a break, a line ends.

use super::event::{Attributes, Event};
use super::layout::{Layout, layout};
use super::marks::Marks;
use super::select::Pick;
use super::targets::{Targets, picture};
use super::{Markup, credit, head, kit, plain, strip, style, tree};
use crate::document::{Birth, Block, BlockId, Document, Image, Kind, Line, is_hanzi, visible_chars};

/// Segments a page of HTML, and marks the lines that stand in elements that are picked.
pub fn segment(source: &str, picks: &[Pick<'_>], markup: Markup) -> Document {
    let bare = picks.is_empty() && markup == Markup::Plain;
    let keep = if bare { strip::Keep::Read } else { strip::Keep::All };
    let stripped = strip::strip(source, keep);
    let mut builder = Builder::new(markup);
    let stopped = tree::events(&stripped.source, picks, |event| builder.take(event));
    let mut document = builder.finish();
    for json in &stripped.ld_json {
        document.head.extend(head::linked_data(json));
    }
    if stripped.attributes_limited {
        document.flag("limit/attributes");
    }
    if let Some(stopped) = stopped {
        document.flag(stopped.limit);
        let unread = visible_outside_tags(&stripped.source[stopped.at..]);
        document.limited.push((stopped.limit.into(), unread));
    }
    document
}

/// An open element, as far as the builder must remember it.
struct Open {
    layout: Layout,
    link: bool,
    bold: bool,
    preformatted: bool,
    /// The line that stood open around a hidden or interface element, to be taken up again behind it.
    suspended: Option<Pending>,
    /// Whether the element brought its own hiddenness.
    hides: bool,
    /// An id such as the mirroring kit gives, and how much text had been read when the element began.
    mark: Option<(kit::Mark, usize)>,
    /// The marks it bears.
    marks: Vec<u32>,
    /// Whom its words credit: the key, and the line and the byte of it where they begin.
    credit: Option<(&'static str, usize, usize)>,
}

/// The line being read.
#[derive(Default)]
struct Pending {
    text: String,
    /// White space was seen behind `text`; whether it held a line break.
    space: Option<bool>,
    block: Option<BlockId>,
    links: usize,
    bold: usize,
    gap: bool,
    /// Visible characters so far.
    visible: usize,
    /// Visible characters so far that stood in elements with this mark.
    marked: Marks,
    /// Where one inline element ended and the next began without white space between.
    seams: Vec<usize>,
    /// Where the last one ended.
    ended: Option<usize>,
    /// Links and pictures, if somebody wants them.
    targets: Targets,
    /// Columns of indentation of preformatted text.
    indent: u16,
}

struct Builder {
    markup: Markup,
    /// The addresses of the links that are open around the text, if somebody wants them.
    addresses: Vec<Option<Box<str>>>,
    /// Blank lines of preformatted text since the last line.
    blank: bool,
    document: Document,
    open: Vec<Open>,
    /// The innermost block, and how many elements of each kind are open around the text.
    block: BlockId,
    links: usize,
    bolds: usize,
    preformatted: usize,
    hidden: usize,
    controls: usize,
    unseen: usize,
    /// Marks of the elements that are open around the text, each with the number of those.
    marks: Marks,
    title: Option<String>,
    line: Pending,
    /// Words read so far, and what the mirroring kit left.
    words: usize,
    residue: kit::Residue,
}

impl Builder {
    fn new(markup: Markup) -> Builder {
        let root = Block { tag: "".into(), ..Block::default() };
        Builder {
            markup,
            addresses: Vec::new(),
            blank: false,
            document: Document { kind: Kind::Html, blocks: vec![root], ..Document::default() },
            open: Vec::new(),
            block: 0,
            links: 0,
            bolds: 0,
            preformatted: 0,
            hidden: 0,
            controls: 0,
            unseen: 0,
            marks: Marks::default(),
            title: None,
            line: Pending { gap: true, ..Pending::default() },
            words: 0,
            residue: kit::Residue::default(),
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag, attributes, marks) => self.start(tag, attributes, marks),
            Event::Text(text) => self.text(text),
            Event::End => self.end(),
        }
    }

    fn start(&mut self, tag: &str, attributes: &dyn Attributes, marks: &[u32]) {
        let layout = layout(tag);
        let mut open = Open {
            layout,
            link: tag == "a",
            bold: matches!(tag, "b" | "strong"),
            preformatted: matches!(tag, "pre" | "textarea" | "xmp" | "listing" | "plaintext"),
            suspended: None,
            hides: layout != Layout::Unseen && style::hides(attributes),
            mark: attributes.get("id").and_then(kit::Mark::of).map(|mark| (mark, self.words)),
            marks: marks.to_vec(),
            credit: None,
        };
        if layout == Layout::Inline && self.unseen == 0 && self.hidden == 0 {
            self.line.seam(tag);
            open.credit =
                credit::of(attributes).map(|key| (key, self.document.lines.len(), self.line.text.len()));
        }
        match layout {
            Layout::Block => self.end_line(true),
            Layout::Break => self.end_line(tag == "hr"),
            Layout::Unseen => self.unseen += 1,
            Layout::Title if self.title.is_none() => self.title = Some(String::new()),
            Layout::Title => self.unseen += 1,
            Layout::Control | Layout::Inline => {}
        }
        if layout == Layout::Control || (open.hides && layout == Layout::Inline) {
            open.suspended = Some(std::mem::take(&mut self.line));
        }
        self.marks.add(marks.iter().copied(), 1);
        self.links += usize::from(open.link);
        self.bolds += usize::from(open.bold);
        self.preformatted += usize::from(open.preformatted);
        self.hidden += usize::from(open.hides);
        self.controls += usize::from(layout == Layout::Control);
        if layout == Layout::Block {
            self.open_block(tag, attributes);
        }
        self.head_entry(tag, attributes);
        if self.markup == Markup::Kept {
            self.target(tag, attributes);
        }
        self.open.push(open);
    }

    /// What links and pictures point at.
    fn target(&mut self, tag: &str, attributes: &dyn Attributes) {
        match tag {
            "a" => self.addresses.push(attributes.get("href").map(Into::into)),
            "base" => {
                let entry = attributes.get("href").and_then(|href| head::entry("base", href));
                self.document.head.extend(entry);
            }
            "img" if self.unseen == 0 && self.hidden == 0 => {
                let Some(picture) = picture(attributes) else { return };
                if self.line.text.is_empty() {
                    let (before, block) = (self.document.lines.len(), self.block);
                    self.document.images.push(Image { before, block, picture });
                } else {
                    self.line.targets.picture(&self.line.text, picture);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        if let Some((mark, words)) = open.mark
            && words == self.words
        {
            self.residue.add(mark);
        }
        if open.layout == Layout::Inline {
            self.line.ended = Some(self.line.text.len());
        }
        if let Some((key, line, start)) = open.credit
            && line == self.document.lines.len()
            && let Some(words) = self.line.text.get(start..)
            && words.chars().count() <= LONGEST_CREDIT
        {
            self.document.head.extend(head::entry(key, words));
        }
        match open.layout {
            Layout::Block => {
                self.end_line(true);
                self.block = self.document.blocks[self.block].parent;
            }
            Layout::Title if self.unseen == 0 => {
                let title = self.title.take().unwrap_or_default();
                // A second title, of a drawing or a broken page, is none; an empty one leaves the place open.
                if let Some(entry) = head::entry("title", &title) {
                    self.document.head.push(entry);
                    self.title = Some(String::new());
                }
            }
            Layout::Title | Layout::Unseen => self.unseen -= 1,
            Layout::Break | Layout::Control | Layout::Inline => {}
        }
        if let Some(suspended) = open.suspended.take() {
            self.end_line(false);
            self.line = suspended;
        }
        self.marks.take(&open.marks);
        if open.link {
            self.addresses.pop();
        }
        self.links -= usize::from(open.link);
        self.bolds -= usize::from(open.bold);
        self.preformatted -= usize::from(open.preformatted);
        self.hidden -= usize::from(open.hides);
        self.controls -= usize::from(open.layout == Layout::Control);
    }

    fn open_block(&mut self, tag: &str, attributes: &dyn Attributes) {
        let mut tokens = String::new();
        for name in ["id", "class", "role", "itemprop"] {
            if let Some(value) = attributes.get(name) {
                tokens.push_str(if tokens.is_empty() { "" } else { " " });
                // Some frameworks write kilobytes of classes; the telling ones stand first.
                tokens.push_str(&value[..value.floor_char_boundary(200)]);
            }
        }
        tokens.make_ascii_lowercase();
        let parent = self.block;
        let depth = self.document.blocks[parent].depth.saturating_add(1);
        let hidden = self.hidden > 0;
        self.block = self.document.blocks.len();
        self.document.blocks.push(Block { parent, depth, tag: tag.into(), tokens: tokens.into(), hidden });
    }

    fn head_entry(&mut self, tag: &str, attributes: &dyn Attributes) {
        let entry = match tag {
            "meta" => head::meta(attributes),
            "time" => attributes.get("datetime").and_then(|v| head::entry("time", v)),
            "link" => {
                let key = match attributes.get("rel") {
                    Some(rel) if rel.eq_ignore_ascii_case("canonical") => Some("link:canonical"),
                    Some(rel) if rel.eq_ignore_ascii_case("next") => Some("link:next"),
                    _ => None,
                };
                key.zip(attributes.get("href")).and_then(|(key, href)| head::entry(key, href))
            }
            _ => None,
        };
        self.document.head.extend(entry);
    }

    fn text(&mut self, text: &str) {
        if self.in_title() {
            self.title.as_mut().expect("in_title").push_str(text);
        }
        if self.unseen > 0 || self.in_title() {
            return;
        }
        if self.preformatted > 0 {
            for (i, part) in text.split('\n').enumerate() {
                if i > 0 {
                    self.blank |= self.line.text.is_empty();
                    self.end_line(false);
                }
                if self.line.text.is_empty() && !part.trim().is_empty() {
                    self.line.indent = indent(part);
                }
                self.flow(part);
            }
        } else {
            self.flow(text);
        }
    }

    fn in_title(&self) -> bool {
        self.open.last().is_some_and(|open| open.layout == Layout::Title)
    }

    /// Appends text to the line, white space collapsed.
    fn flow(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let word = rest.trim_start();
            self.white_space(&rest[..rest.len() - word.len()]);
            if word.is_empty() {
                return;
            }
            let end = word.find(char::is_whitespace).unwrap_or(word.len());
            self.word(&word[..end]);
            rest = &word[end..];
        }
    }

    fn white_space(&mut self, space: &str) {
        if space.is_empty() {
            return;
        }
        // Two ideographic spaces behind the end of a sentence are the indentation of a new paragraph.
        if space.contains("\u{3000}\u{3000}") && plain::ends_sentence(&self.line.text) {
            self.end_line(false);
        }
        let broke = self.line.space.unwrap_or(false) || space.contains(['\n', '\r']);
        self.line.space = Some(broke);
    }

    fn word(&mut self, word: &str) {
        self.words += 1;
        let line = &mut self.line;
        if let Some(broke) = line.space.take()
            && let (Some(last), Some(first)) = (line.text.chars().next_back(), word.chars().next())
            // A source line broken between two hanzi is no space of the text.
            && !(broke && is_ideographic(last) && is_ideographic(first))
        {
            line.text.push(' ');
        }
        line.block.get_or_insert(self.block);
        if let Some(Some(address)) = self.addresses.last() {
            line.targets.link(&line.text, word, address, self.addresses.len());
        }
        line.text.push_str(word);
        let chars = word.chars().count();
        line.visible += chars;
        line.links += if self.links > 0 { chars } else { 0 };
        line.bold += if self.bolds > 0 { chars } else { 0 };
        line.marked.add(self.marks.iter(), chars);
    }

    fn end_line(&mut self, block_boundary: bool) {
        let line = std::mem::take(&mut self.line);
        self.line.gap = block_boundary || (line.text.is_empty() && line.gap);
        let (Some(block), false) = (line.block, line.text.is_empty()) else { return };
        let text = line.parted();
        let inlines = line.targets.of(&line.text, &text);
        let birth = Birth {
            block,
            number: self.document.lines.len() + 1,
            visible: line.visible,
            links: line.links,
            heading: self.heading(block),
            bold: line.bold == line.visible,
            bullet: self.in_item(block),
            // A blank line in code is one; elsewhere style sheets say how far lines stand apart.
            gap: line.gap || (std::mem::take(&mut self.blank) && self.markup == Markup::Kept),
            hidden: self.hidden > 0,
            control: self.controls > 0,
            indent: line.indent,
            picked: line.marked.counted(line.visible),
        };
        self.document.lines.push(Line { birth, text, inlines, ..Line::default() });
    }

    fn heading(&self, block: BlockId) -> u8 {
        self.document
            .ancestors(block)
            .take(3)
            .find_map(|b| match &*self.document.blocks[b].tag {
                "h1" => Some(1),
                "h2" => Some(2),
                "h3" => Some(3),
                "h4" => Some(4),
                "h5" => Some(5),
                "h6" => Some(6),
                _ => None,
            })
            .unwrap_or(0)
    }

    fn in_item(&self, block: BlockId) -> bool {
        self.document.ancestors(block).take(3).any(|b| &*self.document.blocks[b].tag == "li")
    }

    fn finish(mut self) -> Document {
        self.end_line(true);
        if self.residue.is_kit() {
            self.document.flag("spam/mirror-kit");
        }
        self.document
    }
}

/// Characters of a name, with its label.
const LONGEST_CREDIT: usize = 40;

/// Visible characters of a row of facts: date, source, author, counts.
const LONGEST_ROW: usize = 120;

impl Pending {
    /// Remembers where elements stand side by side. `<font>` and its kin are put around single characters.
    fn seam(&mut self, tag: &str) {
        let begins = matches!(tag, "span" | "a" | "em" | "i" | "time" | "strong" | "label" | "cite");
        if begins && self.space.is_none() && self.ended == Some(self.text.len()) && !self.text.is_empty() {
            self.seams.push(self.text.len());
        }
    }

    /// The text. In a row of facts, which bears a date and is no sentence, style sheets keep the elements apart that
    /// nothing parts in the markup: a space stands there.
    fn parted(&self) -> String {
        let text = &self.text;
        if self.seams.is_empty()
            || self.visible > LONGEST_ROW
            || text.contains(['。', '，'])
            || !has_date(text)
        {
            return text.clone();
        }
        let mut parted = String::with_capacity(text.len() + self.seams.len());
        let mut from = 0;
        for &seam in &self.seams {
            parted.push_str(&text[from..seam]);
            if !parted.ends_with(' ') {
                parted.push(' ');
            }
            from = seam;
        }
        parted + &text[from..]
    }
}

/// A year and a month, or a day and a time.
fn has_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |at: usize, count: usize| {
        bytes.len() >= at + count && bytes[at..at + count].iter().all(u8::is_ascii_digit)
    };
    (0..bytes.len()).any(|at| {
        digits(at, 4) && (text[at + 4..].starts_with(['-', '/', '.', '年'])) && bytes.get(at + 4).is_some()
            || digits(at, 2) && bytes.get(at + 2) == Some(&b':') && digits(at + 3, 2)
    })
}

/// Columns that a line of preformatted text is indented by.
fn indent(line: &str) -> u16 {
    let space = &line[..line.len() - line.trim_start().len()];
    let columns = space.chars().map(|c| match c {
        '\t' => 4,
        '\u{3000}' => 2,
        _ => 1,
    });
    columns.sum::<u16>().min(80)
}

/// Hanzi and the marks that stand as wide as one: no space is written between them.
fn is_ideographic(c: char) -> bool {
    is_hanzi(c) || matches!(c, '\u{3001}'..='\u{3030}' | '\u{ff01}'..='\u{ff60}' | '\u{2014}'..='\u{2026}')
}

/// Visible characters of markup that may begin inside a tag, roughly: those outside `<…>`.
fn visible_outside_tags(source: &str) -> usize {
    source
        .split('<')
        .enumerate()
        .map(|(i, part)| part.split_once('>').map_or(if i == 0 { part } else { "" }, |(_, text)| text))
        .map(visible_chars)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::select::Selector;
    use super::*;

    fn segment(source: &str) -> Document {
        super::segment(source, &[], Markup::Plain)
    }

    fn lines(html: &str) -> Vec<String> {
        segment(html).lines.into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn single_hanzi_in_inline_tags_are_never_torn_apart() {
        assert_eq!(lines("<p>中国<b>人</b>民<font color=red>的</font>\n生活</p>"), ["中国人民的生活"]);
    }

    #[test]
    fn breaks_and_blocks_end_lines() {
        assert_eq!(lines("甲<br>乙<br/><br>丙<div>丁<p>戊</div>己"), ["甲", "乙", "丙", "丁", "戊", "己"]);
        assert_eq!(lines("<table><tr><td>甲<td>乙<tr><td>丙</table>"), ["甲", "乙", "丙"]);
    }

    #[test]
    fn an_indent_behind_a_full_stop_is_a_paragraph() {
        assert_eq!(
            lines("<td>　　早市开了。　　人来了。　　姓　　名</td>"),
            ["早市开了。", "人来了。", "姓 名"]
        );
    }

    #[test]
    fn a_row_of_facts_is_parted_and_text_is_not() {
        assert_eq!(
            lines("<div><span>2011-05-03 08:15</span><span>小城晚报</span><a>评论</a></div>"),
            ["2011-05-03 08:15 小城晚报 评论"]
        );
        assert_eq!(lines("<div><span>小城</span><span>早市</span></div>"), ["小城早市"]);
        assert_eq!(
            lines("<p><span>2011年</span><span>春天，早市开了。</span></p>"),
            ["2011年春天，早市开了。"]
        );
    }

    #[test]
    fn what_is_credited_in_line_is_known_by_its_class() {
        let page = "<div><span class=a-source>小城晚报</span> <a rel=author>张三</a> <span class=time>08:15</span></div>";
        let head: Vec<_> = segment(page).head.into_iter().map(|h| (h.key, h.line.text)).collect();
        assert_eq!(
            head,
            [("shown:source".into(), "小城晚报".into()), ("shown:author".into(), "张三".into())]
        );
    }

    #[test]
    fn hidden_text_is_a_line_of_its_own() {
        let document =
            segment("<p>中国<span style='display:none'>暗语</span>人民</p><div hidden>丙<p>丁</div>");
        let seen: Vec<_> = document.lines.iter().map(|l| (&*l.text, l.birth.hidden)).collect();
        assert_eq!(seen, [("暗语", true), ("中国人民", false), ("丙", true), ("丁", true)]);
    }

    #[test]
    fn the_head_is_read_and_not_shown() {
        let document = segment(
            "<head><title> 早市 - 某网\n</title><meta property='og:Title' content='早市'><link rel=canonical href='http://a.b/'>\
             <style>p{}</style></head><p>甲<svg><title>图</title></svg>",
        );
        let head: Vec<_> = document.head.iter().map(|h| (&*h.key, &*h.line.text)).collect();
        assert_eq!(
            head,
            [("title", "早市 - 某网"), ("meta:og:title", "早市"), ("link:canonical", "http://a.b/")]
        );
        assert_eq!(document.lines.len(), 1);
    }

    #[test]
    fn links_headings_and_items_are_marked() {
        let document = segment("<h2>早市</h2><ul><li><a href=#>甲乙</a>丙丁</li></ul>");
        assert_eq!(document.lines[0].birth.heading, 2);
        assert!(document.lines[1].birth.bullet);
        assert_eq!(document.lines[1].link_share(), 0.5);
    }

    #[test]
    fn a_line_bears_the_marks_of_the_elements_it_stands_in_as_a_whole() {
        let selector = Selector::parse("div.box, a[data-kind=ad]").unwrap();
        let picks = [Pick { mark: 7, selector: &selector }];
        let source = "<div class=box>甲<div class='box x'><p>乙</div></div><p><a data-kind=ad>丙</a><p>丁<a data-kind=ad>戊</a>\
                      <p>己";
        let document = super::segment(source, &picks, Markup::Plain);
        let marked: Vec<_> =
            document.lines.iter().filter(|l| l.birth.picked == [7]).map(|l| &*l.text).collect();
        assert_eq!(marked, ["甲", "乙", "丙"]);
        assert_eq!(document.lines.len(), segment(source).lines.len());
    }

    #[test]
    fn a_bomb_of_tags_ends_with_what_was_read() {
        let bomb = format!("<p>先有一句话。</p>{}后面的话", "<div>".repeat(200_000));
        let document = segment(&bomb);
        assert!(document.flags.contains("limit/depth"));
        assert_eq!(document.limited, [("limit/depth".into(), 4)]);
        assert_eq!(document.lines[0].text, "先有一句话。");
    }
}
