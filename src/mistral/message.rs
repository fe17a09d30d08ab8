//! What is asked and what comes back, in the protocol's terms.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The operator: us.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: String,
}

/// What the model is asked. Fields that are `None` are not sent.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The conversation; the last message is the person's.
    pub messages: Vec<Message>,
    /// Between 0 and 1.5; the model's own default where absent.
    pub temperature: Option<f32>,
    /// Longest answer, in tokens; the settings' limit where absent, and never more than it.
    pub max_tokens: Option<u32>,
    /// The form of a structured answer (`response_format: json_schema`, strict).
    pub json_schema: Option<JsonSchema>,
    /// Where to stop.
    pub stop: Vec<String>,
    /// A seed, for an answer that can be repeated.
    pub random_seed: Option<u64>,
}

/// The form of a structured answer.
#[derive(Clone, Debug)]
pub struct JsonSchema {
    /// Its name, as the protocol wants one.
    pub name: &'static str,
    /// The JSON schema.
    pub schema: serde_json::Value,
}

/// Tokens, as the server counted them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Usage {
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
    /// Their sum.
    pub total_tokens: u64,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishReason {
    /// The model had said what it had to say.
    Stop,
    /// The limit of tokens cut it.
    Length,
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The text; of an answer with parts, its text parts joined.
    pub content: String,
    /// Why it ended.
    pub finish_reason: FinishReason,
    /// Tokens, where the server counted them.
    pub usage: Option<Usage>,
}

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delta {
    /// More text; never empty.
    Text(String),
    /// The end: always the last piece of a whole answer.
    Finished {
        /// Why.
        reason: FinishReason,
        /// Tokens, where the server counted them.
        usage: Option<Usage>,
    },
}
