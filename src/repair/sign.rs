//! Which plans a text calls for: one look-up a character, so that clean text costs next to nothing.

use std::sync::LazyLock;

use super::plans::PLANS;

/// A set of plans, by their place in [`PLANS`].
pub(super) type Called = u16;

const _: () = assert!(PLANS.len() <= Called::BITS as usize);

/// The plans whose sign a character of the BMP is.
static SIGNS: LazyLock<Box<[Called]>> =
    LazyLock::new(|| (0..0x1_0000).map(|c| char::from_u32(c).map_or(0, signs_of)).collect());

/// The plans of which a text bears the sign.
pub(super) fn called(text: &str) -> Called {
    let signs: &[Called; 0x1_0000] = (**SIGNS).try_into().expect("one entry for each character of the BMP");
    let called = text.chars().map(|c| match u16::try_from(u32::from(c)) {
        Ok(c) => signs[usize::from(c)],
        Err(_) => signs_of(c),
    });
    called.fold(0, |all, one| all | one)
}

fn signs_of(c: char) -> Called {
    PLANS.iter().enumerate().fold(0, |set, (at, plan)| set | Called::from((plan.sign)(c)) << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_calls_for_nothing_and_a_sign_for_its_plan() {
        let comma = PLANS.iter().position(|p| p.id == "repair/double-comma").unwrap();
        assert_eq!(called("天还没有亮。大家都在等，没有人说话。") & !(1 << comma), 0);
        let pinyin = PLANS.iter().position(|p| p.id == "repair/pinyin-injection").unwrap();
        assert_eq!(called("來(lái)") >> pinyin & 1, 1);
    }
}
