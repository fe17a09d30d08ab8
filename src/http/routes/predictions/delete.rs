//! `DELETE /predictions/{id}`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use super::unknown;
use crate::http::extract::{Path, Teacher};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::erase;

/// Erase a prediction
///
/// For the teacher. The text is overwritten on the disk.
#[utoipa::path(
    delete,
    operation_id = "delete_prediction",
    path = "/predictions/{id}",
    tag = "predictions",
    security(("teacher" = [])),
    params(("id" = Uuid, Path, description = "The prediction's id")),
    responses(
        (status = 204, description = "It is erased"),
        (status = 400, description = "The id is no UUID",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The log does not hold it, or no more",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be written",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn delete(State(app): State<Arc<App>>, _: Teacher, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    if !erase::one(&app.storage, id).await? {
        return Err(unknown(id));
    }
    tracing::info!("a prediction was erased");
    Ok(StatusCode::NO_CONTENT)
}
