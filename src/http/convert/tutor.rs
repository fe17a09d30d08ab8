//! The exercises' errors into problems.

use crate::chain::Chain;
use crate::http::problem::{Kind, Problem};
use crate::tutor::{MAX_QUESTIONS, TutorError, WrongAnswer};

impl From<TutorError> for Problem {
    fn from(error: TutorError) -> Self {
        match error {
            TutorError::Empty { field } => Self::new(
                Kind::EmptyText,
                format!("Le champ « {field} » est vide ou fait d'espaces."),
                format!("The field '{field}' is empty or made of spaces."),
            )
            .at(format!("/{field}")),
            TutorError::TooLong { field, bytes, limit } => Self::new(
                Kind::MessageTooLong,
                format!("Le champ « {field} » fait {bytes} octets ; la limite est de {limit}."),
                format!("The field '{field}' has {bytes} bytes; the limit is {limit}."),
            )
            .at(format!("/{field}")),
            TutorError::Count { count } => Self::field(
                "/count",
                format!("Un quiz a de 1 à {MAX_QUESTIONS} questions, pas {count}."),
                format!("A quiz has 1 to {MAX_QUESTIONS} questions, not {count}."),
            ),
            TutorError::UnknownQuiz => Self::new(
                Kind::UnknownQuiz,
                "Aucun quiz ne porte ce numéro : il n'a pas été donné, ou il a été effacé.",
                "No quiz has this id: it was not given, or it was erased.",
            ),
            TutorError::Answer { index, why } => wrong_answer(index, why),
            TutorError::Mistral(error) => error.into(),
            TutorError::Unfit { .. } => Self::new(
                Kind::MistralUnreadable,
                "Deux fois de suite, la réponse du modèle de langage n'avait pas la forme demandée.",
                "Twice in a row, the language model's answer had not the form asked for.",
            ),
            TutorError::Course(error) => error.into(),
            TutorError::Database(error) => {
                tracing::warn!(cause = %Chain(&error), "quizzes are not to be had");
                Self::new(
                    Kind::StorageUnavailable,
                    "Les quiz ne peuvent pas être lus ou écrits pour le moment.",
                    "Quizzes cannot be read or written just now.",
                )
            }
            TutorError::Damaged(_) => Self::internal(&error),
        }
    }
}

fn wrong_answer(index: usize, why: WrongAnswer) -> Problem {
    match why {
        WrongAnswer::NoSuchQuestion => Problem::field(
            format!("/answers/{index}/question"),
            "Le quiz n'a pas de question de ce numéro.",
            "The quiz has no question of this number.",
        ),
        WrongAnswer::NoSuchChoice => Problem::field(
            format!("/answers/{index}/choice"),
            "La question n'a pas de choix de ce numéro ; le premier est le 0.",
            "The question has no choice of this number; the first one is 0.",
        ),
        WrongAnswer::AnsweredTwice => Problem::field(
            format!("/answers/{index}/question"),
            "Une autre réponse de la liste est à la même question.",
            "Another answer of the list is to the same question.",
        ),
    }
}
