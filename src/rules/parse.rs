//! A rule file to [`Rule`]s, and every mistake in it with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::condition::{Condition, literal};
use super::keys::{EXTENTS, FLAG_FAMILIES, KEYS, OF_SECTIONS, PASSES, REQUIRED, SCOPES, STATES, UNITS};
use super::pattern;
use super::rule::{Extent, Family, Need, Rule, Scope, State, Unit};
use super::source::{Places, Source};
use super::suggest::nearest;
use crate::error::Problem;
use crate::segment::Selector;

/// Families whose ids the program itself puts into a record's `removed`.
const RESERVED: [&str; 3] = ["extract", "segment", "limit"];

/// A section may take so much of a page unless its rule says otherwise: the related lists with teasers of
/// flattened pages run to half of what a page says.
const CAP: f32 = 0.6;

/// Reads a file. Rules with mistakes are left out, and the mistakes appended to `problems`.
pub fn parse(source: &Source<'_>, lexicons: &[String], problems: &mut Vec<Problem>) -> Vec<Rule> {
    let (table, errors) = DeTable::parse_recoverable(source.text);
    let places = Places::of(source);
    let broken = !errors.is_empty();
    for error in errors {
        problems.push(places.problem(error.span(), None, error.message().to_owned()));
    }
    if broken {
        // What the parser recovered is half a file; judging it would bury the one mistake that matters.
        return Vec::new();
    }
    let mut rules = Vec::new();
    if RESERVED.contains(&source.family) {
        let message = format!(
            "`{}/…` are ids of the program itself; name the file for what its rules take",
            source.family
        );
        problems.push(places.problem(None, None, message));
    }
    for (name, value) in table.get_ref() {
        let id = format!("{}/{}", source.family, name.get_ref());
        let DeValue::Table(keys) = value.get_ref() else {
            let message =
                "stands outside of any rule; write it below a header such as `[app-banner]`".to_owned();
            problems.push(places.problem(Some(name.span()), Some(name.get_ref()), message));
            continue;
        };
        let before = problems.len();
        if let Some(better) = better_name(name.get_ref()) {
            let message = format!("a name is of lower-case letters, digits and hyphens; write [{better}]");
            problems.push(places.problem(Some(name.span()), Some(&id), message));
        }
        let mut reader = Reader { places: &places, id: &id, at: name.span(), keys, lexicons, problems };
        let rule = reader.rule(source);
        if problems.len() == before {
            rules.push(rule);
        }
    }
    rules.sort_by_key(|r| r.origin.line);
    rules
}

/// The name that somebody may have meant, where a name is none.
fn better_name(name: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.is_empty() && name.chars().all(fits) && !name.starts_with('-') && !name.ends_with('-') {
        return None;
    }
    let better: String = name.to_lowercase().chars().map(|c| if fits(c) { c } else { '-' }).collect();
    let better = better.trim_matches('-').to_owned();
    Some(if better.is_empty() { "app-banner".to_owned() } else { better })
}

/// Reads the keys of one rule.
pub(super) struct Reader<'a, 'i> {
    pub(super) places: &'a Places<'a>,
    pub(super) id: &'a str,
    at: Range<usize>,
    pub(super) keys: &'a DeTable<'i>,
    lexicons: &'a [String],
    pub(super) problems: &'a mut Vec<Problem>,
}

pub(super) type Value<'a, 'i> = &'a Spanned<DeValue<'i>>;

impl<'a, 'i> Reader<'a, 'i> {
    fn rule(&mut self, source: &Source<'_>) -> Rule {
        self.unknown_keys();
        let state = self.choice("state", &STATES).unwrap_or(State::Active);
        let mut sites = self.strings("sites");
        sites.extend(source.host.map(str::to_owned));
        let rule = Rule {
            id: self.id.to_owned(),
            why: self.string("why").unwrap_or_default(),
            pass: self.choice("pass", &PASSES).unwrap_or(Family::Boilerplate),
            scope: self.choice("scope", &SCOPES).unwrap_or(Scope::Line),
            part: self.choice("part", &UNITS),
            state,
            any: self.literals("any"),
            all: self.literals("all"),
            starts: self.literals("starts"),
            ends: self.literals("ends"),
            equals: self.literals("equals"),
            regex: self.regex(),
            select: self.select(),
            needs: self.needs("needs"),
            unless: self.needs("unless"),
            end: self.literals("end"),
            extent: self.choice("extent", &EXTENTS).unwrap_or(Extent::List),
            cap: self.cap().unwrap_or(CAP),
            flag: self.flags(),
            sites,
            hit: self.examples("hit"),
            miss: self.examples("miss"),
            origin: self.places.origin(&self.at),
        };
        if state != State::Off {
            self.whole(&rule);
        }
        rule
    }

    /// What must be there, and what must not be there together.
    fn whole(&mut self, rule: &Rule) {
        for (key, example) in REQUIRED {
            if !self.keys.contains_key(key) {
                self.problem(None, format!("`{key}` is missing; write {example}"));
            }
        }
        let lexical = rule.needs.iter().any(|need| {
            matches!(
                &need.condition,
                Condition::Bound(super::condition::Measure::Lexicon(_), super::condition::Bound::AtLeast(_))
            )
        });
        let named = rule.part == Some(Unit::Name);
        if !rule.has_anchor() && !lexical && !named && !self.keys.contains_key("select") {
            let message = "names no words; write one of `any`, `all`, `starts`, `ends`, `equals`, `regex`, a need such \
                           as `lexicon.porn >= 0.4`, or, of a site rule, `select`";
            self.problem(None, message.to_owned());
        }
        if let (Some(value), true) = (self.value("select"), rule.sites.is_empty()) {
            let message = "`select` is for site rules, since another site means something else by its classes; move the \
                           rule to sites/HOST.toml, or write sites = [\"…\"]";
            self.problem(Some(value.span()), message.to_owned());
        }
        if let (Some(value), true) = (self.value("part"), rule.scope != Scope::Span || rule.regex.is_some()) {
            let message = "`part` says what a span without `regex` takes; write scope = \"span\" and no `regex`, or leave it out";
            self.problem(Some(value.span()), message.to_owned());
        }
        self.examples_apart(rule);
        if rule.scope != Scope::Section {
            for key in OF_SECTIONS {
                if let Some(value) = self.value(key) {
                    let message =
                        format!("`{key}` belongs to a section; write scope = \"section\", or leave it out");
                    self.problem(Some(value.span()), message);
                }
            }
        }
        if rule.scope == Scope::Page && rule.flag.is_empty() {
            self.problem(None, "scope = \"page\" takes no words; write the `flag` that it raises".to_owned());
        }
    }

    fn unknown_keys(&mut self) {
        self.unknown(self.keys, &KEYS.map(|key| key.name));
    }

    pub(super) fn unknown(&mut self, table: &DeTable<'i>, known: &[&str]) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = nearest(name, known.iter().copied()).map_or_else(
                    || format!("the keys are {}", known.join(", ")),
                    |known| format!("write `{known}`"),
                );
                self.problem(Some(key.span()), format!("unknown key `{name}`; {hint}"));
            }
        }
    }

    fn select(&mut self) -> Vec<String> {
        let mut selectors = Vec::new();
        for (span, text) in self.entries("select") {
            match Selector::parse(&text) {
                Ok(_) => selectors.push(text),
                Err(bad) => {
                    let part = self.places.within(&span, &(bad.at..text.len()));
                    self.problem(Some(part), format!("`select`: {}; {}", bad.message, bad.help));
                }
            }
        }
        selectors
    }

    pub(super) fn value(&self, key: &str) -> Option<Value<'a, 'i>> {
        self.keys.get(key)
    }

    pub(super) fn problem(&mut self, span: Option<Range<usize>>, message: String) {
        let span = span.unwrap_or_else(|| self.at.clone());
        self.problems.push(self.places.problem(Some(span), Some(self.id), message));
    }

    fn string(&mut self, key: &str) -> Option<String> {
        let value = self.value(key)?;
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            Some(_) => {
                self.problem(Some(value.span()), format!("`{key}` is empty"));
                None
            }
            None => {
                let found = value.get_ref().type_str();
                self.problem(Some(value.span()), format!("`{key}` is {found}; write {key} = \"…\""));
                None
            }
        }
    }

    fn choice<T: Copy>(&mut self, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.string(key)?;
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == text) {
            return Some(*choice);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let hint = match nearest(&text, names.iter().copied()) {
            Some(name) => format!("write \"{name}\""),
            None => format!("write one of {}", names.join(", ")),
        };
        let span = self.value(key).map(Spanned::span);
        self.problem(span, format!("unknown {key} \"{text}\"; {hint}"));
        None
    }

    /// A list of values; a single one counts as a list of one.
    pub(super) fn list(&self, key: &str) -> Vec<Value<'a, 'i>> {
        match self.value(key) {
            None => Vec::new(),
            Some(value) => match value.get_ref().as_array() {
                Some(array) => array.iter().collect(),
                None => vec![value],
            },
        }
    }

    fn entries(&mut self, key: &str) -> Vec<(Range<usize>, String)> {
        let mut entries = Vec::new();
        for value in self.list(key) {
            match value.get_ref().as_str() {
                Some(text) => entries.push((value.span(), text.to_owned())),
                None => {
                    let found = value.get_ref().type_str();
                    self.problem(
                        Some(value.span()),
                        format!("`{key}` holds {found}; write {key} = [\"…\", \"…\"]"),
                    );
                }
            }
        }
        entries
    }

    fn strings(&mut self, key: &str) -> Vec<String> {
        self.entries(key).into_iter().map(|(_, text)| text).collect()
    }

    fn literals(&mut self, key: &str) -> Vec<String> {
        let mut literals = Vec::new();
        for (span, text) in self.entries(key) {
            match literal(&text) {
                Ok(_) => literals.push(text),
                Err(message) => self.problem(Some(span), format!("`{key}`: {message}")),
            }
        }
        literals
    }

    fn needs(&mut self, key: &str) -> Vec<Need> {
        let mut needs = Vec::new();
        for (span, source) in self.entries(key) {
            match Condition::parse(&source, self.lexicons) {
                Ok(condition) => needs.push(Need { source, condition }),
                Err(message) => self.problem(Some(span), format!("`{key}`: {message}")),
            }
        }
        needs
    }

    fn regex(&mut self) -> Option<String> {
        let text = self.string("regex")?;
        let value = self.value("regex")?.span();
        let faults = if self.places.trusted() { Vec::new() } else { pattern::faults(&text) };
        for fault in faults {
            let part = self.places.within(&value, &fault.at);
            self.problem(Some(part), fault.message);
        }
        Some(text)
    }

    fn cap(&mut self) -> Option<f32> {
        let value = self.value("cap")?;
        let number = match value.get_ref() {
            DeValue::Float(float) => float.as_str().parse().ok(),
            DeValue::Integer(integer) => integer.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none_or(|n: f32| !(0.0..=1.0).contains(&n)) {
            self.problem(Some(value.span()), "`cap` is a share of the page; write cap = 0.5".to_owned());
        }
        number
    }

    fn flags(&mut self) -> Vec<String> {
        let entries = self.entries("flag");
        for (span, flag) in &entries {
            let known = flag
                .split_once('/')
                .is_some_and(|(family, name)| FLAG_FAMILIES.contains(&family) && !name.is_empty());
            if !known {
                let families = FLAG_FAMILIES.join(", ");
                let message = format!("flag \"{flag}\" is not `family/name`; the families are {families}");
                self.problem(Some(span.clone()), message);
            }
        }
        entries.into_iter().map(|(_, flag)| flag).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        let source =
            Source { file: "ads.toml", family: "ads", host: None, builtin: false, trusted: false, text };
        parse(&source, &["porn".to_owned()], &mut problems);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_mistake_of_a_file_is_named_with_its_place_and_its_mending() {
        let said = problems(
            "[a]\nwhy = \"x\"\npass = \"adds\"\nscope = \"line\"\nanny = [\"甲\"]\nneeds = [\"shape.lst\"]\nmiss = [\"乙\"]\n\n\
             [b]\nwhy = \"y\"\npass = \"ads\"\nscope = \"line\"\nregex = \"(\"\nhit = [\"甲\"]\nmiss = []\n",
        );
        for (part, mending) in [
            ("ads.toml:3:8: ads/a: unknown pass \"adds\"", "write \"ads\""),
            ("ads.toml:5:1: ads/a: unknown key `anny`", "write `any`"),
            ("ads.toml:6:10: ads/a: `needs`: unknown condition", "write `shape.list`"),
            ("ads.toml:1:2: ads/a: `hit` is missing", "write hit"),
            ("ads.toml:13:10: ads/b: `regex` does not compile: unclosed group", "written \\\\("),
            ("ads.toml:15:8: ads/b: `miss` is empty", "write a line"),
        ] {
            assert!(said.iter().any(|s| s.starts_with(part) && s.contains(mending)), "{part}: {said:#?}");
        }
    }

    #[test]
    fn a_file_that_is_no_toml_is_one_problem_with_a_line() {
        let said = problems("[a]\nwhy = \"x\nscope = 3\n");
        assert!(!said.is_empty() && said[0].starts_with("ads.toml:2:"), "{said:?}");
    }

    #[test]
    fn an_off_rule_needs_nothing_else() {
        assert_eq!(problems("[a]\nstate = \"off\"\n"), Vec::<String>::new());
    }
}
