//! Each feature's errors into problems: one exhaustive match an enum, so that a new variant cannot be forgotten.

mod calibration;
mod chat;
mod compare;
mod course;
mod embeddings;
mod evaluation;
mod guard;
mod inside;
mod mistral;
mod tutor;

use super::problem::{Kind, Problem};
use crate::chain::Chain;
use crate::models::{RegistryError, UnknownModel};
use crate::predictions::LogError;
use crate::runtime::{InferError, Meaningless, Switch, TokenizerError};
use crate::sentiment::PredictError;

impl From<UnknownModel> for Problem {
    fn from(error: UnknownModel) -> Self {
        let UnknownModel { asked, known } = error;
        Self::new(
            Kind::UnknownModel,
            format!("Aucun modèle « {asked} » n'est servi. Il y a : {known} ; on ajoute :fp32 ou :int8 pour choisir."),
            format!("No model '{asked}' is served. There are: {known}; add :fp32 or :int8 to choose."),
        )
    }
}

impl From<PredictError> for Problem {
    fn from(error: PredictError) -> Self {
        match error {
            PredictError::EmptyText => Self::new(
                Kind::EmptyText,
                "Le texte ne contient rien à classer : il est vide ou fait d'espaces.",
                "The text holds nothing to classify: it is empty or made of spaces.",
            ),
            PredictError::TextTooLarge { bytes, limit } => Self::new(
                Kind::TextTooLarge,
                format!("Le texte fait {bytes} octets ; la limite est de {limit}."),
                format!("The text has {bytes} bytes; the limit is {limit}."),
            ),
            PredictError::UnknownModel(error) => error.into(),
            PredictError::Tokenize(TokenizerError::Switch(error)) => error.into(),
            PredictError::Tokenize(error) => Self::internal(&error),
            PredictError::Infer(error) => error.into(),
        }
    }
}

impl From<Meaningless> for Problem {
    fn from(Meaningless(switch): Meaningless) -> Self {
        let (fr, en) = match switch {
            Switch::IdsShifted => (
                "« ids_shifted » demande un vocabulaire de mots entiers, numérotés derrière des identifiants réservés.",
                "'ids_shifted' needs a vocabulary of whole words, numbered behind reserved ids.",
            ),
            Switch::UnknownAsPadding => (
                "« unknown_as_padding » demande un vocabulaire qui ait un token inconnu, autre que le remplissage.",
                "'unknown_as_padding' needs a vocabulary with an unknown token, other than padding.",
            ),
            Switch::PunctuationGlued => (
                "« punctuation_glued » demande un découpage qui sépare la ponctuation des mots.",
                "'punctuation_glued' needs a tokenizer that parts words from punctuation.",
            ),
        };
        Self::new(Kind::SwitchWithoutMeaning, fr, en).at("/switches")
    }
}

impl From<InferError> for Problem {
    fn from(error: InferError) -> Self {
        match error {
            InferError::QueueFull => Self::new(
                Kind::Overloaded,
                "La file d'attente est pleine. Réessayez dans une seconde.",
                "The queue is full. Try again in a second.",
            ),
            InferError::DeadlinePassed => Self::new(
                Kind::DeadlinePassed,
                "Le serveur est trop chargé pour répondre à temps. Réessayez dans une seconde.",
                "The server is too busy to answer in time. Try again in a second.",
            ),
            InferError::Stopping => Self::new(
                Kind::Stopping,
                "Le serveur s'arrête. Réessayez quand il sera revenu.",
                "The server is stopping. Try again once it is back.",
            ),
            InferError::Run(_) | InferError::Shape { .. } => Self::internal(&error),
        }
    }
}

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        match &error {
            RegistryError::List { .. } => Self::internal(&error),
            RegistryError::NoModel { reasons, .. } => Self::new(
                Kind::NoModel,
                format!("Aucun dossier n'est utilisable, les modèles d'avant restent servis : {reasons}."),
                format!("No folder is usable, the models of before go on being served: {reasons}."),
            ),
        }
    }
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        let unavailable = |fr: &str, en: &str| {
            tracing::warn!(cause = %Chain(&error), "the log is not to be had");
            Self::new(
                Kind::LogUnavailable,
                format!("{fr} Rien n'a été perdu ni répondu : réessayez."),
                format!("{en} Nothing was lost or answered: try again."),
            )
        };
        match &error {
            LogError::Locked => {
                unavailable("Le journal est occupé par un autre programme.", "The log is held by another program.")
            }
            LogError::DiskFull => unavailable("Le disque du journal est plein.", "The log's disk is full."),
            LogError::Database(_) => unavailable("La base du journal est en panne.", "The log's database fails."),
            LogError::Closed => InferError::Stopping.into(),
            LogError::Refused(_) | LogError::Damaged { .. } => Self::internal(&error),
        }
    }
}
