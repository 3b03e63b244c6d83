//! What characters and comments do outside of tables, and the end of the page.

use super::arena::{ROOT, Str};
use super::construct::{Construction, Mode};

impl Construction<'_> {
    /// Text of an element whose content is text.
    pub fn raw_text(&mut self, text: Str) {
        let text = self.without_line_feed(text);
        if !text.is_empty() {
            self.insert_text(text);
        }
    }

    fn without_line_feed(&mut self, text: Str) -> Str {
        let drop = std::mem::take(&mut self.ignore_line_feed) && self.tree.str(text).starts_with('\n');
        text.from(usize::from(drop))
    }

    /// Characters, in as many pieces as it takes.
    pub fn text(&mut self, text: Str) {
        let mut text = self.without_line_feed(text);
        while !text.is_empty() {
            let space = match self.mode {
                Mode::InBody | Mode::InCaption | Mode::InCell => return self.text_in_body(text),
                Mode::InTable | Mode::InTableBody | Mode::InRow | Mode::InTableText => {
                    return self.text_in_table(text);
                }
                _ => {
                    let str = self.tree.str(text);
                    str.len() - str.trim_start_matches(|c: char| c.is_ascii_whitespace()).len()
                }
            };
            if space > 0 {
                match self.mode {
                    Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead => {}
                    Mode::AfterBody | Mode::AfterAfterBody => self.text_in_body(text.first(space)),
                    _ => self.insert_text(text.first(space)),
                }
                text = text.from(space);
            } else {
                self.leave_for_text();
            }
        }
    }

    /// Words where none may stand: the mode in which they do.
    fn leave_for_text(&mut self) {
        match self.mode {
            Mode::AfterBody | Mode::AfterAfterBody => self.mode = Mode::InBody,
            Mode::InColumnGroup => {
                self.pop();
                self.mode = Mode::InTable;
            }
            _ => self.next_of_head(),
        }
    }

    pub fn text_in_body(&mut self, text: Str) {
        self.reconstruct_formatting();
        self.insert_text(text);
    }

    /// A NUL: no character, but no white space either.
    pub fn null(&mut self) {
        self.ignore_line_feed = false;
        loop {
            match self.mode {
                Mode::InBody | Mode::InCaption | Mode::InCell | Mode::InTableText => return,
                Mode::InTable | Mode::InTableBody | Mode::InRow => return self.begin_table_text(),
                _ => self.leave_for_text(),
            }
        }
    }

    /// A parse error that is no token. html5ever hands it to the tree all the same, and a line feed behind it stays.
    pub fn error(&mut self) {
        self.ignore_line_feed = false;
    }

    /// A comment: no text, but texts on both sides of it are two.
    pub fn comment(&mut self) {
        self.ignore_line_feed = false;
        if self.mode == Mode::InTableText {
            self.end_table_text();
        }
        match self.mode {
            Mode::Initial | Mode::BeforeHtml | Mode::AfterAfterBody => self.insert_comment(Some(ROOT)),
            Mode::AfterBody => self.insert_comment(Some(self.open[0].id)),
            _ => self.insert_comment(None),
        }
    }

    /// The end of the page.
    pub fn finish(&mut self) {
        if self.mode == Mode::InTableText {
            self.end_table_text();
        }
        while matches!(
            self.mode,
            Mode::Initial | Mode::BeforeHtml | Mode::BeforeHead | Mode::InHead | Mode::AfterHead
        ) {
            self.next_of_head();
        }
    }
}
