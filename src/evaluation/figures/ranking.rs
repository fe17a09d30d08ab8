//! How well a label's probability puts the rows that have it before those that do not: area under the ROC curve, average
//! precision. One sort; rows of equal probability are taken together.

use super::super::columns::Columns;
use super::super::interval::{Estimate, Interval};
use super::super::normal::Z_95;
use super::counts::mean;

/// How one label is ranked against the rest, or the mean of several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ranking {
    /// The probability that a row of the label has more of its probability than another row has; a tie counts one half.
    pub(super) roc_auc: Estimate,
    /// The sum over thresholds, from the highest, of precision times what recall gained (scikit-learn's, not
    /// interpolated).
    pub(super) average_precision: f64,
}

/// The rankings of all labels.
#[derive(Clone, Debug)]
pub(super) struct Rankings {
    /// Each label against the rest; none where every row has the label, or none has.
    pub(super) of_labels: Vec<Option<Ranking>>,
    /// Of two labels the second's, which says it all; of more the mean over those that have one.
    pub(super) whole: Option<Ranking>,
}

/// Rows of one probability.
struct Tie<'s> {
    keys: &'s [u64],
    positives: u64,
    negatives: u64,
}

/// Ranks the rows by each label's probability.
pub(super) fn rankings(columns: &Columns) -> Rankings {
    let mut summed = vec![0.0; columns.len()];
    let of_labels: Vec<Option<Ranking>> =
        (0..columns.labels.len()).map(|label| Ranking::of(columns, label, &mut summed)).collect();
    let whole = match of_labels.as_slice() {
        [_, second] => *second,
        _ => Ranking::mean(&of_labels.iter().flatten().collect::<Vec<_>>(), &summed),
    };
    Rankings { of_labels, whole }
}

impl Ranking {
    /// Adds to `summed` what each row adds to the area's error: DeLong's structural component less the area, weighted so
    /// that the squares of all rows add up to the area's variance.
    fn of(columns: &Columns, label: usize, summed: &mut [f64]) -> Option<Self> {
        let keys = sorted(columns, label);
        let positives = keys.iter().filter(|key| is_positive(**key)).count() as u64;
        let negatives = columns.len() as u64 - positives;
        if positives == 0 || negatives == 0 {
            return None;
        }
        let ties = || {
            keys.chunk_by(|a, b| a >> 32 == b >> 32).map(|keys| {
                let positives = keys.iter().filter(|key| is_positive(**key)).count() as u64;
                Tie { keys, positives, negatives: keys.len() as u64 - positives }
            })
        };
        // Twice the pairs in the right order, so that halves are whole.
        let (mut pairs, mut average_precision) = (0, 0.0);
        let (mut positives_below, mut negatives_below) = (0, 0);
        for tie in ties() {
            pairs += tie.positives * (2 * negatives_below + tie.negatives);
            let (hits, misses) = (positives - positives_below, negatives - negatives_below);
            average_precision += tie.positives as f64 / positives as f64 * (hits as f64 / (hits + misses) as f64);
            positives_below += tie.positives;
            negatives_below += tie.negatives;
        }
        let value = pairs as f64 / (2.0 * positives as f64 * negatives as f64);
        if positives == 1 || negatives == 1 {
            return Some(Self { roc_auc: Estimate { value, interval: None }, average_precision });
        }
        let (of_positive, of_negative) = (weight(positives), weight(negatives));
        let (mut positives_below, mut negatives_below, mut variance) = (0, 0, 0.0);
        for tie in ties() {
            let below = negatives_below as f64 + tie.negatives as f64 / 2.0;
            let above = (positives - positives_below) as f64 - tie.positives as f64 / 2.0;
            let positive = (below / negatives as f64 - value) * of_positive;
            let negative = (above / positives as f64 - value) * of_negative;
            for key in tie.keys {
                summed[row(*key)] += if is_positive(*key) { positive } else { negative };
            }
            variance += tie.positives as f64 * positive.powi(2) + tie.negatives as f64 * negative.powi(2);
            positives_below += tie.positives;
            negatives_below += tie.negatives;
        }
        Some(Self { roc_auc: area(value, Some(variance)), average_precision })
    }

    /// The mean of `rankings`, whose deviations are `summed` row by row: the areas are of the same rows, so that their
    /// errors go together.
    fn mean(rankings: &[&Self], summed: &[f64]) -> Option<Self> {
        let value = mean(rankings.iter().map(|ranking| ranking.roc_auc.value))?;
        let average_precision = mean(rankings.iter().map(|ranking| ranking.average_precision))?;
        let squares: f64 = summed.iter().map(|deviation| deviation.powi(2)).sum();
        let known = rankings.iter().all(|ranking| ranking.roc_auc.interval.is_some());
        let variance = known.then(|| squares / (rankings.len() as f64).powi(2));
        Some(Self { roc_auc: area(value, variance), average_precision })
    }
}

fn area(value: f64, variance: Option<f64>) -> Estimate {
    let interval = |variance: f64| Interval::around(value, Z_95 * variance.sqrt()).within(0.0, 1.0);
    Estimate { value, interval: variance.map(interval) }
}

/// What a structural component's square is weighted with: `1 / (n (n - 1))`.
fn weight(rows: u64) -> f64 {
    1.0 / (rows as f64 * (rows - 1) as f64).sqrt()
}

/// Rows by the label's probability, the lowest first. A key holds the probability's bits, which are in its order since it
/// is not negative, then whether the row has the label, then the row in 31 bits: all in one place, as a million look-ups
/// elsewhere would take longer than the sort.
fn sorted(columns: &Columns, label: usize) -> Vec<u64> {
    let probabilities = columns.probabilities.iter().skip(label).step_by(columns.labels.len());
    let key = |((row, gold), probability): ((u64, &u8), &f32)| {
        u64::from(probability.to_bits()) << 32 | u64::from(usize::from(*gold) == label) << 31 | row
    };
    let mut keys: Vec<u64> = (0..).zip(&columns.gold).zip(probabilities).map(key).collect();
    keys.sort_unstable();
    keys
}

fn is_positive(key: u64) -> bool {
    key >> 31 & 1 == 1
}

fn row(key: u64) -> usize {
    (key & ((1 << 31) - 1)) as usize
}

#[cfg(test)]
mod tests {
    use super::super::super::columns::samples::binary;
    use super::*;

    #[test]
    fn a_tie_is_half_right() {
        let found = rankings(&binary(&[(0, 0.5), (1, 0.5)])).whole.unwrap();
        assert_eq!(found.roc_auc, Estimate { value: 0.5, interval: None });
        assert_eq!(found.average_precision, 0.5);
    }

    #[test]
    fn one_label_alone_has_no_order() {
        let found = rankings(&binary(&[(1, 0.2), (1, 0.9)]));
        assert_eq!((found.of_labels, found.whole), (vec![None, None], None));
    }

    #[test]
    fn a_perfect_order_leaves_no_error() {
        let found = rankings(&binary(&[(0, 0.2), (0, 0.3), (1, 0.7), (1, 0.9)])).whole.unwrap();
        assert_eq!(found.roc_auc, Estimate { value: 1.0, interval: Some(Interval { low: 1.0, high: 1.0 }) });
        assert_eq!(found.average_precision, 1.0);
    }
}
