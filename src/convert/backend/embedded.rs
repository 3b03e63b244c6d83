//! OpenCC's conversions in pure Rust: its own dictionaries, read as its configurations say. A table is made when the
//! first text asks for it: 8 ms for t2s, 70 ms for s2t, once a process. Then t2s runs at 240 MB/s, tw2s at 110, s2tw at 100,
//! where OpenCC itself has 60, 34 and 20.

use std::sync::LazyLock;

use super::ours;
use super::table::{Entry, Table, dictionary};
use crate::convert::Conversion;

/// A conversion: the table whose words cut a text into segments, and the stages that each segment goes through.
#[derive(Clone, Copy)]
pub(super) struct Chain {
    segments: Option<&'static Stage>,
    first: &'static Stage,
    second: Option<&'static Stage>,
}

type Stage = LazyLock<Table>;

static T2S: Stage = LazyLock::new(|| table(vec![ours::t2s(), ours::simplified()], &[], &SIMPLIFY));
static TS: Stage = LazyLock::new(|| table(vec![ours::simplified()], &[], &SIMPLIFY));
static TS_WORDS: Stage = LazyLock::new(|| table(vec![], &["TSPhrases"], &[]));
static ST: Stage = LazyLock::new(|| {
    table(vec![], &["STPhrases", "STPhrases_GeneratedFromRegionalPhrases"], &["STCharacters"])
});
static TW: Stage = LazyLock::new(|| table(vec![], &[], &["TWVariantsPhrases", "TWVariants"]));
static TWP: Stage = LazyLock::new(|| table(vec![], &[], &["TWPhrases", "TWVariantsPhrases", "TWVariants"]));
static TW_REV: Stage = LazyLock::new(|| table(vec![], &[], &["TWVariantsRevPhrases", "TWVariantsRev"]));
static TW_TO_S: Stage =
    LazyLock::new(|| table(vec![ours::spelling()], &[], &["TWVariantsRevPhrases", "TWVariantsRev"]));
static TWP_TO_S: Stage = LazyLock::new(|| {
    table(vec![ours::spelling()], &[], &["TWPhrasesRev", "TWVariantsRevPhrases", "TWVariantsRev"])
});
static HK: Stage = LazyLock::new(|| table(vec![], &[], &["HKVariantsPhrases", "HKVariants"]));
static HKP: Stage = LazyLock::new(|| table(vec![], &[], &["HKPhrases", "HKVariantsPhrases", "HKVariants"]));
static HK_REV: Stage = LazyLock::new(|| table(vec![], &[], &["HKVariantsRevPhrases", "HKVariantsRev"]));
static HK_TO_S: Stage =
    LazyLock::new(|| table(vec![ours::spelling()], &[], &["HKVariantsRevPhrases", "HKVariantsRev"]));
static HKP_TO_S: Stage = LazyLock::new(|| {
    table(vec![ours::spelling()], &[], &["HKPhrasesRev", "HKVariantsRevPhrases", "HKVariantsRev"])
});
static JP: Stage = LazyLock::new(|| table(vec![], &[], &["JPShinjitaiCharactersRev"]));
static JP_REV: Stage = LazyLock::new(|| table(vec![], &[], &["JPShinjitaiPhrases", "JPShinjitaiCharacters"]));

/// What OpenCC does before anything else.
static COMPATIBILITY: Stage = LazyLock::new(|| table(vec![], &[], &["CJK_Compatibility_Ideographs"]));

const SIMPLIFY: [&str; 3] = ["TSPhrases", "TSCharactersExt", "TSCharacters"];

/// What is ours goes before OpenCC's dictionaries, the ones that cut a text into segments first.
fn table(ours: Vec<Vec<Entry>>, words: &[&str], others: &[&str]) -> Table {
    let read = |name: &&str| dictionary(name).collect::<Vec<_>>();
    Table::new(words.iter().map(read), ours.into_iter().chain(others.iter().map(read)))
}

/// The chain of a conversion; none where nothing is to be converted.
pub(super) fn chain(conversion: Conversion) -> Option<Chain> {
    let (segments, first, second): (Option<&Stage>, &Stage, Option<&Stage>) = match conversion {
        Conversion::None => return None,
        #[cfg(feature = "opencc")]
        Conversion::Reference(_) => return None,
        Conversion::T2s => (None, &T2S, None),
        Conversion::Tw2s => (Some(&TS_WORDS), &TW_TO_S, Some(&TS)),
        Conversion::Tw2sp => (Some(&TS_WORDS), &TWP_TO_S, Some(&TS)),
        Conversion::Hk2s => (Some(&TS_WORDS), &HK_TO_S, Some(&TS)),
        Conversion::Hk2sp => (Some(&TS_WORDS), &HKP_TO_S, Some(&TS)),
        Conversion::S2t => (None, &ST, None),
        Conversion::S2tw => (Some(&ST), &ST, Some(&TW)),
        Conversion::S2twp => (Some(&ST), &ST, Some(&TWP)),
        Conversion::S2hk => (Some(&ST), &ST, Some(&HK)),
        Conversion::S2hkp => (Some(&ST), &ST, Some(&HKP)),
        Conversion::T2tw => (None, &TW, None),
        Conversion::T2hk => (None, &HK, None),
        Conversion::Tw2t => (None, &TW_REV, None),
        Conversion::Hk2t => (None, &HK_REV, None),
        Conversion::T2jp => (None, &JP, None),
        Conversion::Jp2t => (None, &JP_REV, None),
    };
    Some(Chain { segments, first, second })
}

impl Chain {
    /// The text as OpenCC would have it, but for what is [`ours`].
    pub fn convert(self, text: &str) -> String {
        let unified;
        let text = if has_compatibility_ideographs(text) {
            let mut out = String::with_capacity(text.len());
            COMPATIBILITY.apply(text, &mut out);
            unified = out;
            &*unified
        } else {
            text
        };
        let mut out = String::with_capacity(text.len() + text.len() / 16);
        let mut between = String::new();
        let mut through = |segment: &str| match self.second {
            Some(second) => {
                between.clear();
                self.first.apply(segment, &mut between);
                second.apply(&between, &mut out);
            }
            None => self.first.apply(segment, &mut out),
        };
        match self.segments {
            Some(words) => words.segments(text).for_each(through),
            None => through(text),
        }
        out
    }
}

/// U+F900 to U+FAFF and U+2F800 to U+2FA1F, told by the first two bytes.
fn has_compatibility_ideographs(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(0xEF, 0xF0, bytes)
        .any(|at| matches!(bytes[at..], [0xEF, 0xA4..=0xAB, ..] | [0xF0, 0xAF, ..]))
}
