//! What the probabilities themselves are worth: log loss and Brier score.

use super::super::columns::Columns;
use super::super::interval::{Estimate, Interval};

/// The mean of `-ln p` of the gold label, with `p` held within `[ε, 1 - ε]`, `ε = 2^-52`.
pub(super) fn log_loss(columns: &Columns) -> Option<Estimate> {
    not_negative(Estimate::of_mean((0..columns.len()).map(|row| surprise(probability(columns, row)))))
}

/// `-ln p` as scikit-learn clips it for a double.
pub(in super::super) fn surprise(probability: f64) -> f64 {
    -probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
}

/// The mean squared distance between probabilities and what happened: of two labels that of the second's probability,
/// of more the sum over all.
pub(super) fn brier(columns: &Columns) -> Option<Estimate> {
    let distance = |row: usize| {
        let gold = usize::from(columns.gold[row]);
        let square = |(label, probability): (usize, &f32)| {
            (f64::from(*probability) - f64::from(u8::from(label == gold))).powi(2)
        };
        let both = if columns.labels.len() == 2 { 1 } else { 0 };
        columns.probabilities_of(row).iter().enumerate().skip(both).map(square).sum()
    };
    not_negative(Estimate::of_mean((0..columns.len()).map(distance)))
}

fn probability(columns: &Columns, row: usize) -> f64 {
    f64::from(columns.probabilities_of(row)[usize::from(columns.gold[row])])
}

fn not_negative(estimate: Option<Estimate>) -> Option<Estimate> {
    let clip = |interval: Interval| interval.within(0.0, f64::INFINITY);
    estimate.map(|estimate| Estimate { interval: estimate.interval.map(clip), ..estimate })
}

#[cfg(test)]
mod tests {
    use super::super::super::columns::samples::binary;
    use super::*;

    #[test]
    fn a_probability_of_zero_costs_much_and_not_everything() {
        let columns = binary(&[(0, 1.0), (1, 1.0)]);
        let loss = log_loss(&columns).unwrap();
        assert!((loss.value - 52.0 * std::f64::consts::LN_2 / 2.0).abs() < 1e-12, "{loss:?}");
        assert!(loss.interval.unwrap().low == 0.0);
        assert!(brier(&columns).unwrap().value == 0.5);
    }
}
