//! `POST /tutor/continue`: a text, continued.

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
use crate::tutor::{Continuation, Style};

const ROUTE: &str = "/tutor/continue";

/// What to continue, and how.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContinueRequest {
    /// The beginning; its language is kept.
    #[schema(pattern = r"\S", example = "Les réseaux récurrents lisent une phrase mot après mot.")]
    text: String,
    /// How it goes on; `informatif`, `persuasif` and `narratif` are read as well.
    style: Style,
}

/// Continue a text
///
/// In one of three styles. Only a language model can: without a key, this is a 409.
#[utoipa::path(
    post,
    operation_id = "continue_text",
    path = "/tutor/continue",
    tag = "tutor",
    request_body = ContinueRequest,
    responses(
        (status = 200, description = "What comes next", body = Continuation),
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
pub async fn continuation(
    State(app): State<Arc<App>>,
    Extension(id): Extension<RequestId>,
    JsonBody(body): JsonBody<ContinueRequest>,
) -> Result<Json<Continuation>, Problem> {
    Ok(Json(app.tutor.continue_text(&origin(ROUTE, id), &body.text, body.style).await?))
}
