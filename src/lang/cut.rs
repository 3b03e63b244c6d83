//! Chinese text cut into its likeliest words.

use std::ops::Range;

use super::words::WORDS;
use super::{NAT, UNKNOWN_HANZI};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// How rare it is, in [`NAT`]s: the logarithm of how seldom it is said.
    pub price: u32,
}

/// The words of a text, what is no hanzi left out. Each stretch of hanzi is cut so that its words together are
/// likeliest, whatever stands before them; a hanzi that no word of the list begins with is a word alone.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut stretch: Vec<(usize, char)> = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        if is_hanzi(c) {
            stretch.push((at, c));
        } else if !stretch.is_empty() {
            cut(&stretch, at, &mut words);
            stretch.clear();
        }
    }
    words
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// The cheapest way through a stretch that ends at byte `end`.
fn cut(stretch: &[(usize, char)], end: usize, words: &mut Vec<Word>) {
    // For each place the cheapest price so far, where its last word begins, and what that costs.
    let mut best: Vec<(u32, usize, u32)> = vec![(u32::MAX, 0, 0); stretch.len() + 1];
    best[0].0 = 0;
    for from in 0..stretch.len() {
        let so_far = best[from].0;
        let mut reach = |to: usize, price: u32| {
            if so_far.saturating_add(price) < best[to].0 {
                best[to] = (so_far.saturating_add(price), from, price);
            }
        };
        reach(from + 1, UNKNOWN_HANZI);
        let mut node = WORDS.begin(WORDS.form(stretch[from].1).c);
        for to in from + 1..=stretch.len() {
            let Some(here) = node else { break };
            if let Some((_, price)) = WORDS.word(here) {
                reach(to, price);
            }
            node = stretch.get(to).and_then(|(_, c)| WORDS.go_on(here, WORDS.form(*c).c));
        }
    }
    let first = words.len();
    let mut to = stretch.len();
    while to > 0 {
        let (_, from, price) = best[to];
        let until = stretch.get(to).map_or(end, |(at, _)| *at);
        words.push(Word { span: stretch[from].0..until, price: price / NAT });
        to = from;
    }
    words[first..].reverse();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_words() {
        let cut = |text: &'static str| words(text).into_iter().map(|w| &text[w.span]).collect::<Vec<_>>();
        assert_eq!(cut("点击右上角分享给好友"), ["点击", "右上角", "分享", "给", "好友"]);
        assert_eq!(cut("加微信 cha_8899，免费咨询"), ["加", "微信", "免费", "咨询"]);
        assert_eq!(cut("點擊下載"), ["點擊", "下載"]);
        assert!(cut("abc 123").is_empty());
        assert!(words("的").first().unwrap().price < words("茶").first().unwrap().price);
    }
}
