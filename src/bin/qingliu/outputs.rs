//! The files that `clean` writes, and standard output.

use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use qingliu::Error;
use qingliu::io::{Columns, Input, Outcome, Records, Schema, Shape, Shards};

use crate::args::{CleanArgs, ThreadsAs};
use crate::terminal::{say, to_stdout};

/// Why a run ends before its input does.
#[derive(Debug)]
pub enum Stop {
    /// Whoever read standard output has had enough.
    ClosedPipe,
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
}

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

impl Outputs {
    /// Opens every output that was asked for.
    ///
    /// A file that is also an input, or named for two outputs, is refused: it would be lost.
    pub fn create(args: &CleanArgs, columns: &Columns, inputs: &[Input]) -> Result<Outputs, Error> {
        let named = [
            ("--output", &args.output),
            ("--removed", &args.removed),
            ("--errors", &args.errors),
            ("--rejects", &args.rejects),
        ];
        let mut places: Vec<PathBuf> = Vec::new();
        for (option, path) in named {
            let Some(path) = path.as_deref().filter(|path| *path != "-") else { continue };
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
        let records = columns.schema(args.form.threads_as == ThreadsAs::Posts);
        let open = |path: &Option<PathBuf>, schema: &Schema| {
            path.as_deref().map(|path| Sink::create(path, schema)).transpose()
        };
        let schema =
            |of: &[(&str, Shape)]| of.iter().map(|(name, shape)| ((*name).to_owned(), *shape)).collect();
        let written = match (args.shard_size, args.output.as_deref()) {
            (Some(size), Some(path)) if path != "-" && !is_device(path) => {
                if inputs.iter().any(|input| input.holds(path)) {
                    let message = "the shards would stand in a folder that is an input, and be read";
                    return Err(Error::Usage(format!("--output {}: {message}", path.display())));
                }
                Some(Sink::Shards(Shards::create(path, &records, size)?))
            }
            (Some(_), _) => {
                return Err(Error::Usage("--shard-size is for files: name one with --output".into()));
            }
            (None, _) => open(&args.output, &records)?,
        };
        Ok(Outputs {
            records: written.unwrap_or_else(Sink::stdout),
            removed: open(&args.removed, &schema(&REMOVED))?,
            errors: open(&args.errors, &schema(&ERRORS))?,
            rejects: open(&args.rejects, &records)?,
        })
    }

    /// Writes what became of one page.
    pub fn write(&mut self, outcome: &Outcome) -> Result<(), Stop> {
        match outcome {
            Outcome::Failed(failure) => match &mut self.errors {
                Some(errors) => {
                    let mut line =
                        serde_json::to_string(failure).map_err(io::Error::from).map_err(to_stdout)?;
                    line.push('\n');
                    errors.write(&line)
                }
                None => {
                    say(format_args!("error: {failure}"));
                    Ok(())
                }
            },
            Outcome::Written(record) => {
                if let Some(removed) = &mut self.removed {
                    removed.write(&record.removals)?;
                }
                match &mut self.rejects {
                    Some(rejects) if record.rejected => rejects.write(&record.line),
                    _ => self.records.write(&record.line),
                }
            }
        }
    }

    /// Sends what is buffered for standard output on its way.
    pub fn flush(&mut self) -> Result<(), Stop> {
        self.records.flush()
    }

    /// Writes everything out and gives the files their names.
    pub fn commit(self) -> Result<(), Stop> {
        // The records last: their name says that the run is whole.
        for sink in [self.removed, self.errors, self.rejects, Some(self.records)].into_iter().flatten() {
            sink.commit()?;
        }
        Ok(())
    }
}

impl Sink {
    fn create(path: &Path, schema: &Schema) -> Result<Sink, Error> {
        if path == "-" { Ok(Sink::stdout()) } else { Records::create(path, schema).map(Sink::File) }
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

fn is_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|m| !m.is_file())
}
