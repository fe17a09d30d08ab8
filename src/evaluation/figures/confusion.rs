//! The confusion matrix: which label was taken for which.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::columns::Columns;

/// Which label was taken for which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Confusion {
    /// The labels, in the order of the matrix.
    #[schema(example = json!(["negative", "positive"]))]
    pub labels: Vec<String>,
    /// How many rows: one list for each gold label, in it one number for each label predicted.
    #[schema(example = json!([[412, 38], [51, 499]]))]
    pub matrix: Vec<Vec<u64>>,
}

/// Counts which label was taken for which.
pub fn confusion(columns: &Columns) -> Confusion {
    let labels = columns.labels.len();
    let cells = cells(labels, &columns.gold, &columns.predicted);
    Confusion { labels: columns.labels.clone(), matrix: cells.chunks(labels.max(1)).map(<[u64]>::to_vec).collect() }
}

/// The matrix of two lists of as many labels, row by row, that of `first` choosing the row.
pub(in super::super) fn cells(labels: usize, first: &[u8], second: &[u8]) -> Vec<u64> {
    let mut cells = vec![0; labels * labels];
    for (first, second) in first.iter().zip(second) {
        cells[usize::from(*first) * labels + usize::from(*second)] += 1;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::super::super::columns::samples::binary;
    use super::*;

    #[test]
    fn gold_labels_are_rows() {
        let columns = binary(&[(0, 0.1), (0, 0.2), (0, 0.9), (1, 0.8)]);
        let found = confusion(&columns);
        assert_eq!(found.labels, ["negative", "positive"]);
        assert_eq!(found.matrix, [[2, 1], [0, 1]]);
    }
}
