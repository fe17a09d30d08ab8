//! Why an evaluation is not to be had.

use std::io;
use std::sync::Arc;

use thiserror::Error;

use crate::models::{CalibrationError, UnknownModel};
use crate::predictions::LogError;
use crate::storage::Fault;

/// Why an evaluation is not to be had.
#[derive(Clone, Debug, Error)]
pub enum EvaluationError {
    /// No such evaluation, or no more.
    #[error("there is no such evaluation")]
    Unknown,
    /// No such row in it.
    #[error("the evaluation has no row {row}")]
    UnknownRow {
        /// The row asked for.
        row: u64,
    },
    /// A label that its model does not have.
    #[error("the model has no label '{label}'")]
    UnknownLabel {
        /// The label asked for.
        label: String,
        /// The labels that there are.
        labels: Vec<String>,
    },
    /// A file with nothing in it.
    #[error("the file is empty")]
    EmptyFile,
    /// A table whose header lacks what is needed.
    #[error("the table's header has no 'text' and 'label'")]
    Header {
        /// The columns that it has.
        columns: Vec<String>,
    },
    /// A file with more rows or bytes than one evaluation takes.
    #[error("the file is longer than {rows} rows or {bytes} bytes")]
    TooLarge {
        /// The most rows.
        rows: u64,
        /// The most bytes.
        bytes: u64,
    },
    /// As many evaluations wait as may.
    #[error("{limit} evaluations wait already")]
    TooMany {
        /// The most that may.
        limit: usize,
    },
    /// What was asked for is told of a whole evaluation only.
    #[error("the evaluation is not finished")]
    NotFinished,
    /// Two evaluations that do not have the same rows.
    #[error("the evaluations are not of the same rows")]
    OtherRows,
    /// What was asked for means nothing to a model with these labels.
    #[error("the model has {labels} labels, and two are needed")]
    NotBinary {
        /// How many it has.
        labels: usize,
    },
    /// Too few rows to calibrate a model, or rows that say nothing of it.
    #[error("the rows settle no calibration: {rows} are fitted")]
    NothingToFit {
        /// Rows of the half that is fitted.
        rows: u64,
        /// How many are needed.
        needed: u64,
    },
    /// The calibration is not stored.
    #[error("the calibration is not stored")]
    NotStored(#[source] Arc<CalibrationError>),
    /// The body broke off.
    #[error("the file broke off before its end")]
    BrokenOff,
    /// No such model.
    #[error(transparent)]
    UnknownModel(#[from] UnknownModel),
    /// The file cannot be kept or read.
    #[error("the evaluation's file fails")]
    File(#[source] Arc<io::Error>),
    /// No room is left for the file or the database.
    #[error("no room is left on the disk")]
    DiskFull,
    /// Another process keeps the database locked.
    #[error("the database is locked")]
    Locked,
    /// The database fails in another way.
    #[error("the database fails")]
    Database(#[source] Arc<sqlx::Error>),
    /// Another program has written what is stored.
    #[error("a stored evaluation is damaged: {what}")]
    Damaged {
        /// What is wrong with it.
        what: &'static str,
    },
    /// The server stops.
    #[error("the server is stopping")]
    Stopping,
}

impl From<sqlx::Error> for EvaluationError {
    fn from(error: sqlx::Error) -> Self {
        match Fault::of(&error) {
            Fault::Locked => Self::Locked,
            Fault::DiskFull => Self::DiskFull,
            Fault::Refused | Fault::Other => Self::Database(Arc::new(error)),
        }
    }
}

impl From<LogError> for EvaluationError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Locked => Self::Locked,
            LogError::DiskFull => Self::DiskFull,
            LogError::Refused(error) | LogError::Database(error) => Self::Database(error),
            LogError::Damaged { .. } => Self::Damaged { what: "a labelled prediction" },
            LogError::Closed => Self::Stopping,
        }
    }
}

impl From<CalibrationError> for EvaluationError {
    fn from(error: CalibrationError) -> Self {
        Self::NotStored(Arc::new(error))
    }
}

impl From<io::Error> for EvaluationError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::File(Arc::new(error)),
        }
    }
}
