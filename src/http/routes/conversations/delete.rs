//! `DELETE /conversations/{id}`: erasure, for good.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::chat::store;
use crate::http::extract::Path;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Erase a conversation
///
/// For whoever knows its id: its messages, and what was kept of its answers for others. Nothing of it is left.
#[utoipa::path(
    delete,
    operation_id = "erase_conversation",
    path = "/conversations/{id}",
    tag = "chat",
    params(("id" = Uuid, Path, description = "The conversation's id")),
    responses(
        (status = 204, description = "Erased"),
        (status = 400, description = "The id is no UUID",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "There is no such conversation, or no more",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn delete(State(app): State<Arc<App>>, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    store::erase(&app.storage, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
