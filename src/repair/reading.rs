//! Bracketed readings: one syllable of pinyin in brackets, and whether a character is read so.

use pinyin::ToPinyinMulti;

/// One syllable in brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// As dictionaries spell it: `ɑ ɡ v u:` are put right.
    pub syllable: String,
    /// Bears a tone mark.
    pub toned: bool,
    /// Bytes from the opening bracket to behind the closing one.
    pub len: usize,
}

/// The longest syllables have six letters (zhuāng); `u:` makes it seven.
const MAX_LETTERS: usize = 7;

impl Reading {
    /// Reads `(lái)` or `（lái）` at the start of a text. Several syllables, capitals, spaces or a second tone
    /// mark are no reading of one character.
    pub fn at_start(text: &str) -> Option<Reading> {
        let mut chars = text.char_indices();
        if !matches!(chars.next()?.1, '(' | '（') {
            return None;
        }
        let (mut syllable, mut tones) = (String::new(), 0);
        for (at, c) in chars.take(MAX_LETTERS + 1) {
            match c {
                ')' | '）' => {
                    let len = at + c.len_utf8();
                    let valid = tones <= 1 && !syllable.is_empty();
                    return valid.then_some(Reading { syllable, toned: tones == 1, len });
                }
                ':' if syllable.ends_with('u') => {
                    syllable.pop();
                    syllable.push('ü');
                }
                'v' => syllable.push('ü'),
                'ɑ' => syllable.push('a'),
                'ɡ' => syllable.push('g'),
                'a'..='z' | 'ü' | 'ê' => syllable.push(c),
                _ if is_toned(c) => {
                    tones += 1;
                    syllable.push(c);
                }
                _ => return None,
            }
        }
        None
    }

    /// Which of a character's readings it is, the commonest first; without a tone mark any tone will do.
    pub fn rank_of(&self, hanzi: char) -> Option<usize> {
        hanzi.to_pinyin_multi()?.into_iter().position(|reading| {
            reading.with_tone() == self.syllable || !self.toned && reading.plain() == self.syllable
        })
    }
}

/// A vowel (or m, n) with one of the four tone marks.
pub(super) fn is_toned(c: char) -> bool {
    "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿếềê̌".contains(c) && !matches!(c, 'ê')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str) -> Option<(String, bool, usize)> {
        Reading::at_start(text).map(|r| (r.syllable, r.toned, r.len))
    }

    #[test]
    fn one_syllable_in_either_bracket_is_a_reading() {
        assert_eq!(reading("(lái)了"), Some(("lái".into(), true, 6)));
        assert_eq!(reading("（chuānɡ）"), Some(("chuāng".into(), true, 14)));
        assert_eq!(reading("(de)"), Some(("de".into(), false, 4)));
        assert_eq!(reading("(nu:)"), Some(("nü".into(), false, 5)));
        for other in ["(chóng qìng)", "(Lái)", "()", "(lái", "(chóngqìng)", "lái)", "(3)", "(abcdefghij)"]
        {
            assert_eq!(reading(other), None, "{other}");
        }
    }

    #[test]
    fn a_reading_belongs_to_the_character_or_not() {
        let rank = |text, hanzi| Reading::at_start(text)?.rank_of(hanzi);
        assert_eq!([rank("(lái)", '來'), rank("(lái)", '来')], [Some(0), Some(0)]);
        assert_eq!([rank("(dān)", '單'), rank("(shàn)", '單')], [Some(0), Some(3)]);
        assert!(
            rank("(lǜ)", '綠').is_some() && rank("(lv)", '綠').is_some() && rank("(men)", '們').is_some()
        );
        assert_eq!([rank("(qù)", '來'), rank("(a)", '來'), rank("(a)", 'x')], [None; 3]);
    }
}
