//! The exercises of the workshop: explain a concept, quiz on a topic, continue a text, answer from a context, judge a
//! sentiment. With the language model where there is one; those that need not generate do without it, from the course's
//! own sentences, and say so.

mod answer;
mod continuation;
mod error;
mod explain;
mod note;
mod prompt;
pub mod quiz;
#[cfg(test)]
mod samples;
mod sentiment;
mod structured;
mod text;

use std::sync::Arc;

use secrecy::SecretString;

pub use answer::{ContextAnswer, Quote, REFUSAL_EN, REFUSAL_FR};
pub use continuation::{Continuation, Style};
pub use error::{TutorError, WrongAnswer};
pub use explain::Explanation;
pub use quiz::{DEFAULT_QUESTIONS, Given, Graded, Grading, MAX_QUESTIONS, Question, Quiz, Wish};
pub use sentiment::{Judgement, Sentiment};

use crate::chat::{Origin, Parts};
use crate::clock::Clock;
use crate::config::Config;
use crate::course::Course;
use crate::guard::events::{EventKind, record};
use crate::guard::inspect;
use crate::mistral::Mistral;
use crate::storage::Storage;
use crate::telemetry::Metrics;

/// Gives the exercises.
#[derive(Debug)]
pub struct Tutor {
    course: Course,
    mistral: Mistral,
    storage: Storage,
    clock: Clock,
    metrics: Arc<Metrics>,
    /// What never leaves.
    secrets: Vec<SecretString>,
    limits: Limits,
    /// The model's name, for answers.
    model: String,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    text_bytes: usize,
    passages: usize,
    prompt_tokens: usize,
}

impl Tutor {
    /// A tutor with these settings. None of `secrets` ever leaves in an answer.
    pub fn new(config: &Config, parts: &Parts, secrets: &[SecretString]) -> Self {
        let limits = Limits {
            text_bytes: config.chat.message_limit_bytes,
            passages: config.chat.passages,
            prompt_tokens: usize::try_from(config.mistral.context_tokens).unwrap_or(usize::MAX),
        };
        Self {
            course: parts.course.clone(),
            mistral: parts.mistral.clone(),
            storage: parts.storage.clone(),
            clock: parts.clock.clone(),
            metrics: Arc::clone(&parts.metrics),
            secrets: secrets.to_vec(),
            limits,
            model: config.mistral.model.clone(),
        }
    }

    /// Whether there is a language model to ask. It may still be down.
    pub fn has_model(&self) -> bool {
        self.mistral.is_configured()
    }

    /// Refuses a text that is empty or too long. Says whether it tries to take the tutor over, which is recorded.
    async fn admit(&self, origin: &Origin, field: &'static str, text: &str) -> Result<bool, TutorError> {
        if text.trim().is_empty() {
            return Err(TutorError::Empty { field });
        }
        if text.len() > self.limits.text_bytes {
            return Err(TutorError::TooLong { field, bytes: text.len(), limit: self.limits.text_bytes });
        }
        let attempt = inspect(text);
        if let Some(attempt) = attempt {
            self.record(origin, attempt.into()).await;
        }
        Ok(attempt.is_some())
    }

    /// Records an event. The answer does not depend on it.
    async fn record(&self, origin: &Origin, kind: EventKind) {
        let Origin { route, request_id } = origin;
        let recorded = record::record(&self.storage, &self.clock, &self.metrics, kind, route, request_id).await;
        if let Err(error) = recorded {
            tracing::warn!(%error, "a security event could not be recorded");
        }
    }
}
