//! Standard output and standard error, whoever may have closed them.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};
use qingliu::Error;
use qingliu::io::{Concern, Skipped, Warning};

/// Writes a message to standard error, a line or several. Nobody may be listening, and that is no fault. A file
/// name or an id that holds what a terminal would obey is written out.
pub fn say(message: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "qingliu: {}", harmless(&message.to_string()));
}

/// The text with whatever a terminal would obey written out.
pub fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}') => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Writes a text to standard output; a closed pipe is a clean end.
pub fn print(text: &str) -> Result<(), Error> {
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(to_stdout(e)),
        _ => Ok(()),
    }
}

/// Standard output cannot be written.
pub fn to_stdout(source: io::Error) -> Error {
    Error::Io { path: "standard output".into(), source }
}

/// Which files of the folders were not read, and why.
pub fn say_skipped(skipped: &Skipped) {
    for (format, files) in &skipped.absent {
        say(format_args!("skipped {files} files of a format that this program does not read: {format}"));
    }
    for (why, records) in &skipped.records {
        say(format_args!("skipped {records} records of crawls: {why}"));
    }
    if skipped.links > 0 {
        say(format_args!("skipped {} links that leave their folder or lead to another", skipped.links));
    }
}

/// How many pages have been read so far, for a terminal.
pub fn progress(quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {pos} pages, {per_sec}, {elapsed}");
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}

/// Warnings, each concern where it stood first: a dump may hold it a million times.
#[derive(Debug, Default)]
pub struct Warned(BTreeSet<Concern>);

impl Warned {
    pub fn say(&mut self, Warning { place, concern }: &Warning) {
        if self.0.insert(concern.clone()) {
            say(format_args!("warning: {place}: {concern}"));
        }
    }
}
