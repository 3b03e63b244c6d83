//! `qingliu clean`: pages in, one JSON object a page out, in input order.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::thread;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use qingliu::Error;
use qingliu::io::{self as qio, Columns, Concern, Input, Outcome, Run, Skipped, Warning};
use qingliu::tally::Tally;

use crate::Status;
use crate::args::CleanArgs;
use crate::outputs::{Outputs, Stop};
use crate::terminal::say;

pub fn run(args: &CleanArgs) -> Result<Status, Error> {
    let inputs: Vec<Input> = args.inputs.iter().map(|name| Input::named(name)).collect();
    let mut sources = args.page.sources(inputs.clone())?;
    let run = Run {
        cleaner: args.rules.cleaner()?,
        columns: Columns::new(&args.fields, &args.carry)?,
        removals: args.removed.is_some(),
        require_chinese: args.require_chinese,
        url: args.page.url.clone(),
        charset: args.page.charset.clone(),
    };
    let mut outputs = Outputs::create(args, &inputs)?;
    let threads =
        args.threads.map_or_else(|| thread::available_parallelism().map_or(1, |n| n.get()), usize::from);

    qio::silence_caught_panics();
    let started = Instant::now();
    let progress = progress(args.quiet);
    let mut tally = Tally::default();
    let mut said = BTreeSet::new();
    let stop = qio::run(&mut sources, &run, threads, |chunk| {
        progress.suspend(|| {
            for outcome in &chunk {
                outputs.write(outcome)?;
                tally.count(outcome, args.rejects.is_some());
                warn(outcome, &mut said);
            }
            outputs.flush()
        })?;
        progress.set_position(tally.read());
        Ok(())
    });
    progress.finish_and_clear();
    tally.skipped = sources.skipped().clone();

    if let Err(Stop::Failed(error)) = stop {
        return Err(error);
    }
    // What was written aside until the pipe closed is kept.
    match (stop, outputs.commit()) {
        (_, Err(Stop::Failed(error))) => return Err(error),
        (Ok(()), Ok(())) => {}
        _ => return Ok(Status::Done),
    }
    if !args.quiet {
        say_skipped(&tally.skipped);
        for (rule, trial) in &tally.trials {
            say(format_args!(
                "on trial: {rule} would take {} characters of {} pages, and took nothing",
                trial.chars, trial.pages
            ));
        }
        say(format_args!("{}", tally.summary(started.elapsed())));
    }
    Ok(match () {
        () if args.strict && tally.rejected > 0 => Status::Failed,
        () if tally.errors > 0 => Status::Errors,
        () => Status::Done,
    })
}

/// Says of each concern where it stood first; a dump may hold it a million times.
fn warn(outcome: &Outcome, said: &mut BTreeSet<Concern>) {
    let Outcome::Written(record) = outcome else { return };
    let Some(Warning { place, concern }) = &record.warning else { return };
    if said.insert(concern.clone()) {
        say(format_args!("warning: {place}: {concern}"));
    }
}

fn say_skipped(skipped: &Skipped) {
    for (format, files) in &skipped.later {
        say(format_args!("skipped {files} files of a format that this version does not read: {format}"));
    }
    if skipped.links > 0 {
        say(format_args!("skipped {} links that leave their folder or lead to another", skipped.links));
    }
}

fn progress(quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {pos} pages, {per_sec}, {elapsed}");
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}
