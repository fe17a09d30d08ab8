//! An answer as `POST /chat` writes it.

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::chat::citations::Citation;
use crate::chat::{Answer, Level, Meta, Mode, Reason};
use crate::mistral::{FinishReason, Usage};

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatAnswer {
    /// What is said, in Markdown; `[1]` is the citation whose `id` is 1.
    #[schema(example = "La porte d'oubli décide de ce que la cellule efface de sa mémoire. [1]")]
    response: String,
    /// When it was over.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T10:00:00.123Z")]
    timestamp: Timestamp,
    /// Where its claims come from: one citation a passage, in the order of their first appearance.
    citations: Vec<Citation>,
    /// Tokens, where the language model counted them.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
    /// The answer's id in its conversation, where a thumb goes; none where it could not be kept.
    message_id: Option<Uuid>,
    /// Whether the language model was cut by the limit of its length.
    truncated: bool,
    /// What was known at its beginning.
    #[serde(flatten)]
    meta: ChatMeta,
}

/// What is known of an answer once it begins.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatMeta {
    /// The conversation: whoever knows its id may read it, go on with it and erase it.
    conversation_id: Option<Uuid>,
    /// What answers.
    mode: Mode,
    /// Why it is not the language model.
    reason: Option<Reason>,
    /// The language model, where it answers.
    #[schema(example = "mistral-small-latest")]
    model: Option<String>,
    /// For whom the answer is.
    level: Level,
    /// The answer's language (ISO 639-1).
    #[schema(example = "fr")]
    language: &'static str,
    /// Whether it was given before to the same question.
    cached: bool,
}

impl From<Answer> for ChatAnswer {
    fn from(answer: Answer) -> Self {
        let Answer { meta, response, citations, usage, finish_reason, message, at } = answer;
        let mut meta = ChatMeta::from(meta);
        // What could not be kept cannot be gone on with.
        meta.conversation_id = meta.conversation_id.filter(|_| message.is_some());
        let truncated = finish_reason == Some(FinishReason::Length);
        Self { response, timestamp: at, citations, usage, message_id: message, truncated, meta }
    }
}

impl From<Meta> for ChatMeta {
    fn from(meta: Meta) -> Self {
        let Meta { conversation, mode, reason, model, level, language, is_cached } = meta;
        let language = language.code();
        Self { conversation_id: conversation, mode, reason, model, level, language, cached: is_cached }
    }
}

fn rfc3339<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{time:.3}"))
}
