//! Why the inside of a network is not shown.

use thiserror::Error;

use crate::models::OpenError;
use crate::runtime::{InferError, TokenizerError};

/// Why a text is not explained.
#[derive(Debug, Error)]
pub enum ExplainError {
    /// The model's folder cannot be looked into.
    #[error("the model cannot be opened")]
    Open(#[from] OpenError),
    /// The tokenizer fails on the text.
    #[error("the text cannot be turned into tokens")]
    Tokenize(#[from] TokenizerError),
    /// Too many at once, too late, or the network failed.
    #[error("the text was not run")]
    Infer(#[from] InferError),
    /// The text leaves the network nothing to read.
    #[error("the text leaves no token")]
    Empty,
    /// A unit that no layer has.
    #[error("no layer has a unit {unit}; the widest has {hidden}")]
    UnknownUnit {
        /// What was asked for, counted from 0.
        unit: usize,
        /// Units of the widest layer.
        hidden: usize,
    },
    /// A label that the model does not have.
    #[error("the model has no label '{asked}'")]
    UnknownLabel {
        /// What was asked for.
        asked: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The thread that computed it panicked.
    #[error("the computation broke off")]
    Broken(#[from] tokio::task::JoinError),
}
