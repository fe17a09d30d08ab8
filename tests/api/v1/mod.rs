//! `/v1`: Mistral's and OpenAI's protocol, from outside.

mod answers;
mod faults;
mod input;
mod leaving;
mod messages;
mod models;
mod refusals;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const QUESTION: &str = "À quoi sert la porte d’oubli ?";

/// A question, with `change` laid over it.
fn question(change: Value) -> Value {
    let mut body = json!({"model": "tramontane", "messages": [{"role": "user", "content": QUESTION}]});
    if let Value::Object(change) = change {
        for (name, value) in change {
            body[name] = value;
        }
    }
    body
}

fn post(app: &TestApp, change: Value) -> RequestBuilder {
    app.post("/v1/chat/completions").bearer_auth("any").json(&question(change))
}

async fn ask(app: &TestApp, change: Value) -> Answer {
    Answer::of(post(app, change)).await
}

/// The response to a streamed question.
async fn open(app: &TestApp, mut change: Value) -> Response {
    change["stream"] = true.into();
    let response = post(app, change).send().await.unwrap();
    assert_eq!(response.status(), 200, "{:?}", response.text().await);
    response
}

/// The data of a streamed answer's events.
async fn stream(app: &TestApp, change: Value) -> Vec<String> {
    let text = open(app, change).await.text().await.unwrap();
    assert!(text.ends_with("\n\n"), "{text}");
    text.split_terminator("\n\n").map(|event| event.strip_prefix("data: ").unwrap().to_owned()).collect()
}

/// The events as JSON; the last of a whole answer is none.
fn chunks(events: &[String]) -> Vec<Value> {
    events.iter().filter(|event| *event != "[DONE]").map(|event| serde_json::from_str(event).unwrap()).collect()
}

/// The text of a stream.
fn text(events: &[String]) -> String {
    let contents = chunks(events).into_iter().map(|chunk| chunk["choices"][0]["delta"]["content"].clone());
    contents.filter_map(|content| content.as_str().map(str::to_owned)).collect()
}

/// What was said of a whole answer.
fn said(answer: &Answer) -> &str {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["choices"][0]["message"]["content"].as_str().unwrap()
}
