//! Every visible character of a page is in a field, in an edit or in the record's account of what was taken away.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use qingliu::document::{Role, visible_chars};
use qingliu::{Cleaned, Cleaner, Page};

/// Visible characters of the page when it was segmented, the edits added, and what of them the record shows.
fn balance(cleaned: &Cleaned) -> (i64, i64) {
    let document = &cleaned.document;
    let mut expected: i64 = document.limited.iter().map(|(_, chars)| *chars as i64).sum();
    for line in &document.lines {
        expected += line.birth.visible as i64;
        expected += line
            .edits
            .iter()
            .map(|edit| visible_chars(&edit.now) as i64 - visible_chars(&edit.was) as i64)
            .sum::<i64>();
    }
    let removed: usize = cleaned.record.removed.values().sum();
    let mut shown = removed + visible_chars(&cleaned.record.body);
    let mut fields: BTreeMap<usize, Vec<std::ops::Range<usize>>> = BTreeMap::new();
    for (line, span) in cleaned.article.spans() {
        fields.entry(line).or_default().push(span);
    }
    for (line, spans) in fields {
        let line = &document.lines[line];
        if line.role == Role::Body {
            continue;
        }
        let free = line.free_spans(0..line.text.len());
        shown += line
            .text
            .char_indices()
            .filter(|(at, c)| !c.is_whitespace() && spans.iter().any(|s| s.contains(at)))
            .filter(|(at, _)| free.iter().any(|s| s.contains(at)))
            .count();
    }
    (expected, shown as i64)
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("fixtures are there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("page.")) {
            found.push(path);
        }
    }
}

#[test]
fn fields_and_removals_and_edits_account_for_every_fixture() {
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    let mut found = Vec::new();
    pages(Path::new("fixtures"), &mut found);
    assert!(found.len() >= 30, "only {} fixture pages", found.len());
    for path in found {
        let cleaned =
            cleaner.clean(&Page::bytes("page", std::fs::read(&path).expect("a fixture is readable")));
        let (expected, shown) = balance(&cleaned);
        assert_eq!(expected, shown, "{}", path.display());
    }
}

#[test]
fn what_a_limit_kept_out_is_accounted_for() {
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    let bomb = format!("<p>摊子已经支好了，热气飘过半条街。</p>{}后面的话", "<div>".repeat(100_000));
    let cleaned = cleaner.clean(&Page::html("bomb", bomb));
    assert!(cleaned.record.flags.iter().any(|f| f == "limit/depth"));
    let (expected, shown) = balance(&cleaned);
    assert_eq!(expected, shown);
    assert!(cleaned.record.removed["limit/depth"] >= 4);
}
