//! A report of pages: they are cleaned as `clean` does it, counted, and looked at.

use std::sync::Arc;

use crate::io::{self as qio, Failure, Input, Loaded, Reading, Warning};
use crate::report::{Entry, Failures, Packed, Sample, Source, Standing, chance};
use crate::stats::{Facts, Stages, Stats};
use crate::{Cleaner, Error};

use super::{Gathered, pace};
use crate::cli::args::ReportArgs;
use crate::cli::terminal::{Warned, progress};

/// What there is to say of a page.
struct Looked {
    facts: Facts,
    standing: Standing,
    /// There if the sample may want it.
    page: Option<Packed>,
    warning: Option<Warning>,
}

pub fn gather(args: &ReportArgs, cleaner: &Cleaner, inputs: Vec<Input>) -> Result<Gathered, Error> {
    let sources = args.page.sources(inputs, &[])?;
    let reading =
        Reading { carry: Vec::new(), url: args.page.url.clone(), charset: args.page.charset.clone() };
    let mut sample = Sample::new(args.pages as usize);
    let (bounds, seed, cleaner) = (sample.bounds(), args.seed, Arc::new(cleaner.clone()));
    let look = move |loaded: Loaded, enter: &dyn Fn(&'static str)| {
        let mut stages = Stages::default();
        let cleaned = cleaner.clean_watched(&loaded.page, |stage| {
            enter(stage);
            stages.enter(stage);
        });
        let facts = Facts::of(&cleaned.record, stages);
        let entry = Entry::of(&cleaned).timed(&facts);
        let standing = entry.standing(chance(seed, entry.id(), loaded.offset));
        let warning = Warning::of_charset(entry.id(), &cleaned.record.charset);
        let page = bounds.want(&standing).then(|| Packed::of_page(entry, &cleaner, &loaded.page));
        let page = page.transpose()?;
        Ok(Looked { facts, standing, page, warning: warning.or(loaded.warning) })
    };
    let (mut stats, mut failures, mut warned) = (Stats::new(), Failures::default(), Warned::default());
    let bar = progress(args.quiet);
    let ran = qio::each(sources, reading, &pace(args), look, |results: Vec<Result<Looked, Failure>>| {
        bar.inc(results.len() as u64);
        bar.suspend(|| {
            for result in results {
                match result {
                    Ok(Looked { facts, standing, page, warning }) => {
                        warning.iter().for_each(|warning| warned.say(warning));
                        stats.count(&facts);
                        sample.offer(&standing, page);
                    }
                    Err(failure) => {
                        stats.count_error(&failure);
                        failures.add(failure);
                    }
                }
            }
        });
        Ok::<(), Error>(())
    })?;
    bar.finish_and_clear();
    Ok(Gathered {
        source: Source::Pages,
        run_rules: None,
        unread: stats.errors.values().sum(),
        read: ran.read,
        stats,
        failures,
        pages: sample.finish(),
        skipped: ran.jobs.map(|sources| sources.skipped().clone()).unwrap_or_default(),
    })
}
