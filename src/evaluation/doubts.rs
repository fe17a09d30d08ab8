//! Labels that are probably wrong, by confident learning; what else a model gets wrong is its own error.

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::Columns;

/// A probability reaches a threshold that it misses by rounding; the authors' library, cleanlab, allows as much.
const TOLERANCE: f64 = 1e-6;

/// A row whose gold label is probably wrong.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Doubt {
    /// The row.
    pub row: u32,
    /// The label that it has.
    pub gold: String,
    /// The label that the model holds for right, confidently.
    pub likely: String,
    /// The probability of the label that it has.
    pub self_confidence: f64,
    /// The same less the highest probability of another label: from -1, surely wrong, to 1. cleanlab's normalised margin
    /// is half of this plus a half.
    pub margin: f64,
}

/// What confident learning finds (Northcutt, Jiang and Chuang 2021). It takes probabilities of a model that has not seen
/// these rows in training: what a model learnt by heart it does not doubt.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Doubts {
    /// The model's labels; rows and columns below are in their order.
    pub labels: Vec<String>,
    /// Each label's threshold: its mean probability among the rows that have it. Null of a label that no row has.
    pub thresholds: Vec<Option<f64>>,
    /// The confident joint: how many rows with a label (row) reach the threshold of a label (column); of several, the
    /// row's most probable one counts. Rows that reach none are not in it.
    pub joint: Vec<Vec<u64>>,
    /// How many wrong rows have a doubtful label: they reach another label's threshold.
    pub doubtful: u64,
    /// How many wrong rows have no doubtful label: the model's own errors.
    pub model_errors: u64,
    /// The doubtful rows, the lowest margin first.
    pub doubts: Vec<Doubt>,
}

/// The threshold of each label.
#[derive(Debug)]
pub(super) struct Thresholds(Vec<Option<f64>>);

impl Thresholds {
    pub(super) fn of(columns: &Columns) -> Self {
        let mut sums = vec![(0.0, 0_u64); columns.labels.len()];
        for (row, gold) in columns.gold.iter().enumerate() {
            let (sum, rows) = &mut sums[usize::from(*gold)];
            *sum += f64::from(columns.probabilities_of(row)[usize::from(*gold)]);
            *rows += 1;
        }
        Self(sums.into_iter().map(|(sum, rows)| (rows > 0).then(|| sum / rows as f64)).collect())
    }

    /// The label that `row` has confidently: the one whose threshold it reaches; where it reaches several, its most probable
    /// one, as cleanlab has it.
    fn confident(&self, columns: &Columns, row: usize) -> Option<usize> {
        let probabilities = columns.probabilities_of(row);
        let reaches = |label: usize| {
            self.0[label].is_some_and(|threshold| f64::from(probabilities[label]) >= threshold - TOLERANCE)
        };
        let mut reached = (0..probabilities.len()).filter(|label| reaches(*label));
        let first = reached.next()?;
        if reached.next().is_none() {
            return Some(first);
        }
        // Of equal ones, the first.
        (0..probabilities.len())
            .reduce(|best, label| if probabilities[label] > probabilities[best] { label } else { best })
    }

    /// The label that `row` has more likely than its own, where its own is doubtful: the model is wrong about it, and confident.
    pub(super) fn likely(&self, columns: &Columns, row: usize) -> Option<usize> {
        if !columns.is_wrong(row) {
            return None;
        }
        self.confident(columns, row).filter(|label| *label != usize::from(columns.gold[row]))
    }
}

/// A row's probability of its own label, and the same less the highest of another.
fn confidence_and_margin(columns: &Columns, row: usize) -> (f64, f64) {
    let probabilities = columns.probabilities_of(row);
    let gold = usize::from(columns.gold[row]);
    let others = probabilities.iter().enumerate().filter(|(label, _)| *label != gold);
    let highest = others.map(|(_, probability)| f64::from(*probability)).fold(0.0, f64::max);
    let own = f64::from(probabilities[gold]);
    (own, own - highest)
}

/// The label margin of [`Doubt`].
pub(super) fn margin(columns: &Columns, row: usize) -> f64 {
    confidence_and_margin(columns, row).1
}

/// The rows whose labels are doubtful, `limit` of them at most, the lowest margin first and of equal ones the first row.
pub fn doubts(columns: &Columns, limit: usize) -> Doubts {
    let thresholds = Thresholds::of(columns);
    let labels = columns.labels.len();
    let mut joint = vec![vec![0; labels]; labels];
    let mut found: Vec<(f64, u32, usize)> = Vec::new();
    let mut errors = 0;
    for row in 0..columns.len() {
        errors += u64::from(columns.is_wrong(row));
        let Some(confident) = thresholds.confident(columns, row) else { continue };
        joint[usize::from(columns.gold[row])][confident] += 1;
        if let (Some(likely), Ok(number)) = (thresholds.likely(columns, row), u32::try_from(row)) {
            found.push((margin(columns, row), number, likely));
        }
    }
    let doubtful = found.len() as u64;
    found.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    found.truncate(limit);
    let tell = |(_, row, likely): (f64, u32, usize)| {
        let at = row as usize;
        let (self_confidence, margin) = confidence_and_margin(columns, at);
        Doubt {
            row,
            gold: columns.labels[usize::from(columns.gold[at])].clone(),
            likely: columns.labels[likely].clone(),
            self_confidence,
            margin,
        }
    };
    Doubts {
        labels: columns.labels.clone(),
        thresholds: thresholds.0,
        joint,
        doubtful,
        model_errors: errors - doubtful,
        doubts: found.into_iter().map(tell).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::evaluation::columns::samples;
    use crate::evaluation::slices::tests::random;

    /// What cleanlab makes of the same rows: `models/training/make_doubts_fixture.py`.
    #[derive(Deserialize)]
    struct Case {
        name: String,
        gold: Vec<u8>,
        probabilities: Vec<Vec<f32>>,
        thresholds: Vec<f64>,
        joint: Vec<Vec<u64>>,
        issues: Vec<u32>,
        scores: Vec<f64>,
    }

    #[test]
    fn cleanlab_finds_the_same() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/fixtures/doubts.json")).unwrap();
        assert!(cases.len() > 1);
        for case in cases {
            let labels = case.thresholds.len();
            let mut columns = Columns::new((0..labels).map(|label| label.to_string()).collect());
            for (gold, probabilities) in case.gold.iter().zip(&case.probabilities) {
                columns.push(&samples::row(*gold, probabilities));
            }
            let found = doubts(&columns, usize::MAX);
            for (mine, theirs) in found.thresholds.iter().zip(&case.thresholds) {
                assert!((mine.unwrap() - theirs).abs() < 1e-9, "{}: {mine:?} is not {theirs}", case.name);
            }
            assert_eq!(found.joint, case.joint, "{}", case.name);
            assert_eq!(found.doubts.iter().map(|doubt| doubt.row).collect::<Vec<_>>(), case.issues, "{}", case.name);
            for (doubt, score) in found.doubts.iter().zip(&case.scores) {
                assert!(((doubt.margin + 1.0) / 2.0 - score).abs() < 1e-9, "{}: {doubt:?} is not {score}", case.name);
            }
        }
    }

    /// A model that is right nine times in ten, and 3 % of the labels flipped.
    fn flipped(rows: u32) -> (Columns, Vec<u32>) {
        let mut random = random(23);
        let mut share = move || (random() >> 11) as f64 / (1_u64 << 53) as f64;
        let mut flipped = Vec::new();
        let mut given = Vec::new();
        for row in 0..rows {
            let truth = u8::from(share() < 0.5);
            // Log-odds around 2.6 with a deviation of 2: nine in ten are on the right side, and reviews are alike in that.
            let bell: f64 = (0..12).map(|_| share()).sum::<f64>() - 6.0;
            let right = 1.0 / (1.0 + (-2.6 - 2.0 * bell).exp());
            let positive = if truth == 1 { right } else { 1.0 - right };
            let is_flipped = share() < 0.03;
            if is_flipped {
                flipped.push(row);
            }
            given.push((if is_flipped { 1 - truth } else { truth }, positive as f32));
        }
        (samples::binary(&given), flipped)
    }

    #[test]
    fn flipped_labels_come_to_the_top() {
        let (columns, flipped) = flipped(10_000);
        let accuracy = (0..10_000).filter(|row| !columns.is_wrong(*row)).count();
        assert!((8_500..9_000).contains(&accuracy), "{accuracy}");
        // 5 % of the rows.
        let doubts = doubts(&columns, 500);
        let found = doubts.doubts.iter().filter(|doubt| flipped.binary_search(&doubt.row).is_ok()).count();
        assert!(found * 10 >= flipped.len() * 6, "{found} of {} flipped labels", flipped.len());
        assert_eq!(doubts.doubtful + doubts.model_errors, 10_000 - accuracy as u64);
        assert!(doubts.doubts.iter().all(|doubt| doubt.gold != doubt.likely && doubt.margin < 0.0));
        assert!(doubts.doubts.is_sorted_by(|one, other| one.margin <= other.margin));
    }

    #[test]
    fn a_label_that_no_row_has_has_no_threshold() {
        let columns = samples::binary(&[(0, 0.1), (0, 0.9), (0, 0.2)]);
        let doubts = doubts(&columns, 5);
        assert_eq!(doubts.thresholds[1], None);
        // Nothing says what a confident « positive » would be, so the wrong row is the model's error.
        assert_eq!((doubts.doubtful, doubts.model_errors), (0, 1));
    }
}
