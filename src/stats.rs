//! What a run was made of: counts by charset, script, verdict, flag and rule, coverage of the fields, lengths, time.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::document::Id;
use crate::io::Failure;
use crate::record::Record;

/// Where the classes of body lengths begin, in characters.
const LENGTHS: [u64; 12] = [0, 1, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

/// The fields whose coverage is counted.
pub(crate) const FIELDS: [&str; 7] = ["url", "title", "date", "heat", "body", "source", "author"];

/// The counts of a run, as `--stats` writes them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Pages by the encoding they were read in.
    pub charset: BTreeMap<String, u64>,
    /// Pages by the script they were written in.
    pub script: BTreeMap<String, u64>,
    /// Pages by verdict.
    pub verdict: BTreeMap<String, u64>,
    /// Pages by flag; a page may have several.
    pub flags: BTreeMap<String, u64>,
    /// What was taken, by the rule or stage that took it.
    pub removed: BTreeMap<String, Removed>,
    /// Pages that have the field.
    pub fields: BTreeMap<String, u64>,
    /// Pages by the length of their body.
    pub body_length: Vec<Length>,
    /// Seconds of all threads together, by stage.
    pub seconds: BTreeMap<String, f64>,
    /// Pages that could not be processed, by kind.
    pub errors: BTreeMap<String, u64>,
}

/// What a rule or stage took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Pages that it took something of.
    pub pages: u64,
    /// Visible characters.
    pub chars: u64,
}

/// A class of body lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    /// The shortest body in it, in characters; the class ends where the next one begins.
    pub from: u64,
    /// Pages.
    pub pages: u64,
}

/// What there is to count of one record.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    charset: String,
    script: &'static str,
    verdict: &'static str,
    flags: Vec<Id>,
    removed: BTreeMap<Id, usize>,
    fields: [bool; FIELDS.len()],
    body: u64,
    stages: Vec<(&'static str, Duration)>,
}

/// Time is not the same twice, and is no part of what a record is.
impl PartialEq for Facts {
    fn eq(&self, other: &Facts) -> bool {
        (&self.charset, self.script, self.verdict, &self.flags, &self.removed, self.fields, self.body)
            == (
                &other.charset,
                other.script,
                other.verdict,
                &other.flags,
                &other.removed,
                other.fields,
                other.body,
            )
    }
}

/// The stages of a page, and how long it was in each.
#[derive(Debug, Default)]
pub struct Stages {
    took: Vec<(&'static str, Duration)>,
    current: Option<(&'static str, Instant)>,
}

impl Stages {
    /// The page enters a stage, and leaves the one it was in.
    pub fn enter(&mut self, stage: &'static str) {
        self.leave();
        self.current = Some((stage, Instant::now()));
    }

    /// The page waits for its next stage.
    pub fn leave(&mut self) {
        self.took.extend(self.current.take().map(|(stage, since)| (stage, since.elapsed())));
    }

    fn took(mut self) -> Vec<(&'static str, Duration)> {
        self.leave();
        self.took
    }
}

impl Facts {
    /// Of a record, and of the way it came.
    pub fn of(record: &Record, stages: Stages) -> Facts {
        Facts {
            stages: stages.took(),
            charset: record.charset.clone(),
            script: record.script,
            verdict: record.verdict,
            flags: record.flags.clone(),
            removed: record.removed.clone(),
            fields: has(record),
            body: record.body.chars().count() as u64,
        }
    }
}

impl Facts {
    /// The stages that the record came through, and how long it took each.
    #[cfg(feature = "report")]
    pub(crate) fn stages(&self) -> &[(&'static str, Duration)] {
        &self.stages
    }
}

impl Stats {
    /// Nothing counted yet, and every class there.
    pub fn new() -> Stats {
        Stats {
            fields: FIELDS.iter().map(|field| ((*field).to_owned(), 0)).collect(),
            body_length: LENGTHS.iter().map(|from| Length { from: *from, pages: 0 }).collect(),
            ..Stats::default()
        }
    }

    /// Counts a record.
    pub fn count(&mut self, facts: &Facts) {
        add(&mut self.charset, &facts.charset, 1);
        add(&mut self.script, facts.script, 1);
        add(&mut self.verdict, facts.verdict, 1);
        facts.flags.iter().for_each(|flag| add(&mut self.flags, flag, 1));
        for (rule, chars) in &facts.removed {
            let removed = entry(&mut self.removed, rule);
            removed.pages += 1;
            removed.chars += *chars as u64;
        }
        for (field, _) in FIELDS.iter().zip(facts.fields).filter(|(_, has)| *has) {
            add(&mut self.fields, field, 1);
        }
        if let Some(class) = self.body_length.iter_mut().rev().find(|class| class.from <= facts.body) {
            class.pages += 1;
        }
        for (stage, took) in &facts.stages {
            *entry(&mut self.seconds, stage) += took.as_secs_f64();
        }
    }

    /// Counts a page that could not be processed.
    pub fn count_error(&mut self, failure: &Failure) {
        add(&mut self.errors, failure.kind.as_str(), 1);
    }
}

/// The fields that a record has.
#[cfg(feature = "report")]
pub(crate) fn fields_of(record: &Record) -> impl Iterator<Item = &'static str> {
    FIELDS.into_iter().zip(has(record)).filter_map(|(field, has)| has.then_some(field))
}

/// Where the class of such a length begins.
#[cfg(feature = "report")]
pub(crate) fn length_class(length: u64) -> u64 {
    LENGTHS.into_iter().rev().find(|from| *from <= length).unwrap_or(0)
}

fn has(record: &Record) -> [bool; FIELDS.len()] {
    [
        record.url.is_some(),
        record.title.is_some(),
        record.date.is_some(),
        record.heat.is_some(),
        !record.body.is_empty(),
        record.source.is_some(),
        record.author.is_some(),
    ]
}

fn add(counts: &mut BTreeMap<String, u64>, key: &str, by: u64) {
    *entry(counts, key) += by;
}

fn entry<'a, T: Default>(map: &'a mut BTreeMap<String, T>, key: &str) -> &'a mut T {
    map.entry(key.to_owned()).or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Page};

    #[test]
    fn every_record_is_in_one_class_of_each_kind() {
        let cleaner = Cleaner::builder().build().unwrap();
        let mut stats = Stats::new();
        for html in
            ["<h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>", "<p>", "<title>早</title>"]
        {
            let mut stages = Stages::default();
            let cleaned = cleaner.clean_watched(&Page::html("a", html), |stage| stages.enter(stage));
            stats.count(&Facts::of(&cleaned.record, stages));
        }
        assert_eq!(stats.charset["utf-8"], 3);
        assert_eq!(stats.script.values().sum::<u64>(), 3);
        assert_eq!(stats.verdict["keep"], 3);
        assert_eq!(stats.fields["body"], 1);
        assert_eq!(stats.flags["extract/no-article"], 2);
        let lengths: Vec<_> =
            stats.body_length.iter().filter(|l| l.pages > 0).map(|l| (l.from, l.pages)).collect();
        assert_eq!(lengths, [(0, 2), (1, 1)]);
        for stage in ["read", "repair", "convert", "sweep", "extract", "record"] {
            assert!(stats.seconds[stage] > 0.0, "{stage}");
        }
        let again: Stats = serde_json::from_str(&serde_json::to_string(&stats).unwrap()).unwrap();
        assert_eq!(again.flags, stats.flags);
    }
}
