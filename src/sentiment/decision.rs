//! Logits into probabilities, and probabilities into the label that is given: the one place that does, with the model's
//! calibration in it.

use crate::models::Adjustment;

/// Logits to probabilities: the softmax of `logits / T`, in double precision so that the last bit does not depend on the
/// order of a float's sum; of a single logit, the sigmoid, as the second of two labels. Without a calibration, `T` is 1.
pub fn probabilities(logits: &[f32], calibration: Option<Adjustment>) -> Vec<f32> {
    // A division by 1 is exact: nothing changes for a model without a calibration.
    let temperature = calibration.map_or(1.0, |calibration| calibration.temperature);
    if let [logit] = logits {
        let positive = 1.0 / (1.0 + (-f64::from(*logit) / temperature).exp());
        return vec![(1.0 - positive) as f32, positive as f32];
    }
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let power = |logit: &f32| ((f64::from(*logit) - f64::from(largest)) / temperature).exp();
    let powers: Vec<f64> = logits.iter().map(power).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| (power / sum) as f32).collect()
}

/// The log odds of the label at `label` against that at `other`: `ln p(label) - ln p(other)`, in nats. The difference of
/// their logits over `T`, which no rounding to a certain 0 or 1 bounds; a single logit is that of the second of two labels.
/// None where a logit is missing or no number.
pub fn log_odds(logits: &[f32], label: usize, other: usize, calibration: Option<Adjustment>) -> Option<f64> {
    let two;
    let logits = if let [logit] = logits {
        two = [0.0, *logit];
        two.as_slice()
    } else {
        logits
    };
    let odds = f64::from(*logits.get(label)?) - f64::from(*logits.get(other)?);
    odds.is_finite().then(|| odds / calibration.map_or(1.0, |calibration| calibration.temperature))
}

/// Which label is given: the second of two from the calibration's threshold on, where it has one; else the most probable.
/// None of no label.
pub fn decide(probabilities: &[f32], calibration: Option<Adjustment>) -> Option<usize> {
    match (probabilities, calibration.and_then(|calibration| calibration.threshold)) {
        ([_, second], Some(threshold)) => Some(usize::from(f64::from(*second) >= threshold)),
        _ => {
            let best = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            best.map(|(label, _)| label)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(temperature: f64, threshold: Option<f64>) -> Option<Adjustment> {
        Some(Adjustment { temperature, threshold })
    }

    #[test]
    fn one_logit_is_a_sigmoid_and_two_are_a_softmax() {
        assert_eq!(probabilities(&[0.0], None), [0.5, 0.5]);
        for calibration in [None, at(1.7, None)] {
            let two = probabilities(&[1.0, 3.0], calibration);
            let one = probabilities(&[2.0], calibration);
            assert!((two[1] - one[1]).abs() < 1e-7, "{two:?} {one:?}");
        }
        assert_eq!(probabilities(&[1000.0, 0.0], None), [1.0, 0.0]);
    }

    #[test]
    fn log_odds_are_those_of_the_probabilities_and_know_no_certainty() {
        for (logits, calibration) in [(&[0.3, -1.1, 2.0][..], None), (&[0.7], None), (&[0.3, -1.1], at(1.6, None))] {
            let probabilities: Vec<f64> = probabilities(logits, calibration).into_iter().map(f64::from).collect();
            let expected = (probabilities[1] / probabilities[0]).ln();
            assert!((log_odds(logits, 1, 0, calibration).unwrap() - expected).abs() < 1e-6);
            assert_eq!(log_odds(logits, 0, 1, calibration), log_odds(logits, 1, 0, calibration).map(|odds| -odds));
        }
        assert_eq!(log_odds(&[-300.0, 300.0], 1, 0, None), Some(600.0));
        assert_eq!(log_odds(&[300.0], 0, 1, None), Some(-300.0));
        assert_eq!(log_odds(&[f32::NAN], 1, 0, None), None);
        assert_eq!(log_odds(&[1.0, 2.0], 2, 0, None), None);
    }

    #[test]
    fn an_extreme_logit_stays_a_probability() {
        assert_eq!(probabilities(&[-200.0], None), [1.0, 0.0]);
        assert_eq!(probabilities(&[200.0], None), [0.0, 1.0]);
    }

    #[test]
    fn temperature_one_changes_no_bit() {
        for logits in [vec![0.3], vec![-1.25, 2.5], vec![0.1, -3.75, 1e-3]] {
            let bits = |given: Vec<f32>| given.into_iter().map(f32::to_bits).collect::<Vec<_>>();
            assert_eq!(bits(probabilities(&logits, at(1.0, None))), bits(probabilities(&logits, None)));
        }
    }

    #[test]
    fn a_temperature_divides_the_logits() {
        let hot = probabilities(&[1.0, 3.0, -2.0], at(2.0, None));
        let halved = probabilities(&[0.5, 1.5, -1.0], None);
        assert_eq!(hot, halved);
    }

    #[test]
    fn a_threshold_parts_two_labels_and_no_others() {
        assert_eq!(decide(&[0.55, 0.45], None), Some(0));
        assert_eq!(decide(&[0.55, 0.45], at(1.0, Some(0.4))), Some(1));
        assert_eq!(decide(&[0.5, 0.5], at(1.0, Some(0.5))), Some(1), "from the threshold on");
        assert_eq!(decide(&[0.2, 0.3, 0.5], at(1.0, Some(0.9))), Some(2));
        assert_eq!(decide(&[], None), None);
    }
}
