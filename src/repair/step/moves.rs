//! The ways to go on from a place: in step, shifted by one byte, across what was swallowed, shown as `?` or dropped.

use super::gbk::{self, Gap};
use super::line::Swallowed;
use super::page::MARKS;
use super::search::{Emit, Search, State};
use crate::convert::Tally;
use crate::document::is_hanzi;
use crate::lang::NAT;
use crate::repair::reading::Reading;

/// Priors, in nats: a byte-level insertion seen through its reading; through its mark; a reading or comma that ends
/// a shift; an ASCII character that was swallowed and not put in; a pair that the reader dropped or showed as `?`.
const TORN_BY_READING: u32 = 2 * NAT;
const TORN_BY_COMMA: u32 = 5 * NAT;
/// Where the page shows the kit's commas or readings elsewhere.
const TORN_ON_A_KIT_PAGE: u32 = 2 * NAT;
/// A comma of the kit before what is no mark.
const STRAY_COMMA: u32 = 4 * NAT;
const ENDED: u32 = NAT;
pub(super) const SWALLOWED: u32 = 4 * NAT;
/// A character dearer than this behind the last one makes a dropped pair worth trying; and two.
const GAP_WORTH: u32 = 6 * NAT;
const GAP_TWICE_WORTH: u32 = 9 * NAT;
/// White space between two characters of a sentence.
const SPACE: u32 = 2 * NAT;
/// A reading without its bracket that says nothing of what follows.
const SCRAP: u32 = 9 * NAT;
/// Something the kit put in that stands whole.
const PUT_IN: u32 = NAT;

impl Search<'_, '_> {
    pub(super) fn in_step(&mut self, state: State, at: usize) {
        let c = self.line.char(at);
        // What was put in whole is another plan's to take away; here it must not come between two characters.
        let whole = match c {
            '(' | '（' => {
                self.line.reading_at(at).filter(|(r, _)| r.rank_of(state.last).is_some()).map(|(_, len)| len)
            }
            ',' if self.line.marks(at + 1).is_some() => Some(1),
            _ => None,
        };
        if let Some(len) = whole {
            let node = self.emit(state, Emit::Tokens(at, at + len));
            self.push(len, State { against: state.against + PUT_IN as i32, node, ..state });
            return;
        }
        let node = self.emit(state, Emit::Tokens(at, at + 1));
        self.push(1, State { node, ..state.read(self.line, c, 0) });
        if c != '?' {
            return;
        }
        if let Some((reading, len)) = self.line.reading_behind(at + 1) {
            // Or it is a scrap, and what follows is in step.
            let node = self.emit(state, Emit::Tokens(at, at + 1 + len));
            self.push(1 + len, State { against: state.against + SCRAP as i32, node, ..state });
            let halves = self.line.kit.bytes(state.last).pairs;
            for listed in halves.into_iter().flat_map(|[_, half]| listed(half, &reading)) {
                let against = state.against + (TORN_BY_READING + listed.surprise) as i32;
                let pending = Some(listed.second);
                self.push(
                    1 + len,
                    State { pending, against, by_reading: true, touched: at + 1 + len, ..state },
                );
            }
        }
        // Among marks alone nothing is torn.
        if !state.recent.iter().any(|c| is_hanzi(*c)) || self.is_beyond(2, &state) {
            return;
        }
        self.torn_twice(state, at);
        if let Some([first, second]) = self.line.marks(at + 1) {
            for lead in gbk::LEADS {
                if let Some(c) = gbk::character(lead, first).filter(|c| gbk::is_chinese(*c)) {
                    let torn = if self.line.kit.traces > 0 { TORN_ON_A_KIT_PAGE } else { TORN_BY_COMMA };
                    let next = self.rejoined(state, c, torn + self.doubling(c, at), at + 2);
                    self.push(2, State { pending: Some(second), ..next });
                }
            }
        }
    }

    /// A comma before a mark across two characters and one before the second of them: `虎和??、` was 虎和牛、.
    fn torn_twice(&mut self, state: State, at: usize) {
        let Some([next, _]) = self.line.marks(at + 2).filter(|_| self.line.at(at + 1) == Some('?')) else {
            return;
        };
        let torn = if self.line.kit.traces > 0 { TORN_ON_A_KIT_PAGE } else { TORN_BY_COMMA };
        for second in [0xA1, 0xA3] {
            if gbk::character(second, next).is_none_or(|mark| !MARKS.contains(&mark)) {
                continue;
            }
            for lead in gbk::LEADS {
                if let Some(c) = gbk::character(lead, second).filter(|c| gbk::is_chinese(*c)) {
                    let next = self.rejoined(state, c, torn + self.doubling(c, at), at + 2);
                    self.push(2, next);
                }
            }
        }
    }

    /// Whether the kit's comma stands before what it is put before.
    fn doubling(&self, c: char, at: usize) -> u32 {
        let kit = self.line.kit;
        let is_doubled = kit.doubled > 0 && at > 0 && self.line.at(at - 1) == Some(',');
        match (MARKS.contains(&c), is_doubled) {
            (true, false) => kit.undoubled(),
            (false, true) => STRAY_COMMA,
            _ => 0,
        }
    }

    pub(super) fn shifted(&mut self, state: State, pending: u8, at: usize, best: u32) {
        let c = self.line.char(at);
        let touched = at + 1;
        if c == '?' {
            self.ended(state, pending, at);
            self.gaps(state, pending, at, Gap::Unassigned, false);
        }
        // Put in between two pairs as the page shows them.
        if c == ',' && self.line.marks(at + 1).is_some() {
            self.push(1, State { against: state.against + PUT_IN as i32, touched, ..state });
        }
        if matches!(c, '(' | '（')
            && let Some((reading, len)) = self.line.reading_at(at)
            && self.line.at(at - 1).is_some_and(|before| reading.rank_of(before).is_some())
        {
            self.push(len, State { against: state.against + PUT_IN as i32, touched: at + len, ..state });
        }
        let stood = self.line.kit.bytes(c);
        // What the cheapest character costs that is read here.
        let mut plain = u32::MAX;
        if let Some(byte) = stood.byte.filter(|b| *b >= 0x40)
            && let Some(c) = gbk::character(pending, byte)
        {
            let next = State { pending: None, ..self.rejoined(state, c, 0, touched) };
            plain = plain.min(next.price().saturating_sub(state.price()));
            self.push(1, next);
        }
        for [first, second] in &stood.pairs {
            if let Some(c) = gbk::character(pending, *first) {
                let next = self.rejoined(state, c, 0, touched);
                let next = self.half(next, *second, touched);
                plain = plain.min(next.price().saturating_sub(state.price()));
                self.push(1, next);
            }
        }
        let wins = state.price() + 3 * NAT < self.honest.price() && state.price() < best + 4 * NAT;
        if wins && state.rejoined > 0 && plain > GAP_WORTH && !self.line.kit.private {
            self.gaps(state, pending, at, Gap::UserDefined, plain > GAP_TWICE_WORTH);
        }
    }

    /// A `?` that swallowed what was put in at the end of a shift.
    fn ended(&mut self, state: State, pending: u8, at: usize) {
        let touched = at + 1;
        if let Some((reading, len)) = self.line.reading_behind(at + 1) {
            for listed in listed(pending, &reading) {
                let next = self.rejoined(state, listed.hanzi, ENDED + listed.surprise, at + 1 + len);
                self.push(1 + len, State { pending: None, by_reading: true, ..next });
            }
        }
        let by_comma = self.line.marks(at + 1).is_some();
        let swallowed = self.line.swallowed(at + 1);
        if self.is_beyond(1, &state) {
            return;
        }
        for second in gbk::LEADS {
            let Some(c) = gbk::character(pending, second).filter(|c| gbk::is_chinese(*c)) else { continue };
            if by_comma {
                let next = self.rejoined(state, c, ENDED, touched);
                self.push(1, State { pending: None, ..next });
                continue;
            }
            let next = State { pending: None, ..self.rejoined(state, c, 0, touched) };
            match swallowed {
                Swallowed::Nothing => {
                    self.push(1, State { against: next.against + ENDED as i32, ..next });
                }
                Swallowed::End => {
                    let end = ENDED + self.line.kit.end(self.line.text(), c);
                    self.push(1, State { against: next.against + end as i32, ..next });
                }
                Swallowed::Bracket => {
                    let end = ENDED + self.line.kit.end(self.line.text(), c);
                    let node = self.emit(next, Emit::Char('<'));
                    self.push(1, State { against: next.against + end as i32, node, ..next });
                }
                Swallowed::Unknown => {
                    let next = self.rejoined(next, '?', SWALLOWED, touched);
                    self.push(1, next);
                }
                Swallowed::Space(shown) => self.space(next, shown),
                Swallowed::Mark => {
                    self.space(next, false);
                    for mark in ",:?!;".chars() {
                        let next = self.rejoined(next, mark, ENDED, touched);
                        self.push(1, next);
                    }
                }
            }
        }
    }

    /// White space that was swallowed; `shown` if more of it stands there. Between paragraphs it was a line feed.
    fn space(&mut self, state: State, shown: bool) {
        let ends = matches!(state.last, '。' | '！' | '？' | '”' | '…');
        let cost = if ends || state.last == '：' { ENDED } else { SWALLOWED + SPACE };
        let space = if ends && self.line.kit.has_tight_stops() { '\n' } else { ' ' };
        let node = if shown { state.node } else { self.emit(state, Emit::Char(space)) };
        self.push(1, State { against: state.against + cost as i32, node, ..state });
    }

    /// The second byte of a pair: the first half of a character, or an ASCII one that was taken for a second half.
    pub(super) fn half(&mut self, state: State, byte: u8, touched: usize) -> State {
        if byte < 0x80 {
            State { pending: None, ..self.rejoined(state, char::from(byte), 0, touched) }
        } else {
            State { pending: Some(byte), ..state }
        }
    }
}

/// A character that a kit may have listed, known by its first byte and its reading.
struct Listed {
    hanzi: char,
    second: u8,
    surprise: u32,
}

fn listed(first: u8, reading: &Reading) -> impl Iterator<Item = Listed> {
    gbk::LEADS.filter_map(move |second| {
        let hanzi = gbk::character(first, second)?;
        let rank = reading.rank_of(hanzi)?;
        Some(Listed { hanzi, second, surprise: (rank as u32).min(3) * 3 * NAT + unlisted(hanzi) })
    })
}

/// Kits list what their conversion made: characters that are traditional and no others.
fn unlisted(hanzi: char) -> u32 {
    let is_listed = Tally::of(hanzi.encode_utf8(&mut [0; 4])).traditional > 0;
    if is_listed { 0 } else { 4 * NAT }
}
