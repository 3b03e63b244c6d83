//! How long cleaning takes beside the parse alone: `scraper` parsing the decoded pages whole, qingliu from the
//! bytes to the JSON line, and its stages, in one thread and in turn, so that both see the same machine.
//!
//! ```text
//! cargo bench --bench against_parse                      # the pages under fixtures/
//! QINGLIU_PAGES=../pages cargo bench --bench against_parse   # a folder of HTML pages
//! ```

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use qingliu::{Cleaner, Context, Options, PASSES, Page, decode, extract, segment};

const ROUNDS: usize = 7;

fn main() {
    let root = std::env::var_os("QINGLIU_PAGES").map_or_else(|| "fixtures".into(), PathBuf::from);
    let mut pages = Vec::new();
    collect(&root, &mut pages);
    let bytes: usize = pages.iter().map(Vec::len).sum();
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    println!("{} HTML pages, {:.2} MB, below {}", pages.len(), mb(bytes), root.display());

    let mut rounds: Vec<[f64; STEPS.len()]> = (0..ROUNDS).map(|_| round(&cleaner, &pages)).collect();
    // The first round loads tables and warms caches.
    rounds.remove(0);
    println!("{:24} {:>10} {:>8}", "", "ms per MB", "of parse");
    let parse = median(rounds.iter().map(|r| r[0]));
    for (step, name) in STEPS.iter().enumerate() {
        let seconds = median(rounds.iter().map(|r| r[step]));
        println!("{name:24} {:10.2} {:8.2}", seconds * 1000.0 / mb(bytes), seconds / parse);
    }
    let ratio = median(rounds.iter().map(|r| r[1] / r[0]));
    let clean = median(rounds.iter().map(|r| r[1]));
    println!("clean / parse, pair by pair: {ratio:.3}");
    println!("clean: {:.0} pages/s, {:.1} MB/s", pages.len() as f64 / clean, mb(bytes) / clean);
}

const STEPS: [&str; 8] = [
    "scraper parse, whole",
    "qingliu clean to JSON",
    "  decode",
    "  segment",
    "  repair",
    "  convert",
    "  sweep",
    "  extract",
];

/// Seconds for each step over all pages.
fn round(cleaner: &Cleaner, pages: &[Vec<u8>]) -> [f64; STEPS.len()] {
    let mut seconds = [0.0; STEPS.len()];
    let options = Options::default();
    let context = Context { rules: cleaner.rules(), options: &options, url: None, reference_date: None };
    for page in pages {
        let decoded = time(&mut seconds[2], || decode::decode(page, None));
        time(&mut seconds[0], || drop(black_box(scraper::Html::parse_document(&decoded.text))));
        let whole = Page::bytes("page", page.clone());
        time(&mut seconds[1], || black_box(serde_json::to_string(&cleaner.clean(&whole).record)).is_ok());
        let mut document = time(&mut seconds[3], || segment::html(&decoded.text));
        for (step, pass) in PASSES.iter().enumerate() {
            time(&mut seconds[4 + step], || (pass.run)(&mut document, &context));
        }
        time(&mut seconds[7], || {
            black_box(extract::extract(&mut document, context.known(), qingliu::extract::Form::default()))
        });
    }
    seconds
}

fn time<T>(seconds: &mut f64, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    *seconds += start.elapsed().as_secs_f64();
    result
}

fn collect(folder: &Path, pages: &mut Vec<Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, pages);
        } else if path.extension().is_some_and(|e| e == "html")
            && let Ok(bytes) = std::fs::read(&path)
        {
            pages.push(bytes);
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
