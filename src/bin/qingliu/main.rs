//! The `qingliu` command: pages in, clean records out, and for every word taken away the rule that took it.

#![forbid(unsafe_code)]

mod about;
mod args;
mod check;
mod clean;
mod diff;
mod draft;
mod explain;
mod outputs;
mod problems;
mod progress;
mod promote;
mod repair;
mod rules;
mod signals;
mod terminal;
mod test;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use qingliu::Error;

use args::{Args, Command};
use terminal::say_error;

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
    /// Stopped by SIGINT, with what was read written out.
    Interrupted = 130,
    /// Stopped by SIGTERM, likewise.
    Terminated = 143,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let status = match &args.command {
        _ if args.version => about::version(),
        None => {
            Args::command().error(ErrorKind::MissingSubcommand, "a command is missing; try --help").exit()
        }
        Some(Command::Clean(args)) => clean::run(args),
        Some(Command::Repair(args)) => repair::run(args),
        Some(Command::Explain(args)) => explain::run(args),
        Some(Command::Rules(command)) => rules::run(command),
        Some(Command::Test(args)) => test::run(args),
        Some(Command::Diff(args)) => diff::run(args),
        Some(Command::Completions { shell }) => about::completions(*shell),
        Some(Command::Schema { of }) => about::schema(*of),
        Some(Command::Man { command }) => about::man(command),
    };
    let status = status.unwrap_or_else(|error| {
        match &error {
            Error::Rules(problems) => {
                say_error(format_args!("{} mistakes in the rules:\n{error}", problems.len()))
            }
            _ => say_error(format_args!("{error}")),
        }
        Status::Mend
    });
    ExitCode::from(status as u8)
}
