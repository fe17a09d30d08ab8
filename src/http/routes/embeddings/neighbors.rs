//! `GET /models/{name}/embeddings/neighbors`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Deserializer};

use super::number;
use crate::embeddings::{MAX_NEIGHBORS, Neighborhood};
use crate::http::extract::{Path, Query};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Neighbours where the request does not say: what a person looks at.
const DEFAULT_K: usize = 10;

/// Whose neighbours, and how many.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NeighborsQuery {
    /// The word.
    #[param(min_length = 1, max_length = 100, example = "superbe")]
    word: String,
    /// The most neighbours to answer.
    #[serde(default, deserialize_with = "k")]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 10)]
    k: Option<usize>,
    /// `true` leaves out pieces that only go on a word.
    #[serde(default)]
    whole: bool,
}

/// Find the words nearest to a word
///
/// By the cosine of the angle between their vectors in the model's embedding. A word that the vocabulary lacks gets the
/// mean of its pieces' vectors; `vector` says so.
#[utoipa::path(
    get,
    operation_id = "embedding_neighbors",
    path = "/models/{name}/embeddings/neighbors",
    tag = "embeddings",
    params(("name" = String, Path, description = "The model's name", example = "avis-bilstm"), NeighborsQuery),
    responses(
        (status = 200, description = "The nearest words", body = Neighborhood),
        (status = 400, description = "A parameter is missing, unknown or does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served, or does not know the word",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The model has no embedding that can be read, or its files have changed",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The model's folder cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn neighbors(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(query): Query<NeighborsQuery>,
) -> Result<Json<Neighborhood>, Problem> {
    let count = query.k.unwrap_or(DEFAULT_K);
    Ok(Json(app.embeddings.neighbors(&name, &query.word, count, query.whole)?))
}

fn k<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    number(deserializer, "k", [1, MAX_NEIGHBORS]).map(Some)
}
