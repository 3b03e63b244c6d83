//! Teasers: the beginnings of other articles, each below the link that leads to it, in a list of such entries.

use std::collections::HashMap;

use crate::document::{BlockId, Document, visible_chars};

/// Entries of the same element that a list has at least.
const LEAST_ENTRIES: usize = 3;
/// Characters of the title of another article.
const TITLE: std::ops::RangeInclusive<usize> = 6..=60;

/// Which lines are teasers, whether or not their titles still stand.
pub fn find(document: &Document) -> Vec<bool> {
    let mut entries: HashMap<(BlockId, &str), usize> = HashMap::new();
    for block in &document.blocks {
        *entries.entry((block.parent, &block.tag)).or_default() += 1;
    }
    let is_entry = |block: BlockId| {
        let block = &document.blocks[block];
        matches!(&*block.tag, "li" | "dl" | "dd" | "div" | "article" | "section")
            && entries.get(&(block.parent, &*block.tag)).is_some_and(|&count| count >= LEAST_ENTRIES)
    };
    let block = |line: usize| document.lines[line].birth.block;
    let around = |block: BlockId| document.blocks[block].parent;
    (0..document.lines.len())
        .map(|line| {
            let Some(before) = line.checked_sub(1) else { return false };
            let title = &document.lines[before];
            if title.link_share() <= 0.6
                || document.lines[line].link_share() > 0.6
                || !TITLE.contains(&visible_chars(&title.text))
            {
                return false;
            }
            let (own, title) = (block(line), block(before));
            if own == title || around(title) == own {
                is_entry(own)
            } else {
                (around(own) == title || around(own) == around(title)) && is_entry(around(own))
            }
        })
        .collect()
}
