//! The fake Mistral itself: as strict as the reference says, and as faulty as scripted.

mod answers;
mod faults;
mod refusals;
mod state;
mod vectors;

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::mistral::{FakeMistral, client};

/// A client of the fake.
struct Caller {
    fake: FakeMistral,
    client: reqwest::Client,
}

impl Caller {
    async fn start() -> Self {
        Self { fake: FakeMistral::start().await, client: client::builder().build().unwrap() }
    }

    async fn post(&self, path: &str, body: &Value) -> Response {
        let request = self.client.post(format!("{}{path}", self.fake.url())).bearer_auth(self.fake.key());
        request.json(body).send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.fake.url())).bearer_auth(self.fake.key()).send().await.unwrap()
    }

    /// The status and the body of a call.
    async fn posted(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let response = self.post(path, body).await;
        (response.status(), serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default())
    }

    /// A chat answer, not streamed.
    async fn chat(&self, change: Value) -> (StatusCode, Value) {
        self.posted("/v1/chat/completions", &question(change)).await
    }

    /// The data of a streamed answer's events.
    async fn stream(&self, change: Value) -> Vec<String> {
        let mut body = question(change);
        body["stream"] = true.into();
        let response = self.post("/v1/chat/completions", &body).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
        let text = response.text().await.unwrap();
        text.split("\n\n").filter_map(|event| event.strip_prefix("data: ")).map(str::to_owned).collect()
    }
}

/// A valid chat request, with `change` laid over it.
fn question(change: Value) -> Value {
    let mut body = json!({
        "model": "mistral-small-latest",
        "messages": [
            {"role": "system", "content": "Réponds avec les extraits.\n\n[1] Les portes\nLa porte d’oubli filtre. Elle vaut entre 0 et 1.\n\n[2] L’état\nL’état porte la mémoire."},
            {"role": "user", "content": "À quoi sert la porte d’oubli ?"},
        ],
    });
    if let Value::Object(change) = change {
        for (name, value) in change {
            body[name] = value;
        }
    }
    body
}

/// The text of a stream's chunks.
fn text(events: &[String]) -> String {
    let chunks = events.iter().filter_map(|event| serde_json::from_str::<Value>(event).ok());
    chunks.filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str().map(str::to_owned)).collect()
}
