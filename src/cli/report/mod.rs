//! `qingliu report`: what was cleaned, as one page to look at.

mod pages;
mod run;

use std::io::{BufWriter, Write};
use std::time::Instant;

use crate::Error;
use crate::io::{self as qio, Input, Output, Pace, Skipped};
use crate::report::{Chosen, Failures, Packed, Report, Source};
use crate::stats::Stats;

use crate::cli::Status;
use crate::cli::args::ReportArgs;
use crate::cli::terminal::{say, say_skipped, warn};

/// What the inputs came to.
struct Gathered {
    source: Source,
    /// The hash of the rules that a run was made with, where that is known.
    run_rules: Option<String>,
    /// Pages, or lines of the run's records, that could not be processed.
    unread: u64,
    read: u64,
    stats: Stats,
    failures: Failures,
    pages: Vec<Chosen<Packed>>,
    skipped: Skipped,
}

pub fn run(args: &ReportArgs) -> Result<Status, Error> {
    let started = Instant::now();
    let inputs = Input::all_named(&args.inputs);
    check(args, &inputs)?;
    let cleaner = args.rules.cleaner()?;
    qio::silence_caught_panics();
    let gathered = match run::is_run(args, &inputs)? {
        true => run::gather(args, &cleaner, inputs)?,
        false => pages::gather(args, &cleaner, inputs)?,
    };
    let Gathered { source, run_rules, unread, read, stats, failures, pages, skipped } = gathered;
    let shown = pages.len();
    let inputs = args.inputs.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    let report = Report {
        rules: cleaner.rules(),
        run_rules,
        source,
        inputs,
        seed: args.seed,
        read,
        stats: &stats,
        failures: &failures,
        pages,
    };
    let failed = |source| Error::Io { path: args.output.clone(), source };
    let mut out = BufWriter::with_capacity(64 << 10, Output::create(&args.output)?);
    report.write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
    out.into_inner().map_err(|error| failed(error.into_error()))?.commit()?;
    let errors: u64 = stats.errors.values().sum();
    if !args.quiet {
        say_skipped(&skipped);
        say(format_args!(
            "read {read}, {errors} of them errors; shown {shown}, the worst and by seed {}; {:.1} s; {}",
            args.seed,
            started.elapsed().as_secs_f64(),
            args.output.display()
        ));
    }
    Ok(if unread > 0 { Status::Errors } else { Status::Done })
}

/// How the pages are gone about.
fn pace(args: &ReportArgs) -> Pace {
    Pace {
        threads: args.threads.number(),
        record_timeout: Some(args.record_timeout).filter(|limit| !limit.is_zero()),
        timeout_option: "--record-timeout SECONDS",
        ..Pace::default()
    }
}

/// The report must not take the place of what it is made of.
fn check(args: &ReportArgs, inputs: &[Input]) -> Result<(), Error> {
    let others = args.removed.iter().chain(&args.stats).map(|path| Input::File(path.clone()));
    let pages = Input::all_named(&args.pages_from);
    let mut all = inputs.iter().cloned().chain(others).chain(pages);
    if all.any(|input| input.reads(&args.output)) {
        return Err(Error::Usage(format!("--output {}: this file is also an input", args.output.display())));
    }
    if inputs.iter().any(|input| input.holds(&args.output)) {
        warn(format_args!(
            "{} stands in a folder that is an input: the next report would read it as a page",
            args.output.display()
        ));
    }
    Ok(())
}
