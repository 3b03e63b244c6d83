//! Names of elements that tree construction knows, and the sets it asks for.

/// Declares the elements: a variant, and its name in lower case.
macro_rules! tags {
    ($($variant:ident $name:literal)*) => {
        /// An element's name, as far as it makes a difference where the element comes to stand.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Tag { $($variant,)* Other }

        const NAMES: &[&str] = &[$($name),*];
        const TAGS: &[Tag] = &[$(Tag::$variant),*];
    };
}

tags! {
    A "a" Address "address" Applet "applet" Area "area" Article "article" Aside "aside" Audio "audio" B "b" Base "base"
    Basefont "basefont" Bgsound "bgsound" Big "big" Blockquote "blockquote" Body "body" Br "br" Button "button"
    Canvas "canvas" Caption "caption" Center "center" Code "code" Col "col" Colgroup "colgroup" Datalist "datalist" Dd "dd" Details "details"
    Dialog "dialog" Dir "dir" Div "div" Dl "dl" Dt "dt" Em "em" Embed "embed" Fieldset "fieldset"
    Figcaption "figcaption" Figure "figure" Font "font" Footer "footer" Form "form" Frame "frame"
    Frameset "frameset" H1 "h1" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" Head "head" Header "header"
    Hgroup "hgroup" Hr "hr" Html "html" I "i" Iframe "iframe" Image "image" Img "img" Input "input"
    Isindex "isindex" Keygen "keygen" Legend "legend" Li "li" Link "link" Listing "listing" Main "main" Map "map" Marquee "marquee"
    Math "math" Menu "menu" Meta "meta" Nav "nav" Nobr "nobr" Noembed "noembed" Noframes "noframes"
    Noscript "noscript" Object "object" Ol "ol" Optgroup "optgroup" Option "option" P "p" Param "param"
    Plaintext "plaintext" Pre "pre" Rb "rb" Rp "rp" Rt "rt" Rtc "rtc" Ruby "ruby" S "s" Script "script"
    Search "search" Section "section" Select "select" Small "small" Source "source" Span "span"
    Strike "strike" Strong "strong" Style "style" Summary "summary" Svg "svg" Table "table" Tbody "tbody"
    Td "td" Template "template" Textarea "textarea" Tfoot "tfoot" Th "th" Thead "thead" Time "time" Title "title" Tr "tr"
    Track "track" Tt "tt" U "u" Ul "ul" Video "video" Wbr "wbr" Xmp "xmp"
}

/// How many there are, those without a name of their own counted as one.
pub const TAGS_AND_OTHER: usize = TAGS.len() + 1;

const SLOTS: usize = 256;

/// Open addressing: a name's number, and one above its index into `NAMES`, or 0.
static TABLE: [(u64, u8); SLOTS] = {
    let mut table = [(0, 0); SLOTS];
    let mut index = 0;
    while index < NAMES.len() {
        let number = number(NAMES[index].as_bytes());
        let mut slot = slot(number);
        while table[slot].1 != 0 {
            slot = (slot + 1) % SLOTS;
        }
        index += 1;
        table[slot] = (number, index as u8);
    }
    table
};

/// A name's last eight bytes, the same in any case.
const fn number(name: &[u8]) -> u64 {
    let (mut number, mut at) = (0, 0);
    while at < name.len() {
        number = number << 8 | name[at].to_ascii_lowercase() as u64;
        at += 1;
    }
    number
}

const fn slot(number: u64) -> usize {
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

impl Tag {
    /// The element with this name, in any case.
    pub fn of(name: &[u8]) -> Tag {
        let number = number(name);
        let mut slot = slot(number);
        while let (known, above @ 1..) = TABLE[slot] {
            let index = usize::from(above - 1);
            // Eight bytes are told by their number, and a NUL before them by the length.
            let is_same = |of: &str| {
                of.len() == name.len() && (of.len() <= 8 || of.as_bytes().eq_ignore_ascii_case(name))
            };
            if known == number && is_same(NAMES[index]) {
                return TAGS[index];
            }
            slot = (slot + 1) % SLOTS;
        }
        Tag::Other
    }

    /// Its name in lower case; empty for those that have none here.
    pub fn name(self) -> &'static str {
        NAMES.get(self as usize).copied().unwrap_or("")
    }

    /// Whether the set holds it.
    pub const fn is(self, set: Set) -> bool {
        set.0 >> self as u32 & 1 == 1
    }
}

/// A set of elements.
#[derive(Debug, Clone, Copy)]
pub struct Set(u128);

impl Set {
    /// The set of these.
    pub const fn of(tags: &[Tag]) -> Set {
        let (mut set, mut at) = (0, 0);
        while at < tags.len() {
            set |= 1 << tags[at] as u32;
            at += 1;
        }
        Set(set)
    }

    /// With those of the other.
    pub const fn and(self, other: Set) -> Set {
        Set(self.0 | other.0)
    }

    /// Without those of the other.
    pub const fn without(self, other: Set) -> Set {
        Set(self.0 & !other.0)
    }
}

/// The sets of the standard, by its names for them.
pub mod sets {
    use super::Set;
    use super::Tag::*;

    pub const DEFAULT_SCOPE: Set =
        Set::of(&[Applet, Caption, Html, Table, Td, Th, Marquee, Object, Select, Template]);
    pub const LIST_ITEM_SCOPE: Set = DEFAULT_SCOPE.and(Set::of(&[Ol, Ul]));
    pub const BUTTON_SCOPE: Set = DEFAULT_SCOPE.and(Set::of(&[Button]));
    pub const TABLE_SCOPE: Set = Set::of(&[Html, Table, Template]);
    pub const TABLE_BODY_CONTEXT: Set = Set::of(&[Tbody, Tfoot, Thead, Template, Html]);
    pub const TABLE_ROW_CONTEXT: Set = Set::of(&[Tr, Template, Html]);
    pub const CELL: Set = Set::of(&[Td, Th]);
    pub const TABLE_OUTER: Set = Set::of(&[Table, Tbody, Tfoot, Thead, Tr]);
    pub const IMPLIED_END: Set = Set::of(&[Dd, Dt, Li, Option, Optgroup, P, Rb, Rp, Rt, Rtc]);
    pub const HEADING: Set = Set::of(&[H1, H2, H3, H4, H5, H6]);
    pub const FORMATTING: Set = Set::of(&[B, Big, Code, Em, Font, I, S, Small, Strike, Strong, Tt, U]);
    pub const HEAD_VOID: Set = Set::of(&[Base, Basefont, Bgsound, Link, Meta]);
    pub const SPECIAL: Set = Set::of(&[
        Address, Applet, Area, Article, Aside, Base, Basefont, Bgsound, Blockquote, Body, Br, Button,
        Caption, Center, Col, Colgroup, Dd, Details, Dir, Div, Dl, Dt, Embed, Fieldset, Figcaption, Figure,
        Footer, Form, Frame, Frameset, H1, H2, H3, H4, H5, H6, Head, Header, Hgroup, Hr, Html, Iframe, Img,
        Input, Isindex, Li, Link, Listing, Main, Marquee, Menu, Meta, Nav, Noembed, Noframes, Noscript,
        Object, Ol, P, Param, Plaintext, Pre, Script, Section, Select, Source, Style, Summary, Table, Tbody,
        Td, Template, Textarea, Tfoot, Th, Thead, Title, Tr, Track, Ul, Wbr, Xmp,
    ]);
    /// Blocks that close a paragraph.
    pub const BLOCK: Set = Set::of(&[
        Address, Article, Aside, Blockquote, Center, Details, Dialog, Dir, Div, Dl, Fieldset, Figcaption,
        Figure, Footer, Header, Hgroup, Main, Menu, Nav, Ol, P, Search, Section, Summary, Ul,
    ]);
    /// Elements whose end closes what stands open in them.
    pub const BLOCK_END: Set = BLOCK.without(Set::of(&[P])).and(Set::of(&[Button, Listing, Pre, Select]));
    /// Elements that make another grammar of what follows: `strip` has taken all but strays of them away.
    pub const FOREIGN: Set =
        Set::of(&[Frameset, Iframe, Math, Noembed, Noframes, Noscript, Script, Style, Svg, Template]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        for (name, tag) in NAMES.iter().zip(TAGS) {
            assert_eq!(Tag::of(name.as_bytes()), *tag);
            assert_eq!(Tag::of(name.to_ascii_uppercase().as_bytes()), *tag);
            assert_eq!(tag.name(), *name);
        }
        assert!(TAGS.len() < 127);
        for other in ["", "x", "spam", "divv", "tables", "\u{8}1", "adblockquote"] {
            assert_eq!(Tag::of(other.as_bytes()), Tag::Other);
        }
    }
}
