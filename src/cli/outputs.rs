//! The files that `clean` writes, and standard output.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::dedup::Survivor;
use crate::io::{Columns, Failure, Input, Position, Records, Schema, Shape, Shards, Written};
use serde::Serialize;

use crate::cli::args::{CleanArgs, ThreadsAs};
use crate::cli::terminal::{say_failure, to_stdout};

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

/// How far every output is written for certain, by the option that names it.
pub type Positions = BTreeMap<String, Position>;

#[derive(Debug)]
enum Sink {
    Stdout(BufWriter<Stdout>),
    File(Records),
    Shards(Shards),
}

/// What `--removed` writes.
const REMOVED: [(&str, Shape); 6] = [
    ("id", Shape::Text),
    ("line", Shape::Number),
    ("rule", Shape::Text),
    ("pass", Shape::Text),
    ("hit", Shape::Text),
    ("text", Shape::Text),
];

/// What `--errors` writes.
const ERRORS: [(&str, Shape); 5] = [
    ("id", Shape::Text),
    ("offset", Shape::Number),
    ("stage", Shape::Text),
    ("kind", Shape::Text),
    ("message", Shape::Text),
];

/// What `--duplicates` writes.
const DUPLICATES: [(&str, Shape); 3] =
    [("id", Shape::Text), ("of_line", Shape::Number), ("copies", Shape::Number)];

impl Outputs {
    /// Opens every output that was asked for; under `--resume` as an earlier run has left them.
    pub fn create(args: &CleanArgs, columns: &Columns, resume: Option<&Positions>) -> Result<Outputs, Error> {
        let records = columns.schema(args.form.threads_as == ThreadsAs::Posts);
        let open = |option: &str, path: &Option<PathBuf>, schema: &Schema| {
            let at = resume.map(|positions| positions.get(option).copied().unwrap_or_default());
            path.as_deref().map(|path| Sink::create(path, schema, at)).transpose()
        };
        let schema =
            |of: &[(&str, Shape)]| of.iter().map(|(name, shape)| ((*name).to_owned(), *shape)).collect();
        let written = match (args.shard_size, args.output.as_deref(), resume) {
            (Some(size), Some(path), None) => Some(Sink::Shards(Shards::create(path, &records, size)?)),
            (Some(size), Some(path), Some(positions)) => {
                let at = positions.get("--output").copied();
                Some(Sink::Shards(Shards::take_up(path, size, at)?))
            }
            _ => open("--output", &args.output, &records)?,
        };
        Ok(Outputs {
            records: written.unwrap_or_else(Sink::stdout),
            removed: open("--removed", &args.removed, &schema(&REMOVED))?,
            errors: open("--errors", &args.errors, &schema(&ERRORS))?,
            rejects: open("--rejects", &args.rejects, &records)?,
            duplicates: open("--duplicates", &args.duplicates, &schema(&DUPLICATES))?,
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
        self.sinks().try_for_each(|(_, sink)| sink.flush())
    }

    /// Ends what is packed so far, so that the files may be cut here.
    pub fn end_frames(&mut self) -> Result<(), Stop> {
        self.sinks().try_for_each(|(_, sink)| sink.end_frame()).map_err(Stop::Failed)
    }

    /// Returns when everything before the last ends of frames is on the disk.
    pub fn sync(&mut self) -> Result<Positions, Stop> {
        let mut positions = Positions::new();
        for (option, sink) in self.sinks() {
            positions.insert(option.to_owned(), sink.sync()?);
        }
        Ok(positions)
    }

    /// Writes the ends of the files; nothing may be written behind them.
    pub fn end(&mut self) -> Result<(), Stop> {
        self.sinks().try_for_each(|(_, sink)| sink.end()).map_err(Stop::Failed)
    }

    fn sinks(&mut self) -> impl Iterator<Item = (&'static str, &mut Sink)> {
        let Outputs { records, removed, errors, rejects, duplicates } = self;
        let others = [
            ("--removed", removed),
            ("--errors", errors),
            ("--rejects", rejects),
            ("--duplicates", duplicates),
        ];
        let others = others.into_iter().filter_map(|(option, sink)| Some((option, sink.as_mut()?)));
        // The records last: their name says that the run is whole.
        others.chain([("--output", records)])
    }

    /// Writes everything out and gives the files their names.
    pub fn commit(self) -> Result<(), Stop> {
        let Outputs { records, removed, errors, rejects, duplicates } = self;
        // In the order of `sinks`.
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
    match (args.shard_size, args.output.as_deref().filter(|path| *path != "-" && !is_device(path))) {
        (Some(_), None) => Err(Error::Usage("--shard-size is for files: name one with --output".into())),
        (Some(_), Some(path)) if inputs.iter().any(|input| input.holds(path)) => {
            let message = "the shards would stand in a folder that is an input, and be read";
            Err(Error::Usage(format!("--output {}: {message}", path.display())))
        }
        (None, Some(path)) if args.resume && inputs.iter().any(|input| input.holds(path)) => {
            let message = "the output would stand in a folder that is an input, and change it";
            Err(Error::Usage(format!("--resume: {}: {message}", path.display())))
        }
        _ => Ok(()),
    }
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
    fn create(path: &Path, schema: &Schema, at: Option<Position>) -> Result<Sink, Error> {
        match at {
            _ if path == "-" => Ok(Sink::stdout()),
            Some(at) => Records::take_up(path, at).map(Sink::File),
            None => Records::create(path, schema).map(Sink::File),
        }
    }

    fn stdout() -> Sink {
        Sink::Stdout(BufWriter::with_capacity(64 << 10, io::stdout()))
    }

    fn write(&mut self, text: &str) -> Result<(), Stop> {
        match self {
            Sink::Stdout(out) => out.write_all(text.as_bytes()).map_err(stdout_stop),
            Sink::File(out) => out.write(text).map_err(|source| file_stop(&out.place(), source)),
            Sink::Shards(out) => out.write(text).map_err(Stop::Failed),
        }
    }

    fn flush(&mut self) -> Result<(), Stop> {
        match self {
            Sink::Stdout(out) => out.flush().map_err(stdout_stop),
            Sink::File(_) | Sink::Shards(_) => Ok(()),
        }
    }

    fn end_frame(&mut self) -> Result<(), Error> {
        match self {
            Sink::Stdout(_) => Ok(()),
            Sink::File(out) => out.end_frame(),
            Sink::Shards(out) => out.end_frame(),
        }
    }

    fn end(&mut self) -> Result<(), Error> {
        match self {
            Sink::Stdout(_) => Ok(()),
            Sink::File(out) => out.end(),
            Sink::Shards(out) => out.end(),
        }
    }

    fn sync(&mut self) -> Result<Position, Error> {
        match self {
            Sink::Stdout(_) => Ok(Position::default()),
            Sink::File(out) => out.sync(),
            Sink::Shards(out) => out.sync(),
        }
    }

    fn commit(mut self) -> Result<(), Stop> {
        self.flush()?;
        match self {
            Sink::Stdout(_) => Ok(()),
            Sink::File(out) => out.commit().map_err(Stop::Failed),
            Sink::Shards(out) => out.commit().map_err(Stop::Failed),
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
