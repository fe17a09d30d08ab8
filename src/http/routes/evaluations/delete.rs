//! `DELETE /evaluations/{id}`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use super::Refused;
use crate::http::extract::Path;
use crate::http::problem::Problem;
use crate::http::state::App;

/// Stop and erase an evaluation
///
/// For whoever knows its id. One that waits or runs is stopped. It is gone at once, with its file and all its rows, which
/// are then overwritten; a million take some minutes.
#[utoipa::path(
    delete,
    operation_id = "erase_evaluation",
    path = "/evaluations/{id}",
    tag = "evaluations",
    params(("id" = Uuid, Path, description = "The evaluation's id")),
    responses((status = 204, description = "It is gone"), Refused),
)]
pub async fn delete(State(app): State<Arc<App>>, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    app.evaluations.erase(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
