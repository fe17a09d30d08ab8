//! What is answered, in the protocol's shape; where the claims come from stands beside, in fields that clients which do
//! not know them pass over.

use serde::Serialize;
use utoipa::ToSchema;

use crate::chat::citations::Citation;
use crate::chat::tokens::at_most;
use crate::chat::{Answer, Mode, Reason};
use crate::mistral::{FinishReason, Usage};

/// A whole answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatCompletion<'a> {
    /// Its id.
    #[schema(example = "chatcmpl-0199f3b0-0000-7000-8000-000000000001")]
    id: &'a str,
    /// Always `chat.completion`.
    #[schema(example = "chat.completion")]
    object: &'static str,
    /// When it was asked for, in seconds since 1970.
    created: i64,
    /// The model, as it was asked for.
    #[schema(example = "tramontane")]
    model: &'a str,
    /// One.
    choices: [Choice<'a>; 1],
    /// Tokens: as the language model counted them; where none did, an estimate from above of the client's messages and of
    /// the answer.
    usage: Usage,
    #[serde(flatten)]
    grounds: Grounds<'a>,
}

/// An event of a streamed answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChatCompletionChunk<'a> {
    /// The answer's id, the same in each.
    id: &'a str,
    /// Always `chat.completion.chunk`.
    #[schema(example = "chat.completion.chunk")]
    object: &'static str,
    /// When the answer was asked for, in seconds since 1970.
    created: i64,
    /// The model, as it was asked for.
    model: &'a str,
    /// One; none in an event that only tells the tokens.
    choices: Vec<ChunkChoice<'a>>,
    /// Tokens, once, at the end: as in a whole answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
    /// In the last event of the answer.
    #[serde(flatten)]
    grounds: Option<Grounds<'a>>,
}

/// What an answer rests on. This server's own fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct Grounds<'a> {
    /// What made it.
    mode: Mode,
    /// Why it is not the language model's.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    /// Where its claims come from.
    citations: &'a [Citation],
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChatChoice)]
struct Choice<'a> {
    index: u32,
    message: Said<'a>,
    finish_reason: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChatChunkChoice)]
struct ChunkChoice<'a> {
    index: u32,
    delta: Said<'a>,
    /// `stop` or `length` in the answer's last event, else null.
    finish_reason: Option<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChatSaid)]
struct Said<'a> {
    /// `assistant`, in the first event.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    content: &'a str,
}

/// What all that is said of one answer has in common.
#[derive(Debug)]
pub(super) struct Frame {
    /// The answer's id.
    pub(super) id: String,
    /// When it was asked for, in seconds since 1970.
    pub(super) created: i64,
    /// The model, as it was asked for.
    pub(super) model: String,
    /// About how many tokens the client's messages are.
    pub(super) prompt_tokens: usize,
}

impl Frame {
    /// The whole answer.
    pub(super) fn whole<'a>(&'a self, answer: &'a Answer) -> ChatCompletion<'a> {
        let message = Said { role: Some("assistant"), content: &answer.response };
        ChatCompletion {
            id: &self.id,
            object: "chat.completion",
            created: self.created,
            model: &self.model,
            choices: [Choice { index: 0, message, finish_reason: finish_reason(answer) }],
            usage: self.usage(answer),
            grounds: Grounds::of(answer),
        }
    }

    /// The first event: somebody speaks.
    pub(super) fn begun(&self) -> ChatCompletionChunk<'_> {
        self.chunk(vec![said(Some("assistant"), "", None)])
    }

    /// An event with more text.
    pub(super) fn more<'a>(&'a self, text: &'a str) -> ChatCompletionChunk<'a> {
        self.chunk(vec![said(None, text, None)])
    }

    /// The last event of the answer.
    pub(super) fn finished<'a>(&'a self, answer: &'a Answer) -> ChatCompletionChunk<'a> {
        let choices = vec![said(None, "", Some(finish_reason(answer)))];
        ChatCompletionChunk { grounds: Some(Grounds::of(answer)), ..self.chunk(choices) }
    }

    /// An event that only tells the tokens.
    pub(super) fn counted(&self, usage: Usage) -> ChatCompletionChunk<'_> {
        self.chunk(Vec::new()).with_usage(usage)
    }

    /// The tokens of `answer`.
    pub(super) fn usage(&self, answer: &Answer) -> Usage {
        answer.usage.unwrap_or_else(|| {
            let (prompt_tokens, completion_tokens) = (self.prompt_tokens as u64, at_most(&answer.response) as u64);
            Usage { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
        })
    }

    fn chunk<'a>(&'a self, choices: Vec<ChunkChoice<'a>>) -> ChatCompletionChunk<'a> {
        ChatCompletionChunk {
            id: &self.id,
            object: "chat.completion.chunk",
            created: self.created,
            model: &self.model,
            choices,
            usage: None,
            grounds: None,
        }
    }
}

impl ChatCompletionChunk<'_> {
    /// The same event, telling the tokens.
    pub(super) fn with_usage(self, usage: Usage) -> Self {
        Self { usage: Some(usage), ..self }
    }
}

impl<'a> Grounds<'a> {
    fn of(answer: &'a Answer) -> Self {
        Self { mode: answer.meta.mode, reason: answer.meta.reason, citations: &answer.citations }
    }
}

fn said<'a>(role: Option<&'static str>, text: &'a str, finish_reason: Option<&'static str>) -> ChunkChoice<'a> {
    ChunkChoice { index: 0, delta: Said { role, content: text }, finish_reason }
}

fn finish_reason(answer: &Answer) -> &'static str {
    match answer.finish_reason {
        Some(FinishReason::Length) => "length",
        Some(FinishReason::Stop) | None => "stop",
    }
}
