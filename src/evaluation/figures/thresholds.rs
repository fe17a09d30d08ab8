//! What a model of two labels would do if it gave the second from another probability on.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::columns::Columns;
use super::counts::Counts;

/// One more than the steps: every hundredth from 0 to 1.
const THRESHOLDS: usize = 101;

/// The choices of a threshold.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Thresholds {
    /// The label whose probability is held against the threshold: the second.
    #[schema(example = "positive")]
    pub label: String,
    /// Each hundredth from 0 to 1.
    pub thresholds: Vec<Threshold>,
    /// The one of the best accuracy. Of several, here and below, that nearest to one half, and of two the lower.
    #[schema(example = 0.47)]
    pub best_accuracy: f64,
    /// The one of the best macro F1.
    #[schema(example = 0.44)]
    pub best_macro_f1: f64,
    /// The one of the largest recall plus specificity (Youden, "Index for rating diagnostic tests", Cancer 3, 1950). Null
    /// where only one label occurs.
    #[schema(example = 0.41)]
    pub best_youden: Option<f64>,
}

/// What comes of one threshold: rows with at least this probability of the second label are given it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Threshold {
    /// The threshold.
    #[schema(example = 0.47)]
    pub threshold: f64,
    /// Rows of the second label that are given it.
    pub true_positives: u64,
    /// Rows of the first label that are given the second.
    pub false_positives: u64,
    /// Rows of the first label that are given it.
    pub true_negatives: u64,
    /// Rows of the second label that are given the first.
    pub false_negatives: u64,
    /// The second label's precision. Null where no row is given it.
    pub precision: Option<f64>,
    /// The second label's recall. Null where no row has it.
    pub recall: Option<f64>,
    /// The second label's F1. Null where no row has it and none is given it.
    pub f1: Option<f64>,
    /// The mean of both labels' F1; of one only, where the other neither occurs nor is given.
    pub macro_f1: f64,
    /// The share of rows that are right.
    pub accuracy: f64,
    /// Recall plus specificity, less 1. Null where only one label occurs.
    pub youden: Option<f64>,
}

/// Every hundredth as the threshold of the second label, in one pass over the rows. None unless there are two labels, and
/// a row.
pub fn thresholds(columns: &Columns) -> Option<Thresholds> {
    let [_, label] = columns.labels.as_slice() else { return None };
    // How many rows of each label reach so many thresholds and no more. A float times 100 is exact in a double.
    let mut reached = [[0_u64; 2]; THRESHOLDS];
    for (gold, probabilities) in columns.gold.iter().zip(columns.probabilities.chunks(2)) {
        let highest = (f64::from(probabilities[1]) * (THRESHOLDS - 1) as f64) as usize;
        reached[highest.min(THRESHOLDS - 1)][usize::from(*gold)] += 1;
    }
    let [negatives, positives] = sum(&reached);
    if negatives + positives == 0 {
        return None;
    }
    let thresholds: Vec<Threshold> = (0..THRESHOLDS)
        .map(|at| {
            let [false_positives, true_positives] = sum(&reached[at..]);
            let cells = [negatives - false_positives, false_positives, positives - true_positives, true_positives];
            Threshold::of(at as f64 / (THRESHOLDS - 1) as f64, &cells)
        })
        .collect();
    Some(Thresholds {
        label: label.clone(),
        best_accuracy: best(&thresholds, |one| Some(one.accuracy))?,
        best_macro_f1: best(&thresholds, |one| Some(one.macro_f1))?,
        best_youden: best(&thresholds, |one| one.youden),
        thresholds,
    })
}

fn sum(counts: &[[u64; 2]]) -> [u64; 2] {
    counts.iter().fold([0, 0], |[negatives, positives], more| [negatives + more[0], positives + more[1]])
}

fn best(thresholds: &[Threshold], figure: impl Fn(&Threshold) -> Option<f64>) -> Option<f64> {
    let distance = |threshold: f64| (threshold - 0.5).abs();
    let figures = thresholds.iter().filter_map(|one| Some((figure(one)?, one.threshold)));
    // Strictly better, or as good and nearer: the lower of two as near stays.
    let better = |best: (f64, f64), next: (f64, f64)| {
        let nearer = next.0 == best.0 && distance(next.1) < distance(best.1) - f64::EPSILON;
        if next.0 > best.0 || nearer { next } else { best }
    };
    figures.reduce(better).map(|(_, threshold)| threshold)
}

impl Threshold {
    fn of(threshold: f64, cells: &[u64; 4]) -> Self {
        let counts = Counts::new(2, cells);
        let specificity = counts.recall(0);
        Self {
            threshold,
            true_positives: cells[3],
            false_positives: cells[1],
            true_negatives: cells[0],
            false_negatives: cells[2],
            precision: counts.precision(1),
            recall: counts.recall(1),
            f1: counts.f1(1),
            macro_f1: counts.macro_f1().expect("a row has a label"),
            accuracy: counts.right() as f64 / counts.rows() as f64,
            youden: counts.recall(1).zip(specificity).map(|(recall, specificity)| recall + specificity - 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::columns::samples::{binary, row};
    use super::*;

    #[test]
    fn a_probability_reaches_its_own_threshold() {
        let found = thresholds(&binary(&[(1, 0.5), (0, 0.25), (1, 1.0), (0, 0.0)])).unwrap();
        let given = |at: usize| found.thresholds[at].true_positives + found.thresholds[at].false_positives;
        assert_eq!([0, 1, 25, 26, 50, 51, 100].map(given), [4, 3, 3, 2, 2, 1, 1]);
    }

    #[test]
    fn of_the_best_the_nearest_to_one_half_is_named() {
        let found = thresholds(&binary(&[(0, 0.2), (0, 0.3), (1, 0.445), (1, 0.9)])).unwrap();
        assert_eq!((found.best_accuracy, found.best_macro_f1, found.best_youden), (0.44, 0.44, Some(0.44)));
        assert_eq!(found.thresholds[44].accuracy, 1.0);
        let even = thresholds(&binary(&[(0, 0.2), (1, 0.9)])).unwrap();
        assert_eq!(even.best_accuracy, 0.5);
    }

    #[test]
    fn one_label_has_no_youden_and_three_no_threshold() {
        assert_eq!(thresholds(&binary(&[(1, 0.2)])).unwrap().best_youden, None);
        assert_eq!(thresholds(&binary(&[])), None);
        let mut three = Columns::new(["a", "b", "c"].map(str::to_owned).to_vec());
        three.push(&row(0, &[0.5, 0.25, 0.25]));
        assert_eq!(thresholds(&three), None);
    }
}
