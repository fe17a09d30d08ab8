//! `GET /evaluations/{id}/export`: an evaluation as a file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Deserialize;

use super::{Id, MaybeTeacher, Refused};
use crate::evaluation::export::{Format, What, Without, pieces};
use crate::http::extract::{Path, Query};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// What is exported, and how it is written.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportEvaluationQuery {
    /// All that is known of each row, or a labelled set to train with.
    #[serde(default)]
    #[param(inline)]
    what: What,
    /// How a row is written; NDJSON unless told.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// Rows to leave out: `duplicates` (of texts that are there twice, or nearly, all but the first), `doubts` (labels that
    /// are probably wrong), or both, with a comma.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "duplicates,doubts")]
    without: Without,
}

/// Export an evaluation
///
/// For whoever knows its id; `live` is for the teacher. The rows read so far in their order, streamed whatever their number,
/// with their labels as they count now. `training` reads back with `POST /evaluations`.
///
/// In CSV (RFC 4180), `scores` and `attributes` hold JSON, and texts stand as they were sent: import them as text, lest a
/// spreadsheet take one for a formula.
#[utoipa::path(
    get,
    operation_id = "export_evaluation",
    path = "/evaluations/{id}/export",
    tag = "evaluations",
    params(("id" = String, Path, description = "The evaluation's id, or `live`", example = "live"), ExportEvaluationQuery),
    responses(
        (status = 200, description = "The rows", content(
            (String = "application/x-ndjson"),
            (String = "text/csv"),
        ), headers(("Content-Disposition" = String, description = "A name for the file"))),
        (status = 401, description = "`live` without the teacher's key",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn export(
    State(app): State<Arc<App>>,
    Path(Id(which)): Path<Id>,
    Query(query): Query<ExportEvaluationQuery>,
    teacher: MaybeTeacher,
) -> Result<Response, Problem> {
    teacher.may_read(which)?;
    let look = app.evaluations.look(which).await?;
    let pieces = pieces(app.evaluations.clone(), look, query.what, query.without, query.format);
    let mut pieces = Box::pin(pieces);
    // What cannot be read is told as a problem; once the answer has begun, it can only break off.
    let first = pieces.try_next().await?;
    let mut response = Response::new(Body::from_stream(stream::iter(first.map(Ok)).chain(pieces)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(query.format.media_type()));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static(match (query.what, query.format) {
            (What::Rows, Format::Ndjson) => "attachment; filename=\"evaluation.ndjson\"",
            (What::Rows, Format::Csv) => "attachment; filename=\"evaluation.csv\"",
            (What::Training, Format::Ndjson) => "attachment; filename=\"training.ndjson\"",
            (What::Training, Format::Csv) => "attachment; filename=\"training.csv\"",
        }),
    );
    Ok(response)
}
