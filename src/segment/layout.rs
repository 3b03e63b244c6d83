//! How elements are laid out: which flow, which end a line, which are never seen.

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

/// The layout of an element, by its name in lower case.
pub fn layout(tag: &str) -> Layout {
    match tag {
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd" | "details"
        | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer"
        | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "html" | "legend"
        | "li" | "listing" | "main" | "marquee" | "menu" | "nav" | "ol" | "p" | "plaintext" | "pre"
        | "search" | "section" | "summary" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr"
        | "ul" | "xmp" => Layout::Block,
        "br" | "hr" => Layout::Break,
        "button" | "option" | "optgroup" | "select" | "textarea" => Layout::Control,
        "audio" | "canvas" | "datalist" | "map" | "noscript" | "object" | "script" | "style" | "svg"
        | "template" | "video" => Layout::Unseen,
        "title" => Layout::Title,
        _ => Layout::Inline,
    }
}
