//! Labelled lines: a page whose lines are known to stay or to go.

use crate::document::{Document, Line};
use crate::page::Page;
use crate::rules::folded;

/// Labels of what must stay; with more behind a `_`, `-`, `/` or space they mean the same.
const STAY: [&str; 7] = ["body", "title", "date", "heat", "source", "author", "keep"];

/// What must stay of a page, line by line.
#[derive(Debug, Clone, Default)]
pub struct Labels(Vec<(bool, String)>);

/// Reads `label<TAB>line` lines into a page of text and what is known of it. Blank lines part paragraphs.
///
/// # Errors
/// The number of a line without a tab.
pub fn labelled(id: &str, text: &str) -> Result<(Page, Labels), usize> {
    let mut labels = Vec::new();
    let mut page = String::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if !line.trim().is_empty() {
            let (label, words) = line.split_once('\t').ok_or(number + 1)?;
            if words.trim().is_empty() {
                continue;
            }
            let kind = label.trim().split(['_', '-', '/', ' ']).next().unwrap_or_default().to_lowercase();
            labels.push((STAY.contains(&kind.as_str()), folded(words)));
            page += words;
        }
        page.push('\n');
    }
    Ok((Page::text(id, page), Labels(labels)))
}

impl Labels {
    /// Whether a line of the page must stay. `None` where the line cannot be found among the labelled ones, as may be
    /// once segmentation has broken up a giant one.
    pub fn stays(&self, document: &Document, line: &Line) -> Option<bool> {
        if document.lines.len() == self.0.len() {
            return self.0.get(line.birth.number.checked_sub(1)?).map(|(stays, _)| *stays);
        }
        let view = folded(&line.text);
        self.0.iter().find(|(_, words)| words.contains(&view)).map(|(stays, _)| *stays)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment;

    #[test]
    fn labels_say_what_stays() {
        let text = "\u{feff}title\t小城的早市\n\nad_banner\t  • 下载客户端\r\nbody\t天还没亮。\ndate_meta\t2011-05-03\n";
        let (page, labels) = labelled("a", text).unwrap();
        let crate::Content::Text(text) = &page.content else { panic!() };
        let document = segment::text(text);
        let stays: Vec<_> = document.lines.iter().map(|line| labels.stays(&document, line)).collect();
        assert_eq!(stays, [Some(true), Some(false), Some(true), Some(true)]);
        assert_eq!(labelled("a", "\nbody 甲\n").unwrap_err(), 2);
    }
}
