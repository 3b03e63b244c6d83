//! `qingliu rules promote`: trial to active, if the rule passes the gates.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::author::{Gate, Measured, Needed, Oracle, is_negative, labelled, labelled_files, promoted};
use crate::diff::PageDiff;
use crate::fixture::label;
use crate::io::{self as qio, Format, Input, Output, Pace, Reading, Sources};
use crate::rules::{Rule, Ruleset, Scope, State};
use crate::{Cleaner, Error, Page};

use crate::cli::Status;
use crate::cli::args::{PromoteArgs, look_up};
use crate::cli::terminal::{harmless, print, say, say_failure};

pub fn run(args: &PromoteArgs) -> Result<Status, Error> {
    let id = args.id.as_str();
    let cleaner = args.rules.cleaner()?;
    let rules = cleaner.rules();
    let rule = look_up(rules, id)?;
    if !may_be_promoted(rule)? {
        say(format_args!("{id} is active already"));
        return Ok(Status::Done);
    }
    let with = Arc::new(rules.activated(|rule| rule.id == id));
    let needed = Needed { precision: args.min_precision, hits: args.min_hits };
    let mut bench = Bench {
        scale: Scale { cleaner: cleaner.clone(), with, id: id.to_owned() },
        args,
        measured: Measured::default(),
        errors: 0,
    };
    qio::silence_caught_panics();
    args.corpus.iter().try_for_each(|path| bench.measure(path, false))?;
    args.negatives.iter().try_for_each(|path| bench.measure(path, true))?;
    let Bench { measured, errors, .. } = bench;

    // It would not have loaded otherwise.
    let figure = format!("fires on {} hit, spares {} miss", rule.hit.len(), rule.miss.len());
    let mut gates = vec![Gate { name: "examples", pass: true, figure, lines: Vec::new() }];
    gates.extend(measured.gates(&needed));
    let (pages, lines) = (measured.pages, measured.lines);
    let mut table = format!("{id} on {pages} pages, {lines} lines\n");
    gates.iter().for_each(|gate| table += &format!("  {gate}\n"));
    print(&harmless(&table))?;

    let failed: Vec<&str> = gates.iter().filter(|gate| !gate.pass).map(|gate| gate.name).collect();
    if !failed.is_empty() {
        say(format_args!("{id} stays trial: it fails {}", failed.join(", ")));
        return Ok(Status::Failed);
    }
    if errors > 0 {
        say(format_args!("{id} stays trial: {errors} pages could not be read"));
        return Ok(Status::Errors);
    }
    rewrite(rule)?;
    say(format_args!("{id} is active now, in {}", rule.origin.file));
    Ok(Status::Done)
}

/// Whether there is anything to do; what cannot be done is a mistake in usage.
fn may_be_promoted(rule: &Rule) -> Result<bool, Error> {
    let id = &rule.id;
    let refused = match (rule.state, rule.scope) {
        _ if rule.origin.builtin => format!(
            "{id} is built in and is not in a file that could be rewritten; copy it to a folder of your own"
        ),
        (State::Active, _) => return Ok(false),
        (State::Off, _) => format!("{id} is off; only a trial rule can be promoted"),
        (State::Trial, Scope::Page) => {
            format!("{id} takes no words, so that there is nothing to measure; set its state by hand")
        }
        (State::Trial, _) => return Ok(true),
    };
    Err(Error::Usage(refused))
}

fn rewrite(rule: &Rule) -> Result<(), Error> {
    let path = PathBuf::from(&rule.origin.file);
    let failed = |source| Error::Io { path: path.clone(), source };
    let text = fs::read_to_string(&path).map_err(failed)?;
    let name = rule.id.split_once('/').map_or("", |(_, name)| name);
    let text = promoted(&text, name).ok_or_else(|| {
        Error::Usage(format!("{}: the state of {} is no longer there", path.display(), rule.id))
    })?;
    let mut output = Output::create(&path)?;
    output.write_all(text.as_bytes()).map_err(failed)?;
    output.commit()
}

/// Measures the rule on pages.
struct Bench<'a> {
    scale: Scale,
    args: &'a PromoteArgs,
    measured: Measured,
    errors: u64,
}

/// What a page is measured by.
#[derive(Clone)]
struct Scale {
    cleaner: Cleaner,
    /// The rules in force, and the rule.
    with: Arc<Ruleset>,
    id: String,
}

impl Bench<'_> {
    fn measure(&mut self, path: &Path, honest: bool) -> Result<(), Error> {
        let honest = honest || is_negative(&path.join("-"));
        let files = labelled_files(path)?;
        for file in &files {
            let (text, labels) = labelled(file)?;
            let page = Page::text(file.display().to_string(), label::page(&text));
            let oracle = if honest || is_negative(file) { Oracle::Honest } else { Oracle::Labels(labels) };
            let measured = self.scale.page(&page, &oracle, &|_| {});
            self.measured.add(measured);
        }
        if files == [path] {
            return Ok(());
        }
        let input = Input::named(path.as_os_str());
        let folder = if input == Input::Folder(path.to_owned()) { path.to_owned() } else { PathBuf::new() };
        let sources = Sources::new(vec![input], Format::Auto)?;
        let scale = self.scale.clone();
        let look = move |loaded: qio::Loaded, enter: &dyn Fn(&'static str)| {
            let oracle = match Oracle::beside(&folder.join(&loaded.page.id)) {
                Ok(Some(oracle)) if !honest => oracle,
                Ok(Some(_)) => Oracle::Honest,
                Ok(None) => return Ok(Ok(None)),
                Err(error) => return Ok(Err(error)),
            };
            Ok(Ok(Some(scale.page(&loaded.page, &oracle, enter))))
        };
        let mut seen = Vec::new();
        let mut errors = 0;
        qio::each(sources, Reading::default(), &Pace::of(self.args.threads.number()), look, |pages| {
            let mut all = Measured::default();
            for page in pages {
                match page {
                    Ok(page) => page?.into_iter().for_each(|measured| all.add(measured)),
                    // A folder of nothing but labelled lines holds no pages, and that is no fault.
                    Err(failure) if !files.is_empty() && Path::new(&failure.id) == path => {}
                    Err(failure) => {
                        errors += 1;
                        say_failure(&failure);
                    }
                }
            }
            seen.push(all);
            Ok::<(), Error>(())
        })?;
        seen.into_iter().for_each(|measured| self.measured.add(measured));
        self.errors += errors;
        Ok(())
    }
}

impl Scale {
    fn page(&self, page: &Page, oracle: &Oracle, enter: &dyn Fn(&'static str)) -> Measured {
        let [without, with] = self.cleaner.clean_under(page, [self.cleaner.rules(), &self.with], enter);
        Measured::of(&PageDiff::of(&without, &with), &self.id, oracle)
    }
}
