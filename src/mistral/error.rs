//! What can go wrong between us and the language model's server. No variant holds what the server wrote: it may echo
//! keys, hosts or prompts.

use std::time::Duration;

/// Why there is no answer, or no more of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MistralError {
    /// Neither a key nor another server than Mistral's is set.
    #[error("no key for the language model is set")]
    NotConfigured,
    /// The base URL is no URL of a server, holds a password, or would send Mistral the key in the clear. It is not shown:
    /// it may hold a secret.
    #[error("the base URL of the language model is not valid (mistral.base_url, mistral.embedding_base_url)")]
    BaseUrl,
    /// The key holds what no key does, such as a line's end. It is not shown.
    #[error("the key of the language model holds characters that no key has")]
    Key,
    /// The system lists no certificate authority.
    #[error("this system has no certificates to know the language model's server by")]
    NoCertificates,
    /// The day's calls or tokens are spent.
    #[error("the budget of the day is spent")]
    BudgetSpent {
        /// Until the next day.
        retry_after: Duration,
    },
    /// The budget cannot be kept: the database fails.
    #[error("the budget cannot be read or written")]
    BudgetUnavailable,
    /// As many calls are under way as may.
    #[error("too many calls to the language model at once")]
    Busy,
    /// The server has failed repeatedly and is left alone for a while.
    #[error("the language model is given a rest after repeated failures")]
    BreakerOpen {
        /// Until the next attempt.
        retry_after: Duration,
    },
    /// The server cannot be reached.
    #[error("the language model cannot be reached")]
    Connect,
    /// Nothing came in time.
    #[error("the language model did not answer in time")]
    Timeout,
    /// The key is refused (401), or may not do this (403).
    #[error("the language model refuses the key (status {status})")]
    KeyRefused {
        /// 401 or 403.
        status: u16,
    },
    /// The plan does not hold this model, or its month is spent: waiting does not help.
    #[error("the plan of the key does not allow this call")]
    QuotaExhausted,
    /// Too many calls for the plan, after the retries.
    #[error("the language model limits the rate of calls")]
    RateLimited {
        /// As the server said.
        retry_after: Option<Duration>,
    },
    /// The prompt is longer than the model reads.
    #[error("the prompt is too long for the language model")]
    ContextTooLong,
    /// The server does not like the request (400, 404, 422): a fault of ours or of the settings.
    #[error("the language model refuses the request (status {status})")]
    Refused {
        /// The status.
        status: u16,
    },
    /// The server fails (5xx), after the retries.
    #[error("the language model fails (status {status})")]
    ServerFailed {
        /// The status.
        status: u16,
    },
    /// The answer broke off before its end.
    #[error("the answer of the language model broke off")]
    Truncated,
    /// The answer is not what the protocol promises.
    #[error("the answer of the language model cannot be read")]
    Unreadable,
}

impl MistralError {
    /// Its name in the metrics and the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotConfigured => "not_configured",
            Self::BaseUrl => "base_url",
            Self::Key => "key",
            Self::NoCertificates => "no_certificates",
            Self::BudgetSpent { .. } => "budget_spent",
            Self::BudgetUnavailable => "budget_unavailable",
            Self::Busy => "busy",
            Self::BreakerOpen { .. } => "breaker_open",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::KeyRefused { .. } => "key_refused",
            Self::QuotaExhausted => "quota_exhausted",
            Self::RateLimited { .. } => "rate_limited",
            Self::ContextTooLong => "context_too_long",
            Self::Refused { .. } => "refused",
            Self::ServerFailed { .. } => "server_failed",
            Self::Truncated => "truncated",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether it is the server that failed, in a way that may pass (true), or that did its work by refusing (false);
    /// nothing where the server was not asked.
    pub(super) fn blames_the_server(&self) -> Option<bool> {
        match self {
            Self::Connect | Self::Timeout | Self::ServerFailed { .. } | Self::Truncated | Self::Unreadable => {
                Some(true)
            }
            Self::KeyRefused { .. }
            | Self::QuotaExhausted
            | Self::RateLimited { .. }
            | Self::ContextTooLong
            | Self::Refused { .. } => Some(false),
            Self::NotConfigured
            | Self::BaseUrl
            | Self::Key
            | Self::NoCertificates
            | Self::BudgetSpent { .. }
            | Self::BudgetUnavailable
            | Self::Busy
            | Self::BreakerOpen { .. } => None,
        }
    }
}
