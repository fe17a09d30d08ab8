//! Streams and answers that look strange and are right: a client must read the same text out of them.

use serde_json::{Value, json};

use super::super::answers::{self, Answer, Pieces};
use super::super::script::{Behaviour, json as reply};
use super::super::sse::{self, DONE, Item};
use super::Then::Answer as Same;
use super::network::streamed;
use super::{Fault, On, PLAIN, fault};

/// Letters of an event that no line buffer of usual size holds.
const HUGE_BYTES: usize = 1 << 20;

pub const FAULTS: &[Fault] = &[
    fault("plain", "nothing strange", On::Chat, Same, || Behaviour::answer(Answer::says(PLAIN))),
    fault("crlf", "lines end with CR LF", On::Streams, Same, || newlines("\r\n")),
    fault("cr", "lines end with CR", On::Streams, Same, || newlines("\r")),
    fault("mixed_newlines", "each event ends its lines otherwise", On::Streams, Same, || {
        rewritten(|number, data| match number % 3 {
            0 => format!("data: {data}\r\n\n"),
            1 => format!("data: {data}\n\r\n"),
            _ => format!("data: {data}\r\n\r\n"),
        })
    }),
    fault("split_bytes", "each byte by itself", On::Streams, Same, || split("\n", 1)),
    fault("split_bytes_crlf", "each byte by itself, CR LF torn", On::Streams, Same, || split("\r\n", 1)),
    fault("split_sevens", "seven bytes at a time", On::Streams, Same, || split("\n", 7)),
    fault("at_once", "everything in one piece", On::Streams, Same, || split("\n", usize::MAX)),
    fault("bom", "a byte order mark comes first", On::Streams, Same, || {
        streamed(|items| items.insert(0, Item::Raw(b"\xef\xbb\xbf".to_vec())))
    }),
    fault("comments", "comments and pings between events", On::Streams, Same, || {
        rewritten(|_, data| format!(": ping\n\n:\ndata: {data}\n: data: {{}}\n\n"))
    }),
    fault("no_space", "no space after `data:`", On::Streams, Same, || rewritten(|_, data| format!("data:{data}\n\n"))),
    fault("other_fields", "ids, names, retry times and unknown fields", On::Streams, Same, || {
        rewritten(|number, data| format!("id: {number}\nevent: message\nretry: 10\nother: x\nbare\ndata: {data}\n\n"))
    }),
    fault("data_in_lines", "an event's data in two lines", On::Streams, Same, || {
        rewritten(|_, data| match data.split_once(",\"") {
            Some((before, after)) => format!("data: {before},\ndata: \"{after}\n\n"),
            None => format!("data: {data}\n\n"),
        })
    }),
    fault("empty_events", "events without data", On::Streams, Same, || {
        rewritten(|_, data| format!("event: ping\n\n\n\ndata: {data}\n\n"))
    }),
    fault("open_end", "the last event lacks its blank line", On::Streams, Same, || {
        streamed(|items| {
            items.pop();
            items.push(Item::Raw(format!("data: {DONE}").into_bytes()));
        })
    }),
    fault("open_finish", "the stream ends right behind the finishing chunk's data", On::Streams, Same, || {
        streamed(|items| {
            items.pop();
            if let Some(Item::Data(last)) = items.pop() {
                items.push(Item::Raw(format!("data: {last}").into_bytes()));
            }
        })
    }),
    fault("no_done", "no [DONE] behind the finishing chunk", On::Streams, Same, || {
        streamed(|items| {
            items.pop();
        })
    }),
    fault("after_done", "events behind [DONE]", On::Streams, Same, || {
        streamed(|items| {
            let again = items[1].clone();
            items.extend([again, Item::Data("{".to_owned())]);
        })
    }),
    fault("huge_event", "a megabyte of padding in one event", On::Streams, Same, || {
        chunks(|number, chunk| {
            if number == 1 {
                chunk["p"] = "x".repeat(HUGE_BYTES).into();
            }
        })
    }),
    fault("empty_choices", "chunks without choices between the others", On::Streams, Same, || {
        streamed(|items| {
            let empty =
                json!({"id": "1", "object": "chat.completion.chunk", "model": "m", "choices": [], "usage": null});
            items.insert(1, Item::Data(empty.to_string()));
        })
    }),
    fault("usage_null", "usage is null to the end", On::Streams, Same, || {
        chunks(|_, chunk| chunk["usage"] = Value::Null)
    }),
    fault("usage_apart", "usage in a chunk without choices, behind the end", On::Streams, Same, || {
        streamed(|items| {
            let usage = json!({"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18});
            let chunk =
                json!({"id": "1", "object": "chat.completion.chunk", "model": "m", "choices": [], "usage": usage});
            items.insert(items.len() - 1, Item::Data(chunk.to_string()));
        })
    }),
    fault("finish_empty", "finish_reason is \"\" until the end", On::Streams, Same, || {
        choices(|choice| {
            if choice["finish_reason"].is_null() {
                choice["finish_reason"] = "".into();
            }
        })
    }),
    fault("finish_missing", "finish_reason is absent until the end", On::Streams, Same, || {
        choices(|choice| {
            if choice["finish_reason"].is_null()
                && let Some(choice) = choice.as_object_mut()
            {
                choice.remove("finish_reason");
            }
        })
    }),
    fault("finish_apart", "the finishing chunk has no text", On::Streams, Same, || {
        Behaviour::answer(Answer::says(PLAIN).ending_apart())
    }),
    fault("finish_null_content", "the finishing chunk's content is null", On::Streams, Same, || {
        Behaviour::new(|call| {
            let mut items = answers::items(call, &Answer::says(PLAIN).ending_apart());
            let at = items.len() - 2;
            if let Item::Data(data) = &items[at] {
                items[at] = Item::Data(data.replace("\"content\":\"\"", "\"content\":null"));
            }
            sse::steps(items)
        })
    }),
    fault("roles", "each chunk names the role", On::Streams, Same, || {
        choices(|choice| choice["delta"]["role"] = "assistant".into())
    }),
    fault(
        "reasoning",
        "thoughts in a field beside the content, as llama.cpp and vLLM send them",
        On::Streams,
        Same,
        || {
            choices(|choice| {
                choice["delta"]["reasoning_content"] = "Je réfléchis.".into();
                choice["delta"]["reasoning"] = "Je réfléchis.".into();
            })
        },
    ),
    fault("letters", "one letter a chunk", On::Chat, Same, || {
        Behaviour::answer(Answer::says(PLAIN).cut(Pieces::Letters))
    }),
    fault("thinking", "a thought first, which is no part of the answer", On::Chat, Same, || {
        Behaviour::answer(Answer::says(PLAIN).thinking("Je relis le passage [1], puis [2]."))
    }),
    fault("listed", "the content is a list of chunks", On::Chat, Same, || {
        Behaviour::answer(Answer::says(PLAIN).listed())
    }),
    fault("strange_chunks", "the content is a list with chunks of other types", On::Whole, Same, || {
        whole(|answer| {
            let text = json!({"type": "text", "text": PLAIN});
            let reference = json!({"type": "reference", "reference_ids": [0, "1"]});
            answer["choices"][0]["message"]["content"] = json!([reference, text, {"type": "unheard_of", "x": 1}]);
        })
    }),
    fault("more_fields", "fields that nobody knows", On::Chat, Same, || {
        Behaviour::new(|call| {
            if call.streams() {
                let steps = choices(|choice| choice["unheard_of"] = json!({"x": [1]})).steps(call);
                return steps.collect::<Vec<_>>();
            }
            let mut answer = answers::value(call, &Answer::says(PLAIN));
            answer["usage"]["num_cached_tokens"] = 1.into();
            answer["choices"][0]["message"]["prefix"] = false.into();
            answer["unheard_of"] = json!([]);
            reply(200, &answer)
        })
    }),
    fault("no_usage", "no usage", On::Whole, Same, || whole(|answer| answer["usage"] = Value::Null)),
];

/// The plain stream, each chunk changed.
fn chunks(change: impl Fn(usize, &mut Value) + Send + Sync + 'static) -> Behaviour {
    streamed(move |items| {
        for (number, item) in items.iter_mut().enumerate() {
            if let Item::Data(data) = item
                && let Ok(mut chunk) = serde_json::from_str(data)
            {
                change(number, &mut chunk);
                *data = chunk.to_string();
            }
        }
    })
}

/// The plain stream, the choice of each chunk changed.
fn choices(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Behaviour {
    chunks(move |_, chunk| change(&mut chunk["choices"][0]))
}

/// The plain stream, each event written by `write`.
fn rewritten(write: fn(usize, &str) -> String) -> Behaviour {
    streamed(move |items| {
        for (number, item) in items.iter_mut().enumerate() {
            if let Item::Data(data) = item {
                *item = Item::Raw(write(number, data).into_bytes());
            }
        }
    })
}

fn newlines(newline: &'static str) -> Behaviour {
    Behaviour::new(move |call| sse::written(answers::items(call, &Answer::says(PLAIN)), newline))
}

fn split(newline: &'static str, size: usize) -> Behaviour {
    Behaviour::new(move |call| sse::split(answers::items(call, &Answer::says(PLAIN)), newline, size))
}

/// The plain answer, not streamed, changed.
fn whole(change: fn(&mut Value)) -> Behaviour {
    Behaviour::new(move |call| {
        let mut answer = answers::value(call, &Answer::says(PLAIN));
        change(&mut answer);
        reply(200, &answer)
    })
}
