//! Two models on the same rows: where one is right and the other not, and whether that could be chance.

use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use super::agreement::{Agreement, agreement};
use super::columns::Columns;
use super::interval::{Estimate, Interval, wilson};
use super::normal::two_sided;

/// Rows on which exactly one model is right: below this the test is exact. The usual bound; from here on the corrected
/// chi-square is close to the binomial.
const EXACT_BELOW: u64 = 25;

/// Two models on the same rows.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Versus {
    /// How many rows both read.
    #[schema(example = 1000)]
    pub rows: u64,
    /// Rows on which both are right.
    #[schema(example = 870)]
    pub both_right: u64,
    /// Rows on which only the first is right.
    #[schema(example = 41)]
    pub only_first: u64,
    /// Rows on which only the second is right.
    #[schema(example = 22)]
    pub only_second: u64,
    /// Rows on which neither is right.
    #[schema(example = 67)]
    pub neither: u64,
    /// The first's accuracy less the second's. Null without a row. Interval: the square-and-add of two Wilson intervals,
    /// with their correlation (Newcombe, "Improved confidence intervals for the difference between binomial proportions
    /// based on paired data", Statistics in Medicine 17, 1998, method 10).
    pub difference: Option<Estimate>,
    /// Whether the two are right equally often.
    pub mcnemar: McNemar,
    /// How far their predictions agree, right or wrong: the first's are the rows of the table.
    pub predictions: Agreement,
}

/// McNemar's test, "Note on the sampling error of the difference between correlated proportions or percentages"
/// (Psychometrika 12, 1947): among rows on which exactly one is right, is either so more often than half?
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct McNemar {
    /// The probability of so uneven a split, or one more so, of two models that are equally often right. Two-sided; 1
    /// where no row tells them apart.
    #[schema(example = 0.022)]
    pub p_value: f64,
    /// Chi-square with one degree of freedom, corrected for continuity (Edwards, Psychometrika 13,
    /// 1948). Null where `exact`.
    #[schema(example = 5.14)]
    pub statistic: Option<f64>,
    /// Whether the probability is the binomial's: below 25 such rows.
    pub exact: bool,
}

/// The two evaluations are not of the same rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the two evaluations differ in their labels or in their rows' gold labels")]
pub struct DifferentRows;

/// Compares the predictions of two models.
///
/// # Errors
/// When the labels, or the gold labels of the rows, are not the same.
pub fn versus(first: &Columns, second: &Columns) -> Result<Versus, DifferentRows> {
    if first.labels != second.labels || first.gold != second.gold {
        return Err(DifferentRows);
    }
    let mut counts = [[0_u64; 2]; 2];
    for row in 0..first.len() {
        counts[usize::from(first.is_wrong(row))][usize::from(second.is_wrong(row))] += 1;
    }
    let [[both_right, only_first], [only_second, neither]] = counts;
    Ok(Versus {
        rows: first.len() as u64,
        both_right,
        only_first,
        only_second,
        neither,
        difference: difference(both_right, only_first, only_second, neither),
        mcnemar: mcnemar(only_first, only_second),
        predictions: agreement(&first.labels, &first.predicted, &second.predicted),
    })
}

fn mcnemar(only_first: u64, only_second: u64) -> McNemar {
    let told = only_first + only_second;
    if told < EXACT_BELOW {
        return McNemar { p_value: exact(only_first.min(only_second), told), statistic: None, exact: true };
    }
    let statistic = (only_first.abs_diff(only_second) as f64 - 1.0).powi(2) / told as f64;
    McNemar { p_value: two_sided(statistic.sqrt()), statistic: Some(statistic), exact: false }
}

/// Twice the probability of at most `fewer` heads in `tosses` of a fair coin, and no more than 1.
fn exact(fewer: u64, tosses: u64) -> f64 {
    let (mut ways, mut sum) = (1, 0);
    for heads in 0..=fewer {
        sum += ways;
        ways = ways * (tosses - heads) / (heads + 1);
    }
    (2.0 * sum as f64 / (tosses as f64).exp2()).min(1.0)
}

/// Newcombe's names: of `n` rows, `a` both, `b` only the first, `c` only the second, `d` neither.
fn difference(a: u64, b: u64, c: u64, d: u64) -> Option<Estimate> {
    let n = a + b + c + d;
    let (of_first, of_second) = (wilson(a + b, n)?, wilson(a + c, n)?);
    let (rows, value) = (n as f64, (b as f64 - c as f64) / n as f64);
    let (first, second) = ((a + b) as f64 / rows, (a + c) as f64 / rows);
    let margins = [a + b, c + d, a + c, b + d].map(|margin| margin as f64).into_iter().product::<f64>();
    let excess = a as f64 * d as f64 - b as f64 * c as f64;
    // Only a correlation above 0 is corrected for continuity.
    let corrected = if excess > 0.0 { (excess - rows / 2.0).max(0.0) } else { excess };
    let correlation = if margins > 0.0 { corrected / margins.sqrt() } else { 0.0 };
    let reach = |one: f64, other: f64| (one * one - 2.0 * correlation * one * other + other * other).max(0.0).sqrt();
    let low = value - reach(first - of_first.low, of_second.high - second);
    let high = value + reach(second - of_second.low, of_first.high - first);
    Some(Estimate { value, interval: Some(Interval { low, high }.within(-1.0, 1.0)) })
}

#[cfg(test)]
mod tests {
    use super::super::columns::samples::binary;
    use super::*;

    #[test]
    fn rows_are_told_apart_by_who_is_right() {
        let first = binary(&[(0, 0.1), (0, 0.2), (1, 0.3), (1, 0.4), (1, 0.9)]);
        let second = binary(&[(0, 0.1), (0, 0.8), (1, 0.9), (1, 0.2), (1, 0.8)]);
        let found = versus(&first, &second).unwrap();
        assert_eq!((found.both_right, found.only_first, found.only_second, found.neither), (2, 1, 1, 1));
        assert_eq!((found.difference.unwrap().value, found.mcnemar.p_value), (0.0, 1.0));
        assert_eq!(found.predictions.table, [[2, 2], [0, 1]]);
    }

    #[test]
    fn other_rows_are_refused() {
        let columns = binary(&[(0, 0.1)]);
        assert_eq!(versus(&columns, &binary(&[(1, 0.1)])), Err(DifferentRows));
        assert_eq!(versus(&columns, &binary(&[(0, 0.1), (0, 0.1)])), Err(DifferentRows));
        let mut renamed = columns.clone();
        renamed.labels.swap(0, 1);
        assert_eq!(versus(&columns, &renamed), Err(DifferentRows));
    }

    #[test]
    fn without_a_row_there_is_no_difference() {
        let found = versus(&binary(&[]), &binary(&[])).unwrap();
        assert_eq!((found.difference, found.mcnemar.p_value, found.predictions.observed), (None, 1.0, None));
    }

    #[test]
    fn the_exact_test_gives_way_at_its_bound() {
        assert!(mcnemar(4, 20).exact && !mcnemar(4, 21).exact);
    }

    #[test]
    fn the_interval_is_the_published_one() {
        // 36 pairs both, 12 and 2 one only, none neither: 0.0569 to 0.3404.
        let interval = difference(36, 12, 2, 0).unwrap().interval.unwrap();
        assert!((interval.low - 0.0569).abs() < 5e-5 && (interval.high - 0.3404).abs() < 5e-5, "{interval:?}");
    }
}
