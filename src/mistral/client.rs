//! The servers, the settings and the office behind [`super::Mistral`], and how one call is made of them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedReceiver;

use super::attempts::Attempts;
use super::breaker::Breaker;
use super::budget::Budget;
use super::call::{Call, Office};
use super::lease::Entry;
use super::upstream::{Form, Upstream};
use super::{Deltas, Keys, MistralError, Request, Usage, body, embeddings, reading};
use crate::clock::Clock;
use crate::config;
use crate::storage::Storage;
use crate::telemetry::Metrics;

/// Largest whole answer, in bytes: many times what the longest limit of tokens gives.
const MAX_ANSWER_BYTES: usize = 4 << 20;
/// Largest answer of vectors, in bytes: 64 of 8,192 numbers, written out in full.
const MAX_VECTORS_BYTES: usize = 16 << 20;

const CHAT: &str = "chat/completions";
const EMBEDDINGS: &str = "embeddings";

/// What every clone of the client shares.
#[derive(Debug)]
pub struct Client {
    /// The server that chats.
    pub chat: Upstream,
    /// The server that embeds, often the same.
    pub embeddings: Upstream,
    /// The limits and the models.
    pub settings: config::Mistral,
    /// The budget's corrections, until somebody takes them to do them.
    pub corrections: Mutex<Option<UnboundedReceiver<Entry>>>,
    /// Where the budget is.
    pub storage: Storage,
    office: Office,
    clock: Clock,
}

impl Client {
    /// A client with these settings and keys.
    ///
    /// # Errors
    /// When they do not fit.
    pub fn new(
        settings: &config::Mistral,
        keys: &Keys,
        storage: Storage,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Result<Self, MistralError> {
        let upstream = |base_url: &str, key: &Option<_>| {
            // One each: a server that chats well may be without the model that embeds.
            let breaker = Breaker::new(clock.clone(), Arc::clone(&metrics));
            let connect_timeout = Duration::from_secs(settings.connect_timeout_s);
            Upstream::new(base_url, key.as_ref(), connect_timeout, breaker, clock.clone())
        };
        let chat = upstream(&settings.base_url, &keys.chat)?;
        let embeddings = if settings.embedding_base_url.trim().is_empty() {
            upstream(&settings.base_url, &keys.chat)?
        } else {
            upstream(&settings.embedding_base_url, &keys.embeddings)?
        };
        let (budget, corrections) =
            Budget::new(storage.clone(), clock.clone(), settings.calls_per_day, settings.tokens_per_day);
        let total = Duration::from_secs(settings.total_timeout_s);
        let office = Office::new(settings.max_concurrent, total, budget, metrics);
        let corrections = Mutex::new(Some(corrections));
        Ok(Self { chat, embeddings, settings: settings.clone(), corrections, storage, office, clock })
    }

    /// Begins a call for an answer.
    ///
    /// # Errors
    /// When there is no server, or it may not be asked now.
    pub async fn begin(&self, request: &Request) -> Result<Call, MistralError> {
        if !self.chat.is_usable() {
            return Err(MistralError::NotConfigured);
        }
        let tokens = body::most_tokens(request, self.settings.max_answer_tokens);
        self.office.begin(&self.chat.breaker, tokens).await
    }

    /// The body of an answer, whole.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn answer(&self, call: &mut Call, request: &Request) -> Result<Vec<u8>, MistralError> {
        let body = self.body(request, Form::Whole);
        self.whole(call, &self.chat, CHAT, body, MAX_ANSWER_BYTES).await
    }

    /// An answer that has begun.
    ///
    /// # Errors
    /// When it does not begin.
    pub async fn deltas(&self, mut call: Call, request: &Request) -> Result<Deltas, MistralError> {
        let body = self.body(request, Form::Streamed);
        let time = Duration::from_secs(self.settings.first_byte_timeout_s);
        let attempt = || self.chat.post(CHAT, body.clone(), Form::Streamed);
        match self.attempts(time).run(&mut call, attempt).await {
            Ok((response, first)) => {
                let max_tokens = body::longest(request, self.settings.max_answer_tokens);
                Ok(reading::deltas(response, &first, max_tokens, call))
            }
            Err(error) => {
                call.end(Err(&error));
                Err(error)
            }
        }
    }

    /// The vectors of one batch.
    ///
    /// # Errors
    /// When they do not come, or do not fit.
    pub async fn vectors(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, MistralError> {
        let mut call = self.office.begin(&self.embeddings.breaker, body::most_embedding_tokens(texts)).await?;
        let outcome = self.read_vectors(&mut call, texts).await;
        call.end(outcome.as_ref().map(|(_, usage)| *usage));
        outcome.map(|(vectors, _)| vectors)
    }

    async fn read_vectors(
        &self,
        call: &mut Call,
        texts: &[String],
    ) -> Result<(Vec<Vec<f32>>, Option<Usage>), MistralError> {
        let body = Bytes::from(body::embeddings(&self.settings.embedding_model, texts));
        let body = self.whole(call, &self.embeddings, EMBEDDINGS, body, MAX_VECTORS_BYTES).await?;
        embeddings::read(&body, texts.len())
    }

    fn body(&self, request: &Request, form: Form) -> Bytes {
        let config::Mistral { model, max_answer_tokens, .. } = &self.settings;
        body::chat(request, model, *max_answer_tokens, form == Form::Streamed, self.chat.dialect()).into()
    }

    /// A body read to its end. Its first byte comes when all of it is made, so only the total limit holds.
    async fn whole(
        &self,
        call: &mut Call,
        upstream: &Upstream,
        route: &str,
        body: Bytes,
        limit: usize,
    ) -> Result<Vec<u8>, MistralError> {
        let time = Duration::from_secs(self.settings.total_timeout_s);
        let attempt = || upstream.post(route, body.clone(), Form::Whole);
        let (response, first) = self.attempts(time).run(call, attempt).await?;
        reading::whole(response, &first, limit, call.deadline).await
    }

    fn attempts(&self, time: Duration) -> Attempts<'_> {
        Attempts { retries: self.settings.retries, time, budget: &self.office.budget, clock: &self.clock }
    }
}
