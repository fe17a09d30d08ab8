//! What the fake does with one call: a row of steps, some of which wait until the test lets them pass.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use bytes::Bytes;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::answers::{self, Answer};
use super::embeddings;

/// Which route a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `POST /v1/chat/completions`.
    Chat,
    /// `POST /v1/embeddings`.
    Embeddings,
    /// `GET /v1/models` and `GET /v1/models/{id}`.
    Models,
}

/// Whose server the fake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Mistral's: a key is needed, unknown fields are refused, usage comes unasked.
    Mistral,
    /// A server that speaks OpenAI's protocol (llama.cpp, Ollama, vLLM): no key, unknown fields are ignored, a stream's
    /// usage comes when asked for and in a chunk without choices.
    Compatible,
}

/// One call, as a behaviour sees it.
#[derive(Clone, Debug)]
pub struct Call {
    pub endpoint: Endpoint,
    pub dialect: Dialect,
    /// The path below `/v1/`.
    pub path: String,
    pub headers: HeaderMap,
    /// The JSON body, already found valid; `null` where there is none.
    pub body: Value,
    /// How many calls came before.
    pub number: usize,
}

/// How a connection is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// As a crash does: a reset, and what was on its way may be lost.
    Reset,
    /// As a stop does: an end that comes too early.
    Close,
}

/// One thing that the fake does.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends the status and the headers. Exactly one, before the first [`Step::Send`].
    Head { status: u16, headers: Vec<(&'static str, String)> },
    /// Sends a piece of the body.
    Send(Bytes),
    /// Hands what was sent to the system, so that it leaves in a write of its own.
    Flush,
    /// Waits until the gate lets it pass.
    Wait(Gate),
    /// Waits for a time. For programs that measure; tests use gates.
    Pause(Duration),
    /// Gives the connection up.
    Cut(Cut),
}

/// The steps of one reply; may be endless.
pub type Steps = Box<dyn Iterator<Item = Step> + Send>;

/// What is done with a call.
#[derive(Clone)]
pub struct Behaviour {
    steps: Arc<dyn Fn(&Call) -> Steps + Send + Sync>,
}

/// Holds steps back until the test opens it. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate {
    passes: Arc<Semaphore>,
}

impl Behaviour {
    /// What `steps` gives for the call.
    pub fn new<I>(steps: impl Fn(&Call) -> I + Send + Sync + 'static) -> Self
    where
        I: IntoIterator<Item = Step>,
        I::IntoIter: Send + 'static,
    {
        Self { steps: Arc::new(move |call| Box::new(steps(call).into_iter())) }
    }

    /// A chat answer, streamed or whole as the call wants.
    pub fn answer(answer: Answer) -> Self {
        Self::new(move |call| answers::steps(call, &answer))
    }

    /// The vectors of the call's texts.
    pub fn vectors() -> Self {
        Self::new(|call| json(200, &embeddings::answer(call)))
    }

    /// A reply in JSON, whatever was asked.
    pub fn reply(status: u16, body: Value) -> Self {
        Self::new(move |_| json(status, &body))
    }

    /// The same, once the gate lets it pass: silence before the first byte.
    pub fn held(self, gate: &Gate) -> Self {
        let gate = gate.clone();
        Self::new(move |call| std::iter::once(Step::Wait(gate.clone())).chain(self.steps(call)))
    }

    /// The same, but each piece waits for the gate: `gate.pass(1)` lets one more out.
    pub fn dripped(self, gate: &Gate) -> Self {
        let gate = gate.clone();
        Self::new(move |call| {
            let gate = gate.clone();
            self.steps(call).flat_map(move |step| {
                let wait = matches!(step, Step::Send(_)).then(|| Step::Wait(gate.clone()));
                wait.into_iter().chain([step])
            })
        })
    }

    /// The same, with a pause before each piece. For programs that measure.
    pub fn paced(self, pause: Duration) -> Self {
        Self::new(move |call| {
            self.steps(call).flat_map(move |step| {
                let pause = matches!(step, Step::Send(_)).then_some(Step::Pause(pause));
                pause.into_iter().chain([step])
            })
        })
    }

    /// The same, with `headers` added.
    pub fn with_headers(self, headers: Vec<(&'static str, String)>) -> Self {
        Self::new(move |call| {
            let added = headers.clone();
            self.steps(call).map(move |step| match step {
                Step::Head { status, mut headers } => {
                    headers.extend(added.iter().cloned());
                    Step::Head { status, headers }
                }
                other => other,
            })
        })
    }

    /// What is done with `call`.
    pub fn steps(&self, call: &Call) -> Steps {
        (self.steps)(call)
    }
}

impl Gate {
    /// A gate that lets nothing pass.
    pub fn closed() -> Self {
        Self { passes: Arc::new(Semaphore::new(0)) }
    }

    /// Lets `count` more steps pass.
    pub fn pass(&self, count: usize) {
        self.passes.add_permits(count);
    }

    /// Lets everything pass from now on.
    pub fn open(&self) {
        self.passes.close();
    }

    /// Waits for a pass and uses it up.
    pub async fn wait(&self) {
        if let Ok(pass) = self.passes.acquire().await {
            pass.forget();
        }
    }
}

impl Call {
    /// Whether a stream is asked for.
    pub fn streams(&self) -> bool {
        self.body["stream"] == true
    }

    /// What follows `Bearer ` in its authorization.
    pub fn key(&self) -> &str {
        let value = self.headers.get("authorization").and_then(|value| value.to_str().ok());
        value.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default()
    }

    /// The texts of its messages in order, each with its role; chunks of a message are joined.
    pub fn messages(&self) -> Vec<(&str, String)> {
        let messages = self.body["messages"].as_array().into_iter().flatten();
        messages.map(|message| (message["role"].as_str().unwrap_or_default(), text_of(&message["content"]))).collect()
    }
}

/// The steps of a reply in JSON.
pub fn json(status: u16, body: &Value) -> Vec<Step> {
    body_of(status, "application/json", body.to_string())
}

/// The steps of a reply with a whole body.
pub fn body_of(status: u16, content_type: &str, body: impl Into<Bytes>) -> Vec<Step> {
    let headers = vec![("content-type", content_type.to_owned())];
    vec![Step::Head { status, headers }, Step::Send(body.into())]
}

/// The text of a message's content, be it a string or a list of chunks.
pub fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(chunks) => chunks.iter().filter_map(|chunk| chunk["text"].as_str()).collect(),
        _ => String::new(),
    }
}
