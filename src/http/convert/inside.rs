//! What keeps the inside of a network from being shown, into problems.

use crate::http::problem::{Kind, Problem};
use crate::inside::ExplainError;
use crate::models::OpenError;
use crate::sentiment::PredictError;

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Folder(_) | OpenError::Changed => Self::new(
                Kind::ModelChanged,
                "Les fichiers du modèle ne sont plus ceux qui répondent : on ne peut pas montrer ce qu'ils calculent.",
                "The model's files are no longer those that answer: what they compute cannot be shown.",
            ),
            OpenError::Probe(error) => Self::internal(&error),
        }
    }
}

impl From<ExplainError> for Problem {
    fn from(error: ExplainError) -> Self {
        match error {
            ExplainError::Open(error) => error.into(),
            ExplainError::Tokenize(error) => PredictError::from(error).into(),
            ExplainError::Infer(error) => error.into(),
            ExplainError::Empty => PredictError::EmptyText.into(),
            ExplainError::UnknownUnit { unit, hidden } => Self::field(
                "/units",
                format!("Il n'y a pas d'unité {unit} : la plus large couche en a {hidden}, numérotées à partir de 0."),
                format!("There is no unit {unit}: the widest layer has {hidden}, numbered from 0."),
            ),
            ExplainError::UnknownLabel { asked, known } => {
                let known = known.join(", ");
                Self::new(
                    Kind::UnknownLabel,
                    format!("Le modèle n'a pas d'étiquette « {asked} ». Il y a : {known}."),
                    format!("The model has no label '{asked}'. There are: {known}."),
                )
                .at("/label")
            }
            ExplainError::Broken(error) => Self::internal(&error),
        }
    }
}
