//! A rule proves itself: every `hit` must fire, no `miss` may.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::condition::{Bound, Condition, Measure};
use super::facts::{LineView, PageView};
use super::fold::simplified;
use super::matching::Failure;
use super::rule::{Example, Origin, Rule, State};
use super::scan::Scratch;
use super::site::Selecting;
use super::{Matcher, Ruleset, pattern, script_table};
use crate::document::{Birth, Block, Document, Head, Kind, Line, Script, visible_chars};
use crate::error::Problem;
use crate::segment;

/// Appends a problem for each example that does not do what it must, of the rules that `whose` picks.
pub fn prove(rules: &[Rule], matcher: &Matcher, whose: impl Fn(&Rule) -> bool, problems: &mut Vec<Problem>) {
    for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.state != State::Off && whose(rule))
    {
        let mut problem = |example: &Example, message: String| {
            let Origin { file, line, column, width, .. } = &example.origin;
            problems.push(Problem::new(file, message).at(*line, *column, *width).of(&rule.id));
        };
        for example in &rule.hit {
            let why = |farthest: Option<(Failure, LineView<'_>)>| match farthest {
                Some((failure, line)) => lacking(rule, failure, line, example),
                None => "it holds no line".to_owned(),
            };
            if let Err(lacking) = fires(index, rule, matcher, example, why) {
                problem(
                    example,
                    format!("does not fire on its `hit` example \"{}\": {lacking}", brief(&example.text)),
                );
            }
        }
        for example in &rule.miss {
            if fires(index, rule, matcher, example, |_| ()).is_ok() {
                let mending = "narrow the rule with `needs` or `unless`";
                problem(
                    example,
                    format!("fires on its `miss` example \"{}\"; {mending}", brief(&example.text)),
                );
            }
        }
    }
}

/// Whether the rule hits a line of the example; if not, what `why` makes of the line that came farthest, and how that
/// one failed.
fn fires<T>(
    index: usize,
    rule: &Rule,
    matcher: &Matcher,
    example: &Example,
    why: impl FnOnce(Option<(Failure, LineView<'_>)>) -> T,
) -> Result<(), T> {
    let document = page(example, matcher, index);
    let mut page = PageView::of(&document, matcher);
    // What the rule would need from the other lines of a page is not its own to prove.
    page.polluted = matcher.is_for_polluted(index);
    let mut scratch = Scratch::default();
    let mut farthest: Option<(Failure, LineView<'_>)> = None;
    for line in page.lines() {
        matcher.turn_to(line, &mut scratch);
        match matcher.check(index, rule, line, &scratch) {
            Ok(hits) if !hits.is_empty() => return Ok(()),
            Ok(_) => {}
            Err(failure) => {
                if farthest.as_ref().is_none_or(|(best, _)| rank(failure) > rank(*best)) {
                    farthest = Some((failure, line));
                }
            }
        }
    }
    Err(why(farthest))
}

/// The example as a page: its lines as a text page, or as lines of one container where it names links or tokens.
pub(super) fn page(example: &Example, matcher: &Matcher, rule: usize) -> Document {
    if example.html {
        let of_rule = matcher.selecting.iter().filter(|selecting| selecting.rule == rule);
        let picks: Vec<_> = of_rule.flat_map(Selecting::picks).collect();
        let mut document = segment::html_picking(&example.text, &picks, segment::Markup::Plain);
        tell_scripts(&mut document);
        return document;
    }
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
        document.lines.push(Line::new(text, birth));
    }
    tell_scripts(&mut document);
    document
}

/// Traditional or simplified, by line and on the whole.
fn tell_scripts(document: &mut Document) {
    let (mut traditional, mut simple) = (0, 0);
    for line in &mut document.lines {
        let old = line.text.chars().filter(|c| simplified(*c).is_some()).count();
        let new = line.text.chars().filter(|c| is_simplified_only(*c)).count();
        line.script = match (old, new) {
            (0, 0) => Script::None,
            (old, new) if old > new => Script::Traditional,
            _ => Script::Simplified,
        };
        traditional += old;
        simple += new;
    }
    document.script = if traditional > simple { Script::Traditional } else { Script::Simplified };
}

impl Ruleset {
    /// The `hit` examples of all rules that are not off, each as a page, with an address where the rule wants one.
    pub fn hit_pages(&self) -> impl Iterator<Item = (Document, Option<String>)> + '_ {
        let rules = self.rules.iter().enumerate().filter(|(_, rule)| rule.state != State::Off);
        rules.flat_map(move |(index, rule)| {
            let url = rule.sites.first().map(|host| format!("http://{host}/"));
            rule.hit.iter().map(move |example| (page(example, &self.matcher, index), url.clone()))
        })
    }
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
fn lacking(rule: &Rule, failure: Failure, view: LineView<'_>, example: &Example) -> String {
    let folded = view.folded();
    let measured =
        |value: Option<f32>| value.map_or_else(String::new, |value| format!(" (it is {})", figure(value)));
    match failure {
        Failure::Anchor("select") if !example.html => {
            "no element stands around a line of text; write { html = \"…\" }".to_owned()
        }
        Failure::Anchor("select") => {
            format!("no selector names an element around it; the line stands in `{}`", path(view))
        }
        Failure::Anchor(key @ ("starts" | "ends")) => {
            format!(
                "the folded line `{}` {key} with none of the words of `{key}`; add its own words, or ask for them in `any`",
                brief(folded)
            )
        }
        Failure::Anchor("equals") => {
            format!("the folded line is none of the words of `equals`; add `{}`", brief(folded))
        }
        Failure::Anchor("regex") => {
            let matched = rule.regex.as_deref().map_or("", |pattern| pattern::matched(pattern, folded));
            let (matched, line) = (tail(matched), brief(folded));
            format!(
                "`regex` matches the folded line `{line}` no farther than up to `{matched}`; mend what comes behind that"
            )
        }
        Failure::Anchor("all") => {
            let absent = rule.all.iter().filter(|word| !folded.contains(&super::folded(word)));
            let absent: Vec<String> = absent.map(|word| format!("`{word}`")).collect();
            match absent.is_empty() {
                true => "a word of `all` stands in it only inside of a longer Latin word".to_owned(),
                false => {
                    format!("of `all` it lacks {}; leave that out, or write another line", absent.join(", "))
                }
            }
        }
        Failure::Anchor(key) => {
            format!("no word of `{key}` is in the folded line `{}`; add one of its words", brief(folded))
        }
        Failure::Need(index, value) => match rule.needs.get(index) {
            Some(need) if matches!(need.condition, Condition::Bound(Measure::Rest, _)) => {
                format!("`{}` fails: more words follow the hit{}", need.source, measured(value))
            }
            Some(need) => match (&need.condition, value) {
                (Condition::Bound(_, bound), Some(value)) => {
                    let (name, sign) = match bound {
                        Bound::AtLeast(_) => (need.source.split('>').next().unwrap_or_default().trim(), ">="),
                        Bound::AtMost(_) => (need.source.split('<').next().unwrap_or_default().trim(), "<="),
                    };
                    let value = figure(value);
                    format!(
                        "`{}` fails (it is {value}); write `{name} {sign} {value}`, or another line",
                        need.source
                    )
                }
                _ => format!("`{}` fails; leave it out, or write another line", need.source),
            },
            None => "a need fails".to_owned(),
        },
        Failure::Unless(index, value) => {
            let source = rule.unless.get(index).map_or("", |need| need.source.as_str());
            format!(
                "it is excepted by `{source}`{}; narrow that exception, or write another line",
                measured(value)
            )
        }
    }
}

/// The elements around a line, from the outside in.
fn path(view: LineView<'_>) -> String {
    let document = view.page.document;
    let around: Vec<_> = document.ancestors(view.line.birth.block).collect();
    let named =
        around.iter().rev().map(|block| &document.blocks[*block]).filter(|block| !block.tag.is_empty());
    let named = named.map(|block| match block.tokens.is_empty() {
        true => block.tag.to_string(),
        false => format!("{}({})", block.tag, block.tokens),
    });
    named.collect::<Vec<_>>().join(" > ")
}

/// A count as a count, a share with two places.
fn figure(value: f32) -> String {
    if value.fract() == 0.0 && value >= 1.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// The end of a long pattern.
fn tail(pattern: &str) -> String {
    let chars = pattern.chars().count();
    if chars <= 40 {
        pattern.to_owned()
    } else {
        format!("…{}", pattern.chars().skip(chars - 40).collect::<String>())
    }
}

fn brief(text: &str) -> String {
    let mut brief: String = text.chars().take(40).collect();
    if brief.len() < text.len() {
        brief.push('…');
    }
    brief.replace('\n', "\\n")
}
