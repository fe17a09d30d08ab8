//! `POST /v1/chat/completions`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Json, Response};

use super::answer::{ChatCompletion, ChatCompletionChunk, Frame};
use super::request::{ChatCompletionRequest, Checked};
use super::{known, stream};
use crate::chat::{ChatError, Origin};
use crate::http::edge::RequestId;
use crate::http::extract::JsonBody;
use crate::http::problem::{Problem, ProtocolError};
use crate::http::state::App;

const ROUTE: &str = "/v1/chat/completions";

/// Answer as Mistral and OpenAI do
///
/// The course's tutor in the protocol of both, for the programs that speak it: their base URL is this server's, with or
/// without `/v1` as they want it, and any key does. The answer is the one that `/chat` gives: from the course, cited, and
/// without a language model in the course's own words. Nothing is kept: the client tells what was said before.
///
/// A message of the role `system` counts as the person's words and not among the tutor's rules. Fields that only colour the
/// wording (`top_p`, the penalties, `reasoning_effort`) or serve the provider (`user`, `metadata`, `store`,
/// `prompt_cache_key`) are ignored. Refused is what the tutor cannot do and what cannot be passed over: `tools`,
/// `functions`, `web_search_options`, `logprobs`, `logit_bias`, `guardrails`, `audio`, more than one answer, another form
/// than text, messages that are not text, and an answer to be continued. `mode`, `reason` and `citations` are this server's
/// own fields.
///
/// With `stream`, the answer comes as server-sent events, of which `[DONE]` is the last. Should the language model break
/// off, the last event is an error and `[DONE]` does not come.
#[utoipa::path(
    post,
    operation_id = "chat_completions",
    path = "/v1/chat/completions",
    tag = "v1",
    request_body = ChatCompletionRequest,
    responses(
        (status = 200, description = "The answer", content(
            (ChatCompletion = "application/json"),
            (ChatCompletionChunk = "text/event-stream"),
        )),
        (status = 400, description = "Not JSON, or not UTF-8", body = ProtocolError),
        (status = 404, description = "No such model", body = ProtocolError),
        (status = 408, description = "The body did not come in time", body = ProtocolError),
        (status = 413, description = "A message or the body is too long", body = ProtocolError),
        (status = 415, description = "Not JSON", body = ProtocolError),
        (status = 422, description = "A field does not fit, or asks for what the tutor cannot do", body = ProtocolError),
        (status = 503, description = "The course cannot be read just now", body = ProtocolError),
    ),
)]
pub async fn completions(
    State(app): State<Arc<App>>,
    Extension(id): Extension<RequestId>,
    JsonBody(body): JsonBody<ChatCompletionRequest>,
) -> Result<Response, Problem> {
    known(&app, &body.model).map_err(|problem| problem.at("/model"))?;
    let model = body.model.clone();
    let origin = Origin { route: ROUTE, request_id: id.0 };
    let Checked { ask, pointer, prompt_tokens, stream } = body.check(app.chat.message_limit(), origin)?;
    let answer_id = format!("chatcmpl-{}", app.clock.next_id());
    let frame = Frame { id: answer_id, created: app.clock.now().as_second(), model, prompt_tokens };
    let refused = |error: ChatError| Problem::from(error).at_text(&pointer);
    match stream {
        None => {
            let answer = app.chat.answer(ask).await.map_err(refused)?;
            Ok(Json(frame.whole(&answer)).into_response())
        }
        Some(usage_at) => {
            let reply = app.chat.stream(ask).await.map_err(refused)?;
            Ok(stream::response(reply, frame, usage_at).await)
        }
    }
}
