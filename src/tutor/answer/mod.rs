//! A question answered from a given context alone, or refused with a fixed sentence.

mod extract;

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::structured::{Checked, Task, fits, object, unless_unavailable};
use super::{Tutor, TutorError, note, prompt};
use crate::chat::{Mode, Origin, Reason};
use crate::course::text::{Language, words};
use crate::guard::neutralise;
use crate::mistral::{JsonSchema, Usage};

/// What is said, in French, when the context does not answer. Fixed, so that a program can know it.
pub const REFUSAL_FR: &str = "Le contexte donné ne permet pas de répondre à cette question.";
/// The same in English.
pub const REFUSAL_EN: &str = "The given context does not answer this question.";

/// Longest answer, in characters.
const MAX_CHARS: usize = 2000;

const TASK_FR: &str = "Réponds en français à la question du champ « question », seulement d'après le texte du champ \
    « context » : rien de ce que tu sais d'ailleurs. « found » : le texte répond-il ? « quote » : le passage du texte qui \
    répond, recopié mot pour mot ; vide sinon. « reply » : la réponse, en une à trois phrases ; vide sinon.";
const TASK_EN: &str = "Answer the question in the field 'question' in English, only from the text in the field 'context': \
    nothing that you know from elsewhere. 'found': does the text answer? 'quote': the part of the text that answers, \
    copied word for word; else empty. 'reply': the answer, in one to three sentences; else empty.";

/// An answer from a context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContextAnswer {
    /// The answer; the fixed refusal where the context has none.
    #[schema(example = "La bibliothèque ouvre à neuf heures.")]
    pub answer: String,
    /// Whether the context answers.
    pub found: bool,
    /// What in the context says so; null where nothing does, or the place cannot be told.
    pub quote: Option<Quote>,
    /// What answered.
    pub mode: Mode,
    /// Why it is not the language model's; null where it is.
    pub reason: Option<Reason>,
    /// The same for the student.
    pub note: Option<String>,
    /// The language model, where it answered.
    #[schema(example = "mistral-small-latest")]
    pub model: Option<String>,
    /// Tokens, where the model counted them.
    pub usage: Option<Usage>,
}

/// A part of the context, verbatim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Quote {
    /// As it stands there.
    #[schema(example = "Elle ouvre à neuf heures.")]
    pub text: String,
    /// Its first character's place in the context, in characters.
    #[schema(example = 32)]
    pub start: usize,
    /// The place after its last.
    #[schema(example = 57)]
    pub end: usize,
}

/// The model's form, in the order it is written: what is found comes before what is made of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    found: bool,
    quote: String,
    reply: String,
}

impl Tutor {
    /// The answer to `question` in `context`. Without a model, or while it cannot be had: the context's own sentence.
    ///
    /// # Errors
    /// When one of the texts is empty or too long.
    pub async fn answer(
        &self,
        origin: &Origin,
        question: &str,
        context: &str,
        language: Language,
    ) -> Result<ContextAnswer, TutorError> {
        let asks_more = self.admit(origin, "question", question).await?;
        let holds_more = self.admit(origin, "context", context).await?;
        let refusal = ContextAnswer {
            answer: refusal(language).to_owned(),
            found: false,
            quote: None,
            mode: Mode::Mistral,
            reason: None,
            note: None,
            model: None,
            usage: None,
        };
        let written = if asks_more || holds_more {
            Err(Reason::Attempt)
        } else {
            unless_unavailable(self.answer_by_model(origin, question, context, language).await)?
        };
        match written {
            Ok(Checked { value, usage }) => {
                let model = Some(self.model.clone());
                let Some((reply, quote)) = value else { return Ok(ContextAnswer { model, usage, ..refusal }) };
                let quote = locate(context, &quote).map(|at| Quote::of(context, at));
                Ok(ContextAnswer { answer: reply, found: true, quote, model, usage, ..refusal })
            }
            Err(reason) => {
                let note = Some(note::from_context(language, reason).to_owned());
                let refusal = ContextAnswer { mode: Mode::Extract, reason: Some(reason), note, ..refusal };
                let Some(at) = extract::best_sentence(question, context) else { return Ok(refusal) };
                let answer = context[at.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
                Ok(ContextAnswer { answer, found: true, quote: Some(Quote::of(context, at)), ..refusal })
            }
        }
    }

    async fn answer_by_model(
        &self,
        origin: &Origin,
        question: &str,
        context: &str,
        language: Language,
    ) -> Result<Checked<Option<(String, String)>>, TutorError> {
        let task = match language {
            Language::French => TASK_FR,
            Language::English => TASK_EN,
        };
        let task = Task {
            instructions: prompt::instructions(language, task),
            data: json!({"context": neutralise(context), "question": neutralise(question)}),
            quotable: context.to_owned(),
            schema: JsonSchema { name: "answer", schema: schema() },
        };
        self.ask(origin, task, check).await
    }
}

impl Quote {
    fn of(context: &str, at: Range<usize>) -> Self {
        let start = context[..at.start].chars().count();
        let text = context[at].to_owned();
        let end = start + text.chars().count();
        Self { text, start, end }
    }
}

fn refusal(language: Language) -> &'static str {
    match language {
        Language::French => REFUSAL_FR,
        Language::English => REFUSAL_EN,
    }
}

fn schema() -> serde_json::Value {
    object(&json!({"found": {"type": "boolean"}, "quote": {"type": "string"}, "reply": {"type": "string"}}))
}

fn check(written: Written) -> Result<Option<(String, String)>, &'static str> {
    let Written { found, quote, reply } = written;
    match found {
        false => Ok(None),
        true if fits(&reply, MAX_CHARS) => Ok(Some((reply.trim().to_owned(), quote))),
        true => Err("the answer is empty or too long"),
    }
}

/// Where `quote` stands in `context`, in bytes: word for word, or the same words in another case, spacing and punctuation.
fn locate(context: &str, quote: &str) -> Option<Range<usize>> {
    let quote = quote.trim();
    if quote.is_empty() {
        return None;
    }
    if let Some(start) = context.find(quote) {
        return Some(start..start + quote.len());
    }
    let wanted: Vec<_> = words(quote).map(|word| word.form).collect();
    let found: Vec<_> = words(context).collect();
    let run = found.windows(wanted.len().max(1)).find(|run| run.iter().map(|word| &word.form).eq(&wanted))?;
    Some(run.first()?.at.start..run.last()?.at.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: &str = "Été comme hiver, la salle ferme tard.\nElle ouvre à neuf heures 😀.";

    #[test]
    fn a_quote_is_found_where_it_stands() {
        let quote = |text| locate(CONTEXT, text).map(|at| Quote::of(CONTEXT, at));
        let chars: Vec<char> = CONTEXT.chars().collect();
        for text in ["Elle ouvre à neuf heures", "elle  ouvre a NEUF heures.", "la salle ferme tard. Elle ouvre", "😀"]
        {
            let quote = quote(text).unwrap();
            assert_eq!(chars[quote.start..quote.end].iter().collect::<String>(), quote.text);
        }
        assert_eq!(quote("Elle ouvre à neuf heures").unwrap().start, 38);
        assert_eq!(quote("Elle ferme à neuf heures"), None);
        assert_eq!(quote(" "), None);
        assert_eq!(quote("?!"), None);
    }

    #[test]
    fn an_answer_says_something_or_was_not_found() {
        let checked = |body| serde_json::from_value(body).map_err(|_| "form").and_then(check);
        assert_eq!(checked(json!({"found": false, "quote": "", "reply": "Je crois que oui."})), Ok(None));
        assert!(checked(json!({"found": true, "quote": "", "reply": "Oui."})).unwrap().is_some());
        assert_eq!(checked(json!({"found": true, "quote": "x", "reply": ""})), Err("the answer is empty or too long"));
        assert_eq!(checked(json!({"found": "true", "quote": "", "reply": "Oui."})), Err("form"));
        assert_eq!(checked(json!({"found": true, "reply": "Oui."})), Err("form"));
    }
}
