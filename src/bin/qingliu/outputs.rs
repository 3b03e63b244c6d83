//! The files that `clean` writes, and standard output.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use qingliu::Error;
use qingliu::dedup::Survivor;
use qingliu::io::{Failure, Input, Output, Written};
use serde::Serialize;

use crate::args::CleanArgs;
use crate::terminal::{say_failure, to_stdout};

/// Why a run ends before its input does.
#[derive(Debug)]
pub enum Stop {
    /// Whoever read standard output has had enough.
    ClosedPipe,
    /// There are more errors than may be.
    TooManyErrors,
    /// An output cannot be written.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

/// Where each kind of line goes.
#[derive(Debug)]
pub struct Outputs {
    records: Sink,
    removed: Option<Sink>,
    errors: Option<Sink>,
    rejects: Option<Sink>,
    duplicates: Option<Sink>,
}

/// Bytes of every output that are on the disk, by the option that names it.
pub type Lengths = BTreeMap<String, u64>;

#[derive(Debug)]
enum Sink {
    Stdout(BufWriter<Stdout>),
    File(Output),
}

impl Outputs {
    /// Opens every output that was asked for; as a run has left them that had written so much, if there was one.
    pub fn create(args: &CleanArgs, earlier: Option<&Lengths>) -> Result<Outputs, Error> {
        let open = |option: &str, path: &Option<PathBuf>| {
            let length = earlier.map(|lengths| lengths.get(option).copied().unwrap_or(0));
            path.as_deref().map(|path| Sink::create(path, length)).transpose()
        };
        Ok(Outputs {
            records: open("--output", &args.output)?.unwrap_or_else(Sink::stdout),
            removed: open("--removed", &args.removed)?,
            errors: open("--errors", &args.errors)?,
            rejects: open("--rejects", &args.rejects)?,
            duplicates: open("--duplicates", &args.duplicates)?,
        })
    }

    /// Whether rejects go aside.
    pub fn takes_aside(&self) -> bool {
        self.rejects.is_some()
    }

    /// Writes why there is no record of a page.
    pub fn fail(&mut self, failure: &Failure) -> Result<(), Stop> {
        match &mut self.errors {
            Some(errors) => errors.write(&line(failure)?),
            None => {
                say_failure(failure);
                Ok(())
            }
        }
    }

    /// Writes a record and its removals.
    pub fn write(&mut self, record: &Written) -> Result<(), Stop> {
        if let Some(removed) = &mut self.removed {
            removed.write(&record.removals)?;
        }
        match &mut self.rejects {
            Some(rejects) if record.rejected => rejects.write(&record.line),
            _ => self.records.write(&record.line),
        }
    }

    /// Writes that a record was left out, and which line has its body.
    pub fn leave_out(&mut self, record: &Written, survivor: Survivor) -> Result<(), Stop> {
        let Some(duplicates) = &mut self.duplicates else { return Ok(()) };
        let Survivor { line: of_line, copies } = survivor;
        duplicates.write(&line(&Duplicate { id: &record.id, of_line, copies })?)
    }

    /// Sends what is buffered for standard output on its way.
    pub fn flush(&mut self) -> Result<(), Stop> {
        self.records.flush()
    }

    /// Returns when everything written so far is on the disk.
    pub fn checkpoint(&mut self) -> Result<Lengths, Stop> {
        let mut lengths = Lengths::new();
        let Outputs { records, removed, errors, rejects, duplicates } = self;
        let others = [
            ("--removed", removed),
            ("--errors", errors),
            ("--rejects", rejects),
            ("--duplicates", duplicates),
        ];
        let others = others.into_iter().filter_map(|(option, sink)| Some((option, sink.as_mut()?)));
        for (option, sink) in others.chain([("--output", records)]) {
            if let Sink::File(file) = sink {
                lengths.insert(option.to_owned(), file.checkpoint()?);
            }
        }
        Ok(lengths)
    }

    /// Writes everything out and gives the files their names.
    pub fn commit(self) -> Result<(), Stop> {
        // The records last: their name says that the run is whole.
        let Outputs { records, removed, errors, rejects, duplicates } = self;
        for sink in [removed, errors, rejects, duplicates, Some(records)].into_iter().flatten() {
            sink.commit()?;
        }
        Ok(())
    }
}

/// The outputs that are files, and the options that name them.
pub fn named(args: &CleanArgs) -> impl Iterator<Item = (&'static str, &Path)> {
    let named = [
        ("--output", &args.output),
        ("--removed", &args.removed),
        ("--errors", &args.errors),
        ("--rejects", &args.rejects),
        ("--duplicates", &args.duplicates),
    ];
    named
        .into_iter()
        .filter_map(|(option, path)| Some((option, path.as_deref().filter(|path| *path != "-")?)))
}

/// Refuses a file that is also an input, or named for two outputs: it would be lost.
pub fn check(args: &CleanArgs, inputs: &[Input]) -> Result<(), Error> {
    let mut places: Vec<PathBuf> = Vec::new();
    for (option, path) in named(args).chain(args.stats.as_deref().map(|path| ("--stats", path))) {
        let shown = path.display();
        if inputs.iter().any(|input| input.reads(path)) {
            return Err(Error::Usage(format!("{option} {shown}: this file is also an input")));
        }
        let place = place(path);
        // Two streams into /dev/null, or one terminal, harm nobody.
        if places.contains(&place) && !is_device(path) {
            return Err(Error::Usage(format!("{option} {shown}: this file is already another output")));
        }
        places.push(place);
    }
    Ok(())
}

/// A record that was left out, as `--duplicates` writes it.
#[derive(Serialize)]
struct Duplicate<'a> {
    id: &'a str,
    of_line: u64,
    copies: u64,
}

fn line(object: &impl Serialize) -> Result<String, Stop> {
    let mut line = serde_json::to_string(object).map_err(io::Error::from).map_err(to_stdout)?;
    line.push('\n');
    Ok(line)
}

impl Sink {
    fn create(path: &Path, length: Option<u64>) -> Result<Sink, Error> {
        match length {
            _ if path == "-" => Ok(Sink::stdout()),
            Some(length) => Output::take_up(path, length).map(Sink::File),
            None => Output::create(path).map(Sink::File),
        }
    }

    fn stdout() -> Sink {
        Sink::Stdout(BufWriter::with_capacity(64 << 10, io::stdout()))
    }

    fn write(&mut self, text: &str) -> Result<(), Stop> {
        match self {
            Sink::Stdout(out) => out.write_all(text.as_bytes()).map_err(stdout_stop),
            Sink::File(out) => {
                out.write_all(text.as_bytes()).map_err(|source| file_stop(out.place(), source))
            }
        }
    }

    fn flush(&mut self) -> Result<(), Stop> {
        match self {
            Sink::Stdout(out) => out.flush().map_err(stdout_stop),
            Sink::File(_) => Ok(()),
        }
    }

    fn commit(mut self) -> Result<(), Stop> {
        self.flush()?;
        match self {
            Sink::Stdout(_) => Ok(()),
            Sink::File(out) => out.commit().map_err(Stop::Failed),
        }
    }
}

/// Standard output cannot be written.
pub fn stdout_stop(source: io::Error) -> Stop {
    if source.kind() == io::ErrorKind::BrokenPipe {
        Stop::ClosedPipe
    } else {
        Stop::Failed(to_stdout(source))
    }
}

fn file_stop(place: &Path, source: io::Error) -> Stop {
    // An output may be a named pipe.
    if source.kind() == io::ErrorKind::BrokenPipe {
        return Stop::ClosedPipe;
    }
    Stop::Failed(Error::Io { path: place.to_owned(), source })
}

/// The same text for the same file, whether or not it exists yet.
fn place(path: &Path) -> PathBuf {
    if let Ok(place) = path.canonicalize() {
        return place;
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Whether a path is there and is no file.
pub fn is_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|m| !m.is_file())
}
