//! `GET /evaluations`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::EvaluationState;
use crate::http::extract::Teacher;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Everybody's evaluations.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvaluationList {
    /// Newest first, at most two hundred. The log's, `live`, is always there and not among them.
    evaluations: Vec<EvaluationState>,
}

/// List evaluations
///
/// For the teacher. Newest first, at most two hundred.
#[utoipa::path(
    get,
    operation_id = "list_evaluations",
    path = "/evaluations",
    tag = "evaluations",
    security(("teacher" = [])),
    responses(
        (status = 200, description = "The evaluations", body = EvaluationList),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "What is stored is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn list(State(app): State<Arc<App>>, _: Teacher) -> Result<Json<EvaluationList>, Problem> {
    let evaluations = app.evaluations.list().await?;
    Ok(Json(EvaluationList { evaluations: evaluations.into_iter().map(EvaluationState::from).collect() }))
}
