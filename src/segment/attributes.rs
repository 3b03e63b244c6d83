//! Leaves out of a tag the attributes that nothing reads: two thirds of a stripped page are addresses, classes
//! of links, scripts and `data-` values, and to take them apart is half of html5ever's work.

use std::ops::Range;

use memchr::memchr;

use super::bytes::{CLOSE, EQUALS, QUOTE, SLASH, SPACE, find, is, skip};
use super::parse::{Tag, sets};
use super::{credit, kit};

/// A quoted value longer than this is a stray quote; `data:` images reach some ten thousand bytes.
pub const LONGEST_VALUE: usize = 1 << 16;

/// A set of attributes.
type Names = u16;

/// Declares the attributes: a name for the set that has it alone, its bit, and how it is written.
macro_rules! names {
    ($($name:ident $bit:literal $written:literal)*) => {
        $(const $name: Names = 1 << $bit;)*

        /// The set that has this attribute alone, written in any case; the empty one for those that nothing reads.
        fn names(written: &[u8]) -> Names {
            mod numbers {
                $(pub const $name: u64 = super::number($written);)*
            }
            if written.len() > LONGEST_NAME {
                return 0;
            }
            match number(written) {
                $(numbers::$name if written.len() == $written.len() => $name,)*
                _ => 0,
            }
        }
    };
}

names! {
    HIDDEN 0 b"hidden" STYLE 1 b"style" ID 2 b"id" CLASS 3 b"class" ROLE 4 b"role" ITEMPROP 5 b"itemprop"
    REL 6 b"rel" BOSSZONE 7 b"bosszone" HREF 8 b"href" ONCLICK 9 b"onclick" NAME 10 b"name" TYPE 11 b"type"
    PROPERTY 12 b"property" CONTENT 13 b"content" DATETIME 14 b"datetime"
}

/// So many letters the longest of them has.
const LONGEST_NAME: usize = 8;

/// A name in lower case as a number.
const fn number(name: &[u8]) -> u64 {
    let (mut number, mut at) = (0, 0);
    while at < name.len() {
        number = number << 8 | (name[at] | 0x20) as u64;
        at += 1;
    }
    number
}

/// What is read of every element.
const ALWAYS: Names = HIDDEN | STYLE;

/// What else is read of all other elements: it becomes the tokens of a block.
const OF_BLOCK: Names = ID | CLASS | ROLE | ITEMPROP;

/// What is read of links and spans where its value speaks of credits (see `super::credit`).
const OF_CREDIT: Names = CLASS | ID | ITEMPROP | REL | BOSSZONE;

/// What makes an `a` a link. Without it `<a name=top>` is a place, and `<a>` a misprint of `</a>`; either may stay
/// open to the end of the page. Of both a bare `name` is left to tell them by.
const LEADS: Names = HREF | ONCLICK;

/// What else is read, by element; of a browser's readings only the `type` of a field changes the tree here.
fn of_element(tag: Tag) -> Names {
    match tag {
        Tag::A | Tag::Img | Tag::Span => 0,
        Tag::Input => TYPE,
        Tag::Link => REL | HREF,
        Tag::Meta => NAME | PROPERTY | ITEMPROP | CONTENT,
        Tag::Time => DATETIME,
        _ => OF_BLOCK,
    }
}

/// A tag as [`slim`] found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slimmed {
    /// Its bytes, as a browser has it.
    pub length: usize,
    /// Whether it was appended. Where nothing is to be left out, it is not.
    pub is_appended: bool,
}

/// Appends the tag at the beginning of `page` without the attributes that nothing reads. `None` where the tag ends
/// elsewhere for who looks for its `>` alone (see `super::strip`): nothing is appended then.
pub fn slim(page: &str, out: &mut String) -> Option<Slimmed> {
    push(page, out, QUOTE)
}

/// Appends a tag, from `<` to `>`, without the attributes that nothing reads. Where there are none, or where the
/// tag does not end as the standard has it, nothing is appended, and false says so.
pub fn slim_whole(tag: &str, out: &mut String) -> bool {
    let length = out.len();
    let slimmed = push(tag, out, 0);
    let is_whole = slimmed == Some(Slimmed { length: tag.len(), is_appended: true });
    if !is_whole {
        out.truncate(length);
    }
    is_whole
}

fn push(page: &str, out: &mut String, strays: u8) -> Option<Slimmed> {
    let mut attributes = Attributes::of(page.as_bytes(), strays);
    let name = attributes.at;
    let element = Tag::of(&page.as_bytes()[1..name]);
    // Formatting elements are opened again behind a misnested end, and those with the same attributes are counted:
    // they keep theirs.
    if element.is(sets::FORMATTING) || element == Tag::Nobr {
        attributes.by_ref().for_each(drop);
        return attributes.end().map(|length| Slimmed { length, is_appended: false });
    }
    if let (Some(length), true) = (attributes.end(), element != Tag::A) {
        return Some(Slimmed { length, is_appended: false });
    }
    let read = ALWAYS | of_element(element);
    let inline = matches!(element, Tag::A | Tag::Span);
    let length = out.len();
    out.push_str(&page[..name]);
    let (mut seen, mut dropped) = (0, false);
    for Attribute { name, whole } in &mut attributes {
        let name = names(&page.as_bytes()[name]);
        let whole = &page[whole];
        seen |= name;
        let credits = inline && name & OF_CREDIT != 0 && credit::may_be(whole);
        // The mirroring kit marks empty elements of every kind, links and spans too.
        let kit = inline && name == ID && kit::Mark::may_be(whole);
        if credits || kit || name & read != 0 {
            out.push(' ');
            out.push_str(whole);
        } else {
            dropped = true;
        }
    }
    let is_place = element == Tag::A && seen & LEADS == 0;
    if is_place && (seen & NAME != 0 || attributes.at == "<a".len()) {
        out.push_str(" name");
        dropped = true;
    }
    let end = attributes.end();
    if dropped && end.is_some() {
        out.push('>');
    } else {
        out.truncate(length);
    }
    end.map(|length| Slimmed { length, is_appended: dropped })
}

/// The attributes of a tag, told apart as a browser does.
struct Attributes<'a> {
    tag: &'a [u8],
    /// Behind what has been read: first behind the element's name, at last on the `>` that ends the tag.
    at: usize,
    /// [`QUOTE`] to stop at quotes that are part of a name or a value, and where none closes a value; else nothing.
    strays: u8,
    strayed: bool,
}

struct Attribute {
    name: Range<usize>,
    /// With its value and the quotes around that.
    whole: Range<usize>,
}

impl<'a> Attributes<'a> {
    fn of(tag: &'a [u8], strays: u8) -> Self {
        let mut attributes = Attributes { tag, at: 0, strays, strayed: false };
        attributes.at = attributes.until(1, SPACE | SLASH | CLOSE);
        attributes
    }

    /// Behind the `>` that has been come to.
    fn end(&self) -> Option<usize> {
        (!self.strayed && self.tag.get(self.at) == Some(&b'>')).then_some(self.at + 1)
    }

    fn until(&mut self, from: usize, classes: u8) -> usize {
        let at = find(self.tag, from, classes | self.strays);
        self.strayed |= self.tag.get(at).is_some_and(|byte| is(*byte, self.strays));
        at
    }

    /// Behind the quote that closes the value that begins here.
    fn closing(&mut self, value: usize, quote: u8) -> usize {
        let rest = &self.tag[value..];
        let window = if self.strays == 0 { rest } else { &rest[..rest.len().min(LONGEST_VALUE)] };
        match memchr(quote, window) {
            Some(length) => value + length + 1,
            None => {
                self.strayed = self.strays != 0;
                self.tag.len()
            }
        }
    }
}

impl Iterator for Attributes<'_> {
    type Item = Attribute;

    fn next(&mut self) -> Option<Attribute> {
        let tag = self.tag;
        let start = skip(tag, self.at, SPACE | SLASH);
        self.at = start;
        let first = *tag.get(start)?;
        if first == b'>' {
            return None;
        }
        self.strayed |= is(first, self.strays);
        let end = self.until(start + 1, SPACE | SLASH | CLOSE | EQUALS);
        let equals = skip(tag, end, SPACE);
        self.at = end;
        if tag.get(equals) == Some(&b'=') {
            let value = skip(tag, equals + 1, SPACE);
            self.at = match tag.get(value) {
                Some(quote @ (b'"' | b'\'')) => self.closing(value + 1, *quote),
                _ => self.until(value, SPACE | CLOSE),
            };
        }
        (!self.strayed).then_some(Attribute { name: start..end, whole: start..self.at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slimmed(tag: &str) -> String {
        let mut out = String::new();
        if slim_whole(tag, &mut out) { out } else { tag.to_owned() }
    }

    #[test]
    fn what_is_read_stays_as_it_was_written() {
        for (tag, expected) in [
            ("<a href='x>y' style=\"color:red\" HIDDEN class=b>", "<a style=\"color:red\" HIDDEN>"),
            ("<DIV Class = 'a b'onclick=\"if (a > b) c('d')\"id=e/>", "<DIV Class = 'a b' id=e/>"),
            ("<div =a class=b>", "<div class=b>"),
            ("<meta charset=utf-8 name=a content=\"b\"/>", "<meta name=a content=\"b\">"),
            ("<span class='source' title=b>", "<span class='source'>"),
            ("<img src=a/b/c alt>", "<img>"),
            ("<a name=top style='color:#fff'>", "<a style='color:#fff' name>"),
            ("<a>", "<a name>"),
            ("<A id=a>", "<A>"),
            ("<a href=b name=a>", "<a>"),
            ("<td width = class=a>", "<td>"),
            ("<td width= >", "<td>"),
        ] {
            assert_eq!(slimmed(tag), expected);
        }
    }

    #[test]
    fn a_tag_that_ends_elsewhere_for_a_browser_is_left_alone() {
        for tag in ["<a href=\"x>", "<p onclick=a=\"b>c\">", "<p title=a", "<p/>", "<font color=red>", "<p>"]
        {
            assert_eq!(slimmed(tag), tag);
        }
    }
}
