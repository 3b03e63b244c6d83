//! How a caller wants the article written.

use crate::segment::Markup;

/// The form of body and threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Form {
    /// Whether the posts of a thread are listed.
    pub threads: Threads,
    /// Whether the body is Markdown; needs a document that was segmented with the same.
    pub markup: Markup,
}

/// What becomes of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Threads {
    /// Its texts are the body.
    #[default]
    Text,
    /// They are listed as well, each with its author and time.
    Posts,
}
