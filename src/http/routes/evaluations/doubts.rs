//! `GET /evaluations/{id}/doubts`: labels that are probably wrong, apart from the model's own errors.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::query::MAX_LIMIT;
use super::{Id, MaybeTeacher, Refused, counted};
use crate::evaluation::doubts::{Doubt, Doubts, doubts};
use crate::http::extract::{Path, Query};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Doubts in one answer, unless told.
const DEFAULT_LIMIT: usize = 50;

/// How many.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DoubtsQuery {
    /// The most doubts to answer.
    #[param(minimum = 0, maximum = 200, default = 50)]
    limit: Option<usize>,
}

/// Labels in doubt, and their texts.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtsAnswer {
    /// What was found.
    #[serde(flatten)]
    found: Doubts,
    /// The texts of `doubts`, in their order.
    texts: Vec<String>,
}

/// Doubt labels
///
/// For whoever knows the evaluation's id; of `live`, for the teacher. Rows whose label is probably wrong, by confident
/// learning; every other error is the model's own. The model must not have been trained on these rows.
#[utoipa::path(
    get,
    operation_id = "evaluation_doubts",
    path = "/evaluations/{id}/doubts",
    tag = "evaluations",
    params(("id" = String, Path, description = "The evaluation's id, or `live`", example = "live"), DoubtsQuery),
    responses(
        (status = 200, description = "The doubts", body = DoubtsAnswer),
        (status = 401, description = "`live`: the teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn doubtful(
    State(app): State<Arc<App>>,
    teacher: MaybeTeacher,
    Path(Id(which)): Path<Id>,
    Query(query): Query<DoubtsQuery>,
) -> Result<Json<DoubtsAnswer>, Problem> {
    teacher.may_read(which)?;
    let look = app.evaluations.look(which).await?;
    let columns = Arc::clone(&look.columns);
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let mut found = counted(move || doubts(&columns, limit)).await?;
    let rows: Vec<usize> = found.doubts.iter().map(|doubt| doubt.row as usize).collect();
    let sentences = app.evaluations.sentences(&look, &rows).await?;
    // A prediction may have been erased meanwhile.
    let known = |doubt: &Doubt| sentences.iter().any(|sentence| sentence.number == u64::from(doubt.row));
    found.doubts.retain(known);
    Ok(Json(DoubtsAnswer { found, texts: sentences.into_iter().map(|sentence| sentence.text).collect() }))
}
