//! The slices to look at first: conditions, and pairs of them, that go with errors more than chance explains.

use serde::Serialize;
use utoipa::ToSchema;

use super::bits::Bits;
use super::condition::Condition;
use super::share::{Tally, holm};
use super::subject::{self, Subject};
use super::{MAX_PARTS, Slice, total};
use crate::evaluation::columns::Columns;

/// A slice has so many rows at least, or [`MIN_SHARE`] of all if that is more: fewer show little and are no large problem.
const MIN_ROWS: u64 = 20;
const MIN_SHARE: f64 = 0.002;

/// So many conditions are paired at most: 19,900 pairs take well under a second on a million rows.
const MAX_PAIRED: usize = 200;

/// A pair's error rate is above each of its parts' by this factor at least, or the part says enough.
const CLEARLY: f64 = 1.25;

/// Adjusted p-values below this come first.
const ESTABLISHED: f64 = 0.05;

/// More slices are not read.
const MAX_TOLD: usize = 50;

/// The worst slices.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Worst {
    /// How many conditions and pairs were looked at, for which `p_adjusted` is corrected.
    pub looked_at: u64,
    /// How many rows a slice had to have: 20, or 0.2 % of all if that is more.
    pub min_rows: u64,
    /// At most fifty slices whose error rate is above the rest's, the interval of the difference included. First those with
    /// `p_adjusted` below 0.05; within, those that go with errors most: by the lower end of `difference_interval` times
    /// √(f (1 − f)), where f is the slice's share of the rows. With the difference itself, that is proportional to the
    /// correlation between being in the slice and being wrong: high for a large problem and for a severe one.
    pub slices: Vec<Slice>,
}

/// What was looked at.
struct Candidate {
    conditions: Vec<usize>,
    tally: Tally,
}

/// The worst of the conditions, and of their `pairs` if wanted. A pair is told where it is clearly worse than each of its
/// parts: by a quarter, and than the part's other rows beyond chance.
pub fn worst(columns: &Columns, pairs: bool) -> Worst {
    let all = total(columns);
    let min_rows = MIN_ROWS.max((all.rows as f64 * MIN_SHARE).ceil() as u64);
    let singles = singles(columns, min_rows);
    let mut candidates: Vec<Candidate> =
        singles.iter().enumerate().map(|(at, (_, tally))| Candidate { conditions: vec![at], tally: *tally }).collect();
    if pairs {
        candidates.extend(paired(columns, &singles, min_rows));
    }
    let compared: Vec<_> =
        candidates.iter().map(|candidate| candidate.tally.against(all.without(candidate.tally))).collect();
    let p_values: Vec<f64> =
        compared.iter().map(|compared| compared.map_or(1.0, |compared| compared.p_value)).collect();
    let adjusted = holm(&p_values);

    let mut found: Vec<(bool, f64, usize)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let Some(low) = compared[at].map(|compared| compared.interval.low).filter(|low| *low > 0.0) else { continue };
        if is_clear(candidate, &singles) {
            let share = candidate.tally.rows as f64 / all.rows as f64;
            found.push((adjusted[at] >= ESTABLISHED, -low * (share * (1.0 - share)).sqrt(), at));
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    found.truncate(MAX_TOLD);
    let tell = |(_, _, at): (bool, f64, usize)| {
        let conditions = candidates[at].conditions.iter().map(|at| singles[*at].0.clone()).collect();
        Slice { p_adjusted: Some(adjusted[at]), ..Slice::of(conditions, candidates[at].tally, all) }
    };
    Worst { looked_at: candidates.len() as u64, min_rows, slices: found.into_iter().map(tell).collect() }
}

/// Every condition that holds of enough rows, and not of all.
fn singles(columns: &Columns, min_rows: u64) -> Vec<(Condition, Tally)> {
    let mut singles = Vec::new();
    let subjects = Subject::all(columns).into_iter().map(|subject| subject.parts(columns));
    for mut parts in subjects.chain([subject::words(columns)]) {
        parts.retain(|(_, tally)| tally.rows >= min_rows && tally.rows < columns.len() as u64);
        parts.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.rows));
        parts.truncate(MAX_PARTS);
        singles.extend(parts);
    }
    singles
}

/// Every pair of conditions on different subjects that holds of enough rows.
fn paired(columns: &Columns, singles: &[(Condition, Tally)], min_rows: u64) -> Vec<Candidate> {
    let rows = columns.len() as u64;
    let mut chosen: Vec<usize> = (0..singles.len()).collect();
    // A condition that divides the rows evenly says most of them.
    chosen.sort_by_key(|at| std::cmp::Reverse(singles[*at].1.rows.min(rows - singles[*at].1.rows)));
    chosen.truncate(MAX_PAIRED);

    let wrong = (0..columns.len()).filter(|row| columns.is_wrong(*row));
    let wrong: Vec<u32> = wrong.filter_map(|row| u32::try_from(row).ok()).collect();
    let sets: Vec<(usize, String, Bits, Bits)> = chosen
        .into_iter()
        .filter_map(|at| {
            let rows = singles[at].0.rows(columns).ok()?;
            let errors = rows.among(&wrong);
            Some((at, singles[at].0.subject(), rows, errors))
        })
        .collect();

    let mut pairs = Vec::new();
    for (place, (one, subject, rows, errors)) in sets.iter().enumerate() {
        for (other, other_subject, other_rows, other_errors) in &sets[place + 1..] {
            // Two values of one subject exclude each other. Two words do not.
            if subject == other_subject && subject != "word" {
                continue;
            }
            let tally = Tally { rows: rows.count_and(other_rows), errors: errors.count_and(other_errors) };
            if tally.rows >= min_rows {
                pairs.push(Candidate { conditions: vec![*one.min(other), *one.max(other)], tally });
            }
        }
    }
    pairs
}

/// Whether a pair is clearly worse than each of its parts.
fn is_clear(candidate: &Candidate, singles: &[(Condition, Tally)]) -> bool {
    if candidate.conditions.len() < 2 {
        return true;
    }
    candidate.conditions.iter().all(|at| {
        let part = singles[*at].1;
        let beyond = candidate.tally.against(part.without(candidate.tally));
        let above = candidate.tally.rate().zip(part.rate()).is_some_and(|(pair, part)| pair >= CLEARLY * part);
        above && beyond.is_some_and(|beyond| beyond.interval.low > 0.0)
    })
}
