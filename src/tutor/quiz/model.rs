//! Questions that the language model writes about the passages.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::structured::{Checked, Task, fits, object, sum};
use super::super::{Tutor, TutorError, prompt};
use super::{Asked, Wish};
use crate::chat::Origin;
use crate::chat::citations::Citation;
use crate::course::Hit;
use crate::course::text::Language;
use crate::guard::neutralise;
use crate::mistral::JsonSchema;
use crate::random::Random;

/// Questions in one answer. With four choices and a reason each takes some 150 tokens, and the default limit is 800.
const PER_ANSWER: usize = 4;

/// Wrong choices of a question.
const WRONG: usize = 3;

/// Longest question or reason, in characters.
const MAX_CHARS: usize = 600;
/// Longest choice, in characters.
const MAX_CHOICE_CHARS: usize = 200;

const TASK_FR: &str = "Écris en français des questions à choix multiple sur le sujet du champ « topic », dont la réponse \
    est dans un des extraits numérotés du champ « passages ». Le champ « count » dit combien, exactement. Le champ \
    « already » donne les questions déjà posées : n'en répète aucune. Pour chaque question : « passage », le numéro de \
    l'extrait ; « question » ; « right », la bonne réponse, courte ; « why », une phrase qui dit pourquoi d'après \
    l'extrait ; « wrong », exactement trois réponses fausses mais plausibles, du même genre et de la même longueur.";
const TASK_EN: &str = "Write multiple-choice questions in English on the topic in the field 'topic', each answered by one \
    of the numbered passages in the field 'passages'. The field 'count' says how many, exactly. The field 'already' gives \
    the questions asked before: repeat none. For each question: 'passage', the passage's number; 'question'; 'right', \
    the right answer, short; 'why', a sentence that says why, after the passage; 'wrong', exactly three answers that are \
    wrong but plausible, of the same kind and length.";

/// The model's form. The fields stand in the alphabet's order, which is the order they are written in: the answer
/// follows its question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    questions: Vec<WrittenQuestion>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenQuestion {
    passage: usize,
    question: String,
    right: String,
    why: String,
    wrong: Vec<String>,
}

impl Tutor {
    /// As many questions as wished for, in as many answers of the model as that takes.
    pub(super) async fn questions_by_model(
        &self,
        origin: &Origin,
        wish: Wish<'_>,
        hits: &[Hit],
        random: &mut Random,
    ) -> Result<Checked<Vec<Asked>>, TutorError> {
        let count = usize::try_from(wish.count).unwrap_or_default();
        let shown = &hits[..self.limits.passages.clamp(1, hits.len())];
        let shown = prompt::within(shown.to_vec(), prompt::room(self.limits.prompt_tokens, wish.topic));
        let task = match wish.language {
            Language::French => TASK_FR,
            Language::English => TASK_EN,
        };
        let task = format!("{task}\n{}", prompt::manner(wish.language, wish.level));
        let mut questions: Vec<WrittenQuestion> = Vec::with_capacity(count);
        let mut usage = None;
        while questions.len() < count {
            let wanted = (count - questions.len()).min(PER_ANSWER);
            let already: Vec<&str> = questions.iter().map(|question| question.question.as_str()).collect();
            let passages = prompt::passages(&shown);
            let task = Task {
                instructions: prompt::instructions(wish.language, &task),
                data: json!({"already": already, "count": wanted, "passages": passages, "topic": neutralise(wish.topic)}),
                quotable: prompt::quotable(&shown),
                schema: JsonSchema { name: "quiz", schema: schema() },
            };
            let checked = self.ask(origin, task, |written| check(written, wanted, shown.len(), &questions)).await?;
            usage = sum(usage, checked.usage);
            questions.extend(checked.value);
        }
        let value =
            questions.into_iter().filter_map(|question| asked(question, &shown, wish.language, random)).collect();
        Ok(Checked { value, usage })
    }
}

fn schema() -> Value {
    let text = json!({"type": "string"});
    let question = object(&json!({
        "passage": {"type": "integer"},
        "question": text,
        "right": text,
        "why": text,
        "wrong": {"type": "array", "items": text},
    }));
    object(&json!({"questions": {"type": "array", "items": question}}))
}

fn check(
    written: Written,
    count: usize,
    passages: usize,
    already: &[WrittenQuestion],
) -> Result<Vec<WrittenQuestion>, &'static str> {
    let questions = written.questions;
    if questions.len() != count {
        return Err("it has another number of questions");
    }
    for (place, question) in questions.iter().enumerate() {
        let choices: Vec<&String> = question.wrong.iter().chain([&question.right]).collect();
        if question.wrong.len() != WRONG {
            return Err("a question has another number of choices");
        }
        if !fits(&question.question, MAX_CHARS) || !fits(&question.why, MAX_CHARS) {
            return Err("a question is empty or too long");
        }
        if !choices.iter().all(|choice| fits(choice, MAX_CHOICE_CHARS)) {
            return Err("a choice is empty or too long");
        }
        let repeats = |choice: &&String, at: usize| choices[..at].iter().any(|earlier| same(earlier, choice));
        if choices.iter().enumerate().any(|(at, choice)| repeats(choice, at)) {
            return Err("two choices are the same");
        }
        if !(1..=passages).contains(&question.passage) {
            return Err("it cites a passage that it was not given");
        }
        let mut earlier = already.iter().chain(&questions[..place]);
        if earlier.any(|earlier| same(&earlier.question, &question.question)) {
            return Err("two questions are the same");
        }
    }
    Ok(questions)
}

/// Whether two texts are the same but for case, spaces and the punctuation around them. Signs inside count: `x+1` is
/// not `x-1`.
fn same(one: &str, other: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || ".!?".contains(c)).to_lowercase();
        text.split_whitespace().collect::<String>()
    };
    bare(one) == bare(other)
}

fn asked(written: WrittenQuestion, hits: &[Hit], language: Language, random: &mut Random) -> Option<Asked> {
    let WrittenQuestion { passage, question, right, why, wrong } = written;
    let citation = Citation::of_passage(passage, hits.get(passage.checked_sub(1)?)?);
    let (praise, correction) = match language {
        Language::French => (format!("Juste. {why}"), format!("La bonne réponse est « {right} ». {why}")),
        Language::English => (format!("Right. {why}"), format!("The right answer is '{right}'. {why}")),
    };
    let (question, choices, right) = Asked::shuffled(question, right, wrong, random);
    Some(Asked { question, choices, right, praise, correction, citation })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(change: impl FnOnce(&mut Value)) -> Value {
        let mut question = json!({"passage": 1, "question": "Que fait la porte ?", "right": "Elle filtre", "why": "C'est dit.",
            "wrong": ["Elle trie", "Elle compte", "Elle dort"]});
        change(&mut question);
        question
    }

    fn checked(questions: &[Value], count: usize) -> Result<usize, &'static str> {
        let written: Written = serde_json::from_value(json!({"questions": questions})).map_err(|_| "form")?;
        check(written, count, 2, &[]).map(|questions| questions.len())
    }

    #[test]
    fn a_quiz_in_form_passes() {
        let other = question(|q| q["question"] = json!("Où va l'état ?"));
        assert_eq!(checked(&[question(|_| ()), other], 2), Ok(2));
    }

    #[test]
    fn what_leaves_the_form_is_refused() {
        let one = |change: fn(&mut Value)| checked(&[question(change)], 1).unwrap_err();
        assert_eq!(checked(&[question(|_| ())], 2), Err("it has another number of questions"));
        assert_eq!(checked(&[question(|_| ()), question(|_| ())], 2), Err("two questions are the same"));
        assert_eq!(one(|q| q["passage"] = json!(3)), "it cites a passage that it was not given");
        assert_eq!(one(|q| q["passage"] = json!(0)), "it cites a passage that it was not given");
        assert_eq!(one(|q| q["passage"] = json!(-1)), "form");
        assert_eq!(one(|q| q["passage"] = json!("1")), "form");
        assert_eq!(one(|q| q["answer"] = json!(1)), "form");
        assert_eq!(
            one(|q| q["wrong"] = json!(["Elle trie", "Elle compte"])),
            "a question has another number of choices"
        );
        assert_eq!(one(|q| q["wrong"][1] = json!("ELLE FILTRE.")), "two choices are the same");
        assert_eq!(one(|q| q["right"] = json!(" ")), "a choice is empty or too long");
        assert_eq!(one(|q| q["why"] = json!("x".repeat(601))), "a question is empty or too long");
    }

    #[test]
    fn the_right_choice_moves_and_is_known() {
        let hits = [crate::tutor::samples::hit("a.md", "Une porte filtre.")];
        let mut random = Random::of(uuid::Uuid::from_u128(7));
        for _ in 0..20 {
            let written = serde_json::from_value(question(|_| ())).unwrap();
            let asked = asked(written, &hits, Language::French, &mut random).unwrap();
            assert_eq!(asked.choices[asked.right], "Elle filtre");
            assert_eq!(asked.choices.len(), 4);
            assert_eq!(asked.citation.quote, "Une porte filtre.");
        }
    }

    #[test]
    fn instructions_fit_into_what_is_left_to_them() {
        for (language, task) in [(Language::French, TASK_FR), (Language::English, TASK_EN)] {
            let manner = prompt::manner(language, crate::chat::Level::Advanced);
            let told = prompt::instructions(language, &format!("{task}\n{manner}")) + &schema().to_string();
            let tokens = crate::chat::tokens::at_most(&told);
            assert!(tokens < prompt::INSTRUCTIONS_TOKENS, "{tokens}");
        }
    }
}
