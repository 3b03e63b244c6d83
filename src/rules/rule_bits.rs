//! Sets of rules, as bits: what a word wakes, what a line is asked for.

/// Rules by their indices, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RuleBits(Vec<u64>);

impl RuleBits {
    /// Adds a rule.
    pub fn insert(&mut self, rule: usize) {
        if self.0.len() <= rule / 64 {
            self.0.resize(rule / 64 + 1, 0);
        }
        self.0[rule / 64] |= 1 << (rule % 64);
    }

    /// Adds the rules of another set.
    pub fn extend(&mut self, other: &RuleBits) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }

    /// Takes all rules out.
    pub fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Whether the set holds no rule.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    /// Whether two sets have a rule in common.
    pub fn meets(&self, other: &RuleBits) -> bool {
        self.0.iter().zip(&other.0).any(|(own, other)| own & other != 0)
    }

    /// The rules that two sets have in common, in order.
    pub fn common<'a>(&'a self, other: &'a RuleBits) -> Common<'a> {
        Common { words: self.0.iter().zip(&other.0), begun: 0, bits: 0 }
    }
}

/// What [`RuleBits::common`] walks over.
#[derive(Debug)]
pub struct Common<'a> {
    words: std::iter::Zip<std::slice::Iter<'a, u64>, std::slice::Iter<'a, u64>>,
    /// Words begun, and the bits that are left of the last.
    begun: usize,
    bits: u64,
}

impl Iterator for Common<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            let (one, other) = self.words.next()?;
            self.bits = one & other;
            self.begun += 1;
        }
        let bit = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some((self.begun - 1) * 64 + bit)
    }
}

impl FromIterator<usize> for RuleBits {
    fn from_iter<I: IntoIterator<Item = usize>>(rules: I) -> RuleBits {
        let mut set = RuleBits::default();
        rules.into_iter().for_each(|rule| set.insert(rule));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_its_rules_in_order_and_once() {
        let mut set: RuleBits = [130, 3, 64, 3].into_iter().collect();
        assert_eq!(set.common(&set).collect::<Vec<_>>(), [3, 64, 130]);
        let few: RuleBits = [3, 5].into_iter().collect();
        assert!(set.meets(&few) && !few.meets(&[64].into_iter().collect()));
        set.extend(&few);
        assert_eq!(set.common(&[5, 64, 200].into_iter().collect()).collect::<Vec<_>>(), [5, 64]);
        set.clear();
        assert!(set.is_empty() && !set.meets(&few));
    }
}
