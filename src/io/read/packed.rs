//! A stream with its compression seen through: gzip of any number of members, zstd of any number of frames.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::raw::{Raw, read_buffered};

/// What is unpacked at a time.
const BUFFER: usize = 64 << 10;

const GZIP: &[u8] = b"\x1f\x8b";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

/// The skippable frame in which a `.warc.zst` carries its dictionary.
const DICTIONARY: u32 = 0x184d_2a5d;

/// The largest dictionary that is believed.
const MAX_DICTIONARY: u64 = 16 << 20;

/// A stream as whoever packed it meant it. A packed stream that ends too early, or whose check fails, is an error
/// and never a short stream; after one, [`Unpacked::resume`] goes on with the next member.
pub(super) struct Unpacked<'a> {
    member: Member<'a>,
    packing: Packing,
    dictionary: Vec<u8>,
    buffer: Vec<u8>,
    at: usize,
    offset: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

/// Where the packed bytes are: between two members, or being unpacked.
enum Member<'a> {
    Between(Raw<'a>),
    Gzip(Box<GzDecoder<Raw<'a>>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Raw<'a>>>),
    /// Only while one takes the place of another.
    Changing,
}

impl<'a> Unpacked<'a> {
    /// Sees through what the first bytes tell.
    pub(super) fn new(inner: &'a mut dyn BufRead) -> io::Result<Unpacked<'a>> {
        let mut raw = Raw::new(inner);
        let magic = raw.peek(4)?;
        let packing = match magic {
            _ if magic.starts_with(GZIP) => Packing::Gzip,
            _ if magic == ZSTD || skippable(magic).is_some() => Packing::Zstd,
            _ => Packing::None,
        };
        let member = Member::Between(raw);
        Ok(Unpacked { member, packing, dictionary: Vec::new(), buffer: Vec::new(), at: 0, offset: 0 })
    }

    /// Whether it was packed at all.
    pub(super) fn is_packed(&self) -> bool {
        self.packing != Packing::None
    }

    /// Bytes read so far, unpacked.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes of the packed stream that were read so far.
    pub(super) fn packed_offset(&self) -> u64 {
        match &self.member {
            Member::Between(raw) => raw.offset(),
            Member::Gzip(member) => member.get_ref().offset(),
            Member::Zstd(member) => member.get_ref().offset(),
            Member::Changing => 0,
        }
    }

    /// The next bytes, `n` at least unless the stream ends before, without taking them.
    pub(super) fn peek(&mut self, n: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.at < n {
            if self.at == self.buffer.len() {
                self.clear();
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            if !self.fill()? {
                break;
            }
        }
        Ok(&self.buffer[self.at..])
    }

    /// Takes the next `n` bytes, which have been peeked at. Where they are most of what is here they are handed on as
    /// they lie, and not copied.
    pub(super) fn take(&mut self, n: usize) -> Vec<u8> {
        let end = self.buffer.len().min(self.at + n);
        self.offset += (end - self.at) as u64;
        if end - self.at < self.buffer.len() / 2 {
            let taken = self.buffer[self.at..end].to_vec();
            self.at = end;
            return taken;
        }
        let behind = self.buffer[end..].to_vec();
        let mut taken = std::mem::replace(&mut self.buffer, behind);
        taken.truncate(end);
        taken.drain(..self.at);
        self.at = 0;
        taken
    }

    /// Empties the buffer, whose bytes have all been taken. One that a large record left is not kept.
    fn clear(&mut self) {
        self.at = 0;
        self.buffer.clear();
        self.buffer.shrink_to(4 * BUFFER);
    }

    /// After an error: goes to the beginning of the next member. `false` where there is none.
    pub(super) fn resume(&mut self) -> io::Result<bool> {
        // What of the damaged member is still here is not to be trusted.
        self.consume(self.buffer.len() - self.at);
        let magic: &[u8] = match self.packing {
            Packing::None => return Ok(false),
            // With the method, of which there is only one.
            Packing::Gzip => b"\x1f\x8b\x08",
            Packing::Zstd => ZSTD,
        };
        let mut raw = match std::mem::replace(&mut self.member, Member::Changing) {
            Member::Between(raw) => raw,
            Member::Gzip(member) => member.into_inner(),
            Member::Zstd(member) => member.finish(),
            Member::Changing => return Ok(false),
        };
        raw.rewind();
        let found = raw.find(magic);
        self.member = Member::Between(raw);
        found
    }

    /// Unpacks some more behind what is in the buffer. `false` at the end.
    fn fill(&mut self) -> io::Result<bool> {
        loop {
            if let (Packing::None, Member::Between(raw)) = (self.packing, &mut self.member) {
                let part = match raw.fill_buf() {
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    part => part?,
                };
                self.buffer.extend_from_slice(part);
                let read = part.len();
                raw.consume(read);
                return Ok(read > 0);
            }
            let read = match &mut self.member {
                Member::Gzip(member) => append(member, &mut self.buffer)?,
                Member::Zstd(member) => append(member, &mut self.buffer)?,
                Member::Between(_) | Member::Changing => 0,
            };
            if read > 0 {
                return Ok(true);
            }
            if !self.next_member()? {
                return Ok(false);
            }
        }
    }

    fn next_member(&mut self) -> io::Result<bool> {
        let mut raw = match std::mem::replace(&mut self.member, Member::Changing) {
            Member::Between(raw) => raw,
            Member::Gzip(member) => member.into_inner(),
            Member::Zstd(member) => member.finish(),
            Member::Changing => return Ok(false),
        };
        raw.mark();
        let begins = self.begin(&mut raw);
        self.member = match begins {
            Ok(true) if self.packing == Packing::Gzip => Member::Gzip(Box::new(GzDecoder::new(raw))),
            Ok(true) => {
                let decoder = zstd::stream::read::Decoder::with_dictionary(raw, &self.dictionary)?;
                Member::Zstd(Box::new(decoder.single_frame()))
            }
            _ => Member::Between(raw),
        };
        begins
    }

    /// Whether another member begins here. What is neither that nor the end is an error.
    fn begin(&mut self, raw: &mut Raw<'a>) -> io::Result<bool> {
        loop {
            let magic = raw.peek(4)?;
            let (gzip, zstd, dictionary) = (magic.starts_with(GZIP), magic == ZSTD, skippable(magic));
            match self.packing {
                Packing::None => return Ok(false),
                _ if magic.is_empty() => return Ok(false),
                Packing::Gzip if gzip => return Ok(true),
                // Tapes and some disks fill up with zeros.
                Packing::Gzip if magic.iter().all(|b| *b == 0) => {
                    let n = magic.len();
                    raw.consume(n);
                }
                Packing::Zstd if zstd => return Ok(true),
                Packing::Zstd if dictionary.is_some() => {
                    let is_dictionary = dictionary == Some(DICTIONARY);
                    self.skip(raw, is_dictionary)?;
                }
                _ if magic.len() < 2 || self.packing == Packing::Zstd && magic.len() < 4 => {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "not compressed from here on")),
            }
        }
    }

    /// Passes over a skippable frame, and keeps the dictionary of one that has it.
    fn skip(&mut self, raw: &mut Raw<'a>, is_dictionary: bool) -> io::Result<()> {
        let mut header = [0; 8];
        raw.read_exact(&mut header)?;
        let size = u64::from(u32::from_le_bytes([header[4], header[5], header[6], header[7]]));
        if !is_dictionary || size > MAX_DICTIONARY {
            let passed = io::copy(&mut raw.by_ref().take(size), &mut io::sink())?;
            return if passed == size { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        let mut dictionary = Vec::new();
        raw.by_ref().take(size).read_to_end(&mut dictionary)?;
        if (dictionary.len() as u64) < size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if dictionary.starts_with(ZSTD) {
            let packed = std::mem::take(&mut dictionary);
            zstd::stream::read::Decoder::with_buffer(&packed[..])?
                .take(MAX_DICTIONARY)
                .read_to_end(&mut dictionary)?;
        }
        self.dictionary = dictionary;
        Ok(())
    }
}

/// The magic of a skippable frame.
fn skippable(magic: &[u8]) -> Option<u32> {
    let magic = u32::from_le_bytes(magic.try_into().ok()?);
    (magic & 0xffff_fff0 == 0x184d_2a50).then_some(magic)
}

fn append(from: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let len = buffer.len();
    buffer.resize(len + BUFFER, 0);
    let read = loop {
        match from.read(&mut buffer[len..]) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            read => break read,
        }
    };
    buffer.truncate(len + *read.as_ref().unwrap_or(&0));
    read
}

impl Read for Unpacked<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, out)
    }
}

impl BufRead for Unpacked<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.clear();
            if self.packing != Packing::None {
                self.fill()?;
            }
        }
        // What is not packed is given as it lies there.
        if let (Packing::None, Member::Between(raw)) = (self.packing, &mut self.member)
            && self.at == self.buffer.len()
        {
            return raw.fill_buf();
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, n: usize) {
        match &mut self.member {
            Member::Between(raw) if self.at == self.buffer.len() => raw.consume(n),
            _ => self.at += n,
        }
        self.offset += n as u64;
    }
}
