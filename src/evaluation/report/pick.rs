//! The rows whose texts a report shows.

use std::collections::BTreeSet;

use super::super::columns::Columns;
use super::super::doubts::doubts;
use super::super::duplicates::Duplicates;
use crate::random::Random;

/// Errors of each kind: a dozen in all.
const EACH: usize = 4;
/// Doubtful labels.
const DOUBTS: usize = 8;
/// Groups of duplicates, and texts of each.
const GROUPS: usize = 4;
const OF_GROUP: usize = 2;

/// Rows to show.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Picks {
    /// Errors with the highest probability.
    pub(super) surest: Vec<usize>,
    /// Errors with the lowest.
    pub(super) border: Vec<usize>,
    /// Errors by chance, the same each time.
    pub(super) random: Vec<usize>,
    /// How many labels are in doubt.
    pub(super) doubtful: u64,
    /// Those most in doubt.
    pub(super) doubts: Vec<usize>,
}

impl Picks {
    /// Of `columns`; no row is an error twice, and none whose label is in doubt is one.
    pub(super) fn of(columns: &Columns) -> Self {
        let found = doubts(columns, usize::MAX);
        let doubtful: BTreeSet<usize> = found.doubts.iter().map(|doubt| doubt.row as usize).collect();
        let mut errors: Vec<usize> =
            (0..columns.len()).filter(|row| columns.is_wrong(*row) && !doubtful.contains(row)).collect();
        errors.sort_by(|a, b| columns.confidence(*b).total_cmp(&columns.confidence(*a)));
        let surest: Vec<usize> = errors.drain(..EACH.min(errors.len())).collect();
        let border: Vec<usize> = errors.drain(errors.len().saturating_sub(EACH)..).rev().collect();
        errors.sort_by(|a, b| chance(*a).total_cmp(&chance(*b)));
        errors.truncate(EACH);
        let doubts = found.doubts.iter().take(DOUBTS).map(|doubt| doubt.row as usize).collect();
        Self { surest, border, random: errors, doubtful: found.doubtful, doubts }
    }

    /// All of them.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        [&self.surest, &self.border, &self.random, &self.doubts].into_iter().flatten().copied()
    }
}

/// The rows to show of duplicates whose labels differ.
pub(super) fn conflicts(duplicates: &Duplicates) -> Vec<usize> {
    let groups = duplicates.groups.iter().filter(|group| group.conflict).take(GROUPS);
    groups.flat_map(|group| group.rows.iter().take(OF_GROUP)).map(|row| *row as usize).collect()
}

fn chance(row: usize) -> f64 {
    Random::seeded(row as u64).signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::columns::samples::binary;

    #[test]
    fn a_row_is_shown_once_and_doubts_apart() {
        // The mean probability of each label is far below 0.9, which is therefore in doubt.
        let mut rows: Vec<(u8, f32)> = (0..40_u8).map(|row| (row % 2, 0.45 + 0.1 * f32::from(row % 2))).collect();
        rows.extend((0..20_u8).map(|row| (0, 0.501 + 0.002 * f32::from(row))));
        rows.push((0, 0.9));
        let picks = Picks::of(&binary(&rows));
        assert_eq!((picks.doubts.as_slice(), picks.doubtful), (&[60][..], 1));
        assert_eq!((picks.surest.as_slice(), picks.border.as_slice()), (&[59, 58, 57, 56][..], &[40, 41, 42, 43][..]));
        let shown: Vec<usize> = picks.rows().collect();
        assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), shown.len());
        assert_eq!(picks.random.len(), EACH);
    }
}
