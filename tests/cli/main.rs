//! The command line as its callers meet it: ids, order, streams, messages and exit statuses. What the pages
//! come out as is the fixtures' concern.

mod author;
mod bad_input;
mod containers;
mod damaged;
mod diff;
mod fixtures;
mod formats;
mod forms;
mod hostile;
mod ids;
mod jsonl;
mod labels;
mod look;
mod outputs;
mod report;
mod resume;
mod rules;
mod running;
#[cfg(feature = "parquet")]
mod tables;
#[cfg(feature = "workbench")]
mod workbench;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A small page.
const PAGE: &str = "<html><body><h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p></body></html>";

/// The program, in a folder of its own.
fn qingliu(dir: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingliu"));
    command.current_dir(dir.path()).env_remove("CI");
    command
}

/// A folder that holds these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, text) in files {
        write(dir.path().join(name), text);
    }
    dir
}

fn write(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.as_ref().parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What a run came to.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Ran {
    fn records(&self) -> Vec<Value> {
        objects(&self.out)
    }

    fn ids(&self) -> Vec<String> {
        self.records().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The summary's figures: read, written, rejected aside, errors. They must add up.
    fn account(&self) -> [u64; 4] {
        let line =
            self.err.lines().find(|l| l.contains("read ") && l.contains(" = written ")).expect(&self.err);
        let sum = line.split("read ").nth(1).unwrap().split(';').next().unwrap();
        let figures: Vec<u64> = sum.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        // Duplicates are counted only where somebody looks for them.
        let [read, written, aside, errors, ..] = figures[..] else { panic!("{line}") };
        assert_eq!(read, figures[1..].iter().sum::<u64>(), "{line}");
        [read, written, aside, errors]
    }
}

fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        status: output.status.code().expect("ended by a signal"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn clean(dir: &TempDir, args: &[&str]) -> Ran {
    run(qingliu(dir).arg("clean").args(args))
}

fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn read(dir: &TempDir, name: &str) -> String {
    fs::read_to_string(dir.path().join(name)).unwrap()
}

fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes.as_ref()).unwrap();
    packed.finish().unwrap()
}
