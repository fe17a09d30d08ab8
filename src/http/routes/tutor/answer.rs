//! `POST /tutor/answer`: a question, answered from a given context alone.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AnswerLanguage, origin, spoken};
use crate::http::edge::RequestId;
use crate::http::extract::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::tutor::ContextAnswer;

const ROUTE: &str = "/tutor/answer";

/// A question, and what may be known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// What is asked.
    #[schema(pattern = r"\S", example = "Quand ouvre la bibliothèque ?")]
    question: String,
    /// All that the answer may draw from.
    #[schema(pattern = r"\S", example = "La bibliothèque est au nord du lycée. Elle ouvre à neuf heures.")]
    context: String,
    /// The language of the answer; that of the question unless told.
    language: Option<AnswerLanguage>,
}

/// Answer from a context
///
/// From the given text alone. Where it does not answer, `found` is false and the answer is always the same sentence: "Le
/// contexte donné ne permet pas de répondre à cette question." or "The given context does not answer this question."
/// Without a key, or while the language model cannot be had, the answer is the context's own sentence.
#[utoipa::path(
    post,
    operation_id = "answer_from_context",
    path = "/tutor/answer",
    tag = "tutor",
    request_body = AnswerRequest,
    responses(
        (status = 200, description = "The answer, or the refusal", body = ContextAnswer),
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
    ),
)]
pub async fn answer(
    State(app): State<Arc<App>>,
    Extension(id): Extension<RequestId>,
    JsonBody(body): JsonBody<AnswerRequest>,
) -> Result<Json<ContextAnswer>, Problem> {
    let AnswerRequest { question, context, language } = body;
    let language = spoken(language, &question);
    Ok(Json(app.tutor.answer(&origin(ROUTE, id), &question, &context, language).await?))
}
