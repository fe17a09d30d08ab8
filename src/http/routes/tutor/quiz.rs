//! `POST /tutor/quiz`: questions on a topic.

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
use crate::tutor::{DEFAULT_QUESTIONS, Quiz, Wish};

const ROUTE: &str = "/tutor/quiz";

/// What to ask about, of whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuizRequest {
    /// A word or two, or a question.
    #[schema(pattern = r"\S", example = "la cellule LSTM")]
    topic: String,
    /// How many questions.
    #[schema(nullable = true, minimum = 1, maximum = 10, default = 5, example = 3)]
    count: Option<u32>,
    /// `débutant` unless told; `beginner`, `intermediate` and `advanced` are read as well. Only the language model heeds it.
    #[serde(default, deserialize_with = "super::level")]
    #[schema(value_type = Option<String>, nullable = true, example = "débutant")]
    level: Option<Level>,
    /// The language of the questions; that of the topic unless told.
    language: Option<AnswerLanguage>,
}

/// Ask for a quiz
///
/// Multiple-choice questions, each on a passage of the course. The answers are kept here: send a student's to
/// `/tutor/quiz/{quiz_id}/answers`. Without a key, or while the language model cannot be had, the questions are made of the
/// course's own terms and headings, and there may be fewer.
#[utoipa::path(
    post,
    path = "/tutor/quiz",
    tag = "tutor",
    request_body = QuizRequest,
    responses(
        (status = 200, description = "The questions", body = Quiz),
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
pub async fn quiz(
    State(app): State<Arc<App>>,
    Extension(id): Extension<RequestId>,
    JsonBody(body): JsonBody<QuizRequest>,
) -> Result<Json<Quiz>, Problem> {
    let QuizRequest { topic, count, level, language } = body;
    let wish = Wish {
        topic: &topic,
        count: count.unwrap_or(DEFAULT_QUESTIONS),
        level: level.unwrap_or_default(),
        language: spoken(language, &topic),
    };
    Ok(Json(app.tutor.quiz(&origin(ROUTE, id), wish).await?))
}
