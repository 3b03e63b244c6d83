//! Events to lines: where a reader sees a break, a line ends.

use std::borrow::Cow;

use super::event::{Attributes, Element, Event};
use super::layout::{Layout, layout};
use super::marks::Marks;
use super::parse::Tag;
use super::row::Pending;
use super::select::Pick;
use super::targets::picture;
use super::words::{indent, is_ideographic, space_end, word_end};
use super::{Markup, credit, head, kit, plain, strip, style, tree};
use crate::document::{Birth, Block, BlockId, Document, Image, Kind, Line, visible_chars};

/// Segments a page of HTML, and marks the lines that stand in elements that are picked.
pub fn segment(source: &str, picks: &[Pick<'_>], markup: Markup) -> Document {
    let bare = picks.is_empty() && markup == Markup::Plain;
    let keep = if bare { strip::Keep::Read } else { strip::Keep::All };
    let stripped = strip::strip(source, keep);
    let mut builder = Builder::new(markup, source.len());
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
    suspended: Option<Box<Pending>>,
    /// Whether the element brought its own hiddenness.
    hides: bool,
    /// An id such as the mirroring kit gives, how much text had been read when the element began, and the
    /// letters of its name.
    mark: Option<(kit::Mark, usize, usize)>,
    /// The marks it bears.
    marks: Vec<u32>,
    /// Whom its words credit: the key, and the line and the byte of it where they begin.
    credit: Option<(&'static str, usize, usize)>,
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
    /// Room to write the tokens of a block in.
    tokens: String,
}

impl Builder {
    /// For a page of so many bytes.
    fn new(markup: Markup, bytes: usize) -> Builder {
        let mut blocks = Vec::with_capacity(bytes / BYTES_OF_BLOCK + 1);
        blocks.push(Block { tag: "".into(), ..Block::default() });
        let lines = Vec::with_capacity(bytes / BYTES_OF_LINE);
        Builder {
            markup,
            addresses: Vec::new(),
            blank: false,
            document: Document { kind: Kind::Html, blocks, lines, ..Document::default() },
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
            tokens: String::new(),
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(element) => self.start(element),
            Event::Text(text) => self.text(text),
            Event::End => self.end(),
        }
    }

    fn start(&mut self, Element { tag, name, attributes, marks }: Element<'_>) {
        let layout = layout(tag);
        // Three elements of four have none.
        let attributes = Some(attributes).filter(|attributes| !attributes.is_empty());
        let value = |name| attributes.and_then(|attributes| attributes.get(name));
        let mut open = Open {
            layout,
            // A place to lead to, or a misprint of an end (see `super::attributes`).
            link: tag == Tag::A && (value("name").is_none() || value("href").is_some()),
            bold: matches!(tag, Tag::B | Tag::Strong),
            preformatted: matches!(tag, Tag::Pre | Tag::Textarea | Tag::Xmp | Tag::Listing | Tag::Plaintext),
            suspended: None,
            hides: layout != Layout::Unseen && attributes.is_some_and(style::hides),
            mark: value("id").and_then(kit::Mark::of).map(|mark| (mark, self.words, name.len())),
            marks: marks.to_vec(),
            credit: None,
        };
        if layout == Layout::Inline && self.unseen == 0 && self.hidden == 0 {
            self.line.seam(name);
            open.credit = attributes
                .and_then(credit::of)
                .map(|key| (key, self.document.lines.len(), self.line.text.len()));
        }
        match layout {
            Layout::Block => self.end_line(true),
            Layout::Break => self.end_line(tag == Tag::Hr),
            Layout::Unseen => self.unseen += 1,
            Layout::Title if self.title.is_none() && self.unseen == 0 => self.title = Some(String::new()),
            Layout::Title => {
                open.layout = Layout::Unseen;
                self.unseen += 1;
            }
            Layout::Control | Layout::Inline => {}
        }
        if layout == Layout::Control || (open.hides && layout == Layout::Inline) {
            open.suspended = Some(Box::new(std::mem::take(&mut self.line)));
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
        if let Some(attributes) = attributes {
            self.head_entry(tag, attributes);
        }
        if self.markup == Markup::Kept {
            self.target(tag, attributes);
        }
        self.open.push(open);
    }

    /// What links and pictures point at.
    fn target(&mut self, tag: Tag, attributes: Option<&dyn Attributes>) {
        let address = || attributes.and_then(|attributes| attributes.get("href"));
        match tag {
            Tag::A => self.addresses.push(address().map(Into::into)),
            Tag::Base => {
                let entry = address().and_then(|href| head::entry("base", href));
                self.document.head.extend(entry);
            }
            Tag::Img if self.unseen == 0 && self.hidden == 0 => {
                let Some(picture) = attributes.and_then(picture) else { return };
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
        if let Some((mark, words, tag)) = open.mark
            && words == self.words
        {
            self.residue.add(mark, tag);
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
            Layout::Title => {
                let title = self.title.take().unwrap_or_default();
                // A second title, of a drawing or a broken page, is none; an empty one leaves the place open.
                if let Some(entry) = head::entry("title", &title) {
                    self.document.head.push(entry);
                    self.title = Some(String::new());
                }
            }
            Layout::Unseen => self.unseen -= 1,
            Layout::Break | Layout::Control | Layout::Inline => {}
        }
        if let Some(suspended) = open.suspended.take() {
            self.end_line(false);
            self.line = *suspended;
        }
        self.marks.take(&open.marks);
        if open.link {
            self.addresses.pop();
        }
        self.links -= usize::from(open.link);
        self.line.anchors += usize::from(open.link);
        self.bolds -= usize::from(open.bold);
        self.preformatted -= usize::from(open.preformatted);
        self.hidden -= usize::from(open.hides);
        self.controls -= usize::from(open.layout == Layout::Control);
    }

    fn open_block(&mut self, tag: Tag, attributes: Option<&dyn Attributes>) {
        let tokens = &mut self.tokens;
        tokens.clear();
        for value in ["id", "class", "role", "itemprop"].iter().filter_map(|name| attributes?.get(name)) {
            tokens.push_str(if tokens.is_empty() { "" } else { " " });
            // Some frameworks write kilobytes of classes; the telling ones stand first.
            tokens.push_str(&value[..value.floor_char_boundary(200)]);
        }
        tokens.make_ascii_lowercase();
        let tokens = tokens.as_str().into();
        let parent = self.block;
        let depth = self.document.blocks[parent].depth.saturating_add(1);
        let (tag, hidden) = (Cow::Borrowed(tag.name()), self.hidden > 0);
        self.block = self.document.blocks.len();
        self.document.blocks.push(Block { parent, depth, tag, tokens, hidden });
    }

    fn head_entry(&mut self, tag: Tag, attributes: &dyn Attributes) {
        let entry = match tag {
            Tag::Meta => head::meta(attributes),
            Tag::Time => attributes.get("datetime").and_then(|v| head::entry("time", v)),
            Tag::Link => {
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
            let (space, word) = rest.split_at(space_end(rest));
            self.white_space(space);
            if word.is_empty() {
                return;
            }
            let (word, behind) = word.split_at(word_end(word));
            self.word(word);
            rest = behind;
        }
    }

    fn white_space(&mut self, space: &str) {
        if space.is_empty() {
            return;
        }
        // Two ideographic spaces behind the end of a sentence are the indentation of a new paragraph.
        if !space.is_ascii() && space.contains("\u{3000}\u{3000}") && plain::ends_sentence(&self.line.text) {
            self.end_line(false);
        }
        let breaks = |byte| matches!(byte, b'\n' | b'\r');
        let broke = self.line.space.unwrap_or(false) || space.bytes().any(breaks);
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
        let gap = block_boundary || (self.line.text.is_empty() && self.line.gap);
        if let (Some(block), false) = (self.line.block, self.line.text.is_empty()) {
            self.push_line(block);
        }
        self.line.clear();
        self.line.gap = gap;
    }

    fn push_line(&mut self, block: BlockId) {
        let (heading, bullet) = (self.heading(block), self.in_item(block));
        let line = &mut self.line;
        let text = line.parted();
        let inlines = std::mem::take(&mut line.targets).of(&line.text, &text);
        let birth = Birth {
            block,
            number: self.document.lines.len() + 1,
            visible: line.visible,
            links: line.links,
            anchors: line.anchors,
            heading,
            bold: line.bold == line.visible,
            bullet,
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

/// Bytes of a page for each of its lines, and for each of its blocks: of 317 real pages four of five have more. Room
/// that stays empty is never touched.
const BYTES_OF_LINE: usize = 256;
const BYTES_OF_BLOCK: usize = 128;

/// Characters of a name, with its label.
const LONGEST_CREDIT: usize = 40;

/// Visible characters of markup that may begin inside a tag, roughly: those outside `<…>`.
fn visible_outside_tags(source: &str) -> usize {
    source
        .split('<')
        .enumerate()
        .map(|(i, part)| part.split_once('>').map_or(if i == 0 { part } else { "" }, |(_, text)| text))
        .map(visible_chars)
        .sum()
}
