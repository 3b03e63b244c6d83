//! What the program says about itself: version, schema, completions, manual.

use clap::CommandFactory;
use clap_complete::Shell;
use qingliu::{Cleaner, Error};

use crate::Status;
use crate::args::{Args, Schema};
use crate::terminal::print;

/// The version, and the hash of the built-in rules.
pub fn version() -> Result<Status, Error> {
    let cleaner = Cleaner::builder().build()?;
    print(&format!("qingliu {} (rules {})\n", env!("CARGO_PKG_VERSION"), cleaner.rules().hash()))?;
    Ok(Status::Done)
}

/// A JSON schema.
pub fn schema(of: Schema) -> Result<Status, Error> {
    match of {
        Schema::Record => print(include_str!("record.schema.json"))?,
        Schema::Rules => print(&format!("{:#}\n", qingliu::rules::schema()))?,
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

/// The manual page.
pub fn man() -> Result<Status, Error> {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Args::command()).render(&mut page);
    rendered.map_err(crate::terminal::to_stdout)?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Status::Done)
}

#[cfg(test)]
mod tests {
    use qingliu::io::KEYS;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_schema_names_the_keys_of_the_record() {
        let schema: serde_json::Value = serde_json::from_str(include_str!("record.schema.json")).unwrap();
        let required: Vec<_> =
            schema["required"].as_array().unwrap().iter().map(|k| k.as_str().unwrap()).collect();
        assert_eq!(required, KEYS);
        assert!(KEYS.iter().all(|key| schema["properties"][key]["description"].is_string()));
    }
}
