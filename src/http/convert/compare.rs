//! A comparison's errors into problems.

use crate::compare::{CompareError, Missing};
use crate::http::problem::{Kind, Problem};
use crate::mistral::MistralError;

impl From<CompareError> for Problem {
    fn from(error: CompareError) -> Self {
        match error {
            CompareError::Predict(error) => error.into(),
            CompareError::Models { count, limit } => Self::field(
                "/models",
                format!("La liste a {count} modèles ; il en faut de 1 à {limit}."),
                format!("The list has {count} models; 1 to {limit} are needed."),
            ),
            CompareError::ModelTwice { index } => Self::field(
                format!("/models/{index}"),
                "Ce modèle est déjà dans la liste, peut-être sous un autre nom : sans « : », c'est un des deux graphes.",
                "This model is in the list already, perhaps under another name: without ':', it is one of the two graphs.",
            ),
            CompareError::VariantTwice { index } => Self::field(
                format!("/variants/{index}"),
                "Cette modification est déjà dans la liste.",
                "This edit is in the list already.",
            ),
            CompareError::TooLongToEdit { bytes, limit } => Self::new(
                Kind::TextTooLarge,
                format!("Le texte fait {bytes} octets ; avec « variants », la limite est de {limit}."),
                format!("The text has {bytes} bytes; with 'variants', the limit is {limit}."),
            ),
        }
    }
}

impl From<Missing> for Problem {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::NothingToRead => Self::new(
                Kind::EmptyText,
                "Ce modèle n'a rien à lire dans ce texte.",
                "This model has nothing to read in this text.",
            ),
            Missing::Mistral(error) => error.into(),
            Missing::TooLate => MistralError::Timeout.into(),
        }
    }
}
