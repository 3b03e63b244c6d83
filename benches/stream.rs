//! What a long stream takes in memory: pages under `fixtures/`, made as long as a portal's and each a little different,
//! piped into `qingliu clean -`, as JSONL and as a crawl. Linux only: memory is read from `/proc`.
//!
//! ```text
//! cargo bench --bench stream                       # 1 GB each
//! QINGLIU_STREAM_GB=10 cargo bench --bench stream
//! ```

mod common;

use std::io::{self, BufWriter, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Instant;

use common::{PORTAL_PAGE, Pages, SENTENCES, mb};

/// Rows of the table for each stream.
const SAMPLES: usize = 10;

/// Bytes of pages that are made beforehand, so that making them is not what takes the time.
const POOL: usize = 50_000_000;

/// A stream of pages: its name, what `--from` says, bytes of a page, and what is written of each.
type Stream = (&'static str, &'static str, usize, fn(&str, usize, &mut dyn Write) -> io::Result<usize>);

const STREAMS: [Stream; 4] = [
    ("JSONL", "jsonl", PORTAL_PAGE, json_line),
    ("WARC", "warc", PORTAL_PAGE, response),
    ("JSONL, pages of 15 MB", "jsonl", 15_000_000, json_line),
    ("WARC, pages of 15 MB", "warc", 15_000_000, response),
];

fn main() -> io::Result<()> {
    let wanted = std::env::var("QINGLIU_STREAM_GB").map_or(1.0, |gb| gb.parse().expect("a number of GB"));
    // Without arguments all streams; else those whose name holds one. Cargo adds `--bench`.
    let only: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let found = Pages::find();
    let fixtures: Vec<String> =
        found.pages.iter().filter_map(|page| String::from_utf8(page.clone()).ok()).collect();
    for stream in STREAMS {
        if only.is_empty() || only.iter().any(|part| stream.0.contains(part.as_str())) {
            measure(&stream, &fixtures, (wanted * 1e9) as usize)?;
        }
    }
    Ok(())
}

fn measure(&(name, format, size, write): &Stream, fixtures: &[String], wanted: usize) -> io::Result<()> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qingliu"));
    command.args(["clean", "--from", format, "--threads", "2", "-", "-o", "/dev/null"]);
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    let mut to = BufWriter::with_capacity(1 << 20, child.stdin.take().expect("it is piped"));
    println!("\n{name}\n{:>8} {:>8} {:>10} {:>10}", "GB", "seconds", "MB now", "MB at most");
    let since = Instant::now();
    let (mut sent, mut number, mut next) = (0, 0, 0);
    let pool: Vec<String> = (0..(POOL / size).max(2)).map(|number| varied(fixtures, number, size)).collect();
    while sent < wanted {
        // Each a little different: no two have the same text.
        let page =
            format!("<p>{number}：{}</p>{}", SENTENCES[number % SENTENCES.len()], pool[number % pool.len()]);
        sent += write(&page, number, &mut to)?;
        number += 1;
        if sent >= next {
            row(&child, sent, since)?;
            next += wanted / SAMPLES;
        }
    }
    end(child, to, sent, since)
}

/// Closes the stream. What the program has at the end is looked at before it is gone.
fn end(mut child: Child, mut to: BufWriter<ChildStdin>, sent: usize, since: Instant) -> io::Result<()> {
    to.flush()?;
    row(&child, sent, since)?;
    drop(to);
    let status = child.wait()?;
    println!("{:.2} GB in {:.0} s, {status}", mb(sent) / 1e3, since.elapsed().as_secs_f64());
    Ok(())
}

fn row(child: &Child, sent: usize, since: Instant) -> io::Result<()> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let mb_of = |key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
        line.trim_start_matches(':').trim_end_matches("kB").trim().parse::<f64>().unwrap_or(f64::NAN) * 1024.0
            / 1e6
    };
    let seconds = since.elapsed().as_secs_f64();
    println!("{:8.2} {seconds:8.0} {:10.1} {:10.1}", mb(sent) / 1e3, mb_of("VmRSS"), mb_of("VmHWM"));
    Ok(())
}

/// A fixture with scripts, links and sentences of its own around it, up to `bytes`.
fn varied(fixtures: &[String], number: usize, bytes: usize) -> String {
    let mut page = common::portal_page(number, bytes / 2);
    page += &fixtures[number % fixtures.len()];
    // Lengths as they come: from half of it to the whole.
    page.push_str(&common::portal_page(number + 1, bytes / 2 * (number % 7) / 7));
    page
}

fn json_line(page: &str, number: usize, to: &mut dyn Write) -> io::Result<usize> {
    let line = serde_json::json!({ "id": number, "html": page }).to_string();
    writeln!(to, "{line}")?;
    Ok(line.len() + 1)
}

fn response(page: &str, number: usize, to: &mut dyn Write) -> io::Result<usize> {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    let length = http.len() + page.len();
    let header = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n\
         WARC-Target-URI: http://news.example.cn/{number}.html\r\nWARC-Date: 2011-05-03T08:30:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
    );
    for part in [&header, http, page, "\r\n\r\n"] {
        to.write_all(part.as_bytes())?;
    }
    Ok(header.len() + length + 4)
}
