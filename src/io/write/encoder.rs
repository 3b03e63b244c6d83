//! Bytes out, packed as the name of their file says.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// zstd's own default: 3 % larger than level 9 on records, at a tenth of its time.
const ZSTD_LEVEL: i32 = 3;

/// A file that is written, packed or as it is. What is packed may come in several frames (of gzip, members), each of
/// which can be read without the others, and behind each of which the file may be cut.
pub(super) struct Encoder {
    packing: Packing,
    to: To,
    /// Whether there is a frame in the file.
    framed: bool,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

enum To {
    /// Nothing is packed, or no frame has begun.
    File(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
    Zstd(Box<zstd::stream::write::Encoder<'static, BufWriter<File>>>),
    /// A frame could not be begun or ended.
    Gone,
}

impl Encoder {
    /// Packs for a file of this name: `.gz`, `.zst`, or not at all. `framed` says that the file has frames already.
    pub(super) fn new(file: File, name: &Path, framed: bool) -> Encoder {
        let extension = name.extension().map(|e| e.to_ascii_lowercase()).unwrap_or_default();
        let packing = match extension.to_str() {
            Some("gz") => Packing::Gzip,
            Some("zst") => Packing::Zstd,
            _ => Packing::None,
        };
        Encoder { packing, to: To::File(BufWriter::with_capacity(64 << 10, file)), framed }
    }

    /// Ends the frame, if there is one. What comes next begins another.
    pub(super) fn end_frame(&mut self) -> io::Result<()> {
        let file = match std::mem::replace(&mut self.to, To::Gone) {
            To::File(file) => file,
            To::Gzip(encoder) => encoder.finish()?,
            To::Zstd(encoder) => encoder.finish()?,
            To::Gone => return Err(gone()),
        };
        self.to = To::File(file);
        Ok(())
    }

    /// Writes out what is still held back, and the end of what is packed; a file without any frame gets an empty one.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if !self.framed {
            self.begin_frame()?;
        }
        self.end_frame()?;
        self.file()?.flush()
    }

    /// Returns when everything that was written before the last frame ended is on the disk, and says how long the file
    /// is.
    pub(super) fn sync(&mut self) -> io::Result<u64> {
        let file = self.file()?;
        file.flush()?;
        file.get_ref().sync_data()?;
        file.stream_position()
    }

    fn begin_frame(&mut self) -> io::Result<()> {
        if self.packing == Packing::None {
            return Ok(());
        }
        self.to = match std::mem::replace(&mut self.to, To::Gone) {
            To::File(file) if self.packing == Packing::Gzip => {
                To::Gzip(Box::new(GzEncoder::new(file, Compression::default())))
            }
            To::File(file) => {
                let mut encoder = zstd::stream::write::Encoder::new(file, ZSTD_LEVEL)?;
                // So that damage is found by whoever reads it.
                encoder.include_checksum(true)?;
                To::Zstd(Box::new(encoder))
            }
            begun => begun,
        };
        self.framed = true;
        Ok(())
    }

    fn file(&mut self) -> io::Result<&mut BufWriter<File>> {
        match &mut self.to {
            To::File(file) => Ok(file),
            To::Gzip(encoder) => Ok(encoder.get_mut()),
            To::Zstd(encoder) => Ok(encoder.get_mut()),
            To::Gone => Err(gone()),
        }
    }
}

impl Write for Encoder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if matches!(self.to, To::File(_)) {
            self.begin_frame()?;
        }
        match &mut self.to {
            To::File(to) => to.write(bytes),
            To::Gzip(to) => to.write(bytes),
            To::Zstd(to) => to.write(bytes),
            To::Gone => Err(gone()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::File(to) => to.flush(),
            To::Gzip(to) => to.flush(),
            To::Zstd(to) => to.flush(),
            To::Gone => Err(gone()),
        }
    }
}

fn gone() -> io::Error {
    io::Error::other("nothing can be written any more: an earlier write has failed")
}
