//! How confident the model was where it was right, and where it was wrong.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::columns::Columns;
use super::reliability::bin_of;

/// Bins of five hundredths.
const BINS: usize = 20;

/// The rows whose confidence lies above `low` and at most at `high`; the first bin holds 0 too.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct HistogramBin {
    /// The lower edge.
    pub low: f64,
    /// The upper edge.
    pub high: f64,
    /// How many of them were predicted rightly.
    pub right: u64,
    /// How many wrongly.
    pub wrong: u64,
}

/// Counts rows by their confidence, which is the predicted label's probability: 20 bins of equal width from 0 to 1.
pub fn histogram(columns: &Columns) -> Vec<HistogramBin> {
    let edge = |at: usize| at as f64 / BINS as f64;
    let empty = |at| HistogramBin { low: edge(at), high: edge(at + 1), right: 0, wrong: 0 };
    let mut bins: Vec<HistogramBin> = (0..BINS).map(empty).collect();
    for row in 0..columns.len() {
        let bin = &mut bins[bin_of(f64::from(columns.confidence(row)), BINS)];
        *(if columns.is_wrong(row) { &mut bin.wrong } else { &mut bin.right }) += 1;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::super::super::columns::samples::binary;
    use super::*;

    #[test]
    fn right_and_wrong_are_counted_apart() {
        let bins = histogram(&binary(&[(1, 0.97), (1, 0.99), (0, 0.98), (0, 0.25), (1, 0.5)]));
        let counted: Vec<_> = bins.iter().map(|bin| (bin.right, bin.wrong)).collect();
        assert_eq!(counted[19], (2, 1));
        // Of two labels as likely as each other one was predicted; 0.75 is an edge.
        assert_eq!((counted[9], counted[14]), ((1, 0), (1, 0)));
        assert_eq!(counted.iter().map(|(right, wrong)| right + wrong).sum::<u64>(), 5);
    }
}
