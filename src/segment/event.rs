//! The stream between a parser and the line builder.

/// An element's attributes: the value of one, if it is there.
pub trait Attributes {
    /// The value of the attribute with this lower-case name.
    fn get(&self, name: &str) -> Option<&str>;
}

/// What a parser tells about a page, in document order. Starts and ends are balanced; void elements have both.
pub enum Event<'a> {
    /// An element begins. The name is in lower case; the marks are those of the picks that want this element.
    Start(&'a str, &'a dyn Attributes, &'a [u32]),
    /// Character data, references resolved.
    Text(&'a str),
    /// The innermost open element ends.
    End,
}
