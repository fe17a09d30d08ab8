//! What a word by itself does to the network's answer, and the polarity made of it.
//!
//! `effect(word) = ln p(positive | word) − ln p(negative | word)`, in nats, of the network that reads the word alone: its
//! pieces, the special tokens that every text gets, and no padding, behind which a network that reads it forgets the word.
//! It is the difference of the two labels' logits, or the one logit of a network with one output: probabilities round to
//! certainty, and words that a network is sure of would all be alike.
//! `polarity(word) = 2 σ(effect(word) − m) − 1 = tanh((effect(word) − m) / 2)`, where `m` is the median effect of the
//! vocabulary's most frequent words: between −1 and 1, and 0 for a word like any other. A network seldom answers one half
//! to a word that means nothing; without `m`, every word of a network that leans to one side would bear its sign.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::vector::{Vector, dot};
use crate::config::Precision;
use crate::models::{Adjustment, Model, Variant};
use crate::runtime::{Admission, Engine, InferError};
use crate::sentiment::log_odds;

/// The two labels between which words are placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Poles {
    pub(super) negative: String,
    pub(super) positive: String,
}

/// Lets the network read words alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'r> {
    pub(super) engine: &'r Engine,
    /// How long one word may wait for the network.
    pub(super) timeout: Duration,
    /// Words under way at a time.
    pub(super) concurrency: usize,
}

impl Poles {
    /// The labels `negative` and `positive` where the model has them, else its first and its last.
    pub(super) fn of(model: &Model) -> Self {
        let labels = &model.labels;
        let named = |name: &str| labels.iter().find(|label| label.eq_ignore_ascii_case(name));
        let (negative, positive) = match (named("negative"), named("positive")) {
            (Some(negative), Some(positive)) => (Some(negative), Some(positive)),
            _ => (labels.first(), labels.last()),
        };
        Self { negative: negative.cloned().unwrap_or_default(), positive: positive.cloned().unwrap_or_default() }
    }

    /// The effect of a word that `model` answers with `logits`; 0 where they are no numbers, which say nothing.
    fn effect(&self, model: &Model, logits: &[f32], calibration: Option<Adjustment>) -> f64 {
        let place = |wanted: &str| model.labels.iter().position(|label| label == wanted);
        let poles = place(&self.positive).zip(place(&self.negative));
        poles.and_then(|(positive, negative)| log_odds(logits, positive, negative, calibration)).unwrap_or_default()
    }
}

impl Reader<'_> {
    /// The effect of each of `words`, all ids of one word's pieces, read alone by `model.onnx`.
    ///
    /// # Errors
    /// When the network does not read one.
    pub(super) async fn effects(&self, model: &Model, words: &[Vec<u32>]) -> Result<Vec<f64>, InferError> {
        let Some(first) = words.first() else { return Ok(Vec::new()) };
        // A graph may be made for one length only; it then reads the padding too.
        let calibration = fp32(model).adjustment();
        let padded = match self.effect(model, first, false, calibration).await {
            Err(InferError::Run(_) | InferError::Shape { .. }) if model.tokenizer.fixed_length().is_some() => true,
            Err(error) => return Err(error),
            Ok(_) => false,
        };
        let read = words.iter().map(|ids| self.effect(model, ids, padded, calibration)).collect::<Vec<_>>();
        stream::iter(read).buffered(self.concurrency).try_collect().await
    }

    async fn effect(
        &self,
        model: &Model,
        ids: &[u32],
        padded: bool,
        calibration: Option<Adjustment>,
    ) -> Result<f64, InferError> {
        let encoding = model.tokenizer.alone(ids, padded);
        let network = Arc::clone(&fp32(model).network);
        let deadline = Instant::now() + self.timeout;
        let output = self.engine.infer(network, encoding, deadline, Admission::Wait).await?;
        Ok(Poles::of(model).effect(model, &output.logits, calibration))
    }
}

/// `model.onnx`, which every folder has.
fn fp32(model: &Model) -> &Variant {
    let fp32 = model.variants.iter().find(|variant| variant.precision == Precision::Fp32);
    fp32.expect("a model is loaded from its model.onnx")
}

/// What decides `model.onnx`'s probabilities: the hash of its files, and the temperature of its calibration.
pub(super) fn fp32_identity(model: &Model) -> String {
    let variant = fp32(model);
    match variant.adjustment() {
        None => variant.hash.clone(),
        Some(Adjustment { temperature, .. }) => format!("{} / {temperature}", variant.hash),
    }
}

/// The polarity of a word of this effect, where the median is `median`.
pub(super) fn polarity(effect: f64, median: f64) -> f64 {
    ((effect - median) / 2.0).tanh()
}

/// The median; 0 of none.
pub(super) fn median(effects: &[f64]) -> f64 {
    let mut sorted = effects.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        even if even % 2 == 0 => f64::midpoint(sorted[middle - 1], sorted[middle]),
        _ => sorted[middle],
    }
}

/// Pearson's correlation; `None` where one of the two does not vary.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let centred = |numbers: &[f64]| -> Vector {
        let mean = numbers.iter().sum::<f64>() / numbers.len().max(1) as f64;
        numbers.iter().map(|number| number - mean).collect()
    };
    let (a, b) = (centred(a), centred(b));
    let lengths = (dot(&a, &a) * dot(&b, &b)).sqrt();
    (lengths > 0.0).then(|| dot(&a, &b) / lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_like_any_other_has_no_polarity() {
        assert_eq!(polarity(-2.0, -2.0), 0.0);
        assert!(polarity(1.0, -2.0) > 0.9 && polarity(-5.0, -2.0) < -0.9);
        // As the probability it stands for: 0.9 of one, with an unbiased network.
        assert!((polarity((0.9_f64 / 0.1).ln(), 0.0) - 0.8).abs() < 1e-12);
    }

    #[test]
    fn medians_and_correlations_are_the_known_ones() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(&[]), 0.0);
        assert!((correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]).unwrap() - 1.0).abs() < 1e-12);
        assert!((correlation(&[1.0, 2.0, 3.0, 4.0], &[1.0, -1.0, -1.0, 1.0]).unwrap()).abs() < 1e-12);
        assert_eq!(correlation(&[1.0, 1.0], &[0.0, 1.0]), None);
    }

    #[test]
    fn the_poles_are_the_labels_of_that_name() {
        let opened = crate::embeddings::samples::opened("tiny");
        let poles = Poles::of(opened.model());
        assert_eq!((poles.negative.as_str(), poles.positive.as_str()), ("negative", "positive"));
    }

    #[test]
    fn words_that_the_network_is_sure_of_still_differ() {
        let opened = crate::embeddings::samples::opened("tiny");
        let effect = |logits: &[f32]| Poles::of(opened.model()).effect(opened.model(), logits, None);
        assert_eq!((effect(&[-20.0, 20.0]), effect(&[-30.0, 30.0])), (40.0, 60.0));
        assert_eq!(effect(&[-40.0]), -40.0);
        assert_eq!(effect(&[f32::NAN, 0.0]), 0.0);
        let calibration = Some(Adjustment { temperature: 2.0, threshold: None });
        assert_eq!(Poles::of(opened.model()).effect(opened.model(), &[-20.0, 20.0], calibration), 20.0);
    }
}
