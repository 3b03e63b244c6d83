//! What people look at, in a real headless Chromium: it draws, answers, says nothing to the console, and runs nothing
//! of the pages that it shows.
//!
//! Needs the programs `chromium` and `chromedriver`:
//! `cargo test --features browser-tests --test browser`. Pictures of what was seen are in `target/screenshots`; with
//! `QINGLIU_PICTURES=1` those that README shows are written anew, and `QINGLIU_SLOWED=6` makes the browser so many times
//! slower. A test waits for what tells after from before, never for what may have been there already.

mod driver;
mod hostile;
mod look;
mod pages;
mod quick;
mod report;
mod words;
mod workbench;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

use driver::Browser;

/// The program, in a folder of its own.
pub fn qingliu(dir: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingliu"));
    command.current_dir(dir.path()).env_remove("CI");
    command
}

/// A folder that holds these files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// Where a browser finds a file.
fn address(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The report of a folder's `pages`, open in a browser that prefers this language.
fn report(dir: &TempDir, language: &str) -> Browser {
    qingliu(dir).args(["report", "pages", "-o", "report.html", "-q"]).assert().success();
    let browser = Browser::start(language);
    browser.open(&address(&dir.path().join("report.html")));
    browser.wait("document.querySelector('main h1')");
    browser
}
