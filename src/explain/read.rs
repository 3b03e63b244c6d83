//! A listing read back: which removals it shows.

/// The removals that a listing shows, as line number and rule, in its order; 0 is the head. What is no listing
/// shows none.
pub fn removals(listing: &str) -> Vec<(usize, &str)> {
    let mut removals = Vec::new();
    let mut line = 0;
    for text in listing.lines() {
        if let Some(note) = text.strip_prefix("               - ") {
            removals.extend(rule(note).map(|rule| (line, rule)));
        } else if let Some((number, _)) = text.trim_start().split_once("  ") {
            line = number.parse().unwrap_or(0);
        }
    }
    removals
}

/// The rule of a note: its id stands at the beginning or after the words it took, and before its why, its hit
/// or the end.
fn rule(note: &str) -> Option<&str> {
    let words = note.match_indices(" · ").map(|(at, dot)| at + dot.len());
    std::iter::once(0).chain(words).find_map(|start| {
        let id = &note[start..];
        let end = id.find(|c: char| !(c.is_alphanumeric() || "/.-_".contains(c))).unwrap_or(id.len());
        let (id, after) = id.split_at(end);
        let ends = after.is_empty() || after.starts_with(": ") || after.starts_with(" · hit ");
        (ends && id.contains('/')).then_some(id)
    })
}
