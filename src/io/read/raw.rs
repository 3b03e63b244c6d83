//! Bytes as they lie in the file: looked at before they are taken, and given back after a false start.

use std::io::{self, BufRead, Read};

/// How many bytes are kept for another look. A packed record of a crawl is some tens of KB.
const KEPT: usize = 1 << 20;

/// A reader that can be peeked into, and that can go back to a mark.
pub(super) struct Raw<'a> {
    inner: &'a mut dyn BufRead,
    /// Bytes that were taken from `inner` and are still to be read.
    ahead: Vec<u8>,
    at: usize,
    /// What was read since the mark; `None` without one, or when it became too much.
    kept: Option<Vec<u8>>,
    offset: u64,
}

impl<'a> Raw<'a> {
    pub(super) fn new(inner: &'a mut dyn BufRead) -> Raw<'a> {
        Raw { inner, ahead: Vec::new(), at: 0, kept: None, offset: 0 }
    }

    /// Bytes read so far.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The next `n` bytes without taking them; fewer at the end.
    pub(super) fn peek(&mut self, n: usize) -> io::Result<&[u8]> {
        while self.ahead.len() - self.at < n {
            let part = match self.inner.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                part => part?,
            };
            if part.is_empty() {
                break;
            }
            let taken = part.len().min(n - (self.ahead.len() - self.at));
            self.ahead.extend_from_slice(&part[..taken]);
            self.inner.consume(taken);
        }
        let end = self.ahead.len().min(self.at + n);
        Ok(&self.ahead[self.at..end])
    }

    /// Keeps what is read from here on, so that [`Raw::rewind`] may come back.
    pub(super) fn mark(&mut self) {
        let mut kept = self.kept.take().unwrap_or_default();
        kept.clear();
        self.kept = Some(kept);
    }

    /// Goes back to one byte after the mark. Where too much was read since then, stays where it is.
    pub(super) fn rewind(&mut self) {
        let Some(kept) = self.kept.take().filter(|kept| kept.len() > 1) else { return };
        self.offset -= kept.len() as u64 - 1;
        let mut again = kept;
        again.remove(0);
        again.extend_from_slice(&self.ahead[self.at..]);
        (self.ahead, self.at) = (again, 0);
    }

    /// Passes over bytes up to the next place where `magic` stands. `false` at the end.
    pub(super) fn find(&mut self, magic: &[u8]) -> io::Result<bool> {
        loop {
            let part = self.fill_buf()?;
            if part.is_empty() {
                return Ok(false);
            }
            match memchr::memchr(magic[0], part) {
                None => {
                    let n = part.len();
                    self.consume(n);
                }
                Some(at) => {
                    self.consume(at);
                    if self.peek(magic.len())? == magic {
                        return Ok(true);
                    }
                    self.consume(1);
                }
            }
        }
    }
}

/// Reads what a reader has in its buffer.
pub(super) fn read_buffered(from: &mut impl BufRead, out: &mut [u8]) -> io::Result<usize> {
    let part = from.fill_buf()?;
    let n = part.len().min(out.len());
    out[..n].copy_from_slice(&part[..n]);
    from.consume(n);
    Ok(n)
}

impl Read for Raw<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, out)
    }
}

impl BufRead for Raw<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.ahead.len() {
            return Ok(&self.ahead[self.at..]);
        }
        self.ahead.clear();
        self.at = 0;
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        let from_ahead = self.at < self.ahead.len();
        if let Some(kept) = &mut self.kept {
            if kept.len() + n > KEPT {
                self.kept = None;
            } else if from_ahead {
                kept.extend_from_slice(&self.ahead[self.at..self.at + n]);
            } else if let Ok(part) = self.inner.fill_buf() {
                // What was filled and not yet consumed is given again.
                kept.extend_from_slice(&part[..n.min(part.len())]);
            }
        }
        self.offset += n as u64;
        if from_ahead {
            self.at += n;
        } else {
            self.inner.consume(n);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn what_was_peeked_is_read_and_what_was_read_since_the_mark_comes_again() {
        for size in [1, 2, 3, 64] {
            let mut inner = BufReader::with_capacity(size, &b"abcdefgh"[..]);
            let mut raw = Raw::new(&mut inner);
            assert_eq!(raw.peek(3).unwrap(), b"abc");
            let mut two = [0; 2];
            raw.read_exact(&mut two).unwrap();
            raw.mark();
            let mut four = [0; 4];
            raw.read_exact(&mut four).unwrap();
            assert_eq!((&two, &four, raw.offset()), (b"ab", b"cdef", 6));
            raw.rewind();
            assert_eq!(raw.offset(), 3);
            assert!(raw.find(b"fg").unwrap());
            let mut rest = Vec::new();
            raw.read_to_end(&mut rest).unwrap();
            assert_eq!((rest.as_slice(), raw.offset()), (&b"fgh"[..], 8));
        }
    }
}
