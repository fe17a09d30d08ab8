//! The counts of a confusion matrix, and the figures that follow from them alone.

/// How many rows of each label were given each label: `[labels, labels]`, row by row, the gold label first.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Counts<'c> {
    labels: usize,
    cells: &'c [u64],
}

impl<'c> Counts<'c> {
    pub(in super::super) fn new(labels: usize, cells: &'c [u64]) -> Self {
        debug_assert_eq!(cells.len(), labels * labels);
        Self { labels, cells }
    }

    pub(super) fn labels(self) -> usize {
        self.labels
    }

    pub(in super::super) fn rows(self) -> u64 {
        self.cells.iter().sum()
    }

    pub(in super::super) fn right(self) -> u64 {
        (0..self.labels).map(|label| self.hits(label)).sum()
    }

    /// Rows of `label` that were given it.
    pub(in super::super) fn hits(self, label: usize) -> u64 {
        self.cells[label * self.labels + label]
    }

    /// Rows of `label`.
    pub(in super::super) fn support(self, label: usize) -> u64 {
        self.cells[label * self.labels..][..self.labels].iter().sum()
    }

    /// Rows that were given `label`.
    pub(in super::super) fn predicted(self, label: usize) -> u64 {
        self.cells.iter().skip(label).step_by(self.labels).sum()
    }

    pub(in super::super) fn precision(self, label: usize) -> Option<f64> {
        ratio(self.hits(label), self.predicted(label))
    }

    pub(in super::super) fn recall(self, label: usize) -> Option<f64> {
        ratio(self.hits(label), self.support(label))
    }

    /// `2 hits / (support + predicted)`: the harmonic mean of precision and recall where both are defined, and 0 where
    /// one is not.
    pub(in super::super) fn f1(self, label: usize) -> Option<f64> {
        ratio(2 * self.hits(label), self.support(label) + self.predicted(label))
    }

    /// The mean of F1 over the labels that occur, as gold or as prediction.
    pub(in super::super) fn macro_f1(self) -> Option<f64> {
        mean((0..self.labels).filter_map(|label| self.f1(label)))
    }

    /// The mean of recall over the labels that occur as gold.
    pub(in super::super) fn balanced_accuracy(self) -> Option<f64> {
        mean((0..self.labels).filter_map(|label| self.recall(label)))
    }

    /// Matthews' correlation for any number of labels.
    pub(in super::super) fn matthews(self) -> Option<f64> {
        let rows = self.rows() as f64;
        let (mut both, mut gold, mut given) = (0.0, 0.0, 0.0);
        for label in 0..self.labels {
            let (support, predicted) = (self.support(label) as f64, self.predicted(label) as f64);
            both += support * predicted;
            gold += support * support;
            given += predicted * predicted;
        }
        let spread = (rows * rows - gold) * (rows * rows - given);
        (spread > 0.0).then(|| (self.right() as f64 * rows - both) / spread.sqrt())
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    (count > 0).then(|| sum / f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_of_what_does_not_occur() {
        // Of three labels the last occurs nowhere, and the second is never predicted.
        let cells = [5, 0, 0, 2, 0, 0, 0, 0, 0];
        let counts = Counts::new(3, &cells);
        assert_eq!((counts.precision(1), counts.recall(1), counts.f1(1)), (None, Some(0.0), Some(0.0)));
        assert_eq!((counts.precision(2), counts.recall(2), counts.f1(2)), (None, None, None));
        assert_eq!(counts.balanced_accuracy(), Some(0.5));
        assert_eq!(counts.macro_f1(), Some(5.0 / 12.0));
        assert_eq!(counts.matthews(), None);
    }
}
