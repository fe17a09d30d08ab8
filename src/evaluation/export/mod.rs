//! An evaluation as a file, in the order of its rows: what the model said of each, or a labelled set that trains the next
//! model. It reads page after page, so that its memory does not grow with the texts.

mod encode;
mod leave_out;

use std::collections::BTreeSet;
use std::str::FromStr;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use super::Evaluations;
use super::error::EvaluationError;
use super::look::Look;
pub use crate::predictions::export::Format;
use encode::Encoder;

/// Rows read at a time: of the longest texts, some megabytes.
const PAGE: usize = 128;

/// What a row is exported as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Everything that is known of it.
    #[default]
    Rows,
    /// Its text, its label as it counts now, and its attributes: what `POST /evaluations` and a training read.
    Training,
}

/// Which rows an export leaves out, as a list with commas: `duplicates`, `doubts`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Without {
    /// Of texts that are there twice, or nearly, all but the first.
    pub duplicates: bool,
    /// Rows whose label is probably wrong.
    pub doubts: bool,
}

/// A list with something else in it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("'{0}' cannot be left out: `duplicates` and `doubts` can")]
pub struct UnknownKind(String);

impl FromStr for Without {
    type Err = UnknownKind;

    fn from_str(list: &str) -> Result<Self, UnknownKind> {
        let mut without = Self::default();
        for kind in list.split(',').map(str::trim).filter(|kind| !kind.is_empty()) {
            match kind {
                "duplicates" => without.duplicates = true,
                "doubts" => without.doubts = true,
                other => return Err(UnknownKind(other.chars().take(100).collect())),
            }
        }
        Ok(without)
    }
}

impl TryFrom<String> for Without {
    type Error = UnknownKind;

    fn try_from(list: String) -> Result<Self, UnknownKind> {
        list.parse()
    }
}

/// Rows on their way into a file.
struct Export {
    evaluations: Evaluations,
    look: Look,
    encoder: Encoder,
    /// In order: whoever goes through it goes through the rows once.
    left_out: BTreeSet<usize>,
    /// The first row of the next page; none behind the last.
    next: Option<usize>,
}

/// The rows of `look` in their order, but for those left out. Each piece holds whole lines; the first one always comes, if
/// only with a table's header. Rows that are erased meanwhile are not in it.
///
/// Duplicates are found by reading every text once before the first row: a million take some seconds, and 200 MB.
pub fn pieces(
    evaluations: Evaluations,
    look: Look,
    what: What,
    without: Without,
    format: Format,
) -> impl Stream<Item = Result<Bytes, EvaluationError>> + Send {
    let encoder = Encoder::new(&look, what, format);
    let export = Export { evaluations, look, encoder, left_out: BTreeSet::new(), next: Some(0) };
    try_unfold(export, move |mut export| async move {
        let Some(first) = export.next else { return Ok(None) };
        let mut bytes = Vec::new();
        if first == 0 {
            export.left_out = leave_out::rows(&export.evaluations, &export.look, without).await?;
            export.encoder.head(&mut bytes);
        }
        let rows = export.look.columns.len();
        let end = rows.min(first + PAGE);
        let page: Vec<usize> = (first..end).filter(|row| !export.left_out.contains(row)).collect();
        for sentence in export.evaluations.sentences(&export.look, &page).await? {
            export.encoder.row(&export.look, &sentence, &mut bytes);
        }
        export.next = (end < rows).then_some(end);
        Ok(Some((Bytes::from(bytes), export)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_a_list() {
        let both = Without { duplicates: true, doubts: true };
        assert_eq!("doubts, duplicates".parse(), Ok(both));
        assert_eq!("".parse(), Ok(Without::default()));
        assert_eq!("errors".parse::<Without>(), Err(UnknownKind("errors".to_owned())));
    }
}
