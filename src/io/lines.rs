//! A stream of JSONL as jobs, a line each.

use super::MAX_PAGE;
use super::failure::Failure;
use super::job::{Job, Work};
use super::reader::{self, Stream};

/// The lines of a stream that are not blank. A byte order mark, CRLF and a missing last newline are no
/// mistakes. After a failure to read, nothing more comes: what the stream would say is not to be trusted.
pub(super) struct Lines {
    stream: Stream,
    name: String,
    number: u64,
    offset: u64,
    ended: bool,
}

impl Lines {
    pub(super) fn new(stream: Stream, name: String) -> Lines {
        Lines { stream, name, number: 0, offset: 0, ended: false }
    }
}

impl Iterator for Lines {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        let mut bytes = Vec::new();
        while !self.ended {
            let offset = self.offset;
            let taken = reader::read_line(&mut self.stream, &mut bytes, MAX_PAGE);
            self.number += 1;
            let id = format!("{}:{}", self.name, self.number);
            let taken = match taken {
                Ok(taken) => taken,
                Err(e) => {
                    self.ended = true;
                    return Some(Job::failed(Failure::reading(&id, offset, &id, &e)));
                }
            };
            self.offset += taken.bytes;
            if taken.bytes == 0 {
                self.ended = true;
            } else if taken.too_long {
                let message = format!("{id}: a line of more than {} MiB", MAX_PAGE >> 20);
                return Some(Job::failed(Failure::input(&id, offset, "read", message)));
            }
            if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if !bytes.trim_ascii().is_empty() {
                let size = bytes.len() as u64;
                let work = Work::Line { name: self.name.clone(), number: self.number, bytes };
                return Some(Job { id, offset, size, work });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_a_mark_and_crlf_are_passed_over_and_offsets_count_every_byte() {
        let text = "\u{feff}{\"a\":1}\r\n\r\n  \n{\"b\":2}";
        let lines = Lines::new(Box::new(text.as_bytes()), "in".into());
        let got: Vec<_> = lines
            .map(|job| match job.work {
                Work::Line { bytes, number, .. } => (job.offset, number, String::from_utf8(bytes).unwrap()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(got, [(0, 1, "{\"a\":1}".to_owned()), (17, 4, "{\"b\":2}".to_owned())]);
    }
}
