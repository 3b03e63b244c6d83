//! A report of a finished run: its records are counted and sampled, then what its other files say of the sample is
//! read, and the pages themselves if they are at hand.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use crate::io::{self as qio, Format, Input, Keys, Loaded, Pace, Reading, Settings, Skipped, Sources};
use crate::report::{
    Chosen, Entry, Failures, Packed, RECORD_CARRY, RECORD_KEYS, REMOVAL_CARRY, Removed, Sample, Source,
    Standing, chance, record, removal,
};
use crate::stats::{Facts, Stages, Stats};
use crate::{Cleaner, Error, Record};
use serde::Deserialize;

use super::{Gathered, pace};
use crate::cli::args::ReportArgs;
use crate::cli::terminal::{progress, warn};

/// Removals of a page that are kept; a page of more is not read to its end by anybody.
const REMOVALS: usize = 4000;

/// What `--stats` wrote, as far as it is read.
#[derive(Deserialize)]
struct StatsFile {
    schema: String,
    rules: String,
    read: u64,
    pages: Stats,
}

/// A record of the run, and what the list of pages says of it.
#[derive(Clone)]
struct Sampled {
    entry: Entry,
    record: Record,
}

/// Whether the inputs are what a run wrote: because it is said, or because the first line is a record.
pub fn is_run(args: &ReportArgs, inputs: &[Input]) -> Result<bool, Error> {
    if !args.removed.is_empty() || args.stats.is_some() || !args.pages_from.is_empty() {
        return Ok(true);
    }
    // What standard input has given is gone.
    let Some(first) = inputs.first().filter(|input| **input != Input::Stdin) else { return Ok(false) };
    if !args.page.column.is_empty() || !matches!(args.page.from, Format::Auto | Format::Jsonl) {
        return Ok(false);
    }
    let mut sources = sources(vec![first.clone()], args, &RECORD_KEYS, &RECORD_CARRY)?;
    let loaded = sources.next().and_then(|job| job.load(&owned(&RECORD_CARRY)).ok());
    Ok(loaded.is_some_and(|loaded| record(&loaded).is_some()))
}

pub fn gather(args: &ReportArgs, cleaner: &Cleaner, inputs: Vec<Input>) -> Result<Gathered, Error> {
    let file = args.stats.as_deref().map(stats).transpose()?;
    let mut gathered = records(args, inputs)?;
    let removed = match args.removed.is_empty() {
        true => None,
        false => Some(removals(args, &gathered.pages)?),
    };
    let pages = match args.pages_from.is_empty() {
        true => HashMap::new(),
        false => pages(args, cleaner, &gathered.pages)?,
    };
    if let Some(StatsFile { rules, read, pages, .. }) = file {
        (gathered.run_rules, gathered.read, gathered.stats) = (Some(rules), read, pages);
    }
    gathered.packed(removed.as_ref(), pages)
}

/// The records of a run, and of which of them there will be a view.
struct Records {
    run_rules: Option<String>,
    /// Lines that could not be read.
    unread: u64,
    read: u64,
    stats: Stats,
    failures: Failures,
    pages: Vec<Chosen<Sampled>>,
    skipped: Skipped,
}

fn records(args: &ReportArgs, inputs: Vec<Input>) -> Result<Records, Error> {
    let sources = sources(inputs, args, &RECORD_KEYS, &RECORD_CARRY)?;
    let mut sample = Sample::new(args.pages as usize);
    let (bounds, seed) = (sample.bounds(), args.seed);
    let look = move |loaded: Loaded, _: &dyn Fn(&'static str)| {
        let Some(record) = record(&loaded) else { return Ok(None) };
        let facts = Facts::of(&record, Stages::default());
        let entry = Entry::of_record(&record);
        let standing = entry.standing(chance(seed, entry.id(), loaded.offset));
        let sampled = bounds.want(&standing).then_some(Sampled { entry, record });
        Ok(Some((facts, standing, sampled)))
    };
    let (mut stats, mut failures, mut others) = (Stats::new(), Failures::default(), 0_u64);
    let bar = progress(args.quiet);
    type Looked = Option<(Facts, Standing, Option<Sampled>)>;
    let ran = qio::each(sources, reading(&RECORD_CARRY), &pace(args), look, |results| {
        bar.inc(results.len() as u64);
        for result in results {
            let looked: Looked = match result {
                Ok(looked) => looked,
                Err(failure) => {
                    stats.count_error(&failure);
                    failures.add(failure);
                    continue;
                }
            };
            match looked {
                Some((facts, standing, sampled)) => {
                    stats.count(&facts);
                    sample.offer(&standing, sampled);
                }
                None => others += 1,
            }
        }
        Ok::<(), Error>(())
    })?;
    bar.finish_and_clear();
    if others > 0 && others == ran.read {
        let message = "no record of a run is in the input; without --removed, --stats and --pages-from it is read as pages";
        return Err(Error::Usage(message.into()));
    }
    if others > 0 {
        warn(format_args!(
            "{others} of {} lines are no records as `clean` writes them; a run with --fields leaves out what is counted here",
            ran.read
        ));
    }
    Ok(Records {
        run_rules: None,
        unread: stats.errors.values().sum(),
        read: ran.read,
        stats,
        failures,
        pages: sample.finish(),
        skipped: ran.jobs.map(|sources| sources.skipped().clone()).unwrap_or_default(),
    })
}

impl Records {
    /// Makes the views: of the page where it is at hand, else of the record.
    fn packed(
        self,
        removed: Option<&HashMap<String, Vec<Removed>>>,
        mut pages: HashMap<String, Packed>,
    ) -> Result<Gathered, Error> {
        let Records { run_rules, unread, read, stats, failures, pages: sample, skipped } = self;
        let pack = |Chosen { lists, page: Sampled { entry, record } }: Chosen<Sampled>| {
            if let Some(page) = pages.remove(&record.id) {
                return Ok(Chosen { lists, page });
            }
            let of_page = removed.map(|removed| removed.get(&record.id).map_or(&[][..], Vec::as_slice));
            Packed::of_record(entry, &record, of_page).map(|page| Chosen { lists, page })
        };
        let pages: serde_json::Result<Vec<_>> = sample.into_iter().map(pack).collect();
        let failed = |error: serde_json::Error| Error::Usage(format!("a page cannot be shown: {error}"));
        Ok(Gathered {
            source: Source::Run,
            run_rules,
            unread,
            read,
            stats,
            failures,
            pages: pages.map_err(failed)?,
            skipped,
        })
    }
}

/// What the run wrote down as removed from the pages of the sample.
fn removals(args: &ReportArgs, sample: &[Chosen<Sampled>]) -> Result<HashMap<String, Vec<Removed>>, Error> {
    let inputs = args.removed.iter().map(|path| Input::File(path.clone())).collect();
    let sources = sources(inputs, args, &[], &REMOVAL_CARRY)?;
    let wanted: HashSet<String> = sample.iter().map(|chosen| chosen.page.record.id.clone()).collect();
    let look = move |loaded: Loaded, _: &dyn Fn(&'static str)| {
        if !wanted.contains(&loaded.page.id) {
            return Ok(None);
        }
        Ok(removal(&loaded).map(|(id, removed)| (id.to_owned(), removed)))
    };
    let mut removed: HashMap<String, Vec<Removed>> = HashMap::new();
    let mut unread = 0_u64;
    let bar = progress(args.quiet);
    qio::each(sources, reading(&REMOVAL_CARRY), &pace(args), look, |results| {
        for result in results {
            match result {
                Ok(Some((id, removal))) => {
                    let of_page = removed.entry(id).or_default();
                    if of_page.len() < REMOVALS {
                        of_page.push(removal);
                    }
                }
                Ok(None) => {}
                Err(_) => unread += 1,
            }
        }
        bar.tick();
        Ok::<(), Error>(())
    })?;
    bar.finish_and_clear();
    if unread > 0 {
        warn(format_args!("{unread} lines of --removed cannot be read"));
    }
    Ok(removed)
}

/// The pages of the sample, cleaned once more.
fn pages(
    args: &ReportArgs,
    cleaner: &Cleaner,
    sample: &[Chosen<Sampled>],
) -> Result<HashMap<String, Packed>, Error> {
    let sources = args.page.sources(Input::all_named(&args.pages_from), &[])?;
    let wanted: BTreeMap<String, Sampled> =
        sample.iter().map(|chosen| (chosen.page.record.id.clone(), chosen.page.clone())).collect();
    let (all, cleaner) = (wanted.len(), cleaner.clone());
    let look = move |loaded: Loaded, enter: &dyn Fn(&'static str)| {
        let Some(Sampled { entry, record }) = wanted.get(&loaded.page.id) else { return Ok(None) };
        enter("view");
        Packed::of_run(entry.clone(), &cleaner, &loaded.page, record)
            .map(|packed| Some((record.id.clone(), packed)))
    };
    let reading =
        Reading { carry: Vec::new(), url: args.page.url.clone(), charset: args.page.charset.clone() };
    let pace: Pace = pace(args);
    let mut pages = HashMap::new();
    let bar = progress(args.quiet);
    qio::each(sources, reading, &pace, look, |results| {
        bar.inc(results.len() as u64);
        for (id, packed) in results.into_iter().flatten().flatten() {
            // Of equal ids the first is the one that is shown.
            pages.entry(id).or_insert(packed);
        }
        if pages.len() == all {
            pace.stop.stop();
        }
        Ok::<(), Error>(())
    })?;
    bar.finish_and_clear();
    if pages.len() < all {
        warn(format_args!(
            "{} of the {all} pages of the sample are not in --pages-from: it must be named as it was for the run, so that ids are the same",
            all - pages.len()
        ));
    }
    Ok(pages)
}

fn stats(path: &Path) -> Result<StatsFile, Error> {
    let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    let stats: StatsFile = serde_json::from_reader(BufReader::new(file))
        .map_err(|error| Error::Usage(format!("--stats {}: {error}", path.display())))?;
    match stats.schema.as_str() {
        "qingliu.stats/1" => Ok(stats),
        other => Err(Error::Usage(format!("--stats {}: is `{other}`, not qingliu.stats/1", path.display()))),
    }
}

/// What a run wrote, read as pages are.
fn sources(inputs: Vec<Input>, args: &ReportArgs, keys: &[&str], carry: &[&str]) -> Result<Sources, Error> {
    let settings = Settings {
        format: Format::Auto,
        max_record_bytes: args.page.max_record_bytes,
        keys: Arc::new(Keys::new(&owned(keys))?),
        carry: owned(carry),
    };
    Sources::with(inputs, settings)
}

fn reading(carry: &[&str]) -> Reading {
    Reading { carry: owned(carry), ..Reading::default() }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
