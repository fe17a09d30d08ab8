//! `GET /predictions/export`: the log as a file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::query::filtered_query;
use crate::http::extract::{Query, Teacher};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::predictions::export::{self, Format};

filtered_query! {
    /// Which predictions, and how they are written.
    ExportQuery {
        /// How a prediction is written; NDJSON unless told.
        #[param(inline)]
        format: Option<Format>,
    }
}

/// Export predictions
///
/// For the teacher. Newest first, streamed whatever their number; every condition given must hold. In CSV, `scores` holds
/// JSON, and texts stand as they were sent: import them as text, lest a spreadsheet take one for a formula.
#[utoipa::path(
    get,
    operation_id = "export_predictions",
    path = "/predictions/export",
    tag = "predictions",
    security(("teacher" = [])),
    params(ExportQuery),
    responses(
        (status = 200, description = "The predictions", content(
            (String = "application/x-ndjson"),
            (String = "text/csv"),
        ), headers(("Content-Disposition" = String, description = "A name for the file"))),
        (status = 400, description = "A parameter is unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "The teacher's key is missing or wrong",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "A stored prediction is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The log cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn export(
    State(app): State<Arc<App>>,
    _: Teacher,
    Query(mut query): Query<ExportQuery>,
) -> Result<Response, Problem> {
    let format = query.format.unwrap_or_default();
    let mut chunks = Box::pin(export::chunks(app.storage.read().clone(), query.filter(), format));
    // A log that cannot be read is told as a problem; once the answer has begun, it can only break off.
    let first = chunks.try_next().await?;
    let body = stream::iter(first.map(Ok)).chain(chunks).map_ok(|chunk| chunk.bytes);
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static(match format {
            Format::Ndjson => "attachment; filename=\"predictions.ndjson\"",
            Format::Csv => "attachment; filename=\"predictions.csv\"",
        }),
    );
    Ok(response)
}
