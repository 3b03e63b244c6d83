//! Bytes out, packed as the name of their file says.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// zstd's own default: 3 % larger than level 9 on records, at a tenth of its time.
const ZSTD_LEVEL: i32 = 3;

/// A file that is written, packed or as it is.
pub(super) enum Encoder {
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
    Zstd(Box<zstd::stream::write::Encoder<'static, BufWriter<File>>>),
}

impl Encoder {
    /// Packs for a file of this name: `.gz`, `.zst`, or not at all.
    pub(super) fn new(file: File, name: &Path) -> io::Result<Encoder> {
        let file = BufWriter::with_capacity(64 << 10, file);
        let extension = name.extension().map(|e| e.to_ascii_lowercase()).unwrap_or_default();
        Ok(match extension.to_str() {
            Some("gz") => Encoder::Gzip(Box::new(GzEncoder::new(file, Compression::default()))),
            Some("zst") => {
                let mut encoder = zstd::stream::write::Encoder::new(file, ZSTD_LEVEL)?;
                // So that damage is found by whoever reads it.
                encoder.include_checksum(true)?;
                Encoder::Zstd(Box::new(encoder))
            }
            _ => Encoder::Plain(file),
        })
    }

    /// Writes out what is still held back, and the end of what is packed.
    pub(super) fn finish(self) -> io::Result<()> {
        let mut file = match self {
            Encoder::Plain(file) => file,
            Encoder::Gzip(encoder) => encoder.finish()?,
            Encoder::Zstd(encoder) => encoder.finish()?,
        };
        file.flush()
    }
}

impl Write for Encoder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Encoder::Plain(to) => to.write(bytes),
            Encoder::Gzip(to) => to.write(bytes),
            Encoder::Zstd(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Encoder::Plain(to) => to.flush(),
            Encoder::Gzip(to) => to.flush(),
            Encoder::Zstd(to) => to.flush(),
        }
    }
}
