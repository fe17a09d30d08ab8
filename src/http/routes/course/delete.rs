//! `DELETE /course/documents/{path}`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::problem::{parsed, unknown};
use crate::http::extract::{Path, Teacher};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Remove a document from the course
///
/// For the teacher. Its passages are found no more.
#[utoipa::path(
    delete,
    operation_id = "delete_document",
    path = "/course/documents/{*path}",
    tag = "course",
    security(("teacher" = [])),
    params(("path" = String, Path, description = "The document's path; it may hold slashes", example = "lstm/portes.md")),
    responses(
        (status = 204, description = "It is removed"),
        (status = 400, description = "The path is none",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The course has no such document",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn delete(State(app): State<Arc<App>>, _: Teacher, Path(path): Path<String>) -> Result<StatusCode, Problem> {
    let path = parsed(&path)?;
    if !app.course.remove(&path).await? {
        return Err(unknown(&path));
    }
    tracing::info!("a document of the course was removed");
    Ok(StatusCode::NO_CONTENT)
}
