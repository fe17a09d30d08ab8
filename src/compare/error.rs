//! What can go wrong with a comparison: as a whole, and with one answer of it.

use crate::models::UnknownModel;
use crate::sentiment::PredictError;
use crate::tutor::TutorError;

/// Why nothing is compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The text or a model's name does not do, or a network did not run.
    #[error(transparent)]
    Predict(#[from] PredictError),
    /// None or too many were named.
    #[error("{count} models were named, and 1 to {limit} may be")]
    Models {
        /// How many were.
        count: usize,
        /// How many may be.
        limit: usize,
    },
    /// A model stands twice in the list, perhaps under two names.
    #[error("model {index} stands twice")]
    ModelTwice {
        /// Its second place in the list.
        index: usize,
    },
    /// An edit stands twice in the list.
    #[error("variant {index} stands twice")]
    VariantTwice {
        /// Its second place in the list.
        index: usize,
    },
    /// A text this long is not edited.
    #[error("the text has {bytes} bytes, and {limit} are edited")]
    TooLongToEdit {
        /// What it has.
        bytes: usize,
        /// What it may have.
        limit: usize,
    },
}

/// Why one of those asked has no answer. The others have theirs.
#[derive(Debug, thiserror::Error)]
pub enum Missing {
    /// Nothing of the text is left that it could read.
    #[error("there is nothing to read")]
    NothingToRead,
    /// The language model has none.
    #[error(transparent)]
    Mistral(TutorError),
    /// The language model was not done when the time was up.
    #[error("the language model was not done in time")]
    TooLate,
}

impl From<UnknownModel> for CompareError {
    fn from(error: UnknownModel) -> Self {
        Self::Predict(error.into())
    }
}
