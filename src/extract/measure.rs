//! What extraction looks at in a line: its length, its punctuation, its links.

use crate::document::{Document, is_hanzi};

/// The measures of a line as the sweep left it, in characters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measure {
    /// Visible characters; 0 for a line of which nothing is left.
    pub chars: usize,
    /// Hanzi among them.
    pub hanzi: usize,
    /// Hanzi, and letters of other scripts at a quarter each: what a text says, whatever it is written in.
    pub units: usize,
    /// Marks that structure a sentence: 。，！？；：、 and quotes.
    pub marks: usize,
    /// Visible characters in links.
    pub links: usize,
    /// Ends where a sentence does.
    pub sentence: bool,
}

impl Measure {
    /// Running text: little of it linked, punctuated, and long or a whole sentence. The bounds are those of the
    /// study that docs/extraction.md names, folded by host.
    pub fn is_long(&self) -> bool {
        self.links * 10 < self.chars * 3
            && self.marks > 0
            && (self.chars >= 25 || (self.chars >= 12 && self.sentence))
    }

    /// Share of the characters that stand in links.
    pub fn link_share(&self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.links as f32 / self.chars as f32 }
    }
}

/// Measures every visible line.
pub fn measure(document: &Document) -> Vec<Measure> {
    document
        .lines
        .iter()
        .map(|line| {
            if line.is_dropped() {
                return Measure::default();
            }
            let kept = line.kept();
            let mut measure = Measure::default();
            let mut last = ' ';
            let mut letters = 0;
            for c in kept.chars().filter(|c| !c.is_whitespace()) {
                measure.chars += 1;
                if is_hanzi(c) {
                    measure.hanzi += 1;
                    last = c;
                    continue;
                }
                letters += usize::from(c.is_alphabetic());
                measure.marks += usize::from(is_mark(c));
                if !matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '"' | '】' | '》') {
                    last = c;
                }
            }
            measure.units = measure.hanzi + letters / 4;
            measure.sentence = matches!(last, '。' | '！' | '？' | '…' | '!' | '?' | '；' | ';' | '.');
            measure.links = (line.link_share() * measure.chars as f32).round() as usize;
            measure
        })
        .collect()
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '。' | '，'
            | '！'
            | '？'
            | '；'
            | '：'
            | '、'
            | '“'
            | '”'
            | '「'
            | '」'
            | '…'
            | ','
            | '!'
            | '?'
            | ';'
            | ':'
    )
}
