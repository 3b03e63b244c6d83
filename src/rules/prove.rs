//! A rule proves itself: every `hit` must fire, no `miss` may.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::condition::{Condition, Measure};
use super::facts::{LineView, PageView};
use super::fold::simplified;
use super::matching::{Failure, Scratch};
use super::rule::{Example, Rule, State};
use super::{Matcher, script_table};
use crate::document::{Birth, Block, Document, Head, Kind, Line, Script, visible_chars};
use crate::error::Problem;

/// Appends a problem for each example that does not do what it must, of the rules that `whose` picks.
pub fn prove(rules: &[Rule], matcher: &Matcher, whose: impl Fn(&Rule) -> bool, problems: &mut Vec<Problem>) {
    for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.state != State::Off && whose(rule))
    {
        let mut problem = |example: &Example, message: String| {
            problems.push(Problem {
                file: example.origin.file.clone(),
                line: example.origin.line,
                column: example.origin.column,
                rule: Some(rule.id.clone()),
                message,
            });
        };
        for example in &rule.hit {
            if let Err(failure) = fires(index, rule, matcher, example) {
                let lacking = describe(rule, failure);
                problem(
                    example,
                    format!("does not fire on its `hit` example \"{}\": {lacking}", brief(&example.text)),
                );
            }
        }
        for example in &rule.miss {
            if fires(index, rule, matcher, example).is_ok() {
                let mending = "narrow the rule with `needs` or `unless`";
                problem(
                    example,
                    format!("fires on its `miss` example \"{}\"; {mending}", brief(&example.text)),
                );
            }
        }
    }
}

/// Whether the rule hits a line of the example; if not, how the line that came farthest failed.
fn fires(index: usize, rule: &Rule, matcher: &Matcher, example: &Example) -> Result<(), Failure> {
    let document = page(example);
    let mut view = PageView::of(&document);
    // What the rule would need from the other lines of a page is not its own to prove.
    view.polluted = matcher.is_for_polluted(index);
    let mut scratch = Scratch::default();
    let mut farthest: Option<Failure> = None;
    for (number, line) in document.lines.iter().enumerate() {
        matcher.scan(&line.text, &mut scratch);
        let line = LineView { page: &view, line, index: Some(number) };
        match matcher.check(index, rule, line, &scratch) {
            Ok(hits) if !hits.is_empty() => return Ok(()),
            Ok(_) => {}
            Err(failure) => {
                if farthest.is_none_or(|best| rank(failure) > rank(best)) {
                    farthest = Some(failure);
                }
            }
        }
    }
    Err(farthest.unwrap_or(Failure::Anchor("hit")))
}

/// The example as a page: its lines as a text page, or as lines of one container where it names links or tokens.
fn page(example: &Example) -> Document {
    let html = example.links > 0.0
        || !example.tokens.is_empty()
        || example.heading > 0
        || example.hidden
        || !example.title.is_empty();
    let blocks = vec![
        Block::default(),
        Block {
            depth: 1,
            tag: "div".into(),
            tokens: example.tokens.to_lowercase().into(),
            ..Block::default()
        },
    ];
    let mut document =
        Document { kind: if html { Kind::Html } else { Kind::Text }, blocks, ..Document::default() };
    if !example.title.is_empty() {
        let line = Line::new(example.title.as_str(), Birth::default());
        document.head.push(Head { key: "title".to_owned(), line });
    }
    let (mut traditional, mut simple) = (0, 0);
    for (index, text) in example.text.lines().map(str::trim).filter(|l| !l.is_empty()).enumerate() {
        let links = (visible_chars(text) as f32 * example.links).round() as usize;
        let bullet = text.starts_with(['•', '·']);
        let birth = Birth {
            block: usize::from(html),
            number: index + 1,
            links,
            bullet,
            heading: example.heading,
            hidden: example.hidden,
            ..Birth::default()
        };
        let mut line = Line::new(text, birth);
        let old = text.chars().filter(|c| simplified(*c).is_some()).count();
        let new = text.chars().filter(|c| is_simplified_only(*c)).count();
        line.script = match (old, new) {
            (0, 0) => Script::None,
            (old, new) if old > new => Script::Traditional,
            _ => Script::Simplified,
        };
        traditional += old;
        simple += new;
        document.lines.push(line);
    }
    document.script = if traditional > simple { Script::Traditional } else { Script::Simplified };
    document
}

/// A form that a simplification made.
fn is_simplified_only(c: char) -> bool {
    static FORMS: LazyLock<HashSet<char>> =
        LazyLock::new(|| script_table::SIMPLIFIED.chars().skip(1).step_by(2).collect());
    FORMS.contains(&c)
}

fn rank(failure: Failure) -> usize {
    match failure {
        Failure::Anchor(_) => 0,
        Failure::Need(index, _) => 1 + index,
        Failure::Unless(index, _) => 1000 + index,
    }
}

/// Which condition failed, and by how much.
fn describe(rule: &Rule, failure: Failure) -> String {
    let measured =
        |value: Option<f32>| value.map_or_else(String::new, |value| format!(" (it is {value:.2})"));
    match failure {
        Failure::Anchor(key @ ("starts" | "ends")) => {
            format!("the line {key} with none of the words of `{key}`")
        }
        Failure::Anchor("equals") => "the line is none of the words of `equals`".to_owned(),
        Failure::Anchor("regex") => "`regex` does not match the folded line".to_owned(),
        Failure::Anchor("all") => "a word of `all` is not in it".to_owned(),
        Failure::Anchor(key) => format!("no word of `{key}` is in it"),
        Failure::Need(index, value) => match rule.needs.get(index) {
            Some(need) if matches!(need.condition, Condition::Bound(Measure::Rest, _)) => {
                format!("`{}` fails: more words follow the hit", need.source)
            }
            Some(need) => format!("`{}` fails{}", need.source, measured(value)),
            None => "a need fails".to_owned(),
        },
        Failure::Unless(index, value) => {
            let source = rule.unless.get(index).map_or("", |need| need.source.as_str());
            format!("it is excepted by `{source}`{}", measured(value))
        }
    }
}

fn brief(text: &str) -> String {
    let mut brief: String = text.chars().take(40).collect();
    if brief.len() < text.len() {
        brief.push('…');
    }
    brief.replace('\n', "\\n")
}
