//! Why an event could not be recorded or read.

use crate::storage::Fault;

/// Why an event could not be recorded or read.
#[derive(Debug, thiserror::Error)]
pub enum EventsError {
    /// Another process keeps the database locked. It passes by itself.
    #[error("the database is locked")]
    Locked,
    /// No room is left where the database lies.
    #[error("no room is left for the database")]
    DiskFull,
    /// The database fails in another way.
    #[error("the database fails")]
    Database(#[source] sqlx::Error),
    /// A stored event does not read as one: another program has written it.
    #[error("stored event {seq} is damaged")]
    Damaged {
        /// The row's number.
        seq: i64,
    },
}

impl From<sqlx::Error> for EventsError {
    fn from(error: sqlx::Error) -> Self {
        match Fault::of(&error) {
            Fault::Locked => Self::Locked,
            Fault::DiskFull => Self::DiskFull,
            Fault::Refused | Fault::Other => Self::Database(error),
        }
    }
}
