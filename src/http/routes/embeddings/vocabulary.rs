//! `GET /models/{name}/vocabulary`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Json;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;

use super::number;
use crate::embeddings::{Cursor, MAX_LIMIT, MAX_QUERY_CHARS, VocabularyEntry};
use crate::http::extract::{Path, Query};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Entries in a page where the request does not say: a screen or two.
const DEFAULT_LIMIT: usize = 50;

/// Which entries, and which page of them.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VocabularyQuery {
    /// Only entries that hold this, whatever the case, with or without accents.
    #[serde(default, deserialize_with = "search")]
    #[param(max_length = 100, example = "emouv")]
    q: String,
    /// The most entries to answer.
    #[serde(default, deserialize_with = "limit")]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<usize>,
    /// The `next_cursor` of the page before.
    #[serde(default, deserialize_with = "cursor")]
    #[param(value_type = Option<String>, pattern = "^[0-9a-f]{10}$")]
    cursor: Option<Cursor>,
}

/// A page of a vocabulary.
#[derive(Debug, Serialize, ToSchema)]
pub struct VocabularyPage {
    /// The entries: those that are `q`, then those that begin with it, then those that hold it; by id.
    entries: Vec<VocabularyEntry>,
    /// Entries of all pages.
    #[schema(example = 16_000)]
    total: usize,
    /// The `cursor` of the next page; null on the last one.
    #[schema(example = "00000001c3")]
    next_cursor: Option<String>,
}

/// Search a model's vocabulary
///
/// What the tokenizer knows, page by page: each entry with its number, which is its row in the embedding, and whether it
/// is a word, a piece that goes on a word, or a special token.
#[utoipa::path(
    get,
    operation_id = "search_vocabulary",
    path = "/models/{name}/vocabulary",
    tag = "embeddings",
    params(("name" = String, Path, description = "The model's name", example = "avis-bilstm"), VocabularyQuery),
    responses(
        (status = 200, description = "A page of the vocabulary", body = VocabularyPage,
            headers(("Link" = String, description = "The next page's address, `rel=\"next\"`, where there is one"))),
        (status = 400, description = "A parameter is unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn vocabulary(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    uri: Uri,
    Query(query): Query<VocabularyQuery>,
) -> Result<(HeaderMap, Json<VocabularyPage>), Problem> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let page = app.embeddings.vocabulary(&name, &query.q, query.cursor, limit)?;
    let mut headers = HeaderMap::new();
    if let Some(link) = page.next.and_then(|next| link(&uri, next)) {
        headers.insert(header::LINK, link);
    }
    let next_cursor = page.next.map(|cursor| cursor.to_string());
    Ok((headers, Json(VocabularyPage { entries: page.entries, total: page.total, next_cursor })))
}

/// The address asked for, with another cursor (RFC 8288).
fn link(uri: &Uri, next: Cursor) -> Option<HeaderValue> {
    let asked = uri.query().unwrap_or_default().split('&');
    let kept = asked.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let pairs: Vec<String> = kept.map(str::to_owned).chain([format!("cursor={next}")]).collect();
    // A query may hold these unescaped; here they would end the address.
    let query = pairs.join("&").replace('<', "%3C").replace('>', "%3E");
    HeaderValue::from_str(&format!("<{}?{query}>; rel=\"next\"", uri.path())).ok()
}

fn search<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.chars().nth(MAX_QUERY_CHARS) {
        None => Ok(text),
        Some(_) => Err(de::Error::custom(format_args!("q is over {MAX_QUERY_CHARS} characters long"))),
    }
}

fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    number(deserializer, "limit", [1, MAX_LIMIT]).map(Some)
}

fn cursor<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cursor>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(|error| de::Error::custom(format_args!("cursor is {error}")))
}
