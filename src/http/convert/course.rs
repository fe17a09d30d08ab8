//! The course's errors into problems.

use crate::chain::Chain;
use crate::course::{CourseError, Unreadable};
use crate::http::problem::{Kind, Problem};
use crate::http::routes::course::problem::too_large;
use crate::storage::Fault;

impl From<CourseError> for Problem {
    fn from(error: CourseError) -> Self {
        match &error {
            CourseError::Database(cause) => {
                tracing::warn!(cause = %Chain(&error), "the course is not to be had");
                let (fr, en) = match Fault::of(cause) {
                    Fault::Locked => ("Un autre programme l'occupe.", "Another program holds it."),
                    Fault::DiskFull => ("Le disque est plein.", "The disk is full."),
                    Fault::Refused | Fault::Other => ("Elle est en panne.", "It fails."),
                };
                Self::new(
                    Kind::StorageUnavailable,
                    format!("La base de données du cours ne répond pas. {fr}"),
                    format!("The course's database does not answer. {en}"),
                )
            }
            CourseError::Unreadable(reason) => unreadable(reason),
            CourseError::Damaged { .. } | CourseError::Folder { .. } | CourseError::NoDocument { .. } => {
                Self::internal(&error)
            }
        }
    }
}

fn unreadable(reason: &Unreadable) -> Problem {
    let fr = match reason {
        Unreadable::TooLarge { limit, .. } => return too_large(*limit),
        Unreadable::Format => "Le nom du document doit finir par .md, .html ou .txt.".to_owned(),
        Unreadable::NotUtf8 { at } => format!("L'octet {at} n'est pas de l'UTF-8."),
        Unreadable::Zero { at } => format!("L'octet {at} est nul : ce n'est pas du texte en UTF-8."),
        Unreadable::Empty => "Le document ne contient rien à lire.".to_owned(),
        Unreadable::NotAFile | Unreadable::Path(_) | Unreadable::Disk(_) => return Problem::internal(reason),
    };
    Problem::new(Kind::UnreadableDocument, fr, format!("The document cannot be read: {reason}."))
}
