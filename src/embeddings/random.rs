//! Numbers that follow from a seed: the same seed, the same map. Not for secrets.

/// `SplitMix64` (Steele, Lea and Flood, 2014): eight lines, and good enough to jolt points and to shuffle names.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers that follow from `seed`.
    pub(super) fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// Puts `items` in an order of its own.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            // The bias of the remainder is under one in 2^50 for the few hundred items that there are.
            let place = self.next() % (last as u64 + 1);
            items.swap(last, usize::try_from(place).unwrap_or_default());
        }
    }

    /// A number between -1 and 1.
    pub(super) fn signed(&mut self) -> f64 {
        // What a double holds exactly.
        const BITS: u32 = 53;
        (self.next() >> (64 - BITS)) as f64 / f64::from(BITS - 1).exp2() - 1.0
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fixes_what_follows_and_another_changes_it() {
        let order = |seed| {
            let mut items: Vec<u32> = (0..20).collect();
            Random::of(seed).shuffle(&mut items);
            items
        };
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
        let mut sorted = order(1);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn signed_numbers_fill_their_range_evenly() {
        let mut random = Random::of(7);
        let drawn: Vec<f64> = (0..10_000).map(|_| random.signed()).collect();
        assert!(drawn.iter().all(|number| (-1.0..1.0).contains(number)));
        let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
        assert!(mean.abs() < 0.02, "{mean}");
        assert!(drawn.iter().any(|number| *number > 0.99) && drawn.iter().any(|number| *number < -0.99));
    }
}
