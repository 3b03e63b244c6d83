//! The parts of a line that a rule may be about: sentences, brackets, imprints of collecting sites, offers with a number.

use std::ops::Range;
use std::rc::Rc;

use super::address::{Address, addresses, may_hold_address};
use super::condition::{Condition, Measure};
use super::contact::contacts;
use super::fold::is_word;
use super::imprint::{Imprints, is_mark};
use super::matching::{Asked, Failure, Hit, Part, SPANS};
use super::rule::Unit;
use crate::document::is_hanzi;

/// Characters of the longest bracket that is looked at.
const BRACKET: usize = 90;

/// Share of a clause that the lexicon covers where the clause belongs to the offer behind it, and of a whole sentence
/// before or behind the one with the number.
const CLAUSE: f32 = 0.12;
const SENTENCE: f32 = 0.25;

/// Word characters of the longest name of whom to ask for, and hanzi of the shortest sentence that is part of an offer: a
/// hotline by itself is the article's.
const TAIL: usize = 6;

/// Parts of a line that several rules ask for.
#[derive(Debug, Default)]
pub(super) struct Noted {
    /// By the list whose words stand around them.
    imprints: Vec<(Option<usize>, Vec<Range<usize>>)>,
    /// Of parts of the line.
    addresses: Vec<(Range<usize>, Rc<[Address]>)>,
}

impl Noted {
    pub(super) fn clear(&mut self) {
        self.imprints.clear();
        self.addresses.clear();
    }
}

impl Asked<'_> {
    /// The parts of a kind of which the conditions hold.
    pub(super) fn units(&self, unit: Unit) -> Result<Vec<Hit>, Failure> {
        let text = self.view.line.text.as_str();
        let names = if unit == Unit::Name { self.view.page.names_in(text) } else { Vec::new() };
        if unit == Unit::Name && names.is_empty() {
            return Err(Failure::Anchor("part"));
        }
        let places = if self.rule.has_anchor() { self.places()? } else { Vec::new() };
        let scanned = self.view.scanned;
        let places: Vec<Range<usize>> = places.into_iter().map(|place| scanned.origin(place)).collect();
        let holds = |part: &Range<usize>| {
            !self.rule.has_anchor() || places.iter().any(|at| part.start <= at.start && at.end <= part.end)
        };
        let parts: Vec<Range<usize>> = match unit {
            Unit::Sentence => sentences(text, 0..text.len()).filter(holds).collect(),
            Unit::Bracket => brackets(text).into_iter().filter(holds).collect(),
            Unit::Imprint => self.imprints(),
            Unit::Offer => self.offers(),
            Unit::Name => names,
        };
        let mut failure = Failure::Anchor("part");
        let mut hits = Vec::new();
        for span in parts {
            let folded = scanned.folded_at(span.start)..scanned.folded_at(span.end);
            match self.conditions(&Part { text: span.clone(), folded }) {
                Ok(()) if hits.len() < SPANS => hits.push(Hit { span: span.clone(), hit: span }),
                Ok(()) => break,
                Err(lacking) => failure = lacking,
            }
        }
        if hits.is_empty() { Err(failure) } else { Ok(hits) }
    }

    /// The imprints of the line, with the words of the rule's lexicon around them.
    fn imprints(&self) -> Vec<Range<usize>> {
        let list = self.list();
        if let Some((_, known)) = self.scratch.noted.borrow().imprints.iter().find(|(of, _)| *of == list) {
            return known.clone();
        }
        let text = self.view.line.text.as_str();
        let addresses = self.addresses(&(0..text.len()));
        let imprints = Imprints { text, terms: self.terms(list) }.find(&addresses);
        self.scratch.noted.borrow_mut().imprints.push((list, imprints.clone()));
        imprints
    }

    /// The addresses in a part of the line.
    pub(super) fn addresses(&self, part: &Range<usize>) -> Rc<[Address]> {
        let mut noted = self.scratch.noted.borrow_mut();
        if let Some((_, known)) = noted.addresses.iter().find(|(of, _)| of == part) {
            return known.clone();
        }
        let may = may_hold_address(self.view.folded());
        let found = if may { addresses(&self.view.line.text[part.clone()]) } else { Vec::new() };
        let found: Rc<[Address]> = found.into();
        noted.addresses.push((part.clone(), found.clone()));
        found
    }

    /// The list that the rule's needs name first.
    fn list(&self) -> Option<usize> {
        let name = self.rule.needs.iter().find_map(|need| match &need.condition {
            Condition::Bound(Measure::Lexicon(name) | Measure::Terms(name), _) => Some(name),
            _ => None,
        })?;
        self.matcher.lexicons.iter().position(|list| list.name == *name)
    }

    /// Where the words of the rule's lexicon stand, in order; of those that begin together the longest.
    fn terms(&self, list: Option<usize>) -> Vec<Range<usize>> {
        let patterns = &self.matcher.patterns;
        let scanned = self.view.scanned;
        let found = scanned.found.iter();
        let of_list =
            found.filter(|f| patterns[f.pattern as usize].terms.iter().any(|(of, _)| Some(*of) == list));
        let mut terms: Vec<_> = of_list.map(|f| scanned.origin(f.start..f.end)).collect();
        terms.sort_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        terms.dedup_by(|later, first| later.end <= first.end);
        terms
    }

    /// Every private number with the clauses before and behind it that are of the rule's lexicon.
    fn offers(&self) -> Vec<Range<usize>> {
        let text = self.view.line.text.as_str();
        let lexicon = self.list().map_or("", |list| &self.matcher.lexicons[list].name);
        let share = |part: &Range<usize>| {
            let scanned = self.view.scanned;
            let folded = scanned.folded_at(part.start)..scanned.folded_at(part.end);
            self.coverage(lexicon, &folded).share
        };
        let mut offers: Vec<Range<usize>> = Vec::new();
        for number in contacts(text).into_iter().take(SPANS) {
            if offers.last().is_some_and(|offer| number.start < offer.end) {
                continue;
            }
            let floor = offers.last().map_or(0, |offer| offer.end);
            let offer = offer(text, floor, &number, &share);
            match offers.last_mut() {
                Some(last) if text[last.end..offer.start].trim().is_empty() => last.end = offer.end,
                _ => offers.push(offer),
            }
        }
        offers
    }
}

/// A number with what belongs to it, not before `floor`.
fn offer(
    text: &str,
    floor: usize,
    number: &Range<usize>,
    share: &dyn Fn(&Range<usize>) -> f32,
) -> Range<usize> {
    let before: Vec<Range<usize>> = sentences(text, floor..number.start).collect();
    let (own, earlier) = match before.split_last() {
        // The sentence with the number begins with it.
        Some((last, _)) if ends_sentence(&text[last.clone()]) => (number.start..number.start, &before[..]),
        Some((last, earlier)) => (last.clone(), earlier),
        None => (number.start..number.start, &before[..]),
    };
    let mut start = own.start;
    let own_clauses: Vec<Range<usize>> = clauses(text, own.clone()).collect();
    if let Some((_, first)) = own_clauses.split_last() {
        start = own_clauses[first.len()].start;
        let mut index = first.len();
        while index > 0 {
            let bridged = index > 1 && share(&own_clauses[index - 2]) >= SENTENCE;
            if share(&own_clauses[index - 1]) < CLAUSE && !bridged {
                break;
            }
            index -= 1;
            start = own_clauses[index].start;
        }
    }
    if start == own.start {
        for sentence in earlier.iter().rev() {
            let words = text[sentence.clone()].chars().filter(|c| is_hanzi(*c)).count();
            if words < TAIL || share(sentence) < SENTENCE {
                break;
            }
            // The first may begin in the middle of a sentence of the article.
            let clauses = clauses(text, sentence.clone()).collect::<Vec<_>>();
            let own = clauses.iter().rev().take_while(|clause| share(clause) >= CLAUSE).last();
            start = own.map_or(start, |clause| clause.start);
            if start > sentence.start {
                break;
            }
        }
    }
    let mut end = number.end;
    let belongs = |part: &Range<usize>| share(part) >= SENTENCE || is_tail(&text[part.clone()]);
    let mut rest = sentences(text, number.end..text.len()).peekable();
    while let Some(sentence) = rest.next_if(belongs) {
        end = sentence.end;
    }
    // Of the sentence that is not, the clauses that are.
    if let Some(sentence) = rest.next() {
        end = clauses(text, sentence).take_while(&belongs).last().map_or(end, |clause| clause.end);
    }
    start..end
}

/// Whether nothing follows a number but whom to ask for: `（王经理）`, `微信同号`, a full stop.
fn is_tail(text: &str) -> bool {
    const WHOM: [&str; 12] =
        ["经理", "老师", "先生", "女士", "小姐", "主任", "顾问", "客服", "同号", "同步", "微信", "详谈"];
    let words = text.chars().filter(|c| is_word(*c)).count();
    words == 0 || words <= TAIL && WHOM.iter().any(|whom| text.contains(whom))
}

/// The sentences of a part of a text, each with the marks at its end.
fn sentences(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    split(text, within, |c| matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | ';' | '…'))
}

/// The same for clauses.
fn clauses(text: &str, within: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    split(text, within, |c| {
        matches!(c, '，' | ',' | '：' | '。' | '！' | '？' | '!' | '?' | '；' | ';' | '…' | ' ')
    })
}

fn split(
    text: &str,
    within: Range<usize>,
    ends: impl Fn(char) -> bool,
) -> impl Iterator<Item = Range<usize>> {
    let mut from = within.start;
    let mut parts = Vec::new();
    let mut ended = false;
    for (at, c) in text[within.clone()].char_indices() {
        let at = within.start + at;
        let closes = ends(c) || matches!(c, '”' | '’' | '」' | '~' | '～') && ended;
        if ended && !closes {
            parts.push(from..at);
            from = at;
        }
        ended = closes;
    }
    if from < within.end {
        parts.push(from..within.end);
    }
    parts.into_iter()
}

pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '！', '？', '!', '?', '；', ';', '…', '”', '」', '~', '～'])
}

/// What stands between two brackets of a kind or two equal marks, with them; a bracket in a bracket is a part of it.
fn brackets(text: &str) -> Vec<Range<usize>> {
    const PAIRS: [(char, char); 9] = [
        ('(', ')'),
        ('（', '）'),
        ('[', ']'),
        ('【', '】'),
        ('［', '］'),
        ('{', '}'),
        ('〖', '〗'),
        ('〔', '〕'),
        ('『', '』'),
    ];
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((from, close)) if c == close => {
                found.push(from..at + c.len_utf8());
                open = None;
            }
            Some((from, _)) if at - from > BRACKET * 3 => open = None,
            Some(_) => {}
            // A mark and the same mark again: ★某某网★.
            None if is_mark(c) => open = Some((at, c)),
            None => open = PAIRS.iter().find(|(o, _)| *o == c).map(|(_, close)| (at, *close)),
        }
    }
    found
}
