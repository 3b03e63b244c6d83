//! GB18030 and Big5 with mistakes: one lost byte shifts every pair after it, so the pairing that reads best is sought.

use encoding_rs::Encoding;

use super::gap::{self, Read};
use super::score::{BAD, Cost, Style, price};
use super::table::{Emit, Pairs, Step};
use crate::lang::NAT;

/// The second half of a character at the beginning of the page. On 450 whole texts and 300 cut ones, 2 shifts whole
/// texts that begin with rare hanzi and 7 keeps shifted readings of cut ones.
const CUT_FIRST: u32 = 5 * NAT;

/// What another reading must gain over one without any mistake, where the page's end is whole. Without it 5 of 2942
/// pieces of eight characters in Big5 lost their first one, a name's rare hanzi mostly; with it none did.
const SOUND: u64 = 16 * NAT as u64;

/// The first half of a character at the end of the page: nothing else can be made of it.
const CUT_LAST: u32 = 2 * NAT;

/// Missing bytes that are sought on one page: each takes a quarter of a millisecond.
const GAPS: usize = 16;

/// Hanzi after which a page may well begin with a single Latin letter: A股, T恤, K歌, B超, X光, U盘.
const AFTER_A_LETTER: &str = "股恤歌超光盘盤座型版级級片字区區";

/// Which ends of the page a piece of it holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) first: bool,
    pub(super) last: bool,
    /// Whether the piece is read for good, so that it is worth while to seek what is missing.
    pub(super) for_good: bool,
}

impl Ends {
    pub(super) const BOTH: Ends = Ends { first: true, last: true, for_good: false };
    pub(super) const PAGE: Ends = Ends { for_good: true, ..Ends::BOTH };
}

/// The cheapest way to have read everything up to a byte.
#[derive(Clone, Copy)]
struct Best {
    cost: u64,
    bytes: u8,
    emit: Emit,
}

impl Pairs {
    /// Reads bytes; says whether any of them meant nothing. Stretches between bytes that belong to no pair are read
    /// straight where that works, and by the best pairing where it does not.
    pub(super) fn read(&self, bytes: &[u8], ends: Ends) -> (String, bool) {
        let mut text = String::with_capacity(bytes.len() * 3 / 2);
        let mut malformed = false;
        let mut cut_last = false;
        let margin = if ends.last && self.is_torn(bytes) { 0 } else { SOUND };
        let mut gaps = if ends.for_good && self.gb { GAPS } else { 0 };
        let mut at = 0;
        while at < bytes.len() {
            let ascii = at + Encoding::ascii_valid_up_to(&bytes[at..]);
            text.push_str(std::str::from_utf8(&bytes[at..ascii]).expect("ASCII"));
            // No second byte is below 0x30, so this ends between characters.
            let end = bytes[ascii..].iter().position(|&b| b < 0x30).map_or(bytes.len(), |n| ascii + n);
            let run = &bytes[ascii..end];
            let ends =
                Ends { first: ends.first && ascii == 0, last: ends.last && end == bytes.len(), ..ends };
            match self.encoding.decode_without_bom_handling_and_without_replacement(run) {
                Some(straight) if !ends.first => text.push_str(&straight),
                straight => {
                    let (bad, cut) = self.best(
                        run,
                        ends,
                        straight.as_deref().map(|text| (text, margin)),
                        &mut gaps,
                        &mut text,
                    );
                    malformed |= bad;
                    cut_last |= cut;
                }
            }
            at = end;
        }
        // Cut in the middle at the end, and a lone letter before the first pair: that letter is a second byte.
        if cut_last && ends.first && self.begins_with_half(bytes, &text) {
            text.remove(0);
        }
        (text, malformed)
    }

    /// Whether the page ends in the middle of a character, which makes it likely that it begins so too.
    fn is_torn(&self, bytes: &[u8]) -> bool {
        let tail = bytes.iter().rposition(|&b| b < 0x30).map_or(bytes, |n| &bytes[n..]);
        let is_lead = tail.last().is_some_and(|b| !b.is_ascii());
        is_lead && self.encoding.decode_without_bom_handling_and_without_replacement(tail).is_none()
    }

    fn begins_with_half(&self, bytes: &[u8], text: &str) -> bool {
        let &[0x40..=0x7e, 0x81..=0xfe, ..] = bytes else { return false };
        let mut chars = text.chars();
        let (first, second) = (chars.next(), chars.next());
        !(first.is_some_and(|c| c.is_ascii_uppercase()) && second.is_some_and(|c| AFTER_A_LETTER.contains(c)))
    }

    /// Appends the cheapest reading of a stretch, or the straight one unless that is dearer by a margin; says whether bytes were bad, and whether the last one was cut.
    /// Keeps one way per byte, so time and room are linear.
    fn best(
        &self,
        run: &[u8],
        ends: Ends,
        straight: Option<(&str, u64)>,
        gaps: &mut usize,
        text: &mut String,
    ) -> (bool, bool) {
        const NEVER: Best = Best { cost: u64::MAX, bytes: 0, emit: Emit::Nothing };
        let mut best = vec![NEVER; run.len() + 1];
        best[0].cost = 0;
        for at in 0..run.len() {
            let here = best[at];
            let before = match here.emit {
                Emit::Char(c) => Some(c),
                _ => None,
            };
            let mut relax = |step: Step, price: u32| {
                let cost = here.cost + u64::from(price);
                if cost < best[at + step.bytes].cost {
                    best[at + step.bytes] = Best { cost, bytes: step.bytes as u8, emit: step.emit };
                }
            };
            self.steps(&run[at..], |step| {
                let price = match step.emit {
                    Emit::Char(c) => price(Style::Chinese, before, c),
                    Emit::Nothing | Emit::Bad => BAD,
                };
                relax(step, price);
            });
            if run[at] >= 0x80 && ends.last && at + 1 == run.len() {
                relax(Step { bytes: 1, emit: Emit::Nothing }, CUT_LAST);
            }
            // Before a byte that may be its second half it is a first half.
            let second = |b: &u8| (0x40..=0x7e).contains(b);
            if ends.first && at == 0 && run[0] >= 0x80 && !run.get(1).is_some_and(second) {
                relax(Step { bytes: 1, emit: Emit::Nothing }, CUT_FIRST);
            }
        }
        if let Some((straight, margin)) = straight
            && Cost::of(straight, Style::Chinese).total <= best[run.len()].cost + margin
        {
            text.push_str(straight);
            return (false, false);
        }
        let mut way = Vec::new();
        let mut at = run.len();
        while at > 0 {
            let step = best[at];
            let start = at - usize::from(step.bytes);
            let c = match step.emit {
                Emit::Char(c) => Some(c),
                _ => None,
            };
            way.push((Read { start, end: at, c }, step.emit));
            at = start;
        }
        way.reverse();
        let cut = ends.last && way.last().is_some_and(|(_, emit)| *emit == Emit::Nothing);
        let (way, emits): (Vec<Read>, Vec<Emit>) = way.into_iter().unzip();
        let bad = way.iter().any(|step| step.c.is_none());
        self.write(run, &way, &emits, gaps, text);
        (bad, cut)
    }

    /// Appends what was read. A byte without its other half is completed where one completion is clearly the best.
    fn write(&self, run: &[u8], way: &[Read], emits: &[Emit], gaps: &mut usize, text: &mut String) {
        let mut filled: Vec<(usize, usize, Vec<char>)> = Vec::new();
        for (at, emit) in emits.iter().enumerate() {
            let is_lone = *emit == Emit::Bad && way[at].end - way[at].start == 1;
            if is_lone && *gaps > 0 {
                *gaps -= 1;
                filled.extend(gap::filled(self, run, way, at));
            }
        }
        let mut filled = filled.into_iter().peekable();
        let mut at = 0;
        while at < way.len() {
            // Two that are near each other share characters: the first one counts.
            while filled.next_if(|(first, ..)| *first < at).is_some() {}
            if let Some((_, last, chars)) = filled.next_if(|(first, ..)| *first == at) {
                text.extend(chars);
                at = last + 1;
                continue;
            }
            match emits[at] {
                Emit::Char(c) => text.push(c),
                Emit::Bad => text.push('\u{fffd}'),
                Emit::Nothing => {}
            }
            at += 1;
        }
    }
}
