//! Why a text gets no prediction.

use thiserror::Error;

use crate::models::UnknownModel;
use crate::runtime::{InferError, TokenizerError};

/// Why a text gets no prediction.
#[derive(Debug, Error)]
pub enum PredictError {
    /// Nothing that a network could read.
    #[error("the text is empty")]
    EmptyText,
    /// More bytes than the server takes.
    #[error("the text has {bytes} bytes and may have {limit}")]
    TextTooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// No such model.
    #[error(transparent)]
    UnknownModel(#[from] UnknownModel),
    /// The tokenizer fails on it.
    #[error("the text cannot be turned into tokens")]
    Tokenize(#[from] TokenizerError),
    /// The network did not run.
    #[error("the text was not run")]
    Infer(#[from] InferError),
}
