//! What a token does inside of tables, by insertion mode.

use super::arena::{NONE, Str};
use super::construct::{Construction, Content, Mode, Start};
use super::formatting::Formatting;
use super::tag::{Set, Tag, sets};

const ROW_GROUPS: Set = Set::of(&[Tag::Tbody, Tag::Tfoot, Tag::Thead]);

/// Start tags that end a row group, in a row with `Tr`.
const OUTER_STARTS: Set =
    Set::of(&[Tag::Caption, Tag::Col, Tag::Colgroup, Tag::Tbody, Tag::Tfoot, Tag::Thead]);

impl Construction<'_> {
    /// A start tag; `None` where the mode has changed and it is to be looked at again.
    pub fn start_in_table(&mut self, start: Start) -> Option<Content> {
        let tag = start.tag;
        match self.mode {
            Mode::InTableText => self.end_table_text(),
            Mode::InCaption if tag.is(OUTER_STARTS) || matches!(tag, Tag::Td | Tag::Th | Tag::Tr) => {
                if !self.close_caption() {
                    return Some(Content::Markup);
                }
            }
            Mode::InCell if tag.is(OUTER_STARTS) || matches!(tag, Tag::Td | Tag::Th | Tag::Tr) => {
                if !self.any_in_scope(sets::TABLE_SCOPE, |open| open.tag.is(sets::CELL)) {
                    return Some(Content::Markup);
                }
                self.close_cell();
            }
            Mode::InCaption | Mode::InCell => return Some(self.start_in_body(start)),
            Mode::InColumnGroup => match tag {
                Tag::Html => return Some(self.start_in_body(start)),
                Tag::Col => {
                    self.insert_void(start);
                    return Some(Content::Markup);
                }
                _ => {
                    self.pop();
                    self.mode = Mode::InTable;
                }
            },
            Mode::InRow => match tag {
                Tag::Td | Tag::Th => {
                    self.pop_to(sets::TABLE_ROW_CONTEXT);
                    self.insert_element(start);
                    self.mode = Mode::InCell;
                    self.formatting.push(Formatting::Marker);
                    return Some(Content::Markup);
                }
                _ if tag.is(OUTER_STARTS) || tag == Tag::Tr => {
                    if !self.close_row() {
                        return Some(Content::Markup);
                    }
                }
                _ => return self.start_between_cells(start),
            },
            Mode::InTableBody => match tag {
                Tag::Tr => {
                    self.pop_to(sets::TABLE_BODY_CONTEXT);
                    self.insert_element(start);
                    self.mode = Mode::InRow;
                    return Some(Content::Markup);
                }
                Tag::Td | Tag::Th => {
                    self.pop_to(sets::TABLE_BODY_CONTEXT);
                    self.insert_implied(Tag::Tr);
                    self.mode = Mode::InRow;
                }
                _ if tag.is(OUTER_STARTS) => {
                    if !self.close_row_group() {
                        return Some(Content::Markup);
                    }
                }
                _ => return self.start_between_cells(start),
            },
            _ => return self.start_between_cells(start),
        }
        None
    }

    /// The mode "in table", which those of rows and row groups fall back on.
    fn start_between_cells(&mut self, start: Start) -> Option<Content> {
        let mut insert = |mode| {
            self.pop_to(sets::TABLE_SCOPE);
            if start.tag == Tag::Caption {
                self.formatting.push(Formatting::Marker);
            }
            self.insert_element(start);
            self.mode = mode;
            Some(Content::Markup)
        };
        match start.tag {
            Tag::Caption => insert(Mode::InCaption),
            Tag::Colgroup => insert(Mode::InColumnGroup),
            Tag::Tbody | Tag::Tfoot | Tag::Thead => insert(Mode::InTableBody),
            Tag::Col | Tag::Td | Tag::Th | Tag::Tr => {
                self.pop_to(sets::TABLE_SCOPE);
                let (implied, mode) = match start.tag {
                    Tag::Col => (Tag::Colgroup, Mode::InColumnGroup),
                    _ => (Tag::Tbody, Mode::InTableBody),
                };
                self.insert_implied(implied);
                self.mode = mode;
                None
            }
            Tag::Table => {
                if !self.in_scope(sets::TABLE_SCOPE, Tag::Table) {
                    return Some(Content::Markup);
                }
                self.pop_until(Tag::Table);
                self.mode = self.mode_of_stack();
                None
            }
            Tag::Input if self.is_hidden_input(start) => {
                self.insert_void(start);
                Some(Content::Markup)
            }
            Tag::Form => {
                if self.form == NONE {
                    self.form = self.insert_void(start).id;
                }
                Some(Content::Markup)
            }
            _ => {
                self.fostering = true;
                let content = self.start_in_body(start);
                self.fostering = false;
                Some(content)
            }
        }
    }

    fn is_hidden_input(&self, start: Start) -> bool {
        let span = start.attributes;
        let attributes = &self.tree.attributes[span.start as usize..span.end as usize];
        let kind = attributes.iter().find(|a| self.tree.str(a.name) == "type");
        kind.is_some_and(|kind| self.tree.str(kind.value).eq_ignore_ascii_case("hidden"))
    }

    /// An end tag; false where the mode has changed and it is to be looked at again.
    pub fn end_in_table(&mut self, tag: Tag, name: Str) -> bool {
        let stray = matches!(tag, Tag::Body | Tag::Col | Tag::Colgroup | Tag::Html);
        match self.mode {
            Mode::InTableText => {
                self.end_table_text();
                return false;
            }
            Mode::InCaption => match tag {
                Tag::Caption | Tag::Table => return !(self.close_caption() && tag == Tag::Table),
                _ if stray || tag.is(ROW_GROUPS) || matches!(tag, Tag::Td | Tag::Th | Tag::Tr) => {}
                _ => self.end_in_body(tag, name),
            },
            Mode::InCell => match tag {
                Tag::Td | Tag::Th => {
                    if self.in_scope(sets::TABLE_SCOPE, tag) {
                        self.generate_implied_ends(None);
                        self.pop_until(tag);
                        self.clear_formatting_to_marker();
                        self.mode = Mode::InRow;
                    }
                }
                _ if stray || tag == Tag::Caption => {}
                _ if tag.is(ROW_GROUPS) || matches!(tag, Tag::Table | Tag::Tr) => {
                    if self.in_scope(sets::TABLE_SCOPE, tag) {
                        self.close_cell();
                        return false;
                    }
                }
                _ => self.end_in_body(tag, name),
            },
            Mode::InColumnGroup => match tag {
                Tag::Colgroup => {
                    self.pop();
                    self.mode = Mode::InTable;
                }
                Tag::Col | Tag::Template => {}
                _ => {
                    self.pop();
                    self.mode = Mode::InTable;
                    return false;
                }
            },
            Mode::InRow => match tag {
                Tag::Tr => {
                    self.close_row();
                }
                Tag::Table => return !self.close_row(),
                _ if tag.is(ROW_GROUPS) => {
                    return !(self.in_scope(sets::TABLE_SCOPE, tag) && self.close_row());
                }
                _ if stray || matches!(tag, Tag::Caption | Tag::Td | Tag::Th) => {}
                _ => self.end_between_cells(tag, name),
            },
            Mode::InTableBody => match tag {
                _ if tag.is(ROW_GROUPS) => {
                    if self.in_scope(sets::TABLE_SCOPE, tag) {
                        self.pop_to(sets::TABLE_BODY_CONTEXT);
                        self.pop();
                        self.mode = Mode::InTable;
                    }
                }
                Tag::Table => return !self.close_row_group(),
                _ if stray || matches!(tag, Tag::Caption | Tag::Td | Tag::Th | Tag::Tr) => {}
                _ => self.end_between_cells(tag, name),
            },
            _ => self.end_between_cells(tag, name),
        }
        true
    }

    fn end_between_cells(&mut self, tag: Tag, name: Str) {
        match tag {
            Tag::Table => {
                if self.in_scope(sets::TABLE_SCOPE, Tag::Table) {
                    self.pop_until(Tag::Table);
                    self.mode = self.mode_of_stack();
                }
            }
            Tag::Body
            | Tag::Caption
            | Tag::Col
            | Tag::Colgroup
            | Tag::Html
            | Tag::Tbody
            | Tag::Td
            | Tag::Tfoot
            | Tag::Th
            | Tag::Thead
            | Tag::Tr => {}
            _ => {
                self.fostering = true;
                self.end_in_body(tag, name);
                self.fostering = false;
            }
        }
    }

    fn close_caption(&mut self) -> bool {
        let open = self.in_scope(sets::TABLE_SCOPE, Tag::Caption);
        if open {
            self.generate_implied_ends(None);
            self.pop_until(Tag::Caption);
            self.clear_formatting_to_marker();
            self.mode = Mode::InTable;
        }
        open
    }

    fn close_cell(&mut self) {
        self.generate_implied_ends(None);
        while self.pop().is_some_and(|open| !open.tag.is(sets::CELL)) {}
        self.clear_formatting_to_marker();
        self.mode = Mode::InRow;
    }

    fn close_row(&mut self) -> bool {
        let open = self.in_scope(sets::TABLE_SCOPE, Tag::Tr);
        if open {
            self.pop_to(sets::TABLE_ROW_CONTEXT);
            self.pop();
            self.mode = Mode::InTableBody;
        }
        open
    }

    fn close_row_group(&mut self) -> bool {
        let open = self
            .any_in_scope(sets::TABLE_SCOPE, |open| matches!(open.tag, Tag::Table | Tag::Tbody | Tag::Tfoot));
        if open {
            self.pop_to(sets::TABLE_BODY_CONTEXT);
            self.pop();
            self.mode = Mode::InTable;
        }
        open
    }

    /// The insertion mode that the open elements ask for.
    fn mode_of_stack(&self) -> Mode {
        let mode = |tag| match tag {
            Tag::Td | Tag::Th => Some(Mode::InCell),
            Tag::Tr => Some(Mode::InRow),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => Some(Mode::InTableBody),
            Tag::Caption => Some(Mode::InCaption),
            Tag::Colgroup => Some(Mode::InColumnGroup),
            Tag::Table => Some(Mode::InTable),
            Tag::Head => Some(Mode::InHead),
            Tag::Body => Some(Mode::InBody),
            Tag::Html => Some(Mode::AfterHead),
            _ => None,
        };
        self.open.iter().rev().find_map(|open| mode(open.tag)).unwrap_or(Mode::InBody)
    }

    /// Text between cells: what is no white space stands before the table.
    pub fn text_in_table(&mut self, text: Str) {
        self.begin_table_text();
        if self.mode != Mode::InTableText {
            self.fostering = true;
            self.text_in_body(text);
            self.fostering = false;
            return;
        }
        self.table_words |= self.tree.str(text).bytes().any(|b| !b.is_ascii_whitespace());
        self.table_text.push(text);
    }

    /// Changes the mode, unless the current element is none of a table's.
    pub fn begin_table_text(&mut self) {
        if self.mode != Mode::InTableText && self.current().is(sets::TABLE_OUTER) {
            self.table_mode = self.mode;
            self.mode = Mode::InTableText;
        }
    }

    pub fn end_table_text(&mut self) {
        let texts = std::mem::take(&mut self.table_text);
        self.mode = self.table_mode;
        let words = std::mem::take(&mut self.table_words);
        for text in &texts {
            if words {
                self.fostering = true;
                self.text_in_body(*text);
                self.fostering = false;
            } else {
                self.insert_text(*text);
            }
        }
        self.table_text = texts;
        self.table_text.clear();
    }
}
