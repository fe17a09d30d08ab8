//! `POST /compare`: one text before several models, and edits of it.

mod answer;
mod variant;

use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::chat::Origin;
use crate::compare::{Ask, Variant, compare as run};
use crate::http::edge::RequestId;
use crate::http::extract::JsonBody;
use crate::http::problem::{Language, Problem, ProblemDocument};
use crate::http::state::App;
use answer::CompareAnswer;

const ROUTE: &str = "/compare";

/// What to compare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompareRequest {
    /// The text. With `variants`, of at most 16,384 bytes.
    #[schema(pattern = r"\S", example = "Ce film n'est pas mauvais.")]
    text: String,
    /// Whom to ask: `name`, `name:fp32` or `name:int8`, `keywords` and `mistral`, each once. Without it, every model that
    /// speaks the text's language, `keywords`, and `mistral` if there is a key.
    #[schema(nullable = true, min_items = 1, max_items = 16, example = json!(["avis-bilstm", "keywords"]))]
    models: Option<Vec<String>>,
    /// Edits of the text that are run as well, each once.
    #[schema(nullable = true, max_items = 7, example = json!(["shuffle", "drop_negation"]))]
    variants: Option<Vec<Variant>>,
    /// Fixes the orders of `shuffle`: the same seed and text, the same orders.
    #[schema(nullable = true, default = 0, example = 1)]
    seed: Option<u64>,
}

/// Compare models on a text, and on edits of it
///
/// The same text through several models, side by side: label, probability, time, size, and how far they agree. `keywords`
/// is the baseline: it adds up the weights of the opinion words that it finds in a list of ours, French and English, and
/// takes the sigmoid of the sum. It knows neither negation nor order, on purpose; its answer shows the words. `mistral` is the
/// language model, as `POST /tutor/sentiment` asks it; without a key, or while it fails, its entry says so in `error` and the
/// others answer.
///
/// `variants` edits the text and says what became of the probability of the label that each model gave the original. A
/// model that reads no order shows no change on `shuffle`, unless its length limit cuts the text. `mistral` is asked again
/// only where `models` names it, for edits of one text: not for `shuffle` and `cut`. An edit that changes nothing is
/// `unchanged`, and is not run.
///
/// Nothing is kept: no prediction is logged, and nothing has an id.
#[utoipa::path(
    post,
    path = "/compare",
    tag = "sentiment",
    request_body = CompareRequest,
    responses(
        (status = 200, description = "The answers", body = CompareAnswer),
        (status = 400, description = "Not JSON, or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "A model is not served",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The text or the body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit, or the text is empty",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too many requests at once",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn compare(
    State(app): State<Arc<App>>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<CompareRequest>,
) -> Result<Json<CompareAnswer>, Problem> {
    let seed = body.seed.unwrap_or_default();
    let ask = Ask {
        text: &body.text,
        models: body.models.as_deref(),
        variants: body.variants.as_deref().unwrap_or_default(),
        seed,
        deadline: Instant::now() + app.limits.timeout,
        origin: &Origin { route: ROUTE, request_id: id.0 },
    };
    let compared = run(&app.predictor, &app.tutor, ask).await;
    let comparison = compared.map_err(|error| Problem::from(error).at_text("/text"))?;
    let language = Language::accepted(headers.get(header::ACCEPT_LANGUAGE));
    Ok(Json(CompareAnswer::new(comparison, seed, language)))
}
