//! `--convert` by OpenCC itself: its configurations, a caller's own, and what is said of those that do not load.

use std::fs;
use std::path::Path;
use std::thread;

use assert_cmd::Command;
use qingliu::convert::{Conversion, convert};
use qingliu::{Cleaner, Page};
use tempfile::TempDir;

/// OpenCC's way to simplified, after the words of the caller's own file.
const MINE: &str = r#"// A comment, as OpenCC allows it.
{
  "name": "Mine",
  "conversion_chain": [{
    "dict": {
      "type": "group",
      "match_policy": "short_circuit",
      "dicts": [
        { "type": "text", "file": "mine.txt" },
        { "type": "ocd2", "file": "TSPhrases.ocd2" },
        { "type": "ocd2", "file": "TSCharacters.ocd2" }
      ]
    }
  }]
}"#;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

fn conversion(dir: &Path, name: &str) -> Conversion {
    dir.join(name).to_str().unwrap().parse().unwrap_or_else(|e| panic!("{e}"))
}

fn clean(dir: &TempDir, convert: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingliu"));
    command
        .current_dir(dir.path())
        .args(["clean", "--convert", convert])
        .write_stdin("青蛙在池塘邊唱歌，軟體動物在水底。");
    let output = command.output().unwrap();
    let text = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn a_dictionary_of_the_callers_own_goes_before_those_of_opencc() {
    let dir = folder(&[("mine.json", MINE), ("mine.txt", "軟體動物\t软体的动物\n")]);
    let (status, record) = clean(&dir, "mine.json");
    assert_eq!(status, Some(0), "{record}");
    assert!(record.contains("青蛙在池塘边唱歌，软体的动物在水底。"), "{record}");
    let mine = conversion(dir.path(), "mine.json");
    assert_eq!(convert("軟體動物", mine), "软体的动物");
    // What was loaded stays, whatever becomes of the file.
    drop(dir);
    let elsewhere = thread::spawn(move || convert("軟體動物與貓", mine).into_owned());
    assert!(elsewhere.join().unwrap().ends_with("与猫"));
}

#[test]
fn a_configuration_that_does_not_load_is_named_before_any_page_is_read() {
    let dir = folder(&[
        ("broken.json", r#"{"name": "#),
        (
            "lonely.json",
            r#"{"name": "x", "conversion_chain": [{"dict": {"type": "text", "file": "nowhere.txt"}}]}"#,
        ),
        (
            "untabbed.json",
            r#"{"name": "x", "conversion_chain": [{"dict": {"type": "text", "file": "untabbed.txt"}}]}"#,
        ),
        ("untabbed.txt", "word\n"),
    ]);
    for (name, says) in [
        ("missing.json", "No such file"),
        ("broken.json", "JSON"),
        ("lonely.json", "nowhere.txt"),
        ("untabbed.json", "line 1"),
        ("opencc:t2x", "none of that name"),
        ("opencc:../t2s", "neither"),
        ("t2x", "unknown conversion"),
    ] {
        let (status, message) = clean(&dir, name);
        assert_eq!(status, Some(2), "{message}");
        assert!(message.contains(name) && message.contains(says), "{message}");
    }
}

#[test]
fn a_name_alone_is_ours_and_opencc_is_asked_by_name() {
    let dir = folder(&[]);
    assert!(clean(&dir, "t2s").1.contains("池塘边"));
    assert!(clean(&dir, "opencc:t2s").1.contains("池塘边"));
    assert!(clean(&dir, "opencc:T2S").1.contains("池塘边"));
    let reference: Conversion = "opencc:t2s".parse().unwrap();
    assert_eq!(reference, "opencc:t2s".parse().unwrap());
    assert_eq!(reference.to_string(), "opencc:t2s");
    assert_eq!(
        (convert("看著", "t2s".parse().unwrap()), convert("看著", reference)),
        ("看着".into(), "看著".into())
    );
    assert_eq!(convert("null\0 在邊\0上", reference), "null\0 在边\0上");
}

#[test]
fn simplified_lines_and_japanese_are_left_alone_as_by_the_default_converter() {
    let cleaner = |name: &str| Cleaner::builder().convert(name.parse().unwrap()).build().unwrap();
    let page = Page::text(
        "-",
        "乾隆年间的县志里写着很多故事，后来的人都爱读这本书。\n東京の図書館では、雑誌を読むことができます。",
    );
    let bodies = ["none", "t2s", "opencc:t2s"].map(|name| cleaner(name).clean(&page).record.body);
    assert_eq!(bodies[1], bodies[0]);
    assert_eq!(bodies[2], bodies[0]);
}

#[test]
fn threads_with_a_handle_each_make_the_same() {
    let reference: Conversion = "opencc:s2twp".parse().unwrap();
    let text = "鼠标和键盘放在服务器旁边，他头发很长，干了的面条在桌面上。".repeat(200);
    let once = convert(&text, reference).into_owned();
    let made: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| convert(&text, reference).into_owned())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(made.iter().all(|made| *made == once));
}
