//! What comes in: one page with what its carrier said about it.

/// A page as it was handed over, before anything was read into it.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// How the caller calls this page; copied into the record.
    pub id: String,
    /// Where it was fetched from, if the carrier says so.
    pub url: Option<String>,
    /// The charset that the caller or the HTTP header declares. A vote, never an order.
    pub charset: Option<String>,
    /// The day it was fetched, if the carrier says so: 昨天 and its kin count from it.
    pub fetched: Option<jiff::civil::Date>,
    /// The page itself.
    pub content: Content,
}

/// The page's content in the form the carrier had it.
#[derive(Debug, Clone)]
pub enum Content {
    /// Raw bytes whose charset and kind (HTML or text) are still to be found out.
    Bytes(Vec<u8>),
    /// Raw bytes that are known to be HTML.
    HtmlBytes(Vec<u8>),
    /// Raw bytes that are known to be plain text: never parsed as HTML.
    TextBytes(Vec<u8>),
    /// Decoded HTML.
    Html(String),
    /// Decoded plain text: never parsed as HTML.
    Text(String),
}

/// No page.
impl Default for Content {
    fn default() -> Content {
        Content::Text(String::new())
    }
}

impl Page {
    /// A page of raw bytes; the charset and whether it is HTML are found out.
    pub fn bytes(id: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Page {
        Page::new(id, Content::Bytes(bytes.into()))
    }

    /// A page of HTML that is decoded already.
    pub fn html(id: impl Into<String>, html: impl Into<String>) -> Page {
        Page::new(id, Content::Html(html.into()))
    }

    /// A page of plain text that is decoded already.
    pub fn text(id: impl Into<String>, text: impl Into<String>) -> Page {
        Page::new(id, Content::Text(text.into()))
    }

    /// A page of the given content, without address or declared charset.
    pub fn new(id: impl Into<String>, content: Content) -> Page {
        Page { id: id.into(), url: None, charset: None, fetched: None, content }
    }

    /// The same page with the address it was fetched from.
    pub fn with_url(mut self, url: impl Into<String>) -> Page {
        self.url = Some(url.into());
        self
    }

    /// The same page with the charset that its carrier declares.
    pub fn with_charset(mut self, charset: impl Into<String>) -> Page {
        self.charset = Some(charset.into());
        self
    }

    /// The same page with the day it was fetched.
    pub fn with_fetched(mut self, day: jiff::civil::Date) -> Page {
        self.fetched = Some(day);
        self
    }
}
