//! Two shares of wrong rows, compared: their difference, its interval, and how likely chance would have done as much.

use crate::evaluation::interval::{Interval, wilson};
use crate::evaluation::normal::two_sided;

/// Below this expected count in a cell, the normal approximation is not trusted (Cochran 1954).
const MIN_EXPECTED: f64 = 5.0;

/// Rows, and how many of them are wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) rows: u64,
    pub(super) errors: u64,
}

/// What two tallies differ by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    pub(super) difference: f64,
    pub(super) interval: Interval,
    pub(super) p_value: f64,
}

impl Tally {
    /// The rows of `self` that are not in `part`.
    pub(super) fn without(self, part: Self) -> Self {
        Self { rows: self.rows - part.rows, errors: self.errors - part.errors }
    }

    /// The share that is wrong; none of no rows.
    pub(super) fn rate(self) -> Option<f64> {
        (self.rows > 0).then(|| self.errors as f64 / self.rows as f64)
    }

    /// `self` against `other`, which has none of its rows; none where either is empty.
    ///
    /// The interval is Newcombe's (1998, method 10: Wilson's two intervals combined). The p-value is two-sided: the pooled
    /// z-test, or Fisher's exact test where a count expected is under 5.
    pub(super) fn against(self, other: Self) -> Option<Comparison> {
        let (one, two) = (self.rate()?, other.rate()?);
        let (one_within, two_within) = (wilson(self.errors, self.rows)?, wilson(other.errors, other.rows)?);
        let difference = one - two;
        let below = (one - one_within.low).hypot(two_within.high - two);
        let above = (one_within.high - one).hypot(two - two_within.low);
        let interval = Interval { low: difference - below, high: difference + above };
        Some(Comparison { difference, interval, p_value: p_value(self, other) })
    }
}

fn p_value(one: Tally, two: Tally) -> f64 {
    let (rows, errors) = ((one.rows + two.rows) as f64, (one.errors + two.errors) as f64);
    let fewest = (one.rows.min(two.rows)) as f64 * errors.min(rows - errors) / rows;
    if fewest < MIN_EXPECTED {
        return fisher(one, two);
    }
    let pooled = errors / rows;
    let difference = one.errors as f64 / one.rows as f64 - two.errors as f64 / two.rows as f64;
    let deviation = (pooled * (1.0 - pooled) * (1.0 / one.rows as f64 + 1.0 / two.rows as f64)).sqrt();
    two_sided(difference / deviation)
}

/// Fisher's exact test: how likely tables with the same margins are that are no likelier than this one.
fn fisher(one: Tally, two: Tally) -> f64 {
    // Tables as likely as this one count, though rounding may set them above it; SciPy allows as much.
    const TIES: f64 = 1.0 + 1e-7;
    let errors = one.errors + two.errors;
    let lowest = errors.saturating_sub(two.rows);
    let highest = errors.min(one.rows);
    // How much likelier `k + 1` wrong rows in `one` are than `k`.
    let ratio = |k: u64| {
        let up = (one.rows - k) as f64 * (errors - k) as f64;
        // `two` has `errors - k` wrong rows, hence so many that are right.
        up / ((k + 1) as f64 * (two.rows + k + 1 - errors) as f64)
    };
    // From the likeliest table outwards, no weight overflows.
    let mode = ((errors + 1) as f64 * (one.rows + 1) as f64 / (one.rows + two.rows + 2) as f64) as u64;
    let mode = mode.clamp(lowest, highest);
    let mut weights = vec![0.0; usize::try_from(highest - lowest + 1).unwrap_or_default()];
    let place = |k: u64| usize::try_from(k - lowest).unwrap_or_default();
    weights[place(mode)] = 1.0;
    for k in mode..highest {
        weights[place(k + 1)] = weights[place(k)] * ratio(k);
    }
    for k in (lowest..mode).rev() {
        weights[place(k)] = weights[place(k + 1)] / ratio(k);
    }
    let limit = weights[place(one.errors)] * TIES;
    let total: f64 = weights.iter().sum();
    weights.iter().filter(|weight| **weight <= limit).sum::<f64>() / total
}

/// Holm's step-down correction (1979): each p-value made so much larger that all hold together.
pub(super) fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|one, other| p_values[*one].total_cmp(&p_values[*other]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut least: f64 = 0.0;
    for (rank, place) in order.into_iter().enumerate() {
        least = least.max((p_values[place] * (p_values.len() - rank) as f64).min(1.0));
        adjusted[place] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) {
        assert!((one - other).abs() <= 1e-9 * other.abs().max(1e-300), "{one} is not {other}");
    }

    fn of(errors: u64, rows: u64) -> Tally {
        Tally { rows, errors }
    }

    /// `statsmodels.stats.proportion.confint_proportions_2indep(..., method="newcomb")`; the first is Newcombe's example a.
    #[test]
    fn the_interval_agrees_with_statsmodels() {
        for (one, two, low, high) in [
            (of(56, 70), of(48, 80), 0.052_431_472_402_364_98, 0.333_872_654_036_906_14),
            (of(9, 10), of(3, 10), 0.170_522_723_934_502_9, 0.809_017_973_535_488),
            (of(10, 10), of(0, 20), 0.679_086_037_141_914_5, 1.0),
            (of(300, 2_000), of(9_000, 98_000), 0.043_075_115_433_728_134, 0.074_580_782_699_043_28),
            (of(0, 50), of(100, 1_000), -0.120_151_963_195_348_4, -0.026_634_020_006_599_59),
        ] {
            let interval = one.against(two).unwrap().interval;
            close(interval.low, low);
            close(interval.high, high);
        }
        assert!(of(1, 2).against(of(0, 0)).is_none());
    }

    /// `proportions_ztest` of statsmodels, and `scipy.stats.fisher_exact`.
    #[test]
    fn the_p_value_agrees_with_both_tests() {
        close(p_value(of(56, 70), of(48, 80)), 0.008_045_081_368_196_56);
        close(p_value(of(300, 2_000), of(9_000, 98_000)), 7.576_532_410_830_436e-19);
        close(p_value(of(9, 10), of(3, 10)), 0.019_766_611_097_880_443);
        close(p_value(of(10, 10), of(0, 20)), 3.328_339_160_423_118e-8);
        close(p_value(of(0, 50), of(100, 1_000)), 0.011_215_382_429_647_982);
        close(p_value(of(0, 50), of(0, 1_000)), 1.0);
        close(p_value(of(50, 50), of(1_000, 1_000)), 1.0);
    }

    #[test]
    fn holm_agrees_with_statsmodels() {
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005, 0.6]);
        adjusted.into_iter().zip([0.04, 0.09, 0.09, 0.025, 0.6]).for_each(|(one, other)| close(one, other));
    }
}
