//! Answers graded, each with what the course says.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{TutorError, WrongAnswer};
use super::Asked;
use crate::chat::citations::Citation;

/// A student's answer to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The question's number.
    #[schema(minimum = 1, example = 1)]
    pub question: usize,
    /// The choice's place, from 0.
    #[schema(example = 2)]
    pub choice: usize,
}

/// Answers, graded. Questions left out stay open, and their answers unsaid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Grading {
    /// The quiz.
    pub quiz_id: Uuid,
    /// Right answers.
    #[schema(example = 3)]
    pub correct: usize,
    /// Answers given.
    #[schema(example = 4)]
    pub answered: usize,
    /// Questions of the quiz.
    #[schema(example = 5)]
    pub total: usize,
    /// One by one, in the order given.
    pub results: Vec<Graded>,
}

/// One answer, graded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Graded {
    /// The question's number.
    pub question: usize,
    /// What was chosen.
    pub choice: usize,
    /// Whether it is right.
    pub correct: bool,
    /// What is right.
    pub right_choice: usize,
    /// What there is to say about it.
    #[schema(example = "Juste.")]
    pub feedback: String,
    /// Where the course says so. Its id is the passage's number, as in the quiz.
    pub citation: Citation,
}

pub(super) fn grade(quiz_id: Uuid, asked: &[Asked], given: &[Given]) -> Result<Grading, TutorError> {
    let mut results: Vec<Graded> = Vec::with_capacity(asked.len());
    for (index, answer) in given.iter().enumerate() {
        let refused = |why| TutorError::Answer { index, why };
        let question = answer.question.checked_sub(1).and_then(|place| asked.get(place));
        let question = question.ok_or(refused(WrongAnswer::NoSuchQuestion))?;
        if answer.choice >= question.choices.len() {
            return Err(refused(WrongAnswer::NoSuchChoice));
        }
        if results.iter().any(|result| result.question == answer.question) {
            return Err(refused(WrongAnswer::AnsweredTwice));
        }
        let correct = answer.choice == question.right;
        results.push(Graded {
            question: answer.question,
            choice: answer.choice,
            correct,
            right_choice: question.right,
            feedback: if correct { question.praise.clone() } else { question.correction.clone() },
            citation: question.citation.clone(),
        });
    }
    let correct = results.iter().filter(|result| result.correct).count();
    Ok(Grading { quiz_id, correct, answered: results.len(), total: asked.len(), results })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tutor::quiz::samples::asked;

    fn graded(given: &[(usize, usize)]) -> Result<Grading, (usize, WrongAnswer)> {
        let quiz = [asked("Un ?", 1), asked("Deux ?", 0)];
        let given: Vec<Given> = given.iter().map(|&(question, choice)| Given { question, choice }).collect();
        grade(Uuid::nil(), &quiz, &given).map_err(|error| match error {
            TutorError::Answer { index, why } => (index, why),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn right_and_wrong_are_told_apart() {
        let grading = graded(&[(2, 2), (1, 1)]).unwrap();
        assert_eq!((grading.correct, grading.answered, grading.total), (1, 2, 2));
        let told = grading.results.iter().map(|result| (result.question, result.correct, result.feedback.as_str()));
        assert_eq!(told.collect::<Vec<_>>(), [(2, false, "Non."), (1, true, "Juste.")]);
    }

    #[test]
    fn open_questions_keep_their_answers() {
        assert_eq!(graded(&[(1, 0)]).unwrap().results.len(), 1);
        assert_eq!(graded(&[]).unwrap().answered, 0);
    }

    #[test]
    fn answers_that_do_not_fit_are_named() {
        assert_eq!(graded(&[(1, 0), (3, 0)]), Err((1, WrongAnswer::NoSuchQuestion)));
        assert_eq!(graded(&[(0, 0)]), Err((0, WrongAnswer::NoSuchQuestion)));
        assert_eq!(graded(&[(1, 3)]), Err((0, WrongAnswer::NoSuchChoice)));
        assert_eq!(graded(&[(1, 0), (2, 0), (1, 1)]), Err((2, WrongAnswer::AnsweredTwice)));
    }
}
