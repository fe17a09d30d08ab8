//! `GET /predictions/{id}`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use uuid::Uuid;

use super::unknown;
use crate::http::extract::Path;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::{Stored, find};

/// Read a prediction
///
/// For whoever knows its id.
#[utoipa::path(
    get,
    operation_id = "get_prediction",
    path = "/predictions/{id}",
    tag = "predictions",
    params(("id" = Uuid, Path, description = "The prediction's id")),
    responses(
        (status = 200, description = "The prediction", body = Stored),
        (status = 400, description = "The id is no UUID",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The log does not hold it, or no more",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The stored prediction is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn get(State(app): State<Arc<App>>, Path(id): Path<Uuid>) -> Result<Json<Stored>, Problem> {
    find::one(app.storage.read(), id).await?.map(Json).ok_or_else(|| unknown(id))
}
