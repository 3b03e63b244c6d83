//! The plans there are: the one place that a new plan is added to.

use super::plan::{Plan, Sign};
use super::{comma, dust, escape, lookalike, lost, mojibake, pinyin, punctuation, reading, step};

/// The plans, in the order in which they run: each sees the text as the one before left it, so that what was
/// done to a text last is undone first.
pub(super) const PLANS: [Plan; 8] = [
    Plan {
        id: "repair/escape",
        flag: None,
        sign: Sign::Character(escape::sign),
        gate: escape::gate,
        propose: escape::propose,
    },
    Plan {
        id: "repair/mojibake",
        flag: Some("repair/mojibake"),
        sign: mojibake::SIGN,
        gate: mojibake::gate,
        propose: mojibake::propose,
    },
    Plan {
        id: "repair/byte-step",
        flag: Some("repair/byte-step"),
        sign: Sign::Character(step::sign),
        gate: step::gate,
        propose: step::propose,
    },
    Plan {
        id: "repair/pinyin-injection",
        flag: Some("repair/pinyin-injection"),
        sign: Sign::Character(reading::is_toned),
        gate: pinyin::gate,
        propose: pinyin::propose,
    },
    Plan {
        id: "repair/double-comma",
        flag: None,
        sign: Sign::Character(comma::sign),
        gate: comma::gate,
        propose: comma::propose,
    },
    // Private-use characters, soft hyphens and C1 controls are evidence for the plans above.
    Plan {
        id: "repair/look-alike",
        flag: None,
        sign: Sign::Character(lookalike::sign),
        gate: lookalike::gate,
        propose: lookalike::propose,
    },
    Plan {
        id: "repair/dust",
        flag: None,
        sign: Sign::Character(dust::sign),
        gate: dust::gate,
        propose: dust::propose,
    },
    Plan {
        id: "repair/lost",
        flag: None,
        sign: Sign::Character(lost::sign),
        gate: lost::gate,
        propose: lost::propose,
    },
];

/// Whether edits of this id concern the looks of a text and mend no damage.
pub(super) fn is_cosmetic(id: &str) -> bool {
    matches!(id, "repair/look-alike" | "repair/dust" | "repair/punctuation")
}

/// Runs last of all, and only where it is asked for.
pub(super) const RESTORE: Plan = Plan {
    id: "repair/punctuation",
    flag: None,
    sign: Sign::Character(punctuation::sign),
    gate: punctuation::gate,
    propose: punctuation::propose,
};
