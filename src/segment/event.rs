//! The stream between a parser and the line builder.

use super::parse::Tag;

/// An element's attributes: the value of one, if it is there.
pub trait Attributes {
    /// The value of the attribute with this lower-case name.
    fn get(&self, name: &str) -> Option<&str>;

    /// Whether there are none.
    fn is_empty(&self) -> bool;
}

/// An element that begins.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    /// Its name.
    pub tag: Tag,
    /// The same as it is written, in lower case.
    pub name: &'a str,
    /// Its attributes.
    pub attributes: &'a dyn Attributes,
    /// The marks of the picks that want it.
    pub marks: &'a [u32],
}

/// What a parser tells about a page, in document order. Starts and ends are balanced; void elements have both.
pub enum Event<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// Character data, references resolved.
    Text(&'a str),
    /// The innermost open element ends.
    End,
}
