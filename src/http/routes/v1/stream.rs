//! An answer as the protocol's events.

use axum::response::Response;
use axum::response::sse::Event as SseEvent;
use serde::Serialize;

use super::answer::Frame;
use super::request::UsageAt;
use crate::chat::{Event, Reply};
use crate::http::problem::{Problem, ProtocolError};
use crate::http::sse;

/// The protocol's last event.
const DONE: &str = "[DONE]";

/// The response that tells `reply`.
pub(super) async fn response(reply: Reply, frame: Frame, usage_at: UsageAt) -> Response {
    sse::response(reply, move |event| told(&frame, usage_at, event)).await
}

/// What is sent of `event`.
fn told(frame: &Frame, usage_at: UsageAt, event: Event) -> Vec<SseEvent> {
    match event {
        Event::Meta(_) => vec![data(&frame.begun())],
        Event::Delta(text) => vec![data(&frame.more(&text))],
        // They stand in the last event.
        Event::Sources(_) | Event::Usage(_) => Vec::new(),
        // No end follows: whoever does not read the error still sees that there was none.
        Event::Failed(error) => vec![data(&ProtocolError::of(&Problem::from(error), None))],
        Event::Done(answer) => {
            let (last, usage) = (frame.finished(&answer), frame.usage(&answer));
            let done = SseEvent::default().data(DONE);
            match usage_at {
                UsageAt::End => vec![data(&last.with_usage(usage)), done],
                UsageAt::Apart => vec![data(&last), data(&frame.counted(usage)), done],
                UsageAt::Nowhere => vec![data(&last), done],
            }
        }
    }
}

fn data(event: &impl Serialize) -> SseEvent {
    SseEvent::default().data(serde_json::to_string(event).expect("events hold strings and numbers alone"))
}
