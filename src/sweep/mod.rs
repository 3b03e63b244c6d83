//! Rules label lines and spans: boilerplate, ads, injected keywords, sections. Labelled, never deleted.

mod farm;
mod section;

use std::collections::HashSet;
use std::ops::Range;

use crate::document::{Document, Kind};
use crate::rules::{Extent, Family, Hit, LineView, PageView, Rule, Ruleset, Scope, Scratch, State, folded};

/// Section heads of a page that are looked into. Each costs a walk over the page, so that a page made of heads
/// would cost its square; honest pages have a few.
const SECTIONS: usize = 16;

/// What a rule found on a page. A trial rule's findings are found, and nothing is taken on their account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Index of the rule in [`Ruleset::rules`].
    pub rule: usize,
    /// Where.
    pub place: Place,
    /// What it takes: a byte range of the text.
    pub span: Range<usize>,
    /// What it matched; empty on the lines of a section below the first.
    pub hit: Range<usize>,
}

/// A text of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Index in [`Document::head`].
    Head(usize),
    /// Index in [`Document::lines`].
    Line(usize),
}

/// Runs the rules in force over the page. Site rules are for the host of `url`.
pub fn pass(document: &mut Document, rules: &Ruleset, url: Option<&str>) {
    let mut findings = find(document, rules, url);
    findings.retain(|f| rules.rules()[f.rule].state == State::Active);
    // Whole lines first: a span is cut out of what is left, and a line belongs to the rule that knows it best
    // before it belongs to the section it stands in.
    findings.sort_by_key(|f| order(rules.rules()[f.rule].scope));
    for finding in findings {
        let rule = &rules.rules()[finding.rule];
        for flag in &rule.flag {
            document.flag(flag.clone());
        }
        if rule.scope == Scope::Page {
            continue;
        }
        let line = match finding.place {
            Place::Head(index) => &mut document.head[index].line,
            Place::Line(index) => &mut document.lines[index],
        };
        line.cut(rule.id.clone(), rule.pass.as_str(), finding.span, finding.hit);
    }
}

/// What the rules find on the page as it stands, trial rules included: line by line, then, where somebody has put
/// strings into the page, line by line what is theirs too, then sections.
pub fn find(document: &Document, rules: &Ruleset, url: Option<&str>) -> Vec<Finding> {
    let mut page = PageView::of(document);
    let mut finder = Finder { rules, host: url.and_then(host), round: Round::First, dropped: HashSet::new() };
    let mut findings = Vec::new();
    let mut starts = Vec::new();
    finder.round(&page, &mut findings, &mut starts);
    spare_queries(document, rules, &mut findings);
    if findings.iter().any(|finding| is_injection(&rules.rules()[finding.rule])) {
        page.polluted = true;
        finder.round = Round::Polluted;
        finder.round(&page, &mut findings, &mut starts);
        spare_queries(document, rules, &mut findings);
    }
    starts.sort_by_key(|(at, _)| *at);
    let (mut taken, mut looked_into, mut farms) = (0, 0, 0);
    for (index, finding) in starts {
        if index < taken {
            continue;
        }
        let rule = &rules.rules()[finding.rule];
        // A page with many links of the trade may yet have other sections.
        let count = if rule.extent == Extent::Farm { &mut farms } else { &mut looked_into };
        *count += 1;
        if *count > SECTIONS {
            continue;
        }
        let lines = match rule.extent {
            Extent::Farm => farm::lines(&page, index, rule, rules.matcher()),
            Extent::List | Extent::Page => section::lines(&page, index, rule),
        };
        taken = lines.end.max(taken);
        for at in lines {
            let hit = if at == index { finding.hit.clone() } else { 0..0 };
            let span = 0..document.lines[at].text.len();
            findings.push(Finding { rule: finding.rule, place: Place::Line(at), span, hit });
        }
    }
    findings
}

/// The query that an article is written around is its subject, not a string that was put into it.
fn spare_queries(document: &Document, rules: &Ruleset, findings: &mut Vec<Finding>) {
    let words = |finding: &Finding| {
        let line = match finding.place {
            Place::Head(index) => &document.head[index].line,
            Place::Line(index) => &document.lines[index],
        };
        folded(&line.text[finding.hit.clone()])
    };
    let is_cover = |finding: &Finding| rules.rules()[finding.rule].flag.iter().any(|f| f == "spam/ai-cover");
    let queries: Vec<String> = findings.iter().filter(|f| is_cover(f)).map(words).collect();
    if queries.is_empty() {
        return;
    }
    findings.retain(|finding| {
        is_cover(finding) || !is_injection(&rules.rules()[finding.rule]) || {
            let hit = words(finding);
            !queries.iter().any(|query| hit.contains(query.as_str()) || query.contains(hit.as_str()))
        }
    });
}

/// Whether a hit shows that somebody has put strings into the page.
fn is_injection(rule: &Rule) -> bool {
    let shows = |flag: &String| flag == "spam/keyword-injection" || flag == "spam/gambling-brand";
    rule.state == State::Active && rule.flag.iter().any(shows)
}

/// Which rules are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    /// Those that judge a line by itself.
    First,
    /// Those for pages that bear injected strings.
    Polluted,
}

/// The rules that are for one page.
struct Finder<'a> {
    rules: &'a Ruleset,
    host: Option<String>,
    round: Round,
    /// Texts that a rule has taken whole.
    dropped: HashSet<Place>,
}

impl Finder<'_> {
    fn round(
        &mut self,
        page: &PageView<'_>,
        findings: &mut Vec<Finding>,
        starts: &mut Vec<(usize, Finding)>,
    ) {
        let document = page.document;
        let mut scratch = Scratch::default();
        for (index, head) in document.head.iter().enumerate() {
            // Search words are lists by nature, of honest lottery and medical pages too.
            if head.key == "meta:keywords" {
                continue;
            }
            let view = LineView { page, line: &head.line, index: None };
            let of_spam = |rule: &Rule| rule.pass == Family::Spam;
            self.line(view, Place::Head(index), &of_spam, &mut scratch, findings, starts);
        }
        // A page of one line keeps it whole unless it is an injected string; a headline on a page of many likewise.
        let single = document.lines.len() == 1 && document.kind == Kind::Text;
        for (index, line) in document.lines.iter().enumerate() {
            let view = LineView { page, line, index: Some(index) };
            let guarded = single || page.headline == Some(index);
            let may_run = |rule: &Rule| !guarded || rule.pass == Family::Spam;
            self.line(view, Place::Line(index), &may_run, &mut scratch, findings, starts);
        }
    }

    fn line(
        &mut self,
        view: LineView<'_>,
        place: Place,
        may_run: &dyn Fn(&Rule) -> bool,
        scratch: &mut Scratch,
        findings: &mut Vec<Finding>,
        starts: &mut Vec<(usize, Finding)>,
    ) {
        let matcher = self.rules.matcher();
        if matcher.scan(&view.line.text, scratch).is_empty() {
            return;
        }
        let mut dropped = self.dropped.contains(&place);
        for index in scratch.take_candidates() {
            let rule = &self.rules.rules()[index];
            let of_round = matcher.is_for_polluted(index) == (self.round == Round::Polluted);
            let idle = !of_round || rule.state == State::Off || dropped && rule.scope == Scope::Line;
            if idle || !rule.is_for(self.host.as_deref()) || !may_run(rule) {
                continue;
            }
            let Ok(hits) = matcher.check(index, rule, view, scratch) else { continue };
            for Hit { span, hit } in hits {
                let finding = Finding { rule: index, place, span, hit };
                match (rule.scope, place) {
                    (Scope::Section, Place::Line(at)) => starts.push((at, finding)),
                    (Scope::Section, Place::Head(_)) => {}
                    _ => findings.push(finding),
                }
                dropped |= rule.scope == Scope::Line && rule.state == State::Active;
            }
        }
        if dropped {
            self.dropped.insert(place);
        }
    }
}

fn order(scope: Scope) -> u8 {
    match scope {
        Scope::Line => 0,
        Scope::Section => 1,
        Scope::Span | Scope::RestOfLine => 2,
        Scope::Page => 3,
    }
}

/// The host of an address, in lower case.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
