//! `GET /predictions/annotators`: who gave labels.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::extract::Teacher;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::annotators::{Annotator, list};

/// Who gave labels.
#[derive(Debug, Serialize, ToSchema)]
pub struct Annotators {
    /// In alphabetical order, at most a thousand.
    annotators: Vec<Annotator>,
}

/// List the annotators
///
/// For the teacher. Those who gave a pseudonym with their labels, and how many predictions each has labelled.
#[utoipa::path(
    get,
    operation_id = "list_annotators",
    path = "/predictions/annotators",
    tag = "predictions",
    security(("teacher" = [])),
    responses(
        (status = 200, description = "The annotators", body = Annotators),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn annotators(State(app): State<Arc<App>>, _: Teacher) -> Result<Json<Annotators>, Problem> {
    Ok(Json(Annotators { annotators: list(app.storage.read()).await? }))
}
