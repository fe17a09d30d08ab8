//! Why the log could not be written or read.

use std::sync::Arc;

use uuid::Uuid;

use crate::storage::Fault;

/// Why the log could not be written or read. Cloned to everyone whose row shared a failed transaction.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LogError {
    /// Another process keeps the database locked. It passes by itself.
    #[error("the database is locked")]
    Locked,
    /// No room is left where the database lies.
    #[error("no room is left for the database")]
    DiskFull,
    /// The database refuses this row: its id is taken, or a value is too large.
    #[error("the database refuses the row")]
    Refused(#[source] Arc<sqlx::Error>),
    /// The database fails in another way.
    #[error("the database fails")]
    Database(#[source] Arc<sqlx::Error>),
    /// A stored row does not read as a prediction: another program has written it.
    #[error("stored prediction {id} is damaged: {what}")]
    Damaged {
        /// Its id; all zeros where that is the damage.
        id: Uuid,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The writer has ended: the server shuts down.
    #[error("the log is closed")]
    Closed,
}

impl LogError {
    /// The failure's name in logs and health reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::DiskFull => "disk_full",
            Self::Refused(_) => "refused",
            Self::Database(_) => "database",
            Self::Damaged { .. } => "damaged",
            Self::Closed => "closed",
        }
    }
}

impl From<sqlx::Error> for LogError {
    fn from(error: sqlx::Error) -> Self {
        match Fault::of(&error) {
            Fault::Locked => Self::Locked,
            Fault::DiskFull => Self::DiskFull,
            Fault::Refused => Self::Refused(Arc::new(error)),
            Fault::Other => Self::Database(Arc::new(error)),
        }
    }
}
