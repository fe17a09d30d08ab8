//! `GET /evaluations/{id}`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;

use super::{EvaluationState, Id, Refused, counted};
use crate::evaluation::figures::{Figures, figures};
use crate::evaluation::{Status, Which};
use crate::http::extract::Path;
use crate::http::problem::Problem;
use crate::http::state::App;

/// An evaluation: how far it is, and its figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvaluationAnswer {
    /// How far it is; of `live`, `status` alone.
    #[serde(flatten)]
    state: Standing,
    /// Null until the file is read.
    figures: Option<Figures>,
}

/// How an evaluation stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(title = "EvaluationStanding")]
enum Standing {
    /// A file's.
    File(Box<EvaluationState>),
    /// The log's.
    Live(LiveState),
}

/// The log's evaluation: the predictions that a person has labelled.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveState {
    /// `live`.
    #[schema(value_type = String, example = "live")]
    id: &'static str,
    /// The labels of all models that made them.
    labels: Vec<String>,
    /// Always `running`: it grows with the log.
    status: Status,
    /// How many predictions a person has labelled.
    done: u64,
    /// The same.
    total: u64,
    /// The share of them whose label was predicted; null while there is none.
    accuracy: Option<f64>,
}

/// Follow an evaluation, or read its figures
///
/// For whoever knows its id. `live` is the log, restricted to predictions that a person has labelled, of all models.
#[utoipa::path(
    get,
    operation_id = "get_evaluation",
    path = "/evaluations/{id}",
    tag = "evaluations",
    params(("id" = String, Path, description = "The evaluation's id, or `live`", example = "live")),
    responses((status = 200, description = "The evaluation", body = EvaluationAnswer), Refused),
)]
pub async fn get(State(app): State<Arc<App>>, Path(Id(which)): Path<Id>) -> Result<Json<EvaluationAnswer>, Problem> {
    if let Which::File(id) = which {
        let evaluation = app.evaluations.find(id).await?;
        if matches!(evaluation.status, Status::Waiting | Status::Running) {
            // Whoever asks wants to know how far it is; figures of half a file would be counted at every look.
            return Ok(Json(EvaluationAnswer { state: Standing::File(Box::new(evaluation.into())), figures: None }));
        }
    }
    let look = app.evaluations.look(which).await?;
    let columns = Arc::clone(&look.columns);
    let figures = counted(move || figures(&columns)).await?;
    let state = match look.evaluation {
        Some(evaluation) => Standing::File(Box::new(evaluation.into())),
        None => Standing::Live(LiveState {
            id: "live",
            labels: look.columns.labels.clone(),
            status: Status::Running,
            done: figures.rows,
            total: figures.rows,
            accuracy: figures.accuracy.map(|accuracy| accuracy.value),
        }),
    };
    Ok(Json(EvaluationAnswer { state, figures: Some(figures) }))
}
