//! `POST /predict`: one text, a list of texts, or NDJSON streamed both ways.

mod body;
mod many;
mod ndjson;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Json, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use body::{PredictBody, PredictRequest, Terms};

use crate::config::Precision;
use crate::http::edge::RequestId;
use crate::http::extract::{media_type, parse, read, unsupported};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::models::Adjustment;
use crate::predictions::Record;
use crate::runtime::{Admission, Switch};
use crate::sentiment::{self, Timing};

/// Most texts in one list.
const MAX_TEXTS: usize = 10_000;

/// What the network says of a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct PredictAnswer {
    /// The prediction's id: whoever knows it may read it and label it. Null when it was not logged.
    #[schema(example = "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b47")]
    id: Option<Uuid>,
    /// The label given: the most probable one, unless the calibration has a threshold.
    #[schema(example = "positive")]
    label: String,
    /// Its probability.
    #[schema(example = 0.97, minimum = 0, maximum = 1)]
    score: f32,
    /// Every label's probability.
    #[schema(example = json!({"negative": 0.03, "positive": 0.97}))]
    scores: BTreeMap<String, f32>,
    /// The model's name.
    #[schema(example = "avis-bilstm")]
    model: String,
    /// Which of its graphs answered.
    precision: Precision,
    /// The model's calibration, by which `label` and `scores` come about; of a model that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    calibration: Option<Adjustment>,
    /// The mistakes made with the text; absent where none was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    switches: Vec<Switch>,
    /// The language detected, among those served; null when in doubt.
    #[schema(example = "fr")]
    language: Option<&'static str>,
    /// How many tokens of the text the network read.
    #[schema(example = 9)]
    tokens: u32,
    /// The share of them that the vocabulary does not know.
    #[schema(example = 0.0, minimum = 0, maximum = 1)]
    unknown_rate: f32,
    /// Whether the length limit cut the text.
    #[schema(example = false)]
    truncated: bool,
    /// Where the time went, in milliseconds.
    timing_ms: Timing,
}

/// Several answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct PredictAnswers {
    /// In the order of the texts.
    predictions: Vec<PredictAnswer>,
}

/// The answer, in the form of the question.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum PredictReply {
    /// To one text.
    One(PredictAnswer),
    /// To several.
    Many(PredictAnswers),
}

/// Classify texts
///
/// One text in, one prediction out; a list in, a list out; with `application/x-ndjson`, one object a line in and one a
/// line out (`{"text":"Un régal."}`, line feed, `{"text":"Quel ennui."}`), in the same order and without end: a line that
/// fails is answered by `{"line","error"}` in its place.
/// Each prediction is in the log before it is answered.
#[utoipa::path(
    post,
    path = "/predict",
    tag = "sentiment",
    request_body(content(
        (PredictBody = "application/json"),
        (String = "application/x-ndjson"),
    )),
    responses(
        (status = 200, description = "The prediction or predictions", content(
            (PredictReply = "application/json"),
            (String = "application/x-ndjson"),
        )),
        (status = 400, description = "Not JSON, or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "A switch means nothing to the model",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "A text or the body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Neither JSON nor NDJSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit, or a text is empty",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too many requests at once, or the log cannot be written",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn predict(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let id = request.extensions().get::<RequestId>().map(|id| Arc::clone(&id.0)).unwrap_or_default();
    match media_type(request.headers()) {
        Some("application/json") => {}
        Some("application/x-ndjson") => return Ok(ndjson::predict(app, id, request)),
        _ => return Err(unsupported("application/json")),
    }
    let body: PredictRequest = parse(&read(request.into_body(), app.limits).await?)?;
    let terms = Terms::of(body.model.as_deref(), body.log, body.switches)?;
    match (body.text, body.texts) {
        (Some(text), None) => {
            let answer = answer(&app, &id, text, terms, Admission::Refuse).await;
            answer
                .map(|answer| Json(PredictReply::One(answer)).into_response())
                .map_err(|problem| problem.at_text("/text"))
        }
        (None, Some(texts)) => many::predict(&app, &id, texts, terms).await,
        (None, None) => Err(Problem::field(
            "/text",
            "Il manque le texte : « text », ou une liste « texts ».",
            "The text is missing: 'text', or a list 'texts'.",
        )),
        (Some(_), Some(_)) => {
            Err(Problem::field("/texts", "« text » ou « texts », pas les deux.", "'text' or 'texts', not both."))
        }
    }
}

/// Classifies one text and, unless told otherwise, records it before answering.
async fn answer(
    app: &App,
    request_id: &str,
    text: String,
    terms: Terms<'_>,
    admission: Admission,
) -> Result<PredictAnswer, Problem> {
    let deadline = Instant::now() + app.limits.timeout;
    let request = sentiment::Request { text: &text, model: terms.model, deadline, admission };
    let prediction = app.predictor.predict_with(request, terms.switches).await?;
    let mut answer = PredictAnswer {
        id: None,
        label: prediction.label.clone(),
        score: prediction.score,
        scores: prediction.scores.clone(),
        model: prediction.model.clone(),
        precision: prediction.precision,
        calibration: prediction.calibration,
        switches: terms.switches.into(),
        language: prediction.language,
        tokens: prediction.tokens,
        unknown_rate: prediction.unknown_rate,
        truncated: prediction.truncated,
        timing_ms: prediction.timing,
    };
    if terms.log {
        let id = app.clock.next_id();
        let record = Record { id, request_id: request_id.to_owned(), text, prediction };
        app.writer.record(record).await?;
        answer.id = Some(id);
    }
    Ok(answer)
}
