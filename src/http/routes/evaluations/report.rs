//! `GET /evaluations/{id}/report`: an evaluation as a page to hand out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{self, ACCEPT_LANGUAGE};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::{Id, MaybeTeacher, Refused};
use crate::evaluation::report::Language;
use crate::http::extract::{Path, Query};
use crate::http::problem::{self, Problem, ProblemDocument};
use crate::http::state::App;

/// The page brings its style along, and nothing else is let in.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// In which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// `fr` or `en`; unless told, as `Accept-Language` prefers, and French without it.
    #[param(inline)]
    lang: Option<Language>,
}

/// Get an evaluation as a page
///
/// For whoever knows its id; `live` is for the teacher. One HTML file, under a megabyte, without scripts, to be read in a
/// browser, printed, or handed out: what was evaluated, figures with their intervals, confusion matrix, reliability, confidence,
/// threshold, the worst slices, the words of errors, errors as sentences, doubtful labels, duplicates.
#[utoipa::path(
    get,
    operation_id = "evaluation_report",
    path = "/evaluations/{id}/report",
    tag = "evaluations",
    params(("id" = String, Path, description = "The evaluation's id, or `live`", example = "live"), ReportQuery),
    responses(
        (status = 200, description = "The page", content((String = "text/html")),
            headers(("Content-Disposition" = String, description = "A name for the file"))),
        (status = 401, description = "`live` without the teacher's key",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn report(
    State(app): State<Arc<App>>,
    Path(Id(which)): Path<Id>,
    Query(query): Query<ReportQuery>,
    teacher: MaybeTeacher,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    teacher.may_read(which)?;
    let language = query.lang.unwrap_or_else(|| match problem::Language::accepted(headers.get(ACCEPT_LANGUAGE)) {
        problem::Language::French => Language::French,
        problem::Language::English => Language::English,
    });
    let page = app.evaluations.report(which).await?.html(language);
    let name = match language {
        Language::French => "inline; filename=\"rapport.html\"",
        Language::English => "inline; filename=\"report.html\"",
    };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_LANGUAGE, language.code()),
        (header::VARY, "Accept-Language"),
    ];
    Ok((headers, Html(page)).into_response())
}
