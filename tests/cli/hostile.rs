//! Pages that somebody made to hurt: each is answered, with a record or an error, in bounded time.

use std::time::{Duration, Instant};

use serde_json::json;

use super::*;

/// A debug build on a busy machine takes a few seconds for all of them; something quadratic takes minutes.
const BOUND: Duration = Duration::from_secs(120);

#[test]
fn every_hostile_page_is_answered_in_bounded_time() {
    let word = "早".repeat((64 << 10) / 3);
    let bombs: Vec<(&str, String)> = vec![
        ("tags", "<div>".repeat(100_000)),
        ("tags of many kinds", "<b><table><tr><td><i><a>".repeat(10_000)),
        ("end tags", "</p></div>".repeat(50_000)),
        ("attributes", format!("<p {}>早市", (0..50_000).map(|i| format!("a{i}=1 ")).collect::<String>())),
        ("one attribute", format!("<p title=\"{}\">早市", "x".repeat(1 << 20))),
        ("entities", "&amp;".repeat(100_000) + &"&#x4e2d;".repeat(50_000)),
        ("entities in entities", "&amp;amp;amp;amp;#20013;".repeat(20_000)),
        ("doctype", format!("<!DOCTYPE a [{}]><p>早市", "<!ENTITY b \"&a;&a;&a;\">".repeat(10_000))),
        ("an open comment", format!("<!--{}", "<p>早市".repeat(50_000))),
        ("an open script", format!("<script>{}", "<p>早市".repeat(50_000))),
        ("a word", word),
        ("a word of ASCII", "a".repeat(64 << 10)),
        ("nothing but brackets", "（".repeat(50_000)),
        ("replacement characters", "\u{fffd}".repeat(50_000)),
        ("look-alikes", "ＡＢＣ⼀⼆㈠".repeat(10_000)),
        ("mojibake", "æ—©å¸‚".repeat(10_000)),
        ("links", "<a href=x>早市</a>".repeat(20_000)),
        ("cells", format!("<table>{}", "<tr><td>早<td>市".repeat(20_000))),
        ("lines", "早\n".repeat(100_000)),
        ("a title of many parts", "早市|小城网".repeat(50_000) + "\n早市\n"),
        (
            "clauses of a headline, and sentences that say some of them",
            format!(
                "<h1>{}</h1>{}",
                clauses(20_000),
                "<p>小编给大家介绍一下早市几点开7，希望对大家有所帮助。".repeat(5_000)
            ),
        ),
    ];
    let mut lines: String =
        bombs.iter().map(|(id, html)| json!({ "id": id, "html": html }).to_string() + "\n").collect();
    for (id, text) in &bombs {
        lines += &(json!({ "id": format!("{id}, as text"), "text": text }).to_string() + "\n");
    }
    let dir = folder(&[("bombs.jsonl", &lines)]);
    let since = Instant::now();
    let ran = clean(&dir, &["bombs.jsonl", "--record-timeout", "0"]);
    assert!(since.elapsed() < BOUND, "{:?}", since.elapsed());
    assert_eq!((ran.status, ran.account()[0]), (0, 2 * bombs.len() as u64), "{}", ran.err);
    let records = ran.records();
    for (record, (id, _)) in records.iter().zip(&bombs) {
        assert_eq!(record["id"], *id);
    }
    let flags = |id: &str| records.iter().find(|record| record["id"] == id).unwrap()["flags"].to_string();
    assert!(flags("tags").contains("limit/depth"), "{}", flags("tags"));
    assert!(flags("attributes").contains("limit/attributes"), "{}", flags("attributes"));
}

fn clauses(count: usize) -> String {
    (0..count).map(|i| format!("早市几点开{i}，")).collect()
}

#[test]
fn half_a_character_at_either_end_is_no_error_at_any_cut() {
    let page = "<p>天还没亮，卖菜的人已经把摊子支好了。</p>".as_bytes();
    let dir = folder(&[]);
    for cut in 0..=page.len() {
        write(dir.path().join(format!("pages/{cut:03}-head.html")), &page[..cut]);
        write(dir.path().join(format!("pages/{cut:03}-tail.html")), &page[cut..]);
    }
    let ran = clean(&dir, &["pages"]);
    let files = 2 * (page.len() as u64 + 1);
    assert_eq!((ran.status, ran.account()), (0, [files, files, 0, 0]), "{}", ran.err);
    assert!(!ran.out.contains('\u{fffd}'), "half a character is left out");
}

#[test]
fn zeros_are_no_page_and_a_line_without_end_is_passed_over() {
    use std::io::Write;
    let dir = folder(&[("before.html", PAGE), ("nuls.html", &"\0".repeat(100_000))]);
    let mut zeros = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // 64 MiB of zeros in 64 KB: more than a record may have.
    for _ in 0..64 {
        zeros.write_all(&vec![0; 1 << 20]).unwrap();
    }
    write(dir.path().join("zeros.html.gz"), zeros.finish().unwrap());
    let line = format!("{{\"id\":1,\"text\":\"{}\n{{\"id\":2,\"text\":\"早市\"}}\n", "x".repeat(20 << 20));
    write(dir.path().join("line.jsonl"), line);
    let ran = clean(&dir, &["before.html", "nuls.html", "zeros.html.gz", "line.jsonl", "--errors", "errors"]);
    assert_eq!((ran.status, ran.account()), (3, [5, 2, 0, 3]), "{}", ran.err);
    assert_eq!(ran.ids(), ["before.html", "2"]);
    let failures = objects(&read(&dir, "errors"));
    assert!(
        failures.iter().all(|failure| failure["kind"] == "input" && failure["stage"] == "read"),
        "{failures:?}"
    );
}

/// What a stream that is made to hurt may take in memory, whatever it unpacks to.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 150 << 20;

#[cfg(target_os = "linux")]
#[test]
fn a_stream_without_end_takes_no_more_memory_than_another() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let piece = "早市".repeat(200_000).into_bytes();
    let begun = |with: &'static str| [with.as_bytes(), &piece].concat();
    let lying = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\
                 Content-Type: text/html\r\n\r\n";
    for (what, begin) in [("a line", begun("{\"text\":\"")), ("a record whose length lies", begun(lying))] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qingliu"));
        command.args(["clean", "-", "-o", "/dev/null"]).stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&begin).unwrap();
        // 500 MB.
        for _ in 0..400 {
            stdin.write_all(&piece).unwrap();
        }
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let most: u64 = most.trim().trim_end_matches("kB").trim().parse().unwrap();
        drop(stdin);
        let ran = child.wait_with_output().unwrap();
        assert_eq!(ran.status.code(), Some(3), "{what}");
        assert!(most << 10 < MEMORY, "{what}: {most} KiB");
    }
}
