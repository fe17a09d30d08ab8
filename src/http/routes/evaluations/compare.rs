//! `GET /evaluations/{id}/compare`: two models on the same rows.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{EvaluationState, Refused, counted};
use crate::evaluation::versus::{Versus, versus};
use crate::evaluation::{Columns, EvaluationError, store};
use crate::http::extract::{Path, Query};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Rows on which the two differ that are shown, unless told.
const DEFAULT_LIMIT: usize = 20;
/// The most of them.
const MAX_LIMIT: usize = 200;

/// With which evaluation.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// The other evaluation's id.
    with: Uuid,
    /// The most rows to show on which the two differ.
    #[param(minimum = 0, maximum = 200, default = 20)]
    limit: Option<usize>,
}

/// Two models on the same rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedEvaluations {
    /// The evaluation asked for.
    first: EvaluationState,
    /// The one that it is compared with.
    second: EvaluationState,
    /// How they compare.
    #[serde(flatten)]
    versus: Versus,
    /// Rows that they label differently, those first of which the surer one is surest.
    differing: Vec<Differing>,
}

/// A row that two models label differently.
#[derive(Debug, Serialize, ToSchema)]
struct Differing {
    /// Its number in the file, from 0.
    row: u64,
    /// The text.
    text: String,
    /// The right label.
    gold: String,
    /// What the first model says, and how sure it is.
    first: Said,
    /// What the second says.
    second: Said,
}

/// What a model says of a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EvaluatedLabel)]
struct Said {
    /// The label predicted.
    label: String,
    /// Its probability.
    score: f32,
}

impl Said {
    fn of(columns: &Columns, row: usize) -> Self {
        Self { label: columns.labels[usize::from(columns.predicted[row])].clone(), score: columns.confidence(row) }
    }
}

/// Compare two models on the same file
///
/// For whoever knows both ids. Both evaluations must be finished, of the same rows with the same labels.
#[utoipa::path(
    get,
    operation_id = "compare_evaluations",
    path = "/evaluations/{id}/compare",
    tag = "evaluations",
    params(("id" = Uuid, Path, description = "The first evaluation's id"), CompareQuery),
    responses(
        (status = 200, description = "How they compare", body = ComparedEvaluations),
        (status = 409, description = "One is not finished, or the rows are not the same",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn compare(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    Query(query): Query<CompareQuery>,
) -> Result<Json<ComparedEvaluations>, Problem> {
    let (first, second) = (app.evaluations.find(id).await?, app.evaluations.find(query.with).await?);
    if !first.status.is_final() || !second.status.is_final() {
        return Err(EvaluationError::NotFinished.into());
    }
    let columns = (app.evaluations.columns(&first).await?, app.evaluations.columns(&second).await?);
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    let (one, two) = columns.clone();
    let compared = counted(move || {
        let compared = versus(&one, &two).ok()?;
        let mut rows: Vec<usize> = (0..one.len()).filter(|row| one.predicted[*row] != two.predicted[*row]).collect();
        let surest = |row: &usize| one.confidence(*row).max(two.confidence(*row));
        rows.sort_by(|a, b| surest(b).total_cmp(&surest(a)).then(a.cmp(b)));
        rows.truncate(limit);
        Some((compared, rows))
    });
    let (versus, rows) = compared.await?.ok_or(EvaluationError::OtherRows)?;
    let numbers: Vec<u64> = rows.iter().map(|row| *row as u64).collect();
    let reader = app.storage.read();
    let sentences = store::rows::some(reader, first.key, &numbers).await?;
    let others = store::rows::some(reader, second.key, &numbers).await?;
    if sentences.iter().zip(&others).any(|(one, two)| one.text != two.text) {
        return Err(EvaluationError::OtherRows.into());
    }
    let (one, two) = columns;
    let differing = sentences.into_iter().map(|sentence| {
        let row = usize::try_from(sentence.number).expect("a row's number fits");
        Differing {
            row: sentence.number,
            text: sentence.text,
            gold: one.labels[usize::from(one.gold[row])].clone(),
            first: Said::of(&one, row),
            second: Said::of(&two, row),
        }
    });
    let differing = differing.collect();
    Ok(Json(ComparedEvaluations { first: first.into(), second: second.into(), versus, differing }))
}
