//! What the kit's damage took apart, repair puts together again, and what is clean stays as it is.

use crate::damage::{self, LIST, Listed, Private, SENTENCES};
use proptest::prelude::*;
use proptest::sample::subsequence;
use qingliu::{Repaired, repair};

/// A page of machine-made traditional: sentences in any order, lines of any length.
fn page(sentences: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    let lines = prop::collection::vec((prop::sample::select(&SENTENCES[..]), any::<bool>()), sentences);
    lines.prop_map(|lines| {
        let joined: String =
            lines.into_iter().map(|(line, ends)| format!("{line}{}", if ends { "\n" } else { "" })).collect();
        damage::traditional(&joined)
    })
}

fn list() -> impl Strategy<Value = Vec<Listed>> {
    subsequence(LIST.to_vec(), 6..=LIST.len()).prop_shuffle()
}

proptest! {
    #[test]
    fn readings_go(text in page(3..=12), list in list()) {
        prop_assert_eq!(repair(&damage::annotate(&text, &list)).text, text);
    }

    #[test]
    fn full_width_brackets_go_as_well(text in page(3..=12), list in list()) {
        let damaged = damage::annotate(&text, &list).replace('(', "（").replace(')', "）");
        prop_assert_eq!(repair(&damaged).text, text);
    }

    #[test]
    fn doubled_commas_go(text in page(2..=12), phase in 0usize..3) {
        prop_assert_eq!(repair(&damage::double_commas(&text, phase)).text, text);
    }

    #[test]
    fn a_folded_page_below_a_keyword_line_is_repaired(
        text in page(8..=16),
        list in list(),
        phase in 0usize..3,
    ) {
        let damaged = damage::double_commas(&damage::annotate(&text, &list), phase);
        let damaged = damage::inject_keywords(&damage::fold_widths(&damaged));
        let whole = damage::inject_keywords(&damage::fold_widths(&text));
        prop_assert_eq!(repair(&damaged).text, whole);
    }

    #[test]
    fn clean_text_is_unchanged(text in page(1..=12)) {
        for clean in [damage::fold_widths(&text), damage::inject_keywords(&text), text] {
            prop_assert_eq!(repair(&clean), Repaired { text: clean.clone(), ..Repaired::default() });
        }
    }

    #[test]
    fn byte_level_damage_keeps_no_aligned_reading_and_reports_the_torn(
        text in page(4..=12),
        list in list(),
        phase in 0usize..3,
    ) {
        let damaged = damage::byte_step(&text, &list, phase, Private::Kept);
        let repaired = repair(&damaged);
        for (hanzi, reading) in &list {
            prop_assert!(!repaired.text.contains(&format!("{hanzi}({reading})")), "{}", repaired.text);
        }
        if list.iter().any(|(_, reading)| damaged.contains(&format!("?{reading})"))) {
            prop_assert!(!repaired.unsure.is_empty());
        }
    }

    #[test]
    fn any_input_survives_and_edits_lead_to_the_text(
        input in "[來个他(（lái)）,，。？?!、a-z\n ]{0,60}|\\PC{0,60}",
    ) {
        let repaired = repair(&input);
        let chars: Vec<char> = input.chars().collect();
        let (mut rebuilt, mut at) = (String::new(), 0);
        for edit in &repaired.edits {
            rebuilt.extend(&chars[at..edit.start]);
            rebuilt += &edit.now;
            at = edit.start + edit.was.chars().count();
        }
        rebuilt.extend(&chars[at..]);
        prop_assert_eq!(rebuilt, repaired.text);
    }
}

#[test]
fn blind_insertion_tears_the_pairs_around_it() {
    // 們 is 82 83 and 去 is C8 A5: the listed 內 (83 C8) lies across them.
    let torn = damage::byte_step("他們去了", &[('內', "nèi")], 0, Private::Kept);
    assert!(torn.starts_with("他們?nèi)"), "{torn}");
    // 。 is A1 A3 and 可 is BF C9: the mark ？ (A3 BF) lies across them, behind a comma of its own.
    let torn = damage::byte_step("雨很強。可持傘", &[], 0, Private::Kept);
    assert!(torn.starts_with("雨很強,?？沙"), "{torn}");
    // 板 is B0 E5 and 、 is A1 A2. One byte out of step, A284 is user-defined.
    let shifted = [0xE5, 0xA1, 0xA2, 0x84, 0x20];
    assert_eq!(damage::gbk_to_utf8(&shifted, Private::Dropped), "濉 ");
    assert_eq!(damage::gbk_to_utf8(&shifted, Private::Kept).chars().count(), 3);
}

#[test]
fn where_no_pair_is_torn_the_byte_step_is_the_aligned_step() {
    let text = damage::traditional("他来了。");
    let bytes = damage::byte_step(&text, &LIST, 2, Private::Kept);
    assert_eq!(bytes, damage::double_commas(&damage::annotate(&text, &LIST), 2));
}
