//! The parts of the embedded tables, one after the other. Little-endian.

/// No table is larger.
const LARGEST: usize = 4 << 20;

/// The tables as they were made.
pub(super) fn unpack(packed: &[u8]) -> Vec<u8> {
    zstd::bulk::decompress(packed, LARGEST).expect("what was embedded is whole")
}

/// What is left to read.
pub(super) struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, left) = self.0.split_at(count);
        self.0 = left;
        taken
    }

    pub fn word(&mut self) -> u32 {
        self.take(4).iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte))
    }

    pub fn halves(&mut self, count: usize) -> Box<[u16]> {
        self.take(2 * count).chunks_exact(2).map(|half| u16::from_le_bytes([half[0], half[1]])).collect()
    }

    /// Seven bits a byte, the least first.
    pub fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.take(1)[0];
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }
}
