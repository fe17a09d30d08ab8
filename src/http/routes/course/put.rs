//! `PUT /course/documents/{path}`: the teacher adds or changes a document.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::Document;
use super::problem::{parsed, too_large, unknown};
use crate::course::{Change, Origin};
use crate::http::extract::{self, Path, Teacher};
use crate::http::problem::{Kind, Problem, ProblemDocument};
use crate::http::state::App;

/// What became of a document that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct PutDocument {
    /// `created`, `changed` or `unchanged`.
    #[schema(example = "created")]
    outcome: &'static str,
    /// The document.
    document: Document,
}

/// Add or change a document of the course
///
/// For the teacher. The body is the document, in UTF-8; the path's extension tells its format: Markdown (`.md`), HTML
/// (`.html`) or text (`.txt`). It is cut and searched from now on.
#[utoipa::path(
    put,
    operation_id = "put_document",
    path = "/course/documents/{*path}",
    tag = "course",
    security(("teacher" = [])),
    params(("path" = String, Path, description = "The document's path; it may hold slashes", example = "lstm/portes.md")),
    request_body(content = String, content_type = "text/markdown", description = "The document, whatever its type"),
    responses(
        (status = 200, description = "It is changed, or was like this already", body = PutDocument),
        (status = 201, description = "It is added", body = PutDocument),
        (status = 400, description = "The path is none, or the body broke off",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The document is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "It is no document: another format, not UTF-8, or nothing to read",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn put(
    State(app): State<Arc<App>>,
    _: Teacher,
    Path(path): Path<String>,
    request: Request,
) -> Result<(StatusCode, Json<PutDocument>), Problem> {
    let path = parsed(&path)?;
    let limits = app.limits;
    let source = extract::read(request.into_body(), limits).await.map_err(|problem| match problem.kind {
        Kind::BodyTooLarge => too_large(limits.body_bytes as u64),
        _ => problem,
    })?;
    let outcome = app.course.put(&path, source.into(), Origin::Http).await?;
    // Another teacher may have removed it meanwhile.
    let stored = app.course.document(path.as_str()).await?.ok_or_else(|| unknown(&path))?;
    let (status, outcome) = match outcome.change {
        Change::Created => (StatusCode::CREATED, "created"),
        Change::Changed => (StatusCode::OK, "changed"),
        Change::Unchanged => (StatusCode::OK, "unchanged"),
    };
    tracing::info!(outcome, passages = stored.cut.len(), "a document of the course was sent");
    Ok((status, Json(PutDocument { outcome, document: Document::of(&stored) })))
}
