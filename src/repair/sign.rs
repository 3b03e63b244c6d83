//! Which plans a line calls for: one look-up a character, so that clean text costs next to nothing.

use std::sync::OnceLock;

use super::plan::Sign;
use super::plans::PLANS;

/// A set of plans, by their place in [`PLANS`].
pub(super) type Called = u16;

const _: () = assert!(PLANS.len() <= Called::BITS as usize);

/// What a character says: the plans whose sign it is, and above them its weight for the one that sums weights up.
type Said = i32;

/// The same for the characters of the BMP, 256 by 256: a page has those of some of its blocks, and what they say takes
/// longer to find out than a short page does.
static SAID: [OnceLock<[Said; 256]>; 256] = [const { OnceLock::new() }; 256];

/// The plans of which a line bears the sign.
pub(super) fn called(line: &str) -> Called {
    let (mut signs, mut sum, mut most) = (0, 0, 0);
    for c in line.chars() {
        let said = match u16::try_from(u32::from(c)) {
            Ok(c) => {
                let [block, at] = c.to_be_bytes();
                SAID[usize::from(block)].get_or_init(|| said_in(block))[usize::from(at)]
            }
            Err(_) => said(c),
        };
        signs |= said as Called;
        sum = (sum + (said >> Called::BITS)).max(0);
        most = most.max(sum);
    }
    signs | set(|sign| matches!(sign, Sign::Stretch { is_enough, .. } if is_enough(line, most)))
}

fn said_in(block: u8) -> [Said; 256] {
    std::array::from_fn(|at| char::from_u32(u32::from(block) << 8 | at as u32).map_or(0, said))
}

fn said(c: char) -> Said {
    let signs = set(|sign| matches!(sign, Sign::Character(is_sign) if is_sign(c)));
    let weight: i32 = PLANS.iter().map(|plan| weight(&plan.sign, c)).sum();
    weight << Called::BITS | Said::from(signs)
}

fn weight(sign: &Sign, c: char) -> i32 {
    match sign {
        Sign::Stretch { weigh, .. } => i32::from(weigh(c)),
        Sign::Character(_) => 0,
    }
}

fn set(has: impl Fn(&Sign) -> bool) -> Called {
    PLANS.iter().enumerate().fold(0, |set, (at, plan)| set | Called::from(has(&plan.sign)) << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_called(id: &str, line: &str) -> bool {
        let at = PLANS.iter().position(|p| p.id == id).unwrap();
        called(line) >> at & 1 == 1
    }

    #[test]
    fn prose_calls_for_nothing_and_a_sign_for_its_plan() {
        let comma = PLANS.iter().position(|p| p.id == "repair/double-comma").unwrap();
        assert_eq!(called("天还没有亮。大家都在等，没有人说话。") & !(1 << comma), 0);
        assert!(is_called("repair/pinyin-injection", "來(lái)"));
    }

    #[test]
    fn a_stretch_is_weighed_wherever_it_stands() {
        for line in ["鐨勬槸", "天还没有亮。鐨勬槸，大家都在等，没有人说话。", "𠀀鐨"]
        {
            assert!(is_called("repair/mojibake", line), "{line}");
        }
    }

    #[test]
    fn only_one_plan_sums_weights_up() {
        let sums = PLANS.iter().filter(|plan| matches!(plan.sign, Sign::Stretch { .. }));
        assert!(sums.count() <= 1);
    }
}
