//! The workshop's exercises with a language model.

pub mod answer;
pub mod continuation;
pub mod explain;
pub mod grade;
pub mod quiz;
pub mod sentiment;

use serde::{Deserialize, Deserializer, de};
use utoipa::ToSchema;

use crate::chat::{Level, Origin, language};
use crate::course::text::Language;
use crate::http::edge::RequestId;

/// The language of an answer.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum AnswerLanguage {
    /// French.
    Fr,
    /// English.
    En,
}

/// Through a text: serde_json calls a number in an enum's place broken JSON, which it is not.
impl TryFrom<String> for AnswerLanguage {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "fr" => Ok(Self::Fr),
            "en" => Ok(Self::En),
            _ => Err("not one of fr, en"),
        }
    }
}

/// The language asked for; else that of `text`, or French where it does not tell.
fn spoken(asked: Option<AnswerLanguage>, text: &str) -> Language {
    match asked {
        Some(AnswerLanguage::Fr) => Language::French,
        Some(AnswerLanguage::En) => Language::English,
        None => language::of(text).unwrap_or(Language::French),
    }
}

fn origin(route: &'static str, id: RequestId) -> Origin {
    Origin { route, request_id: id.0 }
}

/// A level in either language, with or without accents, or none.
pub(super) fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Level>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| de::Error::custom("not one of débutant, intermédiaire, avancé"))
}
