//! The body of a plain text: the stretch of lines with the most running text and the fewest scraps.

use crate::document::{Document, Role};

use super::body::Selection;
use super::measure::Measure;

/// Selects the body's lines.
pub fn select(document: &Document, measures: &[Measure]) -> Selection {
    let worth: Vec<i64> = measures.iter().map(worth).collect();
    let Some((start, end)) = best_stretch(&worth) else {
        return Selection::default();
    };
    let roles =
        (start..end).filter(|&line| measures[line].chars > 0).map(|line| (line, Role::Body)).collect();
    let _ = document;
    Selection { roles }
}

/// Running text speaks for a stretch by its length, a scrap against it by a short sentence's.
fn worth(measure: &Measure) -> i64 {
    match measure.chars {
        0 => -5,
        _ if measure.is_long() => measure.chars.min(300) as i64,
        _ if measure.sentence => 5,
        _ => -25,
    }
}

/// The contiguous stretch with the greatest sum (Kadane).
fn best_stretch(worth: &[i64]) -> Option<(usize, usize)> {
    let (mut best, mut found) = (0, None);
    let (mut sum, mut start) = (0, 0);
    for (at, &w) in worth.iter().enumerate() {
        if sum <= 0 {
            sum = 0;
            start = at;
        }
        sum += w;
        if sum > best {
            best = sum;
            found = Some((start, at + 1));
        }
    }
    found
}
