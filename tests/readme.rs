//! README's dirty page is a fixture, and what README says comes of it does.

use qingliu::explain::{Plain, explain};
use qingliu::{Cleaner, Page};

const README: &str = include_str!("../README.md");
const PAGE: &str = include_str!("../fixtures/spam/kit-page-of-the-readme/page.txt");

#[test]
fn readme_shows_what_the_program_prints() {
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    let cleaned = cleaner.clean(&Page::text("page.txt", PAGE));
    let record = serde_json::to_string(&cleaned.record).expect("a record is JSON");
    let listing = explain(&cleaned, cleaner.rules(), &Plain);
    let (fields, lines) = listing.split_once("\n\n").expect("fields, lines, account");
    let lines = lines.split_once("\n\n").expect("lines, account").0;
    let first = fields.lines().count() + 2;
    let last = first + lines.lines().count() - 1;
    let lines = format!("$ qingliu explain page.txt | sed -n {first},{last}p\n{lines}\n```\n");
    let shown = format!("$ cat page.txt\n{PAGE}$ qingliu clean page.txt\n{record}\n");
    assert!(README.contains(&shown), "README lacks:\n{shown}");
    assert!(README.contains(&lines), "README lacks:\n{lines}");
}

#[test]
fn page_json_listing_and_commands_stand_in_the_first_forty_lines() {
    let top: Vec<&str> = README.lines().take(40).collect();
    let top = top.join("\n");
    for sight in [
        "$ qingliu clean",
        "$ qingliu explain",
        "cargo run --release --locked",
        "scripts/opencc cargo test --locked --features opencc",
    ] {
        assert!(top.contains(sight), "{sight} stands too far down");
    }
}
