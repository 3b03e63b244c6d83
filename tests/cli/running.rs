//! How a run goes: in order whatever the threads and the pieces of its input, in time, within its limits, and counted.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::*;

/// Long enough for a busy machine, and short enough to fail before a person gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pages as JSONL, one in ten of them damaged.
pub fn pages(count: usize) -> String {
    (0..count).fold(String::new(), |mut lines, i| {
        let _ = match i % 10 {
            3 => writeln!(lines, "{{\"id\":\"{i}\",\"html\":"),
            _ => writeln!(
                lines,
                "{{\"id\":\"{i}\",\"text\":\"{}日早市\\n天还没亮，卖菜的人已经把摊子支好了。\"}}",
                i / 3
            ),
        };
        lines
    })
}

/// A run whose input is still open.
fn begin(dir: &TempDir, args: &[&str]) -> Child {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_qingliu"));
    command.current_dir(dir.path()).arg("clean").args(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    let kill = format!("kill -{name} {}", child.id());
    assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

fn wait(child: &mut Child) -> Option<i32> {
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    panic!("still running");
}

fn text_of(mut from: impl Read) -> String {
    let mut text = String::new();
    from.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_output_is_the_same_for_every_number_of_threads_and_every_piece_of_input() {
    let lines = pages(300);
    let dir = folder(&[("pages.jsonl", &lines)]);
    let of_file = clean(&dir, &["pages.jsonl", "--threads", "1", "--errors", "errors"]);
    assert_eq!(of_file.account(), [300, 270, 0, 30]);
    let errors = read(&dir, "errors");
    for (threads, piece) in [("1", 1), ("2", 7), ("5", 4096), ("3", 100_000)] {
        let mut child = begin(&dir, &["--threads", threads, "--errors", "again"]);
        let (mut stdin, lines) = (child.stdin.take().unwrap(), lines.clone());
        thread::spawn(move || {
            lines.as_bytes().chunks(piece).for_each(|piece| stdin.write_all(piece).unwrap())
        });
        let stdout = text_of(child.stdout.take().unwrap());
        assert_eq!(wait(&mut child), Some(3));
        assert!(stdout == of_file.out, "{threads} threads, pieces of {piece}");
        // Lines without an id bear the name of their input.
        let again = read(&dir, "again").replace("-:", "pages.jsonl:");
        assert!(again == errors, "{threads} threads, pieces of {piece}");
    }
}

#[test]
fn records_come_out_while_the_input_stalls() {
    let dir = folder(&[]);
    let mut child = begin(&dir, &[]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for id in ["a", "b"] {
        writeln!(stdin, "{{\"id\":\"{id}\",\"text\":\"早市\"}}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains(&format!("\"id\":\"{id}\"")), "{line}");
    }
    drop(stdin);
    assert_eq!(wait(&mut child), Some(0));
}

#[cfg(unix)]
#[test]
fn a_named_pipe_that_stalls_is_waited_for() {
    let dir = folder(&[]);
    let made = std::process::Command::new("mkfifo").arg(dir.path().join("pipe.html")).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    // The clock of pages does not run while one is awaited.
    let mut child = begin(&dir, &["pipe.html", "--record-timeout", "2"]);
    let mut pipe = fs::File::options().write(true).open(dir.path().join("pipe.html")).unwrap();
    pipe.write_all(&PAGE.as_bytes()[..40]).unwrap();
    thread::sleep(Duration::from_millis(2500));
    pipe.write_all(&PAGE.as_bytes()[40..]).unwrap();
    drop(pipe);
    assert!(text_of(child.stdout.take().unwrap()).contains("小城的早市"));
    assert_eq!(wait(&mut child), Some(0));
}

#[cfg(unix)]
#[test]
fn a_signal_writes_out_what_was_read() {
    for (name, status, output) in [("INT", 130, None), ("TERM", 143, Some("out.jsonl.gz"))] {
        let dir = folder(&[]);
        let mut args = vec!["--errors", "-"];
        args.extend(output.iter().flat_map(|output| ["-o", *output]));
        let mut child = begin(&dir, &args);
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{{\"id\":\"a\",\"text\":\"早市\"}}\n{{\"id\":\"b\",\"text\":\"晚市\"}}\nno page")
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut shown = String::new();
        // The damaged line is the last, so that everything before it is done when it shows.
        while !shown.contains("\"stage\"") {
            assert!(stdout.read_line(&mut shown).unwrap() > 0, "{shown}");
        }
        signal(&child, name);
        assert_eq!(wait(&mut child), Some(status), "SIG{name}, and the input is still open");
        let written = match output {
            None => shown + &text_of(stdout),
            Some(output) => {
                let bytes = fs::read(dir.path().join(output)).unwrap();
                text_of(flate2::read::MultiGzDecoder::new(&bytes[..]))
            }
        };
        assert!(written.contains("\"id\":\"a\"") && written.contains("\"id\":\"b\""), "{written}");
        let said = text_of(child.stderr.take().unwrap());
        assert!(said.contains("read 3 = written 2 + rejected aside 0 + errors 1"), "{said}");
        assert!(
            said.contains(&format!("stopped by SIG{name} after 3 pages; what was read is written")),
            "{said}"
        );
        drop(stdin);
    }
}

#[cfg(unix)]
#[test]
fn a_second_signal_leaves_at_once() {
    let dir = folder(&[]);
    let mut child = begin(&dir, &["-q"]);
    let mut stdin = child.stdin.take().unwrap();
    let feed =
        thread::spawn(
            move || while stdin.write_all(pages(100).replace("{\"id\":\"3", "").as_bytes()).is_ok() {},
        );
    let mut stdout = child.stdout.take().unwrap();
    // It listens to signals before it writes; then nobody reads on, and it cannot come to an end.
    stdout.read_exact(&mut [0; 1]).unwrap();
    thread::sleep(Duration::from_millis(500));
    signal(&child, "INT");
    thread::sleep(Duration::from_millis(500));
    assert_eq!(child.try_wait().unwrap(), None, "what was read is still to be written");
    signal(&child, "TERM");
    assert!(matches!(wait(&mut child), Some(130 | 143)));
    feed.join().unwrap();
}

#[test]
fn more_errors_than_may_be_end_the_run() {
    let dir = folder(&[("pages.jsonl", &pages(2000))]);
    let ran = clean(&dir, &["pages.jsonl", "--max-errors", "2", "-o", "out", "--errors", "errors"]);
    assert_eq!(ran.status, 3);
    // The third error is page 23; what was read until then is kept.
    assert_eq!(ran.account(), [24, 21, 0, 3]);
    assert!(ran.err.contains("3 errors among 24 pages are more than --max-errors 2"), "{}", ran.err);
    assert_eq!((read(&dir, "out").lines().count(), read(&dir, "errors").lines().count()), (21, 3));

    let ran = clean(&dir, &["pages.jsonl", "--max-errors", "9%", "--errors", "errors"]);
    assert_eq!((ran.status, ran.account()), (3, [1000, 900, 0, 100]));
    let ran = clean(&dir, &["pages.jsonl", "--max-errors", "11%", "--errors", "errors"]);
    assert_eq!((ran.status, ran.account()), (3, [2000, 1800, 0, 200]));
    assert!(!ran.err.contains("--max-errors"), "{}", ran.err);
    for wrong in ["ten", "120%", "-1"] {
        assert_eq!(clean(&dir, &["pages.jsonl", &format!("--max-errors={wrong}")]).status, 2, "{wrong}");
    }
}

#[test]
fn a_page_that_takes_too_long_is_an_error_and_the_others_are_not() {
    let paragraph = "<div><p>天还没亮，卖菜的人已经把摊子支好了。</p></div>";
    let heavy = format!("{{\"id\":\"heavy\",\"html\":\"{}\"}}\n", paragraph.repeat(200_000));
    let dir = folder(&[("pages.jsonl", &(pages(3) + &heavy + &pages(3)))]);
    let ran = clean(&dir, &["pages.jsonl", "--record-timeout", "0.1", "--errors", "errors"]);
    assert_eq!(ran.status, 3);
    let [read_, _, _, errors] = ran.account();
    assert_eq!(read_, 7);
    let failures = objects(&read(&dir, "errors"));
    assert_eq!(failures.len() as u64, errors);
    let heavy = failures.iter().find(|failure| failure["id"] == "heavy").unwrap();
    assert_eq!(heavy["kind"], "timeout");
    assert!(heavy["message"].as_str().unwrap().contains("--record-timeout"));
    assert_eq!(clean(&dir, &["pages.jsonl", "--record-timeout", "soon"]).status, 2);
}

#[test]
fn duplicates_are_left_out_and_counted_on_the_line_that_stays() {
    let page = |id: u8, title: &str, body: &str| {
        format!("{{\"id\":{id},\"html\":\"<h1>{title}</h1><p>{body}</p>\"}}\n")
    };
    let body = "天还没亮，卖菜的人已经把摊子支好了。";
    let lines = page(1, "小城的早市", body)
        + &page(2, "小城的晚市", &body.replace('，', "， "))
        + "{\"id\":3,\"html\":\"\"}\n{\"id\":4,\"html\":\"\"}\n"
        + &page(5, "小城的早市", body)
        + &page(6, "小城的夜市", "人都散了，灯还亮着，卖馄饨的老张在收摊。");
    let lines = lines.as_str();
    let dir = folder(&[("pages.jsonl", lines)]);
    let ran = clean(&dir, &["pages.jsonl", "--dedup", "exact", "--duplicates", "copies", "--stats", "stats"]);
    assert_eq!(ran.status, 0);
    assert!(
        ran.err.contains("read 6 = written 4 + rejected aside 0 + errors 0 + duplicates 2"),
        "{}",
        ran.err
    );
    assert_eq!(ran.ids(), ["1", "3", "4", "6"]);
    assert_eq!(
        read(&dir, "copies"),
        "{\"id\":\"2\",\"of_line\":1,\"copies\":2}\n{\"id\":\"5\",\"of_line\":1,\"copies\":3}\n"
    );
    let stats: Value = serde_json::from_str(&read(&dir, "stats")).unwrap();
    assert_eq!(stats["records"]["duplicates"], 2);
    assert_eq!(clean(&dir, &["pages.jsonl", "--duplicates", "copies"]).status, 2, "without --dedup");

    let ran = clean(&dir, &["pages.jsonl", "--dedup", "exact", "--dedup-memory", "0"]);
    assert_eq!(ran.account()[..2], [6, 6]);
    assert!(ran.err.contains("4 later ones were not remembered"), "{}", ran.err);
}

#[test]
fn stats_count_what_was_written_and_what_was_not() {
    let dir = folder(&[("pages.jsonl", &pages(20)), ("gbk.html", "<title>\u{fffd}</title>")]);
    let ran = clean(&dir, &["pages.jsonl", "gbk.html", "--stats", "stats", "--errors", "errors"]);
    assert_eq!(ran.account(), [21, 19, 0, 2]);
    let stats: Value = serde_json::from_str(&read(&dir, "stats")).unwrap();
    assert_eq!(stats["schema"], "qingliu.stats/1");
    assert_eq!(
        (&stats["read"], &stats["records"]["written"], &stats["records"]["errors"]),
        (&21.into(), &19.into(), &2.into())
    );
    let pages = &stats["pages"];
    assert_eq!(pages["errors"]["input"], 2);
    let sum = |of: &Value| of.as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>();
    for kind in ["charset", "script", "verdict"] {
        assert_eq!(sum(&pages[kind]), 19, "{kind}");
    }
    assert_eq!(pages["fields"]["title"], 19);
    let lengths = pages["body_length"].as_array().unwrap();
    assert_eq!(lengths.iter().map(|class| class["pages"].as_u64().unwrap()).sum::<u64>(), 19);
    assert!(pages["seconds"]["sweep"].as_f64().unwrap() > 0.0);
}

#[test]
fn messages_as_json_are_an_object_a_line() {
    let dir =
        folder(&[("pages.jsonl", &pages(5)), ("odd.jsonl", "{\"text\":\"早\",\"charset\":\"wonder\"}\n")]);
    let ran = clean(&dir, &["pages.jsonl", "odd.jsonl", "--log", "json"]);
    let messages = objects(&ran.err);
    let levels: Vec<_> = messages.iter().map(|message| message["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["error", "warning", "info"]);
    assert_eq!(messages[0]["error"]["kind"], "input");
    assert_eq!(messages[2]["summary"]["read"], 6);
    assert_eq!(messages[2]["summary"]["records"]["written"], 5);
    assert_eq!(messages[2]["summary"]["whole"], true);
    assert_eq!(messages[2]["summary"]["rules"].as_str().map(str::len), Some(16));

    let ran = clean(&dir, &["pages.jsonl", "-o", "pages.jsonl", "--log", "json"]);
    assert_eq!((ran.status, &objects(&ran.err)[0]["level"]), (2, &"error".into()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_is_no_clean_end() {
    let dir = folder(&[("pages.jsonl", &pages(50))]);
    for args in [["-o", "/dev/full"], ["--removed", "/dev/full"], ["--rejects", "/dev/full"]] {
        let ran = clean(&dir, &[&["pages.jsonl", "--errors", "errors"], &args[..]].concat());
        let is_used = args[0] == "-o";
        assert_eq!(ran.status, if is_used { 2 } else { 3 }, "{args:?}: {}", ran.err);
        assert_eq!(ran.err.contains("/dev/full: No space left"), is_used, "{}", ran.err);
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_qingliu"));
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let ran =
        command.current_dir(dir.path()).args(["clean", "pages.jsonl", "-q"]).stdout(full).output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8(ran.stderr).unwrap().contains("standard output: No space left"));
}
