//! qingliu beside other extractors: the same pages in one process on one thread, in turn, in CPU seconds.
//!
//! Every tool gets the page as it needs it: qingliu the bytes, the others the text that qingliu's decoder read from
//! them, which is on top of their time in nobody's account. See README.md for how to run it.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use qingliu::{Cleaned, Cleaner, Page, decode};

const ROUNDS: usize = 5;

/// Pages that qingliu is given at once, as its runner does.
const BATCH: usize = 16;

struct Tool {
    name: &'static str,
    run: fn(&Cleaner, &[Vec<u8>], &[String]) -> usize,
}

/// The second is what the others are compared with.
const TOOLS: [Tool; 5] = [
    Tool {
        name: "scraper, parse alone",
        run: |_, _, texts| each(texts, |text| scraper::Html::parse_document(text).errors.len()),
    },
    Tool {
        name: "qingliu, bytes to JSON",
        run: |cleaner, pages, _| {
            each(pages.chunks(BATCH), |pages| {
                let pages = pages.iter().map(|bytes| Page::bytes("page", &bytes[..])).collect();
                cleaner.clean_batch(pages).iter().map(json).sum()
            })
        },
    },
    Tool {
        name: "the same, a page at a time",
        run: |cleaner, pages, _| each(pages, |bytes| json(&cleaner.clean(&Page::bytes("page", &bytes[..])))),
    },
    Tool {
        name: "dom_smoothie",
        run: |_, _, texts| {
            each(texts, |text| {
                let config = dom_smoothie::Config { char_threshold: 140, ..Default::default() };
                dom_smoothie::Readability::new(text.as_str(), None, Some(config))
                    .and_then(|mut readability| readability.parse())
                    .map_or(0, |article| article.text_content.len())
            })
        },
    },
    Tool {
        name: "trafilatura (Rust)",
        run: |_, _, texts| {
            each(texts, |text| {
                trafilatura::extract(text, &trafilatura::Options::default())
                    .map_or(0, |r| r.content_text.len())
            })
        },
    },
];

/// The sum of what `run` makes of each. A peer that panics on a page has spent its time all the same.
fn each<T>(pages: impl IntoIterator<Item = T>, run: impl Fn(T) -> usize) -> usize {
    let run = |page| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(page))).unwrap_or(0);
    pages.into_iter().map(run).sum()
}

fn json(cleaned: &Cleaned) -> usize {
    serde_json::to_string(&cleaned.record).map_or(0, |line| line.len())
}

fn main() {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!(
            "usage: peers FOLDER [PYTHON]   a folder of HTML pages; a Python that has the Python peers"
        );
        std::process::exit(2);
    };
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    let pages: Vec<Vec<u8>> = paths.iter().filter_map(|path| std::fs::read(path).ok()).collect();
    if pages.is_empty() {
        eprintln!("peers: no .html or .htm below {}", folder.display());
        std::process::exit(2);
    }
    let texts: Vec<String> = pages.iter().map(|page| decode::decode(page, None).text.to_string()).collect();
    let mb = pages.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    println!("{} pages, {mb:.2} MB, below {}\n", pages.len(), folder.display());

    // A round goes through all tools, so that each sees the same machine; the first warms caches and does not count.
    let mut seconds = [const { Vec::new() }; TOOLS.len()];
    for round in 0..=ROUNDS {
        for (tool, seconds) in TOOLS.iter().zip(&mut seconds) {
            let before = cpu();
            black_box((tool.run)(&cleaner, &pages, &texts));
            if round > 0 {
                seconds.push(cpu() - before);
            }
        }
    }
    let mut rows: Vec<(String, f64)> =
        TOOLS.iter().zip(seconds).map(|(tool, seconds)| (tool.name.to_owned(), median(seconds))).collect();
    if let Some(python) = std::env::args_os().nth(2) {
        rows.extend(python_peers(&python, &paths));
    }
    let parse = rows[0].1;
    let qingliu = rows[1].1;
    println!("| | ms per MB | pages a CPU second | of the parse | qingliu is faster by |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for (name, seconds) in rows {
        println!(
            "| {name} | {:.2} | {:.0} | {:.2} | {:.2} × |",
            seconds * 1000.0 / mb,
            pages.len() as f64 / seconds,
            seconds / parse,
            seconds / qingliu
        );
    }
}

/// What `peers.py` measures, a line each: name, tab, seconds.
fn python_peers(python: &std::ffi::OsStr, paths: &[PathBuf]) -> Vec<(String, f64)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers.py");
    let output = Command::new(python).arg(script).args(paths).output();
    let output = match output {
        Ok(output) if output.status.success() => output,
        Ok(output) => {
            eprintln!("peers.py: {}", String::from_utf8_lossy(&output.stderr));
            return Vec::new();
        }
        Err(e) => {
            eprintln!("{}: {e}", python.display());
            return Vec::new();
        }
    };
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .filter_map(|line| {
            let (name, seconds) = line.split_once('\t')?;
            Some((name.to_owned(), seconds.parse().ok()?))
        })
        .collect()
}

/// CPU seconds of this process so far.
fn cpu() -> f64 {
    cpu_time::ProcessTime::now().as_duration().as_secs_f64()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|e| e == "html" || e == "htm") {
            paths.push(path);
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
