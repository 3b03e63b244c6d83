//! WARC and WET: the pages among the records of a crawl.

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use jiff::Timestamp;

use super::http::{self, Fetched, Kind, MAX_HEADER};
use super::packed::Unpacked;
use super::{Flow, Found, Passed, in_words};
use crate::io::failure::Failure;
use crate::io::job::{Carrier, Job};

/// What is looked at behind a block: the blank lines, and the name of the format.
const BEHIND: usize = 16;

/// How much is searched at a time for the next record.
const WINDOW: usize = 64 << 10;

/// Reads every record. Where its length lies, and where the stream is damaged, it goes on at the next line that
/// begins a record: `WARC/1.` and a field.
pub(super) fn read(stream: &mut Unpacked<'_>, name: &str, to: &mut Found<'_>) -> Flow {
    let since = to.given;
    loop {
        let mut place = Place { id: name.to_owned(), offset: stream.offset() };
        let step = match record(stream, name, &mut place, to) {
            Ok(flow) => flow?,
            Err(e) => {
                to.damaged(&place.id, stream, place.offset, since, &e)?;
                if resume(stream) { Step::Next } else { Step::End }
            }
        };
        if step == Step::End {
            return ControlFlow::Continue(());
        }
    }
}

/// Which record is being read.
struct Place {
    id: String,
    offset: u64,
}

/// Goes on in the next member of a damaged stream. What looks like one may be none.
fn resume(stream: &mut Unpacked<'_>) -> bool {
    while stream.resume().unwrap_or(false) {
        if let Ok(found) = next_record(stream) {
            return found;
        }
    }
    false
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Next,
    End,
}

/// What the header of a record says.
#[derive(Debug, Default)]
struct Record {
    kind: String,
    id: Option<String>,
    url: Option<String>,
    date: Option<String>,
    content_type: Option<String>,
    length: Option<u64>,
    is_cut: bool,
}

/// One record, from where the stream stands to the end of its block.
fn record(
    stream: &mut Unpacked<'_>,
    name: &str,
    place: &mut Place,
    to: &mut Found<'_>,
) -> io::Result<ControlFlow<(), Step>> {
    pass_blank_lines(stream)?;
    let offset = stream.offset();
    place.offset = offset;
    if stream.peek(1)?.is_empty() {
        return Ok(ControlFlow::Continue(Step::End));
    }
    let header_end = match header_end(stream)? {
        Ok(end) => end,
        Err(message) => return lost(stream, to, name, name, offset, message),
    };
    let record = Record::of(&String::from_utf8_lossy(&stream.peek(header_end)?[..header_end]));
    let id = record.called(name, offset);
    place.id.clone_from(&id);
    let Some(length) = record.length else {
        stream.consume(header_end);
        return lost(stream, to, name, &id, offset, "a record without a Content-Length");
    };
    stream.consume(header_end);

    let limit = to.settings.max_record_bytes;
    // A header before the body may be looked at whatever the length.
    let judged = if length > limit {
        let head = usize::try_from(length).unwrap_or(usize::MAX).min(MAX_HEADER);
        let has = stream.peek(head)?;
        record.judge(&has[..has.len().min(head)])
    } else {
        let length = length as usize;
        let has = stream.peek(length + BEHIND)?;
        if !ends_there(has, length) {
            return Ok(lying(stream, to, &id, offset, length));
        }
        record.judge(&has[..length])
    };
    let flow = match judged {
        Judged::Nothing => ControlFlow::Continue(()),
        Judged::Passed(why) => to.passed(Passed::Record(why)),
        Judged::Page(_) if length > limit => {
            let message = format!("{id}: a record of {length} bytes, larger than {}", in_words(limit));
            to.failed(Failure::input(&id, offset, "read", message))
        }
        Judged::Page(header) => {
            let before = header.as_ref().map_or(0, |header| header.len.min(length as usize));
            stream.consume(before);
            let body = stream.take(length as usize - before);
            let size = body.len() as u64;
            let fetched = record.fetched(header, body, limit);
            let flow = to.job(Job { id, offset, size, carrier: Carrier::Fetched(Box::new(fetched)) });
            return Ok(flow.map_continue(|()| Step::Next));
        }
    };
    if flow.is_break() {
        return Ok(ControlFlow::Break(()));
    }
    if length > limit {
        // The next record tells where it ends, whatever its length says.
        return Ok(ControlFlow::Continue(if next_record(stream)? { Step::Next } else { Step::End }));
    }
    stream.consume(length as usize);
    Ok(ControlFlow::Continue(Step::Next))
}

/// Reports what stands here and goes to the next record.
fn lost(
    stream: &mut Unpacked<'_>,
    to: &mut Found<'_>,
    name: &str,
    id: &str,
    offset: u64,
    message: &str,
) -> io::Result<ControlFlow<(), Step>> {
    if stream.offset() == offset {
        // It may begin like one.
        stream.consume(1);
    }
    let found = go_on(stream);
    let on = match &found {
        Ok(true) => format!("reading goes on at byte {}", stream.offset()),
        _ => "no record follows".to_owned(),
    };
    let message = format!("{name}: {message} at byte {offset}; {on}");
    if to.failed(Failure::input(id, offset, "read", message)).is_break() {
        return Ok(ControlFlow::Break(()));
    }
    Ok(ControlFlow::Continue(if found? { Step::Next } else { Step::End }))
}

/// A record whose block does not end where its length says. Its page is not to be trusted; the next record begins
/// inside the block or behind it.
fn lying(
    stream: &mut Unpacked<'_>,
    to: &mut Found<'_>,
    id: &str,
    offset: u64,
    length: usize,
) -> ControlFlow<(), Step> {
    let has = stream.peek(length).map(|has| has[..has.len().min(length)].len()).unwrap_or_default();
    let found = go_on(stream).unwrap_or_default();
    let message = if has < length && !found {
        format!("{id}: cut off: {has} of {length} bytes at byte {offset}")
    } else {
        let on = if found {
            format!("reading goes on at byte {}", stream.offset())
        } else {
            "no record follows".into()
        };
        format!("{id}: no record ends where the Content-Length of {length} at byte {offset} says; {on}")
    };
    to.failed(Failure::input(id, offset, "read", message))?;
    ControlFlow::Continue(if found { Step::Next } else { Step::End })
}

fn pass_blank_lines(stream: &mut Unpacked<'_>) -> io::Result<()> {
    loop {
        let blank = stream.fill_buf()?.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        if blank == 0 {
            return Ok(());
        }
        stream.consume(blank);
    }
}

/// Where the header ends, or what is wrong with it.
fn header_end(stream: &mut Unpacked<'_>) -> io::Result<Result<usize, &'static str>> {
    let mut wanted = 5;
    loop {
        let has = stream.peek(wanted)?;
        if !has.starts_with(b"WARC/") {
            return Ok(Err("this is no record of WARC"));
        }
        if let Some(end) = http::end_of_header(has) {
            return Ok(Ok(end));
        }
        if has.len() < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if has.len() > MAX_HEADER {
            return Ok(Err("a record whose header does not end"));
        }
        wanted = has.len() + 1;
    }
}

/// Whether a record may end behind `length` bytes: blank lines, then another record or nothing.
fn ends_there(has: &[u8], length: usize) -> bool {
    let Some(behind) = has.get(length..) else { return false };
    let is_end = behind.len() < BEHIND;
    let blank = behind.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    let rest = &behind[blank..];
    match rest.len() {
        0 => is_end || blank == behind.len(),
        1..5 => b"WARC/".starts_with(rest),
        _ => rest.starts_with(b"WARC/"),
    }
}

/// Goes to the next record: the next line that begins one or, where the damage is the packing's, the next member.
/// `false` where there is none.
fn go_on(stream: &mut Unpacked<'_>) -> io::Result<bool> {
    match next_record(stream) {
        Err(_) => Ok(resume(stream)),
        found => found,
    }
}

/// Goes to the next line that begins a record. `false` at the end of the stream.
fn next_record(stream: &mut Unpacked<'_>) -> io::Result<bool> {
    loop {
        let has = stream.peek(WINDOW)?;
        let ended = has.len() < WINDOW;
        if let Some(at) = begins(has, ended) {
            stream.consume(at);
            return Ok(true);
        }
        let n = has.len();
        if ended {
            stream.consume(n);
            return Ok(false);
        }
        stream.consume(n - BEHIND * 2);
    }
}

/// Where a record begins in `bytes`: `WARC/1.0`, the end of the line, and a field.
fn begins(bytes: &[u8], ended: bool) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"WARC/").find(|&at| {
        let at_line = at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
        let rest = &bytes[at + 5..];
        let version = rest.iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
        let behind = rest[version..].trim_ascii_start();
        let field = behind.len() >= 5 && (behind[..5].eq_ignore_ascii_case(b"WARC-"))
            || behind.len() >= 8 && behind[..8].eq_ignore_ascii_case(b"Content-");
        at_line && (3..=8).contains(&version) && (field || ended && behind.is_empty())
    })
}

enum Judged {
    /// A record that never holds a page.
    Nothing,
    /// One that might, and does not.
    Passed(&'static str),
    /// A page, with the header before it if there is one.
    Page(Option<http::Header>),
}

impl Record {
    fn of(header: &str) -> Record {
        let mut record = Record::default();
        for (name, value) in http::fields(header.split_once('\n').map_or("", |(_, rest)| rest)) {
            match name.as_str() {
                "warc-type" => record.kind = value.to_ascii_lowercase(),
                "warc-record-id" => record.id = Some(bare(&value)).filter(|id| !id.is_empty()),
                "warc-target-uri" => record.url = Some(bare(&value)).filter(|url| !url.is_empty()),
                "warc-date" => record.date = Some(value),
                "content-type" => record.content_type = Some(value),
                "content-length" => record.length = value.parse().ok(),
                "warc-truncated" => record.is_cut = true,
                _ => {}
            }
        }
        record
    }

    fn called(&self, name: &str, offset: u64) -> String {
        let named = self.id.clone().or_else(|| self.url.clone());
        named.unwrap_or_else(|| format!("{name}:{offset}"))
    }

    /// Whether a page is in the block, by as much of it as `block` is.
    fn judge(&self, block: &[u8]) -> Judged {
        let header = match self.kind.as_str() {
            "response" => http::header(block),
            "resource" | "conversion" => None,
            "revisit" => return Judged::Passed("a page that was captured before (revisit)"),
            _ => return Judged::Nothing,
        };
        if let Some(header) = &header
            && !(200..300).contains(&header.status)
        {
            return Judged::Passed("an HTTP status other than 2xx");
        }
        let label = match &header {
            Some(header) => header.content_type.as_deref(),
            None => self.content_type.as_deref(),
        };
        match http::kind(label.unwrap_or_default()) {
            Some(_) => Judged::Page(header),
            None => Judged::Passed("neither HTML nor text"),
        }
    }

    fn fetched(self, header: Option<http::Header>, body: Vec<u8>, limit: u64) -> Fetched {
        let (label, sent) = match header {
            Some(header) => (header.content_type, header.sent),
            None => (self.content_type, http::Sent::default()),
        };
        let label = label.unwrap_or_default();
        let kind = match http::kind(&label).unwrap_or_default() {
            // Servers say text/plain of what they do not know; a conversion is text.
            Kind::Text if self.kind != "conversion" => Kind::Unknown,
            kind => kind,
        };
        Fetched {
            body,
            kind,
            url: self.url,
            charset: http::charset(&label),
            day: self.date.as_deref().and_then(day),
            sent,
            is_cut: self.is_cut,
            limit,
        }
    }
}

/// An address without the brackets that some writers put around it.
fn bare(value: &str) -> String {
    value.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// The day of a date of WARC, which may be as short as a day.
fn day(date: &str) -> Option<jiff::civil::Date> {
    match date.parse::<Timestamp>() {
        Ok(moment) => Some(http::day(moment)),
        Err(_) => date.parse().ok(),
    }
}
