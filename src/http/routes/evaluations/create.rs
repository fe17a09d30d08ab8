//! `POST /evaluations`: a labelled file, to be read by a model.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use serde::Deserialize;

use super::EvaluationState;
use crate::evaluation::{Format, MAX_NAME_CHARS};
use crate::http::extract::{Query, media_type, unsupported};
use crate::http::problem::{Kind, Problem, ProblemDocument};
use crate::http::state::App;

/// By which model, under which name.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CreateQuery {
    /// `name`, `name:fp32` or `name:int8`; the default model unless told.
    #[param(example = "avis-bilstm")]
    model: Option<String>,
    /// What to call the evaluation, in at most 200 characters.
    #[param(example = "critiques de la classe", max_length = 200)]
    name: Option<String>,
}

/// Evaluate a model on a labelled file
///
/// The file is NDJSON, one `{"text", "label", ...}` a line, or CSV with a header that names `text` and `label` (separated by
/// commas, semicolons or tabs). A label is called by its name, or by its place: 0 is the model's first. Other columns become
/// attributes, by which errors are told apart. At most a million rows; a row that cannot be read costs itself and no other.
///
/// The file is kept, then read while the answer's `Location` tells how far it is. A restart goes on where it was. Nothing of
/// it enters the log.
#[utoipa::path(
    post,
    operation_id = "create_evaluation",
    path = "/evaluations",
    tag = "evaluations",
    params(CreateQuery),
    request_body(content(
        (String = "application/x-ndjson", example = "{\"text\": \"Un film brillant.\", \"label\": \"positive\", \"source\": \"classe\"}"),
        (String = "text/csv", example = "text,label\n\"Un film brillant.\",positive\n"),
    )),
    responses(
        (status = 202, description = "The file is there, and waits for its turn", body = EvaluationState,
            headers(("Location" = String, description = "Where to follow it"))),
        (status = 400, description = "A parameter does not fit, or the body broke off or stalled",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The file is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Neither NDJSON nor CSV",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "The file is empty, or a table without the columns `text` and `label`",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too many wait, or the disk is full",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn create(
    State(app): State<Arc<App>>,
    Query(query): Query<CreateQuery>,
    request: Request,
) -> Result<Response, Problem> {
    let format = match media_type(request.headers()) {
        Some("application/x-ndjson") => Format::Ndjson,
        Some("text/csv") => Format::Csv,
        _ => return Err(unsupported("application/x-ndjson » ou « Content-Type: text/csv")),
    };
    let name = query.name.unwrap_or_default();
    if name.chars().count() > MAX_NAME_CHARS {
        return Err(Problem::new(
            Kind::InvalidParameter,
            format!("« name » a {MAX_NAME_CHARS} caractères au plus."),
            format!("'name' has {MAX_NAME_CHARS} characters at most."),
        ));
    }
    let body = pieces(request.into_body(), app.limits.timeout);
    let evaluation = app.evaluations.create(name.trim(), query.model.as_deref(), format, body).await?;
    let location = HeaderValue::from_str(&format!("/evaluations/{}", evaluation.id)).expect("an id is plain ASCII");
    let answer = Json(EvaluationState::from(evaluation));
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], answer).into_response())
}

/// The body's pieces; one that does not come in time ends it.
fn pieces(body: Body, stall: Duration) -> impl Stream<Item = Result<Bytes, ()>> {
    stream::unfold(Some(body.into_data_stream()), move |body| async move {
        let mut body = body?;
        match tokio::time::timeout(stall, body.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(piece))) => Some((Ok(piece), Some(body))),
            Ok(Some(Err(_))) | Err(_) => Some((Err(()), None)),
        }
    })
}
