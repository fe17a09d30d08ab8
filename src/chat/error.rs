//! Why a question gets no answer at all, or a conversation cannot be had.

use crate::course::CourseError;
use crate::storage::Fault;

/// Why a question gets no answer at all, or a conversation cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// Nothing is asked.
    #[error("the message is empty")]
    Empty,
    /// More than may be asked at once.
    #[error("the message has {bytes} bytes; the limit is {limit}")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The settings' limit.
        limit: usize,
    },
    /// There is no such conversation, or no more.
    #[error("no such conversation")]
    UnknownConversation,
    /// The conversation has no such answer.
    #[error("no such answer")]
    UnknownAnswer,
    /// The course cannot be searched.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// Another process keeps the database locked. It passes by itself.
    #[error("the database is locked")]
    Locked,
    /// No room is left where the database lies.
    #[error("no room is left for the database")]
    DiskFull,
    /// The database fails in another way.
    #[error("the database fails")]
    Database(#[source] sqlx::Error),
    /// A stored message does not read as one: another program has written it.
    #[error("stored message {seq} is damaged: {what}")]
    Damaged {
        /// The row's number.
        seq: i64,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl From<sqlx::Error> for ChatError {
    fn from(error: sqlx::Error) -> Self {
        match Fault::of(&error) {
            Fault::Locked => Self::Locked,
            Fault::DiskFull => Self::DiskFull,
            Fault::Refused | Fault::Other => Self::Database(error),
        }
    }
}
