//! What the program says about itself: version, schema, completions, manual.

use crate::{Cleaner, Error};
use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Status;
use crate::cli::args::{Args, Schema};
use crate::cli::terminal::{print, to_stdout};

/// The version, and the hash of the built-in rules.
pub fn version() -> Result<Status, Error> {
    let cleaner = Cleaner::builder().build()?;
    print(&format!("qingliu {} (rules {})\n", env!("CARGO_PKG_VERSION"), cleaner.rules().hash()))?;
    Ok(Status::Done)
}

/// A JSON schema.
pub fn schema(of: Schema) -> Result<Status, Error> {
    match of {
        Schema::Record => print(crate::RECORD_SCHEMA)?,
        Schema::Rules => print(&format!("{:#}\n", crate::rules::schema()))?,
    }
    Ok(Status::Done)
}

/// A completion script.
pub fn completions(shell: Shell) -> Result<Status, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "qingliu", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Status::Done)
}

/// The manual page of a command, or of qingliu itself.
pub fn man(names: &[String]) -> Result<Status, Error> {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    for name in names {
        command = command.find_subcommand(name).cloned().ok_or_else(|| {
            let name = names.join(" ");
            Error::Usage(format!("there is no command `{name}`; `qingliu --help` names them all"))
        })?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(to_stdout)?;
    // Examples and tables stand in columns, and are not to be filled.
    print(&String::from_utf8_lossy(&page).replace(".SH EXTRA\n", ".SH EXAMPLES\n.nf\n"))?;
    Ok(Status::Done)
}

#[cfg(test)]
mod tests {
    use crate::io::KEYS;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_schema_names_the_keys_of_the_record() {
        let schema: serde_json::Value = serde_json::from_str(crate::RECORD_SCHEMA).unwrap();
        let required: Vec<_> =
            schema["required"].as_array().unwrap().iter().map(|k| k.as_str().unwrap()).collect();
        assert_eq!(required, KEYS);
        assert!(KEYS.iter().all(|key| schema["properties"][key]["description"].is_string()));
    }
}
