//! `DELETE /models/{name}/calibration`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::http::extract::{Path, Teacher};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Take a model's calibration away
///
/// For the teacher. From the next request on, all its graphs answer as they were trained. One that has no calibration is left
/// as it is.
#[utoipa::path(
    delete,
    operation_id = "delete_calibration",
    path = "/models/{name}/calibration",
    tag = "models",
    security(("teacher" = [])),
    params(("name" = String, Path, description = "The model's name, without precision", example = "avis-bilstm")),
    responses(
        (status = 204, description = "It has none now"),
        (status = 400, description = "The address is not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The model's folder cannot be written",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn delete_calibration(
    State(app): State<Arc<App>>,
    _: Teacher,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    tokio::task::block_in_place(|| app.registry.uncalibrate(&name))?;
    tracing::info!(model = name, "a model's calibration was taken away");
    Ok(StatusCode::NO_CONTENT)
}
