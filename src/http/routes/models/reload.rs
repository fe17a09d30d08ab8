//! `POST /models/reload`: takes up what changed on disk.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;

use crate::http::extract::Teacher;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::models::Listing;

/// Load the model folders anew
///
/// For the teacher. Requests under way keep the models that they began with; none is lost.
#[utoipa::path(
    post,
    path = "/models/reload",
    tag = "models",
    security(("teacher" = [])),
    responses(
        (status = 200, description = "The models served from now on", body = Listing),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Nothing there can be served; the models of before go on",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The folder cannot be listed",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn reload(State(app): State<Arc<App>>, _: Teacher) -> Result<Json<Listing>, Problem> {
    let registry = Arc::clone(&app.registry);
    let reloaded = tokio::task::spawn_blocking(move || registry.reload()).await;
    let listing = reloaded.map_err(|error| Problem::internal(&error))??;
    tracing::info!(served = listing.models.len(), broken = listing.broken.len(), "the models were loaded anew");
    Ok(Json(listing))
}
