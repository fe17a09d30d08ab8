//! `POST /tutor/explain`: a concept, explained.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AnswerLanguage, origin, spoken};
use crate::chat::Level;
use crate::http::edge::RequestId;
use crate::http::extract::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::tutor::Explanation;

const ROUTE: &str = "/tutor/explain";

/// What to explain, to whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// A word or two, or a question.
    #[schema(pattern = r"\S", example = "porte d'oubli")]
    concept: String,
    /// `débutant` unless told; `beginner`, `intermediate` and `advanced` are read as well.
    #[serde(default, deserialize_with = "super::level")]
    #[schema(value_type = Option<String>, nullable = true, example = "débutant")]
    level: Option<Level>,
    /// The language of the explanation; that of the concept unless told.
    language: Option<AnswerLanguage>,
}

/// Explain a concept
///
/// What it is, an example, and what it is good for, from the course; each statement can be followed to the sentence that
/// it comes from. Without a key, or while the language model cannot be had, the course's own sentences explain, and `note`
/// says what is missing. What the course does not speak of is not explained.
#[utoipa::path(
    post,
    path = "/tutor/explain",
    tag = "tutor",
    request_body = ExplainRequest,
    responses(
        (status = 200, description = "The explanation", body = Explanation),
        (status = 400, description = "Not JSON, or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "A text or the body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit, or a text is empty",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn explain(
    State(app): State<Arc<App>>,
    Extension(id): Extension<RequestId>,
    JsonBody(body): JsonBody<ExplainRequest>,
) -> Result<Json<Explanation>, Problem> {
    let ExplainRequest { concept, level, language } = body;
    let language = spoken(language, &concept);
    Ok(Json(app.tutor.explain(&origin(ROUTE, id), &concept, level.unwrap_or_default(), language).await?))
}
