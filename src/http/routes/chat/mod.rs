//! `POST /chat`: a question on the course, answered whole or as it comes.

mod answer;
mod request;
mod stream;

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Json, Response};

use crate::http::edge::RequestId;
use crate::http::extract::JsonBody;
use crate::http::problem::{Kind, Language, Problem, ProblemDocument};
use crate::http::state::App;
use answer::ChatAnswer;
use request::ChatRequest;

const ROUTE: &str = "/chat";

/// Ask the course
///
/// The course's passages that answer are found, and the language model answers from them; each claim is cited, and each
/// citation leads to the words of the course that it rests on. Without a key, or while the model cannot be had, the course's
/// own sentences answer (`mode` is `extract`); what the course does not answer, nobody answers (`abstain`); `reason` says why.
/// The question and its answer are kept in the conversation. Fields that are not listed are ignored, and never stored.
///
/// With `"stream": true`, the answer comes as server-sent events: `meta` (what is known of the answer), `sources` (the
/// passages that its numbers mean), `delta` (`{"text"}`, more of it), `usage`, and `done` (the whole answer, as without a
/// stream). An answer that breaks off ends with `error`, a problem, in place of `done`.
#[utoipa::path(
    post,
    operation_id = "chat",
    path = "/chat",
    tag = "chat",
    request_body = ChatRequest,
    responses(
        (status = 200, description = "The answer", content(
            (ChatAnswer = "application/json"),
            (String = "text/event-stream"),
        )),
        (status = 400, description = "Not JSON, or not UTF-8",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 404, description = "There is no such conversation, or no more",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body did not come in time",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The message or the body is too long",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "A field does not fit, or the message is empty",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 500, description = "The stored conversation is damaged",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn chat(
    State(app): State<Arc<App>>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<ChatRequest>,
) -> Result<Response, Problem> {
    let streams = request.streams();
    let pointer = request.pointer();
    let ask = request.into_ask(ROUTE, Arc::clone(&id.0))?;
    let refused = |problem: Problem| match problem.kind {
        Kind::EmptyText | Kind::MessageTooLong => problem.at(pointer.clone()),
        Kind::UnknownConversation => problem.at("/conversation_id"),
        _ => problem,
    };
    if streams {
        let reply = app.chat.stream(ask).await.map_err(|error| refused(error.into()))?;
        let language = Language::accepted(headers.get(header::ACCEPT_LANGUAGE));
        return Ok(stream::of(reply, language, id.0).await);
    }
    let answer = app.chat.answer(ask).await.map_err(|error| refused(error.into()))?;
    Ok(Json(ChatAnswer::from(answer)).into_response())
}
