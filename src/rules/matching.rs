//! A line against the rules: which of them hit it, and where; or how far one came and what it lacked.

use std::ops::Range;

use super::compile::{Compiled, Matcher};
use super::condition::{Bound, Condition, Fact, Measure};
use super::contact::contacts;
use super::facts::{
    LineView, fragments, from_mark, has_date, has_sentence, is_apart, is_at_edge, is_clause, is_list,
    is_quoted, is_strewn, runs_on, with_strewn,
};
use super::fold::is_word;
use super::rule::{Need, Rule, Scope};
use super::scan::Scratch;
use super::seam::seam;
use super::words::Found;
use crate::document::visible_chars;

/// Spans that one rule may take of one line. Cutting costs as much as there are cuts already, so that a line
/// made of nothing but hits would cost their square; honest pages have a handful.
pub(super) const SPANS: usize = 128;

/// What a rule takes of a line and what made it do so, as byte ranges of the line's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it takes.
    pub span: Range<usize>,
    /// What it matched.
    pub hit: Range<usize>,
}

/// Why a rule did not hit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Failure {
    /// None of the words of this key stand where they must.
    Anchor(&'static str),
    /// This need does not hold; the value where one was measured.
    Need(usize, Option<f32>),
    /// This exception holds; the value where one was measured.
    Unless(usize, Option<f32>),
}

impl Matcher {
    /// What a rule takes of the line that `scratch` was turned to.
    ///
    /// # Errors
    /// What it lacked.
    pub fn check(
        &self,
        index: usize,
        rule: &Rule,
        view: LineView<'_>,
        scratch: &Scratch,
    ) -> Result<Vec<Hit>, Failure> {
        let asked = Asked { matcher: self, rule, anchors: &self.rules[index], view, scratch };
        scratch.step(0);
        if !asked.is_picked(index) {
            return Err(Failure::Anchor("select"));
        }
        if let Some(unit) = rule.part {
            return asked.units(unit);
        }
        if asked.is_of_runs() {
            return asked.lexical_runs();
        }
        let places = asked.places()?;
        let whole = 0..view.line.text.len();
        if asked.is_of_parts() {
            return asked.parts(places);
        }
        asked.conditions(&Part { text: whole.clone(), folded: 0..view.folded().len() })?;
        let places = asked.with_rest(places)?;
        Ok(places
            .into_iter()
            .map(|place| {
                let hit = view.scanned.origin(place);
                let span = match rule.scope {
                    Scope::Span => hit.clone(),
                    Scope::RestOfLine => before_bracket(&view.line.text, hit.start)..whole.end,
                    Scope::Line | Scope::Section | Scope::Page => whole.clone(),
                };
                Hit { span, hit }
            })
            .collect())
    }

    /// Whether a rule is asked only on pages that bear injected strings.
    pub fn is_for_polluted(&self, index: usize) -> bool {
        self.rules[index].polluted
    }

    /// Whether a rule measures the page as the others leave it, and is asked after them.
    pub fn is_for_rest(&self, index: usize) -> bool {
        self.rules[index].last
    }
}

/// A part of a line, in the page's words and in the folded view.
pub(super) struct Part {
    pub(super) text: Range<usize>,
    pub(super) folded: Range<usize>,
}

/// One rule asked about one line.
pub(super) struct Asked<'a> {
    pub(super) matcher: &'a Matcher,
    pub(super) rule: &'a Rule,
    pub(super) anchors: &'a Compiled,
    pub(super) view: LineView<'a>,
    pub(super) scratch: &'a Scratch,
}

impl Asked<'_> {
    /// Where the anchors stand in the folded line; all keys that are given must be satisfied.
    pub(super) fn places(&self) -> Result<Vec<Range<usize>>, Failure> {
        let folded = self.view.folded();
        let anchors = self.anchors;
        let by_place = [&anchors.starts, &anchors.ends, &anchors.equals].iter().any(|list| !list.is_empty());
        let core = if by_place { core(folded) } else { 0..0 };
        let mut places = Vec::new();
        let ranges = |list: &[u32], fits: &dyn Fn(&Found) -> bool| -> Vec<Range<usize>> {
            self.scratch.step(self.view.scanned.found.len());
            let found = self.view.scanned.found.iter().filter(|f| list.contains(&f.pattern) && fits(f));
            found.take(SPANS).map(|f| f.start..f.end).collect()
        };
        if !anchors.all.is_empty() {
            for word in &anchors.all {
                let found = ranges(&[*word], &|_| true);
                if found.is_empty() {
                    return Err(Failure::Anchor("all"));
                }
                places = found;
            }
        }
        let mut narrow = |key: &'static str, list: &[u32], fits: &dyn Fn(&Found) -> bool| {
            if list.is_empty() {
                return Ok(());
            }
            places = ranges(list, fits);
            if places.is_empty() { Err(Failure::Anchor(key)) } else { Ok(()) }
        };
        narrow("any", &anchors.any, &|_| true)?;
        narrow("ends", &anchors.ends, &|f| f.end == core.end || f.end == folded.len())?;
        narrow("starts", &anchors.starts, &|f| f.start == core.start || f.start == 0)?;
        narrow("equals", &anchors.equals, &|f| f.start == core.start && f.end == core.end)?;
        if let Some(regex) = &anchors.regex {
            self.length()?;
            let (found, steps) = regex.places(folded, &self.scratch.characters, SPANS);
            self.scratch.step(steps);
            places = found;
            if places.is_empty() {
                return Err(Failure::Anchor("regex"));
            }
        }
        if !self.rule.has_anchor() {
            let whole = (!self.rule.select.is_empty()).then_some(0..folded.len());
            places.extend(self.lexical_reach().or(whole));
        }
        // Longer words that hold shorter ones are one place.
        places.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        places.dedup_by(|later, first| later.end <= first.end);
        if self.rule.scope != Scope::Span && self.rule.scope != Scope::RestOfLine {
            places.truncate(1);
        }
        Ok(places)
    }

    /// Whether the rule takes the runs of its lexicon's words.
    pub(super) fn is_of_runs(&self) -> bool {
        let (rule, scope) = (self.rule, self.rule.scope);
        matches!(scope, Scope::Span | Scope::Page) && !rule.has_anchor() && self.lexicon().is_some()
    }

    /// A rule without selectors is for every line.
    fn is_picked(&self, index: usize) -> bool {
        self.rule.select.is_empty() || self.view.line.birth.picked.contains(&(index as u32))
    }

    /// Counting characters is cheaper than a pattern, and most patterns are for short lines.
    fn length(&self) -> Result<(), Failure> {
        if self.is_of_parts() {
            return Ok(());
        }
        for (index, need) in self.rule.needs.iter().enumerate() {
            if let Condition::Bound(Measure::Chars, bound) = need.condition {
                let chars = self.visible() as f32;
                if !bound.holds(chars) {
                    return Err(Failure::Need(index, Some(chars)));
                }
            }
        }
        Ok(())
    }

    /// Visible characters of the line; counted once.
    pub(super) fn visible(&self) -> usize {
        let known = self.scratch.visible.get();
        let visible = known.unwrap_or_else(|| visible_chars(&self.view.line.text));
        self.scratch.visible.set(Some(visible));
        visible
    }

    pub(super) fn conditions(&self, part: &Part) -> Result<(), Failure> {
        for (index, need) in self.rule.needs.iter().enumerate() {
            let (holds, value) = self.holds(need, part);
            if !holds {
                return Err(Failure::Need(index, value));
            }
        }
        for (index, need) in self.rule.unless.iter().enumerate() {
            let (holds, value) = self.holds(need, part);
            if holds && !is_rest(need) {
                return Err(Failure::Unless(index, value));
            }
        }
        Ok(())
    }

    /// Whether a condition holds of a part, and what was measured. A bound on the rest of the line is asked of
    /// every place by `with_rest` instead.
    pub(super) fn holds(&self, need: &Need, part: &Part) -> (bool, Option<f32>) {
        let view = &self.view;
        let text = &view.line.text[part.text.clone()];
        self.scratch.step(need.condition.goes_over(text.len()));
        let (measure, bound) = match &need.condition {
            Condition::Literal(words) => {
                return (self.view.folded()[part.folded.clone()].contains(words.as_str()), None);
            }
            Condition::Block(token) => return (view.stands_in(token), None),
            Condition::Fact(fact) => return (self.is(*fact, &part.text), None),
            Condition::Bound(Measure::Rest, _) => return (true, None),
            Condition::Bound(measure, bound) => (measure, bound),
        };
        let value = match measure {
            Measure::Chars if text.len() == view.line.text.len() => self.visible() as f32,
            Measure::Chars | Measure::Rest => visible_chars(text) as f32,
            Measure::Links => view.line.link_share(),
            Measure::Anchors => view.line.birth.anchors as f32,
            Measure::Fragments => fragments(text).count() as f32,
            Measure::Addresses => self.addresses(&part.text).len() as f32,
            Measure::Disguised => {
                self.addresses(&part.text).iter().filter(|address| address.disguised).count() as f32
            }
            Measure::Contacts => contacts(text).len() as f32,
            Measure::Echo => view.page.echo(text),
            Measure::Times => view.page.times(text, view.index, part.text.start) as f32,
            Measure::Subject => view.page.subject().times(&view.folded()[part.folded.clone()]) as f32,
            Measure::About => view.page.subject().share(&view.folded()[part.folded.clone()]),
            Measure::Seam => seam(&view.line.text, &part.text),
            Measure::Lexicon(name) => self.coverage(name, &part.folded).share,
            Measure::PageLexicon(name) => self.of_page(name).share,
            Measure::PageSentences(name) => self.of_page(name).sentences,
            Measure::PageTerms(name) => self.of_page(name).terms as f32,
            Measure::Terms(name) => self.coverage(name, &part.folded).terms as f32,
        };
        (bound.holds(value), Some(value))
    }

    pub(super) fn is(&self, fact: Fact, part: &Range<usize>) -> bool {
        let (view, line) = (&self.view, self.view.line);
        let text = &line.text[part.clone()];
        match fact {
            Fact::List => is_list(text),
            Fact::Sentence => has_sentence(text),
            Fact::Glued => self.is_glued(),
            Fact::Quoted => is_quoted(&line.text, part),
            Fact::Short if text.len() == line.text.len() => self.visible() <= 20,
            Fact::Short => visible_chars(text) <= 20,
            Fact::Dated => has_date(text),
            Fact::Gap => view.has_script_gap(),
            Fact::Head => view.index.is_none_or(|index| view.page.is_head(index)),
            Fact::Tail => view.index.is_some_and(|index| view.page.is_tail(index)),
            Fact::After => view.index.is_some_and(|index| view.page.prose_before(index)),
            Fact::First => view.index == Some(0),
            Fact::Prose => line.text.contains('。'),
            Fact::Bullet => line.birth.bullet,
            Fact::Heading => line.birth.heading > 0,
            Fact::Control => line.birth.control,
            Fact::Hidden => line.birth.hidden,
            Fact::Title => view.is_title(),
            Fact::Edge => is_at_edge(&line.text, part),
            Fact::Enumerated => text.contains('、') || line.text[..part.start].ends_with('、'),
            Fact::Last => is_at_edge(&line.text, part) && line.text[part.end..].trim().is_empty(),
            Fact::Extra => view.has_extra(part),
            Fact::Repeated => view.page.says_again(text, view.index, part.start),
            Fact::Apart => is_apart(&line.text, part),
            Fact::Barred => text.trim_matches(['_', '|', '丨']).contains(['_', '|', '｜', '丨', '│']),
            Fact::Clause => is_clause(&line.text, part),
            Fact::RunsOn => runs_on(&line.text, part),
            Fact::Strewn => is_strewn(&line.text, part),
            Fact::Polluted => view.page.polluted,
            Fact::Html => !view.page.is_text(),
            Fact::Text => view.page.is_text(),
        }
    }

    /// Whether the conditions of a span rule with a pattern speak of the words it matched, not of the line.
    pub(super) fn is_of_parts(&self) -> bool {
        let of_match =
            self.anchors.regex.is_some() && self.rule.needs.iter().any(|need| need.condition.is_of_part());
        self.rule.scope == Scope::Span && (self.rule.part.is_some() || of_match)
    }

    /// The places of which the conditions hold, each with the marks that it is strewn with at its ends.
    fn parts(&self, places: Vec<Range<usize>>) -> Result<Vec<Hit>, Failure> {
        let text = self.view.line.text.as_str();
        let scanned = self.view.scanned;
        let mut failure = Failure::Anchor("regex");
        let mut hits = Vec::new();
        for place in places {
            let hit = from_mark(text, scanned.origin(place));
            let span = with_strewn(text, hit.clone());
            let folded = scanned.folded_at(hit.start)..scanned.folded_at(hit.end);
            match self.conditions(&Part { text: span.clone(), folded }) {
                Ok(()) => hits.push(Hit { span, hit }),
                Err(lacking) => failure = lacking,
            }
        }
        if hits.is_empty() { Err(failure) } else { Ok(hits) }
    }

    /// The places from which no more than so many characters are left to the end of the line.
    fn with_rest(&self, mut places: Vec<Range<usize>>) -> Result<Vec<Range<usize>>, Failure> {
        for (index, need) in self.rule.needs.iter().enumerate() {
            if let Condition::Bound(Measure::Rest, Bound::AtMost(most)) = need.condition {
                let fits = |place: &Range<usize>| {
                    self.view.folded()[place.start..].chars().take(most as usize + 1).count() <= most as usize
                };
                let last = places.last().map_or(0, |place| place.start);
                places.retain(fits);
                if places.is_empty() {
                    return Err(Failure::Need(
                        index,
                        Some(self.view.folded()[last..].chars().count() as f32),
                    ));
                }
            }
        }
        if self.rule.scope == Scope::RestOfLine {
            places.truncate(1);
        }
        Ok(places)
    }
}

fn is_rest(need: &Need) -> bool {
    matches!(need.condition, Condition::Bound(Measure::Rest, _))
}

/// The folded line without what stands around its first and last word.
fn core(folded: &str) -> Range<usize> {
    let start = folded.find(is_word).unwrap_or(folded.len());
    let end =
        folded.rfind(is_word).map_or(start, |at| at + folded[at..].chars().next().map_or(0, char::len_utf8));
    start..end
}

/// Where the bracket opens that stands right before `at`, else `at`.
fn before_bracket(text: &str, at: usize) -> usize {
    let before = text[..at].trim_end();
    match before.char_indices().next_back() {
        Some((bracket, '(' | '[' | '（' | '【' | '［' | '<' | '〔' | '{')) => bracket,
        _ => at,
    }
}
