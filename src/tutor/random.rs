//! Numbers that follow from a seed, to shuffle questions, choices and words: the same seed, the same order. Not for
//! secrets.

use uuid::Uuid;

/// `SplitMix64` (Steele, Lea and Flood, 2014): eight lines, and good enough for a shuffle.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The numbers that follow from `id`, whose last 64 bits are random where the clock is the system's.
    pub(super) fn of(id: Uuid) -> Self {
        Self::seeded(id.as_u64_pair().1)
    }

    /// The numbers that follow from `seed`.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Puts `items` in an order of its own.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// A number under `bound`, which is at least 1. The bias of the remainder is under one in 2^50 for a quiz's bounds.
    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(self.next() % bound).unwrap_or_default()
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
    fn a_seed_fixes_the_order_and_another_changes_it() {
        let order = |seed: u128| {
            let mut items: Vec<u32> = (0..20).collect();
            Random::of(Uuid::from_u128(seed)).shuffle(&mut items);
            items
        };
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
        let mut sorted = order(1);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
    }

    #[test]
    fn every_place_is_as_likely_as_any_other() {
        let mut places = [0_u32; 4];
        for seed in 0..4000 {
            let mut items = [0, 1, 2, 3];
            Random::of(Uuid::from_u128(seed)).shuffle(&mut items);
            places[items.iter().position(|item| *item == 0).unwrap()] += 1;
        }
        assert!(places.iter().all(|count| (900..1100).contains(count)), "{places:?}");
    }
}
