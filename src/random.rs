//! Numbers that follow from a seed, to shuffle, to jolt points, to draw samples: the same seed, the same
//! order. Not for secrets.

use uuid::Uuid;

/// `SplitMix64`, of Steele, Lea and Flood ("Fast splittable pseudorandom number generators", OOPSLA 2014), with the
/// constants of Vigna's `splitmix64.c`: a few lines, and good enough for what nobody gains by guessing.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers that follow from `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The numbers that follow from `id`, whose last 64 bits are random where the clock is the system's.
    pub fn of(id: Uuid) -> Self {
        Self::seeded(id.as_u64_pair().1)
    }

    /// Puts `items` in an order of its own (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// A number from -1 up to 1 (exclusive).
    pub fn signed(&mut self) -> f64 {
        // What a double holds exactly.
        const BITS: u32 = 53;
        (self.next() >> (64 - BITS)) as f64 / f64::from(BITS - 1).exp2() - 1.0
    }

    /// A number under `bound`, which is at least 1. The bias of the remainder is under one in 2^50 for the few thousand
    /// things that are ever shuffled.
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
    fn the_numbers_are_the_known_ones() {
        let mut random = Random::seeded(1_234_567);
        let drawn = [random.next(), random.next(), random.next()];
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn a_seed_fixes_the_order_and_another_changes_it() {
        let order = |seed| {
            let mut items: Vec<u32> = (0..20).collect();
            Random::seeded(seed).shuffle(&mut items);
            items
        };
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
        let mut sorted = order(1);
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<_>>());
        let mut by_id: Vec<u32> = (0..20).collect();
        Random::of(Uuid::from_u128(1)).shuffle(&mut by_id);
        assert_eq!(by_id, order(1));
    }

    #[test]
    fn every_place_is_as_likely_as_any_other() {
        let mut places = [0_u32; 4];
        for seed in 0..4000 {
            let mut items = [0, 1, 2, 3];
            Random::seeded(seed).shuffle(&mut items);
            places[items.iter().position(|item| *item == 0).unwrap()] += 1;
        }
        assert!(places.iter().all(|count| (900..1100).contains(count)), "{places:?}");
    }

    #[test]
    fn signed_numbers_fill_their_range_evenly() {
        let mut random = Random::seeded(7);
        let drawn: Vec<f64> = (0..10_000).map(|_| random.signed()).collect();
        assert!(drawn.iter().all(|number| (-1.0..1.0).contains(number)));
        let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
        assert!(mean.abs() < 0.02, "{mean}");
        assert!(drawn.iter().any(|number| *number > 0.99) && drawn.iter().any(|number| *number < -0.99));
    }
}
