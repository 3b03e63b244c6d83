//! `--resume`: a run that was killed at any moment and taken up again comes to what an undisturbed one comes to.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::running::pages;
use super::*;

/// Numbers that look like chance and can be had again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

const ARGS: [&str; 9] =
    ["clean", "pages.jsonl", "more", "--resume", "--removed", "removed.jsonl", "--dedup", "exact", "--quiet"];

fn resumed(dir: &TempDir, args: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_qingliu"));
    command.current_dir(dir.path()).args(ARGS).args(args).stderr(Stdio::piped());
    command
}

/// Pages enough for some checkpoints: a file, and a folder of pages and of a packed file.
fn inputs() -> TempDir {
    let dir = folder(&[("pages.jsonl", &pages(1700)), ("more/a.html", PAGE), ("more/z.html", PAGE)]);
    write(dir.path().join("more/p.jsonl.gz"), gzip(pages(1500)));
    dir
}

/// What stands in the folder beside the inputs.
fn outputs(dir: &TempDir) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap());
    let files =
        entries.filter(|entry| entry.file_type().unwrap().is_file() && entry.file_name() != "pages.jsonl");
    files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}

/// Kills a run so often, then lets it come to its end, and compares with one that was let alone.
fn kill(seed: u64, kills: usize, args: &[&str]) {
    println!("seed {seed}");
    let mut chance = Chance(seed);
    let dir = inputs();
    let undisturbed = resumed(&dir, args).output().unwrap();
    assert_eq!(undisturbed.status.code(), Some(3), "{}", String::from_utf8_lossy(&undisturbed.stderr));
    let wanted = outputs(&dir);
    let clear = || wanted.keys().for_each(|name| fs::remove_file(dir.path().join(name)).unwrap());
    clear();

    let since = Instant::now();
    resumed(&dir, args).output().unwrap();
    let whole = since.elapsed().as_millis() as u64;
    clear();

    let (mut killed, mut begun) = (0, 0);
    while killed < kills {
        let mut child = resumed(&dir, args).spawn().unwrap();
        // Now at any moment of the way, now right behind the start.
        let end = if chance.below(3) == 0 { 50 } else { whole };
        thread::sleep(Duration::from_millis(chance.below(end.max(1))));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            killed += 1;
        }
        child.wait().unwrap();
        if dir.path().join("out.jsonl.manifest.json").exists()
            || dir.path().join("out.jsonl.zst.manifest.json").exists()
        {
            begun += 1;
            if !outputs(&dir).keys().any(|name| name.ends_with(".resume")) {
                compare(&outputs(&dir), &wanted);
                clear();
            }
        }
    }
    println!("killed {killed} times, whole {begun} times before the end");
    let last = resumed(&dir, args).output().unwrap();
    assert_eq!(last.status.code(), Some(3), "{}", String::from_utf8_lossy(&last.stderr));
    compare(&outputs(&dir), &wanted);
}

fn compare(outputs: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(outputs.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (name, bytes) in wanted {
        if name.ends_with("stats.json") {
            // Time is not the same twice.
            let untimed = |bytes: &[u8]| {
                let mut stats: Value = serde_json::from_slice(bytes).unwrap();
                stats["pages"]["seconds"].take();
                stats
            };
            assert_eq!(untimed(&outputs[name]), untimed(bytes));
        } else {
            assert!(outputs[name] == *bytes, "{name} is not the same");
        }
    }
}

fn seed() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    std::env::var("QINGLIU_SEED").map_or(now.as_nanos() as u64 | 1, |seed| seed.parse().unwrap())
}

#[test]
fn a_run_that_is_killed_at_any_moment_loses_nothing_and_doubles_nothing() {
    let args = [
        "-o",
        "out.jsonl",
        "--errors",
        "errors.jsonl",
        "--duplicates",
        "copies.jsonl.gz",
        "--stats",
        "stats.json",
    ];
    kill(seed(), 10, &args);
}

#[test]
fn shards_and_packed_files_are_taken_up_as_well() {
    let args = [
        "-o",
        "out.jsonl.zst",
        "--shard-size",
        "700",
        "--errors",
        "errors.jsonl.zst",
        "--rejects",
        "rejects.jsonl.gz",
    ];
    kill(seed().wrapping_add(2), 10, &args);
}

#[test]
fn a_run_that_is_killed_in_its_last_steps_is_brought_to_its_end() {
    let dir = folder(&[("pages.jsonl", &pages(20))]);
    let args = ["clean", "pages.jsonl", "--resume", "-o", "out.jsonl", "--stats", "stats.json", "--quiet"];
    let run = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_qingliu"));
        let ran = command.current_dir(dir.path()).args(args).output().unwrap();
        (ran.status.code(), String::from_utf8_lossy(&ran.stderr).into_owned())
    };
    let at = |name: &str| dir.path().join(name);
    assert_eq!(run().0, Some(3));
    let wanted = outputs(&dir);
    wanted.keys().for_each(|name| fs::remove_file(at(name)).unwrap());

    // The manifest cannot be written: everything before it is done, and nothing behind it.
    fs::create_dir(at("out.jsonl.manifest.json")).unwrap();
    let (status, err) = run();
    assert!(status == Some(2) && err.contains("out.jsonl.manifest.json"), "{status:?}: {err}");
    assert!(
        at("out.jsonl").exists() && at("out.jsonl.resume").exists() && at("out.jsonl.known.part").exists()
    );
    fs::remove_dir(at("out.jsonl.manifest.json")).unwrap();

    // As a run leaves it that is killed while it writes the manifest, or between the two files that it removes last.
    write(at("out.jsonl.manifest.json.part"), "{\"qing");
    fs::remove_file(at("out.jsonl.known.part")).unwrap();
    assert_eq!(run(), (Some(3), String::new()));
    compare(&outputs(&dir), &wanted);

    // Killed while it wrote the statistics, before the journal says that the run is whole.
    wanted.keys().for_each(|name| fs::remove_file(at(name)).unwrap());
    write(at("stats.json.part"), "{\"schema");
    assert_eq!(run().0, Some(3));
    compare(&outputs(&dir), &wanted);
}

#[test]
fn a_whole_output_is_known_again_and_another_run_does_not_touch_it() {
    let dir = folder(&[("pages.jsonl", &pages(20))]);
    let args = ["pages.jsonl", "-o", "out.jsonl", "--resume", "--errors", "errors.jsonl"];
    assert_eq!(clean(&dir, &args).status, 3);
    let before = fs::metadata(dir.path().join("out.jsonl")).unwrap().modified().unwrap();
    let ran = clean(&dir, &args);
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("nothing to do") && ran.err.contains("read 20 = written 18"), "{}", ran.err);
    assert_eq!(fs::metadata(dir.path().join("out.jsonl")).unwrap().modified().unwrap(), before);
    let manifest: Value = serde_json::from_str(&read(&dir, "out.jsonl.manifest.json")).unwrap();
    assert_eq!(manifest["records"]["written"], 18);
    assert_eq!(manifest["inputs"][0]["bytes"], read(&dir, "pages.jsonl").len() as u64);
    assert_eq!(manifest["outputs"]["--output"][0]["bytes"], read(&dir, "out.jsonl").len() as u64);

    let other = clean(&dir, &[&args[..], &["--fields", "id"]].concat());
    assert_eq!(other.status, 2);
    assert!(other.err.contains("--fields: it was not given, and is id"), "{}", other.err);
    assert!(other.err.contains("delete out.jsonl.manifest.json"), "{}", other.err);
    write(dir.path().join("pages.jsonl"), pages(21));
    let other = clean(&dir, &args);
    assert_eq!(other.status, 2);
    assert!(other.err.contains("pages.jsonl: it was"), "{}", other.err);
    write(dir.path().join("out.jsonl"), "");
    fs::remove_file(dir.path().join("out.jsonl")).unwrap();
    fs::remove_file(dir.path().join("errors.jsonl")).unwrap();
    assert_eq!(clean(&dir, &args).account()[0], 21, "outputs that somebody took away are made anew");
}

#[test]
fn what_cannot_be_taken_up_is_refused_before_anything_is_written() {
    let dir = folder(&[("pages.jsonl", &pages(20)), ("pages/a.html", PAGE)]);
    for (args, said) in [
        (&["pages.jsonl", "--resume"][..], "--output"),
        (&["-", "-o", "out.jsonl", "--resume"], "a pipe"),
        (&["-o", "out.jsonl", "--resume"], "standard input"),
        (&["pages.jsonl", "-o", "-", "--resume"], "-o must be a file"),
        (&["pages.jsonl", "-o", "/dev/null", "--resume"], "-o must be a file"),
        (&["pages.jsonl", "-o", "out.jsonl", "--errors", "-", "--resume"], "--errors must be a file"),
        (&["pages.jsonl", "-o", "out.parquet", "--resume"], "Parquet"),
        (&["pages", "-o", "pages/out.jsonl", "--resume"], "a folder that is an input"),
        (&["nowhere.jsonl", "-o", "out.jsonl", "--resume"], "nowhere.jsonl"),
    ] {
        let ran = clean(&dir, args);
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
        assert!(!dir.path().join("out.jsonl").exists());
    }
}
