//! One question, streamed: when its first token comes, and whether it ends as it should.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How a server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Mistral's own protocol.
    Completions,
    /// Our own.
    Chat,
}

/// A way to an answer.
#[derive(Clone)]
pub struct Way {
    client: reqwest::Client,
    url: String,
    route: Route,
    key: String,
    /// Asked instead of the usual question.
    body: Option<Value>,
}

/// An answer that came whole.
#[derive(Debug)]
pub struct Asked {
    pub first_token: Duration,
    pub text: String,
}

/// An answer under way.
pub struct Reading {
    route: Route,
    began: Instant,
    response: reqwest::Response,
    buffer: Vec<u8>,
    asked: Option<Asked>,
}

impl Route {
    pub fn path(self) -> &'static str {
        match self {
            Self::Completions => "/v1/chat/completions",
            Self::Chat => "/chat",
        }
    }

    /// The text of an event; `None` at the end of the answer.
    fn text(self, event: &str) -> Result<Option<String>, String> {
        if event.starts_with(':') {
            // A comment, which keeps the connection open.
            return Ok(Some(String::new()));
        }
        let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let data = field("data:").unwrap_or_default();
        match (self, field("event:")) {
            (_, Some("error")) => return Err(event.to_owned()),
            (Self::Chat, Some("done")) => return Ok(None),
            // The passages come before the first word; to read them would be the client's time.
            (Self::Chat, Some("meta" | "sources" | "usage")) => return Ok(Some(String::new())),
            (Self::Completions, _) if data == "[DONE]" => return Ok(None),
            (Self::Chat | Self::Completions, _) => {}
        }
        let parsed: Value = serde_json::from_str(data).unwrap_or_default();
        let text = match self {
            Self::Chat => &parsed["text"],
            Self::Completions if parsed["choices"].is_array() => &parsed["choices"][0]["delta"]["content"],
            Self::Completions => return Err(event.to_owned()),
        };
        Ok(Some(text.as_str().unwrap_or_default().to_owned()))
    }
}

impl Way {
    pub fn new(client: &reqwest::Client, url: &str, route: Route, key: &str) -> Self {
        Self { client: client.clone(), url: format!("{url}{}", route.path()), route, key: key.to_owned(), body: None }
    }

    /// The same, with this body.
    pub fn asking(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    /// Asks, and reads the answer to its end. No two numbers ask at the same temperature: an answer that is kept would cost nothing.
    pub async fn ask(&self, number: usize) -> Result<Asked, String> {
        self.begin(number).await?.read_rest().await
    }

    /// Asks, and waits for the head of the answer.
    pub async fn begin(&self, number: usize) -> Result<Reading, String> {
        let question = "À quoi sert la porte d’oubli ?";
        let temperature = (number % 10_000_000) as f64 / 1e7;
        let body = match (&self.body, self.route) {
            (Some(body), _) => body.clone(),
            (None, Route::Completions) => json!({
                "model": "mistral-small-latest",
                "messages": [{"role": "user", "content": question}],
                "temperature": temperature,
                "stream": true,
            }),
            (None, Route::Chat) => json!({"message": question, "temperature": temperature, "stream": true}),
        };
        let request = self.client.post(&self.url).bearer_auth(&self.key).json(&body);
        let began = Instant::now();
        let response = request.send().await.map_err(|error| format!("{error:?}"))?;
        if !response.status().is_success() {
            return Err(format!("{} {}", response.status(), response.text().await.unwrap_or_default()));
        }
        Ok(Reading { route: self.route, began, response, buffer: Vec::new(), asked: None })
    }
}

impl Reading {
    /// Reads up to the first token.
    pub async fn read_first_token(&mut self) -> Result<(), String> {
        while self.asked.is_none() {
            if self.event().await?.is_none() {
                return Err("an answer without a token".to_owned());
            }
        }
        Ok(())
    }

    /// Reads the rest.
    pub async fn read_rest(mut self) -> Result<Asked, String> {
        while self.event().await?.is_some() {}
        // The connection serves the next call once the body is read to its end.
        while self.response.chunk().await.map_err(|error| format!("{error:?}"))?.is_some() {}
        self.asked.ok_or_else(|| "an answer without a token".to_owned())
    }

    /// Reads an event; `None` at the end of the answer.
    async fn event(&mut self) -> Result<Option<()>, String> {
        let end = loop {
            if let Some(at) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
                break at + 2;
            }
            match self.response.chunk().await.map_err(|error| format!("{error:?}"))? {
                Some(bytes) => self.buffer.extend_from_slice(&bytes),
                None => return Err("an answer that breaks off".to_owned()),
            }
        };
        let event = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        self.buffer.drain(..end);
        let Some(text) = self.route.text(&event)? else { return Ok(None) };
        match &mut self.asked {
            Some(asked) => asked.text.push_str(&text),
            None if text.is_empty() => {}
            None => self.asked = Some(Asked { first_token: self.began.elapsed(), text }),
        }
        Ok(Some(()))
    }
}
