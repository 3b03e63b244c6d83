//! Standard output and standard error, whoever may have closed them.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Error;
use crate::io::{Concern, Failure, Skipped, Warning};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

/// Whether messages are lines of JSON. Whatever speaks to people does so through this file.
static AS_JSON: AtomicBool = AtomicBool::new(false);

/// From here on every message is an object a line: `level`, `message`, and what it is about.
pub fn log_as_json() {
    AS_JSON.store(true, Ordering::Relaxed);
}

/// Writes a message to standard error, a line or several. Nobody may be listening, and that is no fault. A file
/// name or an id that holds what a terminal would obey is written out.
pub fn say(message: fmt::Arguments<'_>) {
    log("info", "", message, None);
}

/// The same, with what it says once more as data where messages are JSON.
pub fn say_with(message: fmt::Arguments<'_>, key: &str, data: Value) {
    log("info", "", message, Some((key, data)));
}

/// Says that a page could not be processed.
pub fn say_failure(failure: &Failure) {
    log("error", "error: ", format_args!("{failure}"), Some(("error", json!(failure))));
}

/// Says why the program ends.
pub fn say_error(message: fmt::Arguments<'_>) {
    log("error", "", message, None);
}

/// Says what somebody should look at.
pub fn warn(message: fmt::Arguments<'_>) {
    log("warning", "warning: ", message, None);
}

fn log(level: &str, prefix: &str, message: fmt::Arguments<'_>, data: Option<(&str, Value)>) {
    let mut err = io::stderr().lock();
    let _ = if AS_JSON.load(Ordering::Relaxed) {
        let mut line = json!({ "level": level, "message": message.to_string() });
        if let Some((key, data)) = data {
            line[key] = data;
        }
        writeln!(err, "{line}")
    } else {
        writeln!(err, "qingliu: {prefix}{}", harmless(&message.to_string()))
    };
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
            warn(format_args!("{place}: {concern}"));
        }
    }
}
