//! `GET /evaluations/{id}/faults`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Refused;
use crate::evaluation::store;
use crate::http::extract::Path;
use crate::http::problem::{Language, Problem, ProblemDocument};
use crate::http::state::App;

/// Faults in one answer: more of the same say no more.
const MAX_TOLD: u32 = 200;

/// Rows of a file that could not be read.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultList {
    /// How many there are in all.
    refused: u64,
    /// The first two hundred, in the order of the file.
    faults: Vec<RowFault>,
}

/// A row that could not be read.
#[derive(Debug, Serialize, ToSchema)]
struct RowFault {
    /// The line of the file on which it begins, from 1.
    line: u64,
    /// What is wrong with it.
    error: ProblemDocument,
}

/// See which rows of a file could not be read
///
/// For whoever knows the evaluation's id. They count in no figure.
#[utoipa::path(
    get,
    operation_id = "evaluation_faults",
    path = "/evaluations/{id}/faults",
    tag = "evaluations",
    params(("id" = Uuid, Path, description = "The evaluation's id")),
    responses((status = 200, description = "The rows, and why", body = FaultList), Refused),
)]
pub async fn faults(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Json<FaultList>, Problem> {
    let language = Language::accepted(headers.get(ACCEPT_LANGUAGE));
    let evaluation = app.evaluations.find(id).await?;
    let faults = store::rows::faults(app.storage.read(), evaluation.key, MAX_TOLD).await?;
    let told = faults
        .iter()
        .map(|(line, fault)| RowFault { line: *line, error: Problem::from(fault).document(language, None, None) });
    Ok(Json(FaultList { refused: evaluation.refused, faults: told.collect() }))
}
