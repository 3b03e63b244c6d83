//! `qingliu diff`: what the rules in force newly remove and newly keep, compared with others.

mod human;
mod json;

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Instant;

use crate::diff::{PageDiff, Total};
use crate::io::{self as qio, Failure, Input, Pace, Reading};
use crate::rules::{Rule, Ruleset, RulesetBuilder, State};
use crate::{Cleaner, Error};

use crate::cli::Status;
use crate::cli::args::{DiffArgs, DiffFormat};
use crate::cli::terminal::{print, progress, say, say_failure, say_skipped};

/// What was compared, and what came of it.
struct Comparison<'a> {
    args: &'a DiffArgs,
    base: &'a Ruleset,
    now: &'a Ruleset,
    total: Total,
    /// What the trial rules would change; `None` where there are none.
    trial: Option<Total>,
    errors: u64,
}

pub fn run(args: &DiffArgs) -> Result<Status, Error> {
    let base = Arc::new(base(&args.base)?);
    let cleaner = args.rules.cleaner()?;
    let is_trial = |rule: &Rule| rule.state == State::Trial;
    let preview = cleaner.rules().rules().iter().any(is_trial);
    let preview = preview.then(|| Arc::new(cleaner.rules().activated(|_| true)));
    let inputs = Input::all_named(&args.inputs);
    let sources = args.page.sources(inputs, &[])?;
    let reading =
        Reading { carry: Vec::new(), url: args.page.url.clone(), charset: args.page.charset.clone() };
    let samples = usize::from(args.sample);

    qio::silence_caught_panics();
    let started = Instant::now();
    let progress = progress(args.quiet);
    let mut comparison = Comparison {
        args,
        base: &base,
        now: cleaner.rules(),
        total: Total::new(samples),
        trial: preview.is_some().then(|| Total::new(samples)),
        errors: 0,
    };
    let (mine, base) = (cleaner.clone(), base.clone());
    let compare = move |loaded: qio::Loaded, enter: &dyn Fn(&'static str)| {
        Ok(page(&mine, &base, preview.as_deref(), &loaded.page, samples, enter))
    };
    let mut read = 0;
    let ran = qio::each(sources, reading, &Pace::of(args.threads.number()), compare, |pages| {
        progress.suspend(|| {
            for page in pages {
                read += 1;
                comparison.count(page);
            }
        });
        progress.set_position(read);
        Ok::<(), Error>(())
    })?;
    progress.finish_and_clear();

    print(&match args.format {
        DiffFormat::Human => human::listing(&comparison),
        DiffFormat::Json => json::object(&comparison),
    })?;
    let Comparison { total, errors, .. } = comparison;
    if !args.quiet {
        let skipped = ran.jobs.map(|sources| sources.skipped().clone()).unwrap_or_default();
        say_skipped(&skipped);
        let skipped = match skipped.files() {
            0 => String::new(),
            files => format!("; skipped {files} files"),
        };
        let seconds = started.elapsed().as_secs_f64();
        let rate = read as f64 / seconds.max(1e-6);
        let pages = total.pages;
        say(format_args!(
            "read {read} = compared {pages} + errors {errors}{skipped}; {seconds:.1} s, {rate:.0} pages/s"
        ));
    }
    Ok(match args.max_loss {
        Some(most) if total.loss() > most => {
            say(format_args!("{}", too_much(&total, most)));
            Status::Failed
        }
        _ if errors > 0 => Status::Errors,
        _ => Status::Done,
    })
}

/// The rules that are named: folders, and `builtin` for the built-in ones, which are left out otherwise.
fn base(named: &[OsString]) -> Result<Ruleset, Error> {
    let mut builder = RulesetBuilder::default();
    if !named.iter().any(|name| name == "builtin") {
        builder = builder.without_builtin();
    }
    for dir in named.iter().filter(|name| *name != "builtin") {
        builder = builder.dir(dir);
    }
    builder.build()
}

/// One page, and one page as the trial rules would have it.
fn page(
    cleaner: &Cleaner,
    base: &Ruleset,
    preview: Option<&Ruleset>,
    page: &crate::Page,
    samples: usize,
    enter: &dyn Fn(&'static str),
) -> (Total, Option<Total>) {
    let Some(preview) = preview else {
        let [was, now] = cleaner.clean_under(page, [base, cleaner.rules()], enter);
        return (Total::of(&PageDiff::of(&was, &now), samples), None);
    };
    let [was, now, then] = cleaner.clean_under(page, [base, cleaner.rules(), preview], enter);
    let trial = Total::of(&PageDiff::of(&now, &then), samples);
    (Total::of(&PageDiff::of(&was, &now), samples), Some(trial))
}

fn too_much(total: &Total, most: f64) -> String {
    let allowed = (most * total.base_body as f64).floor() as u64;
    format!(
        "lost {} of {} body characters, {}: more than --max-loss {}, by {} characters",
        total.lost,
        total.base_body,
        human::percent(total.loss()),
        human::percent(most),
        total.lost - allowed,
    )
}

impl<'a> Comparison<'a> {
    fn count(&mut self, page: Result<(Total, Option<Total>), Failure>) {
        match page {
            Ok((total, trial)) => {
                self.total.add(total);
                if let (Some(all), Some(trial)) = (&mut self.trial, trial) {
                    all.add(trial);
                }
            }
            Err(failure) => {
                self.errors += 1;
                say_failure(&failure);
            }
        }
    }

    /// Why a rule or stage takes words.
    fn why(&self, id: &str) -> &str {
        // A rule that is switched off need not say why.
        let why =
            |rules: &'a Ruleset| rules.get(id).map(|rule| rule.why.as_str()).filter(|why| !why.is_empty());
        why(self.now).or_else(|| why(self.base)).or_else(|| crate::explain::stage(id)).unwrap_or_default()
    }

    fn base_name(&self) -> String {
        self.args.base.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join(" + ")
    }

    fn now_name(&self) -> String {
        match &self.args.rules.rules_only {
            Some(dir) => dir.display().to_string(),
            None => std::iter::once("builtin".to_owned())
                .chain(self.args.rules.rules.iter().map(|dir| dir.display().to_string()))
                .collect::<Vec<_>>()
                .join(" + "),
        }
    }
}
