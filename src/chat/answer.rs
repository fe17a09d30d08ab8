//! An answer, and the events that it comes in.

use jiff::Timestamp;
use uuid::Uuid;

use super::citations::Citation;
use super::{Level, Mode, Reason};
use crate::course::text::Language;
use crate::mistral::{FinishReason, MistralError, Usage};

/// What is known of an answer once it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The conversation that it goes into; none where nothing is kept.
    pub conversation: Option<Uuid>,
    /// What makes it.
    pub mode: Mode,
    /// Why it is not the language model's.
    pub reason: Option<Reason>,
    /// The language model, where it answers.
    pub model: Option<String>,
    /// For whom it is.
    pub level: Level,
    /// The language it is in.
    pub language: Language,
    /// Whether it was given before to the same question.
    pub is_cached: bool,
}

/// An answer, over.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What was known at its beginning.
    pub meta: Meta,
    /// What was said.
    pub response: String,
    /// Where its claims come from: one citation a passage, in the order of their first appearance.
    pub citations: Vec<Citation>,
    /// Tokens, where the language model counted them.
    pub usage: Option<Usage>,
    /// Why the language model ended, where it answered.
    pub finish_reason: Option<FinishReason>,
    /// The answer's id in its conversation; none where it is not kept, or could not be.
    pub message: Option<Uuid>,
    /// When it was over.
    pub at: Timestamp,
}

/// A piece of an answer. An answer is [`Event::Meta`], [`Event::Sources`], some [`Event::Delta`], perhaps
/// [`Event::Usage`], and [`Event::Done`]; or it ends with [`Event::Failed`].
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// What is known once it begins.
    Meta(Meta),
    /// The passages that it may cite, whole; their ids are the numbers in its brackets.
    Sources(Vec<Citation>),
    /// More text; never empty.
    Delta(String),
    /// What it cost.
    Usage(Usage),
    /// It broke off.
    Failed(MistralError),
    /// It is over.
    Done(Box<Answer>),
}
