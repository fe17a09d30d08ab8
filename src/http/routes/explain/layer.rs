//! A layer of the answer: what stands before its tables, which are written row by row.

use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Closed, Why};
use super::units::UnitsSchema;
use crate::inside::trace::{Direction, Traced};
use crate::inside::{Obstacle, Units};

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

/// What single precision can tell, of a number that may be far smaller than its smallest.
fn nine_digits(number: f64) -> f64 {
    format!("{number:.8e}").parse().unwrap_or(number)
}
