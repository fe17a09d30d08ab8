//! `/chat` and `/conversations`: what a student asks, gets, keeps and erases.

mod conversations;
mod extract;
mod faults;
mod front_ends;
mod guard;
mod input;
mod leaving;
mod mistral;
mod stream;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::mistral::{Endpoint, FakeMistral};
use crate::support::{Answer, TestApp};

/// A question that the tests' course answers.
const GATE: &str = "À quoi sert la porte d’oubli ?";

async fn ask(app: &TestApp, body: Value) -> Answer {
    Answer::of(app.post("/chat").json(&body)).await
}

/// The answer to `question`, which must be one.
async fn answered(app: &TestApp, question: &str) -> Value {
    let answer = ask(app, json!({"message": question})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// The events of a streamed answer, each with its data.
async fn events(request: RequestBuilder) -> Vec<(String, Value)> {
    let response = request.send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"text/event-stream".parse().unwrap())
    );
    let text = response.text().await.unwrap();
    let events = text.split("\n\n").filter(|event| !event.is_empty() && !event.starts_with(':'));
    events
        .map(|event| {
            let (name, data) = event.split_once('\n').unwrap();
            let name = name.strip_prefix("event: ").unwrap().to_owned();
            (name, serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap())
        })
        .collect()
}

async fn streamed(app: &TestApp, question: &str) -> Vec<(String, Value)> {
    events(app.post("/chat").json(&json!({"message": question, "stream": true}))).await
}

/// The texts of the deltas, joined.
fn said(events: &[(String, Value)]) -> String {
    let deltas = events.iter().filter(|(name, _)| name == "delta");
    deltas.map(|(_, data)| data["text"].as_str().unwrap()).collect()
}

fn names(events: &[(String, Value)]) -> Vec<&str> {
    let mut names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    names.dedup();
    names
}

/// Every quote stands in the stored document where its citation says, byte for byte.
async fn check_citations(app: &TestApp, answer: &Value) {
    for citation in answer["citations"].as_array().unwrap() {
        let document = citation["document"].as_str().unwrap();
        let source = app.get(&format!("/course/documents/{document}")).send().await.unwrap().bytes().await.unwrap();
        let place = |name: &str| usize::try_from(citation[name].as_u64().unwrap()).unwrap();
        assert_eq!(&source[place("start")..place("end")], citation["quote"].as_str().unwrap().as_bytes());
        assert!(answer["response"].as_str().unwrap().contains(&format!("[{}]", citation["id"])), "{answer}");
    }
}

/// The chat calls that reached the fake.
fn calls(fake: &FakeMistral) -> usize {
    fake.requests_for(Endpoint::Chat).len()
}
