//! What the page's headline says, as farm templates say it again: whole, in one sentence after the other.

use memchr::memmem;

use super::facts::{PageView, fragments, has_sentence};
use super::fold::{folded, is_word};

/// Letters and hanzi of the shortest clause of a headline, and of a line above the text that may be one.
const CLAUSE: usize = 3;
const LINE: usize = 5;

/// Lines above the text of a page without marks of its own that may be its headline.
const LINES: usize = 12;

/// Clauses that are looked for, the longest ones: every line that asks is searched for each of them.
const MOST: usize = 32;

/// The clauses of the headline, folded; the longer before those that they hold.
#[derive(Debug)]
pub(super) struct Subject {
    clauses: Vec<String>,
}

impl Subject {
    /// The headline is the line that `<title>` repeats and the first headings, else `<title>`; of a text it is one of the
    /// lines above the first long sentence.
    pub(super) fn of(page: &PageView<'_>) -> Subject {
        let document = page.document;
        let mut texts: Vec<(&str, usize)> = Vec::new();
        if let Some(index) = page.headline {
            texts.push((&document.lines[index].text, CLAUSE));
        }
        let headings = document.lines.iter().filter(|line| matches!(line.birth.heading, 1 | 2));
        texts.extend(headings.take(2).map(|line| (line.text.as_str(), CLAUSE)));
        if texts.is_empty() {
            texts.extend(document.head_text("title").map(|line| (line.text.as_str(), CLAUSE)));
        }
        if texts.is_empty() {
            let above = document.lines.iter().enumerate().take_while(|(index, _)| page.is_head(*index));
            let titles = above.map(|(_, line)| line.text.as_str()).filter(|text| !has_sentence(text));
            texts.extend(titles.take(LINES).map(|text| (text, LINE)));
        }
        let mut clauses: Vec<String> = texts
            .into_iter()
            .flat_map(|(text, least)| clauses(text).map(move |clause| (clause, least)))
            .map(|(clause, least)| (folded(clause), least))
            .filter(|(clause, least)| clause.chars().filter(|c| is_word(*c)).count() >= *least)
            .map(|(clause, _)| clause)
            .collect();
        clauses.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        clauses.dedup();
        clauses.truncate(MOST);
        Subject { clauses }
    }

    /// How often a folded text says the clause that it says most.
    pub(super) fn times(&self, text: &str) -> usize {
        let times = |clause: &String| memmem::find_iter(text.as_bytes(), clause).count();
        self.clauses.iter().map(times).max().unwrap_or(0)
    }

    /// Share of a folded text's letters and hanzi that stand in clauses of the headline.
    pub(super) fn share(&self, text: &str) -> f32 {
        let mut said = vec![false; text.len()];
        for clause in &self.clauses {
            for at in memmem::find_iter(text.as_bytes(), clause) {
                said[at..at + clause.len()].fill(true);
            }
        }
        let words = || text.char_indices().filter(|(_, c)| is_word(*c));
        words().filter(|(at, _)| said[*at]).count() as f32 / words().count().max(1) as f32
    }
}

/// The parts of a headline between any marks.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let marks = |c: char| matches!(c, ':' | '：' | '“' | '”' | '"' | '「' | '」' | '‘' | '’');
    fragments(text).flat_map(move |part| text[part].split(marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(headline: &str) -> Subject {
        Subject { clauses: clauses(headline).map(folded).collect() }
    }

    #[test]
    fn a_headline_is_said_as_often_as_one_of_its_clauses() {
        let subject = subject("春茶怎么泡：老周的壶");
        assert_eq!(subject.times("春茶怎么泡,春茶怎么泡好不好,老周的壶"), 2);
        assert_eq!(subject.times("夏茶怎么泡"), 0);
    }

    #[test]
    fn its_share_is_of_letters_and_hanzi() {
        let subject = subject("春茶怎么泡");
        assert_eq!(subject.share("春茶怎么泡?春茶怎么泡好不好多少"), 10.0 / 15.0);
        assert_eq!(subject.share("?"), 0.0);
    }

    #[test]
    fn a_clause_ends_at_any_mark() {
        let parts: Vec<_> = clauses("看完《春茶》怎么泡：老周“慢火”_小城网").collect();
        assert_eq!(parts, ["看完", "春茶", "怎么泡", "老周", "慢火", "", "小城网"]);
    }
}
