//! An answer in the protocol's objects: one whole, or chunk by chunk.

use serde_json::{Value, json};

use super::super::models;
use super::super::refusals::request_id;
use super::super::script::{Call, Dialect, Step, json as reply};
use super::super::validation::prompt_tokens;
use super::compose::{Composed, compose};
use super::{Answer, CREATED};

/// The reply of an answer that is not streamed.
pub fn whole(call: &Call, answer: &Answer) -> Vec<Step> {
    let mut steps = reply(200, &value(call, answer));
    // Not on streams: the official client fails on it there.
    let model = call.body["model"].as_str().and_then(models::find);
    if let (Some(at), Some(Step::Head { headers, .. })) =
        (model.and_then(models::Model::deprecation), steps.first_mut())
    {
        headers.push(("x-model-deprecation-timestamp", at.to_owned()));
    }
    steps
}

/// An answer that is not streamed.
pub fn value(call: &Call, answer: &Answer) -> Value {
    let composed = compose(call, answer);
    let content = content(&composed, answer.listed);
    let choices = (0..count(call)).map(|index| {
        json!({
            "index": index,
            "finish_reason": composed.finish_reason,
            "message": {"role": "assistant", "content": content, "tool_calls": null},
        })
    });
    json!({
        "id": request_id(call.number),
        "object": "chat.completion",
        "created": CREATED,
        "model": call.body["model"],
        "choices": choices.collect::<Vec<_>>(),
        "usage": usage(call, &composed),
    })
}

/// The chunks of an answer that is streamed.
pub fn chunks(call: &Call, answer: &Answer) -> Vec<Value> {
    let composed = compose(call, answer);
    let mut deltas = vec![json!({"role": "assistant", "content": ""})];
    deltas.extend(composed.thinking.iter().map(|thought| json!({"content": [thinking(thought, None)]})));
    deltas.extend(composed.pieces.iter().map(|piece| match answer.listed {
        true => json!({"content": [{"type": "text", "text": piece}]}),
        false => json!({"content": piece}),
    }));
    if answer.ends_apart || deltas.len() == 1 {
        deltas.push(json!({"content": ""}));
    }
    let (last, choices) = (deltas.len() - 1, count(call));
    let mut chunks = Vec::new();
    for (number, delta) in deltas.iter().enumerate() {
        for index in 0..choices {
            let reason = (number == last).then_some(composed.finish_reason);
            let mut chunk = chunk(call, &json!([{"index": index, "delta": delta, "finish_reason": reason}]));
            if call.dialect == Dialect::Mistral {
                if number > 0 {
                    chunk["p"] = padding(number).into();
                }
                if number == last && index + 1 == choices {
                    chunk["usage"] = usage(call, &composed);
                }
            }
            chunks.push(chunk);
        }
    }
    if call.dialect == Dialect::Compatible && call.body["stream_options"]["include_usage"] == true {
        let mut chunk = chunk(call, &json!([]));
        chunk["usage"] = usage(call, &composed);
        chunks.push(chunk);
    }
    chunks
}

fn chunk(call: &Call, choices: &Value) -> Value {
    json!({
        "id": request_id(call.number),
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": call.body["model"],
        "choices": choices,
    })
}

fn content(composed: &Composed, listed: bool) -> Value {
    let text = composed.pieces.concat();
    let thought = composed.thinking.as_deref().map(|thought| thinking(thought, Some(true)));
    match thought {
        None if !listed => text.into(),
        thought => thought.into_iter().chain([json!({"type": "text", "text": text})]).collect(),
    }
}

fn thinking(thought: &str, closed: Option<bool>) -> Value {
    let mut chunk = json!({"type": "thinking", "thinking": [{"type": "text", "text": thought}]});
    if let Some(closed) = closed {
        chunk["closed"] = closed.into();
    }
    chunk
}

fn count(call: &Call) -> u64 {
    call.body["n"].as_u64().unwrap_or(1)
}

fn usage(call: &Call, composed: &Composed) -> Value {
    let prompt = prompt_tokens(call);
    let completion = composed.completion_tokens * usize::try_from(count(call)).unwrap_or(1);
    let mut usage =
        json!({"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion});
    if call.dialect == Dialect::Mistral {
        usage["prompt_tokens_details"] = json!({"cached_tokens": 0});
        usage["service_tier"] = "standard".into();
    }
    usage
}

/// What hides the length of a token from whoever watches the traffic; here of lengths that vary and repeat.
fn padding(number: usize) -> &'static str {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    &LETTERS[..1 + number * 7 % LETTERS.len()]
}
