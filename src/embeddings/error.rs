//! Why an embedding has no answer.

use crate::models::{OpenError, UnknownModel};
use crate::runtime::{InferError, TokenizerError};

/// Why an embedding has no answer.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddingError {
    /// No such model.
    #[error(transparent)]
    UnknownModel(#[from] UnknownModel),
    /// The model's weights cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The graph keeps no matrix of floats from which the text's ids gather rows.
    #[error("the model has no embedding that can be read")]
    NoEmbedding,
    /// Words that the vocabulary does not know, not even in pieces.
    #[error("the vocabulary does not know {} of the words", words.len())]
    UnknownWords {
        /// They, as sent.
        words: Vec<String>,
    },
    /// What stands for a word is none.
    #[error("not a word")]
    NotAWord(NotAWord),
    /// Too few or too many words.
    #[error("{count} words, not between {least} and {most}")]
    Count {
        /// How many there are.
        count: usize,
        /// The fewest that make sense.
        least: usize,
        /// The most that are worked on at once.
        most: usize,
    },
    /// Too few or too many groups.
    #[error("{count} groups, not between {least} and {most}")]
    Groups {
        /// How many there are.
        count: usize,
        /// The fewest that make sense.
        least: usize,
        /// The most that are compared at once.
        most: usize,
    },
    /// A group's word is in another group too, or twice in its own.
    #[error("a word is in two places")]
    Repeated {
        /// The word, as sent.
        word: String,
    },
    /// A group's name is empty, too long, or another's.
    #[error("the name of group {group} does not fit")]
    Name {
        /// The group's place.
        group: usize,
    },
    /// The vocabulary has too few whole words to tell positive from negative ones.
    #[error("the vocabulary has too few whole words for an axis")]
    NoAxis,
    /// Others' maps are being made, for longer than a client waits.
    #[error("too much is being worked out already")]
    Busy,
    /// The work was given up, because the server stops.
    #[error("the work was given up")]
    Stopped,
    /// A word cannot be turned into pieces.
    #[error("a word cannot be turned into pieces")]
    Tokenize(#[from] TokenizerError),
    /// The network did not read a word.
    #[error("a word was not read by the network")]
    Infer(#[from] InferError),
}

/// What is wrong with what stands for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAWord {
    /// Nothing, or spaces alone.
    Empty,
    /// More characters than a word has.
    TooLong,
    /// More than one word.
    Spaces,
}
