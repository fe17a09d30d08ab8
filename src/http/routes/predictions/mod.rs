//! The prediction log: for whoever knows an id, and for the teacher.

pub mod agreement;
pub mod annotators;
pub mod delete;
pub mod delete_many;
pub mod export;
pub mod get;
mod gold;
pub mod list;
pub mod post_labels;
pub mod put_label;
mod query;

use uuid::Uuid;

use crate::http::problem::{Kind, Problem};

/// No such prediction, or no more.
fn unknown(id: Uuid) -> Problem {
    Problem::new(
        Kind::UnknownPrediction,
        format!("Aucune prédiction ne porte le numéro {id} : elle n'a pas été enregistrée, ou elle a été effacée."),
        format!("No prediction has the id {id}: it was not recorded, or it was erased."),
    )
}
