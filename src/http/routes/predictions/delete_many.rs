//! `DELETE /predictions`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::query::filtered_query;
use crate::http::extract::{Query, Teacher};
use crate::http::problem::{Kind, Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::erase;

filtered_query! {
    /// Which predictions are erased.
    DeleteQuery {
        /// `true` erases the whole log where no condition is given; beside conditions it changes nothing.
        all: Option<bool>,
    }
}

/// What was erased.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deleted {
    /// How many predictions.
    #[schema(example = 42)]
    deleted: u64,
}

/// Erase predictions
///
/// For the teacher. Erases those for which every condition given holds, and overwrites their texts on the disk. At least
/// one condition must be given, or `all=true`.
#[utoipa::path(
    delete,
    operation_id = "delete_predictions",
    path = "/predictions",
    tag = "predictions",
    security(("teacher" = [])),
    params(DeleteQuery),
    responses(
        (status = 200, description = "They are erased", body = Deleted),
        (status = 400, description = "A parameter is unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "Neither a condition nor `all=true` is given",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be written; a part may be erased",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn delete_many(
    State(app): State<Arc<App>>,
    _: Teacher,
    Query(mut query): Query<DeleteQuery>,
) -> Result<Json<Deleted>, Problem> {
    let filter = query.filter();
    if filter.is_empty() && query.all != Some(true) {
        return Err(Problem::new(
            Kind::EraseUnconfirmed,
            "Sans condition, tout le journal serait effacé. Rien ne l'a été : donnez une condition, ou « all=true ».",
            "Without a condition, the whole log would be erased. Nothing was: give a condition, or 'all=true'.",
        ));
    }
    let deleted = erase::matching(&app.storage, &filter).await?;
    tracing::info!(deleted, "predictions were erased");
    Ok(Json(Deleted { deleted }))
}
