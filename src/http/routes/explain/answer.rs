//! What `POST /explain` answers with.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::units::UnitsSchema;
use crate::config::Precision;
use crate::inside::trace::{Direction, Traced};
use crate::inside::{Obstacle, Step, Units};

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
    #[serde(flatten)]
    #[schema(inline)]
    pub(super) closed: Option<Closed>,
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
    /// As the vocabulary writes it.
    #[schema(example = "brill")]
    token: String,
    /// Its number there.
    #[schema(example = 345)]
    id: u32,
    /// Where it begins, in characters (Unicode code points) of the text as sent.
    #[schema(example = 8)]
    start: usize,
    /// Where it ends.
    #[schema(example = 13)]
    end: usize,
    /// Whether it stands for something unknown.
    unknown: bool,
    /// Whether the tokenizer added it.
    special: bool,
    /// Whether it only fills the text up to the length that the model reads.
    padding: bool,
}

/// One direction of a recurrent layer. An LSTM gives input, forget, output, candidate, cell and hidden; a GRU reset,
/// update, candidate and hidden; a plain RNN hidden. Each is a table: one row a token, in the text's order whichever way
/// the layer reads, and one column a unit, or one for their mean.
#[derive(ToSchema)]
#[schema(as = ExplainedLayer)]
#[expect(dead_code, reason = "it describes a layer; OpenLayer and ClosedLayer write it")]
pub struct LayerAnswer {
    /// Its name in the graph.
    #[schema(example = "lstm")]
    layer: String,
    /// `LSTM`, `GRU` or `RNN`.
    #[schema(example = "LSTM")]
    operator: String,
    /// `forward`, or `reverse`, which reads from the last token; absent where `gates` is null.
    #[schema(required = false, example = "forward")]
    direction: Option<String>,
    /// The units shown, in the order of the columns, or `mean`.
    #[schema(required = false)]
    units: Option<UnitsSchema>,
    /// Largest difference between these states and those that ONNX Runtime computed.
    #[schema(required = false, example = 0.000_000_2)]
    parity: Option<f32>,
    /// For each token, how much the direction's last state depends on it: the Frobenius norm of the derivative of that
    /// state by the layer's input. Where it was asked for.
    #[schema(required = false)]
    influence: Option<Vec<f64>>,
    /// Input gate: how much of the candidate is written.
    #[schema(required = false)]
    input: Option<Vec<Vec<f32>>>,
    /// Forget gate: how much of the memory is kept.
    #[schema(required = false)]
    forget: Option<Vec<Vec<f32>>>,
    /// Output gate: how much of the memory is shown.
    #[schema(required = false)]
    output: Option<Vec<Vec<f32>>>,
    /// Reset gate of a GRU: how much of the state the candidate sees.
    #[schema(required = false)]
    reset: Option<Vec<Vec<f32>>>,
    /// Update gate of a GRU: how much of the state is kept.
    #[schema(required = false)]
    update: Option<Vec<Vec<f32>>>,
    /// What the token proposes.
    #[schema(required = false)]
    candidate: Option<Vec<Vec<f32>>>,
    /// Memory of an LSTM: forget * memory before + input * candidate.
    #[schema(required = false)]
    cell: Option<Vec<Vec<f32>>>,
    /// State.
    #[schema(required = false)]
    hidden: Option<Vec<Vec<f32>>>,
    /// Null where the layer cannot be opened; absent otherwise.
    #[schema(required = false, value_type = Option<Object>)]
    gates: Option<()>,
    /// Why it cannot.
    #[schema(required = false)]
    why: Option<Why>,
}

/// What stands before a layer's tables.
#[derive(Serialize)]
pub(super) struct OpenLayer<'l> {
    layer: &'l str,
    operator: &'l str,
    direction: &'static str,
    units: Shown,
    parity: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    influence: Option<Vec<f64>>,
}

/// A layer that cannot be opened.
#[derive(Serialize)]
pub(super) struct ClosedLayer {
    layer: String,
    operator: String,
    #[serde(flatten)]
    closed: Closed,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Shown {
    Mean(&'static str),
    Numbers(Vec<usize>),
}

impl<'l> OpenLayer<'l> {
    pub(super) fn new(layer: &'l str, operator: &'l str, traced: &Traced, units: &Units) -> Self {
        let influence = traced.influence.as_ref();
        Self {
            layer,
            operator,
            direction: match traced.direction {
                Direction::Forward => "forward",
                Direction::Reverse => "reverse",
            },
            units: units.of(traced.hidden).map_or(Shown::Mean("mean"), Shown::Numbers),
            parity: traced.parity,
            influence: influence.map(|norms| norms.iter().copied().map(nine_digits).collect()),
        }
    }
}

impl ClosedLayer {
    pub(super) fn new(layer: String, operator: String, obstacle: &Obstacle) -> Self {
        Self { layer, operator, closed: Closed::new(obstacle) }
    }
}

impl Closed {
    pub(super) fn new(obstacle: &Obstacle) -> Self {
        Self { gates: (), why: Why { fr: obstacle.french(), en: obstacle.to_string() } }
    }
}

impl From<Step> for StepAnswer {
    fn from(step: Step) -> Self {
        let Step { token, padding } = step;
        Self {
            token: token.token,
            id: token.id,
            start: token.span.start,
            end: token.span.end,
            unknown: token.unknown,
            special: token.special,
            padding,
        }
    }
}

/// What single precision can tell, of a number that may be far smaller than its smallest.
fn nine_digits(number: f64) -> f64 {
    format!("{number:.8e}").parse().unwrap_or(number)
}
