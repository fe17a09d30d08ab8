//! The population stability index: how far one histogram has moved from another.
//!
//! `Σ (a − e) ln(a / e)` over bins, `e` and `a` the shares of the expected and of the actual rows: Jeffreys' divergence
//! (Proceedings of the Royal Society A 186, 1946), under the name that credit scoring gave it.

use serde::Serialize;
use utoipa::ToSchema;

/// Added to each bin's count, so that an empty one has a logarithm: half a row, the weight of Jeffreys' prior. A bin of
/// many rows that empties then counts for much, and one that never held any for next to nothing.
const SMOOTHING: f64 = 0.5;

/// Below this, nothing has moved, and from [`LARGE`] on much has: the rule of thumb of Siddiqi, "Credit risk scorecards"
/// (2006). It knows nothing of how many rows there are: some hundred rows move further by chance alone (Yurdakul and
/// Naranjo, "Statistical properties of the population stability index", Journal of Risk Model Validation 14, 2020).
pub const SMALL: f64 = 0.1;

/// See [`SMALL`].
pub const LARGE: f64 = 0.25;

/// A population stability index and what it is usually taken for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Stability {
    /// The index: 0 for two equal histograms. Half a row is added to each bin before shares are taken.
    #[schema(example = 0.04)]
    pub psi: f64,
    /// What it is usually taken for.
    pub shift: Shift,
}

/// What a population stability index is usually taken for (Siddiqi, "Credit risk scorecards", 2006). Of some hundred rows
/// it is larger by chance alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// Below 0.1: none.
    None,
    /// From 0.1 on: worth a look.
    Moderate,
    /// From 0.25 on: the model reads something else than it was measured on.
    Large,
}

/// The index between two histograms of the same bins. None where one holds no row.
pub fn stability(expected: &[u64], actual: &[u64]) -> Option<Stability> {
    debug_assert_eq!(expected.len(), actual.len());
    let total = |counts: &[u64]| counts.iter().sum::<u64>() as f64 + SMOOTHING * counts.len() as f64;
    if expected.iter().all(|count| *count == 0) || actual.iter().all(|count| *count == 0) {
        return None;
    }
    let (all_expected, all_actual) = (total(expected), total(actual));
    let moved = |(expected, actual): (&u64, &u64)| {
        let expected = (*expected as f64 + SMOOTHING) / all_expected;
        let actual = (*actual as f64 + SMOOTHING) / all_actual;
        (actual - expected) * (actual / expected).ln()
    };
    let psi = expected.iter().zip(actual).map(moved).sum();
    Some(Stability { psi, shift: Shift::of(psi) })
}

impl Shift {
    fn of(psi: f64) -> Self {
        match psi {
            _ if psi < SMALL => Self::None,
            _ if psi < LARGE => Self::Moderate,
            _ => Self::Large,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_histograms_have_not_moved() {
        let found = stability(&[10, 20, 30], &[10, 20, 30]).unwrap();
        assert_eq!((found.psi, found.shift), (0.0, Shift::None));
    }

    #[test]
    fn a_bin_that_empties_counts_and_stays_finite() {
        let found = stability(&[500, 500], &[0, 1000]).unwrap();
        assert!(found.psi.is_finite() && found.shift == Shift::Large, "{found:?}");
        // (500.5 / 1001, 500.5 / 1001) and (0.5 / 1001, 1000.5 / 1001)
        let by_hand = -500.0 / 1001.0 * (0.5_f64 / 500.5).ln() + 500.0 / 1001.0 * (1000.5_f64 / 500.5).ln();
        assert!((found.psi - by_hand).abs() < 1e-12);
    }

    #[test]
    fn limits_are_the_usual_ones() {
        assert_eq!(
            [0.09, 0.1, 0.24, 0.25].map(Shift::of),
            [Shift::None, Shift::Moderate, Shift::Moderate, Shift::Large]
        );
    }

    #[test]
    fn no_row_has_no_shape() {
        assert_eq!(stability(&[0, 0], &[3, 4]), None);
        assert_eq!(stability(&[3, 4], &[0, 0]), None);
    }
}
