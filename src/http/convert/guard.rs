//! The guard's errors into problems.

use crate::chain::Chain;
use crate::guard::events::EventsError;
use crate::http::problem::{Kind, Problem};

impl From<EventsError> for Problem {
    fn from(error: EventsError) -> Self {
        match &error {
            EventsError::Locked | EventsError::DiskFull | EventsError::Database(_) => {
                tracing::warn!(cause = %Chain(&error), "security events are not to be had");
                Self::new(
                    Kind::StorageUnavailable,
                    "Les événements de sécurité ne peuvent pas être lus pour le moment.",
                    "Security events cannot be read just now.",
                )
            }
            EventsError::Damaged { .. } => Self::internal(&error),
        }
    }
}
