//! A rule as it is proposed: the words, the structure, the examples, and the TOML of it.

use super::survey::{Survey, limit};
use super::words::Bad;

/// More words than this describe one line and no second one.
const WORDS: usize = 4;

/// A rule that is proposed. What is empty is not written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its name within the family.
    pub name: String,
    /// `spam`, `ads` or `boilerplate`.
    pub family: String,
    /// For whoever gets the complaint.
    pub why: String,
    /// It takes the words alone, and not the line.
    pub span: bool,
    /// As in a rule file.
    pub any: Vec<String>,
    /// As in a rule file.
    pub all: Vec<String>,
    /// As in a rule file.
    pub starts: Vec<String>,
    /// As in a rule file.
    pub equals: Vec<String>,
    /// As in a rule file.
    pub regex: Option<String>,
    /// As in a rule file.
    pub needs: Vec<String>,
    /// As in a rule file.
    pub unless: Vec<String>,
    /// The bad lines.
    pub hit: Vec<String>,
    /// Honest ones that come near.
    pub miss: Vec<String>,
}

impl Draft {
    /// Chooses the words that honest text holds least, together, in lines built like these; and asks for that build
    /// too, because words alone are weak.
    pub fn new(bad: &Bad, survey: &Survey) -> Draft {
        let mut draft = Draft { hit: bad.lines.clone(), ..Draft::default() };
        if bad.is_whole() {
            draft.equals = bad.lines.iter().map(|line| trimmed(&crate::rules::folded(line))).collect();
            return draft;
        }
        draft.needs.push(format!("chars <= {}", limit(bad)));
        if !bad.sentence {
            draft.unless.push("shape.sentence".to_owned());
        }
        draft.regex = bad.pattern.map(str::to_owned);
        draft.starts.extend(bad.label.clone());
        if bad.common {
            draft.all = telling(bad, survey);
        } else if bad.label.is_none() {
            draft.any = each(bad, survey);
        }
        draft
    }

    /// Of words that alone must go, wherever they stand. There is nothing else to tell them by.
    pub fn of_words(words: &str, bad: &Bad) -> Draft {
        let any = vec![trimmed(&crate::rules::folded(words))];
        Draft { any, span: true, hit: bad.lines.clone(), ..Draft::default() }
    }

    /// The draft without each of its conditions in turn; one that would be left without words is no draft.
    pub fn lesser(&self) -> Vec<Draft> {
        let mut lesser = Vec::new();
        let without = |list: &[String], at: usize| {
            let mut list = list.to_vec();
            list.remove(at);
            list
        };
        for at in 0..self.needs.len() {
            lesser.push(Draft { needs: without(&self.needs, at), ..self.clone() });
        }
        for at in 0..self.unless.len() {
            lesser.push(Draft { unless: without(&self.unless, at), ..self.clone() });
        }
        for at in 0..self.all.len() {
            lesser.push(Draft { all: without(&self.all, at), ..self.clone() });
        }
        lesser.push(Draft { starts: Vec::new(), any: self.starts.clone(), ..self.clone() });
        lesser.push(Draft { equals: Vec::new(), any: self.equals.clone(), ..self.clone() });
        lesser.push(Draft { regex: None, ..self.clone() });
        let has_words = |draft: &Draft| {
            [&draft.any, &draft.all, &draft.starts, &draft.equals].iter().any(|list| !list.is_empty())
        };
        lesser.retain(|draft| draft != self && has_words(draft));
        lesser
    }

    /// The rule as a table of a rule file, with its end. The state is `trial`.
    pub fn toml(&self) -> String {
        let mut table = format!("[{}]\n", self.name);
        let mut line = |key: &str, value: String| table += &format!("{key:<6} = {value}\n");
        line("why", quoted(&self.why));
        line("pass", quoted(&self.family));
        line("scope", quoted(if self.span { "span" } else { "line" }));
        line("state", quoted("trial"));
        for (key, list) in
            [("starts", &self.starts), ("equals", &self.equals), ("all", &self.all), ("any", &self.any)]
        {
            if !list.is_empty() {
                line(key, listed(list));
            }
        }
        if let Some(regex) = &self.regex {
            line("regex", quoted(regex));
        }
        for (key, list) in [("needs", &self.needs), ("unless", &self.unless)] {
            if !list.is_empty() {
                line(key, listed(list));
            }
        }
        line("hit", listed(&self.hit));
        line("miss", listed(&self.miss));
        table
    }
}

/// Words that all lines share, until no honest line of this build holds them all. What one line says may be said
/// of other things too, so that it takes more words than what several lines share; a label or a number is a sign
/// beside the words.
fn telling(bad: &Bad, survey: &Survey) -> Vec<String> {
    let least = match bad {
        Bad { label: Some(_), .. } | Bad { pattern: Some(_), .. } => 1,
        Bad { lines, candidates, .. } if lines.len() == 1 && candidates.len() > 3 => 3,
        _ => 2,
    };
    let mut chosen: Vec<usize> = Vec::new();
    let mut mask = 0_u64;
    if bad.label.is_some() {
        chosen.push(0);
        mask = 1;
    }
    while chosen.len() < WORDS.min(bad.candidates.len()) {
        let so_far = survey.hold(mask);
        if chosen.len() >= least && so_far.0 == 0 {
            break;
        }
        let apart = |at: &usize| {
            let text = &bad.candidates[*at].text;
            chosen.iter().all(|known| {
                let known = &bad.candidates[*known].text;
                !known.contains(text.as_str()) && !text.contains(known.as_str())
            })
        };
        let best = (0..bad.candidates.len()).filter(apart).min_by_key(|at| {
            let price = std::cmp::Reverse(bad.candidates[*at].price);
            (survey.hold(mask | 1 << at), price)
        });
        let Some(best) = best else { break };
        if chosen.len() >= least && survey.hold(mask | 1 << best) == so_far {
            break;
        }
        chosen.push(best);
        mask |= 1 << best;
    }
    // As the first line has them.
    let view = crate::rules::folded(&bad.lines[0]);
    let label = usize::from(bad.label.is_some());
    let mut words: Vec<String> =
        chosen.into_iter().skip(label).map(|at| bad.candidates[at].text.clone()).collect();
    words.sort_by_key(|word| view.find(word.as_str()));
    words
}

/// The most telling word of each line that none before it stands in.
fn each(bad: &Bad, survey: &Survey) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for line in 0..bad.lines.len() {
        let view = crate::rules::folded(&bad.lines[line]);
        if words.iter().any(|word| view.contains(word.as_str())) {
            continue;
        }
        let of_line = (0..bad.candidates.len()).filter(|at| bad.candidates[*at].lines.contains(&line));
        let rare = |at: &usize| {
            let candidate = &bad.candidates[*at];
            (survey.hold(1 << at), std::cmp::Reverse((candidate.lines.len(), candidate.price)))
        };
        match of_line.min_by_key(rare) {
            Some(at) => words.push(bad.candidates[at].text.clone()),
            None => words.push(trimmed(&view)),
        }
    }
    words
}

fn trimmed(view: &str) -> String {
    view.trim_matches(|c| !crate::rules::is_word(c)).to_owned()
}

fn listed(list: &[String]) -> String {
    format!("[{}]", list.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            c if c.is_control() => out += &format!("\\u{:04X}", c as u32),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment;

    fn drafted(lines: &[&str], honest: &str) -> Draft {
        let bad = Bad::new(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()).unwrap();
        Draft::new(&bad, &Survey::of(&segment::text(honest), &bad))
    }

    #[test]
    fn words_are_chosen_that_honest_lines_do_not_hold_together() {
        let line = ["点击右上角分享给好友"];
        let draft = drafted(&line, "");
        assert_eq!((draft.all.len(), &draft.needs), (3, &vec!["chars <= 20".to_owned()]));
        let honest = draft.all.join("的");
        let wiser = drafted(&line, &format!("{honest}\n晚霞"));
        assert!(wiser.all != draft.all, "{wiser:?}");
        // A long line with these words is told by its length already.
        let long = format!("{honest}{}", "茶".repeat(40));
        assert_eq!(drafted(&line, &long).all.len(), 3);
        // What several lines share tells more than what one says.
        let lines = [line[0], "请点击右上角，分享给好友"];
        assert_eq!(drafted(&lines, "").all.len(), 2);
    }

    #[test]
    fn a_short_line_is_looked_for_whole_and_a_label_at_the_beginning() {
        assert_eq!(drafted(&["» 展开全文 «"], "").equals, ["展开全文"]);
        let draft = drafted(&["订购热线：0571-88880000"], "");
        assert_eq!((draft.starts, draft.regex.as_deref()), (vec!["订购热线:".to_owned()], Some("\\d{5,}")));
    }

    #[test]
    fn lines_without_a_common_word_give_one_each() {
        let draft = drafted(&["点击右上角分享给好友", "长按识别下方二维码"], "");
        assert!(draft.any.len() == 2 && draft.all.is_empty(), "{draft:?}");
    }

    #[test]
    fn a_text_is_quoted_for_toml() {
        let text = "甲\"乙\\丙\u{7f}\n丁";
        let table: toml::Table = format!("x = {}", quoted(text)).parse().unwrap();
        assert_eq!(table["x"].as_str(), Some(text));
    }
}
