//! `GET /course/documents`.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Json;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;

use super::Document;
use crate::course::{Cursor, MAX_LIMIT, Place};
use crate::http::extract::Query;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Documents in a page where the request does not say: a whole course, usually.
const DEFAULT_LIMIT: u32 = 50;

/// Which page of the documents.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The most documents to answer.
    #[serde(default, deserialize_with = "limit")]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[serde(default, deserialize_with = "cursor")]
    #[param(value_type = Option<String>, pattern = "^[0-9a-f]+$")]
    cursor: Option<Cursor>,
}

/// A page of the documents.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentPage {
    /// In the order of their paths. Fewer than `limit` where they are long.
    documents: Vec<ListedDocument>,
    /// The `cursor` of the next page; null on the last one.
    #[schema(example = "6c73746d2f706f727465732e6d64")]
    next_cursor: Option<String>,
}

/// A document, with how it was cut.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedDocument {
    #[serde(flatten)]
    document: Document,
    /// Its passages, in order.
    cut: Vec<PassagePlace>,
}

/// Where a passage stands in its document.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassagePlace {
    /// The headings above it, from the outermost down.
    #[schema(example = json!(["Les portes du LSTM", "La porte d'oubli"]))]
    headings: Vec<String>,
    /// Its first byte in the document's source.
    #[schema(example = 812)]
    start: usize,
    /// The byte after its last.
    #[schema(example = 1630)]
    end: usize,
}

/// List the course's documents
///
/// What is stored, and how it was cut into passages.
#[utoipa::path(
    get,
    operation_id = "list_documents",
    path = "/course/documents",
    tag = "course",
    params(ListQuery),
    responses(
        (status = 200, description = "A page of the documents", body = DocumentPage,
            headers(("Link" = String, description = "The next page's address, `rel=\"next\"`, where there is one"))),
        (status = 400, description = "A parameter is unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "A stored document is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(app): State<Arc<App>>,
    Query(query): Query<ListQuery>,
) -> Result<(HeaderMap, Json<DocumentPage>), Problem> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let page = app.course.documents(query.cursor.as_ref(), limit).await?;
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    let mut headers = HeaderMap::new();
    if let Some(next) = &next_cursor {
        let link = format!("</course/documents?limit={limit}&cursor={next}>; rel=\"next\"");
        headers.insert(header::LINK, HeaderValue::try_from(link).expect("digits and letters"));
    }
    let documents = page.documents.into_iter().map(|stored| {
        let document = Document::of(&stored);
        ListedDocument { document, cut: stored.cut.into_iter().map(PassagePlace::from).collect() }
    });
    Ok((headers, Json(DocumentPage { documents: documents.collect(), next_cursor })))
}

impl From<Place> for PassagePlace {
    fn from(Place { headings, start, end }: Place) -> Self {
        Self { headings, start, end }
    }
}

fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let expected = format!("limit is not a whole number between 1 and {MAX_LIMIT}");
    let limit = parse(deserializer, &expected)?;
    if (1..=MAX_LIMIT).contains(&limit) { Ok(Some(limit)) } else { Err(de::Error::custom(expected)) }
}

fn cursor<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cursor>, D::Error> {
    parse(deserializer, "cursor is not one that a page ended with").map(Some)
}

fn parse<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D, reason: impl Display) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(|_| de::Error::custom(reason))
}
