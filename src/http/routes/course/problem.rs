//! What can be wrong with a document or its path, as problems.

use crate::course::{DocumentPath, PathError};
use crate::http::problem::{Kind, Problem};

/// The path that an address names.
pub(super) fn parsed(path: &str) -> Result<DocumentPath, Problem> {
    path.parse().map_err(|error: PathError| {
        let fr = match error {
            PathError::Length { limit } => format!("Un chemin fait de 1 à {limit} octets."),
            PathError::Part => "Un chemin n'a ni partie vide, ni « . », ni « .. ».".to_owned(),
            PathError::Character => {
                "Un chemin n'a ni barre oblique inverse, ni caractère de contrôle, ni caractère invisible.".to_owned()
            }
            PathError::NotUtf8 => "Un chemin est en UTF-8.".to_owned(),
        };
        Problem::new(Kind::InvalidParameter, fr, format!("{error}."))
    })
}

/// No such document.
pub(super) fn unknown(path: &DocumentPath) -> Problem {
    Problem::new(
        Kind::UnknownDocument,
        format!("Le cours n'a pas de document « {path} »."),
        format!("The course has no document '{path}'."),
    )
}

/// A document over the limit.
pub(in crate::http) fn too_large(limit: u64) -> Problem {
    Problem::new(
        Kind::BodyTooLarge,
        format!("Le document dépasse {limit} octets. Coupez-le en plusieurs."),
        format!("The document is over {limit} bytes. Split it."),
    )
}
