//! `POST /explain`: what a network does with a text, step by step and word by word.

mod answer;
mod body;
mod layer;
mod units;

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

pub(super) use answer::WordAnswer;
use answer::{Closed, ExplainAnswer, Method, ShapleyAnswer, StepAnswer};
use layer::LayerAnswer;
use units::{UnitsField, UnitsSchema};

use crate::http::extract::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::inside::{self, ExplainError, contributions, running};
use crate::models::Chosen;

/// A text to explain.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ExplainTextRequest)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// The text. What exceeds the model's length is cut, and the answer says so.
    #[schema(pattern = r"\S", example = "Un film brillant, drôle et émouvant.")]
    text: String,
    /// `name`, `name:fp32` or `name:int8`. Without one, the text's language chooses.
    #[schema(nullable = true, example = "avis-bilstm")]
    model: Option<String>,
    /// `mean` (the default), `all`, or numbers of units from 0.
    #[serde(default)]
    #[schema(nullable = true, required = false, value_type = UnitsSchema)]
    units: UnitsField,
    /// The label to explain; without one, the most probable.
    #[schema(nullable = true, example = "positive")]
    label: Option<String>,
    /// Whether to compute `influence`.
    #[schema(nullable = true, default = false)]
    influence: Option<bool>,
    /// How contributions are found: `leave_one_out` (the default), `shapley`, or `none`, which spares the time.
    #[schema(nullable = true)]
    method: Option<Method>,
}

/// Explain a text
///
/// Gates and states of every recurrent layer at every token, recomputed from the model's own weights; what the network
/// would answer had the text ended at each token; and what each word adds to the answer. A word is removed with its tokens
/// and nothing else: the rest is not tokenized anew, and nothing that the length limit cut comes in. Nothing is logged.
#[utoipa::path(
    post,
    path = "/explain",
    tag = "sentiment",
    request_body = ExplainRequest,
    responses(
        (status = 200, description = "What the network does with the text", body = Explanation),
        (status = 400, description = "Not JSON, or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The model has no such label, or its files changed",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The text or the body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit, or the text is empty",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too many requests at once",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn explain(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<ExplainRequest>,
) -> Result<Response, Problem> {
    let ExplainRequest { text, model, units: UnitsField(units), label, influence, method } = request;
    app.predictor.check(&text).map_err(|error| Problem::from(error).at_text("/text"))?;
    let (chosen, _) = app.predictor.choose(&text, model.as_deref())?;
    let target = label.map(|label| label_at(&chosen, &label)).transpose()?;
    let deadline = Instant::now() + app.limits.timeout;
    let influence = influence.unwrap_or_default();
    let look = inside::Request { text: text.clone(), units: units.clone(), influence, deadline };
    let inside = app.looker.look(&chosen, look).await?;
    let method = method.unwrap_or_default();
    let scorer = inside.scorer(&app.predictor, &chosen, target, deadline).await;
    let scorer = scorer.map_err(|error| Problem::from(error).at_text("/text"))?;
    // Parting a megabyte into words takes milliseconds: not on the thread that serves connections.
    let words = tokio::task::block_in_place(|| inside.words(&text));
    // Before the words: the scores of a text's beginnings, which both ask for, are then known.
    let running = running::scores(&scorer).await?;
    let (weighed, shapley) = match method {
        Method::None => (Vec::new(), None),
        Method::LeaveOneOut => (contributions::leave_one_out(&scorer, words).await?, None),
        Method::Shapley => {
            let shapley = contributions::shapley(&scorer, words).await?;
            let about = ShapleyAnswer::from(&shapley);
            (shapley.contributions, Some(about))
        }
    };
    let labels = &chosen.model.labels;
    let best = scorer.given();
    let answer = ExplainAnswer {
        model: chosen.model.name.clone(),
        precision: chosen.variant().precision,
        label: labels[best].clone(),
        score: scorer.whole()[best],
        scores: labels.iter().cloned().zip(scorer.whole().iter().copied()).collect(),
        target: labels[scorer.target()].clone(),
        running_score: inside.at_each_step(&running),
        method,
        contributions: weighed.into_iter().map(WordAnswer::from).collect(),
        shapley,
        tokens: inside.steps.into_iter().map(StepAnswer::from).collect(),
        total: inside.total,
        truncated: inside.truncated,
        closed: inside.layers.as_ref().err().map(Closed::new),
    };
    let mut response = Response::new(body::body(&answer, inside.layers, &units, inside.place)?);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// Where the label asked for stands among the model's.
fn label_at(chosen: &Chosen, asked: &str) -> Result<usize, ExplainError> {
    let known = &chosen.model.labels;
    known.iter().position(|label| label == asked).ok_or_else(|| ExplainError::UnknownLabel {
        // A label is echoed, and a label of a megabyte helps nobody.
        asked: asked.chars().take(100).collect(),
        known: known.clone(),
    })
}

/// A text, explained.
#[derive(ToSchema)]
#[schema(as = ExplainedText)]
#[expect(dead_code, reason = "it describes the answer; body.rs writes it")]
pub struct Explanation {
    #[serde(flatten)]
    answer: ExplainAnswer,
    /// The recurrent layers in the graph's order, each direction by itself; none in a network of another kind.
    layers: Vec<LayerAnswer>,
}
