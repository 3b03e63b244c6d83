//! A view as it stands in the report: JSON, deflated, in base64. The browser unpacks it when the page is opened.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::entry::Entry;
use super::view::{Removed, Room, View};
use crate::page::Page;
use crate::pipeline::Cleaner;
use crate::record::Record;

/// The most that a packed view takes, in bytes: 500 of them take 32 MB.
const MOST: usize = 64 << 10;

/// A page of the sample, ready to be written.
#[derive(Debug, Clone)]
pub struct Packed {
    /// What the list of pages says of it.
    pub(super) entry: Entry,
    /// The view.
    pub(super) view: String,
}

impl Packed {
    /// Of a page, cleaned once more to see what its lines were before.
    ///
    /// # Errors
    /// As of writing JSON into memory.
    pub fn of_page(entry: Entry, cleaner: &Cleaner, page: &Page) -> serde_json::Result<Packed> {
        Packed::new(entry, |room| View::within(cleaner, page, room).0)
    }

    /// Of a record, and of what the run wrote down as removed, if that is known.
    ///
    /// # Errors
    /// As [`Packed::of_page`].
    pub fn of_record(
        entry: Entry,
        record: &Record,
        removed: Option<&[Removed]>,
    ) -> serde_json::Result<Packed> {
        Packed::new(entry, |room| View::of_record(record.clone(), removed.map(<[_]>::to_vec), room))
    }

    /// Of a page that a run had made this record of.
    ///
    /// # Errors
    /// As [`Packed::of_page`].
    pub fn of_run(
        entry: Entry,
        cleaner: &Cleaner,
        page: &Page,
        record: &Record,
    ) -> serde_json::Result<Packed> {
        Packed::new(entry, |room| View::within(cleaner, page, room).0.of_run(&record.body, room))
    }

    /// Packs a view. Of one that is too large, less and less is shown until it fits; it says how much it leaves out.
    fn new(entry: Entry, view: impl Fn(Room) -> View) -> serde_json::Result<Packed> {
        let mut room = Room::default();
        loop {
            let packed = pack(&serde_json::to_vec(&view(room))?).map_err(serde_json::Error::io)?;
            if packed.len() <= MOST || room.is_least() {
                return Ok(Packed { entry, view: packed });
            }
            room = room.less();
        }
    }
}

fn pack(json: &[u8]) -> io::Result<String> {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(json)?;
    Ok(STANDARD.encode(deflated.finish()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_any_size_fits() {
        let cleaner = Cleaner::builder().build().unwrap();
        // Noise does not pack.
        let mut seed = 7_u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_u32(0x4e00 + (seed >> 16) % 5000).unwrap()
        };
        let text: String = (0..80_000).map(|i| if i % 100 == 99 { '\n' } else { noise() }).collect();
        let page = Page::text("a", text);
        let packed = Packed::of_page(Entry::of(&cleaner.clean(&page)), &cleaner, &page).unwrap();
        assert!(packed.view.len() <= MOST, "{}", packed.view.len());
        assert!(packed.view.len() > MOST / 8, "{}", packed.view.len());
    }
}
