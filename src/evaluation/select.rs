//! Which rows to show, and in which order: a page of row numbers, and where the next page begins.

use std::collections::BinaryHeap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::columns::Columns;
use super::doubts::{Thresholds, margin};
use super::slices::{Bits, Condition, ConditionError};

/// What comes first. Of equal rows, the lower number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The predictions with the highest probability.
    #[default]
    MostConfident,
    /// The predictions whose two most probable labels are closest.
    NearestBorder,
    /// Any, by chance that follows from the seed: the same seed gives the same order.
    Random(u64),
    /// The labels most in doubt (see the doubts), and only those that are.
    Doubtful,
}

/// Which rows, and how many.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Their order.
    pub order: Order,
    /// The gold label, by its place.
    pub gold: Option<u8>,
    /// The label predicted, by its place. With the gold one, a cell of the confusion matrix.
    pub predicted: Option<u8>,
    /// Only wrong rows, or only right ones.
    pub wrong: Option<bool>,
    /// What they fulfil, all of it.
    pub conditions: Vec<Condition>,
    /// Only these rows, in rising order.
    pub among: Option<Vec<u32>>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many at most.
    pub limit: usize,
}

/// The place of a row in an order. As text it is two numbers with a dot between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    key: u64,
    row: u32,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor that a page gave")]
pub struct CursorError;

/// Rows of a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The rows, in order.
    pub rows: Vec<u32>,
    /// How many rows the selection has on all its pages.
    pub total: u64,
    /// Where the next page begins; none behind the last.
    pub next: Option<Cursor>,
}

/// The rows that `selection` asks for. One pass, whatever the limit.
///
/// # Errors
/// Where a condition names what these rows do not have.
pub fn select(columns: &Columns, selection: &Selection) -> Result<Page, ConditionError> {
    let mut within: Option<Bits> = selection.among.as_ref().map(|among| {
        Bits::of(columns.len(), |row| u32::try_from(row).is_ok_and(|row| among.binary_search(&row).is_ok()))
    });
    for condition in &selection.conditions {
        let rows = condition.rows(columns)?;
        match &mut within {
            Some(within) => within.keep(&rows),
            None => within = Some(rows),
        }
    }
    let thresholds = matches!(selection.order, Order::Doubtful).then(|| Thresholds::of(columns));
    let mut total = 0;
    let mut is_last = true;
    // The best rows so far, the worst of them on top.
    let mut best: BinaryHeap<Cursor> = BinaryHeap::with_capacity(selection.limit.min(columns.len()) + 1);
    for row in 0..columns.len() {
        let fits = within.as_ref().is_none_or(|within| within.has(row))
            && selection.wrong.is_none_or(|wrong| wrong == columns.is_wrong(row))
            && selection.gold.is_none_or(|gold| gold == columns.gold[row])
            && selection.predicted.is_none_or(|predicted| predicted == columns.predicted[row])
            && thresholds.as_ref().is_none_or(|thresholds| thresholds.likely(columns, row).is_some());
        let (true, Ok(number)) = (fits, u32::try_from(row)) else { continue };
        total += 1;
        let cursor = Cursor { key: selection.order.key(columns, row), row: number };
        if selection.after.is_some_and(|after| cursor <= after) {
            continue;
        }
        if best.len() < selection.limit {
            best.push(cursor);
            continue;
        }
        is_last = false;
        if let Some(mut worst) = best.peek_mut()
            && cursor < *worst
        {
            *worst = cursor;
        }
    }
    let page = best.into_sorted_vec();
    let next = if is_last { None } else { page.last().copied() };
    Ok(Page { rows: page.into_iter().map(|cursor| cursor.row).collect(), total, next })
}

impl Order {
    /// A number that is lower for what comes first.
    fn key(self, columns: &Columns, row: usize) -> u64 {
        match self {
            Self::MostConfident => ordered(-f64::from(columns.confidence(row))),
            Self::NearestBorder => {
                let mut two = (0.0_f32, 0.0_f32);
                for probability in columns.probabilities_of(row) {
                    two = (two.0.max(*probability), two.1.max(probability.min(two.0)));
                }
                ordered(f64::from(two.0) - f64::from(two.1))
            }
            Self::Random(seed) => shuffled(seed, row as u64),
            Self::Doubtful => ordered(margin(columns, row)),
        }
    }
}

/// A whole number in the order of the numbers it is made from, negative ones included.
fn ordered(number: f64) -> u64 {
    let bits = number.to_bits();
    if number.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014), a one-to-one map: no two rows of a seed share a number.
fn shuffled(seed: u64, row: u64) -> u64 {
    let number = seed.wrapping_add(row.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.key, self.row)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let (key, row) = written.split_once('.').ok_or(CursorError)?;
        Ok(Self { key: key.parse().map_err(|_| CursorError)?, row: row.parse().map_err(|_| CursorError)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::doubts::doubts;
    use crate::evaluation::slices::tests::random;

    /// Rows of three labels with ties, in `words` of 0 to 99.
    fn columns(rows: u32) -> Columns {
        let mut random = random(17);
        let mut columns = Columns::new(["a", "b", "c"].map(str::to_owned).to_vec());
        for _ in 0..rows {
            let shares = [random() % 20, random() % 20, 1 + random() % 20].map(|share| share as f32);
            let sum: f32 = shares.iter().sum();
            let probabilities = shares.map(|share| share / sum);
            let gold = u8::try_from(random() % 3).unwrap();
            let row = crate::evaluation::columns::samples::row(gold, &probabilities);
            columns.push(&crate::evaluation::columns::Row { words: u32::try_from(random() % 100).unwrap(), ..row });
        }
        columns
    }

    fn all_pages(columns: &Columns, mut selection: Selection) -> Vec<u32> {
        let mut rows = Vec::new();
        loop {
            let page = select(columns, &selection).unwrap();
            assert!(page.rows.len() <= selection.limit);
            rows.extend(page.rows);
            let Some(next) = page.next else {
                assert_eq!(rows.len() as u64, page.total);
                return rows;
            };
            selection.after = Some(next.to_string().parse().unwrap());
        }
    }

    #[test]
    fn pages_put_together_are_the_whole_in_order() {
        let columns = columns(1_000);
        let orders = [Order::MostConfident, Order::NearestBorder, Order::Random(4), Order::Doubtful];
        for order in orders {
            let whole = all_pages(&columns, Selection { order, limit: 5_000, ..Selection::default() });
            for limit in [1, 7, 1_000] {
                assert_eq!(all_pages(&columns, Selection { order, limit, ..Selection::default() }), whole, "{order:?}");
            }
            let mut sorted = whole.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), whole.len());
            if order != Order::Doubtful {
                assert_eq!(whole.len(), 1_000);
            }
        }
    }

    #[test]
    fn each_order_puts_first_what_it_says() {
        let columns = columns(1_000);
        let rows = |order| all_pages(&columns, Selection { order, limit: 1_000, ..Selection::default() });
        let confident = rows(Order::MostConfident);
        let falls = |pair: &[u32]| columns.confidence(pair[0] as usize) >= columns.confidence(pair[1] as usize);
        assert!(confident.windows(2).all(falls));
        let equal = |pair: &&[u32]| columns.confidence(pair[0] as usize) == columns.confidence(pair[1] as usize);
        assert!(confident.windows(2).filter(equal).all(|pair| pair[0] < pair[1]));
        assert!(confident.windows(2).any(|pair| equal(&pair)));
        let gap = |row: &u32| {
            let mut probabilities = columns.probabilities_of(*row as usize).to_vec();
            probabilities.sort_by(f32::total_cmp);
            f64::from(probabilities[2]) - f64::from(probabilities[1])
        };
        assert!(rows(Order::NearestBorder).is_sorted_by_key(gap));
        assert_eq!(rows(Order::Random(1)), rows(Order::Random(1)));
        assert_ne!(rows(Order::Random(1)), rows(Order::Random(2)));
        let doubtful: Vec<u32> = doubts(&columns, 1_000).doubts.iter().map(|doubt| doubt.row).collect();
        assert_eq!(rows(Order::Doubtful), doubtful);
        assert!(!doubtful.is_empty());
    }

    #[test]
    fn only_rows_that_fit_are_shown() {
        let columns = columns(1_000);
        let selection = Selection {
            gold: Some(0),
            predicted: Some(2),
            wrong: Some(true),
            conditions: vec![Condition::Words { from: 10, to: Some(60) }, Condition::Truncated(false)],
            limit: 1_000,
            ..Selection::default()
        };
        let mut rows = all_pages(&columns, selection.clone());
        rows.sort_unstable();
        let fits = |row: &usize| {
            columns.gold[*row] == 0 && columns.predicted[*row] == 2 && (10..=60).contains(&columns.words[*row])
        };
        assert_eq!(rows, (0..1_000).filter(fits).map(|row| u32::try_from(row).unwrap()).collect::<Vec<_>>());
        assert!(!rows.is_empty());
        let right = Selection { wrong: Some(false), ..selection };
        assert_eq!(all_pages(&columns, right), [0; 0]);
        let unknown = Selection { conditions: vec![Condition::Word("pas".to_owned())], ..Selection::default() };
        assert_eq!(select(&columns, &unknown), Err(ConditionError::NoWord("pas".to_owned())));
    }

    #[test]
    fn what_no_page_gave_is_no_cursor() {
        for written in ["", "1", "1.", ".1", "a.1", "1.-1", "1.2.3"] {
            assert_eq!(written.parse::<Cursor>(), Err(CursorError), "{written}");
        }
    }
}
