//! What is left of an answer once it is over: counted, written into its conversation, kept for whoever asks the same.

use super::answer::{Answer, Meta};
use super::ask::Origin;
use super::citations::Citation;
use super::plan::Facts;
use super::store::{self, Cached, Exchange, Kept};
use super::{Chat, Mode};
use crate::guard::events::EventKind;
use crate::guard::events::record::record;
use crate::mistral::{FinishReason, Usage};
use crate::telemetry::NameLabel;

/// An answer that is over, one way or the other.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) meta: Meta,
    pub(super) response: String,
    pub(super) citations: Vec<Citation>,
    pub(super) usage: Option<Usage>,
    pub(super) finish_reason: Option<FinishReason>,
    /// Whether it was not said to its end.
    pub(super) is_partial: bool,
    /// Whether something was withheld from it.
    pub(super) has_withheld: bool,
}

impl Chat {
    /// Stores what is to be kept, and gives the answer. It is given even where it cannot be kept.
    pub(super) async fn store(&self, facts: &mut Facts, outcome: Outcome) -> Answer {
        let exchange = self.exchange(facts, &outcome);
        let message = exchange.as_ref().map(|exchange| exchange.answer_id);
        // On the server's own time: a client that leaves now does not cut the transaction.
        let stored = self.inner.tasks.spawn(self.clone().keep(exchange, outcome.has_withheld, facts.origin.clone()));
        let is_stored = stored.await.unwrap_or(false);
        let Outcome { meta, response, citations, usage, finish_reason, .. } = outcome;
        let message = message.filter(|_| is_stored);
        Answer { meta, response, citations, usage, finish_reason, message, at: self.inner.clock.now() }
    }

    /// Stores what is to be kept, without anyone waiting for it.
    pub(super) fn store_later(&self, facts: &mut Facts, outcome: &Outcome) {
        let exchange = self.exchange(facts, outcome);
        self.inner.tasks.spawn(self.clone().keep(exchange, outcome.has_withheld, facts.origin.clone()));
    }

    fn exchange(&self, facts: &mut Facts, outcome: &Outcome) -> Option<Exchange> {
        self.inner.metrics.chat_answers.get_or_create(&NameLabel { name: outcome.meta.mode.name() }).inc();
        let conversation = facts.conversation?;
        let is_repeatable = outcome.meta.mode == Mode::Mistral
            && !outcome.meta.is_cached
            && !outcome.is_partial
            && !outcome.has_withheld;
        let kept = facts.key.filter(|_| is_repeatable).map(|key| Kept {
            key,
            answer: Cached {
                response: outcome.response.clone(),
                citations: outcome.citations.clone(),
                sources: facts.sources(),
            },
        });
        Some(Exchange {
            conversation,
            is_first: facts.is_first,
            question_id: facts.question_id,
            question: std::mem::take(&mut facts.question),
            answer_id: self.inner.clock.next_id(),
            answer: outcome.response.clone(),
            mode: outcome.meta.mode,
            reason: outcome.meta.reason,
            citations: outcome.citations.clone(),
            course_version: facts.course_version.take(),
            is_partial: outcome.is_partial,
            at: self.inner.clock.now(),
            kept,
        })
    }

    /// Whether the exchange is in the database.
    async fn keep(self, exchange: Option<Exchange>, has_withheld: bool, origin: Origin) -> bool {
        if has_withheld {
            let kind = EventKind::Withheld;
            let recorded = record(
                &self.inner.storage,
                &self.inner.clock,
                &self.inner.metrics,
                kind,
                origin.route,
                &origin.request_id,
            )
            .await;
            if let Err(error) = recorded {
                tracing::warn!(%error, "a security event could not be recorded");
            }
        }
        let Some(exchange) = exchange else { return false };
        match store::write(&self.inner.storage, &exchange).await {
            Ok(is_stored) => {
                if let Some(kept) = exchange.kept {
                    self.inner.kept.add(kept.key).await;
                }
                is_stored
            }
            Err(error) => {
                tracing::warn!(error = %error, "an answer could not be kept");
                false
            }
        }
    }
}
