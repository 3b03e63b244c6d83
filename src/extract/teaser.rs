//! Teasers: the beginnings of other articles, each below the link that leads to it, in a list of such entries.

use crate::document::{BlockId, Document, visible_chars};

/// Entries of the same element that a list has at least.
const LEAST_ENTRIES: u32 = 3;
/// Characters of the title of another article.
const TITLE: std::ops::RangeInclusive<usize> = 6..=60;

/// Elements that an entry of a list is made of.
const ENTRIES: [&str; 6] = ["li", "dl", "dd", "div", "article", "section"];

/// Which lines are teasers, whether or not their titles still stand.
pub fn find(document: &Document) -> Vec<bool> {
    let kind = |block: BlockId| ENTRIES.iter().position(|tag| *tag == &*document.blocks[block].tag);
    let mut entries = vec![[0_u32; ENTRIES.len()]; document.blocks.len()];
    for block in 0..document.blocks.len() {
        if let Some(kind) = kind(block) {
            entries[document.blocks[block].parent][kind] += 1;
        }
    }
    let is_entry = |block: BlockId| {
        kind(block).is_some_and(|kind| entries[document.blocks[block].parent][kind] >= LEAST_ENTRIES)
    };
    let block = |line: usize| document.lines[line].birth.block;
    let around = |block: BlockId| document.blocks[block].parent;
    (0..document.lines.len())
        .map(|line| {
            let Some(before) = line.checked_sub(1) else { return false };
            let title = &document.lines[before];
            if title.link_share() <= 0.6 || document.lines[line].link_share() > 0.6 {
                return false;
            }
            let (own, above) = (block(line), block(before));
            let in_entry = if own == above || around(above) == own {
                is_entry(own)
            } else {
                (around(own) == above || around(own) == around(above)) && is_entry(around(own))
            };
            in_entry && TITLE.contains(&visible_chars(&title.text))
        })
        .collect()
}
