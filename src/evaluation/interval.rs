//! Intervals around a measured share.

use serde::Serialize;
use utoipa::ToSchema;

/// A 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// Where the normal distribution leaves 2.5 % above it.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval of a share: `successes` of `n`; none where `n` is 0 (Wilson 1927).
pub fn wilson(successes: u64, n: u64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let n = n as f64;
    let share = successes as f64 / n;
    let squared = Z * Z;
    let middle = share + squared / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + squared / (4.0 * n * n)).sqrt();
    let scale = 1.0 + squared / n;
    Some(Interval { low: ((middle - half) / scale).max(0.0), high: ((middle + half) / scale).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_scipy() {
        // binomtest(k, n).proportion_ci(method="wilson")
        let of = wilson(7, 20).unwrap();
        assert!((of.low - 0.181_191_824_101_082_1).abs() < 1e-9, "{of:?}");
        assert!((of.high - 0.567_145_723_314_763_7).abs() < 1e-9, "{of:?}");
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(0, 5).unwrap().low, 0.0);
        assert_eq!(wilson(5, 5).unwrap().high, 1.0);
    }
}
