//! The standard normal distribution, as far as intervals and tests need it.

use std::f64::consts::{PI, SQRT_2};

/// The 97.5 % quantile: how many standard errors a 95 % interval reaches to either side.
pub(super) const Z_95: f64 = 1.959_963_984_540_054;

/// The probability of lying at least as far from zero as `z`, on either side.
pub(super) fn two_sided(z: f64) -> f64 {
    erfc(z.abs() / SQRT_2)
}

/// The complementary error function of a number that is not negative, to some 13 digits however small it becomes:
/// Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 7.1.6 and 7.1.14.
fn erfc(x: f64) -> f64 {
    // Below, the series leaves a difference that has lost two digits at most; above, the fraction has converged.
    const SERIES_UP_TO: f64 = 2.0;
    const FRACTION_TERMS: u32 = 100;
    let bell = (-x * x).exp() / PI.sqrt();
    if x < SERIES_UP_TO {
        let (mut term, mut sum, mut odd) = (x, x, 1.0);
        while term > f64::EPSILON * sum {
            odd += 2.0;
            term *= 2.0 * x * x / odd;
            sum += term;
        }
        1.0 - 2.0 * bell * sum
    } else {
        let tail = (1..=FRACTION_TERMS).rev().fold(x, |rest, step| x + f64::from(step) / 2.0 / rest);
        bell / tail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_scipy() {
        // 2 * scipy.stats.norm.sf(z)
        let known = [
            (0.0, 1.0),
            (0.5, 0.617_075_077_451_973_8),
            (Z_95, 0.05),
            (2.8, 0.005_110_260_660_855_864),
            (2.9, 0.003_731_626_600_768_075),
            (-6.0, 1.973_175_290_075_389e-9),
            (30.0, 9.813_427_854_295_816e-198),
        ];
        for (z, tail) in known {
            assert!((two_sided(z) / tail - 1.0).abs() < 1e-12, "{z}: {} is not {tail}", two_sided(z));
        }
        assert!(two_sided(f64::INFINITY) == 0.0);
    }
}
