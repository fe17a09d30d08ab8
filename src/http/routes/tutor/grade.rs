//! `POST /tutor/quiz/{quiz_id}/answers`: a student's answers, graded.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::extract::{JsonBody, Path};
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::tutor::{Given, Grading};

/// A student's answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuizAnswers {
    /// One or more; a question left out stays open.
    answers: Vec<Given>,
}

/// Grade a quiz
///
/// For whoever knows its id, as often as wanted. Each answer comes back with what is right and where the course says so.
#[utoipa::path(
    post,
    operation_id = "grade_quiz",
    path = "/tutor/quiz/{quiz_id}/answers",
    tag = "tutor",
    params(("quiz_id" = Uuid, Path, description = "The quiz's id")),
    request_body = QuizAnswers,
    responses(
        (status = 200, description = "The answers, graded", body = Grading),
        (status = 400, description = "The id is no UUID, or the body is not JSON or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "There is no such quiz, or no more",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field or an answer does not fit",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The stored quiz is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn grade(
    State(app): State<Arc<App>>,
    Path(id): Path<Uuid>,
    JsonBody(body): JsonBody<QuizAnswers>,
) -> Result<Json<Grading>, Problem> {
    Ok(Json(app.tutor.grade(id, &body.answers).await?))
}
