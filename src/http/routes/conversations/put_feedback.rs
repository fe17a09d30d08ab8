//! `PUT /conversations/{id}/messages/{message_id}/feedback`: what a student thinks of an answer.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::chat::store::{self, Thumb};
use crate::http::extract::{JsonBody, Path};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// What a student thinks of an answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// `up`, `down`, or null to take an earlier one away.
    #[serde(deserialize_with = "present")]
    #[schema(required)]
    thumb: Option<Thumb>,
}

/// A field that may be null but not missing: an empty object should not erase an opinion.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Thumb>, D::Error> {
    Option::deserialize(deserializer)
}

/// Judge an answer
///
/// For whoever knows the conversation's id: a thumb up or down, in place of an earlier one.
#[utoipa::path(
    put,
    operation_id = "judge_answer",
    path = "/conversations/{id}/messages/{message_id}/feedback",
    tag = "chat",
    params(
        ("id" = Uuid, Path, description = "The conversation's id"),
        ("message_id" = Uuid, Path, description = "The answer's id"),
    ),
    request_body = Feedback,
    responses(
        (status = 204, description = "Noted"),
        (status = 400, description = "An id is no UUID, or the body is not JSON or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "There is no such answer, or no more",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn put_feedback(
    State(app): State<Arc<App>>,
    Path((id, message_id)): Path<(Uuid, Uuid)>,
    JsonBody(feedback): JsonBody<Feedback>,
) -> Result<StatusCode, Problem> {
    store::judge(&app.storage, id, message_id, feedback.thumb).await?;
    Ok(StatusCode::NO_CONTENT)
}
