//! `qingliu rules new`: a bad line in, a rule of it out, tested.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::Path;

use crate::author::{Bad, Drafted, Honest, Same, Wanted, has_rules, save, spared};
use crate::document::Document;
use crate::io::{self as qio, Format, Input, Pace, Reading, Sources};
use crate::rules::Family;
use crate::{Cleaner, Error};

use crate::cli::Status;
use crate::cli::args::{NewArgs, NewFamily};
use crate::cli::terminal::{print, say, say_failure};

/// Bytes of the bad lines: they are all written down as `hit`.
const INPUT: u64 = 1 << 20;

pub fn run(args: &NewArgs) -> Result<Status, Error> {
    let mut cleaner = Cleaner::builder();
    if let Some(dir) = args.rules.as_deref().filter(|dir| has_rules(dir)) {
        cleaner = cleaner.rules_dir(dir);
    }
    let cleaner = cleaner.build()?;
    let bad = read(&cleaner)?;
    let wanted = Wanted {
        name: args.name.clone(),
        family: args.family.map(Family::from),
        why: args.why.clone(),
        words: None,
    };
    let honest = Clean { cleaner: &cleaner, args, errors: Cell::new(0) };
    let Drafted { draft, because, lines, near, known } = Drafted::new(bad, &wanted, &cleaner, &honest)?;

    say(format_args!("{}/{}: {because}", draft.family, draft.name));
    if let Some(known) = known {
        say(format_args!("note: {known} takes it already where it stands among other lines"));
    }
    let which =
        if args.clean.is_empty() { "honest lines: those that rules must spare" } else { "honest lines" };
    say(format_args!("hits {} of {lines} {which}", near.hits));
    near.hit.iter().for_each(|line| say(format_args!("  hits: {line}")));
    if near.hits > 0 {
        say(format_args!("narrow it before you promote it, or give more bad lines of its kind"));
    }
    let text = draft.toml();
    match &args.rules {
        Some(dir) => {
            let file = format!("{}.toml", draft.family);
            let path = save(dir, Path::new(&file), &text, Same::Refuse)?;
            say(format_args!(
                "written to {}; see what it would take: qingliu diff --base builtin --rules {} DUMP",
                path.display(),
                dir.display()
            ));
        }
        None => say(format_args!(
            "to keep it: the same with --rules DIR, or put it into DIR/{}.toml",
            draft.family
        )),
    }
    print(&text)?;
    Ok(if honest.errors.get() > 0 { Status::Errors } else { Status::Done })
}

fn read(cleaner: &Cleaner) -> Result<Bad, Error> {
    let mut bytes = Vec::new();
    let failed = |source| Error::Io { path: "standard input".into(), source };
    io::stdin().lock().take(INPUT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > INPUT {
        return Err(Bad::too_much());
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::Usage("standard input is not UTF-8; `qingliu repair` makes it so".into()))?;
    if text.trim().is_empty() {
        return Err(Error::Usage(
            "there is no line with a word in it on standard input; pipe the bad line in".into(),
        ));
    }
    Bad::read(&text, cleaner)
}

/// The honest text of the command line.
struct Clean<'a> {
    cleaner: &'a Cleaner,
    args: &'a NewArgs,
    /// Pages that could not be read the last time.
    errors: Cell<u64>,
}

impl Honest for Clean<'_> {
    fn each<T: Default + Send + 'static>(
        &self,
        see: impl Fn(&Document) -> T + Send + Sync + 'static,
        add: impl Fn(&mut T, T),
    ) -> Result<T, Error> {
        let mut all = T::default();
        spared(self.cleaner).for_each(|document| add(&mut all, see(&document)));
        if self.args.clean.is_empty() {
            return Ok(all);
        }
        qio::silence_caught_panics();
        let inputs: Vec<Input> = self.args.clean.iter().map(|name| Input::named(name)).collect();
        if inputs.contains(&Input::Stdin) {
            return Err(Error::Usage("--clean -: standard input is the bad line".into()));
        }
        // It is read twice, and what cannot be read is told once.
        let told = self.errors.replace(0) > 0;
        let sources = Sources::new(inputs, Format::Auto)?;
        let cleaner = self.cleaner.clone();
        let look =
            move |loaded: qio::Loaded, _: &dyn Fn(&'static str)| Ok(see(&cleaner.unswept(&loaded.page)));
        qio::each(sources, Reading::default(), &Pace::of(self.args.threads.number()), look, |pages| {
            for page in pages {
                match page {
                    Ok(seen) => add(&mut all, seen),
                    Err(failure) => {
                        self.errors.update(|errors| errors + 1);
                        if !told {
                            say_failure(&failure);
                        }
                    }
                }
            }
            Ok::<(), Error>(())
        })?;
        Ok(all)
    }
}

impl From<NewFamily> for Family {
    fn from(family: NewFamily) -> Family {
        match family {
            NewFamily::Spam => Family::Spam,
            NewFamily::Ads => Family::Ads,
            NewFamily::Boilerplate => Family::Boilerplate,
        }
    }
}
