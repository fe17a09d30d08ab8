//! The figures of an evaluation: how often the model is right, how well it ranks, and what its probabilities are worth.

use serde::Serialize;
use utoipa::ToSchema;

use super::bootstrap;
use super::columns::Columns;
use super::interval::Estimate;
use counts::Counts;

mod confusion;
mod counts;
mod histogram;
mod loss;
mod ranking;
mod reliability;
mod thresholds;

pub(super) use confusion::cells;
pub use confusion::{Confusion, confusion};
pub(super) use counts::Counts as LabelCounts;
pub use histogram::{HistogramBin, histogram};
pub(super) use loss::surprise;
pub(super) use reliability::Tally;
pub use reliability::{Bin, reliability, reliability_of};
pub use thresholds::{Threshold, Thresholds, thresholds};

/// The figures of all rows, each with its 95 % interval. What is undefined is null; without a row, everything is.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Figures {
    /// How many rows there are.
    #[schema(example = 1000)]
    pub rows: u64,
    /// The share of rows whose label was predicted. Interval: Wilson's.
    pub accuracy: Option<Estimate>,
    /// The unweighted mean of F1 over the labels that occur, as gold or as prediction. Interval: percentiles of 1,000
    /// resamples of the confusion matrix (multinomial bootstrap).
    pub macro_f1: Option<Estimate>,
    /// The unweighted mean of recall over the labels that occur as gold. Interval: as for `macro_f1`.
    pub balanced_accuracy: Option<Estimate>,
    /// The correlation of gold and predicted label, from -1 to 1, for any number of labels: Gorodkin, "Comparing two
    /// K-category assignments by a K-category correlation coefficient" (Computational Biology and Chemistry 28, 2004).
    /// Null where all rows have one gold label, or one prediction. Interval: as for `macro_f1`.
    pub matthews: Option<Estimate>,
    /// The area under the ROC curve. Of two labels: by the second's probability, the probability that a row of the second
    /// has more of it than a row of the first, ties counted one half. Of more: the unweighted mean over labels of each
    /// against the rest, those left out that no row has. Null where all rows have one label. Interval: DeLong, DeLong and
    /// Clarke-Pearson (Biometrics 44, 1988), of a mean by the mean of each row's structural components; null where a
    /// label, or its rest, has a single row.
    pub roc_auc: Option<Estimate>,
    /// Average precision: the sum over thresholds of precision times what recall gains, without interpolation; of two
    /// labels the second's, of more the mean over labels as for `roc_auc`. No interval is given.
    pub average_precision: Option<f64>,
    /// The mean of `-ln p` of the gold label, `p` held within `[2^-52, 1 - 2^-52]`, as scikit-learn holds a double.
    /// Interval: 1.96 standard errors.
    pub log_loss: Option<Estimate>,
    /// The mean squared distance between probabilities and what happened (Brier, Monthly Weather Review 78, 1950). Of two
    /// labels: of the second's probability, from 0 to 1. Of more: the sum over labels, from 0 to 2. Interval: 1.96
    /// standard errors.
    pub brier: Option<Estimate>,
    /// The expected calibration error: over 15 bins of confidence of equal width, the mean, weighted by rows, of the
    /// distance between accuracy and mean confidence (Guo, Pleiss, Sun and Weinberger, ICML 2017). Confidence is the
    /// predicted label's probability. A sum of distances, it is not 0 even of a calibrated model, the less so the fewer
    /// rows; the interval, a basic bootstrap from 0 up, allows for that, though near 0 it is too narrow.
    pub ece: Option<Estimate>,
    /// The maximum calibration error: the largest of those distances (same source). It often comes from a bin of few
    /// rows, whose own interval the reliability curve tells; hence it has none.
    pub mce: Option<f64>,
    /// Each label's own figures.
    pub classes: Vec<ClassFigures>,
}

/// One label's figures.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ClassFigures {
    /// The label.
    #[schema(example = "positive")]
    pub label: String,
    /// How many rows have it.
    pub support: u64,
    /// How many rows were given it.
    pub predicted: u64,
    /// The share of rows given it that have it. Null where none was given it. Interval: Wilson's.
    pub precision: Option<Estimate>,
    /// The share of rows having it that were given it. Null where none has it. Interval: Wilson's.
    pub recall: Option<Estimate>,
    /// The harmonic mean of precision and recall, 0 where one of them is null. Null where both are. Interval:
    /// percentiles of 1,000 resamples of the confusion matrix, those in which it is null left out.
    pub f1: Option<Estimate>,
    /// The area under the ROC curve of the label against the rest. Null where no row has it, or all have. Interval:
    /// DeLong's.
    pub roc_auc: Option<Estimate>,
    /// The average precision of the label against the rest. Null where `roc_auc` is.
    pub average_precision: Option<f64>,
}

/// All figures of `columns`.
pub fn figures(columns: &Columns) -> Figures {
    let labels = columns.labels.len();
    let cells = cells(labels, &columns.gold, &columns.predicted);
    let counts = Counts::new(labels, &cells);
    let drawn = bootstrap::intervals(&cells, |cells, out| statistics(Counts::new(labels, cells), out));
    let mut values = Vec::new();
    statistics(counts, &mut values);
    let mut estimates =
        values.into_iter().zip(drawn).map(|(value, interval)| value.map(|value| Estimate { value, interval }));
    let mut next = || estimates.next().expect("`statistics` gives three figures and one for each label");
    let (macro_f1, balanced_accuracy, matthews) = (next(), next(), next());
    let rankings = ranking::rankings(columns);
    let classes = (0..labels)
        .map(|label| ClassFigures {
            label: columns.labels[label].clone(),
            support: counts.support(label),
            predicted: counts.predicted(label),
            precision: Estimate::of_proportion(counts.hits(label), counts.predicted(label)),
            recall: Estimate::of_proportion(counts.hits(label), counts.support(label)),
            f1: next(),
            roc_auc: rankings.of_labels[label].map(|ranking| ranking.roc_auc),
            average_precision: rankings.of_labels[label].map(|ranking| ranking.average_precision),
        })
        .collect();
    let tally = reliability::of_confidence(columns);
    Figures {
        rows: counts.rows(),
        accuracy: Estimate::of_proportion(counts.right(), counts.rows()),
        macro_f1,
        balanced_accuracy,
        matthews,
        roc_auc: rankings.whole.map(|ranking| ranking.roc_auc),
        average_precision: rankings.whole.map(|ranking| ranking.average_precision),
        log_loss: loss::log_loss(columns),
        brier: loss::brier(columns),
        ece: tally.expected_error(),
        mce: tally.largest_error(),
        classes,
    }
}

/// What follows from the counts and has no interval of its own.
fn statistics(counts: Counts<'_>, out: &mut Vec<Option<f64>>) {
    out.extend([counts.macro_f1(), counts.balanced_accuracy(), counts.matthews()]);
    out.extend((0..counts.labels()).map(|label| counts.f1(label)));
}

#[cfg(test)]
mod tests {
    use super::super::columns::samples::binary;
    use super::*;

    #[test]
    fn without_a_row_nothing_is_said() {
        let found = figures(&binary(&[]));
        assert_eq!(found.rows, 0);
        let json = serde_json::to_value(&found).unwrap();
        for figure in
            ["accuracy", "macro_f1", "matthews", "roc_auc", "average_precision", "log_loss", "brier", "ece", "mce"]
        {
            assert!(json[figure].is_null(), "{figure}");
        }
        assert_eq!((found.classes.len(), found.classes[1].f1), (2, None));
    }

    #[test]
    fn the_same_rows_have_the_same_figures() {
        let rows: Vec<(u8, f32)> = (0..200_u8).map(|row| (u8::from(row % 3 == 0), f32::from(row) / 256.0)).collect();
        let found = figures(&binary(&rows));
        assert_eq!(found, figures(&binary(&rows)));
        let f1 = found.classes[1].f1.unwrap();
        let interval = f1.interval.unwrap();
        assert!(interval.low < f1.value && f1.value < interval.high, "{f1:?}");
    }
}
