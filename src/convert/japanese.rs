//! Finds the clauses of a line that are Japanese: conversion leaves them as they stand.

use super::script::Tally;

/// Splits a line at its sentence and quotation marks and joins again what is alike: runs of text, each with
/// whether it is Japanese.
pub(super) fn runs(text: &str) -> Vec<(bool, &str)> {
    let mut runs: Vec<(bool, &str)> = Vec::new();
    let mut start = 0;
    for clause in text.split_inclusive(BREAKS) {
        let japanese = Tally::of(clause).is_japanese();
        let end = start + clause.len();
        match runs.last_mut() {
            Some((kind, run)) if *kind == japanese => *run = &text[end - clause.len() - run.len()..end],
            _ => runs.push((japanese, &text[start..end])),
        }
        start = end;
    }
    runs
}

const BREAKS: [char; 16] =
    ['。', '！', '？', '；', '!', '?', ';', '「', '」', '『', '』', '“', '”', '《', '》', '　'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_japanese_sentence_is_a_run_of_its_own() {
        assert_eq!(
            runs("他說。「東京へ行きたいです」後來真的去了。"),
            [(false, "他說。「"), (true, "東京へ行きたいです」"), (false, "後來真的去了。")]
        );
        assert_eq!(runs("這裏沒有。一個假名。"), [(false, "這裏沒有。一個假名。")]);
    }
}
