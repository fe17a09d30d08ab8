//! One temperature for a model's logits, so that its probabilities come true: fitted, and applied.
//!
//! `p'(label) = softmax(ln p / T)` (Guo and others, "On calibration of modern neural networks", ICML 2017): above 1 it
//! makes a model more modest, below 1 bolder. It moves no label above another. The logarithms of probabilities stand for
//! the logits, from which they differ by what softmax takes out.

/// Beyond these a network's confidence is no matter of scale, or the rows are too few: all right, or no better than chance.
const RANGE: (f64, f64) = (0.05, 20.0);

/// Newton's steps double the digits; halving the range in between, as the worst case, reaches a double's in some sixty.
const MAX_STEPS: usize = 100;

/// A step this small, as a share, is the last.
const ENOUGH: f64 = 1e-13;

/// Whether a fitted temperature is more than an end of the range.
pub(super) fn is_within(temperature: f64) -> bool {
    temperature > RANGE.0 && temperature < RANGE.1
}

/// The rows on which a temperature is fitted.
#[derive(Debug, Default)]
pub(super) struct Rows {
    labels: usize,
    /// `[rows, labels]`, row by row: each logit less the gold label's.
    margins: Vec<f64>,
}

/// Each label's probability at `temperature`, which is above 0: 1 gives back what there was.
pub fn apply(probabilities: &[f32], temperature: f64) -> Vec<f64> {
    let logits: Vec<f64> = probabilities.iter().map(|probability| logit(*probability) / temperature).collect();
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = logits.iter().map(|logit| (logit - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// A probability of 0 is one that a float could not hold any more; it counts as the smallest that a float holds in full.
fn logit(probability: f32) -> f64 {
    f64::from(probability.max(f32::MIN_POSITIVE)).ln()
}

impl Rows {
    pub(super) fn new(labels: usize) -> Self {
        Self { labels, margins: Vec::new() }
    }

    pub(super) fn push(&mut self, probabilities: &[f32], gold: u8) {
        let right = logit(probabilities[usize::from(gold)]);
        self.margins.extend(probabilities.iter().map(|probability| logit(*probability) - right));
    }

    /// The temperature of the least log loss. The loss is convex in `1 / T`; its slope's zero is found by Newton's
    /// method, kept between two temperatures of which one is too low and the other too high. Where the loss still falls
    /// at an end of the range, that end.
    pub(super) fn temperature(&self) -> f64 {
        let (mut low, mut high) = (1.0 / RANGE.1, 1.0 / RANGE.0);
        if self.slope(low).0 >= 0.0 {
            return RANGE.1;
        }
        if self.slope(high).0 <= 0.0 {
            return RANGE.0;
        }
        let mut inverse = 1.0;
        for _ in 0..MAX_STEPS {
            let (slope, curvature) = self.slope(inverse);
            *(if slope < 0.0 { &mut low } else { &mut high }) = inverse;
            let newton = inverse - slope / curvature;
            // Written so that a curvature of zero halves too.
            let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
            let step = (next - inverse).abs();
            inverse = next;
            if step <= ENOUGH * inverse {
                break;
            }
        }
        1.0 / inverse
    }

    /// The first and second derivative of the summed log loss after `1 / T`: the mean and the variance, by the
    /// probabilities at `T`, of the logits less the gold label's.
    fn slope(&self, inverse: f64) -> (f64, f64) {
        self.margins.chunks(self.labels).fold((0.0, 0.0), |(slope, curvature), margins| {
            let largest = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
            for margin in margins {
                let power = ((margin - largest) * inverse).exp();
                sum += power;
                first += power * margin;
                second += power * margin * margin;
            }
            let mean = first / sum;
            (slope + mean, curvature + second / sum - mean * mean)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(u8, f32)]) -> Rows {
        let mut fitted = Rows::new(2);
        rows.iter().for_each(|(gold, positive)| fitted.push(&[1.0 - positive, *positive], *gold));
        fitted
    }

    #[test]
    fn temperature_one_gives_back_what_there_was() {
        let before = [0.7_f32, 0.2, 0.1];
        let after = apply(&before, 1.0);
        assert!(after.iter().zip(before).all(|(after, before)| (after - f64::from(before)).abs() < 1e-7), "{after:?}");
    }

    #[test]
    fn heat_makes_modest_and_cold_makes_bold() {
        let [hot, cold] = [2.0, 0.5].map(|temperature| apply(&[0.2, 0.8], temperature)[1]);
        assert!((hot - 2.0 / 3.0).abs() < 1e-7 && (cold - 16.0 / 17.0).abs() < 1e-7, "{hot} {cold}");
    }

    #[test]
    fn certainty_can_be_doubted() {
        let after = apply(&[0.0, 1.0], 20.0);
        assert!(after[0] > 0.0 && after[1] < 1.0 && (after[0] + after[1] - 1.0).abs() < 1e-15, "{after:?}");
        // Certain, and wrong once in four.
        let temperature = rows(&[(1, 1.0), (1, 1.0), (0, 1.0), (1, 1.0)]).temperature();
        assert_eq!(temperature, RANGE.1);
    }

    #[test]
    fn the_temperature_has_a_closed_form_where_all_are_as_confident() {
        // Nine tenths said, three quarters right: T = ln 9 / ln 3 = 2.
        let temperature = rows(&[(1, 0.9), (1, 0.9), (0, 0.9), (0, 0.1)]).temperature();
        assert!((temperature - 2.0).abs() < 1e-6, "{temperature}");
    }

    #[test]
    fn rows_that_say_too_little_give_an_end_of_the_range() {
        assert_eq!(rows(&[(1, 0.9), (0, 0.2)]).temperature(), RANGE.0);
        assert_eq!(rows(&[(0, 0.9), (1, 0.2)]).temperature(), RANGE.1);
        assert_eq!(rows(&[(0, 0.5), (1, 0.5)]).temperature(), RANGE.1);
    }
}
