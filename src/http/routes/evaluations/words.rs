//! `GET /evaluations/{id}/words`: the words that stand out among the errors.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Refused;
use crate::evaluation::words::WordScore;
use crate::evaluation::{EvaluationError, search, store};
use crate::http::extract::Path;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;

/// The words of the errors.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordList {
    /// At most a hundred, the one that stands out most first.
    words: Vec<WordScore>,
}

/// See which words stand out among the errors
///
/// For whoever knows the id of a finished evaluation. The labels are those that the file had. `where=word=...` of
/// `/evaluations/{id}/errors` shows the rows of one of the first 64.
#[utoipa::path(
    get,
    operation_id = "evaluation_words",
    path = "/evaluations/{id}/words",
    tag = "evaluations",
    params(("id" = Uuid, Path, description = "The evaluation's id")),
    responses(
        (status = 200, description = "The words", body = WordList),
        (status = 409, description = "The evaluation is not finished",
            body = ProblemDocument, content_type = "application/problem+json"),
        Refused,
    ),
)]
pub async fn words(State(app): State<Arc<App>>, Path(id): Path<Uuid>) -> Result<Json<WordList>, Problem> {
    let evaluation = app.evaluations.find(id).await?;
    let words = store::findings::get(app.storage.read(), evaluation.key, search::WORDS).await?;
    Ok(Json(WordList { words: words.ok_or(EvaluationError::NotFinished)? }))
}
