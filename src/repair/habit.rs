//! How the characters of a page are annotated with readings, and whether a kit or an author did it.

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::GBK;

use super::plan::Spot;
use super::reading::Reading;
use crate::convert::{Conversion, convert};
use crate::document::is_hanzi;
use crate::lang::{self, NAT};

/// A character with a bracketed reading of its own behind it.
pub(super) struct Annotated {
    pub hanzi: char,
    pub reading: Reading,
    pub place: Place,
    /// The brackets.
    pub spot: Spot,
}

/// Where an annotated character stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Behind another character.
    Inside,
    /// At the start of a clause, with a character behind the brackets.
    Initial,
    /// Directly behind another annotated character.
    Chained,
    /// Behind a separator of a list, with a character behind the brackets: a word of a vocabulary, or prose.
    Listed,
    /// Behind an opening quote, with a character behind the brackets: a word that is talked about, or speech.
    Quoted,
    /// By itself between marks, quotes or spaces, as a headword stands.
    Alone,
}

/// The characters that bear readings on the page.
pub(super) struct Listed {
    habits: BTreeMap<char, Habit>,
    /// Hanzi of the lines in which readings stand.
    hanzi: usize,
    /// Whether the readings follow a list of characters, whatever these are.
    by_list: bool,
}

/// How one character is annotated on the page.
#[derive(Debug, Clone)]
struct Habit {
    form: Form,
    /// Whether it is one of the few hundred that every text is made of.
    common: bool,
    reading: String,
    first_reading: bool,
    consistent: bool,
    toned: bool,
    running: usize,
    initial: usize,
    listed: usize,
    quoted: usize,
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
        let simplified = convert(&text, Conversion::T2s);
        // Level one of GB 2312 (leads B0 to D7) is the 3755 common characters; a rare one (蟈) is glossed
        // because it is rare.
        if !matches!(*GBK.encode(&simplified).0, [0xB0..=0xD7, 0xA1..=0xFE]) {
            Form::Other
        } else if simplified != text {
            Form::Traditional
        } else if convert(&text, Conversion::S2tw) != text {
            Form::Simplified
        } else {
            Form::Other
        }
    }
}

impl Listed {
    pub fn of(lines: &[&str], found: &[Annotated]) -> Listed {
        let mut habits: BTreeMap<char, Habit> = BTreeMap::new();
        for annotated in found {
            let habit = habits.entry(annotated.hanzi).or_insert_with(|| Habit::new(annotated));
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
                Place::Quoted => &mut habit.quoted,
                Place::Chained => &mut habit.chained,
                Place::Alone => &mut habit.alone,
            } += 1;
        }
        let mut listed = Listed { habits, hanzi: 0, by_list: false };
        if listed.habits.is_empty() {
            return listed;
        }
        for c in lines.iter().flat_map(|l| l.chars()).filter(|&c| is_hanzi(c)) {
            if let Some(habit) = listed.habits.get_mut(&c) {
                habit.occurrences += 1;
            }
        }
        let bearing: BTreeSet<usize> = found.iter().map(|annotated| annotated.spot.line).collect();
        let hanzi = |line: &usize| lines[*line].chars().filter(|&c| is_hanzi(c)).count();
        listed.hanzi = bearing.iter().map(hanzi).sum();
        listed.by_list = listed.is_by_list();
        listed
    }

    /// Whether the page annotates every occurrence of some characters and none of the others, and among them are such
    /// that nobody needs a reading for. Who teaches a text annotates all of it; who glosses it, what is rare.
    fn is_by_list(&self) -> bool {
        let stand: usize = self.habits.values().map(|habit| habit.occurrences).sum();
        let common = || self.habits.values().filter(|habit| habit.common && habit.is_mostly());
        let again: usize = common().map(|habit| habit.annotated() - 1).sum();
        let annotated = self.annotated() as f32;
        annotated >= EVERYWHERE * stand as f32
            && annotated <= COVERED * self.hanzi as f32
            && common().filter(|habit| habit.annotated() > 1).count() >= COMMON
            && again >= COMMON_AGAIN
    }

    fn annotated(&self) -> usize {
        self.habits.values().map(Habit::annotated).sum()
    }

    /// What speaks for injection, and what for honest annotation.
    pub fn weigh(&self) -> (f32, f32) {
        let (mut injected, mut honest) = (0.0, 0.0);
        let vocabulary = self.is_vocabulary();
        for habit in self.habits.values() {
            let prose = habit.running + habit.initial + if vocabulary { 0 } else { habit.listed };
            let annotated = habit.annotated();
            if habit.form != Form::Other && habit.toned {
                let first = if habit.form == Form::Traditional { TRADITIONAL } else { SIMPLIFIED };
                injected += if prose > 0 { first } else { 0.0 } + AGAIN * prose.saturating_sub(1) as f32;
            } else if self.by_list && habit.is_mostly() {
                injected += AGAIN * prose.saturating_sub(1) as f32;
            }
            honest += match habit.form {
                Form::Other if self.by_list && habit.is_mostly() => 0.0,
                Form::Other => OTHER_FORM,
                _ if habit.occurrences > 2 * annotated => SEEN_BARE,
                _ => 0.0,
            };
            honest += if habit.consistent { 0.0 } else { TWO_READINGS };
            honest += if habit.first_reading { 0.0 } else { RARE_READING };
            honest += ALONE * habit.alone as f32;
            honest += if vocabulary { LISTED * habit.listed as f32 } else { 0.0 };
        }
        let chained: usize = self.habits.values().map(|habit| habit.chained).sum();
        honest += CHAINED * (chained as f32 - self.chained_by_chance()).max(0.0);
        (injected, honest)
    }

    /// Neighbours of which a list of this length has both.
    fn chained_by_chance(&self) -> f32 {
        let annotated = self.annotated() as f32;
        if self.by_list { CHANCE * annotated * annotated / self.hanzi as f32 } else { 0.0 }
    }

    /// At least half of the annotated characters, and three of them, open a word of a list. 買菜、買米、買布 is
    /// no vocabulary: the same character does not come twice in one.
    fn is_vocabulary(&self) -> bool {
        let listed = self.habits.values().filter(|habit| habit.listed > 0).count();
        listed >= 3 && listed * 2 >= self.habits.len()
    }

    /// Whether a page judged injected loses this annotation.
    pub fn takes(&self, annotated: &Annotated, gain: f32) -> bool {
        let Some(habit) = self.habits.get(&annotated.hanzi) else { return false };
        let in_prose = habit.running + habit.initial + habit.chained + habit.listed > 0;
        let on_the_list = match habit.form {
            Form::Other if self.by_list => gain >= SURE && habit.consistent && habit.first_reading,
            Form::Other => gain >= SURE && habit.is_everywhere() && habit.occurrences > 1,
            _ => true,
        };
        on_the_list && (gain >= SURE || in_prose && (annotated.reading.toned || gain >= 2.0 * TRADITIONAL))
    }
}

impl Habit {
    fn new(annotated: &Annotated) -> Habit {
        Habit {
            form: Form::of(annotated.hanzi),
            common: lang::chinese(None, annotated.hanzi).is_some_and(|price| price < USUAL),
            reading: annotated.reading.syllable.clone(),
            first_reading: annotated.reading.rank_of(annotated.hanzi) == Some(0),
            consistent: true,
            toned: annotated.reading.toned,
            running: 0,
            initial: 0,
            listed: 0,
            quoted: 0,
            chained: 0,
            alone: 0,
            occurrences: 0,
        }
    }

    /// Whether it bears a reading wherever it stands.
    fn is_everywhere(&self) -> bool {
        self.annotated() == self.occurrences
    }

    /// The same but for places where damage hid a reading. Not where it is given because it is a rare one.
    fn is_mostly(&self) -> bool {
        self.annotated() * 4 >= self.occurrences * 3 && self.consistent && self.first_reading
    }

    fn annotated(&self) -> usize {
        self.running + self.initial + self.listed + self.quoted + self.chained + self.alone
    }
}

/// A common traditional character annotated inside running text: one is enough on an otherwise silent page.
const TRADITIONAL: f32 = 3.2;
/// A common simplified one: a children's text annotates these too, so it takes five of them.
const SIMPLIFIED: f32 = 0.7;
/// The same character annotated again with the same reading; a gloss is given once.
const AGAIN: f32 = 0.7;
/// What the commonest 300 characters cost: three fifths of any text.
const USUAL: u32 = 7 * NAT;
/// A list: where its characters stand they are annotated, but for places that damage hid (89 of 100 and more on sixteen
/// pages with lists drawn at random; a text that has a poem with readings and talks about it has two of three);
const EVERYWHERE: f32 = 0.85;
/// of the hanzi at most so many are annotated (9 to 64 of 100 there; a text for children has nearly all);
const COVERED: f32 = 0.75;
/// and so many common ones are, so often again.
const COMMON: usize = 2;
const COMMON_AGAIN: usize = 4;
/// By chance a list annotates a neighbour as often as it annotates anything; a word has both of its characters on it
/// more often than that.
const CHANCE: f32 = 1.5;
/// A character that the kit's conversion did not touch: textbooks annotate these as often as others.
const OTHER_FORM: f32 = 2.0;
/// The character stands bare elsewhere more often than not: whoever annotated it, did it once.
const SEEN_BARE: f32 = 2.0;
/// One character with two readings: a lesson on polyphones. The kit has one reading for each.
const TWO_READINGS: f32 = 6.0;
/// A reading that is not the character's first one is given because it is not (姓單(shàn)). None of the 888 of
/// the seed pages is such a one.
const RARE_READING: f32 = 4.0;
/// Two neighbours both annotated: every seventh of the kit's, nearly all in a textbook.
const CHAINED: f32 = 1.0;
/// A headword, or a quoted character that is talked about.
const ALONE: f32 = 3.0;
/// A word of a vocabulary.
const LISTED: f32 = 2.0;
/// Evidence enough to take what would not be evidence itself: readings without a tone, other characters.
const SURE: f32 = 9.0;
