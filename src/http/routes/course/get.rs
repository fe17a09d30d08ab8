//! `GET /course/documents/{path}`: one document, as it was sent or as it was cut.

use std::ops::Range;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Document;
use super::problem::{parsed, unknown};
use crate::course::{DocumentPath, Format, Passage};
use crate::http::etag::is_known;
use crate::http::extract::{Path, Query};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// In which form.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GetQuery {
    /// `true` answers the document's passages as JSON, in place of its source.
    #[serde(default)]
    passages: bool,
}

/// A document, with its passages.
#[derive(Debug, Serialize, ToSchema)]
pub struct CutDocument {
    /// The document.
    document: Document,
    /// Its passages, in order.
    passages: Vec<CutPassage>,
}

/// A passage of a document: what is searched, and cited.
#[derive(Debug, Serialize, ToSchema)]
pub struct CutPassage {
    /// The headings above it, from the outermost down.
    #[schema(example = json!(["Les portes du LSTM", "La porte d'oubli"]))]
    headings: Vec<String>,
    /// Its first byte in the document's source.
    #[schema(example = 812)]
    start: usize,
    /// The byte after its last.
    #[schema(example = 1630)]
    end: usize,
    /// What a person reads there, without markup.
    text: String,
    /// What can be quoted of it, in order.
    sentences: Vec<SentencePlace>,
    /// Words set in bold, and terms that it defines.
    #[schema(example = json!(["porte d'oubli"]))]
    terms: Vec<String>,
}

/// Where a sentence stands in its document.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentencePlace {
    /// Its first byte in the document's source.
    #[schema(example = 840)]
    start: usize,
    /// The byte after its last.
    #[schema(example = 911)]
    end: usize,
}

/// Read a document of the course
///
/// Its source, byte for byte, so that a citation's `start` and `end` can be followed; or its passages. HTML is shown as
/// text: nothing of a document runs here. The path may hold slashes.
#[utoipa::path(
    get,
    operation_id = "get_document",
    path = "/course/documents/{*path}",
    tag = "course",
    params(("path" = String, Path, description = "The document's path", example = "lstm/portes.md"), GetQuery),
    responses(
        (status = 200, description = "The source; with `passages=true`, JSON", content(
            (String = "text/markdown"), (String = "text/plain"), (CutDocument = "application/json")),
            headers(("ETag" = String, description = "The source's SHA-256; it changes when the document does"))),
        (status = 304, description = "The client has this state already (`If-None-Match`)"),
        (status = 400, description = "The path is none, or a parameter does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The course has no such document",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The stored document is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn get(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    Query(query): Query<GetQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let path = parsed(&path)?;
    if query.passages {
        return passages(&app, &path).await;
    }
    let (format, sha256, source) = app.course.source(path.as_str()).await?.ok_or_else(|| unknown(&path))?;
    let etag = format!("\"{sha256}\"");
    let answer = if is_known(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, media_type(format))], source).into_response()
    };
    let etag = HeaderValue::try_from(etag).expect("digits and letters");
    // Kept by browsers, but asked for again each time: the teacher may have changed it.
    let headers = [(header::ETAG, etag), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    Ok((headers, answer).into_response())
}

async fn passages(app: &App, path: &DocumentPath) -> Result<Response, Problem> {
    let stored = app.course.document(path.as_str()).await?.ok_or_else(|| unknown(path))?;
    let passages = app.course.passages(path.as_str()).await?;
    let passages = passages.into_iter().map(CutPassage::from).collect();
    Ok(Json(CutDocument { document: Document::of(&stored), passages }).into_response())
}

fn media_type(format: Format) -> &'static str {
    match format {
        Format::Markdown => "text/markdown; charset=utf-8",
        // A page of the course could hold scripts, and they would run with this server's rights.
        Format::Html | Format::Text => "text/plain; charset=utf-8",
    }
}

impl From<Passage> for CutPassage {
    fn from(passage: Passage) -> Self {
        let Passage { headings, start, end, text, sentences, terms } = passage;
        let sentences = sentences.into_iter().map(|Range { start, end }| SentencePlace { start, end }).collect();
        Self { headings, start, end, text, sentences, terms }
    }
}
