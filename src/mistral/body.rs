//! What is sent: only the fields that Mistral documents, since its server refuses every other one.

use serde::Serialize;
use serde_json::Value;

use super::{JsonSchema, Message, Request};

/// Tokens that a server's template may put around one message: its role and its marks. ChatML's five are the most that
/// is common.
const AROUND_A_MESSAGE: u64 = 8;
/// Tokens that it may put around the whole: a beginning, a date, a default preamble.
const AROUND_ALL: u64 = 64;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Mistral, or a server that has not shown yet that it is another.
    Mistral,
    /// Another, which counts the tokens of a stream only where asked to.
    Other,
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: &'a [Message],
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    max_tokens: u32,
    stream: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stop: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    random_seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
}

#[derive(Serialize)]
struct ResponseFormat<'a> {
    r#type: &'static str,
    json_schema: Schema<'a>,
}

#[derive(Serialize)]
struct Schema<'a> {
    name: &'static str,
    schema: &'a Value,
    strict: bool,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
struct EmbeddingBody<'a> {
    model: &'a str,
    input: &'a [String],
}

/// The body of a chat's request. `max_tokens` is the longest answer where the request does not ask for a shorter one.
pub fn chat(request: &Request, model: &str, max_tokens: u32, stream: bool, dialect: Dialect) -> Vec<u8> {
    let response_format = request.json_schema.as_ref().map(|JsonSchema { name, schema }| ResponseFormat {
        r#type: "json_schema",
        json_schema: Schema { name, schema, strict: true },
    });
    let body = Body {
        model,
        messages: &request.messages,
        temperature: request.temperature,
        max_tokens: longest(request, max_tokens),
        stream,
        stop: &request.stop,
        random_seed: request.random_seed,
        response_format,
        stream_options: (stream && dialect == Dialect::Other).then_some(StreamOptions { include_usage: true }),
    };
    // Room for what is escaped in it too: a prompt of ten pages would be moved a dozen times as it grows.
    let texts: usize = request.messages.iter().map(|message| message.content.len()).sum();
    let mut json = Vec::with_capacity(texts + texts / 8 + 1024);
    serde_json::to_writer(&mut json, &body).expect("the bodies hold strings and numbers alone");
    json
}

/// The body of an embeddings' request.
pub fn embeddings(model: &str, input: &[String]) -> Vec<u8> {
    to_json(&EmbeddingBody { model, input })
}

/// The longest answer that is asked for, in tokens.
pub fn longest(request: &Request, max_tokens: u32) -> u32 {
    request.max_tokens.map_or(max_tokens, |asked| asked.min(max_tokens))
}

/// An upper bound of the tokens that a chat's request may cost. A tokenizer of bytes, as all of these models have, makes
/// no more tokens than there are bytes; the true number is a third or a quarter of it, and is settled afterwards.
pub fn most_tokens(request: &Request, max_tokens: u32) -> u64 {
    let messages = request.messages.iter().map(|message| message.content.len() as u64 + AROUND_A_MESSAGE).sum::<u64>();
    // The server puts the schema before the system's prompt, and may indent it.
    let schema = request.json_schema.as_ref().map_or(0, |form| 2 * form.schema.to_string().len() as u64);
    messages + schema + AROUND_ALL + u64::from(longest(request, max_tokens))
}

/// The same of texts to embed.
pub fn most_embedding_tokens(texts: &[String]) -> u64 {
    texts.iter().map(|text| text.len() as u64 + AROUND_A_MESSAGE).sum()
}

fn to_json(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("the bodies hold strings and numbers alone")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::mistral::Role;

    fn request() -> Request {
        let messages = vec![Message { role: Role::User, content: "Une époque ?".to_owned() }];
        Request { messages, ..Request::default() }
    }

    fn sent(request: &Request, stream: bool, dialect: Dialect) -> Value {
        serde_json::from_slice(&chat(request, "m", 800, stream, dialect)).unwrap()
    }

    #[test]
    fn what_is_not_asked_for_is_not_sent() {
        let messages = json!([{"role": "user", "content": "Une époque ?"}]);
        let expected = json!({"model": "m", "messages": messages, "max_tokens": 800, "stream": false});
        assert_eq!(sent(&request(), false, Dialect::Mistral), expected);
        assert_eq!(sent(&request(), false, Dialect::Other), expected);
    }

    #[test]
    fn everything_is_sent_under_its_documented_name() {
        let full = Request {
            temperature: Some(0.5),
            max_tokens: Some(9000),
            json_schema: Some(JsonSchema { name: "quiz", schema: json!({"type": "object"}) }),
            stop: vec!["FIN".to_owned()],
            random_seed: Some(7),
            ..request()
        };
        let format = json!({"type": "json_schema",
            "json_schema": {"name": "quiz", "schema": {"type": "object"}, "strict": true}});
        let expected = json!({"model": "m", "messages": [{"role": "user", "content": "Une époque ?"}],
            "max_tokens": 800, "stream": true, "temperature": 0.5, "stop": ["FIN"], "random_seed": 7,
            "response_format": format});
        assert_eq!(sent(&full, true, Dialect::Mistral), expected);
    }

    #[test]
    fn only_others_are_asked_to_count_a_stream_s_tokens() {
        let options = sent(&request(), true, Dialect::Other)["stream_options"].clone();
        assert_eq!(options, json!({"include_usage": true}));
        assert!(sent(&request(), true, Dialect::Mistral).get("stream_options").is_none());
        assert!(sent(&request(), false, Dialect::Other).get("stream_options").is_none());
    }

    #[test]
    fn the_bound_of_tokens_holds_for_a_token_a_byte() {
        assert_eq!(most_tokens(&request(), 800), 13 + 8 + 64 + 800);
        let short = Request { max_tokens: Some(10), ..request() };
        assert_eq!(most_tokens(&short, 800), 13 + 8 + 64 + 10);
        let formed = Request { json_schema: Some(JsonSchema { name: "x", schema: json!({"a": 1}) }), ..short };
        assert_eq!(most_tokens(&formed, 800), 13 + 8 + 64 + 10 + 14);
        assert_eq!(most_embedding_tokens(&["é".to_owned(), String::new()]), 2 + 16);
    }
}
