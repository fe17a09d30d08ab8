//! How well a label's probability puts the rows that have it before those that do not: area under the ROC curve, average
//! precision. One sort; rows of equal probability are taken together.

use super::super::columns::Columns;
use super::super::interval::{Estimate, Interval};
use super::super::normal::Z_95;
use super::counts::mean;

/// One label against the rest.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    /// The probability that a row of the label has more of its probability than another row has; a tie counts one half.
    pub(super) roc_auc: f64,
    /// The sum over thresholds, from the highest, of precision times what recall gained (scikit-learn's, not
    /// interpolated).
    pub(super) average_precision: f64,
    /// What each row adds to the area's error; empty where the label, or the rest, has one row only. Their squares add up
    /// to DeLong's variance.
    deviations: Vec<f64>,
}

/// Rows of one probability.
struct Tie<'s> {
    keys: &'s [u64],
    positives: u64,
}

impl Ranking {
    /// None where every row has the label, or none has.
    pub(super) fn of(columns: &Columns, label: usize) -> Option<Self> {
        let keys = sorted(columns, label);
        let is_positive = |key: u64| usize::from(columns.gold[row(key)]) == label;
        let positives = columns.gold.iter().filter(|gold| usize::from(**gold) == label).count() as u64;
        let negatives = columns.len() as u64 - positives;
        if positives == 0 || negatives == 0 {
            return None;
        }
        let ties = || {
            keys.chunk_by(|a, b| a >> 32 == b >> 32).map(|keys| {
                let positives = keys.iter().filter(|key| is_positive(**key)).count() as u64;
                Tie { keys, positives }
            })
        };
        // Twice the pairs in the right order, so that halves are whole.
        let (mut pairs, mut average_precision) = (0, 0.0);
        let (mut positives_below, mut negatives_below) = (0, 0);
        for tie in ties() {
            let tied = tie.keys.len() as u64 - tie.positives;
            pairs += tie.positives * (2 * negatives_below + tied);
            let (hits, misses) = (positives - positives_below, negatives - negatives_below);
            average_precision += tie.positives as f64 / positives as f64 * (hits as f64 / (hits + misses) as f64);
            positives_below += tie.positives;
            negatives_below += tied;
        }
        let roc_auc = pairs as f64 / (2.0 * positives as f64 * negatives as f64);
        let mut deviations = Vec::new();
        if positives > 1 && negatives > 1 {
            deviations.resize(columns.len(), 0.0);
            let (of_positive, of_negative) = (weight(positives), weight(negatives));
            let (mut positives_below, mut negatives_below) = (0, 0);
            for tie in ties() {
                let tied = tie.keys.len() as u64 - tie.positives;
                let below = (negatives_below as f64 + tied as f64 / 2.0) / negatives as f64;
                let above = (positives - positives_below) as f64 - tie.positives as f64 / 2.0;
                let positive = (below - roc_auc) * of_positive;
                let negative = (above / positives as f64 - roc_auc) * of_negative;
                for key in tie.keys {
                    deviations[row(*key)] = if is_positive(*key) { positive } else { negative };
                }
                positives_below += tie.positives;
                negatives_below += tied;
            }
        }
        Some(Self { roc_auc, average_precision, deviations })
    }

    /// The mean area of several labels, each against the rest, with DeLong's interval; none of no label.
    pub(super) fn mean_area(rankings: &[&Self]) -> Option<Estimate> {
        let value = mean(rankings.iter().map(|ranking| ranking.roc_auc))?;
        let rows = rankings.iter().map(|ranking| ranking.deviations.len()).min().unwrap_or_default();
        let interval = (rows > 0).then(|| {
            let of_row = |row: usize| rankings.iter().map(|ranking| ranking.deviations[row]).sum::<f64>();
            let squares: f64 = (0..rows).map(|row| of_row(row).powi(2)).sum();
            Interval::around(value, Z_95 * squares.sqrt() / rankings.len() as f64).within(0.0, 1.0)
        });
        Some(Estimate { value, interval })
    }
}

/// What a structural component's square is weighted with: `1 / (n (n - 1))`.
fn weight(rows: u64) -> f64 {
    1.0 / (rows as f64 * (rows - 1) as f64).sqrt()
}

/// Rows by the label's probability, the lowest first: the probability's bits, which are in its order since it is not
/// negative, and behind them the row.
fn sorted(columns: &Columns, label: usize) -> Vec<u64> {
    let probabilities = columns.probabilities.iter().skip(label).step_by(columns.labels.len());
    let mut keys: Vec<u64> =
        (0..).zip(probabilities).map(|(row, probability)| u64::from(probability.to_bits()) << 32 | row).collect();
    keys.sort_unstable();
    keys
}

fn row(key: u64) -> usize {
    key as u32 as usize
}

#[cfg(test)]
mod tests {
    use super::super::super::columns::samples::binary;
    use super::*;

    #[test]
    fn a_tie_is_half_right() {
        let ranking = Ranking::of(&binary(&[(0, 0.5), (1, 0.5)]), 1).unwrap();
        assert_eq!((ranking.roc_auc, ranking.average_precision), (0.5, 0.5));
        assert_eq!(Ranking::mean_area(&[&ranking]), Some(Estimate { value: 0.5, interval: None }));
    }

    #[test]
    fn one_label_alone_has_no_order() {
        let columns = binary(&[(1, 0.2), (1, 0.9)]);
        assert!(Ranking::of(&columns, 1).is_none() && Ranking::of(&columns, 0).is_none());
        assert_eq!(Ranking::mean_area(&[]), None);
    }
}
