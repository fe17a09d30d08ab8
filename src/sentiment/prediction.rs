//! The result of one classification, as every other part passes it on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::config::Precision;
use crate::models::Adjustment;

/// One text, classified.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The label given: the most probable one, unless the model's calibration has a threshold.
    pub label: String,
    /// Its probability.
    pub score: f32,
    /// Every label's probability; they sum to 1.
    pub scores: BTreeMap<String, f32>,
    /// The language detected in the text (ISO 639-1, among those served), where the detector is confident.
    pub language: Option<&'static str>,
    /// The model's name.
    pub model: String,
    /// Which of its graphs answered.
    pub precision: Precision,
    /// SHA-256, in hexadecimal, of the files that decided: configuration, tokenizer and graph.
    pub model_hash: String,
    /// The calibration that `label` and `scores` come by, of a model that has one.
    pub calibration: Option<Adjustment>,
    /// How many tokens of the text the network read, special ones and padding not counted.
    pub tokens: u32,
    /// The share of these tokens that the vocabulary does not know, between 0 and 1.
    pub unknown_rate: f32,
    /// Whether the length limit cut the text.
    pub truncated: bool,
    /// Where the time went.
    pub timing: Timing,
}

/// Where a prediction's time went, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Timing {
    /// Text to ids.
    #[schema(example = 0.02)]
    pub tokenize: f32,
    /// Waiting for a free worker.
    #[schema(example = 0.05)]
    pub queue: f32,
    /// The run of the network, for the whole batch that the text was part of.
    #[schema(example = 0.4)]
    pub inference: f32,
}
