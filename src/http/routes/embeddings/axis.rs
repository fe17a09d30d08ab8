//! `GET /models/{name}/embeddings/axis`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;

use super::Words;
use crate::embeddings::AxisAnswer;
use crate::http::extract::{Path, Query};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// Which words.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AxisQuery {
    /// Words, with commas between them; without any, the words of both poles.
    #[param(value_type = Option<String>, example = "magnifique,moyen,pire")]
    words: Option<Words>,
}

/// Place words between negative and positive
///
/// Twice: by the embedding's weights (`projection`: where the word stands on the line through the means of the most
/// negative and of the most positive words) and by what the network answers to the word alone (`polarity`).
///
/// `effect = ln p(positive | word) - ln p(negative | word)`, in nats: the difference of the two labels' logits (a single
/// logit is that difference), where the network reads the word alone, without padding. `polarity = tanh((effect - m) / 2)`,
/// without unit, where `m` is the median effect of the vocabulary's 500 most frequent words. With `a` and `b` the mean
/// vectors of the words of the negative and of the positive pole,
/// `projection = 2 (v - (a + b) / 2) . (b - a) / |b - a|^2`.
#[utoipa::path(
    get,
    operation_id = "embedding_axis",
    path = "/models/{name}/embeddings/axis",
    tag = "embeddings",
    params(("name" = String, Path, description = "The model's name", example = "avis-bilstm"), AxisQuery),
    responses(
        (status = 200, description = "The axis and the words' places", body = AxisAnswer),
        (status = 400, description = "A parameter is unknown or does not fit, or a word is none",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served, or does not know a word",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The model has no embedding that can be read, its files have changed, or it has too few words for an axis",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The network fails, or the model's folder cannot be read",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The server is stopping or too busy; see `Retry-After`",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn axis(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Query(query): Query<AxisQuery>,
) -> Result<Json<AxisAnswer>, Problem> {
    let words = query.words.map(|words| words.0).unwrap_or_default();
    Ok(Json(app.embeddings.axis(&name, &words).await?))
}
