//! What `POST /explain` answers with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::config::Precision;
use crate::http::routes::tokenize::TokenAnswer;
use crate::inside::contributions::{Contribution, Shapley};
use crate::inside::{Obstacle, Step};

/// A text, as a network read it. `layers` follows these fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainAnswer {
    /// The model's name.
    #[schema(example = "avis-bilstm")]
    pub(super) model: String,
    /// Which of its graphs gave the scores; gates and states are those of its `model.onnx`.
    pub(super) precision: Precision,
    /// The most probable label.
    #[schema(example = "positive")]
    pub(super) label: String,
    /// Its probability, as `/predict` answers.
    #[schema(example = 0.97, minimum = 0, maximum = 1)]
    pub(super) score: f32,
    /// Every label's probability.
    #[schema(example = json!({"negative": 0.03, "positive": 0.97}))]
    pub(super) scores: BTreeMap<String, f32>,
    /// The label that is explained: the one asked for, else the most probable.
    #[schema(example = "positive")]
    pub(super) target: String,
    /// What the network read, in the text's order: one for every row of the layers.
    pub(super) tokens: Vec<StepAnswer>,
    /// Tokens of the whole text, before truncation.
    pub(super) total: usize,
    /// Whether the length limit cut some.
    pub(super) truncated: bool,
    /// For each of `tokens`, the target's probability had the text ended there; null where nothing would be left to
    /// read. The last is the whole text's.
    #[schema(example = json!([0.51, 0.55, 0.97]))]
    pub(super) running_score: Vec<Option<f32>>,
    /// How the contributions were found.
    pub(super) method: Method,
    /// For each word that the network reads, what it adds to the target's probability; empty where `method` is `none`.
    pub(super) contributions: Vec<WordAnswer>,
    /// What belongs to Shapley values alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(super) shapley: Option<ShapleyAnswer>,
    #[serde(flatten)]
    #[schema(inline)]
    pub(super) closed: Option<Closed>,
}

/// How contributions are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[schema(as = ContributionMethod)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The score, less the score without the word.
    #[default]
    LeaveOneOut,
    /// The mean difference that the word makes when it joins some of the others. The values add up to the score, less
    /// that of no word.
    Shapley,
    /// They are not: gates, states and running scores alone.
    None,
}

/// One word.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordAnswer {
    /// As it was sent.
    #[schema(example = "brillant")]
    word: String,
    /// Where it begins, in characters (Unicode code points) of the text as sent.
    #[schema(example = 8)]
    start: usize,
    /// Where it ends.
    #[schema(example = 16)]
    end: usize,
    /// What it adds; null where nothing would be left to read without it.
    #[schema(example = 0.21)]
    value: Option<f32>,
    /// Standard error of a value that is estimated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    standard_error: Option<f32>,
}

/// What belongs to Shapley values alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShapleyAnswer {
    /// The target's probability without any word: the values and this add up to the score.
    baseline: f32,
    /// Whether the network gave the baseline; else nothing was left to read, and every label counts as equally probable.
    baseline_read: bool,
    /// The score, less the baseline and the values: rounding.
    additivity_error: f32,
    /// Orders of the words drawn; 0 where every set of words was run.
    permutations: usize,
}

/// No gates, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Closed {
    /// Null.
    #[schema(value_type = Option<Object>)]
    gates: (),
    /// Why there are none.
    why: Why,
}

/// A sentence in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Why {
    /// French.
    fr: String,
    /// English.
    en: String,
}

/// One step: a token, or padding.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepAnswer {
    #[serde(flatten)]
    token: TokenAnswer,
    /// Whether it only fills the text up to the length that the model reads.
    padding: bool,
}

impl Closed {
    pub(super) fn new(obstacle: &Obstacle) -> Self {
        Self { gates: (), why: Why { fr: obstacle.french(), en: obstacle.to_string() } }
    }
}

impl From<Contribution> for WordAnswer {
    fn from(contribution: Contribution) -> Self {
        let Contribution { word, value, standard_error } = contribution;
        Self { word: word.text, start: word.span.start, end: word.span.end, value, standard_error }
    }
}

impl From<&Shapley> for ShapleyAnswer {
    fn from(shapley: &Shapley) -> Self {
        let Shapley { baseline, baseline_read, additivity_error, permutations, .. } = *shapley;
        Self { baseline, baseline_read, additivity_error, permutations }
    }
}

impl From<Step> for StepAnswer {
    fn from(step: Step) -> Self {
        Self { token: step.token.into(), padding: step.padding }
    }
}
