//! A stripped page's source to tokens, in one pass: what stands between two marks is looked for, not looked at.

use std::collections::HashSet;

use memchr::{memchr, memchr2, memchr3, memmem};

use super::arena::{Attribute, Span, Str};
use super::construct::{Construction, Content, Start};
use super::references::{self, Place, Reference};
use super::tag::{Tag, sets};
use crate::segment::bytes::{CLOSE, EQUALS, SLASH, SPACE, find, is, skip};

/// Tags with more attributes than this look repeated names up in a set.
const MANY: u32 = 16;

/// What a step of the tokenizer came to.
pub enum Step {
    /// Everything up to here is read.
    On,
    /// A tag that begins here has no end: the page ends in it.
    End,
    /// Markup of another grammar.
    Foreign,
}

/// A place in the source.
pub struct Tokens<'a> {
    source: &'a str,
    bytes: &'a [u8],
    pub at: usize,
    /// The element whose content is text, if we are in one.
    raw: Option<(Tag, Content)>,
}

impl<'a> Tokens<'a> {
    pub fn new(source: &'a str) -> Tokens<'a> {
        let at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Tokens { source, bytes: source.as_bytes(), at, raw: None }
    }

    /// Hands the next token to the tree, or the text up to the next.
    pub fn step(&mut self, tree: &mut Construction<'a>) -> Step {
        if let Some((tag, content)) = self.raw {
            return self.raw(tag, content, tree);
        }
        let start = self.at;
        let mut from = start;
        while let Some(step) = memchr3(b'<', b'&', 0, &self.bytes[from..]) {
            let mark = from + step;
            match self.bytes[mark] {
                b'<' if self.opens(mark) => {
                    self.text(start, mark, tree);
                    return self.markup(mark, tree);
                }
                b'&' => {
                    if let Some(found) = references::read(&self.source[mark..], Place::Text) {
                        self.text(start, mark, tree);
                        let text = self.reference(mark, &found, tree);
                        tree.text(text);
                        return Step::On;
                    }
                }
                0 => {
                    self.text(start, mark, tree);
                    tree.null();
                    self.at = mark + 1;
                    return Step::On;
                }
                _ => {}
            }
            from = mark + 1;
        }
        self.text(start, self.bytes.len(), tree);
        self.at = self.bytes.len();
        Step::On
    }

    fn text(&self, start: usize, end: usize, tree: &mut Construction<'a>) {
        if start < end {
            tree.text(Str::source(start, end));
        }
    }

    /// Steps over a reference in text, and keeps what it stands for.
    fn reference(&mut self, mark: usize, found: &Reference, tree: &mut Construction<'a>) -> Str {
        self.at = mark + found.length;
        if self.bytes[self.at - 1] != b';' {
            tree.error();
        }
        tree.tree.keep(|out| found.write(out))
    }

    /// Whether a `<` opens a tag or a comment.
    fn opens(&self, mark: usize) -> bool {
        match self.bytes.get(mark + 1) {
            Some(b'/') => mark + 2 < self.bytes.len(),
            Some(b) => b.is_ascii_alphabetic() || matches!(b, b'!' | b'?'),
            None => false,
        }
    }

    fn markup(&mut self, mark: usize, tree: &mut Construction<'a>) -> Step {
        let rest = &self.bytes[mark + 1..];
        match rest[0] {
            b'/' if rest[1].is_ascii_alphabetic() => return self.end_tag(mark + 2, tree),
            // `</>` is nothing but an error.
            b'/' if rest[1] == b'>' => {
                tree.error();
                self.at = mark + 3;
            }
            b'/' => self.comment(self.closing(mark + 2), tree),
            b'!' if rest[1..].starts_with(b"--") => self.comment(self.comment_end(mark + 4), tree),
            b'!' if rest.get(1..8).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) => {
                let end = self.closing(mark);
                tree.doctype(&self.source[mark..end]);
                self.at = end;
            }
            b'!' | b'?' => self.comment(self.closing(mark + 1), tree),
            _ => return self.start_tag(mark + 1, tree),
        }
        Step::On
    }

    fn comment(&mut self, end: usize, tree: &mut Construction<'a>) {
        tree.comment();
        self.at = end;
    }

    /// Behind the next `>`.
    fn closing(&self, from: usize) -> usize {
        memchr(b'>', &self.bytes[from..]).map_or(self.bytes.len(), |step| from + step + 1)
    }

    fn comment_end(&self, from: usize) -> usize {
        let rest = &self.bytes[from..];
        if rest.starts_with(b">") {
            return from + 1;
        }
        if rest.starts_with(b"->") {
            return from + 2;
        }
        let mut at = 0;
        while let Some(step) = memmem::find(&rest[at..], b"--") {
            let behind = &rest[at + step + 2..];
            for mark in [&b">"[..], b"!>"] {
                if behind.starts_with(mark) {
                    return from + at + step + 2 + mark.len();
                }
            }
            at += step + 1;
        }
        self.bytes.len()
    }

    fn start_tag(&mut self, name: usize, tree: &mut Construction<'a>) -> Step {
        let (tag, name, at) = self.name(name, tree);
        if tag.is(sets::FOREIGN) {
            return Step::Foreign;
        }
        let start = tree.tree.attributes.len() as u32;
        let Some(end) = self.attributes(at, Some(start), tree) else { return Step::End };
        let attributes = Span { start, end: tree.tree.attributes.len() as u32 };
        let content = tree.start(Start { tag, name, attributes });
        self.raw = (content != Content::Markup).then_some((tag, content));
        self.at = end;
        Step::On
    }

    fn end_tag(&mut self, name: usize, tree: &mut Construction<'a>) -> Step {
        let (tag, name, at) = self.name(name, tree);
        let Some(end) = self.attributes(at, None, tree) else { return Step::End };
        tree.end(tag, name);
        self.at = end;
        Step::On
    }

    /// An element's name, and where it ends.
    fn name(&self, start: usize, tree: &mut Construction<'a>) -> (Tag, Str, usize) {
        let end = find(self.bytes, start, SPACE | SLASH | CLOSE);
        let tag = Tag::of(&self.bytes[start..end]);
        if tag != Tag::Other {
            return (tag, Str::default(), end);
        }
        (Tag::Other, self.lower(start, end, tree), end)
    }

    /// A name in lower case.
    fn lower(&self, start: usize, end: usize, tree: &mut Construction<'a>) -> Str {
        let name = &self.source[start..end];
        if !name.bytes().any(|b| b.is_ascii_uppercase() || b == 0) {
            return Str::source(start, end);
        }
        tree.tree.keep(|out| {
            out.extend(name.chars().map(|c| if c == '\0' { '\u{fffd}' } else { c.to_ascii_lowercase() }))
        })
    }

    /// Reads the attributes of a tag, and keeps them where `first` says which the first is. Returns what lies behind
    /// the tag; `None` if the page ends in it.
    fn attributes(&self, mut at: usize, first: Option<u32>, tree: &mut Construction<'a>) -> Option<usize> {
        let bytes = self.bytes;
        let mut many = None;
        loop {
            at = skip(bytes, at, SPACE | SLASH);
            if *bytes.get(at)? == b'>' {
                return Some(at + 1);
            }
            let start = at;
            let end = find(bytes, start + 1, SPACE | SLASH | CLOSE | EQUALS);
            at = skip(bytes, end, SPACE);
            let mut value = (end, end);
            if *bytes.get(at)? == b'=' {
                at = skip(bytes, at + 1, SPACE);
                value = match *bytes.get(at)? {
                    quote @ (b'"' | b'\'') => {
                        let begin = at + 1;
                        let close = begin + memchr(quote, &bytes[begin..])?;
                        at = close + 1;
                        (begin, close)
                    }
                    b'>' => (at, at),
                    _ => {
                        let begin = at;
                        at = find(bytes, begin, SPACE | CLOSE);
                        (begin, at)
                    }
                };
            }
            let Some(first) = first else { continue };
            let name = self.lower(start, end, tree);
            let kept = tree.tree.attributes.len() as u32;
            let repeats = if kept - first < MANY {
                let known = &tree.tree.attributes[first as usize..];
                known.iter().any(|a| tree.tree.str(a.name) == tree.tree.str(name))
            } else {
                let known = || {
                    tree.tree.attributes[first as usize..].iter().map(|a| tree.tree.str(a.name).to_owned())
                };
                let many: &mut HashSet<String> = many.get_or_insert_with(|| known().collect());
                !many.insert(tree.tree.str(name).to_owned())
            };
            if !repeats {
                let value = self.value(value.0, value.1, tree);
                tree.tree.attributes.push(Attribute { name, value });
            }
        }
    }

    /// A value with its references resolved.
    fn value(&self, start: usize, end: usize, tree: &mut Construction<'a>) -> Str {
        let Some(step) = memchr2(b'&', 0, &self.bytes[start..end]) else { return Str::source(start, end) };
        tree.tree.keep(|out| {
            let (mut from, mut mark) = (start, start + step);
            loop {
                out.push_str(&self.source[from..mark]);
                if self.bytes[mark] == 0 {
                    out.push('\u{fffd}');
                    from = mark + 1;
                } else if let Some(found) = references::read(&self.source[mark..end], Place::Value) {
                    found.write(out);
                    from = mark + found.length;
                } else {
                    out.push('&');
                    from = mark + 1;
                }
                match memchr2(b'&', 0, &self.bytes[from..end]) {
                    Some(step) => mark = from + step,
                    None => break out.push_str(&self.source[from..end]),
                }
            }
        })
    }

    /// The next piece of an element whose content is text.
    fn raw(&mut self, tag: Tag, content: Content, tree: &mut Construction<'a>) -> Step {
        let start = self.at;
        let write = if content == Content::Raw { Construction::raw_text } else { Construction::text };
        let until = |mark: usize, tree: &mut Construction<'a>| {
            if start < mark {
                write(tree, Str::source(start, mark));
            }
        };
        let mut from = start;
        while let Some(step) = memchr3(b'<', b'&', 0, &self.bytes[from..]) {
            let mark = from + step;
            match self.bytes[mark] {
                b'<' if content == Content::Raw && self.ends(mark, tag) => {
                    until(mark, tree);
                    self.leave_raw(tree);
                    let Some(end) = self.attributes(mark + 2 + tag.name().len(), None, tree) else {
                        return Step::End;
                    };
                    self.at = end;
                    return Step::On;
                }
                b'&' if matches!(tag, Tag::Title | Tag::Textarea) => {
                    if let Some(found) = references::read(&self.source[mark..], Place::Text) {
                        until(mark, tree);
                        let text = self.reference(mark, &found, tree);
                        write(tree, text);
                        return Step::On;
                    }
                }
                0 => {
                    until(mark, tree);
                    self.at = mark + 1;
                    let text = tree.tree.keep(|out| out.push('\u{fffd}'));
                    write(tree, text);
                    return Step::On;
                }
                _ => {}
            }
            from = mark + 1;
        }
        until(self.bytes.len(), tree);
        self.at = self.bytes.len();
        Step::On
    }

    /// The element whose content is text ends, or the page in it.
    pub fn leave_raw(&mut self, tree: &mut Construction<'a>) {
        if let Some((_, Content::Raw)) = self.raw.take() {
            tree.end_raw();
        }
    }

    /// Whether the end tag of the element begins here.
    fn ends(&self, mark: usize, tag: Tag) -> bool {
        let end = mark + 2 + tag.name().len();
        self.bytes.get(mark + 1) == Some(&b'/')
            && self.bytes.get(mark + 2..end).is_some_and(|n| n.eq_ignore_ascii_case(tag.name().as_bytes()))
            && self.bytes.get(end).is_some_and(|b| is(*b, SPACE | SLASH | CLOSE))
    }
}
