//! `--accept`: what came out becomes the expectation, hunk by hunk where somebody can be asked.

use std::io::{BufRead, Write};

use crate::fixture::{Difference, Report};
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
        let hunks: Vec<(Vec<DiffOp>, String)> = diff
            .unified_diff()
            .context_radius(CONTEXT)
            .iter_hunks()
            .map(|hunk| (hunk.ops().to_vec(), hunk.to_string()))
            .collect();
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

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::Cleaner;
    use crate::fixture::{Runner, cases};

    use super::*;

    /// A case whose accepted listing differs in its summary and, far below, in a line; and one that is new.
    fn reports() -> (tempfile::TempDir, Vec<Report>) {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (dir.path().join("text/one"), dir.path().join("text/two"));
        for case in [&one, &two] {
            fs::create_dir_all(case).unwrap();
            fs::write(case.join("page.txt"), "天还没亮，卖菜的人已经把摊子支好了。\n".repeat(12)).unwrap();
        }
        let mut reports = run(&dir);
        Acceptor::all().accept(&mut reports[..1]);
        assert!(reports[0].holds());
        let listing = fs::read_to_string(one.join("expected.txt")).unwrap();
        let listing = listing.replacen("verdict  keep", "verdict  reject", 1).replacen(
            "  12  body",
            "  12  outside",
            1,
        );
        fs::write(one.join("expected.txt"), listing).unwrap();
        let reports = run(&dir);
        assert_eq!((reports[0].differences.len(), reports[1].differences.len()), (1, 2));
        (dir, reports)
    }

    fn run(dir: &tempfile::TempDir) -> Vec<Report> {
        let make = |_, _| Cleaner::builder().build();
        let mut runner = Runner::new(&make);
        cases(dir.path()).unwrap().into_iter().map(|case| runner.run(case)).collect()
    }

    /// What is accepted after these answers: whether the first case's two hunks and the second's two files are.
    fn accepted(answers: &str) -> [bool; 4] {
        let (dir, mut reports) = reports();
        let mut questions = Vec::new();
        let mut acceptor = Acceptor::asking(answers.as_bytes(), &mut questions);
        acceptor.accept(&mut reports);
        let count = acceptor.accepted;
        drop(acceptor);
        let listing = fs::read_to_string(dir.path().join("text/one/expected.txt")).unwrap();
        let exists = |name: &str| dir.path().join("text/two").join(name).exists();
        let accepted = [
            listing.contains("verdict  keep"),
            listing.contains("  12  body"),
            exists("expected.json"),
            exists("expected.txt"),
        ];
        assert_eq!(
            count,
            accepted.iter().filter(|yes| **yes).count(),
            "{}",
            String::from_utf8_lossy(&questions)
        );
        // What was left still fails; what a second run says is what the first one said.
        let holds: Vec<bool> = reports.iter().map(Report::holds).collect();
        assert_eq!(holds, [accepted[0] && accepted[1], accepted[2] && accepted[3]]);
        assert_eq!(holds, run(&dir).iter().map(Report::holds).collect::<Vec<_>>());
        accepted
    }

    #[test]
    fn a_half_accepted_file_holds_exactly_the_accepted_hunks() {
        assert_eq!(accepted("y\nn\nn\nn\n"), [true, false, false, false]);
        assert_eq!(accepted("n\ny\nn\ny\n"), [false, true, false, true]);
        assert_eq!(accepted("y\ny\ny\ny\n"), [true; 4]);
    }

    #[test]
    fn an_answer_may_settle_a_file_or_all_that_follows() {
        assert_eq!(accepted("a\nn\ny\n"), [true, true, false, true]);
        assert_eq!(accepted("d\ny\nn\n"), [false, false, true, false]);
        assert_eq!(accepted("n\nA\n"), [false, true, true, true]);
        assert_eq!(accepted("y\nq\n"), [true, false, false, false]);
        assert_eq!(accepted("y\n"), [true, false, false, false]);
        assert_eq!(accepted(""), [false; 4]);
        assert_eq!(accepted("what\n?\ny\nq\n"), [true, false, false, false]);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_a_trouble_and_the_others_are_written() {
        let (dir, mut reports) = reports();
        fs::remove_dir_all(dir.path().join("text/one")).unwrap();
        Acceptor::all().accept(&mut reports);
        assert!(!reports[0].holds() && reports[0].troubles[0].file.ends_with("expected.txt"));
        assert!(reports[1].holds() && dir.path().join("text/two/expected.json").exists());
    }
}
