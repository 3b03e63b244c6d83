//! How `clean` and `explain` are told to write the article.

use crate::extract::{Form, Threads};
use crate::segment::Markup;
use clap::{Args, ValueEnum};

/// How the article is written
#[derive(Debug, Default, Args)]
pub struct FormArgs {
    /// Of a forum thread: the texts alone, or beside them a list `posts` with each one's author and time
    #[arg(long, value_name = "FORM", value_enum, default_value = "text", help_heading = "Article")]
    pub threads_as: ThreadsAs,

    /// Write the body as Markdown: headings, lists, quotes, tables, code, links and pictures
    #[arg(long, help_heading = "Article")]
    pub markdown: bool,
}

/// What becomes of a forum thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ThreadsAs {
    /// The texts of the posts, in order
    #[default]
    Text,
    /// The same, and the key `posts`
    Posts,
}

impl From<&FormArgs> for Form {
    fn from(args: &FormArgs) -> Form {
        let threads = match args.threads_as {
            ThreadsAs::Text => Threads::Text,
            ThreadsAs::Posts => Threads::Posts,
        };
        Form { threads, markup: if args.markdown { Markup::Kept } else { Markup::Plain } }
    }
}
