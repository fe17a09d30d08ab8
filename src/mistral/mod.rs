//! The language model's server: Mistral's protocol, spoken within limits of time, number and budget. It knows messages
//! and tokens, and nothing of courses or students.

mod address;
mod answer;
mod attempts;
mod body;
mod breaker;
mod budget;
mod call;
mod client;
mod decode;
mod embeddings;
mod error;
mod lease;
mod message;
mod reading;
mod refusal;
mod retry;
mod sse;
mod upstream;

use std::pin::Pin;
use std::sync::{Arc, PoisonError};

use futures_util::Stream;
use secrecy::SecretString;

pub use error::MistralError;
pub use message::{Completion, Delta, FinishReason, JsonSchema, Message, Request, Role, Usage};

use crate::clock::Clock;
use crate::config;
use crate::storage::Storage;
use crate::telemetry::Metrics;
use answer::Answer;
use client::Client;

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mistral {
    client: Arc<Client>,
}

/// The keys of the servers. Each is sent to its own server alone.
#[derive(Debug, Default)]
pub struct Keys {
    /// Of the server that chats.
    pub chat: Option<SecretString>,
    /// Of another server that embeds, where the settings name one.
    pub embeddings: Option<SecretString>,
}

/// How the language model fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// There is no server to ask.
    NotConfigured,
    /// It is asked.
    Ok,
    /// It has failed repeatedly, and is left alone for a while.
    Resting,
}

/// An answer as it comes. Dropped, it closes the upstream request at once. The last item of a whole answer is
/// [`Delta::Finished`]; a stream that ends otherwise ends with an error.
pub type Deltas = Pin<Box<dyn Stream<Item = Result<Delta, MistralError>> + Send>>;

impl Mistral {
    /// A client with these settings. Without a key it is unavailable, unless the settings name another server than
    /// Mistral's, which may want none.
    ///
    /// # Errors
    /// When the settings do not fit (a base URL that is none).
    pub fn new(
        settings: &config::Mistral,
        key: Option<SecretString>,
        storage: Storage,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Result<Self, MistralError> {
        Self::with_keys(settings, &Keys { chat: key, embeddings: None }, storage, clock, metrics)
    }

    /// [`new`](Self::new), with the key of another server that embeds as well.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_keys(
        settings: &config::Mistral,
        keys: &Keys,
        storage: Storage,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Result<Self, MistralError> {
        Ok(Self { client: Arc::new(Client::new(settings, keys, storage, clock, metrics)?) })
    }

    /// The work of correcting the budget once a call's cost is known, to be spawned; it ends with the last clone and the
    /// last answer. Undone, each call stays entered at the most that it may have cost. Given out once; later, none.
    pub fn settling(&self) -> impl Future<Output = ()> + Send + 'static {
        let due = self.client.corrections.lock().unwrap_or_else(PoisonError::into_inner).take();
        let storage = self.client.storage.clone();
        async move {
            if let Some(due) = due {
                budget::correct(storage, due).await;
            }
        }
    }

    /// Whether there is a server to ask. It may still be down.
    pub fn is_configured(&self) -> bool {
        self.client.chat.is_usable()
    }

    /// Whether there is a server to ask for vectors, and a model named. It may still be down, or without the model.
    pub fn embeds(&self) -> bool {
        self.client.embeddings.is_usable() && !self.client.settings.embedding_model.is_empty()
    }

    /// The model that embeds.
    pub fn embedding_model(&self) -> &str {
        &self.client.settings.embedding_model
    }

    /// How the server that chats fares.
    pub fn status(&self) -> Status {
        match (self.is_configured(), self.client.chat.breaker.is_open()) {
            (false, _) => Status::NotConfigured,
            (true, false) => Status::Ok,
            (true, true) => Status::Resting,
        }
    }

    /// A whole answer.
    ///
    /// # Errors
    /// See [`MistralError`].
    pub async fn complete(&self, request: Request) -> Result<Completion, MistralError> {
        let mut call = self.client.begin(&request).await?;
        let body = self.client.answer(&mut call, &request).await;
        let outcome = body.and_then(|body| Answer::read(&body)?.into_completion());
        call.end(outcome.as_ref().map(|completion| completion.usage));
        outcome
    }

    /// An answer as it comes; returns at its first byte.
    ///
    /// # Errors
    /// See [`MistralError`]; those that come later are items of the stream.
    pub async fn stream(&self, request: Request) -> Result<Deltas, MistralError> {
        let call = self.client.begin(&request).await?;
        self.client.deltas(call, &request).await
    }

    /// One vector a text, in order, of norm 1. Many texts take several calls; where one fails, so does the whole.
    ///
    /// # Errors
    /// See [`MistralError`].
    pub async fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, MistralError> {
        if !self.embeds() {
            return Err(MistralError::NotConfigured);
        }
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in embeddings::batches(texts) {
            vectors.extend(self.client.vectors(&texts[batch]).await?);
        }
        embeddings::same_length(&vectors)?;
        Ok(vectors)
    }
}
