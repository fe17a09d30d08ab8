//! What the rows are divided by: every subject puts each row into exactly one of its parts.

use super::condition::{Condition, Unknown};
use super::share::Tally;
use crate::evaluation::columns::{Columns, LANGUAGES};
use crate::evaluation::cues::Cue;

/// Lengths in words: a headline, a sentence, a paragraph, a review, an essay.
const LENGTHS: [(u32, Option<u32>); 5] = [(0, Some(5)), (6, Some(20)), (21, Some(50)), (51, Some(150)), (151, None)];

/// A way to divide the rows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject {
    /// By the attribute at this place.
    Attribute(usize),
    Words,
    UnknownRate,
    Truncated,
    Language,
    Cue(Cue),
}

impl Subject {
    /// Every subject of these rows.
    pub(super) fn all(columns: &Columns) -> Vec<Self> {
        let attributes = (0..columns.attributes.len()).map(Self::Attribute);
        let own = [Self::Words, Self::UnknownRate, Self::Truncated, Self::Language];
        attributes.chain(own).chain(Cue::ALL.map(Self::Cue)).collect()
    }

    /// Each part that has a row, with its rows.
    pub(super) fn parts(self, columns: &Columns) -> Vec<(Condition, Tally)> {
        let parts = match self {
            Self::Attribute(place) => {
                let attribute = &columns.attributes[place];
                let condition =
                    |value: &String| Condition::Attribute { name: attribute.name.clone(), value: value.clone() };
                let tallies = tally(columns, attribute.values.len(), |row| usize::from(attribute.codes[row]));
                attribute.values.iter().map(condition).zip(tallies).collect()
            }
            Self::Words => {
                let part = |row: usize| LENGTHS.iter().position(|(_, to)| to.is_none_or(|to| columns.words[row] <= to));
                let tallies = tally(columns, LENGTHS.len(), |row| part(row).unwrap_or_default());
                LENGTHS.map(|(from, to)| Condition::Words { from, to }).into_iter().zip(tallies).collect()
            }
            Self::UnknownRate => {
                let parts = Unknown::ALL;
                let tallies = tally(columns, parts.len(), |row| Unknown::of(columns.unknown_rate[row]) as usize);
                parts.map(Condition::Unknown).into_iter().zip(tallies).collect()
            }
            Self::Truncated => halves(columns, Condition::Truncated, |row| columns.truncated[row]),
            Self::Language => {
                let tallies = tally(columns, LANGUAGES.len(), |row| usize::from(columns.language[row]));
                (0..).map(Condition::Language).zip(tallies).collect()
            }
            Self::Cue(cue) => halves(columns, |has| Condition::Cue(cue, has), |row| columns.cues[row].has(cue)),
        };
        let mut parts: Vec<(Condition, Tally)> = parts;
        parts.retain(|(_, tally)| tally.rows > 0);
        parts
    }
}

/// Each marked word that a row has, with its rows. They overlap, and divide nothing.
pub(super) fn words(columns: &Columns) -> Vec<(Condition, Tally)> {
    let mut tallies = vec![Tally::default(); columns.marked_words.len()];
    for (row, marks) in columns.marks.iter().enumerate() {
        let errors = u64::from(columns.is_wrong(row));
        let mut left = *marks;
        while left != 0 {
            if let Some(tally) = tallies.get_mut(left.trailing_zeros() as usize) {
                tally.rows += 1;
                tally.errors += errors;
            }
            // Takes the lowest bit away.
            left &= left - 1;
        }
    }
    let words = columns.marked_words.iter().cloned().map(Condition::Word);
    words.zip(tallies).filter(|(_, tally)| tally.rows > 0).collect()
}

fn halves(
    columns: &Columns,
    condition: impl Fn(bool) -> Condition,
    holds: impl Fn(usize) -> bool,
) -> Vec<(Condition, Tally)> {
    let tallies = tally(columns, 2, |row| usize::from(holds(row)));
    [false, true].map(condition).into_iter().zip(tallies).collect()
}

/// The rows of each of so many parts.
fn tally(columns: &Columns, parts: usize, part: impl Fn(usize) -> usize) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); parts];
    for row in 0..columns.len() {
        let tally = &mut tallies[part(row)];
        tally.rows += 1;
        tally.errors += u64::from(columns.is_wrong(row));
    }
    tallies
}
