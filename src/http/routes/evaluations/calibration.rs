//! `GET /evaluations/{id}/calibration`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Id, Refused, counted};
use crate::evaluation::Columns;
use crate::evaluation::calibration::{Aim, Calibration, calibration};
use crate::evaluation::figures::{Bin, HistogramBin, Thresholds, histogram, reliability, reliability_of, thresholds};
use crate::http::extract::{Path, Query};
use crate::http::problem::Problem;
use crate::http::state::App;

/// What a threshold is chosen for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CalibrationQuery {
    /// What the threshold is chosen for.
    #[serde(default)]
    #[param(inline)]
    aim: Aim,
}

/// What the probabilities are worth.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalibrationAnswer {
    /// The reliability diagram: by the predicted label's probability.
    confidence: Vec<Bin>,
    /// The same by the second label's probability, of a model with two; null otherwise.
    second_label: Option<Vec<Bin>>,
    /// How sure the model is where it is right, and where it is wrong.
    histogram: Vec<HistogramBin>,
    /// What another threshold would give, of a model with two labels; null otherwise.
    thresholds: Option<Thresholds>,
    /// The temperature and threshold that half of the rows ask for, and what they change on the other half; null where
    /// there are too few rows.
    recalibration: Option<Calibration>,
}

impl CalibrationAnswer {
    fn of(columns: &Columns, aim: Aim) -> Self {
        let two = columns.labels.len() == 2;
        Self {
            confidence: reliability(columns),
            second_label: two.then(|| reliability_of(columns, 1)),
            histogram: histogram(columns),
            thresholds: thresholds(columns),
            recalibration: calibration(columns, aim),
        }
    }
}

/// See what the probabilities are worth
///
/// Of the rows read so far: whether what the model says with 90 % is right nine times in ten, and what a temperature and
/// another threshold would change.
#[utoipa::path(
    get,
    operation_id = "evaluation_calibration",
    path = "/evaluations/{id}/calibration",
    tag = "evaluations",
    params(("id" = String, Path, description = "The evaluation's id, or `live`", example = "live"), CalibrationQuery),
    responses((status = 200, description = "Reliability, histogram, thresholds", body = CalibrationAnswer), Refused),
)]
pub async fn calibration_curve(
    State(app): State<Arc<App>>,
    Path(Id(which)): Path<Id>,
    Query(query): Query<CalibrationQuery>,
) -> Result<Json<CalibrationAnswer>, Problem> {
    let columns = app.evaluations.look(which).await?.columns;
    Ok(Json(counted(move || CalibrationAnswer::of(&columns, query.aim)).await?))
}
