//! Conditions in words, for people.

use serde::Serialize;
use utoipa::ToSchema;

use super::condition::{Condition, Unknown};
use crate::evaluation::columns::LANGUAGES;
use crate::evaluation::cues::Cue;

/// The same in two languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Said {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

impl Said {
    /// `conditions`, one behind the other.
    pub fn of(conditions: &[Condition]) -> Self {
        let (fr, en): (Vec<String>, Vec<String>) = conditions.iter().map(say).unzip();
        Self { fr: fr.join(", "), en: en.join(", ") }
    }
}

fn say(condition: &Condition) -> (String, String) {
    let fixed = |fr: &str, en: &str| (fr.to_owned(), en.to_owned());
    match condition {
        Condition::Attribute { name, value } if value.is_empty() => {
            (format!("{name}\u{a0}: sans valeur"), format!("{name}: no value"))
        }
        Condition::Attribute { name, value } => (format!("{name}\u{a0}: {value}"), format!("{name}: {value}")),
        Condition::Words { from, to: Some(to) } => (format!("{from} à {to} mots"), format!("{from} to {to} words")),
        Condition::Words { from, to: None } => (format!("{from} mots ou plus"), format!("{from} words or more")),
        Condition::Unknown(Unknown::None) => fixed("aucun mot inconnu", "no unknown word"),
        Condition::Unknown(Unknown::Few) => fixed("jusqu’à 5\u{a0}% de mots inconnus", "up to 5% of unknown words"),
        Condition::Unknown(Unknown::Some) => fixed("5 à 15\u{a0}% de mots inconnus", "5 to 15% of unknown words"),
        Condition::Unknown(Unknown::Many) => fixed("plus de 15\u{a0}% de mots inconnus", "over 15% of unknown words"),
        Condition::Truncated(true) => fixed("texte coupé", "text cut"),
        Condition::Truncated(false) => fixed("texte lu en entier", "text read whole"),
        Condition::Cue(cue, present) => {
            let (fr, en) = say_cue(*cue);
            let (with_fr, with_en) = if *present { ("avec", "with") } else { ("sans", "without") };
            (format!("{with_fr} {fr}"), format!("{with_en} {en}"))
        }
        Condition::Language(0) => fixed("langue incertaine", "language unclear"),
        Condition::Language(place) => {
            let code = LANGUAGES.get(usize::from(*place)).copied().unwrap_or_default();
            (format!("langue\u{a0}: {code}"), format!("language: {code}"))
        }
        Condition::Word(word) => (format!("contient «\u{a0}{word}\u{a0}»"), format!("has “{word}”")),
    }
}

fn say_cue(cue: Cue) -> (&'static str, &'static str) {
    match cue {
        Cue::Negation => ("négation", "negation"),
        Cue::Contrast => ("contraste", "contrast"),
        Cue::Intensifier => ("mot d’intensité", "intensifier"),
        Cue::Question => ("question", "question"),
        Cue::Exclamation => ("exclamation", "exclamation"),
        Cue::Irony => ("signe d’ironie", "sign of irony"),
        Cue::Idiom => ("expression figée", "set phrase"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_said_in_both_languages() {
        let said = Said::of(&[Condition::Words { from: 6, to: Some(20) }, Condition::Word("pas".to_owned())]);
        assert_eq!(said.fr, "6 à 20 mots, contient «\u{a0}pas\u{a0}»");
        assert_eq!(said.en, "6 to 20 words, has “pas”");
    }
}
