//! What can go wrong with an exercise.

use crate::course::CourseError;
use crate::mistral::MistralError;

/// Why an exercise has no answer.
#[derive(Debug, thiserror::Error)]
pub enum TutorError {
    /// A text is empty or made of spaces.
    #[error("the {field} is empty")]
    Empty {
        /// The field's name, as in the request.
        field: &'static str,
    },
    /// A text is longer than the tutor reads.
    #[error("the {field} has {bytes} bytes, over the limit of {limit}")]
    TooLong {
        /// The field's name, as in the request.
        field: &'static str,
        /// What it has.
        bytes: usize,
        /// What it may have.
        limit: usize,
    },
    /// A quiz of no question, or of too many.
    #[error("a quiz of {count} questions was asked for")]
    Count {
        /// What was asked for.
        count: u32,
    },
    /// No such quiz, or no more.
    #[error("there is no such quiz")]
    UnknownQuiz,
    /// The quiz has no such question, or the question no such choice, or it is answered twice.
    #[error("answer {index} does not fit the quiz")]
    Answer {
        /// The answer's place in the list.
        index: usize,
        /// What is wrong with it.
        why: WrongAnswer,
    },
    /// The language model has no answer.
    #[error(transparent)]
    Mistral(#[from] MistralError),
    /// The language model answered twice in another form than the one asked for.
    #[error("the language model does not keep to the form asked for: {why}")]
    Unfit {
        /// What was wrong the last time. Nothing of the answer itself.
        why: &'static str,
    },
    /// The course cannot be searched.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// The quiz cannot be kept or found.
    #[error("the database fails")]
    Database(#[from] sqlx::Error),
    /// A stored quiz does not read as one.
    #[error("a stored quiz is damaged")]
    Damaged(#[source] serde_json::Error),
}

/// Why an answer cannot be graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongAnswer {
    /// The quiz has no question of this number.
    NoSuchQuestion,
    /// The question has no choice of this number.
    NoSuchChoice,
    /// An earlier answer of the list is to the same question.
    AnsweredTwice,
}
