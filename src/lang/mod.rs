//! How likely Chinese text is. Knows nobody; decoding and repair ask it.
//!
//! [`chinese`] looks at one character and the one before: for telling encodings apart. [`Reading`] and [`sentence`]
//! read words and what follows them: for telling which character stood where a byte is lost. Those two load 3 MB of
//! tables in LOAD ms at the first call.

mod bytes;
mod pairs;
mod reading;
mod words;

pub use pairs::chinese;
pub use reading::{Reading, sentence};

/// What a natural logarithm of one costs.
pub const NAT: u32 = 16;

/// The price of a hanzi that the word list does not know: the rarest it knows costs 15.
const UNKNOWN_HANZI: u32 = 17 * NAT;

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(text: &str) -> f64 {
        let mut before = None;
        let mut sum = 0;
        for c in text.chars() {
            sum += chinese(before, c).unwrap_or(20 * NAT);
            before = Some(c);
        }
        f64::from(sum) / f64::from(NAT) / text.chars().count() as f64
    }

    #[test]
    fn prose_is_cheap_in_both_scripts_and_shuffled_hanzi_are_dear() {
        assert!(mean("天还没亮，卖菜的人已经把摊子支好了。") < 7.5);
        assert!(mean("天還沒亮，賣菜的人已經把攤子支好了。") < 8.0);
        assert!(mean("我們這裡的學校離車站很遠。") < 7.5);
        assert!(mean("檕藸靝瓃渼鍶堗") > 12.0);
        assert!(mean("浣犲ソ鍚楋紵") > 10.0);
    }

    #[test]
    fn a_word_is_likelier_than_its_characters() {
        assert!(chinese(Some('电'), '影') < chinese(None, '影'));
        assert!(chinese(Some('電'), '影') < chinese(None, '影'));
        assert!(chinese(Some('影'), '电') > chinese(Some('电'), '影'));
    }

    #[test]
    fn letters_and_kana_are_not_priced_here() {
        assert_eq!(chinese(None, 'a'), None);
        assert_eq!(chinese(None, 'の'), None);
        assert_eq!(chinese(None, '\u{e000}'), None);
        assert_eq!(chinese(None, '\u{20bb7}'), Some(UNKNOWN_HANZI));
    }
}
