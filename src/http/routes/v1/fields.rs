//! Fields of the protocol that are more than a number or a text.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use utoipa::ToSchema;

/// How a streamed answer comes.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StreamOptions {
    /// As OpenAI understands it: true tells the tokens in an event of their own before the end, false nowhere. Where
    /// nothing is said, the last event tells them, as Mistral does.
    pub(super) include_usage: Option<bool>,
}

/// Where to stop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged, expecting = "neither a string nor a list of strings")]
#[schema(as = CompletionStop)]
pub enum Stop {
    /// At this text.
    One(String),
    /// At any of these.
    Many(Vec<String>),
}

/// The answer's form.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ChatResponseFormat)]
pub struct ResponseFormat {
    /// Only `text`.
    #[schema(example = "text")]
    pub(super) r#type: String,
}

/// Whether a field says anything: null, false, nothing and none of something do not.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given(bool);

impl Given {
    pub(super) fn is_given(self) -> bool {
        self.0
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Null => false,
            Value::Bool(said) => said,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
        }))
    }
}
