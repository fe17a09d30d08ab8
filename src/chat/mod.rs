//! Answers to students, from the course. A question is checked and its
//! passages searched; then the
//! language model answers from the passages, or the course's own sentences do, or nobody. Each claim leads to the words it
//! rests on.

mod abstain;
mod answer;
mod ask;
pub mod citations;
mod error;
mod extract;
mod follow_up;
pub mod language;
mod level;
mod plan;
pub mod prompt;
mod reason;
mod record;
mod relay;
mod reply;
mod rules;
pub mod store;
mod terms;
pub mod tokens;

#[cfg(test)]
pub(crate) mod samples;

use std::sync::Arc;

use secrecy::SecretString;
use tokio_util::task::TaskTracker;

pub use answer::{Answer, Event, Meta};
pub use ask::{Ask, Memory, Origin, Sampling};
pub use error::ChatError;
pub use extract::{Extract, extract};
pub use level::{Level, UnknownLevel};
pub use reason::{Mode, Reason};
pub use reply::Reply;

use crate::clock::Clock;
use crate::config::{self, Config};
use crate::course::Course;
use crate::guard::Canary;
use crate::mistral::Mistral;
use crate::storage::Storage;
use crate::telemetry::Metrics;
use rules::AllRules;

/// Answers students. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Chat {
    inner: Arc<Inner>,
}

/// What a chat is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The database.
    pub storage: Storage,
    /// Time and ids.
    pub clock: Clock,
    /// Counts.
    pub metrics: Arc<Metrics>,
    /// Where the passages are.
    pub course: Course,
    /// Who answers from them.
    pub mistral: Mistral,
    /// Where answers are written after they were given; it is waited for at a stop.
    pub tasks: TaskTracker,
}

#[derive(Debug)]
struct Inner {
    storage: Storage,
    clock: Clock,
    metrics: Arc<Metrics>,
    course: Course,
    mistral: Mistral,
    tasks: TaskTracker,
    settings: config::Chat,
    model: String,
    context_tokens: usize,
    rules: AllRules,
    kept: store::Keys,
}

impl Chat {
    /// A chat with these settings. None of `secrets` ever leaves in an answer.
    pub fn new(config: &Config, parts: Parts, secrets: &[SecretString]) -> Self {
        let rules = AllRules::new(&Canary::new(&parts.clock), secrets);
        let context_tokens = usize::try_from(config.mistral.context_tokens).unwrap_or(usize::MAX);
        let (settings, model) = (config.chat.clone(), config.mistral.model.clone());
        let Parts { storage, clock, metrics, course, mistral, tasks } = parts;
        let inner = Inner {
            storage,
            clock,
            metrics,
            course,
            mistral,
            tasks,
            settings,
            model,
            context_tokens,
            rules,
            kept: store::Keys::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The name of the language model that is asked; it may not be there.
    pub fn model(&self) -> &str {
        &self.inner.model
    }

    /// Tokens that a prompt may have: history is cut to it.
    pub fn context_tokens(&self) -> usize {
        self.inner.context_tokens
    }

    /// Longest question, in bytes.
    pub fn message_limit(&self) -> usize {
        self.inner.settings.message_limit_bytes
    }

    /// A whole answer. Where the language model fails, the course's own sentences answer.
    ///
    /// # Errors
    /// See [`ChatError`]; never because of the language model.
    pub async fn answer(&self, ask: Ask) -> Result<Answer, ChatError> {
        let (facts, plan) = self.plan(ask).await?;
        Ok(Reply::new(self.clone(), facts, plan, true).whole().await)
    }

    /// An answer as it comes. Where the language model fails before anything is shown, the course's own sentences answer;
    /// later, the last event is [`Event::Failed`].
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn stream(&self, ask: Ask) -> Result<Reply, ChatError> {
        let (facts, plan) = self.plan(ask).await?;
        Ok(Reply::new(self.clone(), facts, plan, false))
    }
}
