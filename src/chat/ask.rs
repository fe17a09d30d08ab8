//! What is asked of the chat.

use std::sync::Arc;

use uuid::Uuid;

use super::Level;
use crate::mistral::Message;

/// A question, with all that decides its answer.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is asked.
    pub question: String,
    /// What was said before, as the client tells it; it takes the place of what the conversation holds. Whoever is not
    /// the model in it counts as the person.
    pub history: Option<Vec<Message>>,
    /// Whether question and answer are kept.
    pub memory: Memory,
    /// For whom the answer is.
    pub level: Level,
    /// How the model is to answer.
    pub sampling: Sampling,
    /// Where the question came in, for the security events.
    pub origin: Origin,
}

/// Whether question and answer are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// In this conversation; in a new one where there is none.
    Conversation(Option<Uuid>),
    /// Nowhere.
    None,
}

/// How the model is to answer; its own defaults where nothing is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sampling {
    /// Between 0 and 1.5.
    pub temperature: Option<f32>,
    /// Longest answer, in tokens.
    pub max_tokens: Option<u32>,
    /// Where to stop.
    pub stop: Vec<String>,
    /// For an answer that can be repeated.
    pub random_seed: Option<u64>,
}

/// Where a question came in.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The route's pattern.
    pub route: &'static str,
    /// The request's id.
    pub request_id: Arc<str>,
}
