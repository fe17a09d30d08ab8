//! The client of the language model against the fake: what it sends, what it makes of every fault, what it holds back.

mod budget;
mod faults;
mod kill;
mod leaving;
mod limits;
mod requests;
mod vectors;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::StreamExt;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tramontane::clock::Clock;
use tramontane::config;
use tramontane::mistral::{
    Completion, Delta, Deltas, FinishReason, Message, Mistral, MistralError, Request, Role, Usage,
};
use tramontane::storage::Storage;
use tramontane::telemetry::Metrics;

use crate::mistral::FakeMistral;
use crate::support::START_MS;

/// A client, and the fake that it asks.
struct Relay {
    fake: FakeMistral,
    mistral: Mistral,
    metrics: Arc<Metrics>,
    storage: Storage,
    now_ms: Arc<AtomicI64>,
    settling: JoinSet<()>,
    _dir: TempDir,
}

impl Relay {
    async fn start() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut config::Mistral)) -> Self {
        let fake = FakeMistral::start().await;
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let mut settings = config::Mistral { base_url: fake.url(), ..config::Mistral::default() };
        change(&mut settings);
        let now_ms = Arc::new(AtomicI64::new(START_MS));
        let read = Arc::clone(&now_ms);
        let clock = Clock::scripted(move || Timestamp::from_millisecond(read.load(Ordering::Relaxed)).unwrap());
        let metrics = Metrics::new();
        let key = Some(fake.key().into());
        let mistral = Mistral::new(&settings, key, storage.clone(), clock, Arc::clone(&metrics)).unwrap();
        let mut settling = JoinSet::new();
        settling.spawn(mistral.settling());
        Self { fake, mistral, metrics, storage, now_ms, settling, _dir: dir }
    }

    async fn complete(&self) -> Result<Completion, MistralError> {
        self.mistral.complete(question()).await
    }

    async fn stream(&self) -> Result<Deltas, MistralError> {
        self.mistral.stream(question()).await
    }

    /// A streamed answer, put together.
    async fn streamed(&self) -> Result<Completion, MistralError> {
        gather(self.stream().await?).await
    }

    fn advance_ms(&self, by: i64) {
        self.now_ms.fetch_add(by, Ordering::Relaxed);
    }

    /// The value of a metric's line.
    fn metric(&self, line: &str) -> u64 {
        let metrics = self.metrics.render().unwrap();
        let value = metrics.lines().find_map(|found| found.strip_prefix(&format!("tramontane_{line} ")));
        value.map_or(0, |value| value.parse().unwrap())
    }

    /// Calls and tokens of the day, once every call's cost is known.
    async fn settled(self) -> (i64, i64) {
        let Self { mistral, storage, settling, _dir, .. } = self;
        drop(mistral);
        settling.join_all().await;
        let all = sqlx::query_as("SELECT SUM(calls), SUM(tokens) FROM upstream_budget");
        all.fetch_one(storage.read()).await.unwrap()
    }
}

/// What the fake's tutor can answer.
fn question() -> Request {
    let system = "Réponds avec les extraits.\n\n[1] Les portes\nLa porte d’oubli filtre la mémoire.";
    let messages = [(Role::System, system), (Role::User, "À quoi sert la porte d’oubli ?")];
    let messages = messages.map(|(role, content)| Message { role, content: content.to_owned() }).to_vec();
    Request { messages, ..Request::default() }
}

/// What the budget enters before the question is asked: a token a byte and around each message, and the longest answer.
fn most_tokens() -> i64 {
    let bytes: usize = question().messages.iter().map(|message| message.content.len() + 8).sum();
    i64::try_from(bytes).unwrap() + 64 + i64::from(config::Mistral::default().max_answer_tokens)
}

async fn gather(mut deltas: Deltas) -> Result<Completion, MistralError> {
    let mut content = String::new();
    let mut end = None;
    while let Some(delta) = deltas.next().await {
        assert!(end.is_none(), "after the end: {delta:?}");
        match delta? {
            Delta::Text(text) => {
                assert!(!text.is_empty());
                content.push_str(&text);
            }
            Delta::Finished { reason, usage } => end = Some((reason, usage)),
        }
    }
    let (finish_reason, usage): (FinishReason, Option<Usage>) = end.expect("an end or an error");
    Ok(Completion { content, finish_reason, usage })
}
