//! Bad input: one clear message each, the exit status of the contract, and the other pages are still cleaned.

use super::*;

/// Cleans a good page beside the bad input and gives the one failure.
fn failure(dir: &TempDir, bad: &str) -> (Value, Ran) {
    write(dir.path().join("good.html"), PAGE);
    let ran = clean(dir, &[bad, "good.html", "--errors", "errors.jsonl"]);
    assert_eq!(ran.ids(), ["good.html"], "{}", ran.err);
    assert_eq!(ran.account(), [2, 1, 0, 1]);
    assert_eq!(ran.status, 3);
    let mut errors = objects(&read(dir, "errors.jsonl"));
    assert_eq!(errors.len(), 1);
    let error = errors.remove(0);
    let keys: Vec<_> = error.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["id", "kind", "message", "offset", "stage"]);

    // Without the file the same is said on standard error, in one line.
    let ran = clean(dir, &[bad, "good.html"]);
    let message = error["message"].as_str().unwrap();
    assert_eq!(ran.err.lines().filter(|line| line.contains(message)).count(), 1, "{}", ran.err);
    assert_eq!(ran.status, 3);
    (error, ran)
}

#[test]
fn a_file_that_is_not_there() {
    let (error, _) = failure(&folder(&[]), "nowhere/a.html");
    assert_eq!(
        (&error["id"], &error["kind"], &error["stage"]),
        (&"nowhere/a.html".into(), &"io".into(), &"read".into())
    );
    assert!(error["message"].as_str().unwrap().contains("No such file"));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder(&[("locked.html", PAGE)]);
    let path = dir.path().join("locked.html");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    // Root reads everything.
    if fs::read(&path).is_ok() {
        return;
    }
    let (error, _) = failure(&dir, "locked.html");
    assert_eq!(error["kind"], "io");
}

#[test]
fn a_folder_without_pages() {
    let (error, _) = failure(&folder(&[("empty/notes.md", "#"), ("empty/sub/a.css", "")]), "empty");
    assert_eq!((&error["id"], &error["kind"]), (&"empty".into(), &"input".into()));
    assert!(error["message"].as_str().unwrap().contains("no pages in this folder"));
    assert!(error["message"].as_str().unwrap().contains("2 other files"));
}

#[test]
fn a_binary_file() {
    let dir = folder(&[]);
    let bytes: Vec<u8> = (0..2000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    write(dir.path().join("photo.html"), bytes);
    let (error, _) = failure(&dir, "photo.html");
    assert_eq!((&error["id"], &error["kind"]), (&"photo.html".into(), &"input".into()));
}

#[test]
fn a_line_that_does_not_parse_names_file_line_and_column() {
    let dir = folder(&[("bad.jsonl", "\n{\"text\": \"早\" \"id\": 1}\n")]);
    let (error, _) = failure(&dir, "bad.jsonl");
    assert_eq!((&error["id"], &error["offset"]), (&"bad.jsonl:2".into(), &1.into()));
    assert_eq!((&error["stage"], &error["kind"]), (&"parse".into(), &"input".into()));
    assert!(error["message"].as_str().unwrap().starts_with("bad.jsonl:2:16: "), "{error}");
}

#[test]
fn lines_that_are_no_page() {
    for (line, says) in [
        ("{\"id\":\"x\",\"bytes\":\"@@@@\"}", "base64"),
        ("{\"id\":\"x\",\"bytes\":\"5LiJ5LiJ5\"}", "base64"),
        ("{\"id\":\"x\",\"html\":\"\",\"text\":\"\"}", "more than one"),
        ("{\"id\":\"x\",\"url\":\"http://example.com\"}", "none of"),
        ("{\"id\":\"x\",\"text\":\"\\ud800\"}", "surrogate"),
        ("{\"id\":\"x\",\"text\":17}", "expected a string"),
        ("[\"text\"]", "JSON object"),
        ("{\"id\":\"x\",\"text\":\"早", "EOF"),
    ] {
        let (error, _) = failure(&folder(&[("bad.jsonl", line)]), "bad.jsonl");
        assert_eq!(error["kind"], "input", "{line}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(says) && message.contains("bad.jsonl:1"), "{line}: {message}");
    }
}

#[test]
fn a_good_line_after_a_bad_one_is_cleaned() {
    let dir = folder(&[("mixed.jsonl", "{\"text\":\"早\"}\nno\n{\"text\":\"晚\"}\n{\n")]);
    let ran = clean(&dir, &["mixed.jsonl"]);
    assert_eq!(ran.ids(), ["mixed.jsonl:1", "mixed.jsonl:3"]);
    assert_eq!(ran.account(), [4, 2, 0, 2]);
    assert_eq!(ran.status, 3);
}

#[test]
fn a_cut_off_archive_is_an_error_and_no_whole_page() {
    let dir = folder(&[]);
    let page = format!("{PAGE}{}", (0..500).map(|i| format!("<p>第{i}段</p>")).collect::<String>());
    let packed = gzip(&page);
    write(dir.path().join("cut.html.gz"), &packed[..packed.len() / 2]);
    let (error, _) = failure(&dir, "cut.html.gz");
    assert_eq!((&error["id"], &error["kind"]), (&"cut.html.gz".into(), &"input".into()));
    let packed = zstd::encode_all(page.as_bytes(), 0).unwrap();
    write(dir.path().join("cut.html.zst"), &packed[..packed.len() / 2]);
    assert_eq!(failure(&dir, "cut.html.zst").0["kind"], "input");
}

#[test]
fn lines_before_the_cut_are_cleaned_and_the_cut_is_told() {
    let dir = folder(&[]);
    let lines: String = (0..20_000).map(|i| format!("{{\"id\":{i},\"text\":\"{}\"}}\n", i * 7919)).collect();
    let packed = gzip(&lines);
    write(dir.path().join("cut.jsonl.gz"), &packed[..packed.len() / 2]);
    let ran = clean(&dir, &["cut.jsonl.gz", "--errors", "errors"]);
    let [read_, written, _, errors] = ran.account();
    assert!(written > 1000 && errors == 1 && read_ < 20_000, "{}", ran.err);
    assert_eq!(ran.ids().last().unwrap(), &(written - 1).to_string());
    assert!(read(&dir, "errors").contains("cut off"));
    assert_eq!(ran.status, 3);
}

#[test]
fn an_empty_file_is_a_record_and_no_error() {
    let dir = folder(&[("empty.html", ""), ("empty.txt", ""), ("blank.html", " \n\n"), ("none.jsonl", "")]);
    let ran = clean(&dir, &["empty.html", "empty.txt", "blank.html", "none.jsonl"]);
    assert_eq!(ran.ids(), ["empty.html", "empty.txt", "blank.html"]);
    assert!(ran.records().iter().all(|r| r["body"] == ""));
    assert_eq!(ran.status, 0);
    let ran = run(qingliu(&dir).arg("clean").write_stdin(""));
    assert_eq!(ran.ids(), ["-"]);
}

#[test]
fn formats_that_are_not_there_yet_are_named() {
    let dir = folder(&[("crawl.arc", "filedesc://crawl.arc")]);
    let (error, _) = failure(&dir, "crawl.arc");
    assert!(error["message"].as_str().unwrap().contains("arc is not read by this version"));
    let ran = clean(&dir, &["crawl.arc", "--from", "arc"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("arc is not read by this version"), "{}", ran.err);
}

#[test]
#[cfg(not(feature = "parquet"))]
fn a_format_of_another_build_is_named_with_its_feature() {
    let dir = folder(&[("crawl.parquet", "PAR1")]);
    let (error, _) = failure(&dir, "crawl.parquet");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("build qingliu with the feature `parquet`"), "{message}");
    let ran = clean(&dir, &["crawl.parquet", "--from", "parquet"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("build qingliu with the feature `parquet`"), "{}", ran.err);
}

#[test]
fn usage_that_cannot_be_meant_is_refused() {
    let dir = folder(&[("in/a.html", PAGE), ("b.html", PAGE), ("c.jsonl", "{}")]);
    for (args, says) in [
        (&["b.html", "--charset", "utf-9"][..], "utf-9"),
        (&["b.html", "in", "--charset", "gbk"], "--charset"),
        (&["in", "--url", "http://example.com"], "--url"),
        (&["c.jsonl", "--url", "http://example.com"], "--url"),
        (&["-", "-"], "only once"),
        (&["b.html", "--convert", "t2x"], "t2x"),
        (&["b.html", "--threads", "0"], "--threads"),
        (&["b.html", "--frobnicate"], "--frobnicate"),
        (&["b.html", "--from", "pdf"], "`pdf` is not a format"),
    ] {
        let ran = clean(&dir, args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    }
    assert_eq!(run(qingliu(&dir).arg("frobnicate")).status, 2);
    assert_eq!(run(&mut qingliu(&dir)).status, 2);
}

#[test]
fn a_file_name_cannot_drive_the_terminal() {
    let dir = folder(&[]);
    let ran = clean(&dir, &["no\u{1b}[31msuch"]);
    assert_eq!(ran.status, 3);
    assert!(!ran.err.contains('\u{1b}') && ran.err.contains("\\u{1b}[31msuch"), "{}", ran.err);
}

/// 天還沒亮，賣菜的人已經把攤子支好了。 in EUC-TW, and a character of its second plane.
const EUC_TW: &[u8] =
    b"\xc5\xb2\xf5\xe4\xca\xf4\xcf\xe9\xa1\xa2\xef\xb1\xe1\xec\xce\xfb\xc4\xa9\xc4\xd8\xe5\xee\xca\xc4\
    \xfb\xe1\xc4\xcd\xc5\xc5\xc7\xef\xc4\xa7\xa1\xa4\x8e\xa2\xa1\xa3\n";

#[test]
fn euc_tw_is_reported_by_name_and_with_what_to_do() {
    let dir = folder(&[]);
    write(dir.path().join("undeclared.txt"), EUC_TW);
    let head = b"<html><meta charset=\"x-euc-tw\"><p>";
    write(dir.path().join("declared.html"), [head, EUC_TW].concat());
    for (page, charset) in
        [("undeclared.txt", None), ("declared.html", None), ("undeclared.txt", Some("euc-tw"))]
    {
        let said = charset.map(|label| vec!["--charset", label]).unwrap_or_default();
        let ran = clean(&dir, &[&[page][..], &said].concat());
        let record = &objects(&ran.out)[0];
        assert_eq!(record["charset"], "euc-tw", "{page}: {record}");
        assert!(record["flags"].as_array().unwrap().contains(&"encoding/unsupported".into()), "{record}");
        let warning = format!("warning: {page}: EUC-TW is not supported");
        assert!(ran.err.contains(&warning) && ran.err.contains("iconv -f EUC-TW -t UTF-8"), "{}", ran.err);
    }
    // A label is a vote, here as elsewhere.
    write(dir.path().join("utf8.txt"), "天還沒亮，賣菜的人已經把攤子支好了。");
    let ran = clean(&dir, &["utf8.txt", "--charset", "euc-tw"]);
    assert_eq!(objects(&ran.out)[0]["charset"], "utf-8");
    assert!(!ran.err.contains("warning"), "{}", ran.err);
}
