//! `qingliu workbench`: a local page for whoever writes rules.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::Error;
use crate::io::{self as qio, Input, Pace, Reading};
use crate::workbench::{Group, Pool, Server, Workbench};

use crate::cli::Status;
use crate::cli::args::WorkbenchArgs;
use crate::cli::signals::Signals;
use crate::cli::terminal::{print, say, warn};

/// The fixtures that are used where nobody names others.
const FIXTURES: &str = "fixtures";

/// Pages that could not be read are told up to so many.
const TOLD: usize = 5;

pub fn run(args: &WorkbenchArgs) -> Result<Status, Error> {
    qio::silence_caught_panics();
    let signals = Signals::listen()?;
    // A port that is taken is told before a dump is read.
    let server = Server::bind(args.port)?;
    let pace = Pace { stop: signals.stopper(), ..Pace::of(args.threads.number()) };
    let pool = pool(args, &pace)?;
    if let Some((name, status)) = signals.came() {
        say(format_args!("stopped by {name}"));
        return Ok(status);
    }
    let failures = pool.failures.len();
    pool.failures.iter().take(TOLD).for_each(|failure| warn(format_args!("{failure}")));
    if failures > TOLD {
        warn(format_args!("{} more pages could not be read", failures - TOLD));
    }
    let corpus = pool.count(Group::Corpus);
    say(format_args!(
        "{} fixtures, {} texts of labelled lines, {corpus} pages of a corpus{}",
        pool.count(Group::Fixtures),
        pool.count(Group::Labels),
        match corpus as u64 {
            all if all == pool.read => String::new(),
            _ => format!(", of the first {} by seed {}", pool.read, pool.seed),
        },
    ));
    let bench = Arc::new(Workbench::new(args.rules.clone(), pool)?);
    let url = server.url();
    say(format_args!("the workbench is open; Ctrl-C closes it"));
    print(&format!("{url}\n"))?;
    if args.open {
        open(&url);
    }
    server.run(bench, &signals.stopper())?;
    Ok(match signals.came() {
        Some((_, status)) => {
            say(format_args!("the workbench is closed"));
            status
        }
        None => Status::Done,
    })
}

fn pool(args: &WorkbenchArgs, pace: &Pace) -> Result<Pool, Error> {
    let mut pool = Pool::new(args.seed);
    match &args.fixtures {
        Some(dir) => pool.fixtures(dir)?,
        None if Path::new(FIXTURES).is_dir() => {
            // A folder of that name may be anything.
            if let Err(error) = pool.fixtures(Path::new(FIXTURES)) {
                say(format_args!("{error}"));
            }
        }
        None => {}
    }
    for name in &args.corpus {
        let path = Path::new(name);
        let labelled = pool.labels(path)?;
        // A folder of nothing but labelled lines holds no pages, and that is no fault.
        if labelled > 0 && (path.is_file() || !holds_pages(path)) {
            continue;
        }
        let inputs = Input::all_named(std::slice::from_ref(name));
        let folder = if path.is_dir() { path.to_owned() } else { PathBuf::new() };
        let sources = args.page.sources(inputs, &[])?;
        let reading =
            Reading { carry: Vec::new(), url: args.page.url.clone(), charset: args.page.charset.clone() };
        pool.corpus(sources, folder, reading, args.sample as usize, args.first as usize, pace)?;
    }
    Ok(pool)
}

/// Whether there is anything but labelled lines in a folder.
fn holds_pages(dir: &Path) -> bool {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.into_iter().any(|path| match path.is_dir() {
        true => holds_pages(&path),
        false => path.extension().is_none_or(|extension| extension != "tsv"),
    })
}

/// Hands an address to whatever opens addresses here.
fn open(url: &str) {
    let program = match () {
        () if cfg!(target_os = "macos") => "open",
        () if cfg!(windows) => "explorer",
        () => "xdg-open",
    };
    let started = Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        warn(format_args!("--open: {program}: {error}; open the address yourself"));
    }
}
