//! An answer as named events.

use std::sync::Arc;

use axum::response::Response;
use axum::response::sse;
use serde::Serialize;

use super::answer::{ChatAnswer, ChatMeta};
use crate::chat::{Event, Reply};
use crate::http::problem::{Language, Problem};
use crate::http::sse::response;

#[derive(Serialize)]
struct DeltaData {
    text: String,
}

/// The events of `reply`; a failure is worded in `language`.
pub(super) async fn of(reply: Reply, language: Language, request_id: Arc<str>) -> Response {
    response(reply, move |event| [written(event, language, &request_id)]).await
}

fn written(event: Event, language: Language, request_id: &str) -> sse::Event {
    match event {
        Event::Meta(meta) => named("meta", &ChatMeta::from(meta)),
        Event::Sources(sources) => named("sources", &sources),
        Event::Delta(text) => named("delta", &DeltaData { text }),
        Event::Usage(usage) => named("usage", &usage),
        Event::Failed(error) => {
            named("error", &Problem::from(error).document(language, Some(super::ROUTE), Some(request_id)))
        }
        Event::Done(answer) => named("done", &ChatAnswer::from(*answer)),
    }
}

fn named(name: &str, data: &impl Serialize) -> sse::Event {
    let event = sse::Event::default().event(name);
    event.json_data(data).expect("texts, numbers and ids serialise")
}
