//! `qingliu clean`: pages in, one JSON object a page out, in input order.

use std::time::Instant;

use qingliu::Error;
use qingliu::io::{self as qio, Columns, Input, Outcome, POSTS, Run, Written};
use qingliu::tally::Tally;

use crate::Status;
use crate::args::{CleanArgs, ThreadsAs};
use crate::outputs::{Outputs, Stop};
use crate::terminal::{Warned, progress, say, say_skipped};

pub fn run(args: &CleanArgs) -> Result<Status, Error> {
    let inputs = Input::all_named(&args.inputs);
    if args.form.threads_as == ThreadsAs::Text && args.fields.iter().any(|field| field == POSTS) {
        return Err(Error::Usage(format!("`{POSTS}` is a field with --threads-as posts")));
    }
    let mut sources = args.page.sources(inputs.clone(), &args.carry)?;
    let run = Run {
        cleaner: args.rules.cleaner_writing(&args.form)?,
        columns: Columns::new(&args.fields, &args.carry)?,
        removals: args.removed.is_some(),
        require_chinese: args.require_chinese,
        url: args.page.url.clone(),
        charset: args.page.charset.clone(),
    };
    let mut outputs = Outputs::create(args, &run.columns, &inputs)?;

    qio::silence_caught_panics();
    let started = Instant::now();
    let progress = progress(args.quiet);
    let mut tally = Tally::default();
    let mut warned = Warned::default();
    let stop = qio::run(&mut sources, &run, args.threads.number(), |chunk| {
        progress.suspend(|| {
            for outcome in &chunk {
                outputs.write(outcome)?;
                tally.count(outcome, args.rejects.is_some());
                if let Outcome::Written(Written { warning: Some(warning), .. }) = outcome {
                    warned.say(warning);
                }
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
