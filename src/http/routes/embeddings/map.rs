//! `GET /models/{name}/embeddings/map`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Deserializer};

use super::{Words, number};
use crate::embeddings::{DEFAULT_TOP, MAX_MAP_WORDS, MapAnswer, MapRequest, Method, Selection};
use crate::http::etag::is_known;
use crate::http::extract::{Path, Query};
use crate::http::problem::{Kind, Problem, ProblemDocument};
use crate::http::state::App;

/// Which map.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MapQuery {
    /// How the plane is found.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^(pca|tsne)$", default = "pca", example = "tsne")]
    method: Method,
    /// These words, with commas between them.
    #[param(value_type = Option<String>, example = "film,acteur,superbe,nul,ennuyeux")]
    words: Option<Words>,
    /// The most frequent whole words of the vocabulary, so many, of `tsne` at most 1000; where neither this nor `words` is
    /// given, 500.
    #[serde(default, deserialize_with = "top")]
    #[param(value_type = Option<u32>, minimum = 2, maximum = 5000, default = 500)]
    top: Option<usize>,
    /// From what t-SNE's random jolt follows: the same seed, the same map.
    #[serde(default, deserialize_with = "seed")]
    #[param(default = 0)]
    seed: u64,
}

/// Draw a model's words on a plane
///
/// Words that the model takes for alike lie near each other. `pca` shows the two directions in which the vectors differ
/// most; `tsne` keeps more of each word's neighbours, and its distances mean nothing else. Each direction of `pca` points
/// to where its largest number is positive. `polarity` is what the network answers to the word alone, as
/// `/embeddings/axis` defines it. The same request gets the same answer, byte for byte, for as long as the model is the
/// same. `top` counts whole words in the vocabulary's order: no punctuation, no number, no piece.
#[utoipa::path(
    get,
    operation_id = "embedding_map",
    path = "/models/{name}/embeddings/map",
    tag = "embeddings",
    params(("name" = String, Path, description = "The model's name", example = "avis-bilstm"), MapQuery),
    responses(
        (status = 200, description = "The map", body = MapAnswer,
            headers(("ETag" = String, description = "Changes when the model or the request does"))),
        (status = 304, description = "The client has this map already (`If-None-Match`)"),
        (status = 400, description = "A parameter is unknown or does not fit, or a word is none",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served, or does not know a word",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The model has no embedding that can be read, or its files have changed",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Too few or too many words",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The network fails, or the model's folder cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The server is stopping or too busy; see `Retry-After`",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn map(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(query): Query<MapQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = app.embeddings.ask_map(&name, request(query)?)?;
    let etag = format!("\"{}\"", asked.tag());
    let answer = if is_known(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], app.embeddings.map(asked).await?).into_response()
    };
    let etag = HeaderValue::try_from(etag).expect("digits and letters");
    // Kept by browsers, but asked for again each time: the teacher may have loaded another model of that name.
    let headers = [(header::ETAG, etag), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    Ok((headers, answer).into_response())
}

fn request(query: MapQuery) -> Result<MapRequest, Problem> {
    let selection = match (query.words, query.top) {
        (Some(_), Some(_)) => {
            return Err(Problem::new(
                Kind::InvalidParameter,
                "Donnez « words » ou « top », pas les deux.",
                "Give 'words' or 'top', not both.",
            ));
        }
        (Some(words), None) => Selection::Words(words.0),
        (None, top) => Selection::Top(top.unwrap_or(DEFAULT_TOP)),
    };
    Ok(MapRequest { method: query.method, selection, seed: query.seed })
}

fn top<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    number(deserializer, "top", [2, MAX_MAP_WORDS]).map(Some)
}

fn seed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    number(deserializer, "seed", [0, u64::MAX])
}
