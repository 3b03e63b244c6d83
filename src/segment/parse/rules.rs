//! What a tag does outside of tables, by insertion mode.

use super::arena::{NONE, Span, Str};
use super::construct::{Construction, Content, Mode, Open, Start};
use super::formatting::Formatting;
use super::tag::{Tag, sets};

impl Construction<'_> {
    /// A start tag.
    pub fn start(&mut self, start: Start) -> Content {
        self.ignore_line_feed = false;
        let tag = start.tag;
        loop {
            match self.mode {
                Mode::Initial => self.leave_initial(),
                Mode::BeforeHtml if tag == Tag::Html => {
                    self.insert_root(start);
                    return Content::Markup;
                }
                Mode::BeforeHead
                | Mode::InHead
                | Mode::AfterHead
                | Mode::AfterBody
                | Mode::AfterAfterBody
                    if tag == Tag::Html =>
                {
                    return self.start_in_body(start);
                }
                Mode::BeforeHead if tag == Tag::Head => {
                    self.head = self.insert_element(start).id;
                    self.mode = Mode::InHead;
                    return Content::Markup;
                }
                Mode::InHead if tag.is(sets::HEAD_VOID) || tag == Tag::Title => {
                    return self.start_in_head(start);
                }
                Mode::InHead | Mode::AfterHead if tag == Tag::Head => return Content::Markup,
                Mode::AfterHead if tag == Tag::Body => {
                    self.insert_element(start);
                    self.mode = Mode::InBody;
                    return Content::Markup;
                }
                Mode::AfterHead if tag.is(sets::HEAD_VOID) || tag == Tag::Title => {
                    let head = Open { id: self.head, tag: Tag::Head };
                    self.push(head);
                    let content = self.start_in_head(start);
                    self.remove_from_stack(head.id);
                    return content;
                }
                Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::AfterHead => self.next_of_head(),
                Mode::AfterBody | Mode::AfterAfterBody => self.mode = Mode::InBody,
                Mode::InBody => return self.start_in_body(start),
                _ => match self.start_in_table(start) {
                    Some(content) => return content,
                    None => continue,
                },
            }
        }
    }

    fn leave_initial(&mut self) {
        self.quirks = true;
        self.mode = Mode::BeforeHtml;
    }

    fn insert_root(&mut self, start: Start) {
        self.insert_element(start);
        self.mode = Mode::BeforeHead;
    }

    /// Opens or closes what the page leaves out on the way from its beginning to its body.
    pub(super) fn next_of_head(&mut self) {
        match self.mode {
            Mode::Initial => self.leave_initial(),
            Mode::BeforeHtml => {
                self.insert_implied(Tag::Html);
                self.mode = Mode::BeforeHead;
            }
            Mode::BeforeHead => {
                self.head = self.insert_implied(Tag::Head).id;
                self.mode = Mode::InHead;
            }
            Mode::InHead => {
                self.pop();
                self.mode = Mode::AfterHead;
            }
            _ => {
                self.insert_implied(Tag::Body);
                self.mode = Mode::InBody;
            }
        }
    }

    fn start_in_head(&mut self, start: Start) -> Content {
        if start.tag == Tag::Title {
            self.insert_element(start);
            return Content::Raw;
        }
        self.insert_void(start);
        Content::Markup
    }

    /// A start tag in the body or in a cell.
    pub fn start_in_body(&mut self, start: Start) -> Content {
        let in_select = |this: &Self| this.in_scope(sets::DEFAULT_SCOPE, Tag::Select);
        match start.tag {
            Tag::Html => self.tree.add_missing(self.open[0].id, start.attributes),
            tag if tag.is(sets::HEAD_VOID) || tag == Tag::Title => return self.start_in_head(start),
            Tag::Body => {
                if let Some(body) = self.open.get(1).copied().filter(|open| open.tag == Tag::Body) {
                    self.tree.add_missing(body.id, start.attributes);
                }
            }
            tag if tag.is(sets::BLOCK) => {
                self.close_paragraph_in_button_scope();
                self.insert_element(start);
            }
            tag if tag.is(sets::HEADING) => {
                self.close_paragraph_in_button_scope();
                if self.current().is(sets::HEADING) {
                    self.pop();
                }
                self.insert_element(start);
            }
            Tag::Pre | Tag::Listing => {
                self.close_paragraph_in_button_scope();
                self.insert_element(start);
                self.ignore_line_feed = true;
            }
            Tag::Form if self.form != NONE => {}
            Tag::Form => {
                self.close_paragraph_in_button_scope();
                self.form = self.insert_element(start).id;
            }
            Tag::Li | Tag::Dd | Tag::Dt => {
                self.close_item(start.tag);
                self.close_paragraph_in_button_scope();
                self.insert_element(start);
            }
            Tag::Plaintext => {
                self.close_paragraph_in_button_scope();
                self.insert_element(start);
                return Content::Plain;
            }
            Tag::Button => {
                if self.in_scope(sets::DEFAULT_SCOPE, Tag::Button) {
                    self.generate_implied_ends(None);
                    self.pop_until(Tag::Button);
                }
                self.reconstruct_formatting();
                self.insert_element(start);
            }
            Tag::A => {
                self.end_outer_link();
                self.reconstruct_formatting();
                self.open_formatting(start);
            }
            Tag::Nobr => {
                self.reconstruct_formatting();
                if self.in_scope(sets::DEFAULT_SCOPE, Tag::Nobr) {
                    self.adopt(Tag::Nobr, Str::default());
                    self.reconstruct_formatting();
                }
                self.open_formatting(start);
            }
            tag if tag.is(sets::FORMATTING) => {
                self.reconstruct_formatting();
                self.open_formatting(start);
            }
            Tag::Applet | Tag::Marquee | Tag::Object => {
                self.reconstruct_formatting();
                self.insert_element(start);
                self.formatting.push(Formatting::Marker);
            }
            Tag::Table => {
                if !self.quirks {
                    self.close_paragraph_in_button_scope();
                }
                self.insert_element(start);
                self.mode = Mode::InTable;
            }
            Tag::Area | Tag::Br | Tag::Embed | Tag::Img | Tag::Keygen | Tag::Wbr => {
                self.reconstruct_formatting();
                self.insert_void(start);
            }
            Tag::Image => {
                self.reconstruct_formatting();
                self.insert_void(Start { tag: Tag::Img, ..start });
            }
            Tag::Input => {
                if in_select(self) {
                    self.pop_until(Tag::Select);
                }
                self.reconstruct_formatting();
                self.insert_void(start);
            }
            Tag::Param | Tag::Source | Tag::Track => {
                self.insert_void(start);
            }
            Tag::Hr => {
                self.close_paragraph_in_button_scope();
                if in_select(self) {
                    self.generate_implied_ends(None);
                }
                self.insert_void(start);
            }
            Tag::Textarea => {
                self.ignore_line_feed = true;
                self.insert_element(start);
                return Content::Raw;
            }
            Tag::Xmp => {
                self.close_paragraph_in_button_scope();
                self.reconstruct_formatting();
                self.insert_element(start);
                return Content::Raw;
            }
            Tag::Select if in_select(self) => self.pop_until(Tag::Select),
            Tag::Option | Tag::Optgroup => {
                if in_select(self) {
                    self.generate_implied_ends((start.tag == Tag::Option).then_some(Tag::Optgroup));
                } else if self.current() == Tag::Option {
                    self.pop();
                }
                self.reconstruct_formatting();
                self.insert_element(start);
            }
            Tag::Rb | Tag::Rtc | Tag::Rp | Tag::Rt => {
                if self.in_scope(sets::DEFAULT_SCOPE, Tag::Ruby) {
                    self.generate_implied_ends(matches!(start.tag, Tag::Rp | Tag::Rt).then_some(Tag::Rtc));
                }
                self.insert_element(start);
            }
            Tag::Caption
            | Tag::Col
            | Tag::Colgroup
            | Tag::Frame
            | Tag::Head
            | Tag::Tbody
            | Tag::Td
            | Tag::Tfoot
            | Tag::Th
            | Tag::Thead
            | Tag::Tr => {}
            _ => {
                self.reconstruct_formatting();
                self.insert_element(start);
            }
        }
        Content::Markup
    }

    /// A list item or a term closes the one before it.
    fn close_item(&mut self, tag: Tag) {
        let closes =
            |open: Tag| if tag == Tag::Li { open == Tag::Li } else { matches!(open, Tag::Dd | Tag::Dt) };
        let bounds = |open: Tag| open.is(sets::SPECIAL) && !matches!(open, Tag::Address | Tag::Div | Tag::P);
        let found = self.open.iter().rev().map(|open| open.tag).find(|open| closes(*open) || bounds(*open));
        if let Some(item) = found.filter(|open| closes(*open)) {
            self.generate_implied_ends(Some(item));
            self.pop_until(item);
        }
    }

    /// An end tag.
    pub fn end(&mut self, tag: Tag, name: Str) {
        self.ignore_line_feed = false;
        let reopens = matches!(tag, Tag::Body | Tag::Html | Tag::Br);
        loop {
            match self.mode {
                Mode::Initial => self.leave_initial(),
                Mode::BeforeHtml | Mode::BeforeHead if reopens || tag == Tag::Head => self.next_of_head(),
                Mode::InHead if tag == Tag::Head => return self.next_of_head(),
                Mode::InHead | Mode::AfterHead if reopens => self.next_of_head(),
                Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::AfterHead => return,
                Mode::AfterBody if tag == Tag::Html => {
                    self.mode = Mode::AfterAfterBody;
                    return;
                }
                Mode::AfterBody | Mode::AfterAfterBody => self.mode = Mode::InBody,
                Mode::InBody if tag == Tag::Html => {
                    if !self.in_scope(sets::DEFAULT_SCOPE, Tag::Body) {
                        return;
                    }
                    self.mode = Mode::AfterBody;
                }
                Mode::InBody => return self.end_in_body(tag, name),
                _ => {
                    if self.end_in_table(tag, name) {
                        return;
                    }
                }
            }
        }
    }

    /// An end tag in the body or in a cell.
    pub fn end_in_body(&mut self, tag: Tag, name: Str) {
        match tag {
            Tag::Template => {}
            // Inside of a table neither gets here.
            Tag::Body | Tag::Html => {
                if self.in_scope(sets::DEFAULT_SCOPE, Tag::Body) {
                    self.mode = Mode::AfterBody;
                }
            }
            tag if tag.is(sets::BLOCK_END) => {
                if self.in_scope(sets::DEFAULT_SCOPE, tag) {
                    self.generate_implied_ends(None);
                    self.pop_until(tag);
                }
            }
            Tag::Form => {
                let form = std::mem::replace(&mut self.form, NONE);
                if form != NONE && self.any_in_scope(sets::DEFAULT_SCOPE, |open| open.id == form) {
                    self.generate_implied_ends(None);
                    self.remove_from_stack(form);
                }
            }
            Tag::P => {
                if !self.in_scope(sets::BUTTON_SCOPE, Tag::P) {
                    self.insert_implied(Tag::P);
                }
                self.close_paragraph();
            }
            Tag::Li | Tag::Dd | Tag::Dt => {
                let scope = if tag == Tag::Li { sets::LIST_ITEM_SCOPE } else { sets::DEFAULT_SCOPE };
                if self.in_scope(scope, tag) {
                    self.generate_implied_ends(Some(tag));
                    self.pop_until(tag);
                }
            }
            tag if tag.is(sets::HEADING) => {
                if self.any_in_scope(sets::DEFAULT_SCOPE, |open| open.tag.is(sets::HEADING)) {
                    self.generate_implied_ends(None);
                    while self.pop().is_some_and(|open| !open.tag.is(sets::HEADING)) {}
                }
            }
            tag if tag.is(sets::FORMATTING) || matches!(tag, Tag::A | Tag::Nobr) => self.adopt(tag, name),
            Tag::Applet | Tag::Marquee | Tag::Object => {
                if self.in_scope(sets::DEFAULT_SCOPE, tag) {
                    self.generate_implied_ends(None);
                    self.pop_until(tag);
                    self.clear_formatting_to_marker();
                }
            }
            Tag::Br => {
                self.start_in_body(Start { tag, name, attributes: Span::default() });
            }
            _ => self.end_any(tag, name),
        }
    }

    /// The end tag of an element whose content is text, or the end of the page in it.
    pub fn end_raw(&mut self) {
        self.ignore_line_feed = false;
        self.pop();
    }
}
