//! `POST /evaluations/{id}/calibration`: a model calibrated on an evaluation's rows.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Refused;
use crate::config::Precision;
use crate::evaluation::calibration::{Aim, Asked};
use crate::http::extract::{JsonBody, Path, Teacher};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::models::StoredCalibration;

/// What to fit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalibrationRequest {
    /// What the threshold is chosen for.
    #[serde(default)]
    aim: Aim,
    /// Whether to fit a temperature.
    #[serde(default = "yes")]
    #[schema(default = true)]
    temperature: bool,
    /// Whether to choose a threshold, of a model with two labels. Without one, the most probable label is given.
    #[serde(default = "yes")]
    #[schema(default = true)]
    threshold: bool,
}

fn yes() -> bool {
    true
}

/// A model, calibrated.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalibratedModel {
    /// The model's name.
    #[schema(example = "avis-bilstm")]
    model: String,
    /// The graph that answers by it.
    precision: Precision,
    /// The calibration, as the model's folder holds it now.
    calibration: StoredCalibration,
}

/// Calibrate a model on an evaluation
///
/// For the teacher, once the evaluation is finished. A temperature and, of two labels, a threshold are fitted on one half of
/// the rows and checked on the other, stored in the model's folder as `calibration.json`, and used from the next request on:
/// by `/predict` and by whatever shows its probabilities. At least 100 rows must be fitted. An earlier calibration of the
/// graph is replaced. An evaluation reads what the model answers, so of a calibrated model's evaluation the temperatures
/// multiply.
#[utoipa::path(
    post,
    operation_id = "calibrate_model",
    path = "/evaluations/{id}/calibration",
    tag = "evaluations",
    security(("teacher" = [])),
    params(("id" = Uuid, Path, description = "The evaluation's id; `live`, of several models, has none to calibrate")),
    request_body = CalibrationRequest,
    responses(
        (status = 200, description = "The model answers by it from now on", body = CalibratedModel),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The evaluation is not finished, its rows settle nothing, the model has other files \
            than those that read them, or its folder cannot be written",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn calibrate(
    State(app): State<Arc<App>>,
    _: Teacher,
    Path(id): Path<Uuid>,
    JsonBody(body): JsonBody<CalibrationRequest>,
) -> Result<Json<CalibratedModel>, Problem> {
    let CalibrationRequest { aim, temperature, threshold } = body;
    if !temperature && !threshold {
        return Err(Problem::field(
            "/threshold",
            "Rien à ajuster : « temperature », « threshold », ou les deux.",
            "Nothing to fit: 'temperature', 'threshold', or both.",
        ));
    }
    let (evaluation, calibration) = app.evaluations.calibrate(id, Asked { aim, temperature, threshold }).await?;
    tracing::info!(model = evaluation.model, precision = %evaluation.precision, "a model was calibrated");
    Ok(Json(CalibratedModel { model: evaluation.model, precision: evaluation.precision, calibration }))
}
