//! `POST /tokenize`: how a text becomes numbers.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::extract::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::runtime::{Stage, Switch, Switches, Token};
use crate::sentiment::PredictError;

/// A text to tokenize.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenizeRequest {
    /// The text.
    #[schema(pattern = r"\S", example = "Un film brillant, drôle et émouvant.")]
    text: String,
    /// Whose tokenizer; without one, the text's language chooses.
    #[schema(nullable = true, example = "avis-bilstm")]
    model: Option<String>,
    /// Mistakes to make on purpose: what the network would read of an encoder that makes them.
    #[serde(default)]
    #[schema(nullable = true, required = false, value_type = Vec<Switch>, example = json!([]))]
    switches: Option<Switches>,
}

/// A text as a network reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenizeAnswer {
    /// Whose tokenizer.
    #[schema(example = "avis-bilstm")]
    model: String,
    /// The mistakes made; absent where none was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    switches: Vec<Switch>,
    /// The text, normalised.
    #[schema(example = "un film brillant, drôle et émouvant.")]
    normalized: String,
    /// What happens to the text, in order, each stage with what comes out of it.
    stages: Vec<Stage>,
    /// The tokens that the network reads, special ones included and padding left out.
    tokens: Vec<TokenAnswer>,
    /// Exactly what the network reads: truncated, with special tokens and padding.
    #[schema(example = json!([12, 345, 6789]))]
    ids: Vec<u32>,
    /// How many of `ids` are padding.
    padding: usize,
    /// Tokens of the whole text, before truncation.
    total: usize,
    /// Whether the length limit cut some.
    truncated: bool,
    /// The share of the tokens read that the vocabulary does not know.
    #[schema(minimum = 0, maximum = 1)]
    unknown_rate: f32,
    /// The longest text, in tokens.
    max_length: usize,
}

/// One token.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenAnswer {
    /// As the vocabulary writes its id.
    #[schema(example = "brill")]
    token: String,
    /// Its number there.
    #[schema(example = 345)]
    id: u32,
    /// Where it begins, in characters (Unicode code points) of the text as sent.
    #[schema(example = 8)]
    start: usize,
    /// Where it ends.
    #[schema(example = 13)]
    end: usize,
    /// Whether it stands for something unknown.
    unknown: bool,
    /// Whether the tokenizer added it.
    special: bool,
}

/// Show how a text becomes numbers
///
/// Each stage with its result: normalised, cut into words, looked up in the vocabulary, truncated, given special tokens,
/// padded. `switches` makes the classic mistakes of a hand-written encoder; `/predict` takes them too.
#[utoipa::path(
    post,
    path = "/tokenize",
    tag = "sentiment",
    request_body = TokenizeRequest,
    responses(
        (status = 200, description = "The tokens", body = TokenizeAnswer),
        (status = 400, description = "Not JSON, or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "The model is not served",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "A switch means nothing to the model",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The text or the body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit, or the text is empty",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn tokenize(
    State(app): State<Arc<App>>,
    JsonBody(request): JsonBody<TokenizeRequest>,
) -> Result<Json<TokenizeAnswer>, Problem> {
    let text = request.text.as_str();
    app.predictor.check(text).map_err(|error| Problem::from(error).at_text("/text"))?;
    let (chosen, _) = app.predictor.choose(text, request.model.as_deref())?;
    let tokenizer = &chosen.model.tokenizer;
    // A megabyte takes a second: not on the thread that serves connections.
    let switches = request.switches.unwrap_or_default();
    let inspect = || tokenizer.inspect_with(text, switches);
    let inspection = tokio::task::block_in_place(inspect).map_err(PredictError::from)?;
    let stages = tokenizer.stages(&inspection, switches);
    let encoding = inspection.encoding;
    Ok(Json(TokenizeAnswer {
        model: chosen.model.name.clone(),
        switches: switches.into(),
        normalized: inspection.normalized,
        stages,
        tokens: inspection.tokens.into_iter().map(TokenAnswer::from).collect(),
        padding: encoding.ids.len() - encoding.length,
        total: inspection.total,
        truncated: encoding.truncated,
        unknown_rate: encoding.unknown as f32 / encoding.tokens.max(1) as f32,
        max_length: tokenizer.limit(),
        ids: encoding.ids,
    }))
}

impl From<Token> for TokenAnswer {
    fn from(token: Token) -> Self {
        let Token { token, id, span, unknown, special } = token;
        Self { token, id, start: span.start, end: span.end, unknown, special }
    }
}
