//! Escapes that nobody undid: `&#20013;`, `\u4e2d`, `%E4%B8%AD`, HZ, UTF-7 and their kin, each possibly escaped
//! twice. What counts is a run of them that reads as Chinese; a page about escapes, an address and code keep theirs.

mod packed;
mod percent;
mod place;
mod reference;
mod unit;

use memchr::memchr3_iter;

use self::place::Place;
use super::plan::{Findings, Page, Proposal, Spot};
use super::talk;
use crate::document::is_hanzi;
use crate::lang;

/// What opens an escape.
pub(super) fn sign(c: char) -> bool {
    matches!(c, '&' | '\\' | '%' | '~' | '+')
}

/// The beginning of an escape, as far as its first few bytes tell.
pub(super) fn gate(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr3_iter(b'&', b'\\', b'%', bytes)
        .chain(memchr3_iter(b'~', b'+', b'~', bytes))
        .any(|at| opens(&bytes[at..]))
}

fn opens(bytes: &[u8]) -> bool {
    match bytes {
        [b'&', b'#', digit, ..] => digit.is_ascii_digit() || matches!(digit, b'x' | b'X'),
        [b'&', rest @ ..] => {
            let name = rest.iter().take(9).take_while(|b| b.is_ascii_alphanumeric()).count();
            name > 1 && rest.get(name) == Some(&b';')
        }
        [b'\\' | b'%', b'u' | b'U', digits @ ..] => {
            digits.iter().take(4).filter(|b| b.is_ascii_hexdigit()).count() == 4
        }
        [b'\\', b'\\', ..] => true,
        [b'%', one, two, ..] => {
            (one.is_ascii_hexdigit() && *one >= b'8' || [*one, *two] == *b"25") && two.is_ascii_hexdigit()
        }
        [b'~', b'{', ..] => true,
        [b'+', rest @ ..] => rest.iter().take(6).filter(|b| packed::is_base64(**b)).count() == 6,
        _ => false,
    }
}

/// Families of escapes; each is weighed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    /// `&#20013;`, `&#x4e2d;`, `&ldquo;`, and the same behind `&amp;`.
    Reference,
    /// `\u4e2d` and `%u4E2D`.
    Unit,
    /// `%E4%B8%AD`, `%D6%D0`.
    Percent,
    /// HZ and UTF-7.
    Packed,
}

const FAMILIES: [Family; 4] = [Family::Reference, Family::Unit, Family::Percent, Family::Packed];

/// An escape at the start of a text.
struct Escape {
    family: Family,
    /// Its bytes.
    len: usize,
    /// What it stands for.
    now: String,
    /// How strongly it speaks for damage although it is no Chinese: a quotation mark, a dash.
    typographic: bool,
    /// Whether it reads as Chinese by itself; if not, it speaks for nothing and waits for others that do.
    reads: bool,
}

/// What stands at an opening character.
enum Opened {
    Escape(Escape),
    /// None; so many bytes need not be looked at again.
    Nothing(usize),
}

/// Escapes that stand without a gap.
struct Run {
    spot: Spot,
    family: Family,
    now: String,
    chinese: usize,
    typographic: usize,
    place: Place,
}

/// Weighs each family on the whole page.
pub(super) fn propose(page: &Page) -> Findings {
    let lines = page.lines;
    let mut runs = Vec::new();
    for (line, text) in lines.iter().enumerate() {
        scan(line, text, &mut runs);
    }
    let mut findings = Findings::default();
    if runs.is_empty() {
        return findings;
    }
    // Chinese characters that nobody escaped.
    let clear = std::cell::LazyCell::new(|| {
        lines.iter().flat_map(|line| line.chars()).filter(|&c| is_hanzi(c)).count()
    });
    let talk = TALK * talk::of_escapes(lines).min(MOST_TALK) as f32;
    for family in FAMILIES {
        let runs = || runs.iter().filter(move |run| run.family == family);
        let escaped: usize = runs().filter(|run| run.place != Place::Code).map(|run| run.chinese).sum();
        let is_page = escaped >= place::TEXT && escaped > *clear;
        let gain: f32 = runs().map(|run| run.gain(is_page)).sum();
        if gain == 0.0 {
            continue;
        }
        let runner_up = talk + shown(lines, runs());
        for run in runs() {
            let kept = match run.place {
                Place::Code => true,
                Place::Quoted => gain < runner_up + QUOTED,
                Place::Flow | Place::Loose => false,
            };
            if kept || run.now.is_empty() {
                continue;
            }
            let torn = torn_end(lines[run.spot.line], run.spot.end);
            if gain > runner_up && torn > run.spot.end {
                findings.unsure.push(Spot::new(run.spot.line, run.spot.end..torn));
            }
            findings.proposals.push(Proposal::new(run.spot.clone(), run.now.clone(), gain, runner_up));
        }
    }
    findings
}

/// One escaped character amid Chinese text that says nothing about escapes is enough.
const FIRST: f32 = 3.2;
const AGAIN: f32 = 1.5;
/// A word of the trade on the page. With one of them it takes four escapes amid the text; with six of them a
/// paragraph.
const TALK: f32 = 8.0;
const MOST_TALK: usize = 6;
/// What a short escape stands for is itself on the page: the example of a lesson.
const SHOWN: f32 = 4.0;
/// In quotes or brackets an escape is likely meant.
const QUOTED: f32 = 12.0;

impl Run {
    /// Where most of the page is escaped, what stands by itself counts as well.
    fn gain(&self, is_page: bool) -> f32 {
        let read = match self.family {
            Family::Packed => self.chinese.saturating_sub(1),
            _ => self.chinese + self.typographic,
        };
        match self.place {
            Place::Flow | Place::Loose if read > 0 && (is_page || self.place == Place::Flow) => {
                FIRST + AGAIN * (read - 1) as f32
            }
            _ => 0.0,
        }
    }
}

/// What speaks for a lesson: few runs, and their meaning stands beside them.
fn shown<'r>(lines: &[&str], runs: impl Iterator<Item = &'r Run> + Clone) -> f32 {
    if runs.clone().nth(8).is_some() {
        return 0.0;
    }
    let is_shown = |run: &&Run| {
        (2..=8).contains(&run.now.chars().count())
            && run.chinese > 1
            && lines.iter().any(|line| line.contains(&run.now))
    };
    runs.filter(is_shown).map(|run| SHOWN + run.gain(true)).sum()
}

/// Finds the runs of a line.
fn scan(line: usize, text: &str, runs: &mut Vec<Run>) {
    let first = runs.len();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|&b| sign(char::from(b))) {
        at += next;
        match open(&text[at..]) {
            Opened::Nothing(len) => at += len.max(1),
            Opened::Escape(escape) => {
                let (start, end) = (at, at + escape.len);
                at = end;
                let chinese =
                    if escape.reads { escape.now.chars().filter(|&c| is_chinese(c)).count() } else { 0 };
                let typographic = usize::from(escape.typographic);
                match runs[first..].last_mut() {
                    Some(run) if run.spot.end == start && run.family == escape.family => {
                        run.spot.end = end;
                        run.now += &escape.now;
                        run.chinese += chinese;
                        run.typographic += typographic;
                    }
                    _ => runs.push(Run {
                        spot: Spot::new(line, start..end),
                        family: escape.family,
                        now: escape.now,
                        chinese,
                        typographic,
                        place: Place::Loose,
                    }),
                }
            }
        }
    }
    place::settle(text, &mut runs[first..]);
}

fn open(text: &str) -> Opened {
    match text.as_bytes()[0] {
        b'&' => reference::open(text),
        b'\\' => unit::open(text),
        b'%' if matches!(text.as_bytes().get(1), Some(b'u' | b'U')) => unit::open(text),
        b'%' => percent::open(text),
        b'~' => packed::hz(text),
        _ => packed::utf7(text),
    }
}

/// Where an escape that was cut off ends, directly behind a run: `&#200`, `\u4e`, `%E4`.
fn torn_end(text: &str, end: usize) -> usize {
    let tail = &text.as_bytes()[end..];
    let torn = match tail {
        [b'&', b'#' | b'a', ..]
        | [b'\\', b'u', ..]
        | [b'%', b'0'..=b'9' | b'A'..=b'F' | b'a'..=b'f' | b'u', ..] => {
            1 + tail[1..].iter().take(7).take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count()
        }
        _ => 0,
    };
    end + torn
}

/// A hanzi or a mark of Chinese text.
fn is_chinese(c: char) -> bool {
    is_hanzi(c)
        || matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}' | '“' | '”' | '‘' | '’' | '…' | '—' | '―' | '·')
}

/// Whether a text costs what Chinese costs: 5 to 7 nats a character where a reading is right, 11 to 14 where not.
fn reads_as_chinese(text: &str) -> bool {
    let (mut before, mut price, mut chars) = (None, 0, 0);
    for c in text.chars() {
        if is_hanzi(c) {
            price += lang::chinese(before, c).unwrap_or(17 * lang::NAT);
            chars += 1;
        }
        before = Some(c);
    }
    chars > 0 && price < chars * 10 * lang::NAT
}

#[cfg(test)]
mod tests;
