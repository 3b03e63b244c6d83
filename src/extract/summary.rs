//! A summary that a site's software made of the article's first words, and that stands above it in a box of its own.

use crate::document::Document;

use super::measure::Measure;

/// How many lines of running text below the headline are looked at, and how far behind one the next may stand.
const REACH: (usize, usize) = (2, 12);
/// How many paragraphs a summary may be made of.
const LONGEST: usize = 4;
/// Characters that are said twice by chance.
const LEAST: usize = 20;

/// The line that says only what the next running text begins with.
pub fn doubled(document: &Document, measures: &[Measure], headline: Option<usize>) -> Option<usize> {
    let is_text = |line: &usize| {
        measures[*line].marks > 0 && measures[*line].chars >= LEAST && !document.lines[*line].birth.hidden
    };
    let start = headline.map_or(0, |h| h + 1);
    let texts: Vec<usize> = (start..document.lines.len()).filter(is_text).take(REACH.0 + LONGEST).collect();
    (0..texts.len().saturating_sub(1).min(REACH.0)).find_map(|at| {
        let (summary, text) = (texts[at], texts[at + 1]);
        let around = |line: usize| document.blocks[document.lines[line].birth.block].parent;
        let apart = around(summary) != around(text) && text - summary <= REACH.1;
        (apart && begins_with(document, &texts[at + 1..], &document.lines[summary].kept())).then_some(summary)
    })
}

fn begins_with(document: &Document, texts: &[usize], summary: &str) -> bool {
    const LABELS: [&str; 9] =
        ["摘要", "导读", "核心提示", "内容提要", "内容摘要", "简介", "导语", "提要", "提示"];
    let bare = summary.trim_start_matches(['[', '【', '(', '（', '「']);
    let label = LABELS.iter().find_map(|label| bare.strip_prefix(label));
    let bare =
        label.map_or(bare, |rest| rest.trim_start_matches([':', '：', ']', '】', ')', '）', '」', ' ', '|']));
    let words = |text: &str| -> Vec<char> { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let summary = words(bare.trim_end_matches(['.', '…', '。', ' ']));
    let mut text = Vec::with_capacity(summary.len());
    for &line in texts.iter().take(LONGEST) {
        if text.len() >= summary.len() {
            break;
        }
        text.extend(words(&document.lines[line].kept()));
    }
    summary.len() >= LEAST && text.starts_with(&summary)
}
