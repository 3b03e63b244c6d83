//! How elements are laid out: which flow, which end a line, which are never seen.

use super::parse::Tag;

/// How an element is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Flows with the text around it.
    Inline,
    /// Starts and ends a line, and is a container in the document.
    Block,
    /// Ends a line.
    Break,
    /// Interface text, a line of its own.
    Control,
    /// Its content is no text of the page.
    Unseen,
    /// The page's title.
    Title,
}

/// The layout of an element.
pub fn layout(tag: Tag) -> Layout {
    match tag {
        Tag::Address
        | Tag::Article
        | Tag::Aside
        | Tag::Blockquote
        | Tag::Body
        | Tag::Caption
        | Tag::Center
        | Tag::Dd
        | Tag::Details
        | Tag::Dialog
        | Tag::Dir
        | Tag::Div
        | Tag::Dl
        | Tag::Dt
        | Tag::Fieldset
        | Tag::Figcaption
        | Tag::Figure
        | Tag::Footer
        | Tag::Form
        | Tag::H1
        | Tag::H2
        | Tag::H3
        | Tag::H4
        | Tag::H5
        | Tag::H6
        | Tag::Header
        | Tag::Hgroup
        | Tag::Html
        | Tag::Legend
        | Tag::Li
        | Tag::Listing
        | Tag::Main
        | Tag::Marquee
        | Tag::Menu
        | Tag::Nav
        | Tag::Ol
        | Tag::P
        | Tag::Plaintext
        | Tag::Pre
        | Tag::Search
        | Tag::Section
        | Tag::Summary
        | Tag::Table
        | Tag::Tbody
        | Tag::Td
        | Tag::Tfoot
        | Tag::Th
        | Tag::Thead
        | Tag::Tr
        | Tag::Ul
        | Tag::Xmp => Layout::Block,
        Tag::Br | Tag::Hr => Layout::Break,
        Tag::Button | Tag::Option | Tag::Optgroup | Tag::Select | Tag::Textarea => Layout::Control,
        Tag::Audio
        | Tag::Canvas
        | Tag::Datalist
        | Tag::Map
        | Tag::Noscript
        | Tag::Object
        | Tag::Script
        | Tag::Style
        | Tag::Svg
        | Tag::Template
        | Tag::Video => Layout::Unseen,
        Tag::Title => Layout::Title,
        _ => Layout::Inline,
    }
}
