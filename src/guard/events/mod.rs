//! The security events: that something was attempted or held back, when, where; never what was said, nor by whom.

mod error;
pub mod find;
pub mod record;
pub mod retention;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

pub use error::EventsError;

use super::Attempt;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A message would set our instructions aside.
    Override,
    /// A message would read our instructions.
    PromptLeak,
    /// A message would read a key or another secret.
    SecretLeak,
    /// A message would have the tutor play one without rules.
    RolePlay,
    /// A message would speak in our place.
    Forgery,
    /// Something was withheld from an answer.
    Withheld,
}

/// A security event, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityEvent {
    /// When.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T10:00:00.123Z")]
    pub created_at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// The route's pattern.
    #[schema(example = "/chat")]
    pub route: String,
    /// The id of the request.
    #[schema(example = "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b46")]
    pub request_id: String,
}

impl EventKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Override, Self::PromptLeak, Self::SecretLeak, Self::RolePlay, Self::Forgery, Self::Withheld];

    /// Its name, in the database and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Override => "override",
            Self::PromptLeak => "prompt_leak",
            Self::SecretLeak => "secret_leak",
            Self::RolePlay => "role_play",
            Self::Forgery => "forgery",
            Self::Withheld => "withheld",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl From<Attempt> for EventKind {
    fn from(attempt: Attempt) -> Self {
        match attempt {
            Attempt::Override => Self::Override,
            Attempt::PromptLeak => Self::PromptLeak,
            Attempt::SecretLeak => Self::SecretLeak,
            Attempt::RolePlay => Self::RolePlay,
            Attempt::Forgery => Self::Forgery,
        }
    }
}

fn rfc3339<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{time:.3}"))
}
