//! `PUT /evaluations/{id}/rows/{row}/label`: a label of the file, corrected.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{EvaluationState, Refused};
use crate::http::extract::{JsonBody, Path};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// The right label.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectedLabel {
    /// One of the model's labels.
    #[schema(example = "negative")]
    label: String,
}

/// Correct a label of the file
///
/// For whoever knows the evaluation's id, once it is finished. Figures count with the new label from then on, and the export
/// tells both. What the file said is kept, and comes back by giving it again.
#[utoipa::path(
    put,
    operation_id = "correct_row",
    path = "/evaluations/{id}/rows/{row}/label",
    tag = "evaluations",
    params(
        ("id" = Uuid, Path, description = "The evaluation's id"),
        ("row" = u64, Path, description = "The row's number in the file, from 0"),
    ),
    request_body = CorrectedLabel,
    responses(
        (status = 200, description = "The evaluation, counted anew", body = EvaluationState),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The model has no such label, or the evaluation is not finished",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn put_label(
    State(app): State<Arc<App>>,
    Path((id, row)): Path<(Uuid, u64)>,
    JsonBody(body): JsonBody<CorrectedLabel>,
) -> Result<Json<EvaluationState>, Problem> {
    Ok(Json(app.evaluations.correct(id, row, &body.label).await?.into()))
}
