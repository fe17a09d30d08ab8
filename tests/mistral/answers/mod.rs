//! Answers of the chat: what is said, how it is cut, and how it ends.

mod compose;
mod schema;
mod shape;
mod tutor;

use std::sync::Arc;

use super::script::{Call, Step};
use super::sse::{self, Item};

/// The time of every answer, in seconds: 2026-08-24T12:38:32Z.
pub const CREATED: i64 = 1_787_575_112;

/// A chat answer. Streamed or whole, it says the same.
#[derive(Clone)]
pub struct Answer {
    text: Text,
    pieces: Pieces,
    finish_reason: Option<&'static str>,
    thinking: Option<String>,
    listed: bool,
    ends_apart: bool,
}

/// How a text is cut into the pieces of a stream.
#[derive(Clone, Debug)]
pub enum Pieces {
    /// A word and the space before it, as tokens are.
    Words,
    Letters,
    Whole,
    /// These, which are the text.
    Exactly(Vec<String>),
}

#[derive(Clone)]
enum Text {
    Tutor,
    Said(String),
    Told(Arc<dyn Fn(&Call) -> String + Send + Sync>),
}

impl Answer {
    /// A tutor's: a few French sentences from the numbered passages of the prompt, cited as `[1]`; an instance of the
    /// schema or an object where the call wants JSON.
    pub fn tutor() -> Self {
        Self::new(Text::Tutor)
    }

    /// This text.
    pub fn says(text: impl Into<String>) -> Self {
        Self::new(Text::Said(text.into()))
    }

    /// What `text` makes of the call.
    pub fn tells(text: impl Fn(&Call) -> String + Send + Sync + 'static) -> Self {
        Self::new(Text::Told(Arc::new(text)))
    }

    /// These pieces, in that cut.
    pub fn in_pieces(pieces: &[&str]) -> Self {
        let exactly = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        Self { pieces: Pieces::Exactly(exactly), ..Self::says(pieces.concat()) }
    }

    /// The same, cut otherwise.
    pub fn cut(self, pieces: Pieces) -> Self {
        Self { pieces, ..self }
    }

    /// The same, with this reason of its end, whatever the true one.
    pub fn finishing(self, reason: &'static str) -> Self {
        Self { finish_reason: Some(reason), ..self }
    }

    /// The same, after a thought.
    pub fn thinking(self, thought: impl Into<String>) -> Self {
        Self { thinking: Some(thought.into()), ..self }
    }

    /// The same, its content a list of chunks instead of a string.
    pub fn listed(self) -> Self {
        Self { listed: true, ..self }
    }

    /// The same, its end in a chunk of its own, without text.
    pub fn ending_apart(self) -> Self {
        Self { ends_apart: true, ..self }
    }

    fn new(text: Text) -> Self {
        let (pieces, finish_reason) = (Pieces::Words, None);
        Self { text, pieces, finish_reason, thinking: None, listed: false, ends_apart: false }
    }
}

/// The reply to `call`, streamed or whole.
pub fn steps(call: &Call, answer: &Answer) -> Vec<Step> {
    let mut steps = if call.streams() { sse::steps(items(call, answer)).collect() } else { shape::whole(call, answer) };
    if let Some(Step::Head { headers, .. }) = steps.first_mut() {
        headers.push(("x-ratelimit-limit-req-minute", "600".to_owned()));
        headers.push(("x-ratelimit-remaining-req-minute", "599".to_owned()));
    }
    steps
}

/// The items of a stream, for a fault to change.
pub fn items(call: &Call, answer: &Answer) -> Vec<Item> {
    sse::items(&shape::chunks(call, answer))
}

/// The JSON of a whole answer, for a fault to change.
pub fn value(call: &Call, answer: &Answer) -> serde_json::Value {
    shape::value(call, answer)
}
