//! The direction in the embedding from negative to positive words.
//!
//! With `a` the mean vector of the words whose effect is the most negative and `b` that of the most positive:
//! `projection(word) = 2 (v − (a + b) / 2) · (b − a) / |b − a|²`, so −1 at the one mean and 1 at the other. It is read off
//! the embedding's weights; only the choice of the poles' words comes from the network's answers.

use serde::Serialize;
use utoipa::ToSchema;

use super::error::EmbeddingError;
use super::vector::{Vector, dot, mean};
use super::word::{Opened, Word};

/// Words of one pole: enough that none decides alone.
const POLE_WORDS: usize = 40;

/// Of a small vocabulary, a pole takes one word in so many: the middle must stay out of both.
const POLE_SHARE: usize = 4;

/// The direction, and what lies at its ends.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) negative: Vec<String>,
    pub(super) positive: Vec<String>,
    centre: Vector,
    /// `2 (b − a) / |b − a|²`.
    direction: Vector,
}

/// Words between negative and positive.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AxisAnswer {
    /// Whose embedding.
    #[schema(example = "avis-bilstm")]
    pub model: String,
    /// The end that stands for -1.
    pub negative: Pole,
    /// The end that stands for 1.
    pub positive: Pole,
    /// Pearson's correlation of projection and polarity over the vocabulary's most frequent words: how much of what the
    /// network answers lies in the embedding's one direction already. Null where one of them does not vary.
    #[schema(example = 0.78)]
    pub correlation: Option<f32>,
    /// The words, in the order asked for; without any, those of both poles.
    pub words: Vec<AxisWord>,
}

/// One end of the axis.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Pole {
    /// The model's label for it.
    #[schema(example = "positive")]
    pub label: String,
    /// The words whose mean it is: those that move the network's answer furthest, furthest first.
    #[schema(example = json!(["excellent", "bonheur", "impeccable"]))]
    pub words: Vec<String>,
}

/// A word's place.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AxisWord {
    /// The word, as sent.
    #[schema(example = "magnifique")]
    pub word: String,
    /// Its pieces, where the vocabulary does not have it whole; its vector is then their mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub pieces: Option<Vec<String>>,
    /// Its place by the embedding's weights: -1 at the mean of the negative pole's words, 1 at that of the positive one's.
    #[schema(example = 0.9)]
    pub projection: f32,
    /// Its place by the network's answer to the word alone, between -1 and 1, 0 for a word like any other:
    /// `tanh((effect - m) / 2)` of its log odds.
    #[schema(example = 0.8, minimum = -1, maximum = 1)]
    pub polarity: f32,
}

impl Axis {
    /// The axis between the extremes of `words`, which go from the most negative to the most positive.
    pub(super) fn between_extremes(opened: &Opened, words: &[&str]) -> Result<Self, EmbeddingError> {
        let count = POLE_WORDS.min(words.len() / POLE_SHARE);
        if count == 0 {
            return Err(EmbeddingError::NoAxis);
        }
        let pole = |words: &mut dyn Iterator<Item = &&str>| words.map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let negative = pole(&mut words.iter().take(count));
        let positive = pole(&mut words.iter().rev().take(count));
        let centre_of = |words: &[String]| -> Result<Vector, EmbeddingError> {
            let words = opened.words(words.iter().map(String::as_str))?;
            Ok(mean(words.iter().map(|word: &Word| word.vector.as_slice())))
        };
        let (a, b) = (centre_of(&negative)?, centre_of(&positive)?);
        let apart: Vector = b.iter().zip(&a).map(|(b, a)| b - a).collect();
        let square = dot(&apart, &apart);
        let scale = if square > 0.0 { 2.0 / square } else { 0.0 };
        Ok(Self {
            negative,
            positive,
            centre: mean([a.as_slice(), b.as_slice()]),
            direction: apart.iter().map(|number| number * scale).collect(),
        })
    }

    /// Where a vector stands: -1 and 1 are the poles' means.
    pub(super) fn place(&self, vector: &[f64]) -> f64 {
        dot(vector, &self.direction) - dot(&self.centre, &self.direction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embeddings::samples::opened;

    #[test]
    fn the_poles_means_stand_at_minus_one_and_one() {
        let opened = opened("tiny");
        let order = ["nul", "pénible", "film", "histoire", "acteur", "musique", "superbe", "brillant"];
        let axis = Axis::between_extremes(&opened, &order).unwrap();
        assert_eq!(
            (axis.negative.as_slice(), axis.positive[0].as_str()),
            (&["nul", "pénible"].map(str::to_owned)[..], "brillant")
        );
        let place = |words: &[&str]| {
            let words = opened.words(words.iter().copied()).unwrap();
            words.iter().map(|word| axis.place(&word.vector)).sum::<f64>() / words.len() as f64
        };
        assert!((place(&["nul", "pénible"]) + 1.0).abs() < 1e-9);
        assert!((place(&["superbe", "brillant"]) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn three_words_make_no_axis() {
        let axis = Axis::between_extremes(&opened("tiny"), &["nul", "film", "superbe"]);
        assert!(matches!(axis, Err(EmbeddingError::NoAxis)));
    }
}
