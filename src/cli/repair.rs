//! `qingliu repair`: text in, repaired text out, as a filter.

use std::io::{self, Write};
use std::ops::Range;

use crate::io::{self as qio, Failure, Input, Loaded, Pace, Ran, Reading, Warning};
use crate::repair::Options;
use crate::{Content, Error, Repaired};
use serde::Serialize;

use crate::cli::Status;
use crate::cli::args::RepairArgs;
use crate::cli::outputs::{Stop, stdout_stop};
use crate::cli::terminal::{Warned, say_failure, say_skipped};

/// What comes out for a line of JSONL.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    text: &'a str,
    edits: Vec<Edit<'a>>,
    unsure: &'a [Range<usize>],
}

#[derive(Serialize)]
struct Edit<'a> {
    plan: &'a str,
    start: usize,
    was: &'a str,
    now: &'a str,
}

/// A page repaired: what is written of it, and what a person should know.
struct Written {
    text: String,
    warning: Option<Warning>,
}

pub fn run(args: &RepairArgs) -> Result<Status, Error> {
    let inputs = Input::all_named(&args.inputs);
    let sources = args.page.sources(inputs, &[])?;
    let reading = Reading { charset: args.page.charset.clone(), ..Reading::default() };
    let options = Options { punctuation: args.punctuation.into() };
    let work = move |loaded: Loaded, enter: &dyn Fn(&'static str)| {
        enter("repair");
        Ok(repaired(&loaded, options))
    };

    qio::silence_caught_panics();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut status = Status::Done;
    let mut warned = Warned::default();
    let ran = qio::each(sources, reading, &Pace::of(args.threads.number()), work, |pages| {
        for page in pages {
            match page.and_then(|page| page) {
                Ok(Written { text, warning }) => {
                    warning.iter().for_each(|warning| warned.say(warning));
                    out.write_all(text.as_bytes()).map_err(stdout_stop)?;
                }
                Err(failure) => {
                    say_failure(&failure);
                    status = Status::Errors;
                }
            }
        }
        out.flush().map_err(stdout_stop)
    });
    match ran {
        Err(Stop::Failed(error)) => Err(error),
        Err(Stop::ClosedPipe | Stop::TooManyErrors) => Ok(Status::Done),
        Ok(Ran { jobs: sources, .. }) => {
            sources.iter().for_each(|sources| say_skipped(sources.skipped()));
            Ok(status)
        }
    }
}

/// Plain text for plain text, a line of JSON for a line of JSON.
fn repaired(loaded: &Loaded, options: Options) -> Result<Written, Failure> {
    let Loaded { page, offset, is_line, .. } = loaded;
    let failed = |stage, message: &str| Failure::input(&page.id, *offset, stage, message);
    let mut warning = loaded.warning.clone();
    let text = match &page.content {
        Content::Text(text) => text.into(),
        Content::Html(_) => {
            return Err(failed("parse", "`html` is not text; `repair` takes `text`, or `bytes` of text"));
        }
        Content::Bytes(bytes) | Content::HtmlBytes(bytes) | Content::TextBytes(bytes) => {
            let decoding = crate::decode::decode(bytes, page.charset.as_deref());
            warning = Warning::of_charset(&page.id, decoding.charset).or(warning);
            decoding.text
        }
    };
    let Repaired { text, edits, unsure } = crate::repair_with(&text, options);
    if !is_line {
        return Ok(Written { text, warning });
    }
    let edits = edits.iter().map(|e| Edit { plan: &e.plan, start: e.start, was: &e.was, now: &e.now });
    let line = Line { id: &page.id, text: &text, edits: edits.collect(), unsure: &unsure };
    let json = serde_json::to_string(&line).map_err(|e| failed("record", &e.to_string()))?;
    Ok(Written { text: json + "\n", warning })
}
