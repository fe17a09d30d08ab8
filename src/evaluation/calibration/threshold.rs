//! From which probability on to give the second of two labels: the middle of the gap where the aim is best.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::figures::LabelCounts;

/// What a threshold is chosen for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// The mean of both labels' F1: the rarer label counts as much as the other.
    #[default]
    MacroF1,
    /// The share of rows that are right.
    Accuracy,
}

/// The threshold between two neighbouring probabilities of the second label, halfway, that serves `aim` best on rows of
/// that probability and gold label; of several as good, the nearest to one half. None where all probabilities are equal,
/// or all labels.
pub(super) fn best(mut rows: Vec<(f64, u8)>, aim: Aim) -> Option<f64> {
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let positives = rows.iter().filter(|(_, gold)| *gold == 1).count() as u64;
    let negatives = rows.len() as u64 - positives;
    if positives == 0 || negatives == 0 {
        return None;
    }
    let (mut negatives_below, mut positives_below) = (0, 0);
    let mut best: Option<(f64, f64)> = None;
    for pair in rows.windows(2) {
        *(if pair[0].1 == 1 { &mut positives_below } else { &mut negatives_below }) += 1;
        if pair[0].0 == pair[1].0 {
            continue;
        }
        let cells = [negatives_below, negatives - negatives_below, positives_below, positives - positives_below];
        let counts = LabelCounts::new(2, &cells);
        let served = match aim {
            Aim::MacroF1 => counts.macro_f1()?,
            Aim::Accuracy => counts.right() as f64,
        };
        let threshold = f64::midpoint(pair[0].0, pair[1].0);
        let nearer = |than: f64| (threshold - 0.5).abs() < (than - 0.5).abs();
        if best.is_none_or(|(most, chosen)| served > most || served == most && nearer(chosen)) {
            best = Some((served, threshold));
        }
    }
    best.map(|(_, threshold)| threshold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_stands_amid_the_gap() {
        let rows = vec![(0.9, 1), (0.1, 0), (0.6, 0), (0.8, 1)];
        assert!((best(rows, Aim::Accuracy).unwrap() - 0.7).abs() < 1e-12);
    }

    #[test]
    fn of_gaps_as_good_the_nearest_to_one_half_is_taken() {
        // Each has two gaps that leave one row wrong.
        let low = vec![(0.1, 0), (0.3, 1), (0.52, 0), (0.7, 1)];
        let high = vec![(0.3, 0), (0.48, 1), (0.7, 0), (0.9, 1)];
        assert!((best(low, Aim::Accuracy).unwrap() - 0.61).abs() < 1e-12);
        assert!((best(high, Aim::Accuracy).unwrap() - 0.39).abs() < 1e-12);
    }

    #[test]
    fn macro_f1_minds_the_rare_label() {
        let mut rows: Vec<(f64, u8)> = (0..95).map(|row| (f64::from(row) / 200.0, 0)).collect();
        rows.extend([(0.35, 1), (0.41, 1), (0.44, 1), (0.445_1, 1), (0.46, 1), (0.48, 1)]);
        let [accuracy, macro_f1] = [Aim::Accuracy, Aim::MacroF1].map(|aim| best(rows.clone(), aim).unwrap());
        assert!(macro_f1 < accuracy, "{macro_f1} {accuracy}");
    }

    #[test]
    fn where_nothing_is_told_apart_there_is_none() {
        assert_eq!(best(vec![(0.5, 0), (0.5, 1)], Aim::MacroF1), None);
        assert_eq!(best(vec![(0.4, 1), (0.5, 1)], Aim::MacroF1), None);
        assert_eq!(best(Vec::new(), Aim::MacroF1), None);
    }
}
