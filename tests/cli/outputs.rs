//! Where records, removals, errors and messages go.

use std::io::Read;
use std::process::{Command as Process, Stdio};

use super::*;

#[test]
fn an_output_file_appears_whole_and_nothing_else_stays() {
    let dir = folder(&[("in/a.html", PAGE), ("out.jsonl", "of before")]);
    let ran =
        clean(&dir, &["in", "-o", "out.jsonl", "--errors", "errors.jsonl", "--removed", "removed.jsonl"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    assert_eq!(objects(&read(&dir, "out.jsonl"))[0]["id"], "a.html");
    assert_eq!(read(&dir, "errors.jsonl"), "");
    let mut left: Vec<_> =
        fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, ["errors.jsonl", "in", "out.jsonl", "removed.jsonl"]);
}

#[test]
fn a_file_that_is_also_an_input_is_refused_and_kept() {
    let lines = "{\"text\":\"早\"}\n";
    let dir = folder(&[("in/a.jsonl", lines), ("b.jsonl", lines)]);
    for args in [
        &["b.jsonl", "-o", "b.jsonl"][..],
        &["b.jsonl", "-o", "in/../b.jsonl"],
        &["in", "-o", "in/a.jsonl"],
        &["in", "--removed", "./in/a.jsonl"],
        &["b.jsonl", "--errors", "b.jsonl"],
    ] {
        let ran = clean(&dir, args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains("also an input"), "{args:?}: {}", ran.err);
    }
    assert_eq!((read(&dir, "in/a.jsonl").as_str(), read(&dir, "b.jsonl").as_str()), (lines, lines));
    let ran = clean(&dir, &["b.jsonl", "-o", "x", "--removed", "./x"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("already another output"), "{}", ran.err);
}

#[test]
fn an_output_that_cannot_be_written_ends_with_2_and_its_name() {
    let dir = folder(&[("a.html", PAGE)]);
    let ran = clean(&dir, &["a.html", "-o", "no/such/folder/out.jsonl"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("no/such/folder/out.jsonl"), "{}", ran.err);
}

#[test]
fn streams_are_kept_apart_and_quiet_says_nothing() {
    let dir = folder(&[("a.html", PAGE)]);
    let ran = clean(&dir, &["a.html"]);
    assert_eq!(ran.records().len(), 1);
    assert_eq!(ran.account(), [1, 1, 0, 0]);
    assert_eq!(ran.err.lines().count(), 1, "no progress but on a terminal: {}", ran.err);
    assert_eq!(clean(&dir, &["a.html", "--quiet"]).err, "");
}

#[test]
fn removals_say_what_was_taken_from_where() {
    let dir = folder(&[("a.html", PAGE)]);
    assert_eq!(clean(&dir, &["a.html", "--removed", "removed"]).status, 0);
    for removal in objects(&read(&dir, "removed")) {
        assert_eq!(removal["id"], "a.html");
        assert!(
            ["line", "rule", "pass", "hit", "text"].iter().all(|key| !removal[key].is_null()),
            "{removal}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_a_clean_end() {
    let dir = folder(&[]);
    let lines: String = (0..20_000).map(|i| format!("{{\"id\":{i},\"text\":\"早市{i}\"}}\n")).collect();
    write(dir.path().join("in.jsonl"), lines);
    let mut child = Process::new(env!("CARGO_BIN_EXE_qingliu"))
        .current_dir(dir.path())
        .args(["clean", "in.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panick") && !said.contains("pipe"), "{said}");
}

#[test]
fn strict_fails_only_where_something_is_rejected() {
    let dir = folder(&[("a.html", PAGE)]);
    let ran = clean(&dir, &["a.html", "--strict"]);
    let rejected = ran.records()[0]["verdict"] == "reject";
    assert_eq!(ran.status, i32::from(rejected));
}

#[test]
fn outputs_are_packed_as_their_names_say() {
    let dir = folder(&[("a.html", PAGE), ("b.html", PAGE), ("bad.jsonl", "{")]);
    let inputs = ["a.html", "b.html", "bad.jsonl"];
    let plain = clean(&dir, &inputs).out;
    let outputs = ["-o", "out.jsonl.gz", "--errors", "errors.jsonl.zst", "--removed", "removed.gz"];
    let ran = clean(&dir, &[&inputs[..], &outputs].concat());
    assert_eq!((ran.status, ran.out.as_str()), (3, ""), "{}", ran.err);
    let bytes = |name: &str| fs::read(dir.path().join(name)).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes("out.jsonl.gz")[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, plain);
    let errors = zstd::decode_all(&bytes("errors.jsonl.zst")[..]).unwrap();
    assert_eq!(objects(std::str::from_utf8(&errors).unwrap())[0]["id"], "bad.jsonl:1");
    // The same bytes whenever they are written.
    clean(&dir, &[&inputs[..], &["-o", "again.jsonl.gz"]].concat());
    assert_eq!(bytes("again.jsonl.gz"), bytes("out.jsonl.gz"));
}

#[test]
fn shards_are_whole_numbered_and_together_the_output() {
    let lines: String = (0..25).map(|i| format!("{{\"id\":{i},\"text\":\"早市{i}\"}}\n")).collect();
    let dir = folder(&[("in.jsonl", &lines)]);
    let plain = clean(&dir, &["in.jsonl"]).out;
    let shards = |dir: &TempDir, folder: &str| {
        let mut names: Vec<_> =
            fs::read_dir(dir.path().join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        names.sort();
        names
    };
    for (size, count) in [("10", 3), ("25", 1), ("1KB", 5)] {
        let place = format!("out-{size}");
        fs::create_dir(dir.path().join(&place)).unwrap();
        let ran = clean(&dir, &["in.jsonl", "-o", &format!("{place}/o.jsonl.zst"), "--shard-size", size]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        let names = shards(&dir, &place);
        let mut together = String::new();
        for (number, path) in names.iter().enumerate() {
            assert_eq!(path.file_name().unwrap().to_str().unwrap(), format!("o-{number:05}.jsonl.zst"));
            let text = String::from_utf8(zstd::decode_all(&fs::read(path).unwrap()[..]).unwrap()).unwrap();
            match size {
                "1KB" => assert!(text.len() <= 1000, "{}", text.len()),
                _ => assert!(text.lines().count() <= size.parse().unwrap()),
            }
            together += &text;
        }
        assert_eq!(together, plain, "{size}");
        assert!(names.len() >= count, "{size}: {names:?}");
        // Those of an earlier run would be taken for this one's.
        let ran = clean(&dir, &["in.jsonl", "-o", &format!("{place}/o.jsonl.zst"), "--shard-size", size]);
        assert!(ran.status == 2 && ran.err.contains("earlier run"), "{}", ran.err);
    }
    for args in
        [&["--shard-size", "10"][..], &["-o", "x", "--shard-size", "0"], &["-o", "x", "--shard-size", "ten"]]
    {
        assert_eq!(clean(&dir, &[&["in.jsonl"][..], args].concat()).status, 2, "{args:?}");
    }
    let ran = clean(&dir, &[".", "-o", "o.jsonl", "--shard-size", "10"]);
    assert!(ran.status == 2 && ran.err.contains("folder that is an input"), "{}", ran.err);
}
