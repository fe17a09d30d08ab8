//! How far a figure may be from what more rows would show: its 95 % interval, for a proportion and for a mean.

use serde::Serialize;
use utoipa::ToSchema;

use super::normal::Z_95;

/// A 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Interval {
    /// Its lower end.
    #[schema(example = 0.842)]
    pub low: f64,
    /// Its upper end.
    #[schema(example = 0.871)]
    pub high: f64,
}

/// A figure as the rows at hand give it, and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Estimate {
    /// The figure.
    #[schema(example = 0.857)]
    pub value: f64,
    /// Its interval. Null where there are too few rows to say.
    pub interval: Option<Interval>,
}

impl Interval {
    /// `reach` to either side of `value`.
    pub(super) fn around(value: f64, reach: f64) -> Self {
        Self { low: value - reach, high: value + reach }
    }

    /// What of it lies between `least` and `most`, between which the figure always is.
    pub(super) fn within(self, least: f64, most: f64) -> Self {
        Self { low: self.low.clamp(least, most), high: self.high.clamp(least, most) }
    }
}

impl Estimate {
    /// A proportion with its Wilson interval; none of no row.
    pub(super) fn of_proportion(successes: u64, n: u64) -> Option<Self> {
        let interval = wilson(successes, n)?;
        Some(Self { value: successes as f64 / n as f64, interval: Some(interval) })
    }

    /// A mean, with 1.96 standard errors to either side of it (the standard deviation over `n - 1`); none of no value.
    pub(super) fn of_mean(values: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let (n, sum) = values.clone().fold((0_u64, 0.0), |(n, sum), value| (n + 1, sum + value));
        if n == 0 {
            return None;
        }
        let n = n as f64;
        let mean = sum / n;
        // About the mean, in a second pass: the difference of two large sums would lose the digits.
        let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
        let interval = (n > 1.0).then(|| Interval::around(mean, Z_95 * (squares / (n - 1.0) / n).sqrt()));
        Some(Self { value: mean, interval })
    }
}

/// The score interval of a proportion (Wilson 1927; Newcombe 1998, "Two-sided confidence intervals for the single
/// proportion", method 3), without continuity correction. None of no row.
pub fn wilson(successes: u64, n: u64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let (rows, squared) = (n as f64, Z_95 * Z_95);
    let share = successes as f64 / rows;
    let centre = (share + squared / (2.0 * rows)) / (1.0 + squared / rows);
    let spread = (share * (1.0 - share) / rows + squared / (4.0 * rows * rows)).sqrt();
    Some(Interval::around(centre, Z_95 * spread / (1.0 + squared / rows)).within(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_no_row_nothing_is_said() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(Estimate::of_proportion(0, 0), None);
        assert_eq!(Estimate::of_mean(std::iter::empty()), None);
    }

    #[test]
    fn one_value_has_a_mean_and_no_interval() {
        assert_eq!(Estimate::of_mean([0.5].into_iter()), Some(Estimate { value: 0.5, interval: None }));
    }

    #[test]
    fn a_mean_lies_amid_its_interval() {
        // numpy: std(ddof=1) = 1.2909944487358056 of 1, 2, 3, 4.
        let estimate = Estimate::of_mean([1.0, 2.0, 3.0, 4.0].into_iter()).unwrap();
        let interval = estimate.interval.unwrap();
        let reach = Z_95 * 1.290_994_448_735_805_6 / 2.0;
        assert!((interval.low - (2.5 - reach)).abs() < 1e-12 && (interval.high - (2.5 + reach)).abs() < 1e-12);
    }
}
