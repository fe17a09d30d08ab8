//! `GET /evaluations/{id}/duplicates`: texts that a file holds twice.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use uuid::Uuid;

use super::Refused;
use crate::evaluation::duplicates::Duplicates;
use crate::evaluation::{EvaluationError, search, store};
use crate::http::extract::Path;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Find texts that a file holds twice, or nearly
///
/// For whoever knows the id of a finished evaluation: at most two hundred groups, first those whose labels contradict each
/// other. The labels are those that the file had.
#[utoipa::path(
    get,
    operation_id = "evaluation_duplicates",
    path = "/evaluations/{id}/duplicates",
    tag = "evaluations",
    params(("id" = Uuid, Path, description = "The evaluation's id")),
    responses(
        (status = 200, description = "The groups", body = Duplicates),
        (status = 409, description = "The evaluation is not finished",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn duplicates(State(app): State<Arc<App>>, Path(id): Path<Uuid>) -> Result<Json<Duplicates>, Problem> {
    let evaluation = app.evaluations.find(id).await?;
    let duplicates = store::findings::get(app.storage.read(), evaluation.key, search::DUPLICATES).await?;
    Ok(Json(duplicates.ok_or(EvaluationError::NotFinished)?))
}
