//! `qingliu repair`: text in, repaired text out, as a filter.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;

use qingliu::io::{Concern, Failure, Input, Job, Warning};
use qingliu::repair::Options;
use qingliu::{Content, Error, Repaired};
use serde::Serialize;

use crate::Status;
use crate::args::RepairArgs;
use crate::terminal::{say, to_stdout};

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

pub fn run(args: &RepairArgs) -> Result<Status, Error> {
    let inputs = args.inputs.iter().map(|name| Input::named(name)).collect();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let options = Options { punctuation: args.punctuation.into() };
    let mut status = Status::Done;
    let mut said = BTreeSet::new();
    for job in args.page.sources(inputs)? {
        let written = match repaired(job, args.page.charset.as_deref(), options, &mut said) {
            Ok(text) => out.write_all(text.as_bytes()),
            Err(failure) => {
                say(format_args!("error: {failure}"));
                status = Status::Errors;
                Ok(())
            }
        };
        match written {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(Status::Done),
            written => written.map_err(to_stdout)?,
        }
    }
    match out.flush() {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(to_stdout(e)),
        _ => Ok(status),
    }
}

/// Plain text for plain text, a line of JSON for a line of JSON.
fn repaired(
    job: Job,
    charset: Option<&str>,
    options: Options,
    said: &mut BTreeSet<Concern>,
) -> Result<String, Failure> {
    let (is_line, offset) = (job.is_line(), job.offset);
    let page = job.load_alone()?;
    let declared = charset.or(page.charset.as_deref());
    let text = match &page.content {
        Content::Text(text) => text.into(),
        Content::Html(_) => {
            let message = "`html` is not text; `repair` takes `text`, or `bytes` of text";
            return Err(Failure::input(&page.id, offset, "parse", message));
        }
        Content::Bytes(bytes) | Content::HtmlBytes(bytes) | Content::TextBytes(bytes) => {
            let decoding = qingliu::decode::decode(bytes, declared);
            if let Some(Warning { place, concern }) = Warning::of_charset(&page.id, decoding.charset)
                && said.insert(concern.clone())
            {
                say(format_args!("warning: {place}: {concern}"));
            }
            decoding.text
        }
    };
    let Repaired { text, edits, unsure } = qingliu::repair_with(&text, options);
    if !is_line {
        return Ok(text);
    }
    let edits = edits.iter().map(|e| Edit { plan: &e.plan, start: e.start, was: &e.was, now: &e.now });
    let line = Line { id: &page.id, text: &text, edits: edits.collect(), unsure: &unsure };
    let json = serde_json::to_string(&line)
        .map_err(|e| Failure::input(&page.id, offset, "record", e.to_string()))?;
    Ok(json + "\n")
}
