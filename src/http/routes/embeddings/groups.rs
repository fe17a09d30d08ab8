//! `POST /models/{name}/embeddings/groups`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::embeddings::{Comparison, Group};
use crate::http::extract::{JsonBody, Path};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Groups of words to compare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupsRequest {
    /// The groups. No word stands in two of them; they have 200 words in all at most.
    #[schema(min_items = 2, max_items = 5)]
    groups: Vec<GroupRequest>,
    /// From what the random divisions of the test follow.
    #[serde(default)]
    #[schema(default = 0)]
    seed: u64,
}

/// One group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRequest {
    /// Its name.
    #[schema(min_length = 1, max_length = 60, example = "éloges")]
    name: String,
    /// Its words.
    #[schema(min_items = 2, max_items = 200, example = json!(["superbe", "magnifique", "excellent"]))]
    words: Vec<String>,
}

/// Compare groups of words
///
/// How alike the words of each group are, how alike those of different groups, and whether that could be chance: by a
/// permutation test, whose divisions follow from `seed`. The same request gets the same answer.
#[utoipa::path(
    post,
    operation_id = "embedding_groups",
    path = "/models/{name}/embeddings/groups",
    tag = "embeddings",
    params(("name" = String, Path, description = "The model's name", example = "avis-bilstm")),
    request_body = GroupsRequest,
    responses(
        (status = 200, description = "The comparison", body = Comparison),
        (status = 400, description = "Not JSON, not UTF-8, or a word is none",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served, or does not know a word",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The model has no embedding that can be read, or its files have changed",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit: too few or too many groups or words, or a word in two places",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The model's folder cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn groups(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    JsonBody(request): JsonBody<GroupsRequest>,
) -> Result<Json<Comparison>, Problem> {
    let groups = request.groups.into_iter().map(|GroupRequest { name, words }| Group { name, words });
    Ok(Json(app.embeddings.groups(&name, &groups.collect::<Vec<_>>(), request.seed)?))
}
