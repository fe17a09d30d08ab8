//! What a model makes of its most frequent words: the scale against which any word's polarity is measured, and the poles
//! of its axis. Worked out once for each model, then kept.

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::effect::{correlation, median, polarity};
use super::error::EmbeddingError;
use super::word::{Opened, Word};

/// Words of the reference: those of the default map, so that it costs nothing more.
pub(super) const REFERENCE_WORDS: usize = 500;

/// The effects of a model's most frequent words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Reference {
    /// The words, in the vocabulary's order.
    pub(super) words: Vec<String>,
    /// Each one's effect.
    pub(super) effects: Vec<f64>,
}

impl Reference {
    /// The median effect.
    pub(super) fn median(&self) -> f64 {
        median(&self.effects)
    }

    /// The effect of `word`, if it is one of these.
    pub(super) fn effect(&self, word: &str) -> Option<f64> {
        self.words.iter().position(|own| own == word).map(|at| self.effects[at])
    }

    /// The words from the most negative to the most positive.
    pub(super) fn by_effect(&self) -> Vec<&str> {
        let mut order: Vec<usize> = (0..self.words.len()).collect();
        order.sort_by(|a, b| self.effects[*a].total_cmp(&self.effects[*b]).then(a.cmp(b)));
        order.into_iter().map(|at| self.words[at].as_str()).collect()
    }

    /// The axis between its extremes, and how well a word's place on it agrees with its polarity.
    ///
    /// # Errors
    /// When there are too few words.
    pub(super) fn axis(&self, opened: &Opened) -> Result<(Axis, Option<f64>), EmbeddingError> {
        let axis = Axis::between_extremes(opened, &self.by_effect())?;
        let words = opened.words(self.words.iter().map(String::as_str))?;
        let places: Vec<f64> = words.iter().map(|word: &Word| axis.place(&word.vector)).collect();
        let median = self.median();
        let polarities: Vec<f64> =
            words.iter().filter_map(|word| self.effect(&word.word)).map(|effect| polarity(effect, median)).collect();
        Ok((axis, correlation(&places, &polarities)))
    }
}
