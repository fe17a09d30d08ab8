//! Answers that break off or go wrong after they have begun.

use std::iter;

use serde_json::json;

use super::super::answers::{self, Answer};
use super::super::refusals;
use super::super::script::{Behaviour, Step, body_of, json as reply};
use super::super::sse::{self, Item};
use super::Then::{Broken, Endless};
use super::network::streamed;
use super::{Fault, On, PLAIN, fault};

/// Bytes of a line that never ends; past any limit of a client's memory that makes sense.
const ENDLESS_PIECE_BYTES: usize = 64 << 10;

pub const FAULTS: &[Fault] = &[
    fault("truncated", "an orderly end without a finish_reason", On::Streams, Broken, || {
        streamed(|items| items.truncate(items.len() / 2))
    }),
    fault("truncated_done", "[DONE] without a finish_reason", On::Streams, Broken, || {
        streamed(|items| {
            items.remove(items.len() - 2);
        })
    }),
    fault("truncated_at_once", "an orderly end before any event", On::Streams, Broken, || {
        streamed(|items| items.clear())
    }),
    fault("truncated_json", "an orderly end within an event's JSON", On::Streams, Broken, || torn(20)),
    fault("truncated_character", "an orderly end within a character", On::Streams, Broken, || {
        streamed(|items| {
            let half = items.len() / 2;
            items.truncate(half);
            let event = b"data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\xc3".to_vec();
            items.push(Item::Raw(event));
        })
    }),
    fault("truncated_whole", "an orderly end within the JSON", On::Whole, Broken, || {
        Behaviour::new(|call| {
            let body = answers::value(call, &Answer::says(PLAIN)).to_string().into_bytes();
            body_of(200, "application/json", body[..body.len() / 2].to_vec())
        })
    }),
    fault("bad_json", "an event that is no JSON", On::Streams, Broken, || {
        inserted(|| Item::Data("{\"id\": oups".to_owned()))
    }),
    fault("bad_bytes", "an event with bytes that are no text", On::Streams, Broken, || {
        inserted(|| Item::Raw(b"data: {\"id\":\"\xff\xfe\"}\n\n".to_vec()))
    }),
    fault("other_json", "an event with JSON of another kind", On::Streams, Broken, || {
        inserted(|| Item::Data("[1, 2, 3]".to_owned()))
    }),
    fault("error_event", "an error of Mistral's shape in an event", On::Streams, Broken, || {
        inserted(|| {
            Item::Data(refusals::error(500, "internal_server_error", "1000", "Internal error").body.to_string())
        })
    }),
    fault("error_event_openai", "an error of OpenAI's shape in an event", On::Streams, Broken, || {
        let error = json!({"error": {"message": "out of memory", "type": "server_error", "param": null, "code": 500}});
        inserted(move || Item::Data(error.to_string()))
    }),
    fault("error_named", "an event that is named `error`", On::Streams, Broken, || {
        inserted(|| Item::Raw(b"event: error\ndata: {\"error\":\"overloaded\",\"reason\":\"busy\"}\n\n".to_vec()))
    }),
    fault("error_line", "a line whose field is `error:`, then the end", On::Streams, Broken, || {
        streamed(|items| {
            items.truncate(items.len() / 2);
            items.push(Item::Raw(
                b"error: {\"code\":500,\"message\":\"failed\",\"type\":\"server_error\"}\n\n".to_vec(),
            ));
        })
    }),
    fault("finish_error", "finish_reason is `error`", On::Chat, Broken, || {
        Behaviour::answer(Answer::says(PLAIN).finishing("error"))
    }),
    fault("no_choices", "an answer without a choice", On::Whole, Broken, || {
        Behaviour::new(|call| {
            let mut answer = answers::value(call, &Answer::says(PLAIN));
            answer["choices"] = json!([]);
            reply(200, &answer)
        })
    }),
    fault("no_content", "an answer without text", On::Whole, Broken, || {
        Behaviour::new(|call| {
            let mut answer = answers::value(call, &Answer::says(PLAIN));
            answer["choices"][0]["message"]["content"] = json!(null);
            reply(200, &answer)
        })
    }),
    fault("bad_json_whole", "an answer that is no JSON", On::Whole, Broken, || {
        Behaviour::new(|_| body_of(200, "application/json", "{\"id\": oups"))
    }),
    fault("endless_line", "an event that never ends", On::Streams, Endless, || {
        Behaviour::new(|_| {
            let more = iter::repeat_with(|| Step::Send(vec![b'x'; ENDLESS_PIECE_BYTES].into()));
            [sse::head(), Step::Send("data: {\"p\":\"".into())].into_iter().chain(more)
        })
    }),
    fault("endless_events", "the same words again and again", On::Streams, Endless, || {
        Behaviour::new(|call| {
            let items = answers::items(call, &Answer::says("encore et encore et toujours"));
            sse::steps(items.into_iter().skip(1).take(2).collect::<Vec<_>>().into_iter().cycle())
        })
    }),
    fault(
        "endless_blanks",
        "blanks again and again, as a model does that was not told to write JSON",
        On::Streams,
        Endless,
        || {
            Behaviour::new(|call| {
                let items = answers::items(call, &Answer::in_pieces(&[" ", "\n", " "]));
                sse::steps(items.into_iter().skip(1).take(2).collect::<Vec<_>>().into_iter().cycle())
            })
        },
    ),
    fault("endless_comments", "pings and never an event", On::Streams, Endless, || {
        Behaviour::new(|_| sse::steps(iter::repeat_with(|| Item::Raw(b": ping\n\n".to_vec()))))
    }),
];

/// Half of the plain stream, then an event without its last `bytes`.
fn torn(bytes: usize) -> Behaviour {
    streamed(move |items| {
        let half = items.len() / 2;
        items.truncate(half);
        if let Some(Item::Data(data)) = items.pop() {
            let event = format!("data: {data}").into_bytes();
            items.push(Item::Raw(event[..event.len() - bytes].to_vec()));
        }
    })
}

/// The plain stream with an item in its middle.
fn inserted(item: impl Fn() -> Item + Send + Sync + 'static) -> Behaviour {
    streamed(move |items| items.insert(items.len() / 2, item()))
}
