//! `--accept`: what came out becomes the expectation, hunk by hunk where somebody can be asked.

use std::io::{BufRead, Write};

use qingliu::fixture::{Difference, Report};
use similar::{DiffOp, DiffTag, TextDiff};

use super::human::painted;
use super::shown;

/// Lines around a change that are shown with it; changes that are nearer to each other are one hunk.
const CONTEXT: usize = 3;

const HELP: &str = "\
y - accept this hunk
n - leave it
a - accept it and all later ones of this file
d - leave it and all later ones of this file
A - accept it and all that follow, in every file
q - leave it and all that follow
";

/// Accepts hunks: all of them, or those that somebody says yes to.
pub struct Acceptor<'a> {
    asked: Option<(Box<dyn BufRead + 'a>, Box<dyn Write + 'a>)>,
    /// The answer to everything from here on.
    settled: Option<bool>,
    /// Hunks that were accepted.
    pub accepted: usize,
}

impl<'a> Acceptor<'a> {
    /// Accepts whatever came out.
    pub fn all() -> Acceptor<'a> {
        Acceptor { asked: None, settled: Some(true), accepted: 0 }
    }

    /// Shows each hunk and asks. Where the answers end, the rest is left.
    pub fn asking(answers: impl BufRead + 'a, questions: impl Write + 'a) -> Acceptor<'a> {
        Acceptor { asked: Some((Box::new(answers), Box::new(questions))), settled: None, accepted: 0 }
    }

    /// Writes what is accepted, and leaves in the reports what still differs. A file that cannot be written is a
    /// trouble of its case.
    pub fn accept(&mut self, reports: &mut [Report]) {
        for report in reports {
            for mut difference in std::mem::take(&mut report.differences) {
                let before = self.accepted;
                let text = self.chosen(&difference);
                if self.accepted > before
                    && let Err(trouble) = difference.write(&text)
                {
                    report.troubles.push(trouble);
                    report.differences.push(difference);
                    continue;
                }
                if text != difference.actual || difference.expected.is_none() && self.accepted == before {
                    if self.accepted > before {
                        difference.expected = Some(text);
                    }
                    report.differences.push(difference);
                }
            }
        }
    }

    /// The expectation with the hunks that were accepted.
    fn chosen(&mut self, difference: &Difference) -> String {
        let expected = difference.expected.as_deref().unwrap_or_default();
        let diff = TextDiff::from_lines(expected, difference.actual.as_str());
        let (mut changes, mut for_file) = (Vec::new(), None);
        let unified = diff.unified_diff();
        let hunks: Vec<_> = {
            let mut u = unified;
            u.context_radius(CONTEXT);
            u.iter_hunks().map(|h| (h.ops().to_vec(), h.to_string())).collect()
        };
        let count = hunks.len();
        for (index, (ops, text)) in hunks.into_iter().enumerate() {
            let title = format!("{} ({} of {count})", shown(&difference.file), index + 1);
            let yes = self.settled.or(for_file).unwrap_or_else(|| self.ask(&title, &text, &mut for_file));
            self.accepted += usize::from(yes);
            changes.extend(ops.into_iter().filter(|op| op.tag() != DiffTag::Equal).map(|op| (op, yes)));
        }
        let accepted = |op: &DiffOp| changes.iter().any(|(change, yes)| change == op && *yes);
        let mut text = String::new();
        for op in diff.ops() {
            match accepted(op) {
                true => diff.new_slices()[op.new_range()].iter().for_each(|line| text += line),
                false => diff.old_slices()[op.old_range()].iter().for_each(|line| text += line),
            }
        }
        text
    }

    fn ask(&mut self, title: &str, hunk: &str, for_file: &mut Option<bool>) -> bool {
        let Some((answers, questions)) = &mut self.asked else { return false };
        // Whoever asks is on a terminal; one that went away answers nothing below.
        let _ = write!(questions, "\n{title}\n{}", painted(hunk));
        loop {
            let _ = write!(questions, "accept this hunk [y,n,a,d,A,q,?]? ");
            let _ = questions.flush();
            let mut answer = String::new();
            let read = answers.read_line(&mut answer).unwrap_or(0);
            match answer.trim() {
                _ if read == 0 => {
                    self.settled = Some(false);
                    return false;
                }
                "y" => return true,
                "n" => return false,
                "a" | "d" => return *for_file.insert(answer.trim() == "a"),
                "A" | "q" => return *self.settled.insert(answer.trim() == "A"),
                _ => {
                    let _ = write!(questions, "{HELP}");
                }
            }
        }
    }
}
