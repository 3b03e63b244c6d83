//! What the list of pages says of one, and where it stands among the worst.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde::Serialize;

use super::sample::{List, Standing};
use crate::document::{BlockId, Document, Id, Role, visible_chars};
use crate::pipeline::Cleaned;
use crate::record::Record;
use crate::stats::{self, Facts};

/// One line of the list of pages.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    id: String,
    url: Option<String>,
    title: Option<String>,
    verdict: &'static str,
    charset: String,
    script: &'static str,
    flags: Vec<Id>,
    /// Rule or stage → visible characters.
    removed: BTreeMap<Id, usize>,
    /// The fields that it has.
    fields: Vec<&'static str>,
    /// Characters of the body.
    body: usize,
    /// Visible characters of body and removals, without what no reader sees.
    visible: usize,
    /// Those of them that rules took.
    taken: usize,
    /// Spots that repair left alone.
    unsure: usize,
    /// Characters that repair rewrote.
    edited: usize,
    /// How far the article outweighs the largest block of text that was left out, -1 to 1; 1 where none was.
    margin: f32,
    /// The largest block of text that was left out, in visible characters.
    rival: usize,
    /// Milliseconds by stage, where somebody looked at the clock.
    took: Vec<(&'static str, f32)>,
}

impl Entry {
    /// Of a page.
    pub fn of(cleaned: &Cleaned) -> Entry {
        let document = &cleaned.document;
        let lines = document.head.iter().map(|head| &head.line).chain(&document.lines);
        let (mut unsure, mut edited) = (0, 0);
        for line in lines {
            unsure += line.unsure.len();
            let by_repair = line.edits.iter().filter(|edit| !edit.plan.starts_with("convert/"));
            edited +=
                by_repair.map(|edit| edit.was.chars().count().max(edit.now.chars().count())).sum::<usize>();
        }
        Entry { unsure, edited, ..Entry::new(&cleaned.record, rival(document)) }
    }

    /// Of a record whose page is not at hand: all that was left out counts as one block.
    pub fn of_record(record: &Record) -> Entry {
        let left = |stage: &str| record.removed.get(stage).copied().unwrap_or(0);
        let unsure = usize::from(record.flags.iter().any(|flag| flag == "repair/unsure"));
        let rival = left("extract/outside-body") + left("extract/pruned");
        Entry { unsure, ..Entry::new(record, rival) }
    }

    fn new(record: &Record, rival: usize) -> Entry {
        let article = visible_chars(&record.body);
        let seen =
            record.removed.iter().filter(|(id, _)| *id != "segment/hidden" && !id.starts_with("limit/"));
        let (mut removed, mut taken) = (0, 0);
        for (id, chars) in seen {
            removed += chars;
            if !id.starts_with("extract/") {
                taken += chars;
            }
        }
        let margin = match (article, rival) {
            (_, 0) => 1.0,
            _ => (article as f32 - rival as f32) / (article + rival) as f32,
        };
        Entry {
            id: record.id.clone(),
            url: record.url.clone(),
            title: record.title.clone(),
            verdict: record.verdict,
            charset: record.charset.clone(),
            script: record.script,
            flags: record.flags.clone(),
            removed: record.removed.clone(),
            fields: stats::fields_of(record).collect(),
            body: record.body.chars().count(),
            visible: article + removed,
            taken,
            unsure: 0,
            edited: 0,
            margin,
            rival,
            took: Vec::new(),
        }
    }

    /// The same with the time it took. The clock orders nothing: the sample is the same on every machine.
    pub fn timed(self, facts: &Facts) -> Entry {
        // To a thousandth.
        let milliseconds = |took: Duration| took.as_micros() as f32 / 1000.0;
        Entry {
            took: facts.stages().iter().map(|(stage, took)| (*stage, milliseconds(*took))).collect(),
            ..self
        }
    }

    /// The input's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where it stands in each list.
    pub fn standing(&self, chance: u64) -> Standing {
        let mut ranks = Vec::new();
        if self.taken > 0 {
            let spared = 1.0 - self.taken as f32 / self.visible.max(1) as f32;
            ranks.push((List::Removed, rank(thousandths(spared), self.taken)));
        }
        if self.rival > 0 {
            ranks.push((List::Margin, rank(thousandths((self.margin + 1.0) / 2.0), self.rival)));
        }
        if self.unsure > 0 {
            ranks.push((List::Unsure, rank(down(self.unsure), self.visible)));
        }
        if self.edited > 0 {
            ranks.push((List::Edited, rank(down(self.edited), self.visible)));
        }
        let mut bar = |chart: &str, value: &str| ranks.push((List::Bar(format!("{chart}:{value}")), 0));
        bar("charset", &self.charset);
        bar("script", self.script);
        bar("verdict", self.verdict);
        bar("length", &stats::length_class(self.body as u64).to_string());
        self.flags.iter().for_each(|flag| bar("flag", flag));
        for field in stats::FIELDS {
            bar(if self.fields.contains(&field) { "with" } else { "without" }, field);
        }
        self.removed.keys().for_each(|rule| bar("rule", rule));
        Standing { ranks, chance }
    }
}

/// A rank: the smallest measure is first, and of equal ones the largest page.
fn rank(measure: u32, size: usize) -> u64 {
    u64::from(measure) << 32 | u64::from(down(size))
}

fn thousandths(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * 1000.0) as u32
}

/// The larger the number the smaller.
fn down(number: usize) -> u32 {
    u32::MAX - u32::try_from(number).unwrap_or(u32::MAX)
}

/// The largest block of running text that is in no field and that no rule took, in visible characters: what the
/// article might have been instead. Rows of links are none.
fn rival(document: &Document) -> usize {
    let mut blocks: HashMap<BlockId, usize> = HashMap::new();
    for line in &document.lines {
        let is_left = line.role != Role::Body && !line.birth.hidden && !line.is_dropped();
        if is_left && line.link_share() < 0.5 {
            // Paragraphs stand in a container each, and their text in the one around them.
            let block = match document.blocks.get(line.birth.block) {
                Some(block) if block.tag == "p" => block.parent,
                _ => line.birth.block,
            };
            *blocks.entry(block).or_default() += visible_chars(&line.text);
        }
    }
    blocks.into_values().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Page};

    fn entry(html: &str) -> Entry {
        Entry::of(&Cleaner::builder().build().unwrap().clean(&Page::html("a", html)))
    }

    #[test]
    fn a_page_stands_for_every_bar_that_it_is_part_of() {
        let entry = entry(
            "<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p><p>Copyright 2006-2023 小城茶网 版权所有</p>",
        );
        let standing = entry.standing(7);
        let bars: Vec<String> = standing
            .ranks
            .iter()
            .filter_map(|(list, _)| match list {
                List::Bar(bar) => Some(bar.clone()),
                _ => None,
            })
            .collect();
        for bar in [
            "charset:utf-8",
            "verdict:keep",
            "length:1",
            "with:title",
            "with:body",
            "rule:boilerplate/copyright",
            "without:date",
        ] {
            assert!(bars.iter().any(|b| b == bar), "{bar} of {bars:?}");
        }
        assert!(!bars.iter().any(|b| b == "with:date" || b == "without:title"), "{bars:?}");
        assert!(standing.ranks.iter().any(|(list, _)| *list == List::Removed));
        assert!(!standing.ranks.iter().any(|(list, _)| *list == List::Unsure));
    }

    #[test]
    fn the_worse_page_ranks_first_and_of_equal_ones_the_larger() {
        assert!(rank(thousandths(0.1), 5) < rank(thousandths(0.2), 500));
        assert!(rank(thousandths(0.1), 500) < rank(thousandths(0.1), 5));
        assert!(rank(down(7), 5) < rank(down(6), 500));
    }
}
