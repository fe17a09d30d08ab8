//! `POST /tutor/sentiment`: a text's sentiment, as the language model judges it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::origin;
use crate::http::edge::RequestId;
use crate::http::extract::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::tutor::Judgement;

const ROUTE: &str = "/tutor/sentiment";

/// A text to judge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SentimentRequest {
    /// The text.
    #[schema(pattern = r"\S", example = "Un film brillant, drôle et émouvant.")]
    text: String,
}

/// Judge a sentiment
///
/// By the language model, to be held against the networks' of `POST /predict`: the same two labels, but the score is what
/// the model says of its own certainty. Without a key, this is a 409. The text is not recorded.
#[utoipa::path(
    post,
    operation_id = "judge_sentiment",
    path = "/tutor/sentiment",
    tag = "tutor",
    request_body = SentimentRequest,
    responses(
        (status = 200, description = "The judgement", body = Judgement),
        (status = 400, description = "Not JSON, or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "There is no key for the language model",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "A text or the body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit, or a text is empty",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "The day's budget is spent",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "The language model refuses, or its answer is unusable",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The language model cannot be had just now",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn sentiment(
    State(app): State<Arc<App>>,
    Extension(id): Extension<RequestId>,
    JsonBody(body): JsonBody<SentimentRequest>,
) -> Result<Json<Judgement>, Problem> {
    Ok(Json(app.tutor.judge(&origin(ROUTE, id), &body.text).await?))
}
