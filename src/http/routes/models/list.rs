//! `GET /models`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;

use crate::http::state::App;
use crate::models::Listing;

/// List the models
///
/// Those that are served, and the folders that could not be, each with the file at fault and the reason.
#[utoipa::path(
    get,
    path = "/models",
    tag = "models",
    responses((status = 200, description = "The models", body = Listing)),
)]
pub async fn list(State(app): State<Arc<App>>) -> Json<Listing> {
    Json(app.registry.list())
}
