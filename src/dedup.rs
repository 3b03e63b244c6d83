//! Pages whose body came before in the same run, within a bound of memory.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use siphasher::sip128::{Hasher128, SipHasher13};

/// 128 bits of a body, white space aside. Among ten thousand million bodies two different ones are alike with a
/// chance of one in ten million million million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(u128);

/// What a body takes in the table: its digest, line and count, and a byte of the table's.
const ENTRY: usize = 33;

/// The bodies seen so far.
#[derive(Debug)]
pub struct Dedup {
    bodies: HashMap<Digest, Survivor, BuildHasherDefault<Spread>>,
    /// So many are remembered, and no more.
    limit: usize,
    /// Bodies that came when the memory was full.
    forgotten: u64,
}

/// The page that a duplicate is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survivor {
    /// The line of the output that it stands on, counted from one.
    pub line: u64,
    /// Pages with this body so far, this one and the duplicate among them.
    pub copies: u64,
}

impl Digest {
    /// Of a body; an empty one has none, because pages without an article are no copies of each other.
    pub fn of(body: &str) -> Option<Digest> {
        let mut hasher = SipHasher13::new();
        let mut empty = true;
        for word in body.split_whitespace() {
            hasher.write(word.as_bytes());
            empty = false;
        }
        (!empty).then(|| Digest(hasher.finish128().as_u128()))
    }

    /// Its sixteen bytes.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    /// The digest of these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Digest {
        Digest(u128::from_le_bytes(bytes))
    }
}

impl Dedup {
    /// A table that never takes more than `memory` bytes, also while it grows.
    pub fn within(memory: usize) -> Dedup {
        // A table has a power of two of places, seven eighths of them in use; the old one stands beside the new
        // one, half its size, while it grows.
        let places = memory / (ENTRY + ENTRY / 2);
        let limit = if places < 8 { 0 } else { (1 << places.ilog2()) / 8 * 7 };
        Dedup { bodies: HashMap::default(), limit, forgotten: 0 }
    }

    /// Looks a body up, and remembers it if it is new: as that of `line`. `Some` if it came before.
    pub fn see(&mut self, digest: Digest, line: u64) -> Option<Survivor> {
        let room = self.bodies.len() < self.limit;
        match self.bodies.entry(digest) {
            Entry::Occupied(mut entry) => {
                entry.get_mut().copies += 1;
                Some(*entry.get())
            }
            Entry::Vacant(entry) => {
                if room {
                    entry.insert(Survivor { line, copies: 1 });
                } else {
                    self.forgotten += 1;
                }
                None
            }
        }
    }

    /// How many bodies are remembered at most.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Bodies that were not remembered because the memory was full: a later copy of them is no duplicate.
    pub fn forgotten(&self) -> u64 {
        self.forgotten
    }
}

/// A digest is spread well enough as it is.
#[derive(Debug, Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_le_bytes(word);
        }
    }

    fn write_u128(&mut self, digest: u128) {
        self.0 = (digest ^ (digest >> 64)) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_makes_no_other_body_and_an_empty_one_is_none() {
        assert_eq!(Digest::of("天还没亮。\n早市"), Digest::of(" 天还没亮。 早市\n"));
        assert_ne!(Digest::of("天还没亮。"), Digest::of("天还没亮，"));
        assert_eq!(Digest::of(" \n\u{3000}"), None);
        let digest = Digest::of("早").unwrap();
        assert_eq!(Digest::from_bytes(digest.to_bytes()), digest);
    }

    #[test]
    fn the_first_survives_and_its_copies_are_counted() {
        let mut dedup = Dedup::within(1 << 20);
        let body = |text| Digest::of(text).unwrap();
        assert_eq!(dedup.see(body("早"), 1), None);
        assert_eq!(dedup.see(body("晚"), 2), None);
        assert_eq!(dedup.see(body("早"), 3), Some(Survivor { line: 1, copies: 2 }));
        assert_eq!(dedup.see(body("早"), 3), Some(Survivor { line: 1, copies: 3 }));
    }

    #[test]
    fn a_full_memory_forgets_the_new_and_says_how_many() {
        let mut dedup = Dedup::within(8 * (ENTRY + ENTRY / 2));
        assert_eq!(dedup.limit(), 7);
        let body = |number: u64| Digest::of(&number.to_string()).unwrap();
        assert!((0..10).all(|number| dedup.see(body(number), number).is_none()));
        assert_eq!(dedup.forgotten(), 3);
        assert_eq!(dedup.see(body(6), 11), Some(Survivor { line: 6, copies: 2 }));
        assert_eq!(dedup.see(body(7), 11), None);
        assert!(dedup.bodies.capacity() <= 14);
    }
}
