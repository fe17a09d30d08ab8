//! A text continued in a style: what only a model can do.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::structured::{Filter, messages};
use super::{Tutor, TutorError, prompt};
use crate::chat::{Origin, language};
use crate::course::text::Language;
use crate::guard::events::EventKind;
use crate::guard::neutralise;
use crate::mistral::{FinishReason, MistralError, Request, Usage};

/// Enough to vary, little enough to stay with the text.
const TEMPERATURE: f32 = 0.7;

/// How the text goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum Style {
    /// Facts, plainly.
    Informative,
    /// Arguments.
    Persuasive,
    /// A story.
    Narrative,
}

/// What comes after the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Continuation {
    /// The continuation, without the text it continues.
    pub continuation: String,
    /// Its style.
    pub style: Style,
    /// Whether it came to its end; the limit of tokens cuts a long one.
    pub complete: bool,
    /// The language model.
    #[schema(example = "mistral-small-latest")]
    pub model: String,
    /// Tokens, where the model counted them.
    pub usage: Option<Usage>,
}

/// Through a text: serde_json calls a number in an enum's place broken JSON, which it is not.
impl TryFrom<String> for Style {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "informative" | "informatif" => Ok(Self::Informative),
            "persuasive" | "persuasif" => Ok(Self::Persuasive),
            "narrative" | "narratif" => Ok(Self::Narrative),
            _ => Err("not one of informatif, persuasif, narratif"),
        }
    }
}

impl Tutor {
    /// `text`, continued in its own language.
    ///
    /// # Errors
    /// When the text is empty or too long, or the model cannot be had.
    pub async fn continue_text(&self, origin: &Origin, text: &str, style: Style) -> Result<Continuation, TutorError> {
        self.admit(origin, "text", text).await?;
        let language = language::of(text).unwrap_or(Language::French);
        let instructions = prompt::instructions(language, task(language, style));
        let request = Request {
            messages: messages(&instructions, &json!({"text": neutralise(text)})),
            temperature: Some(TEMPERATURE),
            ..Request::default()
        };
        let completion = self.mistral.complete(request).await?;
        let (continuation, has_withheld) =
            Filter::new(&instructions, &self.secrets, text.to_owned()).keep(&completion.content);
        if has_withheld {
            self.record(origin, EventKind::Withheld).await;
        }
        let continuation = continuation.trim().to_owned();
        if continuation.is_empty() {
            return Err(MistralError::Unreadable.into());
        }
        let complete = completion.finish_reason == FinishReason::Stop;
        Ok(Continuation { continuation, style, complete, model: self.model.clone(), usage: completion.usage })
    }
}

fn task(language: Language, style: Style) -> &'static str {
    match (language, style) {
        (Language::French, Style::Informative) => {
            "Continue le texte du champ « text » dans sa langue, en trois à six phrases, dans un style informatif : des \
             faits, un ton neutre. N'écris que la suite."
        }
        (Language::French, Style::Persuasive) => {
            "Continue le texte du champ « text » dans sa langue, en trois à six phrases, dans un style persuasif : des \
             arguments, un appel au lecteur. N'écris que la suite."
        }
        (Language::French, Style::Narrative) => {
            "Continue le texte du champ « text » dans sa langue, en trois à six phrases, dans un style narratif : une \
             scène, des personnages, une action. N'écris que la suite."
        }
        (Language::English, Style::Informative) => {
            "Continue the text in the field 'text' in its language, in three to six sentences, in an informative style: \
             facts, a neutral tone. Write nothing but the continuation."
        }
        (Language::English, Style::Persuasive) => {
            "Continue the text in the field 'text' in its language, in three to six sentences, in a persuasive style: \
             arguments, an appeal to the reader. Write nothing but the continuation."
        }
        (Language::English, Style::Narrative) => {
            "Continue the text in the field 'text' in its language, in three to six sentences, in a narrative style: a \
             scene, characters, an action. Write nothing but the continuation."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_have_french_names_too() {
        let read = |name: &str| serde_json::from_value::<Style>(json!(name)).ok();
        assert_eq!(read("informatif"), Some(Style::Informative));
        assert_eq!(read("informative"), Some(Style::Informative));
        assert_eq!(read("persuasif"), Some(Style::Persuasive));
        assert_eq!(read("narratif"), Some(Style::Narrative));
        assert_eq!(read("poétique"), None);
        assert_eq!(serde_json::to_value(Style::Narrative).unwrap(), "narrative");
    }
}
