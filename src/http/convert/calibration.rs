//! What keeps a calibration from being stored, into problems.

use std::io::ErrorKind;

use crate::chain::Chain;
use crate::http::problem::{Kind, Problem};
use crate::models::{CalibrationError, UnknownModel};

impl From<&CalibrationError> for Problem {
    fn from(error: &CalibrationError) -> Self {
        match error {
            CalibrationError::UnknownModel(error) => UnknownModel::clone(error).into(),
            CalibrationError::OtherModel => Self::new(
                Kind::ModelChanged,
                "Le modèle servi n'est plus celui qui a lu ces lignes : évaluez-le de nouveau.",
                "The model that is served is no longer the one that read these rows: evaluate it again.",
            ),
            CalibrationError::Folder(_) => {
                tracing::warn!(cause = %Chain(error), "a model's calibration cannot be read");
                Self::new(
                    Kind::ModelChanged,
                    "Le fichier calibration.json du modèle ne peut pas être lu.",
                    "The model's calibration.json cannot be read.",
                )
            }
            CalibrationError::Write(source) if is_full(source.kind()) => {
                tracing::warn!(cause = %Chain(error), "a model's calibration cannot be written");
                Self::new(Kind::StorageUnavailable, "Le disque est plein.", "The disk is full.")
            }
            CalibrationError::Write(_) => {
                tracing::warn!(cause = %Chain(error), "a model's calibration cannot be written");
                Self::new(
                    Kind::FolderNotWritable,
                    "Le fichier calibration.json n'a pas pu être écrit ; le modèle répond comme avant.",
                    "calibration.json could not be written; the model answers as before.",
                )
            }
        }
    }
}

impl From<CalibrationError> for Problem {
    fn from(error: CalibrationError) -> Self {
        (&error).into()
    }
}

fn is_full(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}
