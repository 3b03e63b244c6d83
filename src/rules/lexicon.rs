//! Word lists, and the share of a text that their words cover.
//!
//! A list scores by *coverage*: one word of it in a sentence proves nothing, a line made of such words does.

use super::fold::folded;
use crate::error::Problem;

/// A word list: `rules/lexicons/<name>.txt`, a term a line, an optional weight after it, `#` for comments;
/// `include NAME` takes another list in.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// The file's name without `.txt`.
    pub name: String,
    /// Folded terms.
    pub terms: Vec<Term>,
    /// Names of the lists whose terms are this one's too.
    pub includes: Vec<String>,
}

/// A term of a word list.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// As the folded view has it.
    pub text: String,
    /// What a covered character counts, above 0 to 1. A term of weight 1 is telling by itself; a lesser one only
    /// in the company of others.
    pub weight: f32,
}

impl Lexicon {
    /// Reads a list; mistakes are appended to `problems`.
    pub fn read(name: &str, file: &str, source: &str, problems: &mut Vec<Problem>) -> Lexicon {
        let mut terms: Vec<Term> = Vec::new();
        let mut includes = Vec::new();
        for (number, line) in source.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            if let Some(name) = line.strip_prefix("include ") {
                includes.push(name.trim().to_owned());
                continue;
            }
            let mut problem = |message: String| {
                problems.push(Problem::new(file, message).at(number + 1, 1, line.chars().count()));
            };
            let (term, weight) = match line.rsplit_once(char::is_whitespace) {
                Some((term, weight)) => match weight.parse::<f32>() {
                    Ok(weight) if weight > 0.0 && weight <= 1.0 => (term, weight),
                    _ => {
                        problem(format!(
                            "weight `{weight}` is no number above 0 and up to 1; write `{} 0.5`",
                            term.trim()
                        ));
                        continue;
                    }
                },
                None => (line, 1.0),
            };
            let text = folded(term);
            if text.chars().count() < 2 {
                problem(format!(
                    "`{term}` is too short to tell anything; write a term of two characters or more"
                ));
                continue;
            }
            terms.push(Term { text, weight });
        }
        let mut lexicon = Lexicon { name: name.to_owned(), terms, includes };
        lexicon.settle();
        lexicon
    }

    /// Each term once, with the greatest of its weights.
    fn settle(&mut self) {
        self.terms.sort_by(|a, b| a.text.cmp(&b.text).then(b.weight.total_cmp(&a.weight)));
        self.terms.dedup_by(|later, first| later.text == first.text);
    }
}

/// Takes the terms of included lists in; a list that is not there is a problem. What an included list includes
/// itself does not count.
pub fn resolve(lexicons: &mut [Lexicon], problems: &mut Vec<Problem>) {
    let included = |name: &String| lexicons.iter().any(|lexicon| lexicon.includes.contains(name));
    let own = lexicons.iter().filter(|lexicon| included(&lexicon.name));
    let own: Vec<(String, Vec<Term>)> = own.map(|l| (l.name.clone(), l.terms.clone())).collect();
    for lexicon in lexicons.iter_mut().filter(|lexicon| !lexicon.includes.is_empty()) {
        for name in &lexicon.includes {
            match own.iter().find(|(known, _)| known == name) {
                Some((_, terms)) => lexicon.terms.extend(terms.iter().cloned()),
                None => problems.push(Problem::new(
                    format!("lexicons/{}.txt", lexicon.name),
                    format!("includes `{name}`, which is no word list; add lexicons/{name}.txt"),
                )),
            }
        }
        lexicon.settle();
    }
}

/// What the words of one list cover in one text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coverage {
    /// Weighted share of the word characters that terms cover, 0 to 1.
    pub share: f32,
    /// Different terms of weight 1.
    pub terms: usize,
    /// Of a page: share of its sentences that terms cover by a quarter; 1 where it has none.
    pub sentences: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_weights_and_comments_and_says_what_it_cannot_read() {
        let mut problems = Vec::new();
        let list =
            Lexicon::read("x", "x.txt", "# head\n毛片\n在線觀看 0.5 # context\n坏词 two\n", &mut problems);
        assert_eq!(list.terms.len(), 2);
        assert_eq!(list.terms[0], Term { text: "在线观看".into(), weight: 0.5 });
        assert_eq!((problems.len(), problems[0].line), (1, 4));
    }
}
