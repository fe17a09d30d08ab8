//! `GET /models/{name}`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;

use crate::http::extract::Path;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::models::ModelDetail;

/// Describe a model
///
/// Its card, layers and shapes, parameters, sizes, what its self-test showed, its training curves.
#[utoipa::path(
    get,
    path = "/models/{name}",
    tag = "models",
    params(("name" = String, Path, description = "The model's name, without precision", example = "avis-bilstm")),
    responses(
        (status = 200, description = "The model", body = ModelDetail),
        (status = 400, description = "The address is not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn get(State(app): State<Arc<App>>, Path(name): Path<String>) -> Result<Json<ModelDetail>, Problem> {
    Ok(Json(app.registry.detail(&name)?))
}
