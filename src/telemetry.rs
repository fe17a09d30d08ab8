//! What the server tells its operators: the log's subscriber, and every metric with its name and meaning.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Installs the log's subscriber on standard error. `filter` has the syntax of `RUST_LOG` (`info`, `tramontane=debug`).
///
/// # Errors
/// When `filter` does not parse.
pub fn install(filter: &str, format: LogFormat) -> Result<(), tracing_subscriber::filter::ParseError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
}

/// What tells one answered request's series from another's.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct RequestLabels {
    /// HTTP method; one outside the common nine counts as `OTHER`, so that a client cannot grow the table.
    pub method: &'static str,
    /// The route's pattern (`/predictions/{id}`), never the path as sent; empty where none matched.
    pub route: String,
    /// HTTP status code.
    pub status: u16,
}

/// What tells one series of a counter from another's by a single name.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct NameLabel {
    /// The name, one of a fixed few.
    pub name: &'static str,
}

/// What tells one drift's series from another's.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct DriftLabels {
    /// A model that has answered, and its precision.
    pub model: String,
    /// What has moved: `confidence`, `label` or `length`.
    pub what: &'static str,
}

/// Every metric, each registered under `tramontane_`.
#[derive(Debug)]
pub struct Metrics {
    /// Answered requests, by method, route and status.
    pub requests: Family<RequestLabels, Counter>,
    /// From a request's first byte read to its response's head, in seconds.
    pub request_duration: Histogram,
    /// Texts waiting for a worker, now.
    pub queue_depth: Gauge<u64, AtomicU64>,
    /// From entering the queue to a worker's taking it, in seconds.
    pub queue_time: Histogram,
    /// One run of the ONNX session, in seconds.
    pub inference_time: Histogram,
    /// Texts in one run of the session.
    pub batch_size: Histogram,
    /// The share of a batch's tokens that is padding, between 0 and 1.
    pub padding_ratio: Histogram,
    /// Texts dropped from the queue because their client had left.
    pub cancelled: Counter,
    /// Texts refused because the queue was full.
    pub refused: Counter,
    /// Texts whose deadline passed before a worker was free.
    pub expired: Counter,
    /// One commit of gathered predictions, in seconds.
    pub commit_time: Histogram,
    /// Predictions in one commit.
    pub commit_rows: Histogram,
    /// Commits that failed (disk full, database locked).
    pub commit_failures: Counter,
    /// One search in the course, in seconds.
    pub search_time: Histogram,
    /// Searches that fell back to words because vectors were not to be had.
    pub embedding_fallbacks: Counter,
    /// Calls to the language model, by outcome.
    pub upstream_calls: Family<NameLabel, Counter>,
    /// From a call's start to the answer's first byte, in seconds, retries included.
    pub upstream_first_byte: Histogram,
    /// A whole call, in seconds.
    pub upstream_duration: Histogram,
    /// Tokens that the language model counted, by direction (`prompt`, `completion`).
    pub upstream_tokens: Family<NameLabel, Counter>,
    /// Calls under way.
    pub upstream_in_flight: Gauge<u64, AtomicU64>,
    /// Circuit breakers that keep calls back; answers have one, vectors another.
    pub upstream_breaker_open: Gauge<u64, AtomicU64>,
    /// Answers to students, by mode (`mistral`, `extract`, `abstain`).
    pub chat_answers: Family<NameLabel, Counter>,
    /// Attempts to take the tutor over, and leaks held back, by kind.
    pub security_events: Family<NameLabel, Counter>,
    /// How far the log's latest week has moved from its model's reference, by the population stability index.
    pub drift_psi: Family<DriftLabels, Gauge<f64, AtomicU64>>,
    registry: Registry,
}

impl Metrics {
    /// All metrics at zero.
    pub fn new() -> Arc<Self> {
        let seconds = || Histogram::new(exponential_buckets(0.000_05, 2.0, 18)); // 50 µs to 6.5 s
        let long_seconds = || Histogram::new(exponential_buckets(0.01, 2.0, 14)); // 10 ms to 82 s
        let counts = || Histogram::new(exponential_buckets(1.0, 2.0, 10)); // 1 to 512
        let mut metrics = Self {
            requests: Family::default(),
            request_duration: seconds(),
            queue_depth: Gauge::default(),
            queue_time: seconds(),
            inference_time: seconds(),
            batch_size: counts(),
            padding_ratio: Histogram::new((1..=10).map(|tenths| f64::from(tenths) / 10.0)),
            cancelled: Counter::default(),
            refused: Counter::default(),
            expired: Counter::default(),
            commit_time: seconds(),
            commit_rows: counts(),
            commit_failures: Counter::default(),
            search_time: seconds(),
            embedding_fallbacks: Counter::default(),
            upstream_calls: Family::default(),
            upstream_first_byte: long_seconds(),
            upstream_duration: long_seconds(),
            upstream_tokens: Family::default(),
            upstream_in_flight: Gauge::default(),
            upstream_breaker_open: Gauge::default(),
            chat_answers: Family::default(),
            security_events: Family::default(),
            drift_psi: Family::default(),
            registry: Registry::with_prefix("tramontane"),
        };
        metrics.register();
        metrics.register_chat();
        Arc::new(metrics)
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Answered requests", self.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "From a request's arrival to its response's head",
            Unit::Seconds,
            self.request_duration.clone(),
        );
        registry.register("queue_depth", "Texts waiting for a worker", self.queue_depth.clone());
        let queue_time = "From entering the queue to a worker's taking it";
        registry.register_with_unit("queue_time", queue_time, Unit::Seconds, self.queue_time.clone());
        let inference_time = "One run of the ONNX session";
        registry.register_with_unit("inference_time", inference_time, Unit::Seconds, self.inference_time.clone());
        registry.register("batch_size", "Texts in one run of the session", self.batch_size.clone());
        let padding = "Share of a batch's tokens that is padding";
        registry.register_with_unit("padding", padding, Unit::Ratios, self.padding_ratio.clone());
        registry.register("cancelled_texts", "Texts dropped because their client left", self.cancelled.clone());
        registry.register("refused_texts", "Texts refused because the queue was full", self.refused.clone());
        registry.register("expired_texts", "Texts whose deadline passed in the queue", self.expired.clone());
        let commit_time = "One commit of gathered predictions";
        registry.register_with_unit("commit_time", commit_time, Unit::Seconds, self.commit_time.clone());
        registry.register("commit_rows", "Predictions in one commit", self.commit_rows.clone());
        registry.register("commit_failures", "Commits that failed", self.commit_failures.clone());
        let drift = "Population stability index of the latest week against the first full one";
        registry.register("drift_psi", drift, self.drift_psi.clone());
    }

    fn register_chat(&mut self) {
        let registry = &mut self.registry;
        registry.register_with_unit("search_time", "One search in the course", Unit::Seconds, self.search_time.clone());
        let fallbacks = "Searches by words alone because vectors were not to be had";
        registry.register("embedding_fallbacks", fallbacks, self.embedding_fallbacks.clone());
        registry.register("upstream_calls", "Calls to the language model, by outcome", self.upstream_calls.clone());
        let first_byte = "From a call's start to the answer's first byte";
        registry.register_with_unit("upstream_first_byte", first_byte, Unit::Seconds, self.upstream_first_byte.clone());
        let duration = "A whole call to the language model";
        registry.register_with_unit("upstream_duration", duration, Unit::Seconds, self.upstream_duration.clone());
        registry.register("upstream_tokens", "Tokens the language model counted", self.upstream_tokens.clone());
        let in_flight = "Calls to the language model under way";
        registry.register("upstream_in_flight", in_flight, self.upstream_in_flight.clone());
        let open = "Circuit breakers that keep calls back";
        registry.register("upstream_breaker_open", open, self.upstream_breaker_open.clone());
        registry.register("chat_answers", "Answers to students, by mode", self.chat_answers.clone());
        let events = "Attempts to take the tutor over, and leaks held back";
        registry.register("security_events", events, self.security_events.clone());
    }

    /// All metrics in the OpenMetrics text format.
    ///
    /// # Errors
    /// When formatting fails, which writing into a string does not.
    pub fn render(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
