//! `qingliu clean`: pages in, one JSON object a page out, in input order.

mod plan;
mod resume;
mod scribe;

use std::time::Instant;

use crate::Error;
use crate::io::{self as qio, Columns, Input, POSTS, Pace, Ran, Run, Sources};
use crate::tally::Tally;
use serde_json::json;

use crate::cli::Status;
use crate::cli::args::{CleanArgs, LogAs, ThreadsAs};
use crate::cli::outputs::{self, Stop};
use crate::cli::progress::Progress;
use crate::cli::signals::Signals;
use crate::cli::terminal::{log_as_json, say, say_skipped, say_with, warn};
use resume::{Resume, Start};
use scribe::Scribe;

pub fn run(args: &CleanArgs) -> Result<Status, Error> {
    if args.log == LogAs::Json {
        log_as_json();
    }
    let inputs = Input::all_named(&args.inputs);
    if args.form.threads_as == ThreadsAs::Text && args.fields.iter().any(|field| field == POSTS) {
        return Err(Error::Usage(format!("`{POSTS}` is a field with --threads-as posts")));
    }
    let mut sources = args.page.sources(inputs.clone(), &args.carry)?;
    let run = Run {
        cleaner: args.rules.cleaner_writing(&args.form)?,
        columns: Columns::new(&args.fields, &args.carry)?,
        removals: args.removed.is_some(),
        facts: args.stats.is_some(),
        digests: args.dedup.is_some(),
        require_chinese: args.require_chinese,
        url: args.page.url.clone(),
        charset: args.page.charset.clone(),
    };
    outputs::check(args, &inputs)?;
    let cleaner = run.cleaner.clone();
    let resume = match args.resume {
        false => None,
        true => match Resume::open(args, plan::plan(args, &inputs, cleaner.rules().hash())?)? {
            Start::Whole(tally) => return Ok(already_whole(args, &tally)),
            Start::At(resume) => Some(*resume),
        },
    };
    let started = Instant::now();
    let pace = Pace {
        threads: args.threads.number(),
        record_timeout: Some(args.record_timeout).filter(|limit| !limit.is_zero()),
        timeout_option: "--record-timeout SECONDS",
        ..Pace::default()
    };
    let mut progress = Progress::new(args.quiet, &inputs, pace.bytes.clone(), sources.meter());
    let mut scribe = Scribe::new(args, &run.columns, resume, cleaner)?;
    let earlier = scribe.tally.read();
    if earlier > 0 {
        if !args.quiet {
            say(format_args!("taking up at page {}", earlier + 1));
        }
        pass_over(&mut sources, earlier)?;
    }
    progress.begin();

    qio::silence_caught_panics();
    let signals = Signals::listen()?;
    let pace = Pace { stop: signals.stopper(), ..pace };
    let ran = qio::run(sources, run, &pace, |outcomes| {
        progress.suspend(|| scribe.take(&outcomes))?;
        progress.show(scribe.tally.read(), scribe.tally.errors);
        Ok(())
    });
    progress.finish();

    let stop = match ran {
        Ok(Ran { read, jobs }) => {
            scribe.tally.skipped = jobs.map(|sources| sources.skipped().clone()).unwrap_or_default();
            match signals.came() {
                Some((signal, status)) => End::Signal(signal, status),
                None => End::Whole(earlier + read),
            }
        }
        Err(Stop::TooManyErrors) => End::TooManyErrors,
        Err(Stop::ClosedPipe) => End::ClosedPipe,
        Err(Stop::Failed(error)) => return Err(error),
    };
    finish(args, scribe, stop, started)
}

/// How the run came to its end.
enum End {
    /// So many pages were read, and there are no more.
    Whole(u64),
    /// A signal came.
    Signal(&'static str, Status),
    TooManyErrors,
    ClosedPipe,
}

/// Passes over the pages that an earlier run has dealt with. They are read, as far as their carrier must be, and not
/// cleaned.
fn pass_over(sources: &mut Sources, pages: u64) -> Result<(), Error> {
    for passed in 0..pages {
        let Some(job) = sources.next() else {
            let message = format!("only {passed} pages are there, where an earlier run read {pages}");
            return Err(Error::Usage(message));
        };
        job.pass_over();
    }
    Ok(())
}

/// Gives the outputs their names, says what has become of the pages, and what it comes to.
fn finish(args: &CleanArgs, scribe: Scribe<'_>, end: End, started: Instant) -> Result<Status, Error> {
    let too_many = matches!(end, End::TooManyErrors) || scribe.has_too_many_errors();
    let is_whole = matches!(end, End::Whole(_)) && !too_many;
    let rules = scribe.rules_hash().to_owned();
    let tally = match scribe.finish(is_whole) {
        Ok(tally) => tally,
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::ClosedPipe | Stop::TooManyErrors) => return Ok(Status::Done),
    };
    // What was written aside until the pipe closed is kept.
    if let End::ClosedPipe = end {
        return Ok(Status::Done);
    }
    let missing = match end {
        End::Whole(read) => read.abs_diff(tally.read()),
        _ => 0,
    };
    if !args.quiet {
        say_skipped(&tally.skipped);
        for (rule, trial) in &tally.trials {
            say(format_args!(
                "on trial: {rule} would take {} characters of {} pages, and took nothing",
                trial.chars, trial.pages
            ));
        }
        let summary = tally.summary(started.elapsed());
        let summed_up = json!({
            "qingliu": env!("CARGO_PKG_VERSION"),
            "rules": rules,
            "whole": is_whole,
            "read": tally.read(),
            "records": tally,
        });
        say_with(format_args!("{summary}"), "summary", summed_up);
    }
    if missing > 0 {
        warn(format_args!(
            "{missing} of the pages that were read are not in this account: a fault of qingliu, please report it"
        ));
    }
    if let (true, Some(most)) = (too_many, args.max_errors) {
        warn(format_args!(
            "stopped: {} errors among {} pages are more than --max-errors {most}{}",
            tally.errors,
            tally.read(),
            kept(args)
        ));
    }
    if let End::Signal(signal, _) = end {
        warn(format_args!("stopped by {signal} after {} pages{}", tally.read(), kept(args)));
    }
    Ok(match end {
        End::Signal(_, status) => status,
        _ if too_many => Status::Errors,
        _ => status(args, &tally, missing),
    })
}

fn kept(args: &CleanArgs) -> &'static str {
    if args.resume { "; the same command again goes on from here" } else { "; what was read is written" }
}

fn status(args: &CleanArgs, tally: &Tally, missing: u64) -> Status {
    match () {
        () if args.strict && tally.rejected > 0 => Status::Failed,
        () if tally.errors > 0 || missing > 0 => Status::Errors,
        () => Status::Done,
    }
}

fn already_whole(args: &CleanArgs, tally: &Tally) -> Status {
    if !args.quiet {
        say(format_args!("nothing to do: the output is whole, and was made of these inputs: {tally}"));
    }
    status(args, tally, 0)
}
