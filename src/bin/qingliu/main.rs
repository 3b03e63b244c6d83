//! The `qingliu` command: pages in, clean records out, and for every word taken away the rule that took it.

mod args;
mod clean;
mod outputs;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use terminal::say;

/// What a command came to, as an exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// All is done.
    Done = 0,
    /// A check failed.
    Failed = 1,
    /// The caller must mend something: usage, a rule file, an output that cannot be written.
    Mend = 2,
    /// Finished, but some records are in the errors.
    Errors = 3,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let status = match args.command {
        Command::Clean(args) => clean::run(&args),
    };
    let status = status.unwrap_or_else(|error| {
        say(format_args!("{error}"));
        Status::Mend
    });
    ExitCode::from(status as u8)
}
