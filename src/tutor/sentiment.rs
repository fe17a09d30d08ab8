//! A text's sentiment, as the language model judges it: to be held against a network's.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::structured::{Task, object};
use super::{Tutor, TutorError, prompt};
use crate::chat::{Origin, language};
use crate::course::text::Language;
use crate::guard::neutralise;
use crate::mistral::{JsonSchema, Usage};

const TASK_FR: &str = "Juge le sentiment du texte du champ « text » envers ce dont il parle. « label » : positive ou \
    negative, le plus probable des deux. « score » : ta certitude, de 0,5 (à pile ou face) à 1 (certain).";
const TASK_EN: &str = "Judge the sentiment of the text in the field 'text' towards what it is about. 'label': positive or \
    negative, the likelier of the two. 'score': how sure you are, from 0.5 (a coin's toss) to 1 (certain).";

/// What the networks tell apart, too: `POST /predict` names them alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sentiment {
    /// It speaks well of it.
    Positive,
    /// It speaks badly of it.
    Negative,
}

/// The model's judgement.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Judgement {
    /// The likelier label.
    pub label: Sentiment,
    /// How sure the model says it is: no probability of its own making, unlike a network's.
    #[schema(example = 0.95, minimum = 0, maximum = 1)]
    pub score: f64,
    /// The language model.
    #[schema(example = "mistral-small-latest")]
    pub model: String,
    /// Tokens, where the model counted them.
    pub usage: Option<Usage>,
}

/// The model's form.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    label: Sentiment,
    score: f64,
}

impl Tutor {
    /// The model's label for `text`, and how sure it says it is.
    ///
    /// # Errors
    /// When the text is empty or too long, the model cannot be had, or it keeps missing the form.
    pub async fn judge(&self, origin: &Origin, text: &str) -> Result<Judgement, TutorError> {
        self.admit(origin, "text", text).await?;
        let language = language::of(text).unwrap_or(Language::French);
        let task = match language {
            Language::French => TASK_FR,
            Language::English => TASK_EN,
        };
        let task = Task {
            instructions: prompt::instructions(language, task),
            data: json!({"text": neutralise(text)}),
            quotable: String::new(),
            schema: JsonSchema { name: "sentiment", schema: schema() },
        };
        let checked = self.ask(origin, task, check).await?;
        let (label, score) = checked.value;
        Ok(Judgement { label, score, model: self.model.clone(), usage: checked.usage })
    }
}

fn schema() -> serde_json::Value {
    object(&json!({
        "label": {"type": "string", "enum": ["positive", "negative"]},
        "score": {"type": "number"},
    }))
}

fn check(written: Written) -> Result<(Sentiment, f64), &'static str> {
    let Written { label, score } = written;
    if (0.0..=1.0).contains(&score) { Ok((label, score)) } else { Err("the score is outside 0 to 1") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_of_two_and_a_score_a_share() {
        let checked = |body| serde_json::from_value(body).map_err(|_| "form").and_then(check);
        assert_eq!(checked(json!({"label": "negative", "score": 1})), Ok((Sentiment::Negative, 1.0)));
        assert_eq!(checked(json!({"label": "positive", "score": 1.2})), Err("the score is outside 0 to 1"));
        assert_eq!(checked(json!({"label": "positive", "score": -0.1})), Err("the score is outside 0 to 1"));
        for body in [
            json!({"label": "neutral", "score": 0.5}),
            json!({"label": "Positive", "score": 0.5}),
            json!({"label": "positive", "score": "0.5"}),
            json!({"label": "positive", "score": null}),
            json!({"label": "positive"}),
            json!({"label": "positive", "score": 0.5, "why": "parce que"}),
        ] {
            assert_eq!(checked(body.clone()), Err("form"), "{body}");
        }
    }
}
