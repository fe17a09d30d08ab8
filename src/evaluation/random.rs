//! Numbers that follow from a seed, to draw resamples and to halve a set: the same seed, the same numbers. Not for
//! secrets.

/// `SplitMix64`, of Steele, Lea and Flood ("Fast splittable pseudorandom number generators", OOPSLA 2014).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers that follow from `seed`.
    pub(super) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from -1 up to 1 (exclusive).
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
    fn the_numbers_are_the_known_ones() {
        let mut random = Random::seeded(1_234_567);
        let drawn = [random.next(), random.next(), random.next()];
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }
}
