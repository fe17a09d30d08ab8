//! What a model's probabilities could be with a temperature and a threshold: both fitted on one half of the rows, and
//! checked on the other.

use serde::Serialize;
use utoipa::ToSchema;

use super::columns::Columns;
use super::figures::{LabelCounts, Tally, surprise};
use super::interval::Estimate;
use crate::random::Random;
use crate::sentiment::decide;

mod temperature;
mod threshold;

pub use temperature::apply;
pub use threshold::Aim;

/// What is to be fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What the threshold is chosen for.
    pub aim: Aim,
    /// Whether a temperature is; else it is 1.
    pub temperature: bool,
    /// Whether a threshold is, of two labels; else the most probable label is given.
    pub threshold: bool,
}

/// A temperature and a threshold, and what they change. Which half a row is in follows from its number alone, so that no
/// row is in both. `before` is as the evaluation was; `after` is with the temperature and, of two labels, the threshold.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Calibration {
    /// The temperature `T` of `softmax(ln p / T)` with the least log loss on the half that is fitted, between 0.05 and 20
    /// (Guo and others, "On calibration of modern neural networks", ICML 2017). Above 1, the model is too sure of itself.
    #[schema(example = 1.4)]
    pub temperature: f64,
    /// From which probability of the second label, with the temperature, to give it. Null unless there are two labels and
    /// the fitted half has rows of both.
    #[schema(example = 0.46)]
    pub threshold: Option<f64>,
    /// What the threshold was chosen for.
    pub aim: Aim,
    /// Rows of the half that is fitted.
    pub fitted_on: u64,
    /// Rows of the half that is checked: those of which all that follows is said.
    pub checked_on: u64,
    /// The expected calibration error: see the figures of an evaluation. Confidence is the given label's probability.
    pub ece_before: Estimate,
    /// See `ece_before`.
    pub ece_after: Estimate,
    /// The mean of `-ln p` of the gold label: see the figures of an evaluation.
    pub log_loss_before: Estimate,
    /// See `log_loss_before`.
    pub log_loss_after: Estimate,
    /// The share of rows that are right. Interval: Wilson's.
    pub accuracy_before: Estimate,
    /// See `accuracy_before`.
    pub accuracy_after: Estimate,
    /// The unweighted mean of F1 over the labels that occur.
    pub macro_f1_before: f64,
    /// See `macro_f1_before`.
    pub macro_f1_after: f64,
}

/// How one half of the rows fares.
struct Checked {
    ece: Estimate,
    log_loss: Estimate,
    accuracy: Estimate,
    macro_f1: f64,
}

/// Fits a temperature and, of two labels, a threshold. None where a half has no row.
pub fn calibration(columns: &Columns, aim: Aim) -> Option<Calibration> {
    fit(columns, Asked { aim, temperature: true, threshold: true })
}

/// Fits what is asked for. None where a half has no row.
pub fn fit(columns: &Columns, asked: Asked) -> Option<Calibration> {
    let aim = asked.aim;
    let (fitted, kept): (Vec<usize>, Vec<usize>) = (0..columns.len()).partition(|row| is_fitted(*row));
    if fitted.is_empty() || kept.is_empty() {
        return None;
    }
    let mut rows = temperature::Rows::new(columns.labels.len());
    fitted.iter().for_each(|row| rows.push(columns.probabilities_of(*row), columns.gold[*row]));
    let temperature = if asked.temperature { rows.temperature() } else { 1.0 };
    let at = |row: usize| apply(columns.probabilities_of(row), temperature);
    let threshold = (asked.threshold && columns.labels.len() == 2)
        .then(|| threshold::best(fitted.iter().map(|row| (at(*row)[1], columns.gold[*row])).collect(), aim))
        .flatten();
    let as_it_was = |row: usize| {
        let probabilities = columns.probabilities_of(row).iter().copied().map(f64::from).collect();
        (usize::from(columns.predicted[row]), probabilities)
    };
    let before = Checked::of(columns, &kept, as_it_was)?;
    let after = Checked::of(columns, &kept, |row| {
        let probabilities = at(row);
        let given = match threshold {
            Some(threshold) => usize::from(probabilities[1] >= threshold),
            // A temperature changes no order; what was predicted may have had a threshold.
            None => decide(columns.probabilities_of(row), None).unwrap_or_default(),
        };
        (given, probabilities)
    })?;
    Some(Calibration {
        temperature,
        threshold,
        aim,
        fitted_on: fitted.len() as u64,
        checked_on: kept.len() as u64,
        ece_before: before.ece,
        ece_after: after.ece,
        log_loss_before: before.log_loss,
        log_loss_after: after.log_loss,
        accuracy_before: before.accuracy,
        accuracy_after: after.accuracy,
        macro_f1_before: before.macro_f1,
        macro_f1_after: after.macro_f1,
    })
}

/// Half of all row numbers, without a pattern that the order of a file could have too.
fn is_fitted(row: usize) -> bool {
    Random::seeded(row as u64).signed() < 0.0
}

impl Calibration {
    /// Whether the rows settle a temperature. They do not where the model is right on all, or no better than chance: the
    /// least log loss then lies beyond every temperature.
    pub fn is_settled(&self) -> bool {
        temperature::is_within(self.temperature)
    }
}

impl Checked {
    /// Of `rows`, each of which is given a label and has probabilities. None of no row.
    fn of(columns: &Columns, rows: &[usize], given: impl Fn(usize) -> (usize, Vec<f64>)) -> Option<Self> {
        let labels = columns.labels.len();
        let mut cells = vec![0; labels * labels];
        let mut tally = Tally::default();
        let mut losses = Vec::with_capacity(rows.len());
        for row in rows {
            let (given, probabilities) = given(*row);
            let gold = usize::from(columns.gold[*row]);
            cells[gold * labels + given] += 1;
            tally.add(probabilities[given], gold == given);
            losses.push(surprise(probabilities[gold]));
        }
        let counts = LabelCounts::new(labels, &cells);
        Some(Self {
            ece: tally.expected_error()?,
            log_loss: Estimate::of_mean(losses.into_iter())?,
            accuracy: Estimate::of_proportion(counts.right(), counts.rows())?,
            macro_f1: counts.macro_f1()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::samples::binary;
    use super::*;

    /// A model whose logits are twice what they should be, and shifted by one.
    fn overconfident(rows: usize) -> Columns {
        let mut random = Random::seeded(8);
        let drawn: Vec<(u8, f32)> = (0..rows)
            .map(|_| {
                let logit = 3.0 * random.signed();
                let gold = random.signed() < (logit / 2.0_f64).tanh();
                (u8::from(gold), (1.0 / (1.0 + (-2.0 * logit - 1.0).exp())) as f32)
            })
            .collect();
        binary(&drawn)
    }

    #[test]
    fn an_overconfident_model_is_brought_back() {
        let found = calibration(&overconfident(4000), Aim::Accuracy).unwrap();
        assert!((1.6..2.4).contains(&found.temperature), "{found:?}");
        assert!((0.52..0.72).contains(&found.threshold.unwrap()), "{found:?}");
        assert!(found.log_loss_after.value < found.log_loss_before.value, "{found:?}");
        assert!(found.ece_after.value < found.ece_before.value, "{found:?}");
    }

    #[test]
    fn the_halves_are_about_halves_whatever_the_order_of_the_file() {
        for period in 1..10 {
            let rows = 10_000;
            let fitted = (0..rows).filter(|row| is_fitted(row * period)).count();
            assert!((4_800..5_200).contains(&fitted), "every {period}th row: {fitted} of {rows}");
        }
    }

    #[test]
    fn the_half_that_is_checked_has_no_say_in_the_fit() {
        let mut columns = overconfident(400);
        let before = calibration(&columns, Aim::MacroF1).unwrap();
        for row in (0..columns.len()).filter(|row| !is_fitted(*row)) {
            columns.gold[row] = 1 - columns.gold[row];
        }
        let after = calibration(&columns, Aim::MacroF1).unwrap();
        assert_eq!((before.temperature, before.threshold), (after.temperature, after.threshold));
        assert!(after.accuracy_after.value < 0.5);
    }

    #[test]
    fn what_is_not_asked_for_is_left_alone() {
        let columns = overconfident(2000);
        let asked = |temperature, threshold| Asked { aim: Aim::Accuracy, temperature, threshold };
        let cooled = fit(&columns, asked(true, false)).unwrap();
        assert_eq!(cooled.threshold, None);
        assert_eq!(cooled.accuracy_after, cooled.accuracy_before, "a temperature changes no order");
        let parted = fit(&columns, asked(false, true)).unwrap();
        assert_eq!(parted.temperature, 1.0);
        // By way of logarithms and back.
        assert!((parted.log_loss_after.value - parted.log_loss_before.value).abs() < 1e-6, "{parted:?}");
        assert!(parted.threshold.is_some() && parted.accuracy_after.value > parted.accuracy_before.value);
    }

    #[test]
    fn a_second_fit_finds_nothing_left_to_do() {
        let columns = overconfident(4000);
        let first = fit(&columns, Asked { aim: Aim::Accuracy, temperature: true, threshold: false }).unwrap();
        let mut again = columns.clone();
        for row in 0..columns.len() {
            let adjusted = apply(columns.probabilities_of(row), first.temperature);
            let place = row * 2..row * 2 + 2;
            again.probabilities[place].iter_mut().zip(adjusted).for_each(|(was, is)| *was = is as f32);
        }
        let second = fit(&again, Asked { aim: Aim::Accuracy, temperature: true, threshold: false }).unwrap();
        assert!((second.temperature - 1.0).abs() < 1e-5, "{second:?}");
        assert!(second.is_settled());
    }

    #[test]
    fn rows_that_are_all_right_settle_no_temperature() {
        let rows: Vec<(u8, f32)> = (0..200).map(|row| (row % 2, 0.2 + 0.6 * f32::from(row % 2))).collect();
        assert!(!calibration(&binary(&rows), Aim::Accuracy).unwrap().is_settled());
    }

    #[test]
    fn too_few_rows_cannot_be_halved() {
        assert_eq!(calibration(&binary(&[]), Aim::MacroF1), None);
        assert_eq!(calibration(&binary(&[(1, 0.9)]), Aim::MacroF1), None);
    }
}
