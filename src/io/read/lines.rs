//! A stream of JSONL as jobs, a line each.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::packed::Unpacked;
use super::{Flow, Found, in_words};
use crate::io::failure::Failure;
use crate::io::job::{Carrier, Job};

/// The lines of a stream that are not blank. A byte order mark, CRLF and a missing last newline are no
/// mistakes. After a failure to read, nothing more comes: what the stream would say is not to be trusted.
pub(super) fn read(stream: &mut Unpacked<'_>, name: &str, to: &mut Found<'_>) -> Flow {
    let limit = to.settings.max_record_bytes;
    let (since, mut number) = (to.given, 0);
    let name: Arc<str> = name.into();
    loop {
        let offset = stream.offset();
        let mut bytes = Vec::new();
        number += 1;
        let id = format!("{name}:{number}");
        let taken = match read_line(stream, &mut bytes, limit) {
            Ok(taken) => taken,
            Err(e) => return to.damaged(&id, stream, offset, since, &e),
        };
        if taken.bytes == 0 {
            return ControlFlow::Continue(());
        }
        if taken.too_long {
            let message = format!("{id}: a line of more than {}", in_words(limit));
            to.failed(Failure::input(&id, offset, "read", message))?;
            continue;
        }
        if number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        if !bytes.trim_ascii().is_empty() {
            let (size, keys) = (bytes.len() as u64, Arc::clone(&to.settings.keys));
            let carrier = Carrier::Line { name: Arc::clone(&name), number, bytes, keys };
            to.job(Job { id, offset, size, carrier })?;
        }
    }
}

/// What reading a line took from the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken {
    bytes: u64,
    too_long: bool,
}

/// Reads a line without its end into `line` and tells how many bytes it took; 0 at the end of the stream. Of
/// a line longer than `limit` the rest is passed over, and the stream is left at the next line.
fn read_line(stream: &mut impl BufRead, line: &mut Vec<u8>, limit: u64) -> io::Result<Taken> {
    line.clear();
    let mut taken = stream.by_ref().take(limit + 1).read_until(b'\n', line)? as u64;
    if taken > limit && line.last() != Some(&b'\n') {
        line.clear();
        taken += stream.skip_until(b'\n')? as u64;
        return Ok(Taken { bytes: taken, too_long: true });
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(Taken { bytes: taken, too_long: false })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::io::read::{Met, Settings};

    #[test]
    fn blank_lines_a_mark_and_crlf_are_passed_over_and_offsets_count_every_byte() {
        let text = "\u{feff}{\"a\":1}\r\n\r\n  \n{\"b\":2}";
        let settings = Settings::default();
        let mut got = Vec::new();
        let mut give = |met| {
            let Met::Job(job) = met else { panic!("{met:?}") };
            match job.carrier {
                Carrier::Line { bytes, number, .. } => {
                    got.push((job.offset, number, String::from_utf8(bytes).unwrap()))
                }
                other => panic!("{other:?}"),
            }
            ControlFlow::Continue(())
        };
        let mut input = text.as_bytes();
        let mut stream = Unpacked::new(&mut input).unwrap();
        assert!(read(&mut stream, "in", &mut Found::new(&settings, false, &mut give)).is_continue());
        assert_eq!(got, [(0, 1, "{\"a\":1}".to_owned()), (17, 4, "{\"b\":2}".to_owned())]);
    }

    #[test]
    fn a_line_over_the_limit_is_passed_over_and_the_next_is_read() {
        let mut stream = Cursor::new(b"abcdefgh\r\nij\r\nk".to_vec());
        let mut line = Vec::new();
        let taken = read_line(&mut stream, &mut line, 4).unwrap();
        assert_eq!(taken, Taken { bytes: 10, too_long: true });
        assert_eq!(read_line(&mut stream, &mut line, 4).unwrap().bytes, 4);
        assert_eq!(line, b"ij");
        assert_eq!(read_line(&mut stream, &mut line, 4).unwrap().bytes, 1);
        assert_eq!(read_line(&mut stream, &mut line, 4).unwrap().bytes, 0);
    }
}
