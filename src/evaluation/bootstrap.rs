//! Intervals of what is counted in cells, such as a confusion matrix: by drawing the rows again.

use super::binomial::multinomial;
use super::interval::Interval;
use crate::random::Random;

/// Resamples: enough that a 2.5 % quantile rests on 25 of them (Efron and Tibshirani, "An introduction to the
/// bootstrap", 1993, 14.2).
const DRAWS: usize = 1000;

/// The same for every evaluation, so that the same rows have the same interval.
const SEED: u64 = 95;

/// The 2.5 % and 97.5 % quantiles of each of `statistics` over 1,000 resamples of the rows that `cells` counts (percentile
/// bootstrap; the quantiles are NumPy's, linear between two draws). Resamples in which a statistic is undefined are left
/// out; a statistic undefined in more than half of them has no interval.
pub(super) fn intervals(cells: &[u64], statistics: impl Fn(&[u64], &mut Vec<Option<f64>>)) -> Vec<Option<Interval>> {
    let mut random = Random::seeded(SEED);
    let mut drawn = vec![0; cells.len()];
    let mut values = Vec::new();
    let mut gathered: Vec<Vec<f64>> = Vec::new();
    for _ in 0..DRAWS {
        multinomial(&mut random, cells, &mut drawn);
        values.clear();
        statistics(&drawn, &mut values);
        gathered.resize_with(values.len(), Vec::new);
        for (gathered, value) in gathered.iter_mut().zip(&values) {
            gathered.extend(value);
        }
    }
    gathered.into_iter().map(middle).collect()
}

fn middle(mut draws: Vec<f64>) -> Option<Interval> {
    draws.sort_unstable_by(f64::total_cmp);
    (draws.len() > DRAWS / 2).then(|| Interval { low: quantile(&draws, 0.025), high: quantile(&draws, 0.975) })
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + place.fract() * (above - below)
}

#[cfg(test)]
mod tests {
    use super::super::interval::wilson;
    use super::*;

    #[test]
    fn a_proportion_gets_about_its_wilson_interval() {
        let share = |cells: &[u64], out: &mut Vec<Option<f64>>| out.push(Some(cells[0] as f64 / 2000.0));
        let drawn = intervals(&[1500, 500], share)[0].unwrap();
        let known = wilson(1500, 2000).unwrap();
        assert!((drawn.low - known.low).abs() < 0.003 && (drawn.high - known.high).abs() < 0.003, "{drawn:?}");
    }

    #[test]
    fn what_is_undefined_too_often_has_no_interval() {
        // A cell of one row is missing from e^-1 = 37 % of the resamples, and holds more than one in 26 %.
        let statistics = |cells: &[u64], out: &mut Vec<Option<f64>>| {
            out.extend([(cells[0] > 0).then_some(1.0), (cells[0] > 1).then_some(1.0)]);
        };
        let found = intervals(&[1, 99], statistics);
        assert_eq!(found, [Some(Interval { low: 1.0, high: 1.0 }), None]);
    }

    #[test]
    fn quantiles_are_those_of_numpy() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!([0.0, 0.5, 0.75, 1.0].map(|share| quantile(&sorted, share)), [1.0, 3.0, 5.0, 8.0]);
    }
}
