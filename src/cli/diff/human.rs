//! A comparison for people: the worst rule first, and of each rule the worst examples with the lines around them.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::diff::{FieldGroup, Group, Sample, Total};
use crate::document::Id;
use crate::rules::State;

use super::Comparison;
use crate::cli::terminal::harmless;

/// The whole listing.
pub fn listing(comparison: &Comparison<'_>) -> String {
    let Comparison { base, now, total, trial, .. } = comparison;
    let mut out = String::new();
    for (label, name, rules) in [("base", comparison.base_name(), base), ("now", comparison.now_name(), now)]
    {
        let count = rules.rules().len();
        line(&mut out, format_args!("{label:<5} {name} ({count} rules, hash {})", rules.hash()));
    }
    out.push('\n');
    out += &summary(total);
    groups(&mut out, "newly removed, worst first", &total.removed, comparison);
    groups(&mut out, "newly kept, most first", &total.kept, comparison);
    moved(&mut out, total);
    fields(&mut out, &total.fields);
    if let Some(trial) = trial {
        let title = "trial rules take nothing yet; they would newly remove, worst first";
        groups(&mut out, title, &trial.removed, comparison);
        let idle =
            now.rules().iter().filter(|r| r.state == State::Trial && !trial.removed.contains_key(&*r.id));
        let idle: Vec<&str> = idle.map(|rule| rule.id.as_str()).collect();
        if !idle.is_empty() {
            line(&mut out, format_args!("\ntrial rules that would remove nothing: {}", idle.join(", ")));
        }
        if trial.pages > 0 && !trial.removed.is_empty() {
            let (lost, of, share) = (trial.lost, trial.base_body, percent(trial.loss()));
            line(
                &mut out,
                format_args!("\nwith them, {lost} of {of} body characters would be lost ({share})"),
            );
        }
    }
    harmless(&out)
}

/// A share as people write it; a small one keeps two digits that tell.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        0.0 => "0 %".to_owned(),
        _ if percent >= 0.01 => format!("{percent:.2} %"),
        _ => format!("{percent:.1e} %"),
    }
}

// Writing to a String does not fail.
fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = writeln!(out, "{text}");
}

fn summary(total: &Total) -> String {
    let Total { pages, changed, base_body, lost, gained, .. } = total;
    format!(
        "pages compared {pages}, of which {changed} differ\nbody characters {base_body}: lost {lost} ({}), gained {gained}\n",
        percent(total.loss())
    )
}

fn groups(out: &mut String, title: &str, groups: &BTreeMap<Id, Group>, comparison: &Comparison<'_>) {
    if groups.is_empty() {
        return;
    }
    line(out, format_args!("\n{title}"));
    let mut sorted: Vec<_> = groups.iter().collect();
    sorted.sort_by_key(|(_, group)| group.badness());
    for (id, group) in sorted {
        let Group { lines, pages, characters, .. } = group;
        let of = parts(group.body, group.fields);
        line(out, format_args!("\n  {id}  characters {characters}{of}; lines {lines}, pages {pages}"));
        let why = comparison.why(id);
        if !why.is_empty() {
            line(out, format_args!("    {why}"));
        }
        group.samples.iter().for_each(|one| sample(out, one));
    }
}

/// What of the characters was in the record.
fn parts(body: u64, fields: u64) -> String {
    match (body, fields) {
        (0, 0) => String::new(),
        (body, 0) => format!(", body {body}"),
        (0, fields) => format!(", other fields {fields}"),
        (body, fields) => format!(", body {body}, other fields {fields}"),
    }
}

fn sample(out: &mut String, sample: &Sample) {
    let Sample { id, line: number, text, hit, around: [left, right], before, after, .. } = sample;
    let of = parts(sample.body, sample.fields);
    let hit = if hit.is_empty() || hit == text { String::new() } else { format!(" · hit {hit}") };
    line(out, format_args!("    {id}, line {number}: characters {}{of}{hit}", sample.characters));
    if let Some(before) = before {
        line(out, format_args!("        {before}"));
    }
    if left.is_empty() && right.is_empty() {
        line(out, format_args!("      > {text}"));
    } else {
        line(out, format_args!("      > {left}[-{text}-]{right}"));
    }
    if let Some(after) = after {
        line(out, format_args!("        {after}"));
    }
}

fn moved(out: &mut String, total: &Total) {
    if total.moved.is_empty() {
        return;
    }
    line(out, format_args!("\nremoved by another rule now"));
    for ((before, after), moved) in &total.moved {
        let (characters, lines, pages) = (moved.characters, moved.lines, moved.pages);
        line(
            out,
            format_args!("  {before} → {after}  characters {characters}; lines {lines}, pages {pages}"),
        );
    }
}

fn fields(out: &mut String, fields: &BTreeMap<&'static str, FieldGroup>) {
    if fields.is_empty() {
        return;
    }
    line(out, format_args!("\nother fields that differ"));
    for (field, group) in fields {
        line(out, format_args!("\n  {field}  pages {}, of which it is gone on {}", group.pages, group.lost));
        for sample in &group.samples {
            let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
            line(out, format_args!("    {}: {} → {}", sample.id, value(&sample.was), value(&sample.now)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_share_keeps_digits_that_tell() {
        assert_eq!([0.0, 0.0005, 0.000_000_12].map(percent), ["0 %", "0.05 %", "1.2e-5 %"]);
    }
}
