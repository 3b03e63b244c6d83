//! Leaves out of a tag the attributes that nothing reads: two thirds of a stripped page are addresses, classes
//! of links, scripts and `data-` values, and to take them apart is half of html5ever's work.

use std::ops::Range;

use memchr::memchr;

use super::parse::{Tag, sets};
use super::{credit, kit};

/// What is read of every element.
const ALWAYS: [&str; 2] = ["hidden", "style"];

/// What else is read of all other elements: it becomes the tokens of a block.
const OF_BLOCK: &[&str] = &["id", "class", "role", "itemprop"];

/// What is read of links and spans where its value speaks of credits (see `super::credit`).
const OF_CREDIT: [&str; 5] = ["class", "id", "itemprop", "rel", "bosszone"];

/// What makes an `a` a link. Without it `<a name=top>` is a place, and `<a>` a misprint of `</a>`; either may stay
/// open to the end of the page. Of both a bare `name` is left to tell them by.
const LEADS: [&str; 2] = ["href", "onclick"];

/// What else is read, by element; of a browser's readings only the `type` of a field changes the tree here.
fn of_element(tag: Tag) -> &'static [&'static str] {
    match tag {
        Tag::A | Tag::Img | Tag::Span => &[],
        Tag::Input => &["type"],
        Tag::Link => &["rel", "href"],
        Tag::Meta => &["name", "property", "itemprop", "content"],
        Tag::Time => &["datetime"],
        _ => OF_BLOCK,
    }
}

/// Appends a tag, from `<` to `>`, without the attributes that nothing reads. Where there are none, or where the
/// tag does not end as the standard has it, nothing is appended, and false says so.
pub fn push_slim(tag: &str, out: &mut String) -> bool {
    let mut attributes = Attributes::of(tag.as_bytes());
    let element = Tag::of_any_case(&tag.as_bytes()[1..attributes.at]);
    // Formatting elements are opened again behind a misnested end, and those with the same attributes are counted:
    // they keep theirs.
    if element.is(sets::FORMATTING) || element == Tag::Nobr {
        return false;
    }
    let of_element = of_element(element);
    let inline = matches!(element, Tag::A | Tag::Span);
    let (mut is_place, mut is_named) = (element == Tag::A, false);
    let before = out.len();
    out.push_str(&tag[..attributes.at]);
    let mut dropped = false;
    for Attribute { name, whole } in &mut attributes {
        let name = &tag[name];
        is_place &= !is_one_of(name, &LEADS);
        is_named |= name.eq_ignore_ascii_case("name");
        let credits = inline && is_one_of(name, &OF_CREDIT) && credit::may_be(&tag[whole.clone()]);
        // The mirroring kit marks empty elements of every kind, links and spans too.
        let kit = inline && name.eq_ignore_ascii_case("id") && kit::Mark::may_be(&tag[whole.clone()]);
        if credits || kit || is_one_of(name, &ALWAYS) || is_one_of(name, of_element) {
            out.push(' ');
            out.push_str(&tag[whole]);
        } else {
            dropped = true;
        }
    }
    if is_place && (is_named || attributes.at == "<a".len()) {
        out.push_str(" name");
        dropped = true;
    }
    if dropped && attributes.at + 1 == tag.len() && tag.ends_with('>') {
        out.push('>');
        return true;
    }
    out.truncate(before);
    false
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|n| name.eq_ignore_ascii_case(n))
}

/// The attributes of a tag, told apart as a browser does.
struct Attributes<'a> {
    tag: &'a [u8],
    /// Behind what has been read: first behind the element's name, at last on the `>` that ends the tag.
    at: usize,
}

struct Attribute {
    name: Range<usize>,
    /// With its value and the quotes around that.
    whole: Range<usize>,
}

impl<'a> Attributes<'a> {
    fn of(tag: &'a [u8]) -> Self {
        Attributes { tag, at: find(tag, 0, |b| is_space(b) || b == b'/' || b == b'>') }
    }
}

impl Iterator for Attributes<'_> {
    type Item = Attribute;

    fn next(&mut self) -> Option<Attribute> {
        let tag = self.tag;
        let start = find(tag, self.at, |b| !is_space(b) && b != b'/');
        self.at = start;
        if tag.get(start).is_none_or(|b| *b == b'>') {
            return None;
        }
        let end = find(tag, start + 1, |b| is_space(b) || matches!(b, b'/' | b'>' | b'='));
        let equals = find(tag, end, |b| !is_space(b));
        self.at = end;
        if tag.get(equals) == Some(&b'=') {
            let value = find(tag, equals + 1, |b| !is_space(b));
            self.at = match tag.get(value) {
                Some(quote @ (b'"' | b'\'')) => {
                    memchr(*quote, &tag[value + 1..]).map_or(tag.len(), |length| value + length + 2)
                }
                _ => find(tag, value, |b| is_space(b) || b == b'>'),
            };
        }
        Some(Attribute { name: start..end, whole: start..self.at })
    }
}

/// The first byte from `from` on that is wanted, or the end.
fn find(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|b| wanted(*b)).map_or(bytes.len(), |step| from + step)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slim(tag: &str) -> String {
        let mut out = String::new();
        if push_slim(tag, &mut out) { out } else { tag.to_owned() }
    }

    #[test]
    fn what_is_read_stays_as_it_was_written() {
        for (tag, slimmed) in [
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
            assert_eq!(slim(tag), slimmed);
        }
    }

    #[test]
    fn a_tag_that_ends_elsewhere_for_a_browser_is_left_alone() {
        for tag in ["<a href=\"x>", "<p onclick=a=\"b>c\">", "<p title=a", "<p/>", "<font color=red>", "<p>"]
        {
            assert_eq!(slim(tag), tag);
        }
    }
}
