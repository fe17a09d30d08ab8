//! Draws from the binomial and the multinomial distribution: exact, and as quick for a million trials as for ten.

use crate::random::Random;

/// How many of `trials` succeed, each with probability `success`.
pub(super) fn binomial(random: &mut Random, trials: u64, success: f64) -> u64 {
    // Up to so many successes expected, counting the failures between them is as quick as the rejection, which moreover
    // is only valid above.
    const COUNTED: f64 = 10.0;
    if trials == 0 || success <= 0.0 {
        0
    } else if success >= 1.0 {
        trials
    } else if success > 0.5 {
        trials - binomial(random, trials, 1.0 - success)
    } else if trials as f64 * success < COUNTED {
        counted(random, trials, success)
    } else {
        rejected(random, trials as f64, success)
    }
}

/// Fills `drawn` with a resample of as many rows as `counts` holds: multinomial, cell by cell, each given those before it.
pub(super) fn multinomial(random: &mut Random, counts: &[u64], drawn: &mut [u64]) {
    let total: u64 = counts.iter().sum();
    let (mut rows, mut weight) = (total, total);
    for (cell, count) in drawn.iter_mut().zip(counts) {
        *cell = if weight == 0 { 0 } else { binomial(random, rows, *count as f64 / weight as f64) };
        rows -= *cell;
        weight -= count;
    }
}

/// Between one success and the next the failures are geometric (Devroye, "Non-uniform random variate generation", 1986,
/// X.4.3, the first waiting time algorithm).
fn counted(random: &mut Random, trials: u64, success: f64) -> u64 {
    let scale = (-success).ln_1p();
    let (mut successes, mut at) = (0, 0.0);
    loop {
        at += (unit(random).ln() / scale).ceil();
        if at > trials as f64 {
            return successes;
        }
        successes += 1;
    }
}

/// Transformed rejection, `BTRS` of Hörmann, "The generation of binomial random variates" (Journal of Statistical
/// Computation and Simulation 46, 1993); its names, save for words.
fn rejected(random: &mut Random, trials: f64, success: f64) -> u64 {
    let deviation = (trials * success * (1.0 - success)).sqrt();
    let b = 1.15 + 2.53 * deviation;
    let a = -0.0873 + 0.0248 * b + 0.01 * success;
    let centre = trials * success + 0.5;
    let alpha = (2.83 + 5.1 / b) * deviation;
    let squeeze = 0.92 - 4.2 / b;
    let odds = success / (1.0 - success);
    let mode = ((trials + 1.0) * success).floor();
    loop {
        let u = random.signed() / 2.0;
        let v = unit(random);
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + centre).floor();
        // At once for some nine in ten.
        if us >= 0.07 && v <= squeeze {
            return k as u64;
        }
        if !(0.0..=trials).contains(&k) {
            continue;
        }
        // The logarithm of k's probability over the mode's.
        let above = (mode + 0.5) * ((mode + 1.0) / (odds * (trials - mode + 1.0))).ln()
            + (trials + 1.0) * ((trials - mode + 1.0) / (trials - k + 1.0)).ln()
            + (k + 0.5) * (odds * (trials - k + 1.0) / (k + 1.0)).ln()
            + remainder(mode)
            + remainder(trials - mode)
            - remainder(k)
            - remainder(trials - k);
        if (v * alpha / (a / (us * us) + b)).ln() <= above {
            return k as u64;
        }
    }
}

/// What Stirling's formula about `k + 1` lacks of `ln k!`: `ln k! - (k + ½) ln(k + 1) + (k + 1) - ½ ln 2π`.
fn remainder(k: f64) -> f64 {
    // Below, the series is off in the tenth digit.
    const SERIES_FROM: f64 = 10.0;
    if k >= SERIES_FROM {
        let inverse = 1.0 / (k + 1.0);
        let squared = inverse * inverse;
        return (1.0 / 12.0 - (1.0 / 360.0 - squared / 1260.0) * squared) * inverse;
    }
    let factorial: f64 = (2..=k as u32).map(f64::from).product();
    factorial.ln() - (k + 0.5) * (k + 1.0).ln() + (k + 1.0) - 0.5 * std::f64::consts::TAU.ln()
}

/// A number above 0, up to 1.
fn unit(random: &mut Random) -> f64 {
    0.5 - random.signed() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chi-square of `draws` against the binomial's probabilities, over the values expected five times or more, and the
    /// degrees of freedom.
    fn chi_square(trials: u64, success: f64, seed: u64) -> (f64, f64) {
        const DRAWS: u32 = 50_000;
        let mut random = Random::seeded(seed);
        let mut seen = vec![0_u32; usize::try_from(trials).unwrap() + 1];
        for _ in 0..DRAWS {
            seen[usize::try_from(binomial(&mut random, trials, success)).unwrap()] += 1;
        }
        let n = trials as f64;
        let mut logarithm = n * (-success).ln_1p();
        let (mut sum, mut cells, mut rest_expected, mut rest_seen) = (0.0, 0.0, 0.0, 0.0);
        for (k, seen) in seen.iter().enumerate() {
            let k = k as f64;
            let expected = f64::from(DRAWS) * logarithm.exp();
            if expected >= 5.0 {
                sum += (f64::from(*seen) - expected).powi(2) / expected;
                cells += 1.0;
            } else {
                rest_expected += expected;
                rest_seen += f64::from(*seen);
            }
            logarithm += ((n - k) / (k + 1.0) * success / (1.0 - success)).ln();
        }
        sum += (rest_seen - rest_expected) * (rest_seen - rest_expected) / f64::max(rest_expected, 5.0);
        (sum, cells)
    }

    #[test]
    fn draws_are_binomial() {
        for (seed, (trials, success)) in
            [(7, 0.3), (40, 0.02), (40, 0.4), (200, 0.06), (200, 0.93), (3_000, 0.5), (3_000, 0.004), (30_000, 0.2)]
                .into_iter()
                .enumerate()
        {
            let (sum, freedom) = chi_square(trials, success, seed as u64);
            // Four standard deviations of a chi-square above its mean.
            assert!(sum < freedom + 4.0 * (2.0 * freedom).sqrt(), "{trials} at {success}: {sum} over {freedom} values");
        }
    }

    #[test]
    fn a_million_trials_have_the_right_mean_and_spread() {
        const DRAWS: u32 = 20_000;
        let mut random = Random::seeded(5);
        let drawn: Vec<f64> = (0..DRAWS).map(|_| binomial(&mut random, 1_000_000, 0.137) as f64).collect();
        let mean = drawn.iter().sum::<f64>() / f64::from(DRAWS);
        let variance = drawn.iter().map(|k| (k - mean).powi(2)).sum::<f64>() / f64::from(DRAWS - 1);
        let expected = 1_000_000.0 * 0.137 * 0.863;
        assert!((mean - 137_000.0).abs() < 4.0 * (expected / f64::from(DRAWS)).sqrt(), "{mean}");
        assert!((variance / expected - 1.0).abs() < 4.0 * (2.0 / f64::from(DRAWS)).sqrt(), "{variance}");
    }

    #[test]
    fn a_resample_has_as_many_rows_and_leaves_empty_cells_empty() {
        let mut random = Random::seeded(1);
        let counts = [40, 0, 3, 1_000_000, 0];
        let mut drawn = [0; 5];
        for _ in 0..1000 {
            multinomial(&mut random, &counts, &mut drawn);
            assert_eq!(drawn.iter().sum::<u64>(), 1_000_043);
            assert_eq!((drawn[1], drawn[4]), (0, 0));
        }
    }

    #[test]
    fn the_remainder_is_that_of_stirling_on_both_sides_of_its_seam() {
        // ln 10! - 10.5 ln 11 + 11 - ½ ln 2π
        assert!((remainder(9.0) - 0.008_330_563_433_362_87).abs() < 1e-12);
        assert!((remainder(10.0) - 0.007_573_675_487_951_841).abs() < 1e-9);
    }
}
