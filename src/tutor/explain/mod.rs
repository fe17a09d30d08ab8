//! A concept explained: what it is, an example, what it is good for, each followed to the course.

mod course;
mod signs;

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::structured::{Checked, Task, fits, object, unless_unavailable};
use super::{Tutor, TutorError, note, prompt};
use crate::chat::citations::{Checker, Citation, supported};
use crate::chat::{Level, Mode, Origin, Reason};
use crate::course::Hit;
use crate::course::text::Language;
use crate::guard::neutralise;
use crate::mistral::{JsonSchema, Usage};

/// Longest part of an explanation, in characters: a long paragraph. A model that writes more has left the form.
const MAX_CHARS: usize = 2000;

/// Passages that the course's own explanation looks through: an example is seldom where the definition is.
const POOL: usize = 16;

const TASK_FR: &str = "Explique la notion du champ « concept » à partir des extraits numérotés du champ « passages », \
    en français. « definition » : ce que c'est. « example » : un exemple. « use » : à quoi cela sert dans une \
    application. Une à quatre phrases chacun, sans titre ni mise en forme. Après chaque affirmation tirée d'un extrait, \
    mets son numéro entre crochets, par exemple [1]. N'affirme rien que les extraits contredisent, et ne cite aucun \
    numéro qui n'y est pas.";
const TASK_EN: &str = "Explain the notion in the field 'concept' from the numbered passages in the field 'passages', in \
    English. 'definition': what it is. 'example': an example. 'use': what it is good for in an application. One to four \
    sentences each, without title or formatting. After each statement drawn from a passage, put its number in brackets, \
    for example [1]. State nothing that the passages contradict, and cite no number that is not there.";

/// A concept, explained. Numbers in brackets are the citations'.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Explanation {
    /// The concept, as it was asked for.
    #[schema(example = "porte d'oubli")]
    pub concept: String,
    /// For whom.
    pub level: Level,
    /// What it is; null where the course does not say.
    #[schema(example = "La porte d'oubli décide de ce que la cellule efface de son état [1].")]
    pub definition: Option<String>,
    /// An example; null where the course gives none.
    pub example: Option<String>,
    /// What it is good for; null where the course does not say.
    #[serde(rename = "use")]
    pub usefulness: Option<String>,
    /// What the numbers stand for.
    pub citations: Vec<Citation>,
    /// What made the explanation.
    pub mode: Mode,
    /// Why it is not the language model's; null where it is.
    pub reason: Option<Reason>,
    /// What is missing, and why, for the student; null where nothing is.
    pub note: Option<String>,
    /// The language model, where it answered.
    #[schema(example = "mistral-small-latest")]
    pub model: Option<String>,
    /// Tokens, where the model counted them.
    pub usage: Option<Usage>,
}

/// The three parts.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    definition: Option<String>,
    example: Option<String>,
    usefulness: Option<String>,
    citations: Vec<Citation>,
    note: Option<String>,
}

/// The model's form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    definition: String,
    example: String,
    #[serde(rename = "use")]
    usefulness: String,
}

impl Tutor {
    /// `concept` explained to a student of this level. Without a model, or while it cannot be had, by the course's own
    /// sentences.
    ///
    /// # Errors
    /// When the concept is empty or too long, or the course cannot be searched.
    pub async fn explain(
        &self,
        origin: &Origin,
        concept: &str,
        level: Level,
        language: Language,
    ) -> Result<Explanation, TutorError> {
        let is_attempt = self.admit(origin, "concept", concept).await?;
        let found = self.course.search(concept, self.limits.passages.max(POOL)).await?;
        let nothing = if is_attempt { Reason::Attempt } else { Reason::NotInCourse };
        let mut explanation = Explanation {
            concept: concept.to_owned(),
            level,
            definition: None,
            example: None,
            usefulness: None,
            citations: Vec::new(),
            mode: Mode::Abstain,
            reason: Some(nothing),
            note: Some(note::not_in_course(language, nothing).to_owned()),
            model: None,
            usage: None,
        };
        if !found.answerable || found.hits.is_empty() {
            return Ok(explanation);
        }
        let hits = found.hits;
        let written = if is_attempt {
            Err(Reason::Attempt)
        } else {
            let shown = hits[..self.limits.passages.clamp(1, hits.len())].to_vec();
            let shown = prompt::within(shown, prompt::room(self.limits.prompt_tokens, concept));
            unless_unavailable(self.explain_by_model(origin, concept, level, language, &shown).await)?
        };
        let parts = match written {
            Ok(checked) => {
                explanation.mode = Mode::Mistral;
                explanation.reason = None;
                explanation.model = Some(self.model.clone());
                explanation.usage = checked.usage;
                checked.value
            }
            Err(reason) => {
                let mut parts = course::explain(concept, &hits, language);
                explanation.mode = if parts.citations.is_empty() { Mode::Abstain } else { Mode::Extract };
                explanation.reason = Some(reason);
                parts.note = Some(note::joined(&note::from_course(language, reason), parts.note));
                parts
            }
        };
        let Parts { definition, example, usefulness, citations, note } = parts;
        Ok(Explanation { definition, example, usefulness, citations, note, ..explanation })
    }

    async fn explain_by_model(
        &self,
        origin: &Origin,
        concept: &str,
        level: Level,
        language: Language,
        hits: &[Hit],
    ) -> Result<Checked<Parts>, TutorError> {
        let task = match language {
            Language::French => TASK_FR,
            Language::English => TASK_EN,
        };
        let task = Task {
            instructions: prompt::instructions(language, &format!("{task}\n{}", prompt::manner(language, level))),
            data: json!({"concept": neutralise(concept), "passages": prompt::passages(hits)}),
            quotable: prompt::quotable(hits),
            schema: JsonSchema { name: "explanation", schema: schema() },
        };
        self.ask(origin, task, |written| check(written, hits)).await
    }
}

fn schema() -> serde_json::Value {
    object(&json!({
        "definition": {"type": "string"},
        "example": {"type": "string"},
        "use": {"type": "string"},
    }))
}

fn check(written: Written, hits: &[Hit]) -> Result<Parts, &'static str> {
    let Written { definition, example, usefulness } = written;
    let texts = [&definition, &example, &usefulness];
    if !texts.iter().all(|text| fits(text, MAX_CHARS)) {
        return Err("a part is empty or too long");
    }
    // In one piece, so that each number leads to what all the parts claim of it.
    let whole = texts.map(|text| text.trim()).join("\n\n");
    let mut checker = Checker::new(hits.len());
    let kept = checker.push(&whole) + &checker.finish();
    if kept != whole {
        return Err("it cites a passage that it was not given");
    }
    if !checker.marks().iter().any(|mark| mark.at <= definition.trim().len()) {
        return Err("the definition cites no passage");
    }
    let citations = supported(&whole, checker.marks(), hits);
    let trimmed = |text: String| Some(text.trim().to_owned());
    let (definition, example, usefulness) = (trimmed(definition), trimmed(example), trimmed(usefulness));
    Ok(Parts { definition, example, usefulness, citations, note: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tutor::samples::hit;

    fn written(definition: &str, example: &str) -> Result<Parts, &'static str> {
        let hits = [hit("a.md", "Un état passe d'un pas au suivant."), hit("b.md", "Une porte laisse passer.")];
        let body = json!({"definition": definition, "example": example, "use": "Pour traduire."});
        check(serde_json::from_value(body).unwrap(), &hits)
    }

    #[test]
    fn citations_are_the_passages_given() {
        let parts = written("Un état [2].", "Un mot [1], puis [2].").unwrap();
        assert_eq!(parts.citations.iter().map(|citation| citation.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(parts.citations[0].quote, "Une porte laisse passer.");
    }

    #[test]
    fn what_leaves_the_form_is_refused() {
        assert_eq!(written("Un état.", "Un mot [1]."), Err("the definition cites no passage"));
        assert_eq!(written("Un état [3].", "Un mot."), Err("it cites a passage that it was not given"));
        assert_eq!(written("Un état [0].", "Un mot."), Err("it cites a passage that it was not given"));
        assert_eq!(written("Un état [1].", "  "), Err("a part is empty or too long"));
        assert_eq!(written(&"x [1]".repeat(500), "Un mot."), Err("a part is empty or too long"));
    }

    #[test]
    fn the_form_is_closed() {
        for body in [
            json!({"definition": "a", "example": "b"}),
            json!({"definition": "a", "example": "b", "use": 1}),
            json!({"definition": "a", "example": "b", "use": "c", "more": "d"}),
            json!(["a"]),
        ] {
            assert!(serde_json::from_value::<Written>(body.clone()).is_err(), "{body}");
        }
    }
}
