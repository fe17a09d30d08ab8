//! Rows that changed into the rows that were counted before, column by column: beside them, one column is held twice for a
//! moment, and no row.

use std::ops::Range;

use uuid::Uuid;

use super::rows::Rows;
use crate::evaluation::columns::Columns;

/// Puts `rows`, which are what became of the `changed` ones, in their places; those of `changed` that are not among them go.
/// All three are in the order of their ids, and `rows` knows the labels of `columns` in their order.
pub(super) fn merge(columns: &mut Columns, ids: &mut Vec<Uuid>, changed: &[Uuid], rows: &Rows) {
    let splice = Splice::of(ids, changed, &rows.ids);
    let width = columns.labels.len();
    // Named one by one: a column that is added must be spliced too.
    let Columns {
        labels: _,
        gold,
        predicted,
        probabilities,
        tokens,
        unknown_rate,
        truncated,
        language,
        words,
        cues,
        attributes,
        marked_words: _,
        marks: _,
    } = columns;
    let new = &rows.columns;
    splice.apply(ids, &rows.ids, 1);
    splice.apply(gold, &new.gold, 1);
    splice.apply(predicted, &new.predicted, 1);
    splice.apply(probabilities, &new.probabilities, width);
    splice.apply(tokens, &new.tokens, 1);
    splice.apply(unknown_rate, &new.unknown_rate, 1);
    splice.apply(truncated, &new.truncated, 1);
    splice.apply(language, &new.language, 1);
    splice.apply(words, &new.words, 1);
    splice.apply(cues, &new.cues, 1);
    for (attribute, new) in attributes.iter_mut().zip(&new.attributes) {
        splice.apply(&mut attribute.codes, &new.codes, 1);
    }
}

/// Which rows of the old and the new follow each other.
struct Splice(Vec<Piece>);

enum Piece {
    Old(Range<usize>),
    New(usize),
}

impl Splice {
    fn of(old: &[Uuid], changed: &[Uuid], new: &[Uuid]) -> Self {
        let mut pieces = Vec::with_capacity(2 * changed.len() + 1);
        let (mut from, mut next) = (0, 0);
        for id in changed {
            let at = from + old[from..].partition_point(|before| before < id);
            pieces.push(Piece::Old(from..at));
            from = at + usize::from(old.get(at) == Some(id));
            if new.get(next) == Some(id) {
                pieces.push(Piece::New(next));
                next += 1;
            }
        }
        pieces.push(Piece::Old(from..old.len()));
        Self(pieces)
    }

    /// Splices a column that has `width` numbers a row.
    fn apply<T: Copy>(&self, column: &mut Vec<T>, new: &[T], width: usize) {
        let rows = |piece: &Piece| match piece {
            Piece::Old(rows) => rows.len(),
            Piece::New(_) => 1,
        };
        let mut spliced = Vec::with_capacity(width * self.0.iter().map(rows).sum::<usize>());
        for piece in &self.0 {
            spliced.extend_from_slice(match piece {
                Piece::Old(rows) => &column[width * rows.start..width * rows.end],
                Piece::New(row) => &new[width * row..width * (row + 1)],
            });
        }
        *column = spliced;
    }
}

/// Whether each label has a row whose model knows it, for certain: a probability may also be a plain 0.
pub(super) fn has_every_label(columns: &Columns) -> bool {
    let width = columns.labels.len();
    let mut is_seen = vec![false; width];
    columns.probabilities.chunks_exact(width.max(1)).any(|row| {
        for (is_seen, probability) in is_seen.iter_mut().zip(row) {
            *is_seen |= *probability > 0.0;
        }
        is_seen.iter().all(|is_seen| *is_seen)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::columns::samples;
    use crate::evaluation::columns::{Attribute, Row};

    /// A row of each number, told apart in every column.
    fn rows(numbers: &[u8]) -> Rows {
        let mut rows = Rows::of(["non", "oui"].map(str::to_owned).to_vec(), Vec::new());
        for number in numbers {
            let share = f32::from(*number) / 256.0;
            let row = samples::row(number % 2, &[share, 1.0 - share]);
            let (words, tokens) = (u32::from(*number), u32::from(*number) + 1);
            rows.columns.push(&Row { words, tokens, attributes: vec![u16::from(*number)], ..row });
            rows.ids.push(id(*number));
        }
        rows
    }

    fn id(number: u8) -> Uuid {
        Uuid::from_u128(u128::from(number / 10))
    }

    #[test]
    fn what_is_merged_is_what_would_have_been_counted() {
        // The last digit is what a row holds, the others are its id.
        for (old, changed, new, merged) in [
            (&[10, 20, 30][..], &[20][..], &[21][..], &[10, 21, 30][..]),
            (&[10, 20, 30], &[10, 30], &[], &[20]),
            (&[20, 40], &[10, 30, 50], &[10, 30, 50], &[10, 20, 30, 40, 50]),
            (&[20, 40], &[10, 20, 30, 40, 50], &[11, 31, 41], &[11, 31, 41]),
            (&[10, 20], &[30, 40], &[40], &[10, 20, 40]),
            (&[], &[10], &[10], &[10]),
            (&[10, 20], &[], &[], &[10, 20]),
        ] {
            let (Rows { mut columns, mut ids, .. }, wanted) = (rows(old), rows(merged));
            let changed: Vec<Uuid> = changed.iter().map(|number| id(*number)).collect();
            merge(&mut columns, &mut ids, &changed, &rows(new));
            assert_eq!((&columns, &ids), (&wanted.columns, &wanted.ids), "{old:?} {changed:?} {new:?}");
        }
    }

    #[test]
    fn a_label_that_no_probability_shows_may_have_gone() {
        let columns = |rows: &[[f32; 3]]| {
            let attributes = vec![Attribute::default()];
            let mut columns = Columns { attributes, ..Columns::new(["a", "b", "c"].map(str::to_owned).to_vec()) };
            rows.iter().for_each(|row| columns.push(&Row { attributes: vec![0], ..samples::row(0, row) }));
            columns
        };
        assert!(has_every_label(&columns(&[[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])));
        assert!(!has_every_label(&columns(&[[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])));
        assert!(!has_every_label(&columns(&[])));
    }
}
