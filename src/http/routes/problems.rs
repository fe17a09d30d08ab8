//! `GET /problems/{slug}`: the page that a problem's `type` leads to.

use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};

use crate::http::extract::Path;
use crate::http::problem::{Kind, Language, Problem};
use crate::http::route_not_found;

/// Explain a problem
#[utoipa::path(
    get,
    path = "/problems/{slug}",
    tag = "operations",
    params(("slug" = String, Path, description = "The last segment of a problem's type", example = "empty-text")),
    responses(
        (status = 200, description = "What it means, in French or English", body = String, content_type = "text/html"),
        (status = 400, description = "The address is not UTF-8",
            body = crate::http::problem::ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "No such problem",
            body = crate::http::problem::ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn problems(Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let kind = Kind::ALL.iter().copied().find(|kind| kind.slug() == slug).ok_or_else(route_not_found)?;
    let language = Language::accepted(headers.get(header::ACCEPT_LANGUAGE));
    let status = kind.status();
    let (title, advice) = (kind.title(), kind.advice());
    let (title, advice) = match language {
        Language::French => (title.fr, advice.fr),
        Language::English => (title.en, advice.en),
    };
    let code = language.code();
    let page = format!(
        "<!doctype html><html lang=\"{code}\"><meta charset=\"utf-8\"><title>{title}</title>\
         <h1>{title}</h1><p><code>{slug}</code> · HTTP {status}</p><p>{advice}</p></html>\n"
    );
    Ok(([(header::VARY, "accept-language"), (header::CONTENT_LANGUAGE, code)], Html(page)).into_response())
}
