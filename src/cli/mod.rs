//! The `qingliu` command: pages in, clean records out, and for every word taken away the rule that took it.
//!
//! It is a function, so that whatever ships the command beside something else, such as the Python wheel, ships this
//! one and no other.

// What the library never does is what a command is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

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
mod report;
mod rules;
mod signals;
mod terminal;
mod test;
#[cfg(feature = "workbench")]
mod workbench;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::Error;

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

/// Does what a command line says, the name of the program first, and gives the exit status that the process should end
/// with: see `docs/contract.md`. A command that takes long answers SIGINT and SIGTERM from then on.
pub fn main(command_line: impl IntoIterator<Item = OsString>) -> u8 {
    let args = match Args::try_parse_from(command_line) {
        Ok(args) => args,
        Err(error) => return refuse(&error),
    };
    let status = match &args.command {
        _ if args.version => about::version(),
        None => {
            let error =
                Args::command().error(ErrorKind::MissingSubcommand, "a command is missing; try --help");
            return refuse(&error);
        }
        Some(Command::Clean(args)) => clean::run(args),
        Some(Command::Repair(args)) => repair::run(args),
        Some(Command::Explain(args)) => explain::run(args),
        Some(Command::Rules(command)) => rules::run(command),
        Some(Command::Test(args)) => test::run(args),
        Some(Command::Diff(args)) => diff::run(args),
        Some(Command::Report(args)) => report::run(args),
        #[cfg(feature = "workbench")]
        Some(Command::Workbench(args)) => workbench::run(args),
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
    status as u8
}

/// An option of the command line, for a program that takes it and passes it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CliOption {
    /// Its name, without the dashes.
    pub name: String,
    /// What its value is called; `None` of one that takes none.
    pub value: Option<String>,
    /// The first line of its help.
    pub help: String,
}

/// The options of `qingliu clean` by their long names, in the order of its help.
pub fn clean_options() -> Vec<CliOption> {
    let args = Args::command();
    let clean = args.find_subcommand("clean").map(clap::Command::get_arguments).into_iter().flatten();
    clean
        .filter_map(|arg| {
            let value = arg.get_action().takes_values().then(|| {
                arg.get_value_names().and_then(|names| names.first()).map_or("VALUE", |name| name.as_str())
            });
            Some(CliOption {
                name: arg.get_long()?.to_owned(),
                value: value.map(str::to_owned),
                help: arg.get_help().map(ToString::to_string).unwrap_or_default(),
            })
        })
        .collect()
}

/// What the command line asked to be told instead, or why it is refused.
fn refuse(error: &clap::Error) -> u8 {
    // Nobody may be there to read it.
    let _ = error.print();
    error.exit_code() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_those_of_the_command_with_what_their_values_are_called() {
        let options = clean_options();
        let of = |name: &str| options.iter().find(|option| option.name == name).unwrap();
        assert_eq!(of("rules").value.as_deref(), Some("DIR"));
        assert_eq!(of("convert").value.as_deref(), Some("CONFIG"));
        assert_eq!(of("markdown").value, None);
        assert!(of("strict").help.starts_with("Exit with 1"));
    }
}
