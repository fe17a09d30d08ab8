//! What is asked of `POST /chat`, in the forms that the course's front-ends send.

use std::sync::Arc;

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::chat::{Ask, Level, Memory, Origin, Sampling};
use crate::http::problem::Problem;
use crate::http::routes::tutor::level;
use crate::mistral::{Message, Role};

/// Hottest and coldest answers that Mistral's protocol allows.
const TEMPERATURES: std::ops::RangeInclusive<f32> = 0.0..=1.5;

/// A question: `message`, or the last of `messages`. Other fields are ignored.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChatRequest {
    /// The question.
    #[schema(nullable = true, pattern = r"\S", example = "À quoi sert la porte d’oubli ?")]
    message: Option<String>,
    /// The conversation as the client tells it, in place of the one kept here; the last message is the question, and it is
    /// the person's.
    #[schema(nullable = true, value_type = Option<Vec<ChatMessage>>)]
    messages: Option<Vec<ChatMessage>>,
    /// The conversation to go on with; a new one begins where there is none.
    #[schema(nullable = true)]
    conversation_id: Option<Uuid>,
    /// `débutant` unless told; `beginner`, `intermediate` and `advanced` are read as well. `user_level` means the same.
    #[serde(default, alias = "user_level", deserialize_with = "level")]
    #[schema(value_type = Option<String>, nullable = true, example = "débutant")]
    level: Option<Level>,
    /// How freely the language model words its answer; its own default unless told.
    #[schema(nullable = true, minimum = 0, maximum = 1.5)]
    temperature: Option<f32>,
    /// Whether the answer comes as server-sent events.
    #[schema(nullable = true, default = false)]
    stream: Option<bool>,
}

/// A message of a conversation, as a client tells it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChatMessage {
    /// Who speaks. What a client sends as `system` counts as the person's words.
    role: Role,
    /// What is said.
    #[serde(deserialize_with = "text")]
    #[schema(value_type = String)]
    content: String,
}

/// A text; a client that has none sends null.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.unwrap_or_default())
}

impl ChatRequest {
    pub(super) fn streams(&self) -> bool {
        self.stream.unwrap_or(false)
    }

    /// Where the question stands in the body, as a JSON pointer.
    pub(super) fn pointer(&self) -> String {
        match &self.messages {
            Some(messages) => format!("/messages/{}/content", messages.len().saturating_sub(1)),
            None => "/message".to_owned(),
        }
    }

    pub(super) fn into_ask(self, route: &'static str, request_id: Arc<str>) -> Result<Ask, Problem> {
        let Self { message, messages, conversation_id, level, temperature, stream: _ } = self;
        if temperature.is_some_and(|temperature| !TEMPERATURES.contains(&temperature)) {
            return Err(Problem::field(
                "/temperature",
                "La température va de 0 à 1,5.",
                "The temperature lies between 0 and 1.5.",
            ));
        }
        let (question, history) = match (message, messages) {
            (Some(message), None) => (message, None),
            (None, Some(messages)) => {
                let (question, history) = split(messages)?;
                (question, Some(history))
            }
            (None, None) => {
                return Err(Problem::field(
                    "/message",
                    "Il manque la question : « message », ou une liste « messages ».",
                    "The question is missing: 'message', or a list 'messages'.",
                ));
            }
            (Some(_), Some(_)) => {
                return Err(Problem::field(
                    "/messages",
                    "« message » ou « messages », pas les deux.",
                    "'message' or 'messages', not both.",
                ));
            }
        };
        Ok(Ask {
            question,
            history,
            memory: Memory::Conversation(conversation_id),
            level: level.unwrap_or_default(),
            sampling: Sampling { temperature, ..Sampling::default() },
            origin: Origin { route, request_id },
        })
    }
}

/// The question, and what was said before it.
fn split(mut messages: Vec<ChatMessage>) -> Result<(String, Vec<Message>), Problem> {
    match messages.pop() {
        Some(ChatMessage { role: Role::User, content }) => {
            let before = messages.into_iter().map(|ChatMessage { role, content }| Message { role, content });
            Ok((content, before.collect()))
        }
        Some(_) => Err(Problem::field(
            format!("/messages/{}/role", messages.len()),
            "Le dernier message est la question : son rôle est « user ».",
            "The last message is the question: its role is 'user'.",
        )),
        None => Err(Problem::field("/messages", "La liste des messages est vide.", "The list of messages is empty.")),
    }
}
