//! Rules label lines and spans: boilerplate, ads, injected keywords, sections. Labelled, never deleted.

mod farm;
mod near;
mod section;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::time::{Duration, Instant};

use crate::document::{Document, Head, Kind, Spared, Why};
use crate::rules::{
    Condition, Extent, Family, Hit, LineView, Need, PageView, Rule, RuleBits, Ruleset, Scope, Scratch, State,
    folded, host,
};
pub use near::{Distance, Near, near};
use section::Section;

/// Section heads of a page that are looked into. Each costs a walk over the page, so that a page made of heads
/// would cost its square; honest pages have a few.
const SECTIONS: usize = 16;

/// What a rule found on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Index of the rule in [`Ruleset::rules`].
    pub rule: usize,
    /// Where.
    pub place: Place,
    /// What it takes: a byte range of the text.
    pub span: Range<usize>,
    /// What it matched; empty on the lines of a section below the first.
    pub hit: Range<usize>,
    /// Why nothing is taken on its account, unless something is.
    pub spared: Option<Why>,
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
    // Whole lines first: a span is cut out of what is left, and a line belongs to the rule that knows it best
    // before it belongs to the section it stands in.
    findings.sort_by_key(|f| order(rules.rules()[f.rule].scope));
    for finding in findings {
        let rule = &rules.rules()[finding.rule];
        for flag in rule.flag.iter().filter(|_| finding.spared.is_none()) {
            document.flag(flag.clone());
        }
        if rule.scope == Scope::Page && finding.spared.is_none() {
            continue;
        }
        let line = match finding.place {
            Place::Head(index) => &mut document.head[index].line,
            Place::Line(index) => &mut document.lines[index],
        };
        let Finding { span, hit, spared, .. } = finding;
        match spared {
            None => line.cut(rule.id.clone(), rule.pass.as_str(), span, hit),
            Some(why) => line.spared.push(Spared { rule: rule.id.clone().into(), span, hit, why }),
        }
    }
}

/// What the rules find on the page as it stands, trial rules included: line by line, then, where somebody has put
/// strings into the page, line by line what is theirs too, then sections.
pub fn find(document: &Document, rules: &Ruleset, url: Option<&str>) -> Vec<Finding> {
    search(&mut PageView::of(document, rules.matcher()), rules, url, None)
}

/// How often a rule's conditions were asked, how many steps that took, and how long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effort {
    /// Lines on which a word or pattern of the rule stood, so that its conditions were asked.
    pub asked: u64,
    /// Steps of matching: conditions asked, and bytes and words that they and patterns went over. The same in every
    /// run.
    pub steps: u64,
    /// Wall time of asking; different in every run.
    pub time: Duration,
}

/// What every rule finds for itself, also where an earlier one has taken the line, and what each costs, by index.
/// Slower than [`find`], for whoever compares rules.
pub fn find_all(document: &Document, rules: &Ruleset, url: Option<&str>) -> (Vec<Finding>, Vec<Effort>) {
    let mut efforts = vec![Effort::default(); rules.rules().len()];
    let findings = search(&mut PageView::of(document, rules.matcher()), rules, url, Some(&mut efforts));
    (findings, efforts)
}

/// Leaves the page as the last rules saw it.
fn search(
    page: &mut PageView<'_>,
    rules: &Ruleset,
    url: Option<&str>,
    efforts: Option<&mut Vec<Effort>>,
) -> Vec<Finding> {
    let document = page.document;
    let each = efforts.is_some();
    let mut finder = Finder::new(rules, page, url, efforts);
    let mut findings = Vec::new();
    let mut starts = Vec::new();
    let heads = (0..document.head.len()).filter(|at| may_be_looked_at(&document.head[*at])).map(Place::Head);
    let places = heads.chain((0..document.lines.len()).map(Place::Line));
    finder.round(page, Round::First, places, &mut findings, &mut starts);
    spare_queries(document, rules, &mut findings);
    if findings.iter().any(|finding| is_injection(&rules.rules()[finding.rule])) {
        page.polluted = true;
        let waiting = std::mem::take(&mut finder.waiting.polluted);
        finder.round(page, Round::Polluted, waiting.into_iter(), &mut findings, &mut starts);
        spare_queries(document, rules, &mut findings);
    }
    starts.sort_by_key(|(at, _)| *at);
    // Of the rules in force together, of a rule on trial for itself, so that it is in nobody's way.
    let mut progress: BTreeMap<Option<usize>, Progress> = BTreeMap::new();
    for (index, finding) in starts {
        let alone = each || finding.spared.is_some();
        let progress = progress.entry(alone.then_some(finding.rule)).or_default();
        if index < progress.taken {
            continue;
        }
        let rule = &rules.rules()[finding.rule];
        // A page with many links of the trade may yet have other sections.
        let count = if rule.extent == Extent::Farm { &mut progress.farms } else { &mut progress.looked_into };
        if *count >= SECTIONS {
            continue;
        }
        *count += 1;
        let found = match rule.extent {
            Extent::Farm => farm::lines(page, index, rule, rules.matcher()),
            Extent::List | Extent::Page => section::lines(page, index, rule),
        };
        let lines = match found {
            Section::Lines(lines) => lines,
            Section::None(why) => {
                findings.push(Finding { spared: Some(why), ..finding });
                continue;
            }
        };
        progress.taken = lines.end.max(progress.taken);
        for at in lines {
            let hit = if at == index { finding.hit.clone() } else { 0..0 };
            let span = 0..document.lines[at].text.len();
            findings.push(Finding { place: Place::Line(at), span, hit, ..finding });
        }
    }
    page.gone = furniture(rules, &findings);
    page.telling = Some(finder.waiting.telling());
    let waiting = std::mem::take(&mut finder.waiting.rest);
    finder.round(page, Round::Rest, waiting.into_iter(), &mut findings, &mut Vec::new());
    findings
}

/// Search words are lists by nature, of honest lottery and medical pages too.
fn may_be_looked_at(head: &Head) -> bool {
    head.key != "meta:keywords" && !head.key.starts_with("shown:")
}

/// The lines that rules in force take whole as furniture of the site.
fn furniture(rules: &Ruleset, findings: &[Finding]) -> HashSet<usize> {
    let whole =
        |rule: &Rule| matches!(rule.scope, Scope::Line | Scope::Section) && rule.pass == Family::Boilerplate;
    let taken = findings.iter().filter(|f| f.spared.is_none() && whole(&rules.rules()[f.rule]));
    taken.filter_map(|f| if let Place::Line(at) = f.place { Some(at) } else { None }).collect()
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

/// Where the last section ended, and how many of each kind were looked into.
#[derive(Debug, Default)]
struct Progress {
    taken: usize,
    looked_into: usize,
    farms: usize,
}

/// Which rules are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    /// Those that judge a line by itself.
    First,
    /// Those for pages that bear injected strings.
    Polluted,
    /// Those that measure what the others left of the page.
    Rest,
}

/// The rules that are for one page.
struct Finder<'a> {
    rules: &'a Ruleset,
    /// Those that each round asks, in their order.
    of_rounds: [RuleBits; 3],
    /// Texts that a rule has taken whole.
    dropped: HashSet<Place>,
    waiting: Waiting,
    /// Where the efforts of each rule are noted, if every rule is to look at every line.
    efforts: Option<&'a mut Vec<Effort>>,
}

/// Texts on which words of rules stand that later rounds ask.
#[derive(Debug, Default)]
struct Waiting {
    polluted: Vec<Place>,
    rest: Vec<Place>,
    /// Telling terms, for the last round.
    noted: Vec<u32>,
}

impl Waiting {
    fn telling(&mut self) -> Vec<u32> {
        let mut noted = std::mem::take(&mut self.noted);
        noted.sort_unstable();
        noted.dedup();
        noted
    }
}

impl<'a> Finder<'a> {
    fn new(
        rules: &'a Ruleset,
        page: &PageView<'_>,
        url: Option<&str>,
        efforts: Option<&'a mut Vec<Effort>>,
    ) -> Finder<'a> {
        let host = url.and_then(host);
        let mut of_rounds = [(); 3].map(|()| RuleBits::default());
        for (index, rule) in rules.rules().iter().enumerate() {
            let lacks = |need: &Need| matches!(need.condition, Condition::Fact(fact) if page.rules_out(fact));
            if rule.state == State::Off || !rule.is_for(host.as_deref()) || rule.needs.iter().any(lacks) {
                continue;
            }
            let round = match rules.matcher() {
                matcher if matcher.is_for_rest(index) => Round::Rest,
                matcher if matcher.is_for_polluted(index) => Round::Polluted,
                _ => Round::First,
            };
            of_rounds[round as usize].insert(index);
        }
        let (dropped, waiting) = (HashSet::new(), Waiting::default());
        Finder { rules, of_rounds, dropped, waiting, efforts }
    }

    fn round(
        &mut self,
        page: &PageView<'_>,
        round: Round,
        places: impl Iterator<Item = Place>,
        findings: &mut Vec<Finding>,
        starts: &mut Vec<(usize, Finding)>,
    ) {
        let document = page.document;
        let mut scratch = Scratch::default();
        // A page of one line keeps it whole unless it is an injected string; a headline on a page of many likewise.
        let single = document.lines.len() == 1 && document.kind == Kind::Text;
        for place in places {
            let (view, guarded) = match place {
                Place::Head(at) => (page.head(at), true),
                Place::Line(at) => (page.line(at), single || page.headline == Some(at)),
            };
            self.turn_to(view, place, round, &mut scratch);
            let guarded = guarded && round != Round::Rest;
            self.ask(view, place, round, guarded, &scratch, findings, starts);
        }
    }

    /// Turns to a text, and notes what later rounds will ask of it.
    fn turn_to(&mut self, view: LineView<'_>, place: Place, round: Round, scratch: &mut Scratch) {
        let matcher = self.rules.matcher();
        let candidates = matcher.turn_to(view, scratch);
        if round == Round::First {
            let [_, polluted, rest] = &self.of_rounds;
            if candidates.meets(polluted) {
                self.waiting.polluted.push(place);
            }
            if view.index.is_some() {
                if candidates.meets(rest) {
                    self.waiting.rest.push(place);
                }
                matcher.note_telling(view, &mut self.waiting.noted);
            }
        }
        if let Some(efforts) = &mut self.efforts {
            matcher.unguarded().iter().for_each(|rule| efforts[*rule].steps += view.folded().len() as u64);
        }
    }

    /// Asks the rules of a round about the text that was turned to; of a guarded one those for spam alone.
    #[expect(clippy::too_many_arguments, reason = "two lists are written to")]
    fn ask(
        &mut self,
        view: LineView<'_>,
        place: Place,
        round: Round,
        guarded: bool,
        scratch: &Scratch,
        findings: &mut Vec<Finding>,
        starts: &mut Vec<(usize, Finding)>,
    ) {
        let mut dropped = round != Round::First && self.dropped.contains(&place);
        for index in scratch.candidates().common(&self.of_rounds[round as usize]) {
            let rule = &self.rules.rules()[index];
            if guarded && rule.pass != Family::Spam {
                continue;
            }
            let in_vain = dropped && rule.scope == Scope::Line && rule.state == State::Active;
            if in_vain && self.efforts.is_none() {
                continue;
            }
            let began = self.efforts.as_ref().map(|_| Instant::now());
            let matcher = self.rules.matcher();
            let may = matcher.may_hit(index, rule, view, scratch);
            let hits = may.then(|| matcher.check(index, rule, view, scratch));
            if let (Some(efforts), Some(began)) = (&mut self.efforts, began) {
                efforts[index].asked += 1;
                efforts[index].steps += scratch.take_steps();
                efforts[index].time += began.elapsed();
            }
            let Some(Ok(hits)) = hits else { continue };
            for Hit { span, hit } in hits {
                let spared = (rule.state == State::Trial).then_some(Why::Trial);
                let finding = Finding { rule: index, place, span, hit, spared };
                match (rule.scope, place) {
                    (Scope::Section, Place::Line(at)) => starts.push((at, finding)),
                    (Scope::Section, Place::Head(_)) => {}
                    _ => findings.push(finding),
                }
                if rule.scope == Scope::Line && rule.state == State::Active {
                    dropped = true;
                    self.dropped.insert(place);
                }
            }
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

#[cfg(test)]
mod tests;
