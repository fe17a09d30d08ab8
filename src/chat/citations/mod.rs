//! Citations: the numbers in an answer, checked against the passages it was given, and the sentence of the course that
//! each leads to. Pure.

mod checker;
mod code;
mod group;
mod support;

use std::ops::Range;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use checker::{Checker, Mark};
pub use support::supported;

use crate::course::Hit;

/// Where a claim comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Citation {
    /// The number in the answer's brackets: the passage's place among the `sources`.
    #[schema(example = 1)]
    pub id: usize,
    /// The document's path, as in `/course/documents/{path}`.
    #[schema(example = "06-cellule-lstm.md")]
    pub document: String,
    /// The headings above the passage, from the document's title down.
    #[schema(example = "La cellule LSTM › La porte d'oubli")]
    pub heading: String,
    /// The course's own words.
    #[schema(example = "La porte d'oubli décide de ce que la cellule garde.")]
    pub quote: String,
    /// The quote's first byte in the document's source.
    #[schema(example = 1204)]
    pub start: usize,
    /// The byte after its last: `quote` is `source[start..end]`, byte for byte.
    #[schema(example = 1258)]
    pub end: usize,
}

impl Citation {
    /// The whole passage `hit`, offered under the number `id`.
    pub fn of_passage(id: usize, hit: &Hit) -> Self {
        Self::of(id, hit, hit.start..hit.end, hit.quote.to_string())
    }

    /// The stretch of the passage at `at`, in bytes of the document; the whole passage where `at` is no part of it.
    pub fn of_stretch(id: usize, hit: &Hit, at: Range<usize>) -> Self {
        match source(hit, &at) {
            Some(quote) => Self::of(id, hit, at, quote.to_owned()),
            None => Self::of_passage(id, hit),
        }
    }

    fn of(id: usize, hit: &Hit, at: Range<usize>, quote: String) -> Self {
        Self { id, document: hit.document.clone(), heading: heading(hit), quote, start: at.start, end: at.end }
    }
}

/// The headings above a passage, on one line.
pub fn heading(hit: &Hit) -> String {
    hit.headings.join(" › ")
}

/// What stands at `at` of the document, where that is inside the passage.
pub fn source<'a>(hit: &'a Hit, at: &Range<usize>) -> Option<&'a str> {
    hit.quote.get(at.start.checked_sub(hit.start)?..at.end.checked_sub(hit.start)?)
}

/// `text` without the citations in it: of an earlier answer, whose numbers meant other passages.
pub fn stripped(text: &str) -> String {
    let mut checker = Checker::new(0);
    let mut kept = checker.push(text);
    kept.push_str(&checker.finish());
    kept
}
