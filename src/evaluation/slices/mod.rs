//! Where a model fails: the rows divided by what is known of them, each part with its error rate beside the rest's.

mod bits;
mod condition;
mod say;
mod share;
mod subject;
#[cfg(test)]
pub(super) mod tests;
mod worst;

use serde::Serialize;
use utoipa::ToSchema;

pub use bits::Bits;
pub use condition::{Condition, ConditionError, Unknown};
pub use say::Said;
pub use worst::{Worst, worst};

use super::columns::Columns;
use super::interval::{Interval, wilson};
use share::Tally;
use subject::Subject;

/// A column with more values is a name or a number rather than a kind; the most frequent ones are told.
const MAX_PARTS: usize = 100;

/// Some of the rows, and how often the model is wrong about them.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Slice {
    /// What its rows fulfil, all of it. Each is `subject=value`, as the query's `where` takes it.
    #[schema(value_type = Vec<String>)]
    pub conditions: Vec<Condition>,
    /// The conditions in words.
    pub said: Said,
    /// How many rows it has.
    pub rows: u64,
    /// How many of them are wrong.
    pub errors: u64,
    /// Their share. Null of no rows.
    pub error_rate: Option<f64>,
    /// Its 95 % interval (Wilson 1927).
    pub interval: Option<Interval>,
    /// The error rate of all other rows. Null where there are none.
    pub rest_error_rate: Option<f64>,
    /// The slice's error rate less the rest's. Null where either is.
    pub difference: Option<f64>,
    /// Its 95 % interval (Newcombe 1998, method 10).
    pub difference_interval: Option<Interval>,
    /// How likely chance alone would set them so far apart: the two-sided z-test of two proportions, or Fisher's exact
    /// test where a count expected is under 5.
    pub p_value: Option<f64>,
    /// The same, corrected for all slices that were looked at (Holm 1979).
    pub p_adjusted: Option<f64>,
}

/// The rows divided by one subject.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Group {
    /// The subject: `words`, `unknown_rate`, `truncated`, `language`, a cue, `attribute.NAME`, or `word`.
    pub subject: String,
    /// Whether each row is in one slice exactly. It may be in several, or none, of `word`.
    pub is_partition: bool,
    /// Its parts that have rows.
    pub slices: Vec<Slice>,
    /// The rows in none of them: an attribute's values beyond the hundred most frequent ones are not told one by one.
    pub rows_left_out: u64,
}

/// All rows, divided in every way there is.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Slices {
    /// How many rows there are.
    pub rows: u64,
    /// How many of them are wrong.
    pub errors: u64,
    /// Each way to divide them.
    pub groups: Vec<Group>,
}

/// The rows divided by each attribute, by length, unknown words, truncation, language, each cue and each marked word.
pub fn slices(columns: &Columns) -> Slices {
    let all = total(columns);
    let mut groups: Vec<Group> = Subject::all(columns)
        .into_iter()
        .filter_map(|subject| group(subject.parts(columns), all, true))
        .chain(group(subject::words(columns), all, false))
        .collect();
    let mut told: Vec<&mut Slice> = groups.iter_mut().flat_map(|group| &mut group.slices).collect();
    adjust(&mut told);
    Slices { rows: all.rows, errors: all.errors, groups }
}

fn group(mut parts: Vec<(Condition, Tally)>, all: Tally, is_partition: bool) -> Option<Group> {
    let subject = parts.first()?.0.subject();
    if parts.len() > MAX_PARTS {
        parts.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.rows));
        parts.truncate(MAX_PARTS);
    }
    let held: u64 = parts.iter().map(|(_, tally)| tally.rows).sum();
    let rows_left_out = if is_partition { all.rows - held } else { 0 };
    let slices = parts.into_iter().map(|(condition, tally)| Slice::of(vec![condition], tally, all)).collect();
    Some(Group { subject, is_partition, slices, rows_left_out })
}

fn total(columns: &Columns) -> Tally {
    let errors = (0..columns.len()).filter(|row| columns.is_wrong(*row)).count();
    Tally { rows: columns.len() as u64, errors: errors as u64 }
}

/// Corrects the p-values of slices that were looked at together.
fn adjust(slices: &mut [&mut Slice]) {
    let p_values: Vec<f64> = slices.iter().filter_map(|slice| slice.p_value).collect();
    let tested = slices.iter_mut().filter(|slice| slice.p_value.is_some());
    tested.zip(share::holm(&p_values)).for_each(|(slice, adjusted)| slice.p_adjusted = Some(adjusted));
}

impl Slice {
    fn of(conditions: Vec<Condition>, tally: Tally, all: Tally) -> Self {
        let rest = all.without(tally);
        let compared = tally.against(rest);
        Self {
            said: Said::of(&conditions),
            conditions,
            rows: tally.rows,
            errors: tally.errors,
            error_rate: tally.rate(),
            interval: wilson(tally.errors, tally.rows),
            rest_error_rate: rest.rate(),
            difference: compared.map(|compared| compared.difference),
            difference_interval: compared.map(|compared| compared.interval),
            p_value: compared.map(|compared| compared.p_value),
            p_adjusted: None,
        }
    }
}
