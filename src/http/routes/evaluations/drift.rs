//! `GET /evaluations/live/drift`: how the log moves, week by week.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;

use crate::evaluation::drift::Drift;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// See how the log moves
///
/// Week by week and model by model, whatever people labelled: how many predictions, which labels, how sure, how long, how
/// many unknown words; and how far each week has moved from the model's first full week. Figures are at most ten seconds old.
#[utoipa::path(
    get,
    operation_id = "log_drift",
    path = "/evaluations/live/drift",
    tag = "evaluations",
    responses(
        (status = 200, description = "The weeks", body = Drift),
        (status = 500, description = "What is stored is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn drift(State(app): State<Arc<App>>) -> Result<Json<Arc<Drift>>, Problem> {
    Ok(Json(app.drift.look().await?))
}
