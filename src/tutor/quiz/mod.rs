//! A quiz on a topic: questions drawn from passages of the course, kept with their answers, and graded later.

mod course;
mod grade;
mod model;
pub mod retention;
#[cfg(test)]
mod samples;
mod store;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::structured::unless_unavailable;
use super::{Tutor, TutorError, note};
use crate::chat::citations::Citation;
use crate::chat::{Level, Mode, Origin, Reason};
use crate::course::Hit;
use crate::course::text::Language;
use crate::mistral::Usage;
use crate::random::Random;
pub use grade::{Given, Graded, Grading};

/// Questions where the request does not say.
pub const DEFAULT_QUESTIONS: u32 = 5;
/// Most questions of one quiz: a quarter of an hour of a student, and three calls to the model.
pub const MAX_QUESTIONS: u32 = 10;

/// Passages looked through: the first are asked about, and the others lend their terms as wrong choices.
const POOL: usize = 24;

/// Questions to a student, without their answers.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Quiz {
    /// Under which the answers are sent; null where there is no question.
    #[schema(example = "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b47")]
    pub quiz_id: Option<Uuid>,
    /// The topic, as it was asked for.
    #[schema(example = "la cellule LSTM")]
    pub topic: String,
    /// For whom.
    pub level: Level,
    /// The questions.
    pub questions: Vec<Question>,
    /// The passages that they are about, in the order of the search: to be read before or after.
    pub citations: Vec<Citation>,
    /// What made the questions.
    pub mode: Mode,
    /// Why the questions are not the language model's; null where they are.
    pub reason: Option<Reason>,
    /// What is missing, and why, for the student; null where nothing is.
    pub note: Option<String>,
    /// The language model, where it asked.
    #[schema(example = "mistral-small-latest")]
    pub model: Option<String>,
    /// Tokens, where the model counted them.
    pub usage: Option<Usage>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Question {
    /// Its number in the quiz, from 1.
    #[schema(example = 1)]
    pub id: usize,
    /// What is asked.
    pub question: String,
    /// The choices, numbered from 0 in answers. One is right.
    #[schema(min_items = 3, max_items = 4)]
    pub choices: Vec<String>,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    question: String,
    choices: Vec<String>,
    /// The right one's place.
    right: usize,
    /// What is said to who chose it.
    praise: String,
    /// What is said to who chose another.
    correction: String,
    /// Where the course says so. Its id is the passage's number.
    citation: Citation,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The topic.
    pub topic: &'a str,
    /// How many questions.
    pub count: u32,
    /// For whom.
    pub level: Level,
    /// In which language.
    pub language: Language,
}

impl Tutor {
    /// A quiz on the topic. Without a model, or while it cannot be had, it is built from the course's own terms and
    /// headings, and may then have fewer questions than asked for.
    ///
    /// # Errors
    /// When the topic or the count does not do, or the course or the database fails.
    pub async fn quiz(&self, origin: &Origin, wish: Wish<'_>) -> Result<Quiz, TutorError> {
        let is_attempt = self.admit(origin, "topic", wish.topic).await?;
        if !(1..=MAX_QUESTIONS).contains(&wish.count) {
            return Err(TutorError::Count { count: wish.count });
        }
        let count = usize::try_from(wish.count).unwrap_or_default();
        let nothing = if is_attempt { Reason::Attempt } else { Reason::NotInCourse };
        let mut quiz = Quiz {
            quiz_id: None,
            topic: wish.topic.to_owned(),
            level: wish.level,
            questions: Vec::new(),
            citations: Vec::new(),
            mode: Mode::Abstain,
            reason: Some(nothing),
            note: Some(note::not_in_course(wish.language, nothing).to_owned()),
            model: None,
            usage: None,
        };
        let found = self.course.search(wish.topic, POOL).await?;
        if !found.answerable || found.hits.is_empty() {
            return Ok(quiz);
        }
        let id = self.clock.next_id();
        let mut random = Random::of(id);
        let hits = found.hits;
        let written = if is_attempt {
            Err(Reason::Attempt)
        } else {
            unless_unavailable(self.questions_by_model(origin, wish, &hits, &mut random).await)?
        };
        let asked = match written {
            Ok(checked) => {
                (quiz.mode, quiz.reason, quiz.note) = (Mode::Mistral, None, None);
                quiz.model = Some(self.model.clone());
                quiz.usage = checked.usage;
                checked.value
            }
            Err(reason) => {
                let about = self.limits.passages.max(count).min(hits.len());
                let asked = course::questions(wish.topic, &hits, about, count, wish.language, &mut random);
                let fewer = (asked.len() < count).then(|| note::fewer_questions(wish.language, asked.len()));
                quiz.mode = if asked.is_empty() { Mode::Abstain } else { Mode::Extract };
                quiz.reason = Some(reason);
                quiz.note = Some(note::joined(&note::from_course(wish.language, reason), fewer));
                asked
            }
        };
        if asked.is_empty() {
            return Ok(quiz);
        }
        quiz.citations = passages(&asked, &hits);
        quiz.questions = asked.iter().zip(1..).map(|(asked, id)| asked.without_answer(id)).collect();
        store::insert(&self.storage, id, self.clock.now(), &asked).await?;
        quiz.quiz_id = Some(id);
        Ok(quiz)
    }

    /// Grades answers to the quiz called `id`, as often as they are sent.
    ///
    /// # Errors
    /// When there is no such quiz, an answer does not fit it, or the database fails.
    pub async fn grade(&self, id: Uuid, given: &[Given]) -> Result<Grading, TutorError> {
        let asked = store::find(&self.storage, id).await?.ok_or(TutorError::UnknownQuiz)?;
        grade::grade(id, &asked, given)
    }
}

impl Asked {
    /// `right` among `wrong`, in an order of its own.
    fn shuffled(
        question: String,
        right: String,
        wrong: Vec<String>,
        random: &mut Random,
    ) -> (String, Vec<String>, usize) {
        let mut choices: Vec<(String, bool)> = wrong.into_iter().map(|choice| (choice, false)).collect();
        choices.push((right, true));
        random.shuffle(&mut choices);
        let place = choices.iter().position(|(_, is_right)| *is_right).unwrap_or_default();
        (question, choices.into_iter().map(|(choice, _)| choice).collect(), place)
    }

    fn without_answer(&self, id: usize) -> Question {
        Question { id, question: self.question.clone(), choices: self.choices.clone() }
    }
}

/// The passages that the questions are about, whole, so that none points at its answer.
fn passages(asked: &[Asked], hits: &[Hit]) -> Vec<Citation> {
    let is_used = |id: usize| asked.iter().any(|asked| asked.citation.id == id);
    let numbered = hits.iter().zip(1..).filter(|(_, id)| is_used(*id));
    numbered.map(|(hit, id)| Citation::of_passage(id, hit)).collect()
}
