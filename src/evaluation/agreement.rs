//! How far two people, or two models, agree on the labels of the same rows, beyond what chance would do.

use serde::Serialize;
use utoipa::ToSchema;

use super::figures::cells;
use super::interval::{Estimate, Interval};
use super::normal::Z_95;

/// How far two labellings agree.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Agreement {
    /// How many rows both labelled.
    #[schema(example = 200)]
    pub rows: u64,
    /// The share of them that both gave one label. Null without a row. Interval: Wilson's.
    pub observed: Option<Estimate>,
    /// Cohen's kappa, "A coefficient of agreement for nominal scales" (Educational and Psychological Measurement 20,
    /// 1960): the observed agreement beyond what two labellings with these frequencies would have by chance, as a share of
    /// what could be beyond it. Null where chance alone would agree on everything: both gave one and the same label
    /// throughout. Interval: 1.96 asymptotic standard errors (Fleiss, Cohen and Everitt, Psychological Bulletin 72, 1969),
    /// held within -1 and 1.
    pub kappa: Option<Estimate>,
    /// The labels, in the order of the table.
    #[schema(example = json!(["negative", "positive"]))]
    pub labels: Vec<String>,
    /// How many rows: one list for each label of the first, in it one number for each label of the second.
    #[schema(example = json!([[88, 9], [12, 91]]))]
    pub table: Vec<Vec<u64>>,
}

/// Compares the labels that `first` and `second` gave to the same rows, by their places among `labels`.
pub fn agreement(labels: &[String], first: &[u8], second: &[u8]) -> Agreement {
    debug_assert_eq!(first.len(), second.len());
    let cells = cells(labels.len(), first, second);
    let table: Vec<Vec<u64>> = cells.chunks(labels.len().max(1)).map(<[u64]>::to_vec).collect();
    let rows = cells.iter().sum();
    let agreed = table.iter().enumerate().map(|(label, row)| row[label]).sum();
    Agreement {
        rows,
        observed: Estimate::of_proportion(agreed, rows),
        kappa: kappa(&table),
        labels: labels.to_vec(),
        table,
    }
}

/// Cohen's kappa of a table of counts, with its interval.
fn kappa(table: &[Vec<u64>]) -> Option<Estimate> {
    let total = table.iter().flatten().sum::<u64>() as f64;
    let share = |first: usize, second: usize| table[first][second] as f64 / total;
    let labels = 0..table.len();
    let of_first: Vec<f64> =
        labels.clone().map(|first| labels.clone().map(|second| share(first, second)).sum()).collect();
    let of_second: Vec<f64> =
        labels.clone().map(|second| labels.clone().map(|first| share(first, second)).sum()).collect();
    let observed: f64 = labels.clone().map(|label| share(label, label)).sum();
    let expected: f64 = of_first.iter().zip(&of_second).map(|(first, second)| first * second).sum();
    let alone = table.iter().flatten().filter(|count| **count > 0).count() == 1 && observed > 0.0;
    if total == 0.0 || alone {
        return None;
    }
    let kappa = (observed - expected) / (1.0 - expected);
    let lacking = 1.0 - kappa;
    let mut variance = -(kappa - expected * lacking).powi(2);
    for first in labels.clone() {
        for second in labels.clone() {
            let factor = if first == second {
                1.0 - (of_first[first] + of_second[second]) * lacking
            } else {
                (of_second[first] + of_first[second]) * lacking
            };
            variance += share(first, second) * factor * factor;
        }
    }
    // Rounding may leave less than nothing where all rows agree.
    let error = (variance.max(0.0) / total).sqrt() / (1.0 - expected);
    let interval = Interval::around(kappa, Z_95 * error).within(-1.0, 1.0);
    Some(Estimate { value: kappa, interval: Some(interval) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Vec<String> {
        vec!["negative".to_owned(), "positive".to_owned()]
    }

    #[test]
    fn two_who_always_agree_have_kappa_one() {
        let found = agreement(&labels(), &[0, 1, 1, 0], &[0, 1, 1, 0]);
        let kappa = found.kappa.unwrap();
        assert!((kappa.value - 1.0).abs() < 1e-12 && kappa.interval.unwrap().high <= 1.0, "{kappa:?}");
        assert_eq!(found.table, [[2, 0], [0, 2]]);
    }

    #[test]
    fn one_label_throughout_agrees_by_chance() {
        let found = agreement(&labels(), &[1, 1, 1], &[1, 1, 1]);
        assert_eq!((found.observed.unwrap().value, found.kappa), (1.0, None));
        assert_eq!(agreement(&labels(), &[], &[]).kappa, None);
    }

    #[test]
    fn two_who_never_agree_fall_below_chance() {
        assert_eq!(agreement(&labels(), &[0, 1], &[1, 0]).kappa.unwrap().value, -1.0);
        assert_eq!(agreement(&labels(), &[0, 0], &[1, 1]).kappa.unwrap().value, 0.0);
    }
}
