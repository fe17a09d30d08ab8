//! An answer being made: what the plan says, piece by piece, and what happens where it fails. Dropped, it closes the
//! upstream request at once; what was shown by then is kept as a partial answer.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::Instant;

use super::answer::{Answer, Event, Meta};
use super::citations::Citation;
use super::extract::{Extract, extract};
use super::plan::{Facts, Plan};
use super::record::Outcome;
use super::relay::{BETWEEN_PIECES, Relay};
use super::rules::Rules;
use super::{Chat, Mode, Reason, abstain};
use crate::course::Hit;
use crate::guard::OutputFilter;
use crate::mistral::{Deltas, FinishReason, MistralError, Request, Usage};

/// An answer being made.
pub struct Reply {
    chat: Chat,
    facts: Facts,
    stage: Stage,
    queued: VecDeque<Event>,
    relay: Option<Relay>,
    /// Nothing is shown before the end: whatever fails, another answer can still be given.
    is_whole: bool,
    is_shown: bool,
    /// When the last words were shown.
    shown_at: Instant,
    is_over: bool,
}

enum Stage {
    Planned(Plan),
    Relaying(Deltas),
    Over,
}

impl Reply {
    pub(super) fn new(chat: Chat, facts: Facts, plan: Plan, is_whole: bool) -> Self {
        let queued = VecDeque::new();
        Self {
            chat,
            facts,
            stage: Stage::Planned(plan),
            queued,
            relay: None,
            is_whole,
            is_shown: false,
            shown_at: Instant::now(),
            is_over: false,
        }
    }

    /// The next piece; none after the last.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.queued.pop_front() {
                return Some(event);
            }
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Planned(Plan::Ask(request, passages)) => self.call(request, passages).await,
                Stage::Planned(Plan::Quote(reason)) => self.quote(reason).await,
                Stage::Planned(Plan::Abstain(reason)) => self.abstain(reason).await,
                Stage::Planned(Plan::Repeat(cached)) => {
                    let meta = Meta { is_cached: true, ..self.meta(Mode::Mistral, None) };
                    self.say(meta, cached.sources, cached.response, cached.citations).await;
                }
                Stage::Relaying(deltas) => self.relay(deltas).await,
                Stage::Over => return None,
            }
        }
    }

    /// The whole answer of a reply that was made to be whole.
    pub(super) async fn whole(mut self) -> Answer {
        loop {
            match self.next().await.expect("a reply of which nothing is shown ends with an answer") {
                Event::Done(answer) => return *answer,
                Event::Meta(_) | Event::Sources(_) | Event::Delta(_) | Event::Usage(_) | Event::Failed(_) => {}
            }
        }
    }

    async fn call(&mut self, request: Request, passages: usize) {
        let rules = self.chat.inner.rules.of(self.facts.language, self.facts.level);
        let called = self.chat.inner.mistral.stream(request);
        let (called, filter) = tokio::join!(called, filter(rules, &self.facts.hits));
        match called {
            Ok(deltas) => {
                self.relay = Some(Relay::new(filter, passages));
                self.stage = Stage::Relaying(deltas);
            }
            Err(error) => self.quote(Reason::from(&error)).await,
        }
    }

    /// One more piece of the model's answer: its first words alone and at once, later ones as they have gathered.
    async fn relay(&mut self, mut deltas: Deltas) {
        let Some(relay) = &mut self.relay else { return };
        let due = self.is_shown.then_some(self.shown_at + BETWEEN_PIECES);
        let (shown, end) = relay.gather(&mut deltas, due).await;
        self.show(shown);
        match end {
            None => self.stage = Stage::Relaying(deltas),
            Some(Ok((reason, usage))) => self.finish(reason, usage).await,
            Some(Err(error)) => self.break_off(error).await,
        }
    }

    fn show(&mut self, text: String) {
        if self.is_whole || text.is_empty() {
            return;
        }
        if !self.is_shown {
            self.is_shown = true;
            let meta = self.meta(Mode::Mistral, None);
            self.begin(meta, self.facts.sources());
        }
        self.shown_at = Instant::now();
        self.queued.push_back(Event::Delta(text));
    }

    async fn finish(&mut self, reason: FinishReason, usage: Option<Usage>) {
        let rest = self.relay.as_mut().map(Relay::finish).unwrap_or_default();
        self.show(rest);
        let Some(relay) = self.relay.take() else { return };
        if relay.said().trim().is_empty() && !self.is_shown {
            return self.quote(Reason::UpstreamUnreadable).await;
        }
        let citations = relay.citations(&self.facts.hits);
        let outcome = Outcome {
            meta: self.meta(Mode::Mistral, None),
            response: relay.said().to_owned(),
            citations,
            usage,
            finish_reason: Some(reason),
            is_partial: reason == FinishReason::Length,
            has_withheld: relay.has_withheld(),
        };
        self.conclude(outcome).await;
    }

    /// The model's answer has broken off: the course's sentences where nothing is shown yet, else the failure.
    async fn break_off(&mut self, error: MistralError) {
        if !self.is_shown {
            self.relay = None;
            return self.quote(Reason::from(&error)).await;
        }
        if let Some(partial) = self.partial() {
            self.is_over = true;
            self.chat.store(&mut self.facts, partial).await;
        }
        self.queued.push_back(Event::Failed(error));
    }

    /// What was shown of an answer that ends too early.
    fn partial(&mut self) -> Option<Outcome> {
        let relay = self.relay.take().filter(|_| self.is_shown)?;
        Some(Outcome {
            meta: self.meta(Mode::Mistral, None),
            citations: relay.citations(&self.facts.hits),
            has_withheld: relay.has_withheld(),
            response: relay.said().to_owned(),
            usage: None,
            finish_reason: None,
            is_partial: true,
        })
    }

    async fn quote(&mut self, reason: Reason) {
        match extract(&self.facts.question, &self.facts.hits) {
            Some(Extract { text, citations }) => {
                let meta = self.meta(Mode::Extract, Some(reason));
                let response = format!("{}\n\n{text}", reason.opening(self.facts.language));
                self.say(meta, self.facts.sources(), response, citations).await;
            }
            None => self.abstain(reason).await,
        }
    }

    async fn abstain(&mut self, reason: Reason) {
        let response = abstain::said(reason, self.facts.language, &self.facts.hits);
        self.say(self.meta(Mode::Abstain, Some(reason)), self.facts.sources(), response, Vec::new()).await;
    }

    /// An answer that is there at once.
    async fn say(&mut self, meta: Meta, sources: Vec<Citation>, response: String, citations: Vec<Citation>) {
        self.begin(meta.clone(), sources);
        self.queued.push_back(Event::Delta(response.clone()));
        let outcome = Outcome {
            meta,
            response,
            citations,
            usage: None,
            finish_reason: None,
            is_partial: false,
            has_withheld: false,
        };
        self.conclude(outcome).await;
    }

    fn begin(&mut self, meta: Meta, sources: Vec<Citation>) {
        self.queued.extend([Event::Meta(meta), Event::Sources(sources)]);
    }

    async fn conclude(&mut self, outcome: Outcome) {
        self.is_over = true;
        let answer = self.chat.store(&mut self.facts, outcome).await;
        self.queued.extend(answer.usage.map(Event::Usage));
        self.queued.push_back(Event::Done(Box::new(answer)));
    }

    fn meta(&self, mode: Mode, reason: Option<Reason>) -> Meta {
        let Facts { level, language, conversation, .. } = self.facts;
        let model = (mode == Mode::Mistral).then(|| self.chat.inner.model.clone());
        Meta { conversation, mode, reason, model, level, language, is_cached: false }
    }
}

/// What an answer from `hits` goes through, made once its call has had its turn to leave.
async fn filter(rules: &Rules, hits: &[Hit]) -> OutputFilter {
    tokio::task::yield_now().await;
    hits.iter().fold(rules.filter(), |filter, hit| filter.quoting(Arc::clone(&hit.quote)))
}

impl Drop for Reply {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        // The client has left: the upstream request goes with `self`, and only the words are kept.
        if let Some(partial) = self.partial() {
            self.chat.store_later(&mut self.facts, &partial);
        }
    }
}
