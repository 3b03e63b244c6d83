//! Every parser of foreign bytes, as a plain function of them: none may panic, hang or ask for memory without bound.
//! The fuzz targets call them one by one, and `tests/fuzz_corpus.rs` all of them over the committed corpus.

use std::io::Cursor;
use std::sync::OnceLock;

use qingliu::io::{Format, Input, Sources};
use qingliu::rules::RulesetBuilder;
use qingliu::{Cleaner, Content, Page};

/// A parser.
pub type Target = fn(&[u8]);

/// Every parser, with the name of its program and of its folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 11] = [
    ("page", page),
    ("html", html),
    ("decode", decode),
    ("repair", repair),
    ("jsonl", jsonl),
    ("warc", warc),
    ("mhtml", mhtml),
    ("tar", tar),
    ("zip", zip),
    ("packed", packed),
    ("rules", rules),
];

/// A page as it was fetched, all the way to its record; every visible character must be accounted for.
pub fn page(bytes: &[u8]) {
    static CLEANER: OnceLock<Cleaner> = OnceLock::new();
    let cleaner = CLEANER.get_or_init(|| Cleaner::builder().build().expect("the built-in rules load"));
    let cleaned = cleaner.clean(&Page::new("-", Content::Bytes(bytes.to_vec())));
    serde_json::to_string(&cleaned.record).expect("a record is JSON");
    cleaned.removals().for_each(drop);
    qingliu::explain::explain(&cleaned, cleaner.rules(), &qingliu::explain::Plain);
}

/// The tree of a page.
pub fn html(bytes: &[u8]) {
    qingliu::segment::html(&String::from_utf8_lossy(bytes));
    qingliu::segment::text(&String::from_utf8_lossy(bytes));
}

/// Bytes of any encoding; the first one chooses what they are declared to be.
pub fn decode(bytes: &[u8]) {
    let labels =
        [None, Some("utf-8"), Some("gbk"), Some("big5"), Some("hz-gb-2312"), Some("utf-16le"), Some("?")];
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    qingliu::decode::decode(rest, labels[usize::from(*first) % labels.len()]);
}

/// Damaged text.
pub fn repair(bytes: &[u8]) {
    qingliu::repair(&String::from_utf8_lossy(bytes));
}

/// Lines of JSON.
pub fn jsonl(bytes: &[u8]) {
    read("jsonl", bytes);
}

/// A crawl: records, their HTTP headers, chunked and packed bodies.
pub fn warc(bytes: &[u8]) {
    read("warc", bytes);
}

/// A saved page: a mail of several parts.
pub fn mhtml(bytes: &[u8]) {
    read("mhtml", bytes);
}

/// An archive.
pub fn tar(bytes: &[u8]) {
    read("tar", bytes);
}

/// An archive, packed.
pub fn zip(bytes: &[u8]) {
    read("zip", bytes);
}

/// gzip, zstd, or whatever the first bytes say.
pub fn packed(bytes: &[u8]) {
    read("auto", bytes);
}

/// A file of rules.
pub fn rules(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // What is wrong with it is an error, and said.
    let _ = RulesetBuilder::default().without_builtin().text("fuzz.toml", text).build();
}

fn read(format: &str, bytes: &[u8]) {
    let format: Format = format.parse().expect("a format");
    let sources = Sources::new(vec![Input::Stdin], format).expect("one input");
    for job in sources.with_stdin(Cursor::new(bytes.to_vec())) {
        // What cannot be read is a failure, and said.
        let _ = job.load_alone();
    }
}
