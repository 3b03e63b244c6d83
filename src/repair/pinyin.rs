//! Bracketed readings that a mirroring kit put in after listed characters: `來(lái)源` was 來源.
//!
//! The kit annotates every occurrence of some fourteen to ninety common characters, each with one reading,
//! inside running text. A gloss stands beside a word, a headword or a quoted character; a textbook annotates
//! character after character. The page as a whole says which of these it is.

use std::collections::HashMap;

use encoding_rs::GBK;

use super::plan::{Findings, Proposal, Spot};
use super::reading::{Reading, is_toned};
use crate::convert::{Conversion, Tally, convert};
use crate::document::is_hanzi;

/// A letter with a tone mark and, at most four letters on, a closing bracket. The letters' UTF-8 starts with C3
/// to C9, where no byte of a hanzi lies, so that text without them is passed 64 bytes at a time.
pub(super) fn gate(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.chunks(64).enumerate().any(|(chunk, part)| {
        let is_lead = |b: &u8| (0xC3..=0xC9).contains(b);
        part.iter().fold(false, |hit, b| hit | is_lead(b))
            && part.iter().enumerate().any(|(at, b)| is_lead(b) && ends_reading(line, chunk * 64 + at))
    })
}

fn ends_reading(line: &str, at: usize) -> bool {
    let mut chars = line[at..].chars();
    chars.next().is_some_and(is_toned) && chars.take(4).any(|c| matches!(c, ')' | '）'))
}

/// Weighs injection against honest annotation on the whole page.
pub(super) fn propose(lines: &[&str]) -> Findings {
    let mut findings = Findings::default();
    let (mut found, mut strays) = (Vec::new(), Vec::new());
    for (line, text) in lines.iter().enumerate() {
        scan(line, text, &mut found, &mut findings.unsure, &mut strays);
    }
    let listed = Listed::of(lines, &found);
    let (gain, runner_up) = listed.weigh();
    if gain > runner_up {
        findings.unsure.append(&mut strays);
    }
    findings.proposals = found
        .into_iter()
        .filter(|a| listed.takes(a, gain))
        .map(|a| Proposal { spot: a.spot, now: "".into(), gain, runner_up })
        .collect();
    findings
}

/// A character with a bracketed reading of its own behind it.
struct Annotated {
    hanzi: char,
    reading: Reading,
    place: Place,
    /// The brackets.
    spot: Spot,
}

/// Where an annotated character stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Behind another character.
    Inside,
    /// At the start of a clause, with a character behind the brackets.
    Initial,
    /// Directly behind another annotated character.
    Chained,
    /// Behind a separator of a list, with a character behind the brackets: a word of a vocabulary, or prose.
    Listed,
    /// By itself between marks, quotes or spaces, as a headword stands.
    Alone,
}

/// Finds annotated characters; readings whose opening bracket was swallowed; and readings that are not of the
/// character before them, which on a page of injected readings means that it was torn.
fn scan(line: usize, text: &str, found: &mut Vec<Annotated>, torn: &mut Vec<Spot>, strays: &mut Vec<Spot>) {
    let (mut before, mut hanzi) = (None, None);
    let mut skip_to = 0;
    // Where the last accepted reading ended.
    let mut reading_end = None;
    let mut chained = false;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        if c == '?'
            && let Some(len) = torn_reading(&text[at + 1..])
        {
            torn.push(Spot::new(line, at..shifted_end(text, at + 1 + len)));
        }
        if !matches!(c, '(' | '（') {
            chained = reading_end == Some(at);
            (before, hanzi) = (hanzi, Some((at, c)));
            continue;
        }
        let Some(reading) = Reading::at_start(&text[at..]) else {
            (before, hanzi) = (hanzi, Some((at, c)));
            continue;
        };
        let end = at + reading.len;
        match hanzi {
            Some((_, h)) if is_hanzi(h) && reading.is_of(h) => {
                let after = text[end..].chars().next();
                let place = place(chained, before.map(|(_, b)| b), after);
                found.push(Annotated { hanzi: h, reading, place, spot: Spot::new(line, at..end) });
                reading_end = Some(end);
            }
            Some((start, _)) if reading.toned => strays.push(Spot::new(line, start..end)),
            _ => {}
        }
        skip_to = end;
        (before, hanzi) = (hanzi, None);
    }
}

fn place(chained: bool, before: Option<char>, after: Option<char>) -> Place {
    let runs_on = after.is_some_and(|c| is_hanzi(c) || c.is_ascii_alphanumeric());
    match before {
        _ if chained => Place::Chained,
        Some(b) if is_hanzi(b) || b.is_ascii_alphanumeric() => Place::Inside,
        Some(' ' | '\u{3000}' | '/' | '|') if runs_on => Place::Listed,
        // 他想了想,說(shuō): is a clause of one character.
        Some('，' | '。' | '；' | '？' | '！' | ',' | ';' | '?' | '!') => Place::Initial,
        _ if runs_on => Place::Initial,
        _ => Place::Alone,
    }
}

/// `nèi)` behind a swallowed byte: the bytes up to behind the bracket.
fn torn_reading(text: &str) -> Option<usize> {
    let mut toned = false;
    for (at, c) in text.char_indices().take(8) {
        match c {
            ')' | '）' => return toned.then_some(at + c.len_utf8()),
            'a'..='z' | 'ü' | 'ɑ' | 'ɡ' => {}
            _ if is_toned(c) => toned = true,
            _ => return None,
        }
    }
    None
}

/// Behind a swallowed byte all pairs are shifted until the next ASCII byte.
fn shifted_end(text: &str, start: usize) -> usize {
    text[start..].find(|c: char| c.is_ascii()).map_or(text.len(), |at| start + at)
}

/// The characters that bear readings on the page.
struct Listed(HashMap<char, Habit>);

/// How one character is annotated on the page.
#[derive(Debug, Clone)]
struct Habit {
    form: Form,
    reading: String,
    consistent: bool,
    toned: bool,
    running: usize,
    initial: usize,
    listed: usize,
    chained: usize,
    alone: usize,
    occurrences: usize,
}

/// What the form of a character says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Traditional, of a common character: what the kit's list is made of.
    Traditional,
    /// Simplified, of a common character: that list after a later simplification.
    Simplified,
    /// Rare, or the same in both scripts.
    Other,
}

impl Form {
    fn of(hanzi: char) -> Form {
        let text = hanzi.to_string();
        let tally = Tally::of(&text);
        if tally.simplified + tally.traditional == 0 {
            return Form::Other;
        }
        let simplified = convert(&text, Conversion::T2s);
        // Level one of GB 2312 (leads B0 to D7) is the 3755 common characters; a rare one (蟈) is glossed
        // because it is rare.
        let common = matches!(*GBK.encode(&simplified).0, [0xB0..=0xD7, 0xA1..=0xFE]);
        match (common, tally.traditional > 0) {
            (true, true) => Form::Traditional,
            (true, false) => Form::Simplified,
            (false, _) => Form::Other,
        }
    }
}

impl Listed {
    fn of(lines: &[&str], found: &[Annotated]) -> Listed {
        let mut listed: HashMap<char, Habit> = HashMap::new();
        for annotated in found {
            let habit = listed.entry(annotated.hanzi).or_insert_with(|| Habit::new(annotated));
            // A reading without its tone is no other reading.
            if annotated.reading.toned && habit.toned {
                habit.consistent &= habit.reading == annotated.reading.syllable;
            } else if annotated.reading.toned {
                habit.toned = true;
                habit.reading.clone_from(&annotated.reading.syllable);
            }
            *match annotated.place {
                Place::Inside => &mut habit.running,
                Place::Initial => &mut habit.initial,
                Place::Listed => &mut habit.listed,
                Place::Chained => &mut habit.chained,
                Place::Alone => &mut habit.alone,
            } += 1;
        }
        if !listed.is_empty() {
            for c in lines.iter().flat_map(|l| l.chars()).filter(|&c| is_hanzi(c)) {
                if let Some(habit) = listed.get_mut(&c) {
                    habit.occurrences += 1;
                }
            }
        }
        Listed(listed)
    }

    /// What speaks for injection, and what for honest annotation.
    fn weigh(&self) -> (f32, f32) {
        let (mut injected, mut honest) = (0.0, 0.0);
        for habit in self.0.values() {
            let prose = habit.running + habit.initial;
            let annotated = habit.annotated();
            if habit.form != Form::Other && habit.toned {
                let first = if habit.form == Form::Traditional { TRADITIONAL } else { SIMPLIFIED };
                injected += if prose > 0 { first } else { 0.0 } + AGAIN * prose.saturating_sub(1) as f32;
            }
            honest += match habit.form {
                Form::Other => OTHER_FORM,
                _ if habit.occurrences > 2 * annotated => SEEN_BARE,
                _ => 0.0,
            };
            honest += if habit.consistent { 0.0 } else { TWO_READINGS };
            honest += CHAINED * habit.chained as f32;
            honest += ALONE * habit.alone as f32 + LISTED * habit.listed as f32;
        }
        (injected, honest)
    }

    /// Whether a page judged injected loses this annotation.
    fn takes(&self, annotated: &Annotated, gain: f32) -> bool {
        let Some(habit) = self.0.get(&annotated.hanzi) else { return false };
        let in_prose = habit.running + habit.initial + habit.chained + habit.listed > 0;
        let on_the_list = match habit.form {
            Form::Other => gain >= SURE && habit.annotated() == habit.occurrences && habit.occurrences > 1,
            _ => true,
        };
        on_the_list && (gain >= SURE || in_prose && annotated.reading.toned)
    }
}

impl Habit {
    fn new(annotated: &Annotated) -> Habit {
        Habit {
            form: Form::of(annotated.hanzi),
            reading: annotated.reading.syllable.clone(),
            consistent: true,
            toned: annotated.reading.toned,
            running: 0,
            initial: 0,
            listed: 0,
            chained: 0,
            alone: 0,
            occurrences: 0,
        }
    }

    fn annotated(&self) -> usize {
        self.running + self.initial + self.listed + self.chained + self.alone
    }
}

/// A common traditional character annotated inside running text: one is enough on an otherwise silent page.
const TRADITIONAL: f32 = 3.2;
/// A common simplified one: a children's text annotates these too, so it takes five of them.
const SIMPLIFIED: f32 = 0.7;
/// The same character annotated again with the same reading; a gloss is given once.
const AGAIN: f32 = 0.7;
/// A character that the kit's conversion did not touch: textbooks annotate these as often as others.
const OTHER_FORM: f32 = 2.0;
/// The character stands bare elsewhere more often than not: whoever annotated it, did it once.
const SEEN_BARE: f32 = 2.0;
/// One character with two readings: a lesson on polyphones. The kit has one reading for each.
const TWO_READINGS: f32 = 6.0;
/// Two neighbours both annotated: every seventh of the kit's, nearly all in a textbook.
const CHAINED: f32 = 1.0;
/// A headword, or a quoted character that is talked about.
const ALONE: f32 = 3.0;
/// A word list.
const LISTED: f32 = 2.0;
/// Evidence enough to take what would not be evidence itself: readings without a tone, other characters.
const SURE: f32 = 9.0;

#[cfg(test)]
mod tests {
    use crate::repair::repair;

    #[test]
    fn readings_inside_running_text_go() {
        for (damaged, text) in [
            ("他們?cè)谶@里", "他們?cè)谶@里"),
            ("橋頭來(lái)了一個(gè)賣(mài)糖的人。", "橋頭來了一個賣糖的人。"),
            ("橋頭來（lái）了一個（ɡè）賣(mài)糖的人。", "橋頭來了一個賣糖的人。"),
            ("聯(lián)系", "聯系"),
            (
                "船到了,他們(men)說(shuō)要來(lái)看看從前的樹(shù)和橋(qiáo)。",
                "船到了,他們說要來看看從前的樹和橋。",
            ),
        ] {
            assert_eq!(repair(damaged).text, text);
        }
    }

    #[test]
    fn a_page_that_was_simplified_again_loses_its_readings() {
        let damaged = "桥头来(lái)了一个(gè)卖(mài)糖的人，他说(shuō)从前这(zhè)里有很多船，现(xiàn)在没有人来(lái)了。";
        assert_eq!(repair(damaged).text, "桥头来了一个卖糖的人，他说从前这里有很多船，现在没有人来了。");
    }

    #[test]
    fn glosses_and_lessons_stay() {
        for honest in [
            "我在重庆(Chóngqìng)住过三年。",
            "我在重慶(chóng qìng)住過三年。",
            "「來(lái)」字的寫法和「個(gè)」不同。",
            "蹡(qiāng):走路的樣子。",
            "女(nǚ)生、绿(lǜ)色",
            "乐(lè)观 音乐(yuè) 长(zhǎng)大 长(cháng)短",
            "學(xué)習(xí) 國(guó)家(jiā) 來(lái)回 說(shuō)話",
            "小(xiǎo)猫(māo)钓(diào)鱼(yú)，蜻(qīng)蜓(tíng)飞(fēi)来(lái)了。",
            "草裏有隻蟈(guō)蟈在叫。",
            "这个字读作(zuò)。汶(wèn)川在西边。",
        ] {
            let repaired = repair(honest);
            assert_eq!(repaired.text, honest);
        }
    }

    #[test]
    fn a_reading_behind_a_torn_character_is_reported_and_left() {
        let damaged = "來(lái)的人說(shuō)過(guò),許多當?shù)乩习濉偖厴I(yè)的人都來(lái)了。";
        let repaired = repair(damaged);
        assert_eq!(repaired.text, "來的人說過,許多當?shù)乩习濉偖厴I(yè)的人都來了。");
        let torn: Vec<String> =
            repaired.unsure.iter().map(|r| damaged.chars().skip(r.start).take(r.len()).collect()).collect();
        assert_eq!(torn, ["?shù)乩习濉偖厴", "I(yè)"]);
    }
}
